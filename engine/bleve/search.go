package bleve

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
	"newsdex/search/match"
)

// Search answers a plan. Every segment is matched first, so that totals and
// document frequencies are exact; then the best are found. Segments are worked
// on side by side. See search.Searcher.
func (s *Store) Search(ctx context.Context, p search.Plan) (a search.Answer, err error) {
	c, leave, err := s.use()
	if err != nil {
		return a, err
	}
	defer leave()
	snap, done, err := c.snapshot()
	if err != nil {
		return a, err
	}
	defer done()
	defer s.guard("searching", &err)()
	held, err := c.readSums(snap)
	if err != nil {
		return a, err
	}
	a.Generation = held.Generation
	articles, err := snap.DocCount()
	if err != nil {
		return a, fmt.Errorf("counting articles: %w", err)
	}
	views, err := newViews(snap)
	if err != nil {
		return a, err
	}
	c.cache.keep(views)
	an, putBack := s.Analyzer()
	defer putBack()
	e := &execution{ctx: onTime(ctx), plan: p, cache: &c.cache, usual: &knownStems{usual: newUsualStems(an)}, sets: &s.sets, leaves: match.Leaves(p.Tree), score: newBM25F(held, int(articles), s.scoring), guard: s.guard}
	if err := e.run(views); err != nil {
		if !errors.Is(err, context.DeadlineExceeded) {
			return a, err
		}
		a.Partial = true
	}
	a.Folded = e.folded
	a.Total, a.DocFreq, a.Capped, a.Cut = e.total, e.docFreq, e.words.capped(), e.cut
	e.counted(&a)
	top, more := e.top.sorted()
	a.More = more
	a.Hits, err = s.readHits(e, top)
	return a, err
}

// readHits reads the articles of an answer, on all cores: decompressing ten of
// them takes longer than finding most words.
func (s *Store) readHits(e *execution, top []*candidate) ([]search.EngineHit, error) {
	hits := make([]search.EngineHit, len(top))
	err := e.each((len(top)+readTogether-1)/readTogether, func(n int) error {
		d, release, err := s.decoder()
		if err != nil {
			return err
		}
		defer release()
		for i := n * readTogether; i < min((n+1)*readTogether, len(top)); i++ {
			c := top[i]
			id, err := c.identifier()
			if err != nil {
				return err
			}
			art, err := c.place.read(d)
			if err != nil {
				return fmt.Errorf("reading article %q: %w", id, err)
			}
			hits[i] = search.EngineHit{Key: c.key, Article: art}
			if group := e.folds[c.place.view.text.At(c.place.doc)]; group != nil {
				if hits[i].Copies, err = others(group, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if len(hits) == 0 {
		return nil, err
	}
	return hits, err
}

// readTogether is how many articles one goroutine reads at a time.
const readTogether = 2

// execution is one plan on one snapshot.
type execution struct {
	ctx    context.Context
	plan   search.Plan
	leaves []match.Node
	score  *bm25f
	guard  func(doing string, err *error) func()
	cache  *segmentCache
	usual  *knownStems
	sets   *sync.Pool // of *bitSet

	words    expansions
	cores    int // to match and rank on
	views    []*view
	counting *counting // nil when nothing is counted
	segments []*matched
	total    int
	cut      bool
	folded   int
	// folds has, by key, the articles of the answer whose text stands in it
	// more than once.
	folds   map[int64][]place
	docFreq []int
	top     *topK
}

// matched is a segment with what matched in it.
type matched struct {
	*matcher
	// docs is nil when every live document of a list matched.
	docs *roaring.Bitmap
	// answer is docs in any case, when something is counted or folded.
	answer *roaring.Bitmap
	groups []*roaring.Bitmap // what each group of counting counts
	total  int
	occur  []int // documents of each leaf
}

func (e *execution) run(views []*view) error {
	e.views, e.top = views, newTopK(e.plan)
	e.docFreq = make([]int, len(e.leaves))
	var err error
	if e.words, err = expand(e.ctx, e.trees(), views); err != nil {
		return err
	}
	if e.counting, err = e.newCounting(views); err != nil {
		return err
	}
	e.segments = make([]*matched, len(views))
	all := make([]*matched, len(views))
	for i, v := range views {
		all[i] = &matched{matcher: newMatcher(e.ctx, v, e.words, e.usual, e.score, e.cache)}
	}
	e.cores = e.worth(all)
	failed := e.eachOn(e.cores, len(views), func(i int) error {
		m := all[i]
		err := e.match(m)
		if err == nil || m.docs != nil {
			e.segments[i] = m
		}
		if err != nil {
			return err
		}
		if e.counting == nil {
			return nil
		}
		return e.counting.find(m)
	})
	if failed != nil && !errors.Is(failed, context.DeadlineExceeded) {
		return failed
	}
	if failed != nil {
		// Time ran out: what matched so far is still put in order.
		e.ctx = context.WithoutCancel(e.ctx)
	}
	if e.plan.Fold {
		if err := e.fold(); err != nil {
			if !errors.Is(err, context.DeadlineExceeded) {
				return err
			}
			failed, e.ctx = errors.Join(failed, err), context.WithoutCancel(e.ctx)
		}
	}
	var done []*matched
	for _, m := range e.segments {
		if m != nil {
			done = append(done, m)
			e.total += m.total
			e.cut = e.cut || m.cut
			for i, n := range m.occur {
				e.docFreq[i] += n
			}
		}
	}
	if err := e.rank(done); err != nil {
		return err
	}
	return failed
}

// trees returns the trees of the plan, those of facets included.
func (e *execution) trees() []match.Node {
	trees := []match.Node{e.plan.Tree}
	for _, f := range e.plan.Facets {
		if f.Tree != nil {
			trees = append(trees, f.Tree)
		}
	}
	return trees
}

// each does the work of n segments on all cores, this goroutine's included, and
// returns the first error.
func (e *execution) each(n int, do func(i int) error) error {
	return e.eachOn(workers(), n, do)
}

// eachOn is each on at most so many cores.
func (e *execution) eachOn(cores, n int, do func(i int) error) error {
	var next atomic.Int64
	var first, late error
	var mu sync.Mutex // of first and late
	work := func() {
		for {
			i := int(next.Add(1)) - 1
			if i >= n {
				return
			}
			err := func() (err error) {
				defer e.guard("searching", &err)()
				return do(i)
			}()
			if err == nil {
				continue
			}
			mu.Lock()
			if errors.Is(err, context.DeadlineExceeded) {
				late = err
			} else if first == nil {
				first = err
			}
			mu.Unlock()
		}
	}
	if cores = min(n, cores); cores == 1 {
		work()
	} else {
		var wg sync.WaitGroup
		for range cores {
			wg.Go(work)
		}
		wg.Wait()
	}
	if first != nil {
		return first
	}
	return late
}

// alone is how many postings are read and ranked sooner than another goroutine
// has begun to help: that takes ten or twenty microseconds, more on a busy machine.
const alone = 8192

// worth returns on how many cores a search is worth doing.
func (e *execution) worth(segments []*matched) int {
	if len(e.plan.Facets) > 0 || e.plan.Days || e.plan.Fold {
		return workers()
	}
	sum := 0
	for _, m := range segments {
		if sum += m.work(e.plan.Tree, alone-sum); sum >= alone {
			return workers()
		}
	}
	return 1
}

// match matches one segment and counts: hits, and articles for each leaf.
func (e *execution) match(m *matched) error {
	m.occur = make([]int, len(e.leaves))
	counts := len(e.plan.Facets) > 0 || e.plan.Days
	if len(e.leaves) == 1 && e.leaves[0] == e.plan.Tree {
		var err error
		m.total, err = m.frequency(e.leaves[0])
		m.occur[0] = m.total
		if err == nil && (e.plan.Sort != search.Relevance || counts || e.plan.Fold) {
			m.answer, err = m.documents(e.leaves[0])
		}
		if e.plan.Sort != search.Relevance {
			m.docs = m.answer
		}
		return err
	}
	if e.plan.Sort == search.Relevance && !counts && !e.plan.Fold && anyLeaf(e.plan.Tree) {
		var err error
		m.total, err = m.union(e.leaves, m.occur, e.sets)
		return err
	}
	docs, late := m.match(e.plan.Tree)
	if late != nil && (docs == nil || !errors.Is(late, context.DeadlineExceeded)) {
		return late
	}
	m.docs, m.answer, m.total = docs, docs, int(docs.GetCardinality())
	if late != nil {
		return late // with what was found by then
	}
	var err error
	if e.plan.Sort == search.Relevance && anyLeaf(e.plan.Tree) {
		m.docs = nil
	}
	for i, l := range e.leaves {
		if m.occur[i], err = m.frequency(l); err != nil {
			return err
		}
	}
	return nil
}

// anyLeaf reports whether a tree holds for every document in which one of its
// leaves stands.
func anyLeaf(n match.Node) bool {
	switch n := n.(type) {
	case *match.Word, *match.Phrase, *match.Pattern, *match.Fuzzy:
		return true
	case *match.Or:
		return !slices.ContainsFunc(n.Kids, func(k match.Node) bool { return !anyLeaf(k) })
	}
	return false
}

// rank finds the first of everything that matched, in the order of the plan, and
// counts beside it.
func (e *execution) rank(segments []*matched) error {
	units := e.units()
	if e.plan.Limit == 0 {
		segments = nil
	}
	idf := make([]float64, len(e.leaves))
	for i, df := range e.docFreq {
		idf[i] = e.score.idf(df)
	}
	b, tops := new(bar), make([]*topK, len(segments))
	if e.plan.Sort == search.Relevance {
		e.begin(b, segments, idf)
	}
	err := e.eachOn(e.cores, len(segments)+len(units), func(i int) error {
		if i >= len(segments) { // hits first, should time run out
			return e.count(units[i-len(segments)])
		}
		m := segments[i]
		tops[i] = newTopK(e.plan)
		if e.plan.Sort != search.Relevance || len(e.leaves) == 0 {
			return e.byDate(m, tops[i])
		}
		r, err := newRanker(e.ctx, m.matcher, e.leaves, idf, e.score, m.docs, tops[i], b)
		if err != nil {
			return err
		}
		return r.run()
	})
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	for _, t := range tops {
		if t == nil {
			continue
		}
		for _, c := range t.kept {
			if err := e.top.offer(*c); err != nil {
				return err
			}
		}
	}
	return err
}
