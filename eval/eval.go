package eval

import (
	"context"
	"errors"
	"fmt"

	"newsdex/search"
	"newsdex/search/query"
)

const (
	// DefaultDepth is how many hits of each query are ranked unless told
	// otherwise: as many as TREC's runs have.
	DefaultDepth = 1000
	// MaxDepth bounds a ranking: all of it is held in memory.
	MaxDepth = 10_000
)

// Options say how queries are asked.
type Options struct {
	Syntax query.Syntax
	// Any reads words side by side as any of them.
	Any bool
	// Depth is how many hits of each query are ranked, from 1 to MaxDepth; 0
	// means DefaultDepth. MAP and recall do not see what is further down.
	Depth int
}

// Hit is one line of a run.
type Hit struct {
	ID    string
	Score float64
}

// Result is one query with its measures and hits.
type Result struct {
	Query string `json:"query"`
	Measures
	// Relevant is how many articles are judged relevant, Found how many
	// articles the query finds.
	Relevant int `json:"relevant"`
	Found    int `json:"found"`
	// Problem says why the query could not be asked; its measures are 0.
	Problem string `json:"problem,omitempty"`
	Hits    []Hit  `json:"-"`
}

// Report is what an evaluation found.
type Report struct {
	// Mean is over the queries of Results, each counting alike.
	Mean    Measures `json:"mean"`
	Results []Result `json:"results,omitempty"`
	// Articles is how many there are in the index, Depth how many hits of a
	// query were ranked at most.
	Articles int `json:"articles"`
	Depth    int `json:"depth"`
	// Skipped counts queries that have no relevant article: nothing can be
	// measured of them.
	Skipped int `json:"skipped"`
	// Unknown counts queries that are judged but not among the queries.
	Unknown int `json:"unknown"`
	// Absent counts relevant articles that the index does not hold: no ranking
	// can find them, and they weigh on the measures all the same.
	Absent int `json:"absent"`
}

// Run asks every query that has a relevant article, and measures the answers. A
// query that the syntax refuses, or that holds no word, counts as one that finds
// nothing. It is an error when no query has a relevant article.
func Run(ctx context.Context, s search.Searcher, queries []Query, j Judgements, o Options) (*Report, error) {
	if o.Depth == 0 {
		o.Depth = DefaultDepth
	}
	if o.Depth < 1 || o.Depth > MaxDepth {
		return nil, fmt.Errorf("a depth of %d; use 1 to %d", o.Depth, MaxDepth)
	}
	r := &Report{Depth: o.Depth, Unknown: unknown(queries, j)}
	for _, q := range queries {
		judged := j[q.ID]
		if len(relevant(judged)) == 0 {
			r.Skipped++
			continue
		}
		out, err := ask(ctx, s, q, o)
		if err != nil {
			return nil, fmt.Errorf("query %q: %w", q.ID, err)
		}
		out.Relevant, out.Measures = len(relevant(judged)), measure(ids(out.Hits), judged)
		r.Results = append(r.Results, out)
	}
	if len(r.Results) == 0 {
		return nil, fmt.Errorf("none of the %d queries has a relevant article: the identifiers of queries and judgements do not meet", len(queries))
	}
	r.Mean = mean(measuresOf(r.Results))
	if err := r.takeStock(ctx, s, queries, j); err != nil {
		return nil, err
	}
	return r, nil
}

// unknown counts the judged queries that are not among the queries.
func unknown(queries []Query, j Judgements) int {
	n := len(j)
	for _, q := range queries {
		if _, judged := j[q.ID]; judged {
			n--
		}
	}
	return n
}

// ask ranks the hits of one query, page by page.
func ask(ctx context.Context, s search.Searcher, q Query, o Options) (Result, error) {
	out := Result{Query: q.ID}
	order := search.Relevance // also of a query in which nothing scores
	r := search.Request{Q: q.Text, Syntax: o.Syntax, Any: o.Any, Sort: &order, Unmarked: true}
	for {
		r.Limit = min(search.MaxLimit, o.Depth-len(out.Hits))
		res, err := search.Run(ctx, s, r)
		var refused *search.ParameterError
		switch {
		case errors.As(err, &refused):
			out.Problem = refused.Error()
			return out, nil
		case err != nil:
			return out, err
		case res.Query.Tree == nil:
			out.Problem = "it holds no word"
			return out, nil
		case !res.Exact:
			return out, errors.New("time ran out; its ranking is not whole")
		}
		out.Found = res.Total
		for _, h := range res.Hits {
			out.Hits = append(out.Hits, Hit{h.Article.ID, h.Score})
		}
		if r.Cursor = res.NextCursor; r.Cursor == "" || len(out.Hits) >= o.Depth {
			return out, nil
		}
	}
}

// takeStock counts the articles of the index, and the relevant ones that it
// does not hold.
func (r *Report) takeStock(ctx context.Context, s search.Searcher, queries []Query, j Judgements) error {
	state, err := s.Stats(ctx)
	if err != nil {
		return fmt.Errorf("counting articles: %w", err)
	}
	r.Articles = state.Articles
	held := map[string]bool{}
	for _, q := range r.Results {
		for _, h := range q.Hits {
			held[h.ID] = true
		}
	}
	looked := map[string]bool{}
	for _, q := range queries {
		for id, gain := range j[q.ID] {
			if gain <= 0 || held[id] || looked[id] {
				continue
			}
			looked[id] = true
			_, err := s.Article(ctx, id)
			if errors.Is(err, search.ErrNotFound) {
				r.Absent++
			} else if err != nil {
				return fmt.Errorf("looking for the judged article %q: %w", id, err)
			}
		}
	}
	return nil
}

func ids(hits []Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.ID
	}
	return out
}

func measuresOf(results []Result) []Measures {
	out := make([]Measures, len(results))
	for i, r := range results {
		out[i] = r.Measures
	}
	return out
}
