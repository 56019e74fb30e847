package search

import (
	"context"
	"fmt"
	"slices"
	"time"

	"newsdex/search/query"
)

// Interval is how long the periods of a timeline are.
type Interval int

const (
	EachDay Interval = iota
	EachWeek
	EachMonth
	EachYear
)

var intervalNames = []string{"day", "week", "month", "year"}

// Intervals lists the names of the intervals.
func Intervals() []string { return slices.Clone(intervalNames) }

func (i Interval) String() string { return intervalNames[i] }

// Limits of a timeline.
const (
	// fitting is how many periods a timeline has at most when its interval was
	// not chosen: about as many as a reader tells apart.
	fitting = 120
	// MaxPeriods bounds a timeline: ten years of days.
	MaxPeriods = 3700
)

// Timeline is how many articles of an answer were published when.
type Timeline struct {
	Query      Reading
	Generation uint64
	Interval   Interval
	// Periods follow each other without a gap, from the first to the last with
	// an article of the answer. A week begins on Monday.
	Periods []Period
	// Total counts the articles of the answer, Undated those of them without a
	// date.
	Total, Undated int
	// Exact is false when time ran out.
	Exact bool
	Took  time.Duration
}

// Period is a span of days, both included, as "2006-01-02".
type Period struct {
	Start, End string
	// Count is how many articles of the answer were published in it, Articles
	// how many of all: their quotient is the share of coverage.
	Count, Articles int
}

// When answers a request with its timeline. interval is nil for the shortest
// that fits. Sort, Limit, Cursor, Passages and Facets of the request are not
// used.
func When(ctx context.Context, s Searcher, r Request, interval *Interval) (*Timeline, error) {
	start := time.Now()
	r.Limit, r.Cursor, r.Facets, r.Passages = 0, "", nil, 0
	p, err := r.plan(start)
	if err != nil {
		return nil, err
	}
	p.Plan.Days = true
	a, err := s.Search(ctx, p.Plan)
	if err != nil {
		return nil, fmt.Errorf("counting the days of %q: %w", r.Q, err)
	}
	t := &Timeline{Query: p.reading, Generation: a.Generation, Total: a.Total, Undated: a.Undated, Exact: !a.Partial}
	if a.Partial {
		t.Query.Findings = append(t.Query.Findings, query.Finding{Code: "deadline", Grade: query.Warning,
			Message: "time ran out: the counts are lower bounds; narrow the query, by a date for example"})
	}
	first, last := span(a.Days)
	if interval != nil {
		t.Interval = *interval
		if n := t.Interval.count(first, last); n > MaxPeriods {
			longer := min(t.Interval+1, EachYear)
			return nil, &ParameterError{Errors: []BadParameter{{Parameter: "interval", Code: "bad-interval", Fix: longer.String(),
				Message: fmt.Sprintf("%d periods of a %s are too many, the limit is %d; use %s, or narrow the dates", n, t.Interval, MaxPeriods, longer)}}}
		}
	} else {
		for t.Interval = EachDay; t.Interval < EachYear && t.Interval.count(first, last) > fitting; {
			t.Interval++
		}
	}
	t.Periods = t.Interval.periods(a.Days, first, last)
	t.Took = time.Since(start)
	return t, nil
}

// span returns the first and the last day with an article of the answer; first
// is behind last when there is none.
func span(days []Day) (first, last int) {
	first, last = 1, 0
	for _, d := range days {
		if d.Count == 0 {
			continue
		}
		if first > last {
			first, last = d.Day, d.Day
		}
		first, last = min(first, d.Day), max(last, d.Day)
	}
	return first, last
}

// date returns a day as a date.
func date(day int) time.Time { return time.Unix(int64(day)*86400, 0).UTC() }

// begin returns the first day of the period that a day lies in.
func (i Interval) begin(day int) int {
	d := date(day)
	switch i {
	case EachWeek:
		return day - (int(d.Weekday())+6)%7
	case EachMonth:
		return day - d.Day() + 1
	case EachYear:
		return day - d.YearDay() + 1
	}
	return day
}

// next returns the first day of the period behind one that begins on a day.
func (i Interval) next(day int) int {
	d := date(day)
	switch i {
	case EachWeek:
		return day + 7
	case EachMonth:
		d = d.AddDate(0, 1, 0)
	case EachYear:
		d = d.AddDate(1, 0, 0)
	default:
		return day + 1
	}
	return int(d.Unix() / 86400)
}

// count returns about how many periods lie between two days.
func (i Interval) count(first, last int) int {
	if first > last {
		return 0
	}
	from, to := date(first), date(last)
	switch i {
	case EachWeek:
		return (last-i.begin(first))/7 + 1
	case EachMonth:
		return (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month()) + 1
	case EachYear:
		return to.Year() - from.Year() + 1
	}
	return last - first + 1
}

// periods adds up days. Days of articles outside of first to last count for the
// periods at the ends, which may reach further.
func (i Interval) periods(days []Day, first, last int) []Period {
	if first > last {
		return nil
	}
	counts := map[int]*Period{}
	var out []*Period
	for day := i.begin(first); day <= last; {
		next := i.next(day)
		p := &Period{Start: date(day).Format(time.DateOnly), End: date(next - 1).Format(time.DateOnly)}
		counts[day] = p
		out = append(out, p)
		day = next
	}
	for _, d := range days {
		if p := counts[i.begin(d.Day)]; p != nil {
			p.Count += d.Count
			p.Articles += d.Articles
		}
	}
	periods := make([]Period, len(out))
	for n, p := range out {
		periods[n] = *p
	}
	return periods
}
