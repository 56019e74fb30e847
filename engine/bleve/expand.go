package bleve

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"

	"newsdex/engine/bleve/postings"
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

// Terms returns the surfaces that a pattern or fuzzy word covers. See
// search.Searcher.
func (s *Store) Terms(ctx context.Context, of match.Node, limit int) (_ []search.Term, err error) {
	snap, done, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	defer s.guard("searching", &err)()
	views, err := newViews(snap)
	if err != nil {
		return nil, err
	}
	in, says := covering(of)
	if says == "" {
		return nil, fmt.Errorf("a node of type %T covers no words", of)
	}
	articles := map[string]uint64{}
	for _, v := range views {
		if err := v.covered(ctx, in, of.(coverer), articles); err != nil {
			return nil, err
		}
	}
	var out []search.Term
	for _, surface := range mostFrequent(says, articles).used {
		out = append(out, search.Term{Surface: surface, Articles: int(articles[surface])})
	}
	return out[:min(limit, len(out))], nil
}

// covering returns the fields of a pattern or fuzzy word and how a query writes
// it, "" for other nodes.
func covering(n match.Node) (in match.Field, says string) {
	switch n := n.(type) {
	case *match.Pattern:
		return n.In, n.Text
	case *match.Fuzzy:
		says = n.Surface + "~"
		if n.Edits > 1 {
			says += fmt.Sprint(n.Edits)
		}
		return n.In, says
	}
	return 0, ""
}

// coverer is a leaf that stands for several surfaces.
type coverer interface {
	Covers(surface string) bool
	Literal() string
}

// expand finds what every pattern and fuzzy word of some trees stands for. It walks
// the part of each dictionary that begins with the literal characters: some
// hundred nanoseconds a term.
func expand(ctx context.Context, trees []match.Node, views []*view) (expansions, error) {
	out := expansions{}
	var leaves []match.Node
	for _, tree := range trees {
		leaves = append(leaves, match.AllLeaves(tree)...)
	}
	for _, leaf := range leaves {
		if _, done := out[leaf]; done {
			continue
		}
		in, says := covering(leaf)
		if says == "" {
			continue
		}
		articles := map[string]uint64{} // in how many a surface stands
		for _, v := range views {
			if err := v.covered(ctx, in, leaf.(coverer), articles); err != nil {
				return nil, err
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

// covered adds the surfaces that a leaf covers in some fields, and in how many
// live documents each stands.
func (v *view) covered(ctx context.Context, in match.Field, c coverer, articles map[string]uint64) error {
	prefix := wordTerm(c.Literal())
	it := v.terms.From(prefix)
	for n := 0; it.Next() && bytes.HasPrefix(it.Key(), prefix); n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		surface := string(it.Key()[1:])
		if !c.Covers(surface) {
			continue
		}
		live, err := v.alive(it.Entry().List, in)
		if err != nil {
			return err
		}
		if live > 0 {
			articles[surface] += uint64(live)
		}
	}
	return it.Err()
}

// alive returns in how many live documents of a list a term stands in some
// fields. It reads the list only when documents are deleted or the fields are
// not both.
func (v *view) alive(list postings.List, in match.Field) (int, error) {
	if v.deleted == nil && in == match.Text {
		return list.Len(), nil
	}
	l, n := leaf{in: in}, 0
	err := list.Each(func(p postings.Posting) {
		if p = l.counted(p); (p.Body > 0 || p.Headline > 0) && v.isLive(p.Doc) {
			n++
		}
	})
	return n, err
}
