package search

import (
	"context"
	"fmt"
	"math"
	"time"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/search/passage"
	"newsdex/search/query"
	"newsdex/text"
)

// Run answers a request: it resolves it, asks the engine, and adds passages
// with marks to the hits of the page, the same for every engine. A request
// that cannot be answered as asked is a *ParameterError. When ctx ends by its
// deadline the answer holds what was found by then and says so.
func Run(ctx context.Context, s Searcher, r Request) (*Result, error) {
	start := time.Now()
	p, err := r.plan(start)
	if err != nil {
		return nil, err
	}
	a, err := s.Search(ctx, p.Plan)
	if err != nil {
		return nil, fmt.Errorf("searching for %q: %w", r.Q, err)
	}
	res := &Result{
		Query: p.reading, Sort: p.Sort, Generation: a.Generation,
		Total: a.Total, Folded: a.Folded, Fold: p.Fold, Exact: !a.Partial, Limit: p.Limit, Facets: a.Facets,
		Days: a.Days, Undated: a.Undated,
	}
	if a.Partial {
		res.Query.warn("deadline", "time ran out: the total is a lower bound and better hits may be missing; narrow the query, by a date for example")
	}
	for _, c := range a.Capped {
		res.Query.warn("expansion-capped", fmt.Sprintf("%s stands for %d words here; the %d in most articles were used", c.Says, c.Words, c.Used))
	}
	if p.After != nil && p.cursor.Generation != a.Generation {
		res.Query.warn("index-changed", "the index has changed since the first page; this page goes on from the same place, but hits may be missed or seen twice")
	}
	if a.Total == 0 && !a.Partial && !r.Any {
		if res.Clauses, err = clauses(ctx, s, p.reading.Tree, nodesOf(p.filters), p.Fold); err != nil {
			return nil, err
		}
	}
	r.page(res, p, a)
	defer func() { res.Took = time.Since(start) }()
	if r.Unmarked {
		for _, h := range a.Hits {
			res.Hits = append(res.Hits, Hit{Article: h.Article, Score: h.Key.Score, Copies: h.Copies})
		}
		return res, nil
	}
	passages := r.Passages
	if passages < 0 {
		passages = DefaultPassages
	}
	an, release := analyzer(s)
	defer release()
	m := newMarker(p.Tree, a, an)
	for _, h := range a.Hits {
		res.Hits = append(res.Hits, m.hit(h, passages))
	}
	if m.cut || a.Cut {
		res.Query.warn("places-capped", "the words of the query stand in more places of one article than are looked at; in such an article marks are missing, and with proximity it may be missing itself")
	}
	return res, nil
}

func (r *Reading) warn(code, message string) {
	r.Findings = append(r.Findings, query.Finding{Code: code, Grade: query.Warning, Message: message})
}

// page sets the cursors. Going forward, there is a page before whenever the
// request came with a cursor; going backward, there is one behind.
func (r *Request) page(res *Result, p *plan, a Answer) {
	if len(a.Hits) == 0 {
		return
	}
	first, last := a.Hits[0].Key, a.Hits[len(a.Hits)-1].Key
	next, prev := a.More, p.After != nil
	if p.Backward {
		next, prev = true, a.More
	}
	if next {
		res.NextCursor = cursorAt(last, r.question(), p.Sort, a.Generation, false)
	}
	if prev {
		res.PrevCursor = cursorAt(first, r.question(), p.Sort, a.Generation, true)
	}
}

// analyzing is what a Searcher may offer: an analyzer that remembers words from
// question to question. A fresh one makes the marks of a page cost three times
// as much.
type analyzing interface {
	// Analyzer lends an analyzer until done is called.
	Analyzer() (an *text.Analyzer, done func())
}

// analyzer returns an analyzer for one question.
func analyzer(s Searcher) (an *text.Analyzer, done func()) {
	if a, ok := s.(analyzing); ok {
		return a.Analyzer()
	}
	return text.NewAnalyzer(), func() {}
}

// marker marks the hits of one answer.
type marker struct {
	matcher *match.Matcher
	an      *text.Analyzer
	rarity  []float64
	cut     bool
}

func newMarker(tree match.Node, a Answer, an *text.Analyzer) *marker {
	m := &marker{matcher: match.Compile(tree), an: an, rarity: make([]float64, len(a.DocFreq))}
	for i, df := range a.DocFreq {
		m.rarity[i] = -math.Log(float64(df+1) / float64(a.Total+df+2))
	}
	return m
}

// hit adds marks and passages to one hit of the engine.
func (m *marker) hit(h EngineHit, passages int) Hit {
	doc, sentences := document(h.Article, m.an)
	found, _ := m.matcher.Find(doc)
	m.cut = m.cut || found.Cut
	out := Hit{Article: h.Article, Score: h.Key.Score, Copies: h.Copies, HeadlineMarks: match.Spans(found.Headline)}
	if passages > 0 {
		body := passage.Body{Text: h.Article.Body, Tokens: doc.Body, Sentences: sentences}
		out.Passages = passage.Choose(body, found.Body, found.Proofs, m.rarity, passages)
	}
	return out
}

// copying is what a Searcher may offer: the other articles with the same text.
type copying interface {
	Copies(ctx context.Context, a *article.Article) ([]string, error)
}

// Open returns one article with its marks for a query, which may be blank.
func Open(ctx context.Context, s Searcher, id, q string, syntax query.Syntax, any bool) (*View, error) {
	reading, tree := read(q, syntax, any, time.Now())
	if syntax == query.Strict {
		if bad := queryErrors(reading.Findings); len(bad) > 0 {
			return nil, &ParameterError{Errors: bad}
		}
	}
	a, err := s.Article(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("article %q: %w", id, err)
	}
	v := &View{Article: a, Query: reading}
	if c, ok := s.(copying); ok {
		if v.Copies, err = c.Copies(ctx, a); err != nil {
			return nil, fmt.Errorf("copies of article %q: %w", id, err)
		}
	}
	if reading.Tree == nil {
		v.Matched = true
		return v, nil
	}
	an, release := analyzer(s)
	defer release()
	found, ok := match.Find(tree, Document(a, an))
	v.Matched = ok
	if found.Cut {
		v.Query.warn("places-capped", "the words of the query stand in more places of this article than are looked at; marks are missing")
	}
	v.HeadlineMarks, v.BodyMarks = match.Spans(found.Headline), match.Spans(found.Body)
	return v, nil
}
