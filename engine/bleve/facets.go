package bleve

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
	"newsdex/search/match"
)

// counting is what a search counts besides its hits.
type counting struct {
	ctx context.Context
	// groups are what is counted of the same documents. The first is about the
	// answer, though it may count nothing.
	groups []countGroup
	// facets are the regions of the plan's facets, days that of its days.
	facets []*region
	days   *region
	size   int // slots of all regions

	mu      sync.Mutex
	tallies []*tally // not in use
}

// countGroup is regions that count the same documents: those of the tree, or the
// answer when that is nil.
type countGroup struct {
	tree    match.Node
	regions []*region
}

// region is where one thing is counted: some slots of each tally. One of the
// tables is nil.
type region struct {
	at, n  int
	field  string
	values *valueTable
	days   *dayTable
}

// tally is counts in the making: four bytes for each value and day there is.
// There is about one a core, so that segments counted side by side do not wait for
// each other; the next search uses them again.
type tally struct {
	counts []uint32
	// far are days that have no slot.
	far map[*region]map[int64]int
}

// newCounting makes the plan of counting. Without anything to count it is nil.
func (e *execution) newCounting(views []*view) (*counting, error) {
	if len(e.plan.Facets) == 0 && !e.plan.Days {
		return nil, nil
	}
	c := &counting{ctx: e.ctx, groups: make([]countGroup, 1)}
	for _, f := range e.plan.Facets {
		g := &c.groups[0]
		if f.Tree != nil {
			c.groups = append(c.groups, countGroup{tree: f.Tree})
			g = &c.groups[len(c.groups)-1]
		}
		r := &region{field: f.Field}
		var err error
		if f.Field == search.YearFacet {
			r.days, err = e.cache.dayTable(e.ctx, views)
		} else {
			r.values, err = e.cache.valueTable(e.ctx, views, f.Field)
		}
		if err != nil {
			return nil, err
		}
		if f.Field == search.YearFacet && f.Tree == nil {
			c.days = r
		}
		c.add(g, r)
		c.facets = append(c.facets, r)
	}
	if e.plan.Days && c.days == nil {
		table, err := e.cache.dayTable(e.ctx, views)
		if err != nil {
			return nil, err
		}
		c.days = &region{days: table}
		c.add(&c.groups[0], c.days)
	}
	return c, nil
}

// add gives a region its slots.
func (c *counting) add(g *countGroup, r *region) {
	r.at = c.size
	if r.values != nil {
		r.n = 1 + len(r.values.values)
	} else {
		r.n = 1 + r.days.span
	}
	c.size += r.n
	g.regions = append(g.regions, r)
}

// of returns the slots of a region.
func (t *tally) of(r *region) []uint32 { return t.counts[r.at : r.at+r.n] }

// beyond returns where days go that have no slot.
func (t *tally) beyond(r *region, by uint32) func(day int64) {
	return func(day int64) {
		if t.far == nil {
			t.far = map[*region]map[int64]int{}
		}
		if t.far[r] == nil {
			t.far[r] = map[int64]int{}
		}
		t.far[r][day] += int(int32(by))
	}
}

// take returns a tally that is not in use: all zero when fresh is asked for.
func (e *execution) take(fresh bool) *tally {
	c := e.counting
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.tallies); n > 0 && !fresh {
		t := c.tallies[n-1]
		c.tallies = c.tallies[:n-1]
		return t
	}
	t, ok := e.cache.tallies.Get().(*tally)
	if !ok {
		t = &tally{}
	}
	if cap(t.counts) < c.size {
		t.counts = make([]uint32, c.size)
	}
	t.counts = t.counts[:c.size] // zero as far as its capacity
	return t
}

// giveBack returns a tally of this search.
func (c *counting) giveBack(t *tally) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tallies = append(c.tallies, t)
}

// drop gives a tally to the next search.
func (c *segmentCache) drop(t *tally) {
	clear(t.counts)
	t.far = nil
	c.tallies.Put(t)
}

// countUnit is some regions to be counted in one segment.
type countUnit struct {
	segment int
	docs    *roaring.Bitmap
	regions []*region
}

// find finds the documents that the groups count in a segment. Nothing else may
// ask the matcher meanwhile.
func (c *counting) find(m *matched) (err error) {
	for _, g := range c.groups {
		docs := m.answer
		if g.tree != nil {
			if docs, err = m.match(g.tree); err != nil {
				return err
			}
		}
		m.groups = append(m.groups, docs)
	}
	return nil
}

// units parts the work of counting. Columns of several values take as long as
// all others together, so that two units of a segment keep two cores busy.
func (e *execution) units() (units []countUnit) {
	if e.counting == nil {
		return nil
	}
	for i, m := range e.segments {
		if m == nil {
			continue
		}
		for g, docs := range m.groups {
			var single, several []*region
			for _, r := range e.counting.groups[g].regions {
				if r.values != nil && !m.view.columnOf(r.field).Single() {
					several = append(several, r)
				} else {
					single = append(single, r)
				}
			}
			for _, regions := range [][]*region{several, single} {
				if len(regions) > 0 {
					units = append(units, countUnit{i, docs, regions})
				}
			}
		}
	}
	return units
}

// mostOf is the share of a segment from which on what is not among the
// documents is counted: three of four.
const mostOf = 3.0 / 4

// count counts: one to four nanoseconds for each document and region, less when
// the documents are most of the segment.
func (e *execution) count(u countUnit) error {
	size := e.views[u.segment].size
	if float64(u.docs.GetCardinality()) < mostOf*float64(size) {
		t := e.take(false)
		defer e.counting.giveBack(t)
		return e.countDocs(t, u, u.docs, 1)
	}
	// When time runs out, this is left out: too much must not be counted.
	t := e.take(true)
	err := e.countAll(t, u)
	if err == nil {
		err = e.countDocs(t, u, roaring.Flip(u.docs, 0, uint64(size)), ^uint32(0))
	}
	if err != nil {
		e.cache.drop(t)
		return err
	}
	e.counting.giveBack(t)
	return nil
}

// countDocs adds by for each of some documents, decoding them once.
func (e *execution) countDocs(t *tally, u countUnit, docs *roaring.Bitmap, by uint32) error {
	v := e.views[u.segment]
	return inRuns(e.counting.ctx, docs, func(docs []uint32) {
		for _, r := range u.regions {
			if r.values != nil {
				v.columnOf(r.field).Count(docs, r.values.slots[u.segment], t.of(r), by)
			} else {
				v.day.Count(docs, r.days.first, t.of(r), by, t.beyond(r, by))
			}
		}
	})
}

// countAll adds what all documents of a segment count, deleted ones included.
func (e *execution) countAll(t *tally, u countUnit) error {
	v, ctx := e.views[u.segment], e.counting.ctx
	for _, r := range u.regions {
		counts := t.of(r)
		if r.values != nil {
			all, err := e.cache.wholeValues(ctx, v, r.field)
			if err != nil {
				return err
			}
			for code, n := range all {
				counts[r.values.slots[u.segment][code]] += n
			}
			continue
		}
		all, err := e.cache.wholeDays(ctx, v)
		if err != nil {
			return err
		}
		dated := 0
		for _, d := range all {
			dated += d.count
			if at := d.day - r.days.first + 1; 0 < at && at < int64(len(counts)) {
				counts[at] += uint32(d.count)
			} else {
				t.beyond(r, uint32(d.count))(d.day)
			}
		}
		counts[0] += uint32(v.size - dated)
	}
	return nil
}

// sum adds up the tallies of a search, and ends counting.
func (c *counting) sum() *tally {
	if len(c.tallies) == 0 {
		return &tally{counts: make([]uint32, c.size)}
	}
	sum := c.tallies[0]
	for _, t := range c.tallies[1:] {
		for i, n := range t.counts {
			sum.counts[i] += n
		}
		for r, far := range t.far {
			for day, n := range far {
				sum.beyond(r, uint32(n))(day)
			}
		}
	}
	return sum
}

// counted writes down what was counted.
func (e *execution) counted(a *search.Answer) {
	c := e.counting
	if c == nil { // nothing is asked for, or time ran out before
		for _, f := range e.plan.Facets {
			a.Facets = append(a.Facets, search.FacetCounts{Field: f.Field, Values: []search.FacetValue{}})
		}
		return
	}
	t := c.sum()
	for _, r := range c.facets {
		out := search.FacetCounts{Field: r.field, Missing: int(t.of(r)[0])}
		if r.values != nil {
			out.Values, out.Distinct = topValues(r.values.values, t.of(r)[1:], e.plan.FacetLimit)
		} else {
			names, counts := t.years(r)
			out.Values, out.Distinct = topValues(names, counts, e.plan.FacetLimit)
		}
		a.Facets = append(a.Facets, out)
	}
	if e.plan.Days {
		a.Days, a.Undated = t.days(c.days), int(t.of(c.days)[0])
	}
	for _, t := range c.tallies {
		e.cache.drop(t)
	}
	c.tallies = nil
}

// days returns the days of a region.
func (t *tally) days(r *region) []search.Day {
	days, counts := slices.Clone(r.days.days), t.of(r)
	for i := range days {
		days[i].Count = t.on(r, counts, int64(days[i].Day))
	}
	return days
}

// on returns how many were counted on a day.
func (t *tally) on(r *region, counts []uint32, day int64) int {
	if at := day - r.days.first + 1; 0 < at && at < int64(len(counts)) {
		return int(counts[at])
	}
	return t.far[r][day]
}

// years adds up the days of a region.
func (t *tally) years(r *region) (names []string, sums []uint32) {
	counts := t.of(r)
	for _, y := range r.days.years {
		n := 0
		for _, d := range r.days.days[y.from:y.to] {
			n += t.on(r, counts, int64(d.Day))
		}
		names, sums = append(names, y.name), append(sums, uint32(n))
	}
	return names, sums
}

// topValues returns the most frequent values, at most limit, and how many have a
// count at all. They are ordered as search.TopValues does.
func topValues(values []string, counts []uint32, limit int) (top []search.FacetValue, distinct int) {
	top = make([]search.FacetValue, 0, min(max(limit, 0), len(values))+1)
	least := uint32(1) // less is not among them
	for i, n := range counts {
		distinct += int((n | -n) >> 31) // 1 unless it is 0, with nothing to guess for the processor
		if n < least || limit <= 0 {
			continue
		}
		v := search.FacetValue{Value: values[i], Count: int(n)}
		at, _ := slices.BinarySearchFunc(top, v, func(a, b search.FacetValue) int {
			return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value))
		})
		if top = slices.Insert(top, at, v); len(top) > limit {
			top = top[:limit]
		}
		if len(top) == limit {
			least = uint32(top[limit-1].Count)
		}
	}
	return top, distinct
}
