// Package enginetest knows what every engine must do: one suite, its articles
// and its golden queries; it must never know which engine it is given.
package enginetest

import (
	"context"
	"testing"

	"newsdex/indexer"
	"newsdex/search"
)

// Engine is what an engine offers: it is asked and it is fed.
type Engine interface {
	search.Searcher
	indexer.Writer
	// Merge is that of engine.Engine.
	Merge(ctx context.Context) error
	Close() error
}

// merge puts an index in order; nothing that it answers may change.
func merge(t *testing.T, e Engine) {
	t.Helper()
	if err := e.Merge(background); err != nil {
		t.Fatalf("merging: %v", err)
	}
}

// Run holds an engine against the suite. open opens the index in dir, creating
// it when the folder is empty; it must fail the test when it cannot. The suite
// closes what it opens, and opens a folder again only after closing it.
func Run(t *testing.T, open func(t *testing.T, dir string) Engine) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(t *testing.T, b bench)
	}{
		{"empty index", testEmpty},
		{"outcomes", testOutcomes},
		{"one id twice in a batch", testTwiceInBatch},
		{"a changed text replaces what stood at its place", testReplaceText},
		{"records that move within a file", testMovedRecords},
		{"identifiers of their own are not replaced by place", testPlaceKeepsOwn},
		{"what is given is not kept or changed", testArgumentsKept},
		{"removing", testRemove},
		{"articles come back whole", testRoundTrip},
		{"reopening", testReopen},
		{"generation", testGeneration},
		{"a long life", testLongLife},
		{"orders", testOrders},
		{"orders of relevance", testRelevance},
		{"scores are those of the formula", testScores},
		{"filters never score", testFiltersNeverScore},
		{"facets and days", testFacets},
		{"terms", testTerms},
		{"paging", testPaging},
		{"paging from a key nobody has", testPagingForeignKey},
		{"paging over a change", testPagingOverChange},
		{"limit 0", testLimitZero},
		{"hostile identifiers", testHostileIDs},
		{"a huge body", testHugeBody},
		{"only a headline, only a body", testHalfArticles},
		{"a headline with a blank line", testHeadline},
		{"one span in several ways", testOneSpan},
		{"many leaves and deep trees", testLargeTrees},
		{"searching while writing", testConcurrent},
		{"a cancelled question", testCancelled},
		{"a deadline that has passed", testDeadline},
		{"a deadline that passes half-way", testDeadlineHalfway},
		{"patterns and fuzzy words", testCovered},
		{"too many words for one pattern", testCapped},
		{"golden queries", testGolden},
		{"golden passages", testPassages},
		{"the seed", testSeed},
		{"random trees", testTrees},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, bench{open}) })
	}
}

// bench opens engines for one test.
type bench struct {
	open func(t *testing.T, dir string) Engine
}

// fresh returns an empty engine that is closed with the test.
func (b bench) fresh(t *testing.T) Engine {
	t.Helper()
	return b.at(t, t.TempDir())
}

// at returns the engine of a folder, closed with the test when the test did
// not close it before.
func (b bench) at(t *testing.T, dir string) Engine {
	t.Helper()
	e := &once{Engine: b.open(t, dir)}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("closing: %v", err)
		}
	})
	return e
}

// once closes its engine once, so that a test may close early.
type once struct {
	Engine
	closed bool
}

func (o *once) Close() error {
	if o.closed {
		return nil
	}
	o.closed = true
	return o.Engine.Close()
}

// background is the context of questions that nothing cuts short.
var background = context.Background()
