package bleve

import (
	"slices"

	"newsdex/engine/bleve/sequence"
	"newsdex/search/match"
)

// gate turns away candidates of a proximity before their words are placed: those
// in which no word of the one operand stands near enough to one of the other.
// The rarer operand is found as bytes are, and a few words are looked at beside
// each place: some tens of nanoseconds an article, where walking it all costs
// one or two microseconds. What it lets through may still not satisfy, unless it
// proves. It is for the articles of one language of stems.
type gate struct {
	anchors []sequence.Run // of one code each
	other   *sequence.Set
	within  int
	// proves is set when what it lets through does satisfy: a word near another is
	// all that is asked.
	proves bool
}

// An article that a gate proves is not walked, unless it is longer than proven, in
// bytes of codes, or more than provenLeaves words are asked for: it might have more
// places than are looked at, and then the answer must say so.
const (
	provenLeaves = 16
	proven       = min(match.MaxPlaces, match.MaxSpans) / provenLeaves
)

// maxAnchors bounds the codes that are looked for one after the other.
const maxAnchors = 8

// gate returns the gate of a node in a language, nil when there is none: it is not
// about a number of words, or its rarer operand has too many forms.
func (w *walker) gate(n match.Node, lang string) (*gate, error) {
	var a, b match.Node
	within, proves := 0, false
	switch n := n.(type) {
	case *match.Near:
		if n.Unit != match.Words {
			return nil, nil
		}
		if inner, ok := n.A.(*match.Near); ok {
			g, err := w.gate(inner, lang)
			if g != nil {
				g.proves = false
			}
			return g, err
		}
		a, b, within = n.A, n.B, n.Within
		proves = !n.Ordered && len(w.leaves) <= provenLeaves && wordsAnywhere(a) && wordsAnywhere(b)
	case *match.Bag:
		a, b, within = n.Words[0], n.Words[1], n.Within+len(n.Words)-2
	default:
		return nil, nil
	}
	one, err := w.side(a, lang)
	if err != nil || one == nil {
		return nil, err
	}
	two, err := w.side(b, lang)
	if err != nil || two == nil {
		return nil, err
	}
	if len(one.codes) > maxAnchors || len(two.codes) <= maxAnchors && two.articles < one.articles {
		one, two = two, one
	}
	if len(one.codes) > maxAnchors {
		return nil, nil
	}
	g := &gate{other: sequence.NewSet(), within: within + one.more + two.more, proves: proves}
	for c := range one.codes {
		g.anchors = append(g.anchors, sequence.NewRun(sequence.AppendCode(nil, c)))
	}
	for c := range two.codes {
		g.other.Add(c, 1)
	}
	return g, nil
}

// wordsAnywhere reports whether the leaves of an operand are single words in
// headline or body.
func wordsAnywhere(n match.Node) bool {
	return !slices.ContainsFunc(match.AllLeaves(n), func(leaf match.Node) bool {
		_, phrase := leaf.(*match.Phrase)
		return phrase || fieldOf(leaf) != match.Text
	})
}

// side is an operand of a proximity: the codes of its words in a language.
type side struct {
	codes    map[uint32]bool
	articles int // that hold one, at most
	// more is how many words beyond one it covers, at most.
	more int
}

// side returns an operand, nil when it is a proximity itself.
func (w *walker) side(n match.Node, lang string) (*side, error) {
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
	for c, roles := range w.codes[lang] {
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
	for _, text := range [...][]byte{r.Body, r.Headline} {
		for _, code := range g.anchors {
			for at := code.Next(text, 0); at >= 0; at = code.Next(text, at+1) {
				if g.other.Beside(text, at, g.within) {
					return true
				}
			}
		}
	}
	return false
}
