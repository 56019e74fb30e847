package naive

import (
	"newsdex/search/match"
	"newsdex/text"
)

// Ranges returns the byte ranges of the body, from the first to the last word,
// of all that satisfies a Near or a Bag there: every pair, and every stretch
// that begins and ends with words of the bag. For other nodes it returns none.
func (r *Reading) Ranges(n match.Node) []text.Span {
	q := &asking{r, map[match.Node][]place{}}
	var out []text.Span
	add := func(first, last int) {
		out = append(out, text.Span{Start: r.body[first].Start, End: r.body[last].End})
	}
	switch n := n.(type) {
	case *match.Near:
		for _, p := range q.places(n) {
			if p.field == match.Body {
				add(p.first, p.last)
			}
		}
	case *match.Bag:
		need := map[string]int{}
		in := match.Text
		for _, w := range n.Words {
			need[w.Surface]++
			in &= w.In
		}
		for first := range r.body {
			have := map[string]int{}
			for last := first; in&match.Body != 0 && last < len(r.body) && last-first <= n.Within+len(n.Words)-2; last++ {
				have[r.body[last].Surface]++
				enough := need[r.body[first].Surface] > 0 && need[r.body[last].Surface] > 0
				for s, k := range need {
					enough = enough && have[s] >= k
				}
				if enough {
					add(first, last)
				}
			}
		}
	}
	return out
}
