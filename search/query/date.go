package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateForms is what to write when there is no closer advice.
const dateForms = "2022, 2022-07, 2022-07-08, 2022-07-08T10:00Z, today or 7d"

// dateError says what is wrong with a date; fix, when not empty, is the value
// to write instead.
type dateError struct{ found, fix string }

func (e *dateError) Error() string { return e.found + "; " + e.write() }

func (e *dateError) write() string {
	if e.fix == "" {
		return "write " + dateForms
	}
	return "write " + e.fix
}

func badDate(fix, format string, args ...any) *dateError {
	return &dateError{fmt.Sprintf(format, args...), fix}
}

// period is what one written date covers: days from first to last, or one
// instant.
type period struct {
	first, last time.Time // midnights in UTC
	at          time.Time // set for an instant
	lately      bool      // 7d: the days up to and with today
}

// ParseDate reads the value of a date field of that kind: a year, month or day
// (all of it is meant), an instant, today, yesterday, or 7d, 2w, 3m, 1y (the
// days up to and with today); for Published also a..b, >a, >=a, <a, <=a, =a and
// none. An instant without a zone is UTC. Since and After 7d are those days,
// Until and Before 7d the time before them. The error says what to write.
func ParseDate(text string, k Kind, now time.Time) (*Date, error) {
	d, err := parseDate(text, k, now)
	if err != nil {
		return nil, err
	}
	return d, nil
}

// parseDate is ParseDate with an error that holds the repair.
func parseDate(text string, k Kind, now time.Time) (*Date, *dateError) {
	text = strings.TrimSpace(text)
	if k == Published {
		switch {
		case strings.EqualFold(text, "none"):
			return &Date{None: true}, nil
		case strings.Contains(text, ".."):
			return parseRange(text, now)
		}
	}
	sign := ""
	if k == Published {
		k, sign, text = comparison(text)
	}
	p, err := parsePeriod(text, now)
	if err != nil {
		if err.fix != "" {
			err.fix = sign + err.fix
		}
		return nil, err
	}
	return p.date(k)
}

// comparison splits >=a and its kin; without a sign the date itself is meant.
func comparison(text string) (k Kind, sign, rest string) {
	for _, c := range []struct {
		sign string
		kind Kind
	}{{">=", Since}, {"<=", Until}, {">", After}, {"<", Before}, {"=", Published}} {
		if rest, ok := strings.CutPrefix(text, c.sign); ok {
			return c.kind, c.sign, strings.TrimSpace(rest)
		}
	}
	return Published, "", text
}

// parseRange reads a..b, where one end may be missing.
func parseRange(text string, now time.Time) (*Date, *dateError) {
	a, b, _ := strings.Cut(text, "..")
	a, b = strings.TrimSpace(a), strings.TrimSpace(b)
	if a == "" && b == "" {
		return nil, badDate("", "%q names no date", text)
	}
	d, err := bothEnds(a, b, now)
	if err != nil || !d.reversed() {
		return d, err
	}
	fix := b + ".." + a
	if turned, err := bothEnds(b, a, now); err != nil || turned.reversed() {
		fix = ""
	}
	return nil, badDate(fix, "%q ends before it starts", text)
}

// bothEnds reads the ends of a range, in whatever order they come.
func bothEnds(a, b string, now time.Time) (*Date, *dateError) {
	d := &Date{}
	if a != "" {
		p, err := parsePeriod(a, now)
		if err != nil {
			return nil, err.within("", ".."+b)
		}
		from, err := p.date(Since)
		if err != nil {
			return nil, err
		}
		d.From = from.From
	}
	if b != "" {
		p, err := parsePeriod(b, now)
		if err != nil {
			return nil, err.within(a+"..", "")
		}
		to, err := p.date(Until)
		if err != nil {
			return nil, err
		}
		d.To = to.To
	}
	return d, nil
}

// reversed reports whether a range ends before it starts.
func (d *Date) reversed() bool {
	return d.From != nil && d.To != nil && d.From.earliest().After(d.To.latest())
}

// within puts the repair of one end back into its range.
func (e *dateError) within(before, behind string) *dateError {
	if e.fix != "" {
		e.fix = before + e.fix + behind
	}
	return e
}

// earliest and latest order the bounds of a range.
func (b *Bound) earliest() time.Time {
	if b.Day == "" {
		return b.Time
	}
	t, _ := time.Parse(time.DateOnly, b.Day) // written by day
	return t
}

func (b *Bound) latest() time.Time {
	if b.Day == "" {
		return b.Time
	}
	return b.earliest().Add(24*time.Hour - time.Nanosecond)
}

// date returns the bounds that a field of that kind makes of the period.
func (p period) date(k Kind) (*Date, *dateError) {
	if p.lately {
		switch k {
		case After:
			k = Since
		case Until:
			k = Before
		}
	}
	if !p.at.IsZero() {
		b := &Bound{Time: p.at, Open: k == After || k == Before}
		switch k {
		case After, Since:
			return &Date{From: b}, nil
		case Before, Until:
			return &Date{To: b}, nil
		}
		return &Date{From: b, To: b}, nil
	}
	switch k {
	case After:
		next := p.last.AddDate(0, 0, 1)
		if next.Year() > 9999 {
			return nil, badDate("", "no date is after %s", p.last.Format(time.DateOnly))
		}
		return &Date{From: day(next)}, nil
	case Since:
		return &Date{From: day(p.first)}, nil
	case Before:
		previous := p.first.AddDate(0, 0, -1)
		if previous.Year() < 1 {
			return nil, badDate("", "no date is before %s", p.first.Format(time.DateOnly))
		}
		return &Date{To: day(previous)}, nil
	case Until:
		return &Date{To: day(p.last)}, nil
	}
	return &Date{From: day(p.first), To: day(p.last)}, nil
}

func day(t time.Time) *Bound { return &Bound{Day: t.Format(time.DateOnly)} }

var (
	ago    = regexp.MustCompile(`^(?i)(\d{1,4})([dwmy])$`)
	dashed = regexp.MustCompile(`^(\d{4}|\d{8})-(\d{4}|\d{8})$`)
	ymd    = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})$`)
)

// instants are the layouts of an instant; those without a zone are UTC.
var instants = []string{
	time.RFC3339Nano, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05.999999999", "2006-01-02T15:04",
}

// parsePeriod reads one written date.
func parsePeriod(text string, now time.Time) (period, *dateError) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	switch strings.ToLower(text) {
	case "today":
		return period{first: today, last: today}, nil
	case "yesterday":
		y := today.AddDate(0, 0, -1)
		return period{first: y, last: y}, nil
	}
	if m := ago.FindStringSubmatch(text); m != nil {
		return lately(m[1], strings.ToLower(m[2]), today)
	}
	if t, err := time.Parse(time.DateOnly, text); err == nil && t.Year() > 0 {
		return period{first: t, last: t}, nil
	}
	if t, err := time.Parse("20060102", text); err == nil && t.Year() > 0 {
		return period{first: t, last: t}, nil
	}
	if t, err := time.Parse("2006-01", text); err == nil && t.Year() > 0 {
		return period{first: t, last: t.AddDate(0, 1, -1)}, nil
	}
	if t, err := time.Parse("2006", text); err == nil && t.Year() > 0 {
		return period{first: t, last: t.AddDate(1, 0, -1)}, nil
	}
	for _, layout := range instants {
		t, err := time.Parse(layout, strings.ToUpper(text))
		// Years at the edge could leave 0001 to 9999 when a zone is taken off.
		if err == nil && t.Year() > 1 && t.Year() < 9999 {
			return period{at: t}, nil
		}
	}
	if m := ymd.FindStringSubmatch(text); m != nil {
		return period{}, impossible(text, m)
	}
	if m := dashed.FindStringSubmatch(text); m != nil {
		if d, err := bothEnds(m[1], m[2], now); err == nil && !d.reversed() {
			return period{}, badDate(m[1]+".."+m[2], "%q is no range here", text)
		}
	}
	return period{}, badDate("", "%q is not a date", brief(text))
}

// impossible says what is wrong with a day that looks like one.
func impossible(text string, m []string) *dateError {
	y, _ := strconv.Atoi(m[1])
	mo, _ := strconv.Atoi(m[2])
	d, _ := strconv.Atoi(m[3])
	if y > 0 && mo >= 1 && mo <= 12 && d >= 1 {
		last := time.Date(y, time.Month(mo)+1, 0, 0, 0, 0, 0, time.UTC).Day()
		fix := fmt.Sprintf("%04d-%02d-%02d", y, mo, min(d, last))
		if d > last {
			return badDate(fix, "there is no %s: that month has %d days", text, last)
		}
		return badDate(fix, "%q is not a full date", text)
	}
	return badDate("", "there is no day %s", text)
}

// lately is the n days, weeks, months or years up to and with today.
func lately(count, unit string, today time.Time) (period, *dateError) {
	n, _ := strconv.Atoi(count) // digits, by the pattern
	if n == 0 {
		return period{}, badDate("today", "0%s is no time", unit)
	}
	first := today
	switch unit {
	case "d":
		first = today.AddDate(0, 0, 1-n)
	case "w":
		first = today.AddDate(0, 0, 1-7*n)
	case "m":
		first = today.AddDate(0, -n, 1)
	case "y":
		first = today.AddDate(-n, 0, 1)
	}
	if first.Year() < 1 {
		return period{}, badDate("", "%s%s reaches before the year 1", count, unit)
	}
	return period{first: first, last: today, lately: true}, nil
}
