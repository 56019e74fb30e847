package web

import (
	"net/url"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// dateRange is a run of days, both included, as the parameters from and to
// choose them. A zero time is an open end.
type dateRange struct{ from, to time.Time }

// rangeOf returns the range between two days written as 2006-01-02.
func rangeOf(from, to string) dateRange {
	var r dateRange
	r.from, _ = time.Parse(time.DateOnly, from) // zero for an open end
	r.to, _ = time.Parse(time.DateOnly, to)
	return r
}

// chosenDates returns the days that from and to choose. An end that is an
// instant, or cannot be read, counts as open.
func chosenDates(v url.Values) dateRange {
	now := time.Now()
	var from, to string
	if d, err := query.ParseDate(v.Get("from"), query.Since, now); err == nil && d.From != nil {
		from = d.From.Day
	}
	if d, err := query.ParseDate(v.Get("to"), query.Until, now); err == nil && d.To != nil {
		to = d.To.Day
	}
	return rangeOf(from, to)
}

// whole reports whether the range is whole years or whole months.
func (r dateRange) whole() (years, months bool) {
	months = r.from.Day() == 1 && r.to.AddDate(0, 0, 1).Day() == 1
	return months && r.from.Month() == time.January && r.to.Month() == time.December, months
}

// inside cuts a range to the dates in use: a bar at the end must not lead to
// more than was asked for.
func (r dateRange) inside(chosen dateRange) dateRange {
	if chosen.from.After(r.from) {
		r.from = chosen.from
	}
	if !chosen.to.IsZero() && chosen.to.Before(r.to) {
		r.to = chosen.to
	}
	return r
}

// hold returns the days within the range: a share counts of all articles those
// that the dates leave, as its bar does.
func (r dateRange) hold(days []search.Day) []search.Day {
	var out []search.Day
	for _, d := range days {
		if (r.from.IsZero() || d.Day >= dayOf(r.from)) && (r.to.IsZero() || d.Day <= dayOf(r.to)) {
			out = append(out, d)
		}
	}
	return out
}

// moments reports which ends of the dates in use are moments rather than days.
func (r dateRange) moments(v url.Values) (from, to bool) {
	return r.from.IsZero() && v.Get("from") != "", r.to.IsZero() && v.Get("to") != ""
}

// closed reports whether both ends are set.
func (r dateRange) closed() bool { return !r.from.IsZero() && !r.to.IsZero() }

// values returns the parameters that choose the range, as short as they can be.
func (r dateRange) values() (from, to string) {
	layout := time.DateOnly
	if r.closed() {
		switch years, months := r.whole(); {
		case years:
			layout = "2006"
		case months:
			layout = "2006-01"
		}
	}
	write := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(layout)
	}
	return write(r.from), write(r.to)
}

// link returns the same question within the range.
func (r dateRange) link(v url.Values) string { return r.linkWithin(v, false, false) }

// linkWithin does so, and keeps an end of the dates in use as it was typed. For
// a moment no day can stand: it cuts the period that it lies in.
func (r dateRange) linkWithin(v url.Values, keepFrom, keepTo bool) string {
	c := clone(v)
	from, to := r.values()
	for _, end := range []struct {
		name, value string
		keep        bool
	}{{"from", from, keepFrom}, {"to", to, keepTo}} {
		if end.keep {
			continue
		}
		c.Del(end.name)
		if end.value != "" {
			c.Set(end.name, end.value)
		}
	}
	return linkTo("/", c)
}

// label says the range as people do: 1987, March 1987, 2–8 March 1987.
func (r dateRange) label() string {
	const day, month, year = "2 January 2006", "January 2006", "2006"
	a, b := r.from, r.to
	switch {
	case !r.closed() && !a.IsZero():
		return "since " + a.Format(day)
	case !r.closed() && !b.IsZero():
		return "until " + b.Format(day)
	case !r.closed():
		return "all dates"
	}
	years, months := r.whole()
	switch sameYear := a.Year() == b.Year(); {
	case years && sameYear:
		return a.Format(year)
	case years:
		return a.Format(year) + "–" + b.Format(year)
	case months && sameYear && a.Month() == b.Month():
		return a.Format(month)
	case months && sameYear:
		return a.Format("January") + " – " + b.Format(month)
	case months:
		return a.Format(month) + " – " + b.Format(month)
	case a.Equal(b):
		return a.Format(day)
	case sameYear && a.Month() == b.Month():
		return a.Format("2") + "–" + b.Format(day)
	case sameYear:
		return a.Format("2 January") + " – " + b.Format(day)
	}
	return a.Format(day) + " – " + b.Format(day)
}

// short says where a range begins, for the end of an axis.
func (r dateRange) short() string {
	switch years, months := r.whole(); {
	case years:
		return r.label()
	case months:
		return r.from.Format("Jan 2006")
	}
	return r.from.Format("2 Jan 2006")
}

// crumbs lead from all dates down to the range, which is the last one.
func (r dateRange) crumbs(v url.Values) []linkView {
	if r.from.IsZero() && r.to.IsZero() {
		return nil
	}
	out := []linkView{{Label: "All dates", URL: dateRange{}.link(v)}}
	if r.closed() && r.from.Year() == r.to.Year() {
		year := dateRange{
			time.Date(r.from.Year(), time.January, 1, 0, 0, 0, 0, time.UTC),
			time.Date(r.from.Year(), time.December, 31, 0, 0, 0, 0, time.UTC),
		}
		first := r.from.AddDate(0, 0, 1-r.from.Day())
		month := dateRange{first, first.AddDate(0, 1, -1)}
		if r != year {
			out = append(out, linkView{Label: year.label(), URL: year.link(v)})
		}
		if r.from.Month() == r.to.Month() && r != month {
			out = append(out, linkView{Label: month.label(), URL: month.link(v)})
		}
	}
	return append(out, linkView{Label: r.label(), URL: r.link(v), Current: true})
}

// dateChip is the chip of the dates in use.
func dateChip(v url.Values) []filterView {
	if v.Get("from") == "" && v.Get("to") == "" {
		return nil
	}
	r := chosenDates(v)
	label := r.label()
	if from, to := r.moments(v); from || to {
		label = v.Get("from") + " – " + v.Get("to")
	}
	return []filterView{{"published", shorten(label, valueRunes), dateRange{}.link(v)}}
}
