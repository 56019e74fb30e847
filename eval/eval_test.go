package eval_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdex/eval"
	"newsdex/search"
	"newsdex/search/query"
)

func TestRun(t *testing.T) {
	c := small()
	r := c.run(t, c.index(t), words)
	// q10 has no judgement, q11 is judged but not asked, lost-article is not held.
	if len(r.Results) != 9 || r.Skipped != 1 || r.Unknown != 1 || r.Absent != 1 || r.Articles != 30 || r.Depth != 100 {
		t.Errorf("%d measured, %d skipped, %d unknown, %d absent, %d articles, depth %d", len(r.Results), r.Skipped, r.Unknown, r.Absent, r.Articles, r.Depth)
	}
	mean := 0.0
	for _, q := range r.Results {
		mean += q.NDCG10 / float64(len(r.Results))
		if q.Found != len(q.Hits) || q.Problem != "" {
			t.Errorf("query %s found %d and ranked %d: %s", q.Query, q.Found, len(q.Hits), q.Problem)
		}
		for i, h := range q.Hits[1:] {
			if h.Score > q.Hits[i].Score {
				t.Errorf("query %s: hit %d scores more than the one before", q.Query, i+2)
			}
		}
	}
	if math.Abs(mean-r.Mean.NDCG10) > 1e-9 {
		t.Errorf("the mean is %v, want %v", r.Mean.NDCG10, mean)
	}
	if q := r.Results[0]; q.Query != "q1" || q.Relevant != 4 {
		t.Errorf("the first is %s with %d relevant", q.Query, q.Relevant)
	}
}

// TestDepth: a ranking goes on over pages, and ends where it is told to.
func TestDepth(t *testing.T) {
	c := small()
	s := c.index(t)
	// "the" stands in all but a few of the articles.
	queries, judged := []eval.Query{{ID: "1", Text: "the"}}, eval.Judgements{"1": {"school": 1}}
	var whole []eval.Hit
	for _, depth := range []int{100, 30, 29, 7, 1} {
		r, err := eval.Run(t.Context(), s, queries, judged, eval.Options{Syntax: query.Words, Any: true, Depth: depth})
		if err != nil {
			t.Fatal(err)
		}
		q := r.Results[0]
		if whole == nil {
			whole = q.Hits
		}
		if want := whole[:min(depth, len(whole))]; !slices.Equal(q.Hits, want) || q.Found != len(whole) {
			t.Errorf("depth %d: %d hits of %d", depth, len(q.Hits), q.Found)
		}
	}
	for _, depth := range []int{-1, eval.MaxDepth + 1} {
		if _, err := eval.Run(t.Context(), s, queries, judged, eval.Options{Depth: depth}); err == nil {
			t.Errorf("a depth of %d is taken", depth)
		}
	}
}

// paged answers with pages of one ranking, as many hits as it is asked for.
type paged struct {
	search.Searcher
	asked []int
}

func (p *paged) Search(ctx context.Context, plan search.Plan) (search.Answer, error) {
	p.asked = append(p.asked, plan.Limit)
	return p.Searcher.Search(ctx, plan)
}

// TestPages: more hits than a page holds are asked for page by page, and are
// the same as with pages of one.
func TestPages(t *testing.T) {
	c := shared(t, "time")
	p := &paged{Searcher: c.index(t)}
	queries, judged := []eval.Query{{ID: "1", Text: "the president"}}, eval.Judgements{"1": {"1": 1}}
	r, err := eval.Run(t.Context(), p, queries, judged, eval.Options{Syntax: query.Words, Any: true, Depth: 250})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(p.asked, []int{100, 100, 50}) {
		t.Errorf("asked for pages of %v", p.asked)
	}
	seen := map[string]bool{}
	for _, h := range r.Results[0].Hits {
		seen[h.ID] = true
	}
	if len(seen) != 250 {
		t.Errorf("%d articles among 250 hits", len(seen))
	}
}

func TestProblems(t *testing.T) {
	c := small()
	s := c.index(t)
	queries := []eval.Query{{ID: "open", Text: `"central bank`}, {ID: "nothing", Text: "?!"}, {ID: "good", Text: "strikes"}}
	judged := eval.Judgements{"open": {"rates-up": 1}, "nothing": {"fish": 1}, "good": {"tram": 1}}
	r, err := eval.Run(t.Context(), s, queries, judged, eval.Options{Syntax: query.Strict})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"never closed", "no word", ""} {
		q := r.Results[i]
		if (want == "") != (q.Problem == "") || !strings.Contains(q.Problem, want) {
			t.Errorf("query %s: the problem is %q, want %q", q.Query, q.Problem, want)
		}
		if q.Problem != "" && (q.Measures != eval.Measures{} || len(q.Hits) > 0) {
			t.Errorf("query %s was not asked and has %+v", q.Query, q.Measures)
		}
	}
	// As words, the quotation mark is none of them.
	r, err = eval.Run(t.Context(), s, queries, judged, words)
	if err != nil || r.Results[0].Problem != "" || r.Results[0].NDCG10 == 0 {
		t.Errorf("as words: %+v %v", r.Results[0], err)
	}
	if _, err := eval.Run(t.Context(), s, queries, eval.Judgements{"other": {"tram": 1}}, words); err == nil || !strings.Contains(err.Error(), "do not meet") {
		t.Errorf("judgements of other queries: %v", err)
	}
}

// late answers as an engine whose time ran out.
type late struct{ search.Searcher }

func (l late) Search(ctx context.Context, p search.Plan) (search.Answer, error) {
	a, err := l.Searcher.Search(ctx, p)
	a.Partial = true
	return a, err
}

// TestNotWhole: what cannot be measured is an error, never a low figure.
func TestNotWhole(t *testing.T) {
	c := small()
	s := c.index(t)
	queries, judged := read(t, c.queries, eval.ReadQueries), read(t, c.qrels, eval.ReadJudgements)
	if _, err := eval.Run(t.Context(), late{s}, queries, judged, words); err == nil || !strings.Contains(err.Error(), `query "q1": time ran out`) {
		t.Errorf("a partial answer: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	cancel()
	if _, err := eval.Run(ctx, s, queries, judged, words); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run: %v", err)
	}
}

// TestAgainst: a run compared with what it wrote is the same; compared with
// rankings turned around it is better.
func TestAgainst(t *testing.T) {
	c := small()
	r := c.run(t, c.index(t), words)
	judged := read(t, c.qrels, eval.ReadJudgements)
	var b strings.Builder
	if err := r.WriteRun(&b, "newsdex"); err != nil {
		t.Fatal(err)
	}
	before, err := eval.ReadRun(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if d := r.Against(before, judged); d.Better != 0 || d.Worse != 0 || d.P != 1 || d.Before != d.After {
		t.Errorf("against itself: %+v", d)
	}
	for _, ranked := range before {
		slices.Reverse(ranked)
	}
	delete(before, "q1") // found nothing then
	d := r.Against(before, judged)
	if d.Better < 8 || d.Worse != 0 || d.P > 0.02 || d.After != r.Mean.NDCG10 || d.Before >= d.After {
		t.Errorf("against the reverse: %+v", d)
	}
}
