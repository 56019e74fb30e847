// Package column knows what is read by document: one number each, or the values
// of a field as ordinals of a sorted list, and how often values stand in a set
// of documents. It must never know what the numbers and values mean, or bleve.
package column

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
)

// ErrDamaged is wrapped by errors about bytes that no writer wrote.
var ErrDamaged = errors.New("a column is damaged")

// Missing is the number of a document that has none.
const Missing = math.MinInt64

// dropped is the number of a document that a merge leaves out.
const dropped = math.MaxUint64

// Numbers is one number a document, in as few bytes as the range of them
// takes. The zero Numbers is empty. It is safe for concurrent use.
//
// A part is the numbers, each the code of its value: 0 for Missing, else what
// it is more than the least, plus 1; and the footer: least (int64), documents
// (uint64), bytes of a code: 0, 1, 2, 4 or 8 (uint64). With 0 bytes all are the
// least, or all are missing when that is Missing.
type Numbers struct {
	codes []byte
	least int64
	n     int
	width int
}

const numbersFooter = 24

// WriteNumbers writes a part.
func WriteNumbers(w io.Writer, values []int64) error { return writeNumbers(w, slices.Values(values)) }

// writeBuffer is how much of a column is held while it is written, in bytes.
const writeBuffer = 16 << 10

// writeNumbers writes a part, going through the values twice.
func writeNumbers(w io.Writer, values iter.Seq[int64]) error {
	least, most, missing, n := int64(math.MaxInt64), int64(math.MinInt64), false, 0
	for v := range values {
		n++
		if v == Missing {
			missing = true
			continue
		}
		least, most = min(least, v), max(most, v)
	}
	width := 0
	switch span := uint64(most) - uint64(least); {
	case least > most:
		least = Missing
	case span == 0 && !missing:
	case span < math.MaxUint8:
		width = 1
	case span < math.MaxUint16:
		width = 2
	case span < math.MaxUint32:
		width = 4
	default:
		width = 8
	}
	out := bufio.NewWriterSize(w, writeBuffer)
	b := make([]byte, 0, numbersFooter)
	for v := range values {
		if width == 0 {
			break
		}
		b = b[:0]
		code := uint64(0)
		if v != Missing {
			code = uint64(v) - uint64(least) + 1
		}
		switch width {
		case 1:
			b = append(b, byte(code))
		case 2:
			b = binary.LittleEndian.AppendUint16(b, uint16(code))
		case 4:
			b = binary.LittleEndian.AppendUint32(b, uint32(code))
		case 8:
			b = binary.LittleEndian.AppendUint64(b, code)
		}
		if _, err := out.Write(b); err != nil {
			return fmt.Errorf("writing a column: %w", err)
		}
	}
	b = binary.LittleEndian.AppendUint64(b[:0], uint64(least))
	b = binary.LittleEndian.AppendUint64(b, uint64(n))
	b = binary.LittleEndian.AppendUint64(b, uint64(width))
	_, _ = out.Write(b) // Flush gives the error again
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing a column: %w", err)
	}
	return nil
}

// OpenNumbers opens a part.
func OpenNumbers(b []byte) (Numbers, error) {
	if len(b) < numbersFooter {
		return Numbers{}, fmt.Errorf("%w: %d bytes of numbers", ErrDamaged, len(b))
	}
	footer := b[len(b)-numbersFooter:]
	n, width := binary.LittleEndian.Uint64(footer[8:]), binary.LittleEndian.Uint64(footer[16:])
	switch width {
	case 0, 1, 2, 4, 8:
	default:
		return Numbers{}, fmt.Errorf("%w: numbers of %d bytes", ErrDamaged, width)
	}
	if n > math.MaxUint32 || n*width != uint64(len(b)-numbersFooter) {
		return Numbers{}, fmt.Errorf("%w: %d numbers of %d bytes in %d", ErrDamaged, n, width, len(b))
	}
	return Numbers{b, int64(binary.LittleEndian.Uint64(footer)), int(n), int(width)}, nil
}

// Len returns how many documents there are.
func (n *Numbers) Len() int { return n.n }

// Least returns a number that is not greater than any, Missing when there is none.
func (n *Numbers) Least() int64 { return n.least }

// Most returns a number that is not less than any.
func (n *Numbers) Most() int64 {
	if n.width == 0 {
		return n.least
	}
	codes := uint64(math.MaxUint64) >> (64 - 8*n.width)
	if codes-1 > uint64(math.MaxInt64)-uint64(n.least) {
		return math.MaxInt64
	}
	return n.least + int64(codes-1)
}

// At returns the number of a document, which must be one of Len: a nanosecond.
func (n *Numbers) At(doc uint32) int64 {
	var code uint64
	switch n.width {
	case 1:
		code = uint64(n.codes[doc])
	case 2:
		code = uint64(binary.LittleEndian.Uint16(n.codes[2*doc:]))
	case 4:
		code = uint64(binary.LittleEndian.Uint32(n.codes[4*uint64(doc):]))
	case 8:
		code = binary.LittleEndian.Uint64(n.codes[8*uint64(doc):])
	default:
		return n.least
	}
	if code == 0 {
		return Missing
	}
	return int64(uint64(n.least) + code - 1)
}

// MergeNumbers writes the numbers of the documents that are kept, in order. It
// reads the inputs twice and keeps nothing of them.
func MergeNumbers(w io.Writer, in []Numbers, numbers [][]uint64) error {
	if len(in) != len(numbers) {
		return fmt.Errorf("merging %d columns with the numbers of %d", len(in), len(numbers))
	}
	for i := range in {
		if len(numbers[i]) != in[i].n {
			return fmt.Errorf("%w: %d numbers for %d documents", ErrDamaged, in[i].n, len(numbers[i]))
		}
	}
	return writeNumbers(w, func(yield func(int64) bool) {
		for i := range in {
			for d, n := range numbers[i] {
				if n != dropped && !yield(in[i].At(uint32(d))) {
					return
				}
			}
		}
	})
}
