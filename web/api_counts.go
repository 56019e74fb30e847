package web

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// timelineParameters are those of /v1/timeline.
var timelineParameters = append(without(searchParameters, "sort", "limit", "cursor", "passages", "highlight", "facets", "facet_limit", "fold"), parameter{"interval", one})

// suggestParameters are those of /v1/suggest, similarParameters those of
// /v1/articles/{id}/similar.
var (
	suggestParameters = []parameter{{"q", one}, {"limit", number}}
	similarParameters = []parameter{{"limit", number}}
)

// without returns parameters without those of some names.
func without(ps []parameter, names ...string) []parameter {
	return slices.DeleteFunc(slices.Clone(ps), func(p parameter) bool { return slices.Contains(names, p.name) })
}

// facetsJSON are counts by field, the most frequent value first. A last one with
// value null counts the articles that have none.
type facetsJSON map[string][]facetValueJSON

type facetValueJSON struct {
	Value *string `json:"value"`
	Count int     `json:"count"`
}

func facetsOf(in []search.FacetCounts) facetsJSON {
	if len(in) == 0 {
		return nil
	}
	out := facetsJSON{}
	for _, f := range in {
		values := make([]facetValueJSON, len(f.Values), len(f.Values)+1)
		for i, v := range f.Values {
			values[i] = facetValueJSON{&v.Value, v.Count}
		}
		if f.Missing > 0 {
			values = append(values, facetValueJSON{nil, f.Missing})
		}
		out[f.Field] = values
	}
	return out
}

type timelineJSON struct {
	Query      readingJSON  `json:"query"`
	Generation uint64       `json:"generation"`
	Interval   string       `json:"interval"`
	Periods    []periodJSON `json:"periods"`
	Total      totalJSON    `json:"total"`
	Undated    int          `json:"undated"`
	TookMS     float64      `json:"took_ms"`
}

type periodJSON struct {
	Start    string `json:"start"`
	End      string `json:"end"`
	Count    int    `json:"count"`
	Articles int    `json:"articles"`
}

// getTimeline answers GET /v1/timeline.
func (s *Server) getTimeline(w http.ResponseWriter, r *http.Request) error {
	v, err := addressValues(r)
	if err != nil {
		return err
	}
	var bad badList
	check(v, timelineParameters, &bad)
	var p searchParams
	p.readQuestion(v, query.Strict, &bad)
	var interval *search.Interval
	if i, ok := choose(v, "interval", search.Intervals(), &bad); ok {
		chosen := search.Interval(i)
		interval = &chosen
	}
	if err := bad.err(); err != nil {
		return err
	}
	ctx, cancel := s.deadline(r)
	defer cancel()
	t, err := search.When(ctx, s.deps.Searcher, p.Request, interval)
	if err != nil {
		return gone(r, err)
	}
	out := timelineJSON{
		Query: readingOf(t.Query), Generation: t.Generation, Interval: t.Interval.String(),
		Periods: make([]periodJSON, len(t.Periods)), Total: exactly(t.Total, t.Exact), Undated: t.Undated, TookMS: milliseconds(t.Took),
	}
	for i, p := range t.Periods {
		out.Periods[i] = periodJSON(p)
	}
	serverTiming(w, t.Took)
	return writeJSON(w, http.StatusOK, out)
}

type suggestJSON struct {
	Q          string           `json:"q"`
	Words      []completionJSON `json:"words"`
	Headlines  []headlineJSON   `json:"headlines"`
	DidYouMean []completionJSON `json:"did_you_mean"`
	TookMS     float64          `json:"took_ms"`
}

type completionJSON struct {
	Text  string `json:"text"`
	Q     string `json:"q"`
	Count int    `json:"count"`
}

type headlineJSON struct {
	ID       string    `json:"id"`
	Headline string    `json:"headline"`
	Links    linksJSON `json:"links"`
}

// getSuggest answers GET /v1/suggest.
func (s *Server) getSuggest(w http.ResponseWriter, r *http.Request) error {
	v, err := addressValues(r)
	if err != nil {
		return err
	}
	var bad badList
	check(v, suggestParameters, &bad)
	limit := readNumber(v, "limit", search.MaxSuggestions, &bad)
	if err := bad.err(); err != nil {
		return err
	}
	ctx, cancel := s.deadline(r)
	defer cancel()
	got, err := search.Suggest(ctx, s.deps.Searcher, v.Get("q"), limit)
	if err != nil {
		return gone(r, err)
	}
	out := suggestJSON{Q: got.Q, Words: completionsOf(got.Words), Headlines: []headlineJSON{}, DidYouMean: completionsOf(got.Instead), TookMS: milliseconds(got.Took)}
	for _, h := range got.Headlines {
		out.Headlines = append(out.Headlines, headlineJSON{h.ID, h.Headline, linksOf(h.ID)})
	}
	serverTiming(w, got.Took)
	return writeJSON(w, http.StatusOK, out)
}

func completionsOf(in []search.Completion) []completionJSON {
	out := make([]completionJSON, len(in))
	for i, c := range in {
		out[i] = completionJSON{c.Text, c.Q, c.Articles}
	}
	return out
}

type similarJSON struct {
	ID     string    `json:"id"`
	Terms  []string  `json:"terms"`
	Hits   []hitJSON `json:"hits"`
	TookMS float64   `json:"took_ms"`
}

// getSimilar answers GET /v1/articles/{id}/similar.
func (s *Server) getSimilar(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	v, err := addressValues(r)
	if err != nil {
		return err
	}
	var bad badList
	check(v, similarParameters, &bad)
	limit := readNumber(v, "limit", search.MaxSimilar, &bad)
	if err := bad.err(); err != nil {
		return err
	}
	ctx, cancel := s.deadline(r)
	defer cancel()
	got, err := search.Alike(ctx, s.deps.Searcher, id, limit)
	if err != nil {
		return gone(r, err)
	}
	out := similarJSON{ID: id, Terms: list(got.Terms), Hits: make([]hitJSON, len(got.Hits)), TookMS: milliseconds(got.Took)}
	for i, h := range got.Hits {
		out.Hits[i] = hitOf(search.Hit{Article: h.Article, Score: h.Key.Score}, highlightNone)
	}
	serverTiming(w, got.Took)
	return writeJSON(w, http.StatusOK, out)
}

// serverTiming says in a header how long the answer took to find, without the
// time to write it.
func serverTiming(w http.ResponseWriter, took time.Duration) {
	w.Header().Set("Server-Timing", fmt.Sprintf("search;dur=%.3f", milliseconds(took)))
}
