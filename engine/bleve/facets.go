package bleve

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
)

// counted is what one segment counts besides its hits.
type counted struct {
	facets []facet
	// days and all are how many articles were published on each day, of the
	// answer and of all.
	days, all map[int64]int
	undated   int
}

// facet is the counts of one facet in one segment.
type facet struct {
	values  map[string]int
	missing int
}

// count counts the facets and days of a segment.
func (e *execution) count(m *matched) (err error) {
	stop := func() bool { return e.ctx.Err() != nil }
	for _, f := range e.plan.Facets {
		docs := m.answer
		if f.Tree != nil {
			if docs, err = m.match(f.Tree); err != nil {
				return err
			}
		}
		m.counts.facets = append(m.counts.facets, m.view.facet(f.Field, docs, stop))
	}
	if e.plan.Days {
		m.counts.days, m.counts.all = map[int64]int{}, map[int64]int{}
		m.counts.undated, _ = m.view.day.Count(m.answer, m.counts.days, stop)
		m.view.day.Count(m.view.live(), m.counts.all, stop)
	}
	return e.ctx.Err()
}

// facet counts the values of one field among documents: two to four nanoseconds
// a document, and some hundred for each value.
func (v *view) facet(name string, docs *roaring.Bitmap, stop func() bool) facet {
	f := facet{values: map[string]int{}}
	if name == search.YearFacet {
		days := map[int64]int{}
		f.missing, _ = v.day.Count(docs, days, stop)
		for day, n := range days {
			f.values[search.YearOf(day)] += n
		}
		return f
	}
	col := v.columnOf(name)
	counts := make([]uint32, col.Cardinality())
	f.missing, _ = col.Count(docs, counts, stop)
	for ord, n := range counts {
		if n > 0 {
			f.values[string(col.Value(uint32(ord)))] = int(n)
		}
	}
	return f
}

// sumCounts adds up what the segments counted.
func (e *execution) sumCounts(a *search.Answer) {
	for i, f := range e.plan.Facets {
		sum := facet{values: map[string]int{}}
		for _, m := range e.segments {
			if m == nil || len(m.counts.facets) <= i {
				continue
			}
			sum.missing += m.counts.facets[i].missing
			for v, n := range m.counts.facets[i].values {
				sum.values[v] += n
			}
		}
		a.Facets = append(a.Facets, search.FacetCounts{
			Field: f.Field, Values: search.TopValues(sum.values, e.plan.FacetLimit), Missing: sum.missing, Distinct: len(sum.values),
		})
	}
	if !e.plan.Days {
		return
	}
	days := map[int64]*search.Day{}
	add := func(day int64) *search.Day {
		if days[day] == nil {
			days[day] = &search.Day{Day: int(day)}
		}
		return days[day]
	}
	for _, m := range e.segments {
		if m == nil {
			continue
		}
		a.Undated += m.counts.undated
		for day, n := range m.counts.days {
			add(day).Count += n
		}
		for day, n := range m.counts.all {
			add(day).Articles += n
		}
	}
	for _, d := range days {
		a.Days = append(a.Days, *d)
	}
	slices.SortFunc(a.Days, func(a, b search.Day) int { return a.Day - b.Day })
}
