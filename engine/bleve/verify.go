package bleve

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// verifyEvery is how many stored articles are read between two looks at the
// deadline.
const verifyEvery = 64

// verified returns the documents that satisfy a node that asks where words
// stand (proximity, a least number). Its candidates hold the words; each is
// read and matched as the marks will be, some 50 to 100 microseconds for an
// article of 500 words.
func (m *matcher) verified(n match.Node) (*roaring.Bitmap, error) {
	if docs := m.leaves[n]; docs != nil {
		return docs, nil
	}
	candidates, err := m.match(needs(n))
	if err != nil {
		return nil, err
	}
	matcher, an := match.Compile(n), text.NewAnalyzer()
	out := roaring.New()
	read := 0
	for it := candidates.Iterator(); it.HasNext(); read++ {
		if read%verifyEvery == 0 && m.ctx.Err() != nil {
			return nil, m.ctx.Err()
		}
		number := it.Next()
		st, err := place{m.view.snap, uint64(number)}.read()
		if err != nil {
			return nil, fmt.Errorf("reading a candidate: %w", err)
		}
		if _, ok := matcher.Find(search.Document(&st.article, an)); ok {
			out.Add(number)
		}
	}
	m.leaves[n] = out
	return out, nil
}

// needs returns the tree that every article satisfying a node satisfies: the
// same words, wherever they stand.
func needs(n match.Node) match.Node {
	switch n := n.(type) {
	case *match.Near:
		return &match.And{Kids: []match.Node{needs(n.A), needs(n.B)}}
	case *match.NotNear:
		return needs(n.A)
	case *match.AtLeast:
		return needs(n.Kid)
	case *match.Bag:
		and := &match.And{}
		for _, w := range n.Words {
			and.Kids = append(and.Kids, w)
		}
		return and
	case *match.Or:
		or := &match.Or{}
		for _, k := range n.Kids {
			or.Kids = append(or.Kids, needs(k))
		}
		return or
	}
	return n
}
