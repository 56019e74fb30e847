package column

import (
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
)

// Values is the values of a field: none, one or several strings a document, as
// ordinals of the sorted list of the different ones. The zero Values has no
// documents. It is safe for concurrent use.
//
// A part is
//
//	values      one after the other
//	ends        where each value ends (uint32)
//	ordinals    of the documents: of a field that never has several, the ordinal
//	            plus 1, or 0 for none, in 0, 1, 2 or 4 bytes; else 4 bytes each
//	lists       only with several: where the ordinals of each document end (uint32)
//	footer      bytes of values, values, documents, bytes of an ordinal, ordinals (uint64 each);
//	            ordinals is 0 for a field that never has several
type Values struct {
	text, ends, ordinals, lists []byte
	n, docs, width              int
}

const valuesFooter = 40

// ValuesBuilder builds a part, document after document. Its zero value is ready.
type ValuesBuilder struct {
	ordinals map[string]uint32 // by order of first use
	seen     []string
	flat     []uint32
	ends     []uint32
	several  bool
}

// Add adds the values of the next document. A value given twice counts once.
func (b *ValuesBuilder) Add(values ...string) {
	if b.ordinals == nil {
		b.ordinals = map[string]uint32{}
	}
	first := len(b.flat)
	for _, v := range values {
		n, ok := b.ordinals[v]
		if !ok {
			n = uint32(len(b.seen))
			b.ordinals[v] = n
			b.seen = append(b.seen, v)
		}
		if !slices.Contains(b.flat[first:], n) {
			b.flat = append(b.flat, n)
		}
	}
	b.several = b.several || len(b.flat)-first > 1
	b.ends = append(b.ends, uint32(len(b.flat)))
}

// WriteTo writes the part.
func (b *ValuesBuilder) WriteTo(w io.Writer) (int64, error) {
	order := make([]uint32, len(b.seen))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		if b.seen[x] < b.seen[y] {
			return -1
		}
		return 1
	})
	rank := make([]uint32, len(order))
	var out []byte
	for i, n := range order {
		rank[n] = uint32(i)
		out = append(out, b.seen[n]...)
	}
	text := len(out)
	if text > math.MaxUint32 {
		return 0, fmt.Errorf("%d bytes of values are too many for one segment", text)
	}
	end := uint32(0)
	for _, n := range order {
		end += uint32(len(b.seen[n]))
		out = binary.LittleEndian.AppendUint32(out, end)
	}
	width, ordinals := 4, len(b.flat)
	if b.several {
		for _, n := range b.flat {
			out = binary.LittleEndian.AppendUint32(out, rank[n])
		}
		for _, e := range b.ends {
			out = binary.LittleEndian.AppendUint32(out, e)
		}
	} else {
		width, ordinals = widthOf(len(b.seen)), 0
		for i := range b.ends {
			code := uint32(0)
			if list := b.list(i); len(list) > 0 {
				code = rank[list[0]] + 1
			}
			switch width {
			case 1:
				out = append(out, byte(code))
			case 2:
				out = binary.LittleEndian.AppendUint16(out, uint16(code))
			case 4:
				out = binary.LittleEndian.AppendUint32(out, code)
			}
		}
	}
	for _, v := range []int{text, len(b.seen), len(b.ends), width, ordinals} {
		out = binary.LittleEndian.AppendUint64(out, uint64(v))
	}
	n, err := w.Write(out)
	return int64(n), err
}

func (b *ValuesBuilder) list(doc int) []uint32 {
	start := uint32(0)
	if doc > 0 {
		start = b.ends[doc-1]
	}
	return b.flat[start:b.ends[doc]]
}

// widthOf returns the bytes of codes up to n.
func widthOf(n int) int {
	switch {
	case n == 0:
		return 0
	case n <= math.MaxUint8:
		return 1
	case n <= math.MaxUint16:
		return 2
	}
	return 4
}

// OpenValues opens a part.
func OpenValues(b []byte) (Values, error) {
	if len(b) < valuesFooter {
		return Values{}, fmt.Errorf("%w: %d bytes of values", ErrDamaged, len(b))
	}
	var f [5]uint64
	for i := range f {
		f[i] = binary.LittleEndian.Uint64(b[len(b)-valuesFooter+8*i:])
		if f[i] > math.MaxUint32 {
			return Values{}, fmt.Errorf("%w: a footer of values with %d", ErrDamaged, f[i])
		}
	}
	text, n, docs, width, ordinals := f[0], f[1], f[2], f[3], f[4]
	sizes := []uint64{text, 4 * n, 4 * ordinals, 4 * docs}
	if ordinals == 0 {
		if int(width) != widthOf(int(n)) && docs > 0 {
			return Values{}, fmt.Errorf("%w: ordinals of %d bytes for %d values", ErrDamaged, width, n)
		}
		sizes[2], sizes[3] = width*docs, 0
	}
	if text+sizes[1]+sizes[2]+sizes[3]+valuesFooter != uint64(len(b)) {
		return Values{}, fmt.Errorf("%w: parts of values are not %d bytes", ErrDamaged, len(b))
	}
	v := Values{n: int(n), docs: int(docs), width: int(width)}
	for i, part := range []*[]byte{&v.text, &v.ends, &v.ordinals, &v.lists} {
		*part, b = b[:sizes[i]], b[sizes[i]:]
	}
	return v, nil
}

// Len returns how many documents there are.
func (v *Values) Len() int { return v.docs }

// Cardinality returns how many different values there are.
func (v *Values) Cardinality() int { return v.n }

// Value returns the value of an ordinal, nil for one that is none.
func (v *Values) Value(ordinal uint32) []byte {
	if int(ordinal) >= v.n {
		return nil
	}
	start, end := uint32(0), binary.LittleEndian.Uint32(v.ends[4*ordinal:])
	if ordinal > 0 {
		start = binary.LittleEndian.Uint32(v.ends[4*(ordinal-1):])
	}
	if start > end || int(end) > len(v.text) {
		return nil
	}
	return v.text[start:end]
}

// Ordinal returns the ordinal of a value.
func (v *Values) Ordinal(value string) (uint32, bool) {
	i := sort.Search(v.n, func(i int) bool { return string(v.Value(uint32(i))) >= value })
	return uint32(i), i < v.n && string(v.Value(uint32(i))) == value
}

// Single reports whether no document has several values.
func (v *Values) Single() bool { return len(v.lists) == 0 }

// code returns what is stored for a document of a column of single values.
func (v *Values) code(doc uint32) uint32 {
	switch v.width {
	case 1:
		return uint32(v.ordinals[doc])
	case 2:
		return uint32(binary.LittleEndian.Uint16(v.ordinals[2*doc:]))
	case 4:
		return binary.LittleEndian.Uint32(v.ordinals[4*uint64(doc):])
	}
	return 0
}

// One returns the first ordinal of a document, false when it has none or is
// beyond the column.
func (v *Values) One(doc uint32) (ordinal uint32, ok bool) {
	if uint64(doc) >= uint64(v.docs) {
		return 0, false
	}
	if v.Single() {
		ordinal = v.code(doc) - 1
	} else {
		start, end, _ := v.list(doc)
		if start == end {
			return 0, false
		}
		ordinal = binary.LittleEndian.Uint32(v.ordinals[4*start:])
	}
	return ordinal, uint64(ordinal) < uint64(v.n)
}

// list returns where the ordinals of a document begin and end: nothing, and
// false, when that is no place among them.
func (v *Values) list(doc uint32) (start, end uint64, ok bool) {
	if doc > 0 {
		start = uint64(binary.LittleEndian.Uint32(v.lists[4*(uint64(doc)-1):]))
	}
	end = uint64(binary.LittleEndian.Uint32(v.lists[4*uint64(doc):]))
	if start > end || 4*end > uint64(len(v.ordinals)) {
		return 0, 0, false
	}
	return start, end, true
}

// Ordinals appends the ordinals of a document to dst, in the order they were
// given; none for a document beyond the column. Of damaged bytes they may not be
// below the cardinality.
func (v *Values) Ordinals(dst []uint32, doc uint32) []uint32 {
	if uint64(doc) >= uint64(v.docs) {
		return dst
	}
	if v.Single() {
		if c := v.code(doc); c > 0 {
			dst = append(dst, c-1)
		}
		return dst
	}
	start, end, _ := v.list(doc)
	for i := start; i < end; i++ {
		dst = append(dst, binary.LittleEndian.Uint32(v.ordinals[4*i:]))
	}
	return dst
}

// MergeValues writes the values of the documents that are kept, in order.
// Values that none of them has are left out. It keeps the values and four bytes
// for each time a document has one.
func MergeValues(w io.Writer, in []Values, numbers [][]uint64) error {
	if len(in) != len(numbers) {
		return fmt.Errorf("merging %d columns with the numbers of %d", len(in), len(numbers))
	}
	var b ValuesBuilder
	var ordinals []uint32
	var values []string
	for i := range in {
		v := &in[i]
		if len(numbers[i]) != v.docs {
			return fmt.Errorf("%w: values of %d documents, want %d", ErrDamaged, v.docs, len(numbers[i]))
		}
		known := make([]string, v.n)
		for d, n := range numbers[i] {
			if n == dropped {
				continue
			}
			if !v.Single() {
				if _, _, ok := v.list(uint32(d)); !ok {
					return fmt.Errorf("%w: the values of document %d are nowhere", ErrDamaged, d)
				}
			}
			ordinals, values = v.Ordinals(ordinals[:0], uint32(d)), values[:0]
			for _, o := range ordinals {
				if int(o) >= v.n {
					return fmt.Errorf("%w: ordinal %d of %d", ErrDamaged, o, v.n)
				}
				if known[o] == "" {
					known[o] = string(v.Value(o))
				}
				values = append(values, known[o])
			}
			b.Add(values...)
		}
	}
	_, err := b.WriteTo(w)
	return err
}
