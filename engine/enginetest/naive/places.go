package naive

import (
	"fmt"
	"maps"
	"slices"

	"newsdex/search/match"
	"newsdex/text"
)

// place is one occurrence of an operand: from its first to its last word,
// counted in its field, and the words of its leaves that make it up.
type place struct {
	field       match.Field
	first, last int
	// chosen holds the runs of words that leaves cover: one for a word, one
	// from first to last word for a phrase, several for a chain.
	chosen map[run]bool
}

// run is a run of words of one field, both ends included.
type run struct{ first, last int }

// tokens returns the words of one field.
func (r *Reading) tokens(f match.Field) []text.Token {
	if f == match.Headline {
		return r.headline
	}
	return r.body
}

// places returns every occurrence of an operand, each span once. Occurrences
// with the same first and last word behave alike in whatever they are an
// operand of, so they count as one, with the words of all of them.
func (r *Reading) places(n match.Node) []place {
	switch n := n.(type) {
	case *match.Word:
		return r.leaf(n.In, 1, func(w []text.Token) bool { return Asks(n, w[0]) })
	case *match.Pattern:
		return r.leaf(n.In, 1, func(w []text.Token) bool { return Asks(n, w[0]) })
	case *match.Fuzzy:
		return r.leaf(n.In, 1, func(w []text.Token) bool { return Asks(n, w[0]) })
	case *match.Phrase:
		return r.leaf(n.In, len(n.Words), func(w []text.Token) bool { return isPhrase(n, w) })
	case *match.Or:
		var out []place
		for _, k := range n.Kids {
			out = append(out, r.places(k)...)
		}
		return once(out)
	case *match.Near:
		var out []place
		bs := r.places(n.B)
		for _, a := range r.places(n.A) {
			for _, b := range bs {
				if r.near(a, b, n.Unit, n.Within, n.Ordered) {
					out = append(out, join(a, b))
				}
			}
		}
		return once(out)
	}
	panic(fmt.Sprintf("naive: a node of type %T is no operand", n))
}

// leaf returns the runs of size words that is holds for, in reading order.
func (r *Reading) leaf(in match.Field, size int, is func([]text.Token) bool) []place {
	var out []place
	for _, f := range []match.Field{match.Headline, match.Body} {
		if in&f == 0 || size == 0 {
			continue
		}
		tokens := r.tokens(f)
		for first := 0; first+size <= len(tokens); first++ {
			if last := first + size - 1; is(tokens[first : last+1]) {
				out = append(out, place{f, first, last, map[run]bool{{first, last}: true}})
			}
		}
	}
	return out
}

// Asks reports whether a word is one that a leaf asks for; of a phrase, one of
// its words.
func Asks(leaf match.Node, t text.Token) bool {
	switch n := leaf.(type) {
	case *match.Word:
		return t.Surface == n.Surface || n.Stem != "" && t.Stem == n.Stem
	case *match.Phrase:
		return slices.Contains(n.Words, t.Surface)
	case *match.Pattern:
		return covers([]rune(n.Text), []rune(t.Surface))
	case *match.Fuzzy:
		return alike([]rune(n.Surface), []rune(t.Surface), n.Edits)
	}
	return false
}

func isPhrase(n *match.Phrase, tokens []text.Token) bool {
	for i, t := range tokens {
		if t.Surface != n.Words[i] || t.Paragraph != tokens[0].Paragraph {
			return false
		}
	}
	return true
}

// once keeps one of the places with the same span, with the words of all.
func once(ps []place) []place {
	type span struct {
		field       match.Field
		first, last int
	}
	var out []place
	kept := map[span]int{} // where in out
	for _, p := range ps {
		i, seen := kept[span{p.field, p.first, p.last}]
		if seen {
			maps.Copy(out[i].chosen, p.chosen)
			continue
		}
		p.chosen = maps.Clone(p.chosen)
		kept[span{p.field, p.first, p.last}] = len(out)
		out = append(out, p)
	}
	return out
}

// join is the span over two places, made up of the words of both.
func join(a, b place) place {
	chosen := maps.Clone(a.chosen)
	maps.Copy(chosen, b.chosen)
	return place{a.field, min(a.first, b.first), max(a.last, b.last), chosen}
}

// near reports whether two places stand near each other.
func (r *Reading) near(a, b place, unit match.Unit, within int, ordered bool) bool {
	if a.field != b.field {
		return false
	}
	earlier, later := a, b
	if b.first < a.first {
		earlier, later = b, a
		if ordered {
			return false
		}
	}
	if later.first <= earlier.last {
		return false // they overlap
	}
	switch unit {
	case match.Words:
		return later.first-earlier.last <= within
	case match.Sentence:
		return r.sentence(a.field, earlier.first) == r.sentence(a.field, later.last)
	case match.Paragraph:
		return r.paragraph(a.field, earlier.first) == r.paragraph(a.field, later.last)
	}
	panic(fmt.Sprintf("naive: a distance in %d", unit))
}

// sentence returns the number of the sentence that holds a word; the headline
// is one.
func (r *Reading) sentence(f match.Field, word int) int {
	if f == match.Headline {
		return 0
	}
	at := r.body[word].Start
	for i, s := range r.sentences {
		if s.Start <= at && at < s.End {
			return i
		}
	}
	panic(fmt.Sprintf("naive: the word at byte %d of %q is in no sentence", at, r.a.ID))
}

// paragraph returns the number of the paragraph that holds a word; the
// headline is one.
func (r *Reading) paragraph(f match.Field, word int) int {
	if f == match.Headline {
		return 0
	}
	return r.body[word].Paragraph
}

// alone returns the places of A that have no B near them.
func (r *Reading) alone(n *match.NotNear) []place {
	var out []place
	bs := r.places(n.B)
	for _, a := range r.places(n.A) {
		if !slices.ContainsFunc(bs, func(b place) bool { return r.near(a, b, n.Unit, n.Within, n.Ordered) }) {
			out = append(out, a)
		}
	}
	return out
}

// bags returns every way to give each word of the bag a place of its own, close
// enough together: each way is one place. Ways with the same span are one.
func (r *Reading) bags(n *match.Bag) []place {
	candidates := make([][]place, len(n.Words))
	for i, w := range n.Words {
		candidates[i] = r.places(w)
	}
	var out []place
	var give func(i int, so place)
	give = func(i int, so place) {
		if i == len(n.Words) {
			out = append(out, so)
			return
		}
		for _, c := range candidates[i] {
			if i == 0 {
				give(1, c)
				continue
			}
			taken := so.chosen[run{c.first, c.last}]
			both := join(so, c)
			if c.field == so.field && !taken && both.last-both.first <= n.Within+len(n.Words)-2 {
				give(i+1, both)
			}
		}
	}
	give(0, place{})
	return once(out)
}

// spans returns the byte ranges that the leaves of the places cover.
func (r *Reading) spans(ps []place) (headline, body []text.Span) {
	for _, p := range ps {
		tokens := r.tokens(p.field)
		for w := range p.chosen {
			s := text.Span{Start: tokens[w.first].Start, End: tokens[w.last].End}
			if p.field == match.Headline {
				headline = append(headline, s)
			} else {
				body = append(body, s)
			}
		}
	}
	return headline, body
}
