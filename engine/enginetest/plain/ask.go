package plain

import (
	"context"
	"fmt"
	"time"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/collector"
	"github.com/blevesearch/bleve/v2/search/facet"
	"github.com/blevesearch/bleve/v2/search/highlight/format/html"
	fragments "github.com/blevesearch/bleve/v2/search/highlight/fragmenter/simple"
	highlights "github.com/blevesearch/bleve/v2/search/highlight/highlighter/simple"
	index "github.com/blevesearch/bleve_index_api"
)

// Options say what an answer holds beside the total.
type Options struct {
	// Limit is how many hits are returned, with all their fields.
	Limit int
	// Newest orders by date instead of score.
	Newest bool
	// Facets counts the values of all fields of values and the years, Timeline
	// the months.
	Facets, Timeline bool
	// Fragments is how many passages of the body each hit has.
	Fragments int
}

// Answer is what was found.
type Answer struct {
	Total int
	Hits  []Hit
	// Facets are the counts of the values by field.
	Facets search.FacetResults
}

// Hit is one article of an answer.
type Hit struct {
	ID       string
	Score    float64
	Fields   map[string]any
	Passages []string
}

// Sizes of the facets: those of the program for values, all for the timeline.
const (
	facetSize    = 10
	timelineSize = 400 // months
)

// fragmentBytes is bleve's own default.
const fragmentBytes = 200

// Ask answers a question, as bleve.Index.Search does.
func (x *Index) Ask(ctx context.Context, q Question, o Options) (a Answer, err error) {
	r, err := x.index.Reader()
	if err != nil {
		return a, err
	}
	defer r.Close()
	ctx = context.WithValue(ctx, search.GetScoringModelCallbackKey,
		search.GetScoringModelCallbackFn(func() string { return index.BM25Scoring }))
	ask := asked{ctx, r, search.SearcherOptions{IncludeTermVectors: o.Fragments > 0}}
	s, err := ask.searcher(q)
	if err != nil {
		return a, err
	}
	defer s.Close()
	order := search.SortOrder{&search.SortScore{Desc: true}}
	if o.Newest {
		order = search.SortOrder{&search.SortField{Field: published, Desc: true}}
	}
	c := collector.NewTopNCollector(o.Limit, 0, order)
	if f := facets(r, o); f != nil {
		c.SetFacetsBuilder(f)
	}
	if err := c.Collect(ctx, s, r); err != nil {
		return a, err
	}
	a.Total, a.Facets = int(c.Total()), c.FacetResults()
	for _, m := range c.Results() {
		h, err := load(r, m, o.Fragments)
		if err != nil {
			return a, fmt.Errorf("reading %q: %w", m.ID, err)
		}
		a.Hits = append(a.Hits, h)
	}
	return a, nil
}

func facets(r index.IndexReader, o Options) *search.FacetsBuilder {
	if !o.Facets && !o.Timeline {
		return nil
	}
	b := search.NewFacetsBuilder(r)
	if o.Facets {
		for _, name := range []string{"source", "section", "byline", "tag", "lang", year} {
			b.Add(name, facet.NewTermsFacetBuilder(name, facetSize))
		}
	}
	if o.Timeline {
		b.Add(month, facet.NewTermsFacetBuilder(month, timelineSize))
	}
	return b
}

// load reads the stored fields of a hit, and marks passages.
func load(r index.IndexReader, m *search.DocumentMatch, passages int) (Hit, error) {
	h := Hit{ID: m.ID, Score: m.Score, Fields: map[string]any{}}
	d, err := r.Document(m.ID)
	if err != nil {
		return h, err
	}
	d.VisitFields(func(f index.Field) {
		switch v := f.(type) {
		case index.TextField:
			h.Fields[f.Name()] = v.Text()
		case index.DateTimeField:
			if at, _, err := v.DateTime(); err == nil {
				h.Fields[f.Name()] = at.Format(time.RFC3339)
			}
		}
	})
	if passages > 0 {
		lighter := highlights.NewHighlighter(fragments.NewFragmenter(fragmentBytes), html.NewFragmentFormatter("<mark>", "</mark>"), highlights.DefaultSeparator)
		h.Passages = append(lighter.BestFragmentsInField(m, d, headline, 1), lighter.BestFragmentsInField(m, d, body, passages)...)
	}
	return h, nil
}
