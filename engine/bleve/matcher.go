package bleve

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search/match"
)

// matcher finds which documents of a segment satisfy a tree. Words and phrases
// are remembered: scoring asks for them again.
type matcher struct {
	ctx     context.Context
	view    *view
	columns *columnCache
	words   expansions
	leaves  map[match.Node]*roaring.Bitmap
	// phrases holds how often each phrase stands in each document, by field.
	phrases map[phraseIn]map[uint32]int
}

func newMatcher(ctx context.Context, v *view, c *columnCache, words expansions) *matcher {
	return &matcher{ctx: ctx, view: v, columns: c, words: words, leaves: map[match.Node]*roaring.Bitmap{}, phrases: map[phraseIn]map[uint32]int{}}
}

// match returns the live documents that satisfy the tree. The bitmap may be
// shared: do not change it.
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
		kids, err := m.kids(n.Kids)
		if err != nil {
			return nil, err
		}
		return roaring.FastOr(kids...), nil
	case *match.Not:
		kid, err := m.match(n.Kid)
		if err != nil {
			return nil, err
		}
		return roaring.AndNot(m.view.live(), kid), nil
	case *match.Word, *match.Phrase, *match.Pattern, *match.Fuzzy:
		return m.leaf(n)
	case *match.Near, *match.NotNear, *match.Bag, *match.AtLeast:
		return m.verified(n)
	}
	return m.filter(n)
}

func (m *matcher) kids(nodes []match.Node) ([]*roaring.Bitmap, error) {
	out := make([]*roaring.Bitmap, len(nodes))
	for i, k := range nodes {
		var err error
		if out[i], err = m.match(k); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// and intersects the kids, smallest first, and takes the exclusions off at the end.
func (m *matcher) and(n *match.And) (*roaring.Bitmap, error) {
	var with, without []match.Node
	for _, k := range n.Kids {
		if not, is := k.(*match.Not); is {
			without = append(without, not.Kid)
		} else {
			with = append(with, k)
		}
	}
	docs := m.view.live()
	if len(with) > 0 {
		kids, err := m.kids(with)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(kids, func(a, b *roaring.Bitmap) int { return int(a.GetCardinality()) - int(b.GetCardinality()) })
		docs = kids[0]
		for _, k := range kids[1:] {
			docs = roaring.And(docs, k)
		}
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

// leaf returns where a word or phrase occurs.
func (m *matcher) leaf(n match.Node) (*roaring.Bitmap, error) {
	if docs := m.leaves[n]; docs != nil {
		return docs, nil
	}
	var found []*roaring.Bitmap
	for _, f := range textFields {
		var docs *roaring.Bitmap
		var err error
		switch n := n.(type) {
		case *match.Word:
			if n.In&f.in == 0 {
				continue
			}
			docs, err = m.word(n, f)
		case *match.Phrase:
			if n.In&f.in == 0 {
				continue
			}
			docs, err = m.phrase(f.surfaces, n.Words)
		case *match.Pattern:
			if n.In&f.in == 0 {
				continue
			}
			docs, err = m.anyOf(f.surfaces, m.words[n].used)
		case *match.Fuzzy:
			if n.In&f.in == 0 {
				continue
			}
			docs, err = m.anyOf(f.surfaces, m.words[n].used)
		}
		if err != nil {
			return nil, err
		}
		found = append(found, docs)
	}
	docs := roaring.FastOr(found...)
	m.leaves[n] = docs
	return docs, nil
}

// textField is one of the two texts in the schema.
type textField struct {
	in              match.Field
	surfaces, stems string
}

var textFields = [...]textField{
	{match.Headline, fieldHeadline, fieldHeadlineStem},
	{match.Body, fieldBody, fieldBodyStem},
}

// word returns where the surface, or the stem of an article's language, stands
// in one field.
func (m *matcher) word(w *match.Word, f textField) (*roaring.Bitmap, error) {
	found := make([]*roaring.Bitmap, 0, 1+len(w.Stems))
	docs, err := m.view.postings(f.surfaces, w.Surface)
	if err != nil {
		return nil, err
	}
	found = append(found, docs)
	for lang, stem := range w.Stems {
		if docs, err = m.view.postings(f.stems, stemTerm(lang, stem)); err != nil {
			return nil, err
		}
		found = append(found, docs)
	}
	return roaring.FastOr(found...), nil
}

// filter returns what a node that does not score lets through.
func (m *matcher) filter(n match.Node) (*roaring.Bitmap, error) {
	switch n := n.(type) {
	case *match.Value:
		if n.Whole {
			return m.view.postings(wholePrefix+n.Field, n.Text)
		}
		return m.phrase(wordsPrefix+n.Field, n.Words)
	case *match.Prefix:
		return m.address(n)
	case *match.Host:
		return m.view.postings(fieldHost, n.Name)
	case *match.Lang:
		return m.view.postings(fieldLang, n.Tag)
	case *match.Date:
		dates, err := m.columns.of(m.view)
		if err != nil {
			return nil, err
		}
		return dates.passing(n, m.view.live())
	}
	return nil, fmt.Errorf("a query node of type %T cannot be executed", n)
}

// address returns the articles whose URL begins as asked.
func (m *matcher) address(n *match.Prefix) (*roaring.Bitmap, error) {
	if !n.Folder {
		return m.view.prefix(fieldURL, n.Text)
	}
	itself, err := m.view.postings(fieldURL, n.Text)
	if err != nil {
		return nil, err
	}
	below, err := m.view.prefix(fieldURL, n.Text+"/")
	if err != nil {
		return nil, err
	}
	asked, err := m.view.prefix(fieldURL, n.Text+"?")
	if err != nil {
		return nil, err
	}
	return roaring.FastOr(itself, below, asked), nil
}
