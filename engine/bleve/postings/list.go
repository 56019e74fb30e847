// Package postings knows in which documents of a segment a term stands, and how
// often in headline and body: lists in blocks with the greatest weight of each,
// and the sorted table of terms that leads to them. It must never know what a
// term means, how it is scored, files, or bleve.
package postings

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Posting is one document of a list.
type Posting struct {
	Doc uint32
	// Body and Headline are how often the term stands there; one is not 0.
	Body, Headline uint32
}

// Weigh gives the weight of a posting: what a score grows with. A block stores
// the greatest of its postings, so that a search can pass over it.
type Weigh func(Posting) float32

// blockSize is how many postings are packed together: enough that a block's
// three bytes of widths and twelve of skip entry cost a tenth of a byte each,
// few enough that one posting is found by unpacking 0.3 microseconds of others.
const blockSize = 128

// ErrDamaged is wrapped by errors about bytes that no writer wrote.
var ErrDamaged = errors.New("postings are damaged")

// A list of more than blockSize postings begins with one skip entry for each
// block, so that a reader steps over blocks without touching them:
//
//	last document   uint32
//	end of block    uint32   bytes behind the skip entries
//	weight          float32  greatest of the block, never less than any
//
// Then come the blocks. A full block is: the widths of documents, body and
// headline in bits (a byte each), then the three packed; documents as the
// distance to the one before, less one. The last block of a list, when it is
// not full, and the only one of a short list, is one pair of numbers after the
// other: the distance, shifted by one, and in the lowest bit whether the
// counts follow (else: once in the body).
const skipSize = 12

// Encoder writes lists. Use one after the other.
type Encoder struct {
	weigh Weigh

	block  [blockSize]Posting
	held   int    // postings in block
	base   int64  // the last document before block, -1 for none
	n      int    // postings so far
	skips  []byte // entries of the blocks so far
	blocks []byte
	err    error
}

// NewEncoder returns an encoder of lists whose blocks are weighed by weigh.
func NewEncoder(weigh Weigh) *Encoder { return &Encoder{weigh: weigh, base: -1} }

// Add adds a posting. Documents must ascend.
func (e *Encoder) Add(p Posting) {
	last := e.base
	if e.held > 0 {
		last = int64(e.block[e.held-1].Doc)
	}
	if int64(p.Doc) <= last || p.Body == 0 && p.Headline == 0 {
		e.err = fmt.Errorf("posting %+v cannot follow document %d", p, last)
		return
	}
	e.block[e.held] = p
	e.held++
	e.n++
	if e.held == blockSize {
		e.flush()
	}
}

// Len returns how many postings were added since the last list was ended.
func (e *Encoder) Len() int { return e.n }

// First returns the first posting of a list of at most blockSize - 1 postings.
func (e *Encoder) First() Posting { return e.block[0] }

// End appends the list to dst and makes ready for the next.
func (e *Encoder) End(dst []byte) ([]byte, error) {
	if e.held > 0 {
		e.flush()
	}
	if e.n > blockSize {
		dst = append(dst, e.skips...)
	}
	dst = append(dst, e.blocks...)
	err := e.err
	e.held, e.base, e.n, e.err = 0, -1, 0, nil
	e.skips, e.blocks = e.skips[:0], e.blocks[:0]
	if err == nil && uint64(len(dst)) > math.MaxUint32 {
		err = fmt.Errorf("a list of %d bytes is too long", len(dst))
	}
	return dst, err
}

// List ends the list and returns it, in memory of its own.
func (e *Encoder) List() (List, error) {
	n, one := e.n, e.block[0]
	b, err := e.End(nil)
	if err != nil || n == 0 {
		return List{}, err
	}
	if n == 1 {
		return List{n: 1, one: one}, nil
	}
	return List{n: n, bytes: append(b, make([]byte, slack)...), size: len(b)}, nil
}

// flush encodes the block.
func (e *Encoder) flush() {
	if e.held == blockSize {
		e.full()
	} else {
		e.tail()
	}
	var heaviest float32
	for _, p := range e.block[:e.held] {
		heaviest = max(heaviest, e.weigh(p))
	}
	last := e.block[e.held-1].Doc
	e.skips = binary.LittleEndian.AppendUint32(e.skips, last)
	e.skips = binary.LittleEndian.AppendUint32(e.skips, uint32(len(e.blocks)))
	e.skips = binary.LittleEndian.AppendUint32(e.skips, math.Float32bits(heaviest))
	e.base, e.held = int64(last), 0
}

func (e *Encoder) full() {
	var docs, body, headline [blockSize]uint32
	base := e.base
	for i, p := range e.block {
		docs[i] = uint32(int64(p.Doc) - base - 1)
		body[i], headline[i] = p.Body, p.Headline
		base = int64(p.Doc)
	}
	d, b, h := width(&docs), width(&body), width(&headline)
	e.blocks = append(e.blocks, byte(d), byte(b), byte(h))
	e.blocks = pack(e.blocks, &docs, d)
	e.blocks = pack(e.blocks, &body, b)
	e.blocks = pack(e.blocks, &headline, h)
}

func (e *Encoder) tail() {
	base := e.base
	for _, p := range e.block[:e.held] {
		e.blocks = appendOne(e.blocks, p, base)
		base = int64(p.Doc)
	}
}

// List is one list of a table. The zero List is empty.
type List struct {
	n     int
	one   Posting // the posting of a list of one
	bytes []byte  // the list, and behind it what follows in the table
	size  int     // of the list, in bytes
}

// Len returns how many postings the list has.
func (l List) Len() int { return l.n }

// blocks returns how many blocks the list has.
func (l List) blocks() int { return (l.n + blockSize - 1) / blockSize }

// skip returns the entry of a block of a list of several.
func (l List) skip(i int) (last, end uint32, weight float32) {
	s := l.bytes[i*skipSize : i*skipSize+skipSize]
	return binary.LittleEndian.Uint32(s), binary.LittleEndian.Uint32(s[4:]), math.Float32frombits(binary.LittleEndian.Uint32(s[8:]))
}

// block is the postings of a block, unpacked.
type block struct {
	n                    int
	docs, body, headline [blockSize]uint32
	counted              bool // body and headline are unpacked
	// packed is where the counts of a full block are, with their widths.
	packed []byte
	b, h   uint
}

// read unpacks the documents of block i; base is the last document before it,
// -1 for none. The counts follow when count asks.
func (l List) read(i int, base int64, into *block) error {
	n := min(blockSize, l.n-i*blockSize)
	into.n, into.counted = n, true
	if l.n == 1 {
		into.docs[0], into.body[0], into.headline[0] = l.one.Doc, l.one.Body, l.one.Headline
		return nil
	}
	start, end := 0, l.size
	if blocks := l.blocks(); blocks > 1 {
		first := blocks * skipSize
		if i > 0 {
			_, e, _ := l.skip(i - 1)
			start = int(e)
		}
		_, e, _ := l.skip(i)
		start, end = first+start, first+int(e)
	}
	if start > end || end > l.size {
		return fmt.Errorf("%w: a block from %d to %d in a list of %d bytes", ErrDamaged, start, end, l.size)
	}
	if n < blockSize {
		return readTail(l.bytes[start:end], base, into)
	}
	b := l.bytes[start:]
	if len(b) < 3 {
		return fmt.Errorf("%w: a block of %d bytes", ErrDamaged, len(b))
	}
	d, body, headline := uint(b[0]), uint(b[1]), uint(b[2])
	if d > 32 || body > 32 || headline > 32 || len(b) < 3+16*int(d+body+headline)+slack {
		return fmt.Errorf("%w: a block of widths %d, %d, %d", ErrDamaged, d, body, headline)
	}
	unpack(b[3:], &into.docs, d)
	sum := uint32(base) // -1 wraps, and comes back with the next line
	for j := range into.docs {
		sum += into.docs[j] + 1
		into.docs[j] = sum
	}
	into.counted, into.packed, into.b, into.h = false, b[3+16*d:], body, headline
	return nil
}

// count unpacks the counts of a block.
func (b *block) count() {
	if b.counted {
		return
	}
	unpack(b.packed, &b.body, b.b)
	unpack(b.packed[16*b.b:], &b.headline, b.h)
	b.counted = true
}

// readTail reads into.n postings of a short list, or of the end of a long one.
func readTail(b []byte, base int64, into *block) error {
	for j := range into.n {
		p, rest, err := readOne(b, base)
		if err != nil {
			return err
		}
		b, base = rest, int64(p.Doc)
		into.docs[j], into.body[j], into.headline[j] = p.Doc, p.Body, p.Headline
	}
	return nil
}

// readOne reads one posting behind document base, and returns what follows it.
func readOne(b []byte, base int64) (Posting, []byte, error) {
	v, used := binary.Uvarint(b)
	if used <= 0 || v>>1 > math.MaxUint32 {
		return Posting{}, nil, fmt.Errorf("%w: a document", ErrDamaged)
	}
	b = b[used:]
	p := Posting{Body: 1}
	if v&1 == 1 {
		body, used := binary.Uvarint(b)
		headline, more := binary.Uvarint(b[max(used, 0):])
		if used <= 0 || more <= 0 || body|headline > math.MaxUint32 {
			return Posting{}, nil, fmt.Errorf("%w: a count", ErrDamaged)
		}
		b = b[used+more:]
		p.Body, p.Headline = uint32(body), uint32(headline)
	}
	if base += int64(v>>1) + 1; base >= End {
		return Posting{}, nil, fmt.Errorf("%w: document %d", ErrDamaged, base)
	}
	p.Doc = uint32(base)
	return p, b, nil
}

// appendOne appends a posting behind document base, as readOne reads it.
func appendOne(b []byte, p Posting, base int64) []byte {
	distance := uint64(int64(p.Doc)-base-1) << 1
	if p.Body == 1 && p.Headline == 0 {
		return binary.AppendUvarint(b, distance)
	}
	b = binary.AppendUvarint(b, distance|1)
	b = binary.AppendUvarint(b, uint64(p.Body))
	return binary.AppendUvarint(b, uint64(p.Headline))
}
