package naive

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// Terms returns the surfaces that a pattern or fuzzy word covers, and in how
// many articles each stands: those in most first, then by bytes.
func Terms(of match.Node, all []*Reading, limit int) []search.Term {
	var in match.Field
	var covered func(surface []rune) bool
	switch n := of.(type) {
	case *match.Pattern:
		in, covered = n.In, func(s []rune) bool { return covers([]rune(n.Text), s) }
	case *match.Fuzzy:
		in, covered = n.In, func(s []rune) bool { return alike([]rune(n.Surface), s, n.Edits) }
	default:
		panic(fmt.Sprintf("naive: a node of type %T covers nothing", of))
	}
	articles := map[string]int{}
	for _, r := range all {
		here := map[string]bool{}
		for f, tokens := range map[match.Field][]text.Token{match.Headline: r.headline, match.Body: r.body} {
			for _, t := range tokens {
				if in&f != 0 && !here[t.Surface] && covered([]rune(t.Surface)) {
					here[t.Surface] = true
					articles[t.Surface]++
				}
			}
		}
	}
	var out []search.Term
	for s, n := range articles {
		out = append(out, search.Term{Surface: s, Articles: n})
	}
	slices.SortFunc(out, func(a, b search.Term) int {
		return cmp.Or(b.Articles-a.Articles, strings.Compare(a.Surface, b.Surface))
	})
	return out[:min(limit, len(out))]
}
