package bleve

import (
	"context"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/article"
	"newsdex/engine/bleve/column"
	"newsdex/search/match"
)

// publishedNumbers turns a date into the numbers of its columns, which are
// column.Missing for an undated article.
func publishedNumbers(d article.Date, day, seconds, nanos, instant *int64) error {
	if d.IsZero() {
		*day, *seconds = column.Missing, column.Missing
		return nil
	}
	n, err := dayNumber(d.Day)
	if err != nil {
		return err
	}
	*day, *seconds = n, n*86400
	if !d.Time.IsZero() {
		*seconds, *nanos, *instant = d.Time.Unix(), int64(d.Time.Nanosecond()), 1
	}
	return nil
}

// dayNumber returns the days since 1970 of "2006-01-02".
func dayNumber(day string) (int64, error) {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return 0, fmt.Errorf("day %q: %w", day, err)
	}
	return t.Unix() / 86400, nil // midnight: nothing is cut off
}

// publishedAt returns when a document was published, in seconds since 1970.
func (v *view) publishedAt(doc uint32) (seconds int64, dated bool) {
	if s := v.seconds.At(doc); s != column.Missing {
		return s, true
	}
	return 0, false
}

// published returns the live documents that a date filter lets through, reading
// the columns of all: some three nanoseconds a document.
func (v *view) published(ctx context.Context, d *match.Date) (*roaring.Bitmap, error) {
	holds, err := v.dateTest(d)
	if err != nil {
		return nil, err
	}
	bits := make([]uint64, (v.size+63)/64)
	for n := range v.size {
		if n%(64*checkEvery) == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if holds(uint32(n)) {
			bits[n>>6] |= 1 << (n & 63)
		}
	}
	out := roaring.FromDense(bits, false)
	if v.deleted != nil {
		out.AndNot(v.deleted)
	}
	return out, nil
}

// dateTest returns the filter as a function of the document number. It says on
// numbers what match.Date.Holds says on dates.
func (v *view) dateTest(d *match.Date) (func(uint32) bool, error) {
	if d.None {
		return func(n uint32) bool { return v.day.At(n) == column.Missing }, nil
	}
	from, err := v.dateBound(d.From, -1)
	if err != nil {
		return nil, err
	}
	to, err := v.dateBound(d.To, 1)
	if err != nil {
		return nil, err
	}
	return func(n uint32) bool { return v.day.At(n) != column.Missing && from(n) && to(n) }, nil
}

// dateBound returns the test of one end; side is -1 for the lower, 1 for the upper.
func (v *view) dateBound(b *match.Bound, side int64) (func(uint32) bool, error) {
	if b == nil {
		return func(uint32) bool { return true }, nil
	}
	if b.Day != "" {
		day, err := dayNumber(b.Day)
		if err != nil {
			return nil, fmt.Errorf("date filter: %w", err)
		}
		return func(n uint32) bool { return (v.day.At(n)-day)*side <= 0 }, nil
	}
	sec, nanos := b.Time.Unix(), int64(b.Time.Nanosecond())
	return func(n uint32) bool {
		s, ns := v.seconds.At(n), v.nanos.At(n)
		if v.instant.At(n) == 0 && side > 0 { // the whole day must lie before the bound
			s, ns = s+86399, 999_999_999
		}
		diff := (s - sec) * side
		if s == sec {
			diff = (ns - nanos) * side
		}
		return diff < 0 || diff == 0 && !b.Open
	}, nil
}
