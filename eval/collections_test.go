package eval_test

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"newsdex/engine/bleve"
	"newsdex/eval"
	"newsdex/indexer"
	"newsdex/search/query"
)

var update = flag.Bool("update", false, "rewrite golden files")

// collection is a judged collection on disk.
type collection struct{ docs, queries, qrels string }

// small was written for these tests.
func small() collection {
	dir := filepath.Join("testdata", "small")
	return collection{filepath.Join(dir, "docs.jsonl"), filepath.Join(dir, "queries.tsv"), filepath.Join(dir, "qrels.tsv")}
}

// shared returns a collection of the shared data; the test is skipped when it
// is not there.
func shared(t *testing.T, name string) collection {
	t.Helper()
	data := filepath.Join(root(t), "..", "shared", "data")
	dir := filepath.Join(data, "judged", name)
	c := collection{filepath.Join(dir, "docs.jsonl.gz"), filepath.Join(dir, "queries.tsv"), filepath.Join(dir, "qrels.tsv")}
	if name == "digitalgov" {
		c.docs = filepath.Join(data, "text", "digitalgov.jsonl.gz")
	}
	for _, path := range []string{c.docs, c.queries, c.qrels} {
		if _, err := os.Stat(path); err != nil {
			t.Skipf("the shared data is not there: %v", err)
		}
	}
	return c
}

// root returns the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("there is no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// index returns an index of the articles.
func (c collection) index(t *testing.T) *bleve.Store {
	t.Helper()
	s, err := bleve.Open(filepath.Join(t.TempDir(), "index"), bleve.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if _, err := indexer.Run(t.Context(), s, []string{c.docs}, indexer.Options{}); err != nil {
		t.Fatal(err)
	}
	return s
}

func read[T any](t *testing.T, path string, from func(io.Reader) (T, error)) T {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := from(f)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return out
}

// words is how collections are asked unless a test says otherwise.
var words = eval.Options{Syntax: query.Words, Any: true, Depth: 100}

func (c collection) run(t *testing.T, s *bleve.Store, o eval.Options) *eval.Report {
	t.Helper()
	r, err := eval.Run(t.Context(), s, read(t, c.queries, eval.ReadQueries), read(t, c.qrels, eval.ReadJudgements), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// golden shows the measures and the first ten hits of each query that is
// wanted, or of all.
func golden(r *eval.Report, judged eval.Judgements, wanted ...string) string {
	var b strings.Builder
	for _, q := range r.Results {
		if len(wanted) > 0 && !strings.Contains(" "+strings.Join(wanted, " ")+" ", " "+q.Query+" ") {
			continue
		}
		fmt.Fprintf(&b, "query %s: nDCG@10 %.3f, AP %.3f, %d relevant, %d found\n", q.Query, q.NDCG10, q.MAP, q.Relevant, q.Found)
		for i, h := range q.Hits[:min(10, len(q.Hits))] {
			gain := "not judged"
			if g, is := judged[q.Query][h.ID]; is {
				gain = "gain " + strconv.FormatFloat(g, 'g', -1, 64)
			}
			fmt.Fprintf(&b, "%4d %-16s %7.3f  %s\n", i+1, h.ID, h.Score, gain)
		}
	}
	return b.String()
}

func compare(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("rankings differ from %s; if they are better, say so with -update\n%s", path, difference(got, string(want)))
	}
}

// difference lists the lines that only one of two texts has.
func difference(got, want string) string {
	var b strings.Builder
	for sign, texts := range map[string][2]string{"- ": {want, got}, "+ ": {got, want}} {
		for _, line := range strings.Split(texts[0], "\n") {
			if !strings.Contains("\n"+texts[1]+"\n", "\n"+line+"\n") {
				b.WriteString(sign + line + "\n")
			}
		}
	}
	return b.String()
}

// TestGoldenSmall holds the rankings of a collection that is always there.
func TestGoldenSmall(t *testing.T) {
	c := small()
	r := c.run(t, c.index(t), words)
	compare(t, "golden_small.txt", golden(r, read(t, c.qrels, eval.ReadJudgements))+
		fmt.Sprintf("mean: nDCG@10 %.3f, MAP %.3f, P@10 %.3f, MRR %.3f, R@100 %.3f\n", r.Mean.NDCG10, r.Mean.MAP, r.Mean.Precision10, r.Mean.MRR, r.Mean.Recall100))
}

// TestGoldenTime holds the rankings of four queries of a collection of news.
func TestGoldenTime(t *testing.T) {
	c := shared(t, "time")
	compare(t, "golden_time.txt", golden(c.run(t, c.index(t), words), read(t, c.qrels, eval.ReadJudgements), "1", "15", "40", "77"))
}

// TestPublishedFigures holds the table of docs/relevance.md. What is measured
// there over a thousand hits, MAP, is left to newsdex eval.
func TestPublishedFigures(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "docs", "relevance.md"))
	if err != nil {
		t.Fatal(err)
	}
	published := 0
	for _, line := range strings.Split(string(page), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 12 || !strings.HasPrefix(line, "| `") {
			continue
		}
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `*")
		}
		published++
		t.Run(cells[1], func(t *testing.T) {
			c := shared(t, cells[1])
			r := c.run(t, c.index(t), words)
			got := fmt.Sprintf("%d %d %.3f %.3f %.3f %.3f", r.Articles, len(r.Results), r.Mean.NDCG10, r.Mean.Precision10, r.Mean.MRR, r.Mean.Recall100)
			want := strings.Join([]string{cells[2], cells[3], cells[4], cells[7], cells[8], cells[9]}, " ")
			if got != want {
				t.Errorf("articles, queries, nDCG@10, P@10, MRR and R@100 are %s; docs/relevance.md says %s", got, want)
			}
		})
	}
	if published != 6 {
		t.Errorf("docs/relevance.md has figures of %d collections, want 6", published)
	}
}
