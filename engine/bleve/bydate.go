package bleve

import (
	"math"
	"sort"
)

// byDate offers what matched in the order of its dates.
func (e *execution) byDate(m *matched, top *topK) error {
	hits := int(m.docs.GetCardinality())
	// Walking the order, so many documents are looked at for those asked for, when
	// the answer is spread over time as all articles are.
	if size := m.view.size; hits > 0 && (top.limit+1)*size/hits*walkFactor < hits {
		order, err := e.cache.chronology(e.ctx, m.view)
		if err != nil {
			return err
		}
		if done, err := e.walk(m, order, top, hits); done || err != nil {
			return err
		}
		top.kept = top.kept[:0]
	}
	return e.scan(m, top)
}

// walkFactor is what a document costs that is looked at by date, over one of the
// answer: some ten nanoseconds over some three.
const walkFactor = 4

// walk offers documents from one end of the order, or from the key to go on from,
// until no other can come before those kept. It gives up, with false, when it
// has looked at as many as there are hits: they are all of another time.
func (e *execution) walk(m *matched, order *chronology, top *topK, hits int) (done bool, err error) {
	first, last := top.window()
	rankAt := func(place int) int64 { return rank(top.sort, m.view.seconds.At(order.at(top.sort, place))) }
	n := len(order.docs)
	place, step := sort.Search(n, func(p int) bool { return rankAt(p) >= first }), 1
	if top.backward {
		step = -1
		if place = n - 1; last < math.MaxInt64 {
			place = sort.Search(n, func(p int) bool { return rankAt(p) > last }) - 1
		}
	}
	for looked := 0; 0 <= place && place < n; place += step {
		if looked++; looked%checkEvery == 0 && e.ctx.Err() != nil {
			return false, e.ctx.Err()
		}
		if looked > hits {
			return false, nil
		}
		doc := order.at(top.sort, place)
		second := m.view.seconds.At(doc)
		if r := rank(top.sort, second); r < first || r > last {
			return true, nil
		}
		if !m.docs.Contains(doc) {
			continue
		}
		if err := top.offer(m.candidate(doc)); err != nil {
			return false, err
		}
		first, last = top.window()
	}
	return true, nil
}

// scan offers every document that matched and may be among the first by its
// date: some three nanoseconds each.
func (e *execution) scan(m *matched, top *topK) error {
	first, last := top.window()
	var buf [checkEvery]uint32
	for it := m.docs.ManyIterator(); ; {
		n := it.NextMany(buf[:])
		if n == 0 {
			return nil
		}
		if e.ctx.Err() != nil {
			return e.ctx.Err()
		}
		for _, doc := range buf[:n] {
			if r := rank(top.sort, m.view.seconds.At(doc)); r < first || r > last {
				continue
			}
			if err := top.offer(m.candidate(doc)); err != nil {
				return err
			}
			first, last = top.window()
		}
	}
}

// candidate returns a document with its date.
func (m *matched) candidate(doc uint32) candidate {
	c := candidate{place: place{m.view, doc}}
	c.key.Published, c.key.Dated = m.view.publishedAt(doc)
	return c
}
