package bleve

import (
	"math/bits"
	"sync"

	"newsdex/engine/bleve/postings"
	"newsdex/search/match"
)

// bitSet has a bit for each document of a segment.
type bitSet []uint64

// set adds the documents of a list that count for a leaf.
func (b bitSet) set(l *leaf, list postings.List) error {
	if l.whole() {
		return list.Docs(func(docs []uint32) error {
			for _, d := range docs {
				b[d>>6] |= 1 << (d & 63)
			}
			return nil
		})
	}
	return list.Each(func(p postings.Posting) {
		if p = l.counted(p); p.Body > 0 || p.Headline > 0 {
			b[p.Doc>>6] |= 1 << (p.Doc & 63)
		}
	})
}

// live counts the documents that are not deleted.
func (b bitSet) live(v *view) int {
	n := 0
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	if v.deleted != nil {
		for it := v.deleted.Iterator(); it.HasNext(); {
			d := it.Next()
			n -= int(b[d>>6] >> (d & 63) & 1)
		}
	}
	return n
}

// union counts the live documents in which any of some leaves stands, and those of
// each: what is left to do when the ranking finds the documents by itself. It takes
// two nanoseconds a posting, and a bit for each document of the segment.
func (m *matcher) union(leaves []match.Node, occur []int, sets *sync.Pool) (total int, err error) {
	words := (m.view.size + 63) / 64
	all := takeBits(sets, words)
	defer sets.Put(all)
	var one *bitSet // of a leaf whose documents must be counted
	for i, n := range leaves {
		if err := m.ctx.Err(); err != nil {
			return 0, err
		}
		l, err := m.leaf(n)
		if err != nil {
			return 0, err
		}
		if m.view.deleted == nil && l.whole() && l.apart {
			occur[i] = l.len()
			for _, list := range l.lists {
				if err := all.set(l, list); err != nil {
					return 0, err
				}
			}
			continue
		}
		if one == nil {
			one = takeBits(sets, words)
			defer sets.Put(one)
		} else {
			clear(*one)
		}
		for _, list := range l.lists {
			if err := one.set(l, list); err != nil {
				return 0, err
			}
		}
		occur[i] = one.live(m.view)
		for w, b := range *one {
			(*all)[w] |= b
		}
	}
	return all.live(m.view), nil
}

// takeBits returns an empty set of so many words.
func takeBits(sets *sync.Pool, words int) *bitSet {
	if b, ok := sets.Get().(*bitSet); ok && cap(*b) >= words {
		*b = (*b)[:words]
		clear(*b)
		return b
	}
	b := make(bitSet, words)
	return &b
}
