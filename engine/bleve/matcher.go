package bleve

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/engine/bleve/postings"
	"newsdex/search/match"
)

// matcher finds which documents of a segment satisfy a tree. It is for one
// search: leaves and what they found are remembered, scoring asks again.
type matcher struct {
	ctx   context.Context
	view  *view
	words expansions
	usual *knownStems
	weigh postings.Weigh
	cache *segmentCache

	leaves map[match.Node]*leaf
	found  map[match.Node]*roaring.Bitmap
	dates  map[*match.Date]*dateFilter
	terms  map[string]looked   // see term
	coded  map[string][]uint32 // see codesOf
	cut    bool                // see search.Answer

	// Of reading sequences: how many since the deadline was looked at, their
	// bytes, and see sequence.Reader.Touch.
	read, readBytes int
	touched         byte
}

func newMatcher(ctx context.Context, v *view, words expansions, usual *knownStems, score *bm25f, cache *segmentCache) *matcher {
	return &matcher{
		ctx: ctx, view: v, words: words, usual: usual, cache: cache,
		weigh: weigher(score.fields,
			func(doc uint32) float64 { return float64(v.headline.At(doc)) },
			func(doc uint32) float64 { return float64(v.body.At(doc)) }),
		leaves: map[match.Node]*leaf{}, found: map[match.Node]*roaring.Bitmap{},
	}
}

// match returns the live documents that satisfy the tree. The bitmap may be
// shared: do not change it. With the error of a deadline it returns some of them,
// or nil.
func (m *matcher) match(n match.Node) (*roaring.Bitmap, error) {
	if err := m.ctx.Err(); err != nil {
		return nil, err
	}
	switch n := n.(type) {
	case *match.All:
		return m.view.live(), nil
	case *match.And:
		return m.and(n)
	case *match.Or:
		kids := make([]*roaring.Bitmap, len(n.Kids))
		for i, k := range n.Kids {
			var err error
			if kids[i], err = m.match(k); err != nil {
				return kids[i], err
			}
		}
		return roaring.FastOr(kids...), nil
	case *match.Not:
		kid, err := m.match(n.Kid)
		if err != nil {
			return nil, err
		}
		return roaring.AndNot(m.view.live(), kid), nil
	case *match.Word, *match.Phrase, *match.Pattern, *match.Fuzzy:
		return m.documents(n)
	case *match.Near, *match.NotNear, *match.Bag, *match.AtLeast:
		return m.placed(n)
	}
	return m.filter(n)
}

// and intersects the kids, those expected to be smallest first, and takes the
// exclusions off at the end. A word in many more documents than are left is
// looked up in those instead of being read in full.
func (m *matcher) and(n *match.And) (*roaring.Bitmap, error) {
	type kid struct {
		node match.Node
		most int
	}
	var with []kid
	var without []match.Node
	for _, k := range n.Kids {
		if not, is := k.(*match.Not); is {
			without = append(without, not.Kid)
			continue
		}
		most, err := m.most(k)
		if err != nil {
			return nil, err
		}
		with = append(with, kid{k, most})
	}
	slices.SortStableFunc(with, func(a, b kid) int { return a.most - b.most })
	var docs *roaring.Bitmap
	for i, k := range with {
		var err error
		if docs, err = m.also(docs, k.node, k.most); err != nil {
			if i < len(with)-1 || len(without) > 0 {
				return nil, err // what else is asked was not looked at
			}
			return docs, err
		}
		if docs.IsEmpty() {
			return docs, nil
		}
	}
	if docs == nil {
		docs = m.view.live()
	}
	for _, k := range without {
		kid, err := m.match(k)
		if err != nil {
			return nil, err
		}
		docs = roaring.AndNot(docs, kid)
	}
	return docs, nil
}

// lookups is how many postings cost as much to read as one to look up.
const lookups = 24

// also returns the documents among docs, nil for all, that satisfy a node.
func (m *matcher) also(docs *roaring.Bitmap, n match.Node, most int) (*roaring.Bitmap, error) {
	if docs != nil {
		switch n := n.(type) {
		case *match.Word:
			if m.found[n] == nil && int(docs.GetCardinality())*lookups < most {
				return m.narrow(docs, n)
			}
		case *match.Date:
			return m.publishedAmong(docs, n)
		case *match.Near, *match.NotNear, *match.Bag, *match.AtLeast:
			return m.placedAmong(n, docs)
		}
	}
	found, err := m.match(n)
	if found == nil || docs == nil {
		return found, err
	}
	return roaring.And(docs, found), err
}

// most returns how many documents may satisfy a node, at most.
func (m *matcher) most(n match.Node) (int, error) {
	switch n := n.(type) {
	case *match.Word, *match.Pattern, *match.Fuzzy:
		l, err := m.leaf(n)
		if err != nil {
			return 0, err
		}
		return l.len(), nil
	case *match.Phrase:
		if l := m.leaves[n]; l != nil {
			return l.len(), nil
		}
		lists, err := m.holders(n.Words)
		if err != nil || len(lists) == 0 {
			return 0, err
		}
		return lists[0].Len(), nil
	case *match.And:
		least := m.view.size
		for _, k := range n.Kids {
			n, err := m.most(k)
			if err != nil {
				return 0, err
			}
			least = min(least, n)
		}
		return least, nil
	case *match.Or:
		sum := 0
		for _, k := range n.Kids {
			n, err := m.most(k)
			if err != nil {
				return 0, err
			}
			sum += n
		}
		return min(sum, m.view.size), nil
	case *match.Date:
		f, err := m.date(n)
		if err != nil {
			return 0, err
		}
		return len(f.candidates), nil
	case *match.Near, *match.NotNear, *match.Bag, *match.AtLeast:
		return m.view.size + 1, nil // asked last: they look at each document
	}
	return m.view.size, nil
}

// work returns about how many postings are read for a tree and its ranking, or
// as much as costs the same, at most enough; it looks words up and reads nothing.
func (m *matcher) work(n match.Node, enough int) int {
	sum := 0
	add := func(kids ...match.Node) {
		for _, k := range kids {
			if sum < enough {
				sum += m.work(k, enough-sum)
			}
		}
	}
	switch n := n.(type) {
	case *match.Word:
		if len(n.Stems) > 0 && m.oddAnywhere(n) {
			return enough
		}
		l, err := m.leaf(n)
		if err != nil {
			return enough // the error comes again
		}
		sum = l.len()
	case *match.Phrase:
		const candidate = 16 // postings cost as much as searching one
		most, err := m.most(n)
		if err != nil {
			return enough
		}
		sum = candidate * most
	case *match.And:
		add(n.Kids...)
	case *match.Or:
		add(n.Kids...)
	case *match.Not:
		add(n.Kid)
	default:
		return enough
	}
	return min(sum, enough)
}

// filter returns what a node that does not score lets through.
func (m *matcher) filter(n match.Node) (*roaring.Bitmap, error) {
	switch n := n.(type) {
	case *match.Value:
		if n.Whole {
			return m.view.holding(wholePrefix+n.Field, n.Text)
		}
		return m.value(wordsPrefix+n.Field, n.Words)
	case *match.Prefix:
		return m.address(n)
	case *match.Host:
		return m.view.holding(fieldHost, n.Name)
	case *match.Lang:
		return m.view.holding(fieldLang, n.Tag)
	case *match.Date:
		return m.published(n)
	}
	return nil, fmt.Errorf("a query node of type %T cannot be executed", n)
}

// address returns the articles whose URL begins as asked.
func (m *matcher) address(n *match.Prefix) (*roaring.Bitmap, error) {
	if !n.Folder {
		return m.view.beginning(fieldURL, n.Text)
	}
	itself, err := m.view.holding(fieldURL, n.Text)
	if err != nil {
		return nil, err
	}
	below, err := m.view.beginning(fieldURL, n.Text+"/")
	if err != nil {
		return nil, err
	}
	asked, err := m.view.beginning(fieldURL, n.Text+"?")
	if err != nil {
		return nil, err
	}
	return roaring.FastOr(itself, below, asked), nil
}
