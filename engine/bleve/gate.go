package bleve

import (
	"newsdex/engine/bleve/sequence"
	"newsdex/search/match"
)

// gate turns away candidates of a proximity before their words are placed: those
// in which no word of the one operand stands near enough to one of the other.
// The rarer operand is found as bytes are, and a few words are looked at beside
// each place: some tens of nanoseconds an article, where walking it all costs
// one or two microseconds. What it lets through may still not satisfy.
type gate struct {
	anchors [][]byte // codes
	other   *sequence.Set
	within  int
}

// maxAnchors bounds the codes that are looked for one after the other.
const maxAnchors = 8

// gate returns the gate of a node, nil when there is none: it is not about a
// number of words, or its rarer operand has too many forms.
func (w *walker) gate(n match.Node) (*gate, error) {
	var a, b match.Node
	within := 0
	switch n := n.(type) {
	case *match.Near:
		if n.Unit != match.Words {
			return nil, nil
		}
		if inner, ok := n.A.(*match.Near); ok {
			return w.gate(inner)
		}
		a, b, within = n.A, n.B, n.Within
	case *match.Bag:
		a, b, within = n.Words[0], n.Words[1], n.Within+len(n.Words)-2
	default:
		return nil, nil
	}
	one, err := w.side(a)
	if err != nil || one == nil {
		return nil, err
	}
	two, err := w.side(b)
	if err != nil || two == nil {
		return nil, err
	}
	if len(one.codes) > maxAnchors || len(two.codes) <= maxAnchors && two.articles < one.articles {
		one, two = two, one
	}
	if len(one.codes) > maxAnchors {
		return nil, nil
	}
	g := &gate{other: sequence.NewSet(), within: within + one.more + two.more}
	for c := range one.codes {
		g.anchors = append(g.anchors, sequence.AppendCode(nil, c))
	}
	for c := range two.codes {
		g.other.Add(c, 1)
	}
	return g, nil
}

// side is an operand of a proximity: the codes of its words, in any language.
type side struct {
	codes    map[uint32]bool
	articles int // that hold one, at most
	// more is how many words beyond one it covers, at most.
	more int
}

// side returns an operand, nil when it is a proximity itself.
func (w *walker) side(n match.Node) (*side, error) {
	s := &side{codes: map[uint32]bool{}}
	for _, leaf := range match.AllLeaves(n) {
		l, err := w.m.leaf(leaf)
		if err != nil {
			return nil, err
		}
		s.articles += l.len()
		if p, ok := leaf.(*match.Phrase); ok {
			s.more = max(s.more, len(p.Words)-1)
		}
	}
	if !simple(n) {
		return nil, nil
	}
	for c, roles := range w.codes {
		for _, r := range roles {
			if contains(n, w.leaves[r.leaf]) {
				s.codes[c] = true
			}
		}
	}
	return s, nil
}

// simple reports whether an operand is a leaf or one of several.
func simple(n match.Node) bool {
	switch n := n.(type) {
	case *match.Word, *match.Phrase, *match.Pattern, *match.Fuzzy:
		return true
	case *match.Or:
		for _, k := range n.Kids {
			if !simple(k) {
				return false
			}
		}
		return true
	}
	return false
}

// contains reports whether a leaf is one of an operand.
func contains(n, leaf match.Node) bool {
	for _, l := range match.AllLeaves(n) {
		if l == leaf {
			return true
		}
	}
	return false
}

// admits reports whether an article may satisfy the node.
func (g *gate) admits(r sequence.Record) bool {
	if g == nil {
		return true
	}
	for _, text := range [][]byte{r.Body, r.Headline} {
		near := false
		for _, code := range g.anchors {
			sequence.Find(text, code, func(at int) bool {
				near = g.other.Beside(text, at, g.within)
				return !near
			})
			if near {
				return true
			}
		}
	}
	return false
}
