package eval

import (
	"context"
	"fmt"
	"io"

	"newsdex/search"
	"newsdex/search/query"
)

// depth is how many hits of each query are ranked: as many as a page may hold,
// and what recall is measured at.
const depth = search.MaxLimit

// top is how many hits a reader looks at.
const top = 10

// Options say how queries are asked.
type Options struct {
	Syntax query.Syntax
	// Any reads words side by side as any of them.
	Any bool
}

// Measures are the measures of one query, or their means over several.
type Measures struct {
	NDCG10      float64 `json:"ndcg_10"`
	MAP         float64 `json:"map"`
	Precision10 float64 `json:"precision_10"`
	MRR         float64 `json:"mrr"`
	Recall100   float64 `json:"recall_100"`
}

// Result is one query with its measures and hits.
type Result struct {
	Query string `json:"query"`
	Measures
	// Relevant is how many articles are judged relevant.
	Relevant int   `json:"relevant"`
	Hits     []Hit `json:"-"`
}

// Hit is one line of a run.
type Hit struct {
	ID    string
	Score float64
}

// Report is what an evaluation found.
type Report struct {
	// Mean is over the queries of Results, each counting alike.
	Mean    Measures `json:"mean"`
	Results []Result `json:"results"`
	// Skipped counts queries that have no relevant article: nothing can be
	// measured of them.
	Skipped int `json:"skipped"`
}

// Run asks every query that has a relevant article, and measures the answers.
func Run(ctx context.Context, s search.Searcher, queries []Query, j Judgements, o Options) (*Report, error) {
	r := &Report{}
	for _, q := range queries {
		var judged []float64
		for _, gain := range j[q.ID] {
			if gain > 0 {
				judged = append(judged, gain)
			}
		}
		if len(judged) == 0 {
			r.Skipped++
			continue
		}
		res, err := search.Run(ctx, s, search.Request{Q: q.Text, Syntax: o.Syntax, Any: o.Any, Limit: depth, Unmarked: true})
		if err != nil {
			return nil, fmt.Errorf("query %q: %w", q.ID, err)
		}
		if !res.Exact {
			return nil, fmt.Errorf("query %q: time ran out; its ranking is not whole", q.ID)
		}
		out := Result{Query: q.ID, Relevant: len(judged)}
		var gains []float64
		for _, h := range res.Hits {
			gains = append(gains, j[q.ID][h.Article.ID])
			out.Hits = append(out.Hits, Hit{h.Article.ID, h.Score})
		}
		out.Measures = Measures{
			NDCG10: NDCG(gains, judged, top), MAP: AveragePrecision(gains, len(judged)),
			Precision10: Precision(gains, top), MRR: ReciprocalRank(gains), Recall100: Recall(gains, len(judged), depth),
		}
		r.Results = append(r.Results, out)
	}
	r.Mean = mean(r.Results)
	return r, nil
}

func mean(rs []Result) (m Measures) {
	for _, r := range rs {
		n := float64(len(rs))
		m.NDCG10 += r.NDCG10 / n
		m.MAP += r.MAP / n
		m.Precision10 += r.Precision10 / n
		m.MRR += r.MRR / n
		m.Recall100 += r.Recall100 / n
	}
	return m
}

// WriteRun writes the hits as TREC's evaluation program reads them: query, Q0,
// article, place from 1, score, tag. Blanks in identifiers become underscores,
// which that format has no room for.
func (r *Report) WriteRun(w io.Writer, tag string) error {
	for _, q := range r.Results {
		for i, h := range q.Hits {
			if _, err := fmt.Fprintf(w, "%s Q0 %s %d %g %s\n", column(q.Query), column(h.ID), i+1, h.Score, column(tag)); err != nil {
				return fmt.Errorf("writing the run: %w", err)
			}
		}
	}
	return nil
}

func column(s string) string {
	out := []rune(s)
	for i, c := range out {
		if c == ' ' || c == '\t' {
			out[i] = '_'
		}
	}
	return string(out)
}
