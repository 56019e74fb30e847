package enginetest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// treeCount is how many random trees are tried: a few seconds' worth unless
// more are asked for.
var treeCount = flag.Int("trees", 500, "how many random trees the engine suite tries")

// treeSeed starts the random trees; a failure names its tree by number.
const treeSeed = 20220708

// testTrees asks random trees of the corpus and of tiny articles full of
// repeated words, and holds engine, match and naive together.
func testTrees(t *testing.T, b bench) {
	e := b.fresh(t)
	rng := rand.New(rand.NewPCG(treeSeed, 0))
	arts := Corpus(t)
	tiny := tinyArticles(rng, 40)
	// Leave traces first: articles that were changed or removed since must not
	// be found or counted.
	gone := tinyArticles(rng, 60)
	fill(t, e, gone)
	fill(t, e, arts)
	for batch := range slices.Chunk(tiny, batchSize) {
		writes(t, e, slices.Repeat(kinds(updated), len(batch)), batch...)
	}
	remove(t, e, articleIDs(gone[len(tiny):])...)
	rs := readings(slices.Concat(arts, tiny))
	wide, narrow := newVocabulary(rs), newVocabulary(readings(tiny))
	telling := 0
	for i := range *treeCount {
		v := wide
		if i%2 == 0 {
			v = narrow
		}
		tree := v.tree(rand.New(rand.NewPCG(treeSeed, uint64(i+1))), 4)
		if !compare(t, e, tree, rs) {
			t.Fatalf("stopped at tree %d of %d", i, *treeCount)
		}
		if n := len(satisfying(tree, rs)); n > 0 && n < len(rs) {
			telling++
		}
	}
	if telling < *treeCount/3 {
		t.Errorf("only %d of %d trees hold for some articles and not for all: they tell too little", telling, *treeCount)
	}
}

// compare asks one tree of the engine, of match and of the second opinion, and
// reports whether they agree on hits, marks and document frequencies. What they
// disagree on is told of the smallest tree and text that still show it.
func compare(t *testing.T, e Engine, tree match.Node, rs []reading) bool {
	t.Helper()
	for _, r := range rs {
		if dispute(tree, r) == "" {
			continue
		}
		tree = shrink(tree, func(n match.Node) bool { return dispute(n, r) != "" })
		a := shorten(r.Article(), func(a *article.Article) bool { return dispute(tree, readings([]*article.Article{a})[0]) != "" })
		t.Errorf("%s: %s\nin %s (%s)", show(tree), dispute(tree, readings([]*article.Article{a})[0]), a.ID, excerpt(a))
		return false
	}
	if engineDispute(t, e, tree, rs) != "" {
		tree = shrink(tree, func(n match.Node) bool { return engineDispute(t, e, n, rs) != "" })
		t.Errorf("%s: %s", show(tree), engineDispute(t, e, tree, rs))
		return false
	}
	return true
}

// dispute tells what match and the second opinion disagree about in one
// article, or nothing.
func dispute(tree match.Node, r reading) string {
	ok, headline, body := r.Find(tree)
	m, mok := match.Find(tree, r.doc)
	switch {
	case ok != mok:
		return fmt.Sprintf("satisfied: match says %v, naive %v", mok, ok)
	case !ok:
		return ""
	case twice(m.Headline) || twice(m.Body):
		return fmt.Sprintf("match gives hits of one leaf that overlap: %v %v", m.Headline, m.Body)
	}
	for _, f := range []struct {
		name, text string
		hits       []match.Hit
		spans      []text.Span
	}{{"headline", r.Article().Headline, m.Headline, headline}, {"body", r.Article().Body, m.Body, body}} {
		if got := match.Spans(f.hits); !slices.Equal(got, f.spans) {
			return fmt.Sprintf("%s: match marks %v %s, naive %v %s", f.name, got, marked(f.text, got), f.spans, marked(f.text, f.spans))
		}
	}
	return ""
}

// engineDispute tells what the engine and the second opinion disagree about.
func engineDispute(t *testing.T, e Engine, tree match.Node, rs []reading) string {
	t.Helper()
	want := articleIDs(naive.Newest(satisfying(tree, rs)))
	if got := found(t, e, tree); !slices.Equal(got, want) {
		return fmt.Sprintf("the engine finds\n%q, naive\n%q", got, want)
	}
	freq := make([]int, len(match.Leaves(tree)))
	for i, leaf := range match.Leaves(tree) {
		freq[i] = len(satisfying(leaf, rs))
	}
	if a := ask(t, e, search.Plan{Tree: tree}); a.Total != len(want) || !slices.Equal(a.DocFreq, freq) {
		return fmt.Sprintf("the engine counts %d with leaves in %v, naive %d with %v", a.Total, a.DocFreq, len(want), freq)
	}
	return ""
}

// twice reports whether two hits of one leaf overlap; hits come by start.
func twice(hits []match.Hit) bool {
	end := map[int]int{}
	for _, h := range hits {
		if last, seen := end[h.Leaf]; seen && h.Start < last {
			return true
		}
		end[h.Leaf] = h.End
	}
	return false
}

// excerpt shows an article that is short enough to be looked at.
func excerpt(a *article.Article) string {
	return fmt.Sprintf("headline %q body %.300q lang %s published %s url %s", a.Headline, a.Body, a.Lang, a.Published, a.URL)
}

// tinyArticles returns articles of few words that repeat, overlap and stand at
// paragraph ends, with sparse fields and clashing dates.
func tinyArticles(rng *rand.Rand, n int) []*article.Article {
	words := strings.Fields("a b b b B war wars war's Wasr warmer Łódź u.s. 3,000 中国 l'onu c++ covid-19")
	gaps := []string{" ", " ", " ", "\n", "\n\n", ", ", ". ", "? ", "! ", "—", "\n \n"}
	dates := []string{"", "2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01T23:59:59.5Z", "2020-01-01T23:30:00-05:00",
		"2020-01-02", "2020-01-02T04:30:00Z", "1969-12-31", "1969-12-31T23:59:59Z"}
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	run := func(most int) string {
		var s strings.Builder
		for range rng.IntN(most + 1) {
			s.WriteString(pick(words) + pick(gaps))
		}
		return s.String()
	}
	var out []*article.Article
	for i := range n {
		a := &article.Article{
			Headline: "b " + strings.Join(strings.Fields(run(3)), " "), Body: run(12), Lang: pick([]string{"en", "en", "en-gb", "fr", "und"}),
			Source: pick([]string{"", "a b", "b a", "War"}), Section: pick([]string{"", "a", "A"}),
			URL:      pick([]string{"", "http://a.example/b", "https://www.a.example/b/c", "https://b.a.example/", "https://xa.example/b?a=1"}),
			ReadFrom: article.Place{Source: "tiny", Record: i + 1},
		}
		for range rng.IntN(3) {
			a.Tags = append(a.Tags, pick([]string{"a", "b", "a b", "b b a", "c++"}))
			a.Byline = append(a.Byline, pick([]string{"A B", "B", "Łódź"}))
		}
		if d := pick(dates); d != "" {
			var err error
			if a.Published, err = article.ParseDate(d, article.FromField); err != nil {
				panic(err) // a mistake in the table above
			}
		}
		out = append(out, finish(a, fmt.Sprintf("tiny:%02d", i)))
	}
	return out
}
