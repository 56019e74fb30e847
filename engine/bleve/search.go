package bleve

import (
	"context"
	"errors"
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"newsdex/search"
	"newsdex/search/match"
)

// Search answers a plan. Every segment is matched first, by bitmaps, so that
// totals and document frequencies are exact; then the matches are scored and
// the best are kept. See search.Searcher.
func (s *Store) Search(ctx context.Context, p search.Plan) (a search.Answer, err error) {
	snap, done, err := s.snapshot()
	if err != nil {
		return a, err
	}
	defer done()
	defer s.folder.guard("searching", &err)()
	held, err := readSums(snap)
	if err != nil {
		return a, err
	}
	a.Generation = held.Generation
	articles, err := snap.DocCount()
	if err != nil {
		return a, fmt.Errorf("counting articles: %w", err)
	}
	e := &execution{ctx: ctx, plan: p, leaves: match.Leaves(p.Tree), columns: &s.columns, score: newBM25F(held, int(articles))}
	e.docFreq = make([]int, len(e.leaves))
	s.columns.keep(snap)
	if err := e.run(snap); err != nil {
		if !errors.Is(err, context.DeadlineExceeded) {
			return a, err
		}
		a.Partial = true
	}
	a.Total, a.DocFreq, a.Capped = e.total, e.docFreq, e.words.capped()
	top := e.top.sorted()
	a.More = e.top.more
	for _, c := range top {
		id, err := c.identifier()
		if err != nil {
			return a, err
		}
		st, err := c.place.read()
		if err != nil {
			return a, fmt.Errorf("reading article %q: %w", id, err)
		}
		a.Hits = append(a.Hits, search.EngineHit{Key: c.key, Article: &st.article})
	}
	return a, nil
}

// execution is one plan on one snapshot.
type execution struct {
	ctx     context.Context
	plan    search.Plan
	leaves  []match.Node
	columns *columnCache
	score   bm25f

	words   expansions
	total   int
	docFreq []int
	top     topK
}

// matched is a segment with what matched in it.
type matched struct {
	*matcher
	docs *roaring.Bitmap
}

func (e *execution) run(snap *scorch.IndexSnapshot) error {
	e.top = newTopK(e.plan)
	var views []*view
	for _, seg := range snap.Segments() {
		views = append(views, newView(seg))
	}
	var err error
	if e.words, err = expand(e.ctx, e.plan.Tree, views); err != nil {
		return err
	}
	var segments []matched
	for _, v := range views {
		m := newMatcher(e.ctx, v, e.columns, e.words)
		docs, err := e.match(m)
		if errors.Is(err, context.DeadlineExceeded) {
			// Time ran out: what matched so far is still put in order.
			e.ctx = context.WithoutCancel(e.ctx)
			if err := e.rank(segments); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		segments = append(segments, matched{m, docs})
	}
	return e.rank(segments)
}

// match matches one segment and counts: hits, and articles for each leaf.
func (e *execution) match(m *matcher) (*roaring.Bitmap, error) {
	docs, err := m.match(e.plan.Tree)
	if err != nil {
		return nil, err
	}
	occur := make([]int, len(e.leaves))
	for i, l := range e.leaves {
		in, err := m.match(l)
		if err != nil {
			return nil, err
		}
		occur[i] = int(in.GetCardinality())
	}
	for i, n := range occur {
		e.docFreq[i] += n
	}
	e.total += int(docs.GetCardinality())
	return docs, nil
}

// rank offers every match to the top k, with its key.
func (e *execution) rank(segments []matched) error {
	if e.plan.Limit == 0 {
		return nil
	}
	for _, m := range segments {
		dates, err := e.columns.of(m.view)
		if err != nil {
			return err
		}
		var scores []float64
		if e.plan.Sort == search.Relevance && len(e.leaves) > 0 {
			if scores, err = e.scores(m); err != nil {
				return err
			}
		}
		for it := m.docs.Iterator(); it.HasNext(); {
			n := it.Next()
			c := candidate{place: place{m.view.snap, uint64(n)}}
			if scores != nil {
				c.key.Score = scores[n]
			}
			if dates.day[n] != undated {
				c.key.Dated, c.key.Published = true, dates.seconds[n]
			}
			if err := e.top.offer(c); err != nil {
				return err
			}
		}
	}
	return nil
}
