package bleve

import (
	"context"
	"math"
	"math/bits"
	"sort"

	"newsdex/engine/bleve/column"
	"newsdex/search"
)

// chronology is the documents of a segment, deleted ones included, by when they
// were published: the newest are found without looking at the others, and those
// of a week by looking at a few more than them. It takes four bytes a document,
// is made when it is first needed (some forty nanoseconds a document) and kept
// for as long as the segment is asked.
type chronology struct {
	// docs are the dated ones, oldest first, those of one second by number; then
	// the undated.
	docs  []uint32
	dated int
	// least and most are how many seconds the instant of a dated document lies
	// behind the start of its day in UTC: days are those of the zone it was
	// published in.
	least, most int64
}

// Documents are sorted by digits of the second, the lowest first.
const (
	digitBits = 11
	digits    = 1 << digitBits
)

// newChronology orders the documents of a segment. It ends early with the error
// of ctx.
func newChronology(ctx context.Context, seconds, day *column.Numbers) (*chronology, error) {
	n := seconds.Len()
	c := &chronology{docs: make([]uint32, 0, n), least: math.MaxInt64, most: math.MinInt64}
	first, last := int64(math.MaxInt64), int64(math.MinInt64)
	var undated []uint32
	for d := range uint32(n) {
		if d%checkEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		s := seconds.At(d)
		if s == column.Missing {
			undated = append(undated, d)
			continue
		}
		c.docs = append(c.docs, d)
		first, last = min(first, s), max(last, s)
		behind := s - 86400*day.At(d)
		c.least, c.most = min(c.least, behind), max(c.most, behind)
	}
	c.dated = len(c.docs)
	if c.dated > 0 {
		from, to := c.docs, make([]uint32, c.dated, n)
		for shift := 0; shift < bits.Len64(uint64(last)-uint64(first)); shift += digitBits {
			err := sortDigit(ctx, to, from, shift, func(d uint32) uint64 { return uint64(seconds.At(d)) - uint64(first) })
			if err != nil {
				return nil, err
			}
			from, to = to, from
		}
		c.docs = from
	}
	c.docs = append(c.docs, undated...)
	return c, nil
}

// sortDigit copies documents from from to to, by one digit of their key; those
// alike stay in order.
func sortDigit(ctx context.Context, to, from []uint32, shift int, key func(doc uint32) uint64) error {
	var ends [digits]uint32
	for i, d := range from {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		ends[key(d)>>shift%digits]++
	}
	sum := uint32(0)
	for i, n := range ends {
		ends[i] = sum
		sum += n
	}
	for i, d := range from {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		digit := key(d) >> shift % digits
		to[ends[digit]] = d
		ends[digit]++
	}
	return nil
}

// between returns the dated documents of some seconds, both included. seconds is
// what the order was made from.
func (c *chronology) between(seconds *column.Numbers, first, last int64) []uint32 {
	from := sort.Search(c.dated, func(i int) bool { return seconds.At(c.docs[i]) >= first })
	n := sort.Search(c.dated-from, func(i int) bool { return seconds.At(c.docs[from+i]) > last })
	return c.docs[from : from+n]
}

// undated returns the documents without a date, ascending.
func (c *chronology) undated() []uint32 { return c.docs[c.dated:] }

// at returns the document at a place of an order by date.
func (c *chronology) at(s search.Sort, place int) uint32 {
	if s != search.Oldest && place < c.dated {
		place = c.dated - 1 - place
	}
	return c.docs[place]
}

// rank returns the place of a second in an order by date, column.Missing for
// none: what comes first has the smaller one.
func rank(s search.Sort, second int64) int64 {
	switch {
	case second == column.Missing:
		return math.MaxInt64
	case s == search.Oldest:
		return second
	}
	return -second
}
