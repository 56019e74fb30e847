package search_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/bleve"
	"newsdex/search"
	"newsdex/search/query"
)

// store makes an index of articles about grain, every third undated, with
// ties among the dates.
func store(t *testing.T, n int) *bleve.Store {
	t.Helper()
	s, err := bleve.Open(filepath.Join(t.TempDir(), "index"), bleve.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var batch []*article.Article
	for i := range n {
		a := &article.Article{Headline: fmt.Sprintf("Grain report %d", i), Body: "Ships carry grain. " + strings.Repeat("Grain. ", i%4), Lang: "en", Source: []string{"The Hill", "Reuters"}[i%2]}
		if i%3 != 0 {
			a.Published = article.Date{Day: fmt.Sprintf("2022-07-%02d", 1+i%5), Origin: article.FromField}
		}
		a.Identify(fmt.Sprintf("a%03d", i))
		a.HashContent()
		batch = append(batch, a)
	}
	put(t, s, batch...)
	return s
}

func put(t *testing.T, s *bleve.Store, batch ...*article.Article) {
	t.Helper()
	if _, err := s.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}

func ids(res *search.Result) []string {
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Article.ID)
	}
	return out
}

func run(t *testing.T, s search.Searcher, r search.Request) *search.Result {
	t.Helper()
	res, err := search.Run(t.Context(), s, r)
	if err != nil {
		t.Fatalf("%+v: %v", r, err)
	}
	return res
}

func TestPagingByCursor(t *testing.T) {
	s := store(t, 47)
	for _, order := range []search.Sort{search.Relevance, search.Newest, search.Oldest} {
		t.Run(order.String(), func(t *testing.T) {
			r := search.Request{Q: "grain", Limit: search.MaxLimit, Sort: &order}
			want := ids(run(t, s, r))
			if len(want) != 47 {
				t.Fatalf("%d hits", len(want))
			}
			r.Limit = 10
			var forward, back []string
			var last string
			for {
				res := run(t, s, r)
				forward = append(forward, ids(res)...)
				if res.Total != 47 || !res.Exact {
					t.Errorf("total %d, exact %v", res.Total, res.Exact)
				}
				if res.NextCursor == "" {
					last = res.PrevCursor
					break
				}
				r.Cursor = res.NextCursor
			}
			if !slices.Equal(forward, want) {
				t.Errorf("pages hold\n%v\nwant\n%v", forward, want)
			}
			for r.Cursor = last; r.Cursor != ""; {
				res := run(t, s, r)
				back = append(ids(res), back...)
				if res.NextCursor == "" {
					t.Error("a page reached backwards has nothing behind it")
				}
				r.Cursor = res.PrevCursor
			}
			if !slices.Equal(back, want[:40]) {
				t.Errorf("backward pages hold\n%v\nwant\n%v", back, want[:40])
			}
		})
	}
}

func TestCursorsBelongToOneQuestion(t *testing.T) {
	s := store(t, 30)
	r := search.Request{Q: "grain", Limit: 10}
	r.Cursor = run(t, s, r).NextCursor
	newest := search.Newest
	for name, change := range map[string]func(*search.Request){
		"another query":  func(r *search.Request) { r.Q = "ships" },
		"another filter": func(r *search.Request) { r.Source = []string{"Reuters"} },
		"another sort":   func(r *search.Request) { r.Sort = &newest },
		"not a cursor":   func(r *search.Request) { r.Cursor = "nonsense" },
		"far too long":   func(r *search.Request) { r.Cursor = strings.Repeat("A", 10_000) },
	} {
		bad := r
		change(&bad)
		_, err := search.Run(t.Context(), s, bad)
		var pe *search.ParameterError
		if !errors.As(err, &pe) || pe.Errors[0].Parameter != "cursor" {
			t.Errorf("%s: error %v, want one about cursor", name, err)
		}
	}

	// A changed index goes on from the key, and says so.
	extra := &article.Article{Headline: "Grain again", Lang: "en"}
	extra.Identify("z")
	put(t, s, extra)
	res := run(t, s, r)
	if len(res.Hits) != 10 || !slices.ContainsFunc(res.Query.Findings, func(f query.Finding) bool { return f.Code == "index-changed" }) {
		t.Errorf("%d hits, findings %v; want the next page and a warning", len(res.Hits), res.Query.Findings)
	}
}

func TestRequestErrorsComeTogether(t *testing.T) {
	_, err := search.Run(t.Context(), store(t, 1), search.Request{Q: `"grain`, From: "2022-02-30", To: "soon", Limit: 101, Passages: 11})
	var pe *search.ParameterError
	if !errors.As(err, &pe) {
		t.Fatalf("error %v", err)
	}
	var names []string
	for _, b := range pe.Errors {
		names = append(names, b.Parameter)
	}
	if want := []string{"q", "from", "to", "limit", "passages"}; !slices.Equal(names, want) {
		t.Errorf("errors about %v, want %v", names, want)
	}
}

func TestFiltersAndDates(t *testing.T) {
	s := store(t, 30)
	for _, tt := range []struct {
		name string
		r    search.Request
		want int
		says string
	}{
		{"blank is everything", search.Request{}, 30, "all articles"},
		{"whole value", search.Request{Source: []string{"The Hill"}}, 15, "source is “The Hill”"},
		{"values are not folded", search.Request{Source: []string{"the hill"}}, 0, ""},
		{"or within one", search.Request{Source: []string{"The Hill", "Reuters"}}, 30, "“The Hill” or “Reuters”"},
		{"and between them", search.Request{Source: []string{"The Hill"}, Lang: []string{"fr"}}, 0, ""},
		{"from and to", search.Request{Q: "grain", From: "2022-07-02", To: "2022-07-03"}, 8, "published"},
		{"undated meets no bound", search.Request{From: "0001-01-01"}, 20, ""},
		{"undated", search.Request{Q: "published:none"}, 10, "without a date"},
		{"lenient never errs", search.Request{Q: `"grain`, Syntax: query.Lenient}, 30, ""},
		{"words have no operators", search.Request{Q: `grain NOT ships`, Syntax: query.Words}, 0, ""},
	} {
		res := run(t, s, tt.r)
		if res.Total != tt.want || !strings.Contains(res.Query.ReadAs, tt.says) {
			t.Errorf("%s: total %d, read as %q; want %d, saying %q", tt.name, res.Total, res.Query.ReadAs, tt.want, tt.says)
		}
	}
}

func TestOrderWithoutScores(t *testing.T) {
	s := store(t, 20)
	browse := run(t, s, search.Request{Limit: 20})
	if browse.Sort != search.Newest {
		t.Errorf("browsing is sorted by %s", browse.Sort)
	}
	newest := search.Newest
	if want := ids(run(t, s, search.Request{Limit: 20, Sort: &newest})); !slices.Equal(ids(browse), want) {
		t.Errorf("browsing gives %v, want %v", ids(browse), want)
	}
	if last := browse.Hits[len(browse.Hits)-1].Article; !last.Published.IsZero() {
		t.Error("undated articles are not last")
	}
}

func TestEveryHitProvesItself(t *testing.T) {
	s := store(t, 12)
	for _, q := range []string{"grain", "report", `"ships carry"`, "headline:grain", "wheat OR ships"} {
		for _, h := range run(t, s, search.Request{Q: q, Passages: -1}).Hits {
			marks := len(h.HeadlineMarks)
			for _, p := range h.Passages {
				marks += len(p.Marks)
			}
			if marks == 0 {
				t.Errorf("%s: a hit of %q shows no mark", h.Article.ID, q)
			}
		}
	}
	for _, h := range run(t, s, search.Request{Q: "published:none", Passages: -1}).Hits {
		if len(h.HeadlineMarks) > 0 || len(h.Passages) != 1 || len(h.Passages[0].Marks) > 0 {
			t.Errorf("%s: a query of filters only must show the lead without marks", h.Article.ID)
		}
	}
}

func TestClausesOfAnEmptyAnswer(t *testing.T) {
	s := store(t, 12)
	for _, tt := range []struct {
		r    search.Request
		want []search.Clause
	}{
		{search.Request{Q: "grain wheat"}, []search.Clause{{"grain", "wheat", 12, 0}, {"wheat", "grain", 0, 12}}},
		{search.Request{Q: `report -ships "carry grain"`}, []search.Clause{
			{"report", `NOT ships "carry grain"`, 12, 0}, {"NOT ships", `report "carry grain"`, 0, 12}, {`"carry grain"`, "report NOT ships", 12, 0},
		}},
		{search.Request{Q: "grain wheat", Source: []string{"Reuters"}}, []search.Clause{{"grain", "wheat", 6, 0}, {"wheat", "grain", 0, 6}}},
		{search.Request{Q: "wheat"}, nil},
		{search.Request{Q: "grain"}, nil},
		{search.Request{Q: "grain wheat", Any: true}, nil},
	} {
		if got := run(t, s, tt.r).Clauses; !slices.Equal(got, tt.want) {
			t.Errorf("%+v:\n got %+v\nwant %+v", tt.r, got, tt.want)
		}
	}
}

func TestOpen(t *testing.T) {
	s := store(t, 2)
	v, err := search.Open(t.Context(), s, "a001", "ships -wheat", query.Strict, false)
	if err != nil || !v.Matched || len(v.BodyMarks) != 1 {
		t.Fatalf("view %+v, %v", v, err)
	}
	if m := v.BodyMarks[0]; v.Article.Body[m.Start:m.End] != "Ships" {
		t.Errorf("marked %q", v.Article.Body[m.Start:m.End])
	}
	if v, err = search.Open(t.Context(), s, "a001", "wheat", query.Strict, false); err != nil || v.Matched || len(v.BodyMarks) > 0 {
		t.Errorf("an article that does not satisfy the query: %+v, %v", v, err)
	}
	if _, err = search.Open(t.Context(), s, "none", "", query.Strict, false); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("error %v, want ErrNotFound", err)
	}
}

func TestCancelledRequestIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := search.Run(ctx, store(t, 3), search.Request{Q: "grain"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	ctx, cancel = context.WithTimeout(t.Context(), -time.Second)
	defer cancel()
	res, err := search.Run(ctx, store(t, 3), search.Request{Q: "grain"})
	if err != nil || res.Exact {
		t.Errorf("a deadline that has passed: %+v, %v; want a partial answer", res, err)
	}
}
