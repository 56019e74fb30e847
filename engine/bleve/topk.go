package bleve

import (
	"container/heap"
	"math"
	"slices"

	"newsdex/engine/bleve/column"
	"newsdex/search"
)

// candidate is a match on its way to the answer. Its identifier is read only
// when a tie asks for it: about a microsecond each.
type candidate struct {
	key   search.Key
	place place
	named bool
}

// identifier returns the article's identifier, reading it at most once.
func (c *candidate) identifier() (string, error) {
	if !c.named {
		id, err := c.place.identifier()
		if err != nil {
			return "", err
		}
		c.key.ID, c.named = id, true
	}
	return c.key.ID, nil
}

// topK keeps the first candidates behind a key, or the last before it when
// backward: one more than asked for, which tells whether there are more.
type topK struct {
	limit    int
	sort     search.Sort
	after    *search.Key
	backward bool

	kept []*candidate // a heap, the one to give up first on top
	err  error
	// border is after as a candidate, offered the one considered: kept here so
	// that a rejected candidate costs no memory.
	border, offered candidate
}

func newTopK(p search.Plan) *topK {
	t := &topK{limit: p.Limit, sort: p.Sort, after: p.After, backward: p.Backward}
	if p.After != nil {
		t.border = candidate{key: *p.After, named: true}
	}
	return t
}

// compare orders two candidates as the plan does; identifiers are read on a tie.
func (t *topK) compare(a, b *candidate) int {
	if c := t.sort.Compare(a.key, b.key); c != 0 && (a.named && b.named || t.apart(a.key, b.key)) {
		return c
	}
	for _, c := range []*candidate{a, b} {
		if _, err := c.identifier(); err != nil {
			t.err = err
		}
	}
	return t.sort.Compare(a.key, b.key)
}

// apart reports whether the order of two keys does not depend on identifiers.
func (t *topK) apart(a, b search.Key) bool {
	if t.sort == search.Relevance && a.Score != b.Score {
		return true
	}
	return a.Dated != b.Dated || a.Published != b.Published
}

// offer considers a candidate.
func (t *topK) offer(c candidate) error {
	t.offered = c
	if t.after != nil {
		d := t.compare(&t.offered, &t.border)
		if t.backward {
			d = -d
		}
		if d <= 0 {
			return t.err
		}
	}
	if len(t.kept) <= t.limit {
		keep := t.offered
		heap.Push(t, &keep)
		return t.err
	}
	if t.worse(t.kept[0], &t.offered) {
		*t.kept[0] = t.offered
		heap.Fix(t, 0)
	}
	return t.err
}

// worse reports whether a is given up before b.
func (t *topK) worse(a, b *candidate) bool {
	if t.backward {
		return t.compare(a, b) < 0
	}
	return t.compare(a, b) > 0
}

func (t *topK) Len() int           { return len(t.kept) }
func (t *topK) Less(i, j int) bool { return t.worse(t.kept[i], t.kept[j]) }
func (t *topK) Swap(i, j int)      { t.kept[i], t.kept[j] = t.kept[j], t.kept[i] }
func (t *topK) Push(x any)         { t.kept = append(t.kept, x.(*candidate)) }
func (t *topK) Pop() any {
	last := t.kept[len(t.kept)-1]
	t.kept = t.kept[:len(t.kept)-1]
	return last
}

// bar returns the score below which no candidate is kept any more; false when
// there is none yet.
func (t *topK) bar() (float64, bool) {
	if t.sort != search.Relevance || len(t.kept) <= t.limit {
		return 0, false
	}
	return t.kept[0].key.Score, true
}

// window returns which ranks of an order by date are worth offering: none
// before first and none behind last. The scores of what is offered are 0.
func (t *topK) window() (first, last int64) {
	first, last = math.MinInt64, math.MaxInt64
	narrow := func(k search.Key, forward bool) {
		second := int64(column.Missing)
		if k.Dated {
			second = k.Published
		}
		if r := rank(t.sort, second); forward {
			first = max(first, r)
		} else {
			last = min(last, r)
		}
	}
	if t.after != nil && (t.sort != search.Relevance || t.after.Score == 0) {
		narrow(*t.after, !t.backward)
	}
	if len(t.kept) > t.limit {
		narrow(t.kept[0].key, t.backward)
	}
	return first, last
}

// sorted returns what was kept, in the order of the plan, and whether there was
// more on the far side.
func (t *topK) sorted() (kept []*candidate, more bool) {
	slices.SortFunc(t.kept, t.compare)
	if more = len(t.kept) > t.limit; !more {
		return t.kept, false
	}
	if t.backward {
		return t.kept[1:], true
	}
	return t.kept[:t.limit], true
}
