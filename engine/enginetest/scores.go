package enginetest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
)

// testScores holds the best hits of random trees against the formula, over an
// index of many segments with changed and removed articles, again after it was
// opened anew, after more was written, and after a merge. There are enough articles that
// an engine passes over most of them.
func testScores(t *testing.T, b bench) {
	rng := rand.New(rand.NewPCG(treeSeed, 1))
	dir := t.TempDir()
	e := b.at(t, dir)
	arts := tinyArticles(rng, 1600)
	fill(t, e, arts)
	changed := tinyArticles(rng, 300)
	for batch := range slices.Chunk(changed, batchSize) {
		write(t, e, batch...)
	}
	remove(t, e, articleIDs(arts[400:700])...)
	held := slices.Concat(changed, arts[300:400], arts[700:])
	scored(t, e, held, 1)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = b.at(t, dir)
	scored(t, e, held, 2)
	more := Corpus(t)
	fill(t, e, more)
	scored(t, e, slices.Concat(held, more), 3)
	merge(t, e)
	scored(t, e, slices.Concat(held, more), 4)
}

// scored asks random trees for a few and for many of their best hits.
func scored(t *testing.T, e Engine, held []*article.Article, seed uint64) {
	t.Helper()
	rs := readings(held)
	v := newVocabulary(rs)
	all := make([]*naive.Reading, len(rs))
	for i, r := range rs {
		all[i] = r.Reading
	}
	for i := range max(6, *treeCount/12) {
		tree := v.tree(rand.New(rand.NewPCG(treeSeed+seed, uint64(i))), 2)
		if wrong := scoreDispute(t, e, tree, all); wrong != "" {
			t.Fatalf("tree %d, %s: %s", i, show(tree), wrong)
		}
	}
}

// scoreDispute tells what is wrong with the best hits of a tree, if anything.
func scoreDispute(t *testing.T, e Engine, tree match.Node, all []*naive.Reading) string {
	t.Helper()
	scores := naive.Scores(match.Leaves(tree), all)
	want := map[string]float64{}
	var order []float64
	for i, r := range all {
		if r.Holds(tree) {
			want[r.Article().ID] = scores[i]
			order = append(order, scores[i])
		}
	}
	slices.SortFunc(order, func(a, b float64) int { return int(math.Copysign(1, b-a)) })
	for _, limit := range []int{3, search.MaxLimit} {
		a := ask(t, e, search.Plan{Tree: tree, Sort: search.Relevance, Limit: limit})
		if a.Total != len(want) || len(a.Hits) != min(limit, len(want)) || a.More != (len(want) > limit) {
			return fmt.Sprintf("%d of %d hits, more %v; naive has %d", len(a.Hits), a.Total, a.More, len(want))
		}
		for i, h := range a.Hits {
			s, ok := want[h.Key.ID]
			switch {
			case !ok:
				return fmt.Sprintf("%q does not satisfy it", h.Key.ID)
			case !near(s, h.Key.Score):
				return fmt.Sprintf("%q has the score %v, the formula %v", h.Key.ID, h.Key.Score, s)
			case !near(order[i], h.Key.Score):
				return fmt.Sprintf("of %d, hit %d has the score %v, the formula's %d-th best is %v", limit, i, h.Key.Score, i, order[i])
			case i > 0 && !relevant(a.Hits[i-1].Key, h.Key):
				return fmt.Sprintf("%+v stands before %+v", a.Hits[i-1].Key, h.Key)
			}
		}
	}
	return ""
}

// near reports whether two scores are the same but for the order of adding up.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Max(1, math.Abs(a)) }
