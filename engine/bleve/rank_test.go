package bleve_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/engine/bleve"
	"newsdex/search"
	"newsdex/search/query"
)

// TestFewOfMany asks for the first few answers of a query and for all: what is
// passed over for the few must not be among the first of all. Lists of several
// blocks, and documents that are gone, are what it needs articles in thousands for.
func TestFewOfMany(t *testing.T) {
	articles, _ := generated(4500)
	s, err := bleve.Open(filepath.Join(t.TempDir(), "index"), bleve.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for part := range 3 {
		if _, err := s.Write(t.Context(), articles[1500*part:1500*(part+1)]); err != nil {
			t.Fatal(err)
		}
	}
	compare := func(t *testing.T) {
		r := rand.New(rand.NewPCG(7, 8))
		word := func() string {
			prefix := []string{"", "", "", "=", "headline:", "body:"}[r.IntN(6)]
			return fmt.Sprintf("%sw%c%d", prefix, 'a'+rune(r.IntN(6)), r.IntN(1+r.IntN(12)))
		}
		for range 100 {
			var parts []string
			for range 1 + r.IntN(6) {
				parts = append(parts, word())
			}
			q := strings.Join(parts, []string{" OR ", " OR ", " OR ", " AND "}[r.IntN(4)])
			switch r.IntN(6) {
			case 0:
				q = "(" + q + ") -" + word()
			case 1:
				q = fmt.Sprintf(`"wa%d wb%d" OR %s`, r.IntN(3), r.IntN(3), q)
			}
			n, findings := query.Parse(q, query.Options{Fields: search.Fields()})
			if query.HasErrors(findings) {
				t.Fatal(findings)
			}
			tree, _ := search.Resolve(n, false)
			ask := func(limit int) search.Answer {
				a, err := s.Search(t.Context(), search.Plan{Tree: tree, Limit: limit})
				if err != nil {
					t.Fatalf("%s: %v", q, err)
				}
				return a
			}
			all := ask(len(articles))
			if len(all.Hits) != all.Total {
				t.Fatalf("%s: %d hits of %d", q, len(all.Hits), all.Total)
			}
			limit := 1 + r.IntN(15)
			few := ask(limit)
			if few.Total != all.Total || len(few.Hits) != min(limit, all.Total) || few.More != (all.Total > limit) {
				t.Fatalf("%s: %d of %d hits, more: %v; want the first %d of %d", q, len(few.Hits), few.Total, few.More, limit, all.Total)
			}
			for i, h := range few.Hits {
				// Keys have identifiers only where a tie asked for them.
				if w := all.Hits[i]; h.Article.ID != w.Article.ID || h.Key.Score != w.Key.Score {
					t.Fatalf("%s: hit %d of %d is %s (%v), want %s (%v)", q, i, limit, h.Article.ID, h.Key.Score, w.Article.ID, w.Key.Score)
				}
			}
		}
	}
	t.Run("three segments", compare)
	var gone []string
	for i := 0; i < len(articles); i += 7 {
		gone = append(gone, articles[i].ID)
	}
	if _, err := s.Remove(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	t.Run("with deletions", compare)
	if err := s.Merge(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("merged", compare)
}
