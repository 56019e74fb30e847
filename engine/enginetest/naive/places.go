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
func (q *asking) places(n match.Node) []place {
	ps, seen := q.known[n]
	if !seen {
		ps = q.lookFor(n)
		q.known[n] = ps
	}
	return ps
}

func (q *asking) lookFor(n match.Node) []place {
	switch n := n.(type) {
	case *match.Word:
		stem := n.Stems[text.StemLanguage(q.a.Lang)]
		return q.leaf(n.In, 1, func(w []text.Token) bool { return isWord(w[0], n.Surface, stem) })
	case *match.Pattern:
		pattern := []rune(n.Text)
		return q.leaf(n.In, 1, func(w []text.Token) bool { return covers(pattern, []rune(w[0].Surface)) })
	case *match.Fuzzy:
		surface := []rune(n.Surface)
		return q.leaf(n.In, 1, func(w []text.Token) bool { return alike(surface, []rune(w[0].Surface), n.Edits) })
	case *match.Phrase:
		return slices.DeleteFunc(
			q.leaf(n.In, len(n.Words), func(w []text.Token) bool { return isPhrase(n, w) }),
			func(p place) bool { return q.paragraph(p.field, p.first) != q.paragraph(p.field, p.last) })
	case *match.Or:
		var out []place
		for _, k := range n.Kids {
			out = append(out, q.places(k)...)
		}
		return once(out)
	case *match.Near:
		var out []place
		bs := q.places(n.B)
		for _, a := range q.places(n.A) {
			for _, b := range bs {
				if q.near(a, b, n.Unit, n.Within, n.Ordered) {
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

// Asks reports whether a word of an article in that language is one that a leaf
// asks for; of a phrase, one of its words.
func Asks(leaf match.Node, t text.Token, lang string) bool {
	switch n := leaf.(type) {
	case *match.Word:
		return isWord(t, n.Surface, n.Stems[text.StemLanguage(lang)])
	case *match.Phrase:
		return slices.Contains(n.Words, t.Surface)
	case *match.Pattern:
		return covers([]rune(n.Text), []rune(t.Surface))
	case *match.Fuzzy:
		return alike([]rune(n.Surface), []rune(t.Surface), n.Edits)
	}
	return false
}

// isWord compares the form, and the stem in the language of the article.
func isWord(t text.Token, surface, stem string) bool {
	return t.Surface == surface || t.Stem != "" && t.Stem == stem
}

func isPhrase(n *match.Phrase, tokens []text.Token) bool {
	for i, t := range tokens {
		if t.Surface != n.Words[i] {
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
func (q *asking) alone(n *match.NotNear) []place {
	var out []place
	bs := q.places(n.B)
	for _, a := range q.places(n.A) {
		if !slices.ContainsFunc(bs, func(b place) bool { return q.near(a, b, n.Unit, n.Within, n.Ordered) }) {
			out = append(out, a)
		}
	}
	return out
}

// bags returns the stretches of a field, as long as the bag may be, that hold
// enough of each of its words, each with all the words there that are in the
// bag: any of them can take part, because its equals can stand aside.
func (q *asking) bags(n *match.Bag) []place {
	need := map[string]int{}
	in := match.Text
	for _, w := range n.Words {
		need[w.Surface]++
		in &= w.In
	}
	var out []place
	for _, f := range []match.Field{match.Headline, match.Body} {
		tokens := q.tokens(f)
		for first := range tokens {
			last := min(first+n.Within+len(n.Words)-2, len(tokens)-1)
			have, chosen := map[string]int{}, map[run]bool{}
			for w := first; w <= last; w++ {
				if s := tokens[w].Surface; need[s] > 0 {
					have[s]++
					chosen[run{w, w}] = true
				}
			}
			enough := in&f != 0
			for s, k := range need {
				enough = enough && have[s] >= k
			}
			if enough {
				out = append(out, place{f, first, last, chosen})
			}
		}
	}
	return out
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
