package bleve

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/engine/bleve/postings"
	"newsdex/search/match"
)

// ranker scores the documents of a segment that matched, and offers them to a
// top k. Documents that cannot enter it are passed over by MaxScore (Turtle and
// Flood, Query evaluation: strategies and optimizations, 1995) with the maxima
// of blocks (Ding and Suel, Faster top-k document retrieval using block-max
// indexes, 2011).
type ranker struct {
	ctx   context.Context
	view  *view
	score *bm25f
	scale float64 // of stored weights, see weight.go
	idf   []float64

	// cursors are those of all leaves, the least bound first.
	cursors []*scored
	// before[i] is what the cursors before i add to a score in the window at hand,
	// at most; one more than there are cursors.
	before []float64
	// docs are the documents that matched, nil when that is every live one that
	// a list has.
	docs *roaring.Bitmap

	top *topK
	bar *bar

	// Of the document at hand: the weight of each leaf, and whether any stands in
	// a field that is meant.
	weights []float64
	stands  bool
}

// scored is a list of a leaf being read.
type scored struct {
	*postings.Cursor
	leaf  int
	in    match.Field
	bound float64 // no document scores more by this list
	local float64 // no document of the window does
	// A document of the window that no other list may lift, and that has the word
	// in its body only, needs a frequency of short + slope · its length at least.
	short, slope float64
}

// slack is what bounds are raised by: they and scores are sums of the same
// numbers in another order.
const slack = 1 + 1e-9

func newRanker(ctx context.Context, m *matcher, leaves []match.Node, idf []float64, score *bm25f, docs *roaring.Bitmap, top *topK, bar *bar) (*ranker, error) {
	r := &ranker{
		ctx: ctx, view: m.view, score: score, scale: m.view.reference.scale(score.fields), idf: idf,
		docs: docs, top: top, bar: bar, weights: make([]float64, len(leaves)),
	}
	for i, n := range leaves {
		l, err := m.leaf(n)
		if err != nil {
			return nil, err
		}
		for _, list := range l.lists {
			c := &scored{Cursor: postings.NewCursor(list, m.weigh), leaf: i, in: l.in}
			c.bound = r.bound(c, c.Max())
			r.cursors = append(r.cursors, c)
		}
	}
	slices.SortStableFunc(r.cursors, func(a, b *scored) int { return cmp.Compare(a.bound, b.bound) })
	r.before = make([]float64, len(r.cursors)+1)
	return r, nil
}

// bound returns what a document can score by a list, at most, whose weight does
// not exceed one that was stored or worked out.
func (r *ranker) bound(c *scored, weight float32) float64 {
	if weight == 0 {
		return 0
	}
	if math.IsInf(r.scale, 1) {
		return r.idf[c.leaf] * (r.score.k1 + 1) * slack
	}
	return r.idf[c.leaf] * r.score.saturated(float64(weight)*max(1, r.scale)) * slack
}

// least returns the score below which nothing enters the answer any more.
func (r *ranker) least() float64 {
	if r.top.backward {
		return math.Inf(-1) // the page before is the least of what is better
	}
	return r.bar.least()
}

// raise lifts the shared bar to what this segment's top k asks.
func (r *ranker) raise() {
	if mine, ok := r.top.bar(); ok {
		r.bar.lift(mine)
	}
}

// run offers every document that may enter the answer.
func (r *ranker) run() error {
	if r.docs != nil && r.few() {
		return r.overDocs()
	}
	if err := r.overLists(); err != nil {
		return err
	}
	if r.docs == nil {
		return nil
	}
	return r.unscored()
}

// few reports whether it is cheaper to look up each document that matched than
// to read the lists.
func (r *ranker) few() bool {
	postings := 0
	for _, c := range r.cursors {
		postings += c.Len()
	}
	return 2*len(r.cursors)*int(r.docs.GetCardinality()) <= postings || len(r.cursors) == 0
}

// overDocs scores the documents that matched, block by block of the lists.
func (r *ranker) overDocs() error {
	end, passed := uint32(0), false // documents up to end are passed over, or not
	n := 0
	for it := r.docs.Iterator(); it.HasNext(); n++ {
		if n%checkEvery == 0 && r.ctx.Err() != nil {
			return r.ctx.Err()
		}
		doc := it.PeekNext()
		if doc > end || n == 0 {
			var sum float64
			sum, end = r.ahead(doc)
			passed = sum < r.least()
		}
		if passed {
			if end == postings.End {
				return nil
			}
			it.AdvanceIfNeeded(end + 1)
			continue
		}
		it.Next()
		if err := r.consider(doc, len(r.cursors), r.least()); err != nil {
			return err
		}
	}
	return r.failed()
}

// ahead returns what a document from doc to end can score by all cursors, and
// notes what by each and by those before it.
func (r *ranker) ahead(doc uint32) (sum float64, end uint32) {
	end = postings.End
	for i, c := range r.cursors {
		w, last := c.Ahead(doc)
		c.local = r.bound(c, w)
		r.before[i] = sum
		sum += c.local
		end = min(end, last)
	}
	r.before[len(r.cursors)] = sum
	return sum, end
}

// at adds the posting of a document that a cursor stands on, and returns what the
// document scores by it alone: lists of one leaf add up to less than that.
func (r *ranker) at(c *scored) float64 {
	p := c.Posting()
	w := 0.0
	if p.Headline > 0 && c.in&match.Headline != 0 {
		w = r.score.fields[inHeadline].normalised(float64(p.Headline), float64(r.view.headline.At(p.Doc)))
		r.stands = true
	}
	if p.Body > 0 && c.in&match.Body != 0 {
		w += r.score.fields[inBody].normalised(float64(p.Body), float64(r.view.body.At(p.Doc)))
		r.stands = true
	}
	r.weights[c.leaf] += w
	return r.idf[c.leaf] * r.score.saturated(w)
}

// consider scores a document, on which cursors from first on may stand; those
// before first are moved to it while it can still enter the answer.
func (r *ranker) consider(doc uint32, first int, least float64) error {
	clear(r.weights)
	r.stands = false
	sum := 0.0
	for _, c := range r.cursors[first:] {
		if c.Doc() == doc {
			sum += r.at(c)
		}
	}
	for i := first - 1; i >= 0; i-- {
		c := r.cursors[i]
		if (sum+r.before[i]+c.local)*slack < least {
			return nil
		}
		if c.Seek(doc); c.Doc() == doc {
			sum += r.at(c)
		}
	}
	if sum*slack < least || r.docs == nil && !r.stands {
		return nil // or the word stands in a field that is not meant
	}
	// The score is added up leaf by leaf in the order of the query, so that it
	// does not depend on how the document was reached.
	score := 0.0
	for i, w := range r.weights {
		score += r.idf[i] * r.score.saturated(w)
	}
	if score < least {
		return nil
	}
	err := r.top.offer(r.candidate(doc, score))
	r.raise()
	return err
}

// candidate returns a document with its key.
func (r *ranker) candidate(doc uint32, score float64) candidate {
	c := candidate{place: place{r.view, doc}}
	c.key.Score = score
	c.key.Published, c.key.Dated = r.view.publishedAt(doc)
	return c
}

// unscored offers the documents that matched without any leaf: they come last.
func (r *ranker) unscored() error {
	if r.least() > 0 {
		return nil
	}
	rest := r.docs
	for _, c := range r.cursors {
		seen := roaring.New()
		// The cursor has moved; its list is read again.
		if err := c.List().Docs(func(docs []uint32) error { seen.AddMany(docs); return nil }); err != nil {
			return err
		}
		rest = roaring.AndNot(rest, seen)
	}
	for it := rest.Iterator(); it.HasNext(); {
		if err := r.top.offer(r.candidate(it.Next(), 0)); err != nil {
			return err
		}
	}
	return nil
}

// failed returns what ended a cursor early.
func (r *ranker) failed() error {
	for _, c := range r.cursors {
		if err := c.Err(); err != nil {
			return err
		}
	}
	return nil
}
