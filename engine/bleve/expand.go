package bleve

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
	"newsdex/search/match"
)

// expansion is what a pattern or fuzzy word stands for in this index.
type expansion struct {
	says  string
	words int      // how many surfaces it covers
	used  []string // those in most articles, at most search.MaxExpansion
}

// expansions holds the expansion of each *match.Pattern and *match.Fuzzy.
type expansions map[match.Node]expansion

// capped lists the expansions that were not used in full, by what they say.
func (e expansions) capped() []search.Capped {
	var out []search.Capped
	for _, x := range e {
		if x.words > len(x.used) {
			out = append(out, search.Capped{Says: x.says, Words: x.words, Used: len(x.used)})
		}
	}
	slices.SortFunc(out, func(a, b search.Capped) int { return cmp.Compare(a.Says, b.Says) })
	return out
}

// coverer is a leaf that stands for several surfaces.
type coverer interface {
	Covers(surface string) bool
	Literal() string
}

// expand finds what every pattern and fuzzy word of a tree stands for. It walks
// the part of each dictionary that begins with the literal characters: some
// hundred nanoseconds a term.
func expand(ctx context.Context, tree match.Node, views []*view) (expansions, error) {
	out := expansions{}
	for _, leaf := range match.AllLeaves(tree) {
		if _, done := out[leaf]; done {
			continue
		}
		var in match.Field
		var says string
		switch n := leaf.(type) {
		case *match.Pattern:
			in, says = n.In, n.Text
		case *match.Fuzzy:
			in, says = n.In, n.Surface+"~"
			if n.Edits > 1 {
				says += fmt.Sprint(n.Edits)
			}
		default:
			continue
		}
		articles := map[string]uint64{} // in how many a surface stands; twice for both fields
		for _, v := range views {
			for _, f := range textFields {
				if in&f.in == 0 {
					continue
				}
				if err := v.covered(ctx, f.surfaces, leaf.(coverer), articles); err != nil {
					return nil, err
				}
			}
		}
		out[leaf] = mostFrequent(says, articles)
	}
	return out, nil
}

func mostFrequent(says string, articles map[string]uint64) expansion {
	x := expansion{says: says, words: len(articles)}
	for w := range articles {
		x.used = append(x.used, w)
	}
	slices.SortFunc(x.used, func(a, b string) int {
		return cmp.Or(cmp.Compare(articles[b], articles[a]), cmp.Compare(a, b))
	})
	x.used = x.used[:min(len(x.used), search.MaxExpansion)]
	return x
}

// covered adds the terms of a field that a leaf covers, and in how many live
// documents each stands.
func (v *view) covered(ctx context.Context, field string, c coverer, articles map[string]uint64) error {
	d, err := v.dictionary(field)
	if err != nil {
		return err
	}
	it := d.AutomatonIterator(nil, []byte(c.Literal()), after(c.Literal()))
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		e, err := it.Next()
		if err != nil {
			return fmt.Errorf("walking the dictionary of %q: %w", field, err)
		}
		if e == nil {
			return nil
		}
		if !c.Covers(e.Term) {
			continue
		}
		pl, err := v.list(field, e.Term)
		if err != nil {
			return err
		}
		if live := pl.Count(); live > 0 {
			articles[e.Term] += live
		}
	}
}

// anyOf returns the documents that hold one of the terms.
func (m *matcher) anyOf(field string, terms []string) (*roaring.Bitmap, error) {
	var all []*roaring.Bitmap
	for _, t := range terms {
		docs, err := m.view.postings(field, t)
		if err != nil {
			return nil, err
		}
		all = append(all, docs)
	}
	return roaring.FastOr(all...), nil
}
