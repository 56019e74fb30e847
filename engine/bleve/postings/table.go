package postings

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
)

// groupSize is how many terms share a group of the table, whose first is found
// by halving and whose others by reading on.
const groupSize = 16

// A table is two parts. The lists stand one after the other, and slack bytes
// behind. The terms are groups, an index and a footer:
//
//	group    where its first list begins (uvarint), then the terms
//	term     shared and new bytes of the key (a byte, or 0xff and two uvarints),
//	         the new bytes, the number of postings; the posting itself when it
//	         is one, as in a short list, or else the size of the list in bytes;
//	         the extra number
//	index    where each group begins (uint64)
//	footer   groups (uint64), terms (uint64)
const footerSize = 16

// Writer writes a table: its lists as they come, its terms in the end.
type Writer struct {
	lists  io.Writer
	at     uint64 // written to lists
	enc    *Encoder
	terms  []byte
	groups []uint64
	n      int
	key    []byte // the last one
	buf    []byte
}

// NewWriter returns a writer that writes the lists to lists.
func NewWriter(lists io.Writer, weigh Weigh) *Writer {
	return &Writer{lists: lists, enc: NewEncoder(weigh)}
}

// Add adds a posting to the term that Term will name.
func (w *Writer) Add(p Posting) { w.enc.Add(p) }

// Term ends a term. Keys must ascend by bytes. extra is a number kept with the
// term. A term without postings is left out.
func (w *Writer) Term(key []byte, extra uint64) error {
	n, first := w.enc.Len(), w.enc.First()
	if n == 0 && w.enc.err == nil {
		return nil
	}
	if w.n > 0 && bytes.Compare(key, w.key) <= 0 {
		return fmt.Errorf("term %q cannot follow %q", key, w.key)
	}
	list, err := w.enc.End(w.buf[:0])
	if w.buf = list; err != nil {
		return fmt.Errorf("postings of %q: %w", key, err)
	}
	shared := 0
	if w.n%groupSize == 0 {
		w.groups = append(w.groups, uint64(len(w.terms)))
		w.terms = binary.AppendUvarint(w.terms, w.at)
	} else {
		shared = common(w.key, key)
	}
	w.n++
	w.key = append(w.key[:0], key...)
	if fresh := len(key) - shared; shared < 15 && fresh < 16 {
		w.terms = append(w.terms, byte(shared<<4|fresh))
	} else {
		w.terms = append(w.terms, 0xff)
		w.terms = binary.AppendUvarint(w.terms, uint64(shared))
		w.terms = binary.AppendUvarint(w.terms, uint64(fresh))
	}
	w.terms = append(w.terms, key[shared:]...)
	w.terms = binary.AppendUvarint(w.terms, uint64(n))
	if n == 1 {
		w.terms = appendOne(w.terms, first, -1)
	} else {
		w.terms = binary.AppendUvarint(w.terms, uint64(len(list)))
		if _, err := w.lists.Write(list); err != nil {
			return fmt.Errorf("writing postings: %w", err)
		}
		w.at += uint64(len(list))
	}
	w.terms = binary.AppendUvarint(w.terms, extra)
	return nil
}

// Close ends the lists and returns the part of the terms.
func (w *Writer) Close() ([]byte, error) {
	if _, err := w.lists.Write(make([]byte, slack)); err != nil {
		return nil, fmt.Errorf("writing postings: %w", err)
	}
	for _, g := range w.groups {
		w.terms = binary.LittleEndian.AppendUint64(w.terms, g)
	}
	w.terms = binary.LittleEndian.AppendUint64(w.terms, uint64(len(w.groups)))
	return binary.LittleEndian.AppendUint64(w.terms, uint64(w.n)), nil
}

// common returns how many bytes a and b begin with together.
func common(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// Table is an open table.
type Table struct {
	terms, index, lists []byte
	n                   int
}

// Open returns the table of two parts.
func Open(terms, lists []byte) (*Table, error) {
	if len(terms) < footerSize || len(lists) < slack {
		return nil, fmt.Errorf("%w: a table of %d and %d bytes", ErrDamaged, len(terms), len(lists))
	}
	footer := terms[len(terms)-footerSize:]
	groups, n := binary.LittleEndian.Uint64(footer), binary.LittleEndian.Uint64(footer[8:])
	rest := uint64(len(terms) - footerSize)
	if groups > rest/8 || n > groups*groupSize || groups > 0 && n <= (groups-1)*groupSize {
		return nil, fmt.Errorf("%w: %d terms in %d groups in %d bytes", ErrDamaged, n, groups, len(terms))
	}
	at := rest - 8*groups
	return &Table{terms: terms[:at], index: terms[at:rest], lists: lists[: len(lists)-slack : len(lists)], n: int(n)}, nil
}

// Len returns how many terms the table has.
func (t *Table) Len() int { return t.n }

// Entry is what a table holds about a term.
type Entry struct {
	List  List
	Extra uint64
}

// Get returns what the table holds about a key: some three hundred nanoseconds,
// and nothing allocated.
func (t *Table) Get(key []byte) (Entry, bool, error) {
	it := Iterator{t: t}
	if !it.enter(t.groupOf(key)) {
		return Entry{}, false, it.err
	}
	// The keys before the one sought need not be put together: as long as one
	// shares more with the one before it than that shared with key, it is less
	// for the same reason, and when it shares less, it is greater.
	alike := 0 // how many bytes the key before has in common with key
	for it.left > 0 {
		it.left--
		shared, fresh, ok := it.readShape()
		if !ok {
			return Entry{}, false, it.err
		}
		if shared < alike {
			return Entry{}, false, nil
		}
		if shared == alike {
			n := common(fresh, key[alike:])
			if alike += n; n < len(fresh) && (alike == len(key) || fresh[n] > key[alike]) {
				return Entry{}, false, nil
			} else if n == len(fresh) && alike == len(key) {
				ok := it.readEntry()
				return it.entry, ok, it.err
			}
		}
		if !it.readEntry() {
			return Entry{}, false, it.err
		}
	}
	return Entry{}, false, nil
}

// groupOf returns the group that has a key when the table has it.
func (t *Table) groupOf(key []byte) int {
	low, high := 0, len(t.index)/8 // groups before low begin with key or less, from high on with more
	for low < high {
		if mid := int(uint(low+high) / 2); bytes.Compare(t.first(mid), key) > 0 {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return max(low-1, 0)
}

// From returns an iterator before the first term with this key or a greater one.
func (t *Table) From(key []byte) *Iterator {
	it := &Iterator{t: t}
	if it.enter(t.groupOf(key)) {
		it.from = key
	}
	return it
}

// first returns the key of the first term of a group; nothing where the bytes
// are damaged, which reading on reports.
func (t *Table) first(group int) []byte {
	at := binary.LittleEndian.Uint64(t.index[group*8:])
	if at >= uint64(len(t.terms)) {
		return nil
	}
	b := t.terms[at:]
	_, used := binary.Uvarint(b)
	if used <= 0 || used == len(b) {
		return nil
	}
	lead := b[used]
	b = b[used+1:]
	size := uint64(lead & 15)
	if lead>>4 == 15 {
		_, shared := binary.Uvarint(b)
		var fresh int
		size, fresh = binary.Uvarint(b[max(shared, 0):])
		if shared <= 0 || fresh <= 0 {
			return nil
		}
		b = b[shared+fresh:]
	}
	return b[:min(size, uint64(len(b)))]
}

// Iterator walks the terms of a table in ascending order.
type Iterator struct {
	t     *Table
	rest  []byte // of the terms
	group int
	left  int    // terms left in the group
	list  uint64 // where the next list begins
	key   []byte
	entry Entry
	from  []byte // skip what is before
	err   error
}

// Key returns the key of the term. Do not change or keep it.
func (it *Iterator) Key() []byte { return it.key }

// Entry returns what the table holds about the term.
func (it *Iterator) Entry() Entry { return it.entry }

// Err returns what ended the iterator early, if anything did.
func (it *Iterator) Err() error { return it.err }

// Next moves to the next term and reports whether there is one.
func (it *Iterator) Next() bool {
	for it.step() {
		if it.from == nil {
			return true
		}
		if bytes.Compare(it.key, it.from) >= 0 {
			it.from = nil
			return true
		}
	}
	return false
}

// enter stands before the first term of a group.
func (it *Iterator) enter(g int) bool {
	if g*8 >= len(it.t.index) {
		return false
	}
	at := binary.LittleEndian.Uint64(it.t.index[g*8:])
	if at >= uint64(len(it.t.terms)) {
		return it.damaged("a group")
	}
	it.group, it.left, it.rest = g, min(groupSize, it.t.n-g*groupSize), it.t.terms[at:]
	it.key = it.key[:0]
	var ok bool
	it.list, ok = it.uvarint()
	return ok
}

func (it *Iterator) damaged(what string) bool {
	it.err = fmt.Errorf("%w: %s in the table of terms", ErrDamaged, what)
	it.left, it.rest = 0, nil
	it.group = len(it.t.index) // no more groups
	return false
}

func (it *Iterator) uvarint() (uint64, bool) {
	v, used := binary.Uvarint(it.rest)
	if used <= 0 {
		return 0, it.damaged("a number")
	}
	it.rest = it.rest[used:]
	return v, true
}

// step reads one term.
func (it *Iterator) step() bool {
	if it.left == 0 && !it.enter(it.group+1) {
		return false
	}
	it.left--
	shared, fresh, ok := it.readShape()
	if !ok {
		return false
	}
	if shared > len(it.key) {
		return it.damaged("a key")
	}
	it.key = append(it.key[:shared], fresh...)
	return it.readEntry()
}

// readShape reads the key of a term: how many bytes it shares with the one
// before, and the others.
func (it *Iterator) readShape() (shared int, fresh []byte, ok bool) {
	if len(it.rest) == 0 {
		return 0, nil, it.damaged("a key")
	}
	same, more := uint64(it.rest[0]>>4), uint64(it.rest[0]&15)
	it.rest = it.rest[1:]
	if same == 15 {
		if same, ok = it.uvarint(); !ok {
			return 0, nil, false
		}
		if more, ok = it.uvarint(); !ok {
			return 0, nil, false
		}
	}
	if same > math.MaxInt32 || more > uint64(len(it.rest)) {
		return 0, nil, it.damaged("a key")
	}
	fresh, it.rest = it.rest[:more], it.rest[more:]
	return int(same), fresh, true
}

// readEntry reads what stands behind the key of a term.
func (it *Iterator) readEntry() bool {
	n, ok := it.uvarint()
	if !ok || n == 0 || n > math.MaxInt32 {
		return it.damaged("a number of postings")
	}
	l := List{n: int(n)}
	if n == 1 {
		var err error
		if l.one, it.rest, err = readOne(it.rest, -1); err != nil {
			return it.damaged("a posting")
		}
	} else {
		size, ok := it.uvarint()
		if end := it.list + size; !ok || end > uint64(len(it.t.lists)) || end < it.list {
			return it.damaged("a list")
		}
		l.bytes, l.size = it.t.lists[it.list:cap(it.t.lists)], int(size)
		if l.blocks() > 1 && l.blocks()*skipSize > l.size {
			return it.damaged("a list")
		}
		it.list += size
	}
	extra, ok := it.uvarint()
	it.entry = Entry{l, extra}
	return ok
}
