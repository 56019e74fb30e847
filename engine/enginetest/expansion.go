package enginetest

import (
	"fmt"
	"slices"
	"testing"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
)

// many is more words than one pattern may stand for.
const many = search.MaxExpansion + 44

// commonFrom is the first word that testCapped puts into a second article.
const commonFrom = many - 100

// manyWords returns articles of one word each, and one that holds the last
// hundred of the words again: those stand in most articles. Every third word
// stands in a headline, the others in bodies.
func manyWords(word func(i int) string) []*article.Article {
	var out []*article.Article
	again := ""
	for i := range many {
		a := made(fmt.Sprintf("%03d", i), "ship", word(i)+" sails")
		if i%3 == 0 {
			a = made(fmt.Sprintf("%03d", i), word(i)+" sails", "ship")
		}
		out = append(out, a)
		if i >= commonFrom {
			again += word(i) + " ship "
		}
	}
	return append(out, made("again", "ship", again))
}

// used returns the identifiers of the articles with a word that is used: the
// hundred in two articles, and the first by word of the others.
func used() []string {
	ids := []string{"again"}
	for i := range many {
		if i >= commonFrom || i < search.MaxExpansion-(many-commonFrom) {
			ids = append(ids, fmt.Sprintf("%03d", i))
		}
	}
	return ids
}

// testCapped asks for more words than one pattern or fuzzy word may stand for.
func testCapped(t *testing.T, b bench) {
	for _, c := range []struct {
		name, says string
		word       func(i int) string
		leaf       func(in match.Field) match.Node
	}{
		{"pattern", "zq*", func(i int) string { return fmt.Sprintf("zq%03d", i) },
			func(in match.Field) match.Node { return &match.Pattern{In: in, Text: "zq*"} }},
		{"fuzzy word", "zqueue~2", func(i int) string { return fmt.Sprintf("zq%c%ce", 'a'+i/26, 'a'+i%26) + "ue" },
			func(in match.Field) match.Node { return &match.Fuzzy{In: in, Surface: "zqueue", Edits: 2} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := b.fresh(t)
			arts := manyWords(c.word)
			fill(t, e, arts)
			leaf := c.leaf(match.Text)
			capped := []search.Capped{{Says: c.says, Words: many, Used: search.MaxExpansion}}
			others := slices.DeleteFunc(articleIDs(arts), func(id string) bool { return slices.Contains(used(), id) })
			for _, q := range []struct {
				name   string
				tree   match.Node
				want   []string
				capped []search.Capped
			}{
				{"alone", leaf, used(), capped},
				{"in an Or", &match.Or{Kids: []match.Node{leaf, word("xyzzy")}}, used(), capped},
				{"near", &match.Near{A: leaf, B: &match.Or{Kids: []match.Node{word("sails"), word("ship")}}, Within: 1}, used(), capped},
				{"counted", &match.AtLeast{Kid: leaf, N: 1}, used(), capped},
				{"under not", &match.Not{Kid: leaf}, others, capped},
				{"in a field with fewer words", c.leaf(match.Headline), ids(func(i int) bool { return i%3 == 0 }), nil},
			} {
				expect(t, e, q.name, q.tree, q.want...)
				if a := ask(t, e, plan(q.tree)); !slices.Equal(a.Capped, q.capped) {
					t.Errorf("%s: capped %+v, want %+v", q.name, a.Capped, q.capped)
				}
			}
			if a := ask(t, e, plan(leaf)); !slices.Equal(a.DocFreq, []int{len(used())}) {
				t.Errorf("document frequency %v, want %d: the words that are used", a.DocFreq, len(used()))
			}
			// With fewer articles there are fewer words, and nothing is left out.
			gone := ids(func(i int) bool { return i < many-search.MaxExpansion })
			remove(t, e, gone...)
			left := slices.DeleteFunc(articleIDs(arts), func(id string) bool { return slices.Contains(gone, id) })
			expect(t, e, "after some are removed", leaf, left...)
			if a := ask(t, e, plan(leaf)); len(a.Capped) != 0 {
				t.Errorf("after some are removed: capped %+v, want nothing: %d words are left", a.Capped, search.MaxExpansion)
			}
		})
	}
}

// ids returns the identifiers of manyWords that is holds for.
func ids(is func(i int) bool) []string {
	var out []string
	for i := range many {
		if is(i) {
			out = append(out, fmt.Sprintf("%03d", i))
		}
	}
	return out
}

// testCovered looks at what patterns and fuzzy words cover, at the words they
// must not cover, and at how many articles hold them.
func testCovered(t *testing.T, b bench) {
	e := b.fresh(t)
	fill(t, e, []*article.Article{
		made("plan", "Plan", "planning planned"), made("plane", "Planes", "an aeroplane"), made("plain", "plain", "PLÄNE"),
		made("women", "Women", "a woman"), made("womn", "", "womn womeen"), made("numbers", "covid-19", "3,000 in 2019"),
		made("russian", "", "план планы"), made("swap", "", "wmoen plna"), made("gone", "", "plan planets womans"),
	})
	remove(t, e, "gone")
	pattern := func(in match.Field, s string) match.Node { return &match.Pattern{In: in, Text: s} }
	fuzzy := func(s string, n int) match.Node { return &match.Fuzzy{In: match.Text, Surface: s, Edits: n} }
	for _, c := range []struct {
		name string
		tree match.Node
		want []string
	}{
		{"a beginning", pattern(match.Text, "plan*"), []string{"plan", "plane", "plain"}},
		{"* covers nothing too", pattern(match.Headline, "plan*"), []string{"plan", "plane"}},
		{"surfaces, not stems", pattern(match.Text, "planni*"), []string{"plan"}},
		{"a middle", pattern(match.Text, "pl*ne"), []string{"plain"}},
		{"one letter", pattern(match.Text, "wom?n"), []string{"women"}},
		{"one letter, not two", pattern(match.Text, "wo?en"), []string{"women"}},
		{"folded letters", pattern(match.Text, "pla?e"), []string{"plain"}},
		{"digits", pattern(match.Text, "20?9"), []string{"numbers"}},
		{"the number is one word", pattern(match.Text, "30*"), []string{"numbers"}},
		{"the whole word", pattern(match.Text, "lan*"), nil},
		{"another script", pattern(match.Text, "пл*ы"), []string{"russian"}},
		{"what is removed", pattern(match.Text, "planet*"), nil},
		{"one edit", fuzzy("women", 1), []string{"women", "womn", "swap"}},
		{"two edits", fuzzy("wommen", 2), []string{"women", "womn", "swap"}},
		{"the first letter stays", fuzzy("vomen", 1), nil},
		{"a swap is one edit", fuzzy("plna", 1), []string{"plan", "swap"}},
		{"letters of two bytes", fuzzy("плон", 1), []string{"russian"}},
	} {
		expect(t, e, c.name, c.tree, c.want...)
		if a := ask(t, e, plan(c.tree)); len(a.DocFreq) != 1 || a.DocFreq[0] != len(c.want) {
			t.Errorf("%s: %s stands in %v articles, want %d", c.name, show(c.tree), a.DocFreq, len(c.want))
		}
	}
}
