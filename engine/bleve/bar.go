package bleve

import (
	"math"
	"slices"
	"sync/atomic"
)

// bar is the least score that may still enter an answer. The segments of a search
// share it and lift it.
type bar struct{ bits atomic.Uint64 }

func (b *bar) least() float64 { return math.Float64frombits(b.bits.Load()) }

func (b *bar) lift(to float64) {
	for {
		old := b.bits.Load()
		if math.Float64frombits(old) >= to || b.bits.CompareAndSwap(old, math.Float64bits(to)) {
			return
		}
	}
}

// begin lifts the bar before anything is scored. Each block of a list says what its
// heaviest posting weighs, so that as many documents as are asked for score at least
// what the last of so many heaviest blocks says. Without it some thousand documents
// are scored until the bar is near where it ends; it costs two nanoseconds a block.
func (e *execution) begin(b *bar, segments []*matched, idf []float64) {
	if e.plan.After != nil || e.plan.Backward {
		return // not all of the best are asked for
	}
	want := e.plan.Limit + 1 // one more tells whether there are more
	best := make([]float64, 0, want+1)
	for i, n := range e.leaves {
		best = best[:0] // ascending
		for _, m := range segments {
			if m.docs != nil || m.view.deleted != nil {
				continue // the heaviest may not be in the answer
			}
			l := m.leaves[n]
			if l == nil || !l.whole() || len(l.lists) == 0 {
				continue
			}
			// One list only: a document may be in several.
			list := l.lists[0]
			for _, other := range l.lists[1:] {
				if other.Len() > list.Len() {
					list = other
				}
			}
			scale := m.view.reference.leastScale(e.score.fields)
			list.Maxima(func(weight float32) {
				w := float64(weight) * scale
				if len(best) == want && w <= best[0] {
					return
				}
				at, _ := slices.BinarySearch(best, w)
				if best = slices.Insert(best, at, w); len(best) > want {
					best = slices.Delete(best, 0, 1)
				}
			})
		}
		if len(best) == want {
			b.lift(idf[i] * e.score.saturated(best[0]) / slack)
		}
	}
}
