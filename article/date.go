package article

import (
	"fmt"
	"strings"
	"time"
)

// DateOrigin says where a date came from.
type DateOrigin string

// The origins of a date, most trusted first.
const (
	FromField  DateOrigin = "field" // a field of the record
	FromJSONLD DateOrigin = "jsonld"
	FromMeta   DateOrigin = "meta"
	FromFeed   DateOrigin = "feed"
	FromURL    DateOrigin = "url"
	FromText   DateOrigin = "text"
	NoOrigin   DateOrigin = "none"
)

// Date is a day or an instant with its origin. The zero Date is "undated".
type Date struct {
	// Day is the calendar day "2006-01-02" in the zone the date was given
	// with; empty means undated.
	Day string `json:"day,omitempty"`
	// Time is the instant, in the zone it was given with; zero when only the
	// day is known.
	Time time.Time `json:"time,omitzero"`
	// Origin is empty for the zero Date; see From.
	Origin DateOrigin `json:"origin,omitempty"`
}

// Valid reports whether the date is one: nothing at all, or a day of the years
// 0001 to 9999, with the instant that falls on it or without.
func (d Date) Valid() bool {
	if d.Day == "" {
		return d.Time.IsZero()
	}
	t, err := time.Parse(time.DateOnly, d.Day)
	return err == nil && t.Year() > 0 && (d.Time.IsZero() || d.Time.Format(time.DateOnly) == d.Day)
}

// IsZero reports whether there is no date.
func (d Date) IsZero() bool { return d.Day == "" }

// From returns the origin, NoOrigin for an undated Date.
func (d Date) From() DateOrigin {
	if d.IsZero() {
		return NoOrigin
	}
	return d.Origin
}

// String returns RFC 3339 for an instant, "2006-01-02" for a day, "" for none.
func (d Date) String() string {
	if d.Time.IsZero() {
		return d.Day
	}
	return d.Time.Format(time.RFC3339)
}

// Unix returns the seconds since 1970 that order the date: the instant, or the
// start of the day in UTC; false when undated.
func (d Date) Unix() (int64, bool) {
	if d.IsZero() {
		return 0, false
	}
	if !d.Time.IsZero() {
		return d.Time.Unix(), true
	}
	t, err := time.Parse(time.DateOnly, d.Day)
	if err != nil {
		return 0, false
	}
	return t.Unix(), true
}

// Layouts that ParseDate accepts. A layout without a zone is read as UTC.
var (
	instantLayouts = []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00", "2006-01-02T15:04",
		"2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z0700",
		"2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999 Z07:00", "2006-01-02 15:04:05 -0700",
		"2006-01-02 15:04:05.999999999Z0700",
		"2006-01-02 15:04:05 MST", "2006-01-02 15:04:05.999999999", "2006-01-02 15:04",
		time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05 MST",
		"2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 MST", "20060102T150405Z0700",
		time.ANSIC, time.UnixDate,
	}
	dayLayouts = []string{
		time.DateOnly, "20060102", "2006/01/02", "January 2, 2006", "Jan 2, 2006", "2 January 2006", "2 Jan 2006",
		"Monday, January 2, 2006", "Monday, 2 January 2006", "Mon, 2 Jan 2006",
	}
)

// zones are the abbreviations RFC 822 and RFC 2822 define, in hours from UTC.
// Others are refused: most mean several zones.
var zones = map[string]int{
	"UTC": 0, "GMT": 0, "UT": 0, "Z": 0,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}

// ParseDate reads a date as feeds, exports and reporters write it. A text with
// a time gives an instant in its zone (UTC when it names none); a text with a
// day only gives the day. Years run from 0001 to 9999. An impossible or
// unknown date is an error, never a guess.
func ParseDate(s string, origin DateOrigin) (Date, error) {
	s = strings.Join(strings.Fields(s), " ")
	for _, l := range dayLayouts {
		if t, err := time.Parse(l, s); err == nil && t.Year() > 0 {
			return Date{Day: t.Format(time.DateOnly), Origin: origin}, nil
		}
	}
	for _, l := range instantLayouts {
		t, err := time.Parse(l, s)
		if err != nil || t.Year() < 1 {
			continue
		}
		if strings.Contains(l, "MST") {
			name, _ := t.Zone()
			hours, known := zones[name]
			if !known {
				return Date{}, fmt.Errorf("date %.80q: the zone %q is ambiguous; write an offset such as +02:00", s, name)
			}
			t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.FixedZone(name, hours*3600))
		}
		return Date{Day: t.Format(time.DateOnly), Time: t, Origin: origin}, nil
	}
	return Date{}, fmt.Errorf("date %.80q is not one newsdex reads; write it as 2022-07-08 or 2022-07-08T10:00:00+02:00", s)
}
