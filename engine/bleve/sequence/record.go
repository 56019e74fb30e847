package sequence

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
)

// ErrDamaged is wrapped by errors about bytes that no writer wrote.
var ErrDamaged = errors.New("the sequences of words are damaged")

// Text is the words of one document, as codes.
type Text struct {
	Headline, Body []uint32
	// Paragraphs and Sentences are the words of the body, ascending and not 0,
	// that begin one.
	Paragraphs, Sentences []int
}

// A part is the records of the documents one after the other, then where each
// begins (of Width bytes each), then the footer: documents and Width (uint64).
//
//	record   bytes of headline, bytes of body (uvarint), the two as codes, and
//	         the words that begin a sentence, as distances (uvarint)
const footerSize = 16

// Writer writes the records of a segment, document after document.
type Writer struct {
	w       io.Writer
	at      uint64
	offsets []uint64
	buf     []byte
	a, b    []byte
}

// NewWriter returns a writer to w. It keeps eight bytes a document.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Add writes the next document.
func (w *Writer) Add(t Text) error {
	w.a, w.b, w.buf = w.a[:0], w.b[:0], w.buf[:0]
	for _, c := range t.Headline {
		w.a = AppendCode(w.a, c)
	}
	next := 0
	for i, c := range t.Body {
		if next < len(t.Paragraphs) && t.Paragraphs[next] == i {
			w.b = append(w.b, paragraph)
			next++
		}
		w.b = AppendCode(w.b, c)
	}
	last := 0
	for _, s := range t.Sentences {
		w.buf = appendUvarint(w.buf, s-last)
		last = s
	}
	return w.record(w.a, w.b, w.buf)
}

func (w *Writer) record(headline, body, sentences []byte) error {
	var head [2 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(head[:], uint64(len(headline)))
	n += binary.PutUvarint(head[n:], uint64(len(body)))
	w.offsets = append(w.offsets, w.at)
	for _, b := range [][]byte{head[:n], headline, body, sentences} {
		if _, err := w.w.Write(b); err != nil {
			return fmt.Errorf("writing a sequence: %w", err)
		}
		w.at += uint64(len(b))
	}
	return nil
}

// Close writes where the records are.
func (w *Writer) Close() error {
	width := 4
	if w.at > math.MaxUint32 {
		width = 8
	}
	b := w.buf[:0]
	for _, o := range w.offsets {
		if width == 4 {
			b = binary.LittleEndian.AppendUint32(b, uint32(o))
		} else {
			b = binary.LittleEndian.AppendUint64(b, o)
		}
	}
	b = binary.LittleEndian.AppendUint64(b, uint64(len(w.offsets)))
	b = binary.LittleEndian.AppendUint64(b, uint64(width))
	if _, err := w.w.Write(b); err != nil {
		return fmt.Errorf("writing sequences: %w", err)
	}
	return nil
}

// Reader reads records. It is safe for concurrent use.
type Reader struct {
	records, offsets []byte
	n, width         int
}

// Open returns a reader of a part.
func Open(part []byte) (*Reader, error) {
	if len(part) < footerSize {
		return nil, fmt.Errorf("%w: %d bytes", ErrDamaged, len(part))
	}
	footer := part[len(part)-footerSize:]
	n, width := binary.LittleEndian.Uint64(footer), binary.LittleEndian.Uint64(footer[8:])
	rest := uint64(len(part) - footerSize)
	if width != 4 && width != 8 || n > rest/width {
		return nil, fmt.Errorf("%w: %d documents of %d bytes in %d", ErrDamaged, n, width, len(part))
	}
	at := rest - n*width
	return &Reader{records: part[:at], offsets: part[at:rest], n: int(n), width: int(width)}, nil
}

// Len returns how many documents there are.
func (r *Reader) Len() int { return r.n }

func (r *Reader) offset(doc int) uint64 {
	if doc == r.n {
		return uint64(len(r.records))
	}
	if r.width == 4 {
		return uint64(binary.LittleEndian.Uint32(r.offsets[4*doc:]))
	}
	return binary.LittleEndian.Uint64(r.offsets[8*doc:])
}

// Record is the words of one document, as bytes of codes.
type Record struct{ Headline, Body, sentences []byte }

// Record returns the words of a document. Do not change them.
func (r *Reader) Record(doc uint32) (Record, error) {
	if int(doc) >= r.n {
		return Record{}, fmt.Errorf("%w: document %d of %d", ErrDamaged, doc, r.n)
	}
	start, end := r.offset(int(doc)), r.offset(int(doc)+1)
	if start > end || end > uint64(len(r.records)) {
		return Record{}, fmt.Errorf("%w: document %d from %d to %d", ErrDamaged, doc, start, end)
	}
	b := r.records[start:end]
	headline, used := binary.Uvarint(b)
	body, more := binary.Uvarint(b[max(used, 0):])
	if used <= 0 || more <= 0 || headline > uint64(len(b)) || body > uint64(len(b)) || uint64(used+more)+headline+body > uint64(len(b)) {
		return Record{}, fmt.Errorf("%w: document %d", ErrDamaged, doc)
	}
	b = b[used+more:]
	return Record{b[:headline], b[headline : headline+body], b[headline+body:]}, nil
}

// Touch reads a little of the records of some documents, so that the processor
// fetches all of them at the same time: one after the other, each costs a wait for
// memory as long as the search of its text. What it returns means nothing; keep it
// somewhere, or the compiler leaves the reading out.
func (r *Reader) Touch(docs []uint32) (nothing byte) {
	for _, doc := range docs {
		if int(doc) >= r.n {
			continue
		}
		for at, n := r.offset(int(doc)), 0; at < uint64(len(r.records)) && n < touched; n++ {
			nothing ^= r.records[at]
			at += cacheLine
		}
	}
	return nothing
}

// touched is how many cache lines of a record are touched; the processor sees
// then what is going on and fetches the others by itself.
const (
	touched   = 4
	cacheLine = 64
)

// Sentences appends the words of the body that begin a sentence, the first one
// left out.
func (r Record) Sentences(dst []int32) []int32 {
	last := uint64(0)
	for b := r.sentences; len(b) > 0; {
		n, used := binary.Uvarint(b)
		if used <= 0 {
			break
		}
		last += n
		dst, b = append(dst, int32(min(last, math.MaxInt32))), b[used:]
	}
	return dst
}

// dropped is the number of a document that a merge leaves out.
const dropped = math.MaxUint64

// Merge writes the records of several readers to w. numbers[i][d] is dropped
// (the greatest uint64) for a document left out; the others follow each other.
// codes[i] has the new code of each code of in[i].
func Merge(w *Writer, in []*Reader, numbers [][]uint64, codes [][]uint32, stop func() error) error {
	for i, r := range in {
		if len(numbers[i]) != r.n {
			return fmt.Errorf("%w: %d documents, want %d", ErrDamaged, r.n, len(numbers[i]))
		}
		for d, n := range numbers[i] {
			if d%stopEvery == 0 {
				if err := stop(); err != nil {
					return err
				}
			}
			if n == dropped {
				continue
			}
			rec, err := r.Record(uint32(d))
			if err != nil {
				return err
			}
			var ok, also bool
			w.a, ok = Recode(w.a[:0], rec.Headline, codes[i])
			w.b, also = Recode(w.b[:0], rec.Body, codes[i])
			if !ok || !also {
				return fmt.Errorf("%w: document %d has a code that is no word", ErrDamaged, d)
			}
			if err := w.record(w.a, w.b, rec.sentences); err != nil {
				return err
			}
		}
	}
	return nil
}

// stopEvery is how many records are merged between two looks at stop.
const stopEvery = 256
