package bleve

import (
	"context"
	"slices"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/search"
)

// valueTable is the values of a column over several segments.
type valueTable struct {
	segments []uint64
	values   []string
	// slots has, for each segment, where counts of its ordinals go, as
	// column.Values.Count asks: value i is counted at i + 1, having none at 0.
	slots [][]uint32
}

// checkValues is how many values are looked up between two looks at the
// deadline: some hundred microseconds.
const checkValues = 1024

// newValueTable makes the table of a column: some hundred nanoseconds for each
// value of each segment.
func newValueTable(ctx context.Context, views []*view, field string) (*valueTable, error) {
	t := &valueTable{segments: idsOf(views), slots: make([][]uint32, len(views))}
	all := map[string]uint32{}
	for i, v := range views {
		col := v.columnOf(field)
		t.slots[i] = make([]uint32, 1+col.Cardinality())
		for o := range col.Cardinality() {
			if o%checkValues == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			value := col.Value(uint32(o))
			slot, ok := all[string(value)]
			if !ok {
				t.values = append(t.values, string(value))
				slot = uint32(len(t.values))
				all[t.values[slot-1]] = slot
			}
			t.slots[i][o+1] = slot
		}
	}
	return t, nil
}

func idsOf(views []*view) []uint64 {
	ids := make([]uint64, len(views))
	for i, v := range views {
		ids[i] = v.snap.Id()
	}
	return ids
}

// dayCount is how many articles were published on a day since 1970.
type dayCount struct {
	day   int64
	count int
}

// dayTable is the days on which live articles of several segments were published.
type dayTable struct {
	segments []uint64
	deleted  []uint64 // documents of each segment
	// days are ascending. Their Count is 0, and Articles counts the live articles.
	days []search.Day
	// Days from first on, so many, are counted by place.
	first int64
	span  int
	years []yearOfDays
}

// yearOfDays is a year and the days of the table from one to before another.
type yearOfDays struct {
	name     string
	from, to int
}

// maxSpan is how many days are counted by place: the news of seven hundred
// years, in 1 MB. Days beyond are rare and cost more.
const maxSpan = 1 << 18

// newDayTable makes the table from the days of each segment.
func newDayTable(ctx context.Context, views []*view, of [][]dayCount) (*dayTable, error) {
	t := &dayTable{segments: idsOf(views), deleted: deletedOf(views)}
	sums := map[int64]int{}
	for i, v := range views {
		for _, d := range of[i] {
			sums[d.day] += d.count
		}
		if v.deleted != nil {
			err := inRuns(ctx, v.deleted, func(docs []uint32) {
				for _, doc := range docs {
					sums[v.day.At(doc)]-- // that of undated ones stays below 0
				}
			})
			if err != nil {
				return nil, err
			}
		}
	}
	for day, n := range sums {
		if n > 0 {
			t.days = append(t.days, search.Day{Day: int(day), Articles: n})
		}
	}
	slices.SortFunc(t.days, func(a, b search.Day) int { return a.Day - b.Day })
	t.place()
	for i, d := range t.days {
		if n := len(t.years); n == 0 || int64(d.Day) >= newYear(yearOf(int64(t.days[i-1].Day))+1) {
			t.years = append(t.years, yearOfDays{name: search.YearOf(int64(d.Day)), from: i})
		}
		t.years[len(t.years)-1].to = i + 1
	}
	return t, nil
}

// place chooses the days that are counted by place: the span with the most of
// them.
func (t *dayTable) place() {
	most, from := 0, 0
	for i := range t.days {
		for t.days[i].Day-t.days[from].Day >= maxSpan {
			from++
		}
		if n := i + 1 - from; n > most {
			most, t.first, t.span = n, int64(t.days[from].Day), t.days[i].Day-t.days[from].Day+1
		}
	}
}

func yearOf(day int64) int { return time.Unix(day*86400, 0).UTC().Year() }

// newYear returns the first day of a year.
func newYear(year int) int64 {
	return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

// deletedOf returns how many documents of each segment are deleted. It only
// grows, so that with the segment it says which.
func deletedOf(views []*view) []uint64 {
	out := make([]uint64, len(views))
	for i, v := range views {
		if v.deleted != nil {
			out[i] = v.deleted.GetCardinality()
		}
	}
	return out
}

// wholeValues counts the values of all documents of a segment, deleted ones
// included, so that it never changes: as column.Values.Count does with a slot for
// each ordinal.
func wholeValues(ctx context.Context, v *view, field string) ([]uint32, error) {
	col := v.columnOf(field)
	slots, counts := make([]uint32, 1+col.Cardinality()), make([]uint32, 1+col.Cardinality())
	for i := range slots {
		slots[i] = uint32(i)
	}
	return counts, inRuns(ctx, allOf(v.size), func(docs []uint32) { col.Count(docs, slots, counts, 1) })
}

// wholeDays counts the days of all documents of a segment, deleted ones included,
// ascending; not nil.
func wholeDays(ctx context.Context, v *view) ([]dayCount, error) {
	first, counts, far := v.day.Least(), make([]uint32, 1), map[int64]int{}
	if n := uint64(v.day.Most()) - uint64(first); n < maxSpan {
		counts = make([]uint32, n+2)
	}
	err := inRuns(ctx, allOf(v.size), func(docs []uint32) {
		v.day.Count(docs, first, counts, 1, func(day int64) { far[day]++ })
	})
	out := []dayCount{}
	for i, n := range counts[1:] {
		if n > 0 {
			out = append(out, dayCount{first + int64(i), int(n)})
		}
	}
	for day, n := range far {
		out = append(out, dayCount{day, n})
	}
	slices.SortFunc(out, func(a, b dayCount) int { return int(a.day - b.day) })
	return out, err
}

// allOf returns the set of the documents of a segment.
func allOf(size int) *roaring.Bitmap {
	all := roaring.New()
	all.AddRange(0, uint64(size))
	return all
}

// inRuns gives documents away some at a time, ascending, until ctx ends.
func inRuns(ctx context.Context, docs *roaring.Bitmap, do func(docs []uint32)) error {
	var buf [checkEvery]uint32
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(buf[:])
		if n == 0 {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		do(buf[:n])
	}
}
