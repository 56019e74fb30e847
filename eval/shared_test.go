package eval_test

import (
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"testing"

	"newsdex/engine/bleve"
	"newsdex/eval"
	"newsdex/indexer"
	"newsdex/search/query"
)

// TestKnownCollection holds the ranking of a whole judged collection, where it is
// there: a change of the score, of words or of stems shows in the third decimal.
func TestKnownCollection(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "judged", "time")
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the judged collections are not beside the repository: " + dir)
	}
	s, err := bleve.Open(filepath.Join(t.TempDir(), "index"), bleve.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := indexer.Run(t.Context(), s, []string{filepath.Join(dir, "docs.jsonl.gz")}, indexer.Options{}); err != nil {
		t.Fatal(err)
	}
	queries, err := os.Open(filepath.Join(dir, "queries.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer queries.Close()
	qrels, err := os.Open(filepath.Join(dir, "qrels.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer qrels.Close()
	qs, err := eval.ReadQueries(queries)
	if err != nil {
		t.Fatal(err)
	}
	j, err := eval.ReadJudgements(qrels)
	if err != nil {
		t.Fatal(err)
	}
	r, err := eval.Run(t.Context(), s, qs, j, eval.Options{Syntax: query.Words, Any: true})
	if err != nil {
		t.Fatal(err)
	}
	want := eval.Measures{NDCG10: .7463, MAP: .6819, Precision10: .2928, MRR: .7893, Recall100: .9647}
	near := func(a, b float64) bool { return math.Abs(a-b) < .0005 }
	if m := r.Mean; len(r.Results) != 83 || !near(m.NDCG10, want.NDCG10) || !near(m.MAP, want.MAP) ||
		!near(m.Precision10, want.Precision10) || !near(m.MRR, want.MRR) || !near(m.Recall100, want.Recall100) {
		t.Errorf("%d queries, %+v, want %+v", len(r.Results), m, want)
	}
}
