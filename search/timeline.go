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
	r.Limit, r.Cursor, r.Facets, r.Passages, r.Days = 0, "", nil, 0, true
	p, err := r.plan(start)
	if err != nil {
		return nil, err
	}
	a, err := s.Search(ctx, p.Plan)
	if err != nil {
		return nil, fmt.Errorf("counting the days of %q: %w", r.Q, err)
	}
	t := &Timeline{Query: p.reading, Generation: a.Generation, Total: a.Total, Undated: a.Undated, Exact: !a.Partial}
	if a.Partial {
		t.Query.Findings = append(t.Query.Findings, query.Finding{Code: "deadline", Grade: query.Warning,
			Message: "time ran out: the counts are lower bounds; narrow the query, by a date for example"})
	}
	all := Covered(a.Days)
	if interval != nil {
		t.Interval = *interval
		if n := t.Interval.count(all); n > MaxPeriods {
			longer := min(t.Interval+1, EachYear)
			return nil, &ParameterError{Errors: []BadParameter{{Parameter: "interval", Code: "bad-interval", Fix: longer.String(),
				Message: fmt.Sprintf("%d periods of a %s are too many, the limit is %d; use %s, or narrow the dates", n, t.Interval, MaxPeriods, longer)}}}
		}
	} else {
		t.Interval = all.Fitting(fitting)
	}
	t.Periods = t.Interval.Periods(a.Days, all)
	t.Took = time.Since(start)
	return t, nil
}

// Stretch is a run of days since 1970, both ends included; it is empty when Last
// is before First.
type Stretch struct{ First, Last int }

// Covered returns the days from the first to the last with an article of the
// answer.
func Covered(days []Day) Stretch {
	s := Stretch{1, 0}
	for _, d := range days {
		if d.Count == 0 {
			continue
		}
		if s.First > s.Last {
			s = Stretch{d.Day, d.Day}
		}
		s = Stretch{min(s.First, d.Day), max(s.Last, d.Day)}
	}
	return s
}

// Fitting returns the shortest interval that parts the days into at most that
// many periods, or years when none does.
func (s Stretch) Fitting(most int) Interval {
	i := EachDay
	for i < EachYear && i.count(s) > most {
		i++
	}
	return i
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

// count returns how many periods cover some days.
func (i Interval) count(s Stretch) int {
	if s.First > s.Last {
		return 0
	}
	from, to := date(s.First), date(s.Last)
	switch i {
	case EachWeek:
		return (s.Last-i.begin(s.First))/7 + 1
	case EachMonth:
		return (to.Year()-from.Year())*12 + int(to.Month()) - int(from.Month()) + 1
	case EachYear:
		return to.Year() - from.Year() + 1
	}
	return s.Last - s.First + 1
}

// Periods adds up days, which ascend, by the periods that cover a stretch. Days
// outside of it count for the periods at its ends, which may reach further. It
// takes two nanoseconds a day.
func (i Interval) Periods(days []Day, s Stretch) []Period {
	if s.First > s.Last {
		return nil
	}
	var out []Period
	for day := i.begin(s.First); day <= s.Last; {
		next := i.next(day)
		p := Period{Start: date(day).Format(time.DateOnly), End: date(next - 1).Format(time.DateOnly)}
		for len(days) > 0 && days[0].Day < next {
			if days[0].Day >= day {
				p.Count += days[0].Count
				p.Articles += days[0].Articles
			}
			days = days[1:]
		}
		out = append(out, p)
		day = next
	}
	return out
}
