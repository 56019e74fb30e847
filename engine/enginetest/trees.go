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
var treeCount = flag.Int("trees", 150, "how many random trees the engine suite tries")

// treeSeed starts the random trees; a failure names its tree by number.
const treeSeed = 20220708

// testTrees asks random trees of the corpus and of tiny articles full of
// repeated words, and holds engine, match and naive together, before and
// after a merge.
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
		if i == *treeCount/2 {
			merge(t, e)
		}
		v := wide
		if i%2 == 0 {
			v = narrow
		}
		tree := v.tree(rand.New(rand.NewPCG(treeSeed, uint64(i+1))), 4)
		hits, agree := compare(t, e, tree, rs)
		if !agree {
			t.Fatalf("stopped at tree %d of %d", i, *treeCount)
		}
		if hits > 0 && hits < len(rs) {
			telling++
		}
	}
	if telling < *treeCount/3 {
		t.Errorf("only %d of %d trees hold for some articles and not for all: they tell too little", telling, *treeCount)
	}
}

// compare asks one tree of the engine, of match and of the second opinion, and
// reports how many articles satisfy it and whether they agree on hits, marks and
// document frequencies. What they disagree on is told of the smallest tree and
// text that still show it.
func compare(t *testing.T, e Engine, tree match.Node, rs []reading) (hits int, agree bool) {
	t.Helper()
	before := t.Failed()
	var found []*article.Article
	for _, r := range rs {
		ok, wrong := dispute(tree, r)
		if wrong != "" {
			tree, r = shrinkDispute(tree, r)
			_, wrong = dispute(tree, r)
			t.Errorf("%s: %s\nin %s (%s)", show(tree), wrong, r.Article().ID, excerpt(r.Article()))
			return 0, false
		}
		if ok {
			checkHit(t, show(tree), tree, shownHit(tree, r), r)
			found = append(found, r.Article())
		}
	}
	if engineDispute(t, e, tree, found, rs) != "" {
		wrong := func(n match.Node) string { return engineDispute(t, e, n, satisfying(n, rs), rs) }
		tree = shrink(tree, func(n match.Node) bool { return wrong(n) != "" })
		t.Errorf("%s: %s", show(tree), wrong(tree))
		return 0, false
	}
	return len(found), before || !t.Failed()
}

func shrinkDispute(tree match.Node, r reading) (match.Node, reading) {
	differ := func(n match.Node, r reading) bool {
		_, wrong := dispute(n, r)
		return wrong != ""
	}
	tree = shrink(tree, func(n match.Node) bool { return differ(n, r) })
	a := shorten(r.Article(), func(a *article.Article) bool { return differ(tree, readings([]*article.Article{a})[0]) })
	return tree, readings([]*article.Article{a})[0]
}

// dispute asks match and the second opinion of one article, and tells what they
// disagree about, or nothing.
func dispute(tree match.Node, r reading) (ok bool, wrong string) {
	ok, headline, body := r.Find(tree)
	m, mok := match.Find(tree, r.doc)
	switch {
	case ok != mok:
		return ok, fmt.Sprintf("satisfied: match says %v, naive %v", mok, ok)
	case !ok:
		return false, ""
	case twice(m.Headline) || twice(m.Body):
		return ok, fmt.Sprintf("match gives hits of one leaf that overlap: %v %v", m.Headline, m.Body)
	}
	for _, f := range []struct {
		name, text string
		hits       []match.Hit
		spans      []text.Span
	}{{"headline", r.Article().Headline, m.Headline, headline}, {"body", r.Article().Body, m.Body, body}} {
		if got := match.Spans(f.hits); !slices.Equal(got, f.spans) {
			return ok, fmt.Sprintf("%s: match marks %v %s, naive %v %s", f.name, got, marked(f.text, got), f.spans, marked(f.text, f.spans))
		}
	}
	return ok, ""
}

// engineDispute tells what the engine and the second opinion, which found these
// articles, disagree about.
func engineDispute(t *testing.T, e Engine, tree match.Node, arts []*article.Article, rs []reading) string {
	t.Helper()
	want := articleIDs(naive.Newest(arts))
	freq := make([]int, len(match.Leaves(tree)))
	for i, leaf := range match.Leaves(tree) {
		freq[i] = len(satisfying(leaf, rs))
	}
	// All hits first, then the total alone, which engines count differently.
	p := search.Plan{Tree: tree, Sort: search.Newest, Limit: search.MaxLimit}
	first := ask(t, e, p)
	got := idsOf(first.Hits)
	if first.More {
		got = found(t, e, tree)
	}
	if !slices.Equal(got, want) {
		return fmt.Sprintf("the engine finds\n%q, naive\n%q", got, want)
	}
	for _, a := range []search.Answer{first, ask(t, e, search.Plan{Tree: tree})} {
		if a.Total != len(want) || !slices.Equal(a.DocFreq, freq) {
			return fmt.Sprintf("the engine counts %d with leaves in %v, naive %d with %v", a.Total, a.DocFreq, len(want), freq)
		}
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
			Headline: "b " + run(3), Body: run(12), Lang: pick([]string{"en", "en", "en-gb", "fr", "und"}),
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
