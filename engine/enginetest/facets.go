package enginetest

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
)

// testFacets holds facets and days of random trees against a recount, over many
// segments with changed and removed articles, again after opening anew, and after a merge.
func testFacets(t *testing.T, b bench) {
	rng := rand.New(rand.NewPCG(treeSeed, 2))
	dir := t.TempDir()
	e := b.at(t, dir)
	arts, changed := tinyArticles(rng, 300), tinyArticles(rng, 90)
	fill(t, e, arts)
	fill(t, e, Corpus(t))
	for batch := range slices.Chunk(changed, batchSize) {
		write(t, e, batch...)
	}
	remove(t, e, articleIDs(arts[100:150])...)
	held := slices.Concat(changed, arts[90:100], arts[150:], Corpus(t))
	counted(t, e, held)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = b.at(t, dir)
	counted(t, e, held)
	merge(t, e)
	counted(t, e, held)
}

func counted(t *testing.T, e Engine, held []*article.Article) {
	t.Helper()
	rs := readings(held)
	v := newVocabulary(rs)
	for i := range max(10, *treeCount/12) {
		rng := rand.New(rand.NewPCG(treeSeed+9, uint64(i)))
		tree, other := v.tree(rng, 2), v.tree(rng, 1)
		p := search.Plan{Tree: tree, Sort: search.Sort(i % 3), Limit: i % 4, FacetLimit: 1 + i%12, Days: true}
		for _, name := range search.FacetFields() {
			p.Facets = append(p.Facets, search.Facet{Field: name})
		}
		p.Facets[i%len(p.Facets)].Tree = other
		if wrong := countDispute(t, e, p, held, rs); wrong != "" {
			t.Fatalf("tree %d, %s (and %s): %s", i, show(tree), show(other), wrong)
		}
	}
}

// countDispute tells what is wrong with the counts of an answer, if anything.
func countDispute(t *testing.T, e Engine, p search.Plan, held []*article.Article, rs []reading) string {
	t.Helper()
	a := ask(t, e, p)
	hits := satisfying(p.Tree, rs)
	if a.Total != len(hits) {
		return fmt.Sprintf("%d hits, want %d; capped %v; %s", a.Total, len(hits), a.Capped, engineDispute(t, e, p.Tree, hits, rs))
	}
	if len(a.Facets) != len(p.Facets) {
		return fmt.Sprintf("%d facets, asked for %d", len(a.Facets), len(p.Facets))
	}
	for i, f := range p.Facets {
		among := hits
		if f.Tree != nil {
			among = satisfying(f.Tree, rs)
		}
		counts, missing := naive.Facet(f.Field, among)
		want := search.FacetCounts{Field: f.Field, Values: search.TopValues(counts, p.FacetLimit), Missing: missing, Distinct: len(counts)}
		if !reflect.DeepEqual(a.Facets[i], want) {
			return fmt.Sprintf("facet %+v, want %+v", a.Facets[i], want)
		}
	}
	days, undated := naive.Days(hits, held)
	if !slices.Equal(a.Days, days) || a.Undated != undated {
		return fmt.Sprintf("days %v and %d undated, want %v and %d", a.Days, a.Undated, days, undated)
	}
	if plain := ask(t, e, search.Plan{Tree: p.Tree}); plain.Facets != nil || plain.Days != nil || plain.Undated != 0 {
		return "counts that were not asked for"
	}
	return ""
}
