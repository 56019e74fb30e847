package postings

import "math"

// End is the document of a cursor that has passed the last posting.
const End = math.MaxUint32

// Cursor reads a list forward. It unpacks the block it stands in only.
type Cursor struct {
	list   List
	block  block
	loaded int // the block unpacked; -1 for none
	at     int // in the block
	doc    uint32
	last   uint32 // document of the block unpacked
	peeked int    // the block that Ahead looked at last
	most   float32
	err    error
}

// NewCursor returns a cursor on the first posting. weigh is what the list was
// written with, or gives more: short lists do not store a weight. It is nil when
// weights will not be asked for.
func NewCursor(l List, weigh Weigh) *Cursor {
	c := &Cursor{list: l, loaded: -1}
	if l.n == 0 {
		c.doc = End
		return c
	}
	if blocks := l.blocks(); blocks > 1 && weigh != nil {
		for i := range blocks {
			_, _, w := l.skip(i)
			c.most = max(c.most, w)
		}
	}
	c.load(0)
	if l.n <= blockSize && c.err == nil && weigh != nil {
		c.block.count()
		for i := range c.block.n {
			c.most = max(c.most, weigh(Posting{c.block.docs[i], c.block.body[i], c.block.headline[i]}))
		}
	}
	return c
}

// Doc returns the document the cursor stands on, or End.
func (c *Cursor) Doc() uint32 { return c.doc }

// List returns the list that is read.
func (c *Cursor) List() List { return c.list }

// Len returns how many postings the list has.
func (c *Cursor) Len() int { return c.list.n }

// Max returns a weight that no posting of the list exceeds.
func (c *Cursor) Max() float32 { return c.most }

// Err returns what ended the cursor early, if anything did.
func (c *Cursor) Err() error { return c.err }

// Posting returns the posting the cursor stands on.
func (c *Cursor) Posting() Posting {
	c.block.count()
	return Posting{c.doc, c.block.body[c.at], c.block.headline[c.at]}
}

// Rest returns the postings of the block from the one the cursor stands on, which
// is not at the end. They are good until the cursor moves on: do not change them.
func (c *Cursor) Rest() (docs, body, headline []uint32) {
	c.block.count()
	return c.block.docs[c.at:c.block.n], c.block.body[c.at:c.block.n], c.block.headline[c.at:c.block.n]
}

// Step moves n postings forward, at most as many as Rest returned.
func (c *Cursor) Step(n int) {
	if n > 0 {
		c.at += n - 1
		c.Next()
	}
}

// load unpacks a block and stands on its first posting.
func (c *Cursor) load(i int) {
	base := int64(-1)
	if i > 0 {
		last, _, _ := c.list.skip(i - 1)
		base = int64(last)
	}
	if c.err = c.list.read(i, base, &c.block); c.err != nil {
		c.doc = End
		return
	}
	c.loaded, c.at, c.doc, c.last = i, 0, c.block.docs[0], c.block.docs[c.block.n-1]
}

// Next moves to the next posting.
func (c *Cursor) Next() {
	if c.doc == End {
		return
	}
	if c.at++; c.at < c.block.n {
		c.doc = c.block.docs[c.at]
		return
	}
	if c.loaded+1 < c.list.blocks() {
		c.load(c.loaded + 1)
		return
	}
	c.doc = End
}

// Seek moves to the first posting of doc or a later document.
func (c *Cursor) Seek(doc uint32) {
	if c.doc >= doc { // also at the end
		return
	}
	if doc > c.last {
		i := c.list.blocks()
		if c.loaded+1 < i {
			i = c.find(c.loaded+1, doc)
		}
		if i == c.list.blocks() {
			c.doc = End
			return
		}
		if c.load(i); c.doc >= doc {
			return
		}
	}
	// Within the block: a few steps by doubling, then halving.
	docs := c.block.docs[:c.block.n]
	step, low := 1, c.at
	for low+step < len(docs) && docs[low+step] < doc {
		low += step
		step *= 2
	}
	high := min(low+step, len(docs))
	for low++; low < high; {
		if mid := (low + high) / 2; docs[mid] < doc {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(docs) {
		c.doc = End
		return
	}
	c.at, c.doc = low, docs[low]
}

// find returns the first block, from block i on, whose last document is doc or
// later; the number of blocks when there is none.
func (c *Cursor) find(i int, doc uint32) int {
	blocks := c.list.blocks()
	last := func(i int) uint32 { l, _, _ := c.list.skip(i); return l }
	if last(i) >= doc {
		return i
	}
	step := 1
	for i+step < blocks && last(i+step) < doc {
		i += step
		step *= 2
	}
	low, high := i+1, min(i+step, blocks)
	for low < high {
		if mid := (low + high) / 2; last(mid) < doc {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

// Ahead looks at the block that holds the first posting of doc or a later
// document, without moving or unpacking: a weight that no posting from doc to
// last exceeds, which is 0, up to End, when there is none. Documents asked for
// must not descend.
func (c *Cursor) Ahead(doc uint32) (weight float32, last uint32) {
	blocks := c.list.blocks()
	if blocks <= 1 {
		if c.doc == End {
			return 0, End
		}
		if end := c.block.docs[c.block.n-1]; doc <= end {
			return c.most, end
		}
		return 0, End
	}
	c.peeked = c.find(max(c.peeked, c.loaded), doc)
	if c.peeked == blocks {
		c.peeked = blocks - 1
		return 0, End
	}
	last, _, weight = c.list.skip(c.peeked)
	return weight, last
}

// Maxima calls visit with the greatest weight of each block; of none when the list
// is too short to store weights. A posting of the block has that weight, less what
// was rounded up.
func (l List) Maxima(visit func(weight float32)) {
	if blocks := l.blocks(); blocks > 1 {
		for i := range blocks {
			_, _, w := l.skip(i)
			visit(w)
		}
	}
}

// Docs calls visit with the documents of the list, a block at a time: about a
// nanosecond a document. visit must not keep or change the slice; its error ends
// the reading.
func (l List) Docs(visit func(docs []uint32) error) error {
	var b block
	base := int64(-1)
	for i := range l.blocks() {
		if err := l.read(i, base, &b); err != nil {
			return err
		}
		if err := visit(b.docs[:b.n]); err != nil {
			return err
		}
		base = int64(b.docs[b.n-1])
	}
	return nil
}

// Each calls visit with every posting of the list.
func (l List) Each(visit func(Posting)) error {
	var b block
	base := int64(-1)
	for i := range l.blocks() {
		if err := l.read(i, base, &b); err != nil {
			return err
		}
		b.count()
		for j := range b.n {
			visit(Posting{b.docs[j], b.body[j], b.headline[j]})
		}
		base = int64(b.docs[b.n-1])
	}
	return nil
}
