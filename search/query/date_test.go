package query_test

import (
	"testing"
	"time"

	"newsdex/search/query"
)

func TestParseDate(t *testing.T) {
	tests := []struct {
		name, text string
		kind       query.Kind
		want       string // from and until, or the error
	}{
		{"year", "2022", query.Published, "2022-01-01 2022-12-31"},
		{"first year", "0001", query.Published, "0001-01-01 0001-12-31"},
		{"month", "2022-07", query.Published, "2022-07-01 2022-07-31"},
		{"leap month", "2024-02", query.Published, "2024-02-01 2024-02-29"},
		{"day", " 2022-07-08 ", query.Published, "2022-07-08 2022-07-08"},
		{"equals", "=2022-07-08", query.Published, "2022-07-08 2022-07-08"},
		{"instant", "2022-07-08T10:00Z", query.Published, "2022-07-08T10:00:00Z 2022-07-08T10:00:00Z"},
		{"instant without a zone is UTC", "2022-07-08T10:00:30", query.Since, "2022-07-08T10:00:30Z -"},
		{"instant with a zone", "2022-07-08t10:00:00.25+02:00", query.Until, "- 2022-07-08T10:00:00.25+02:00"},

		{"range of months", "2022-07..2022-08", query.Published, "2022-07-01 2022-08-31"},
		{"range with blanks", "2022-07 .. 2022-08", query.Published, "2022-07-01 2022-08-31"},
		{"range within a year", "2022..2022-03", query.Published, "2022-01-01 2022-03-31"},
		{"range to a day within a month", "2022-07..2022-07-08", query.Published, "2022-07-01 2022-07-08"},
		{"range of one day", "2022-07-08..2022-07-08", query.Published, "2022-07-08 2022-07-08"},
		{"range of instants", "2022-07-08T10:00..2022-07-08T11:00", query.Published, "2022-07-08T10:00:00Z 2022-07-08T11:00:00Z"},
		{"range from an instant to its day", "2022-07-08T10:00..2022-07-08", query.Published, "2022-07-08T10:00:00Z 2022-07-08"},
		{"open at the end", "2022-07..", query.Published, "2022-07-01 -"},
		{"open at the start", "..2022-07", query.Published, "- 2022-07-31"},

		{"since", "2022-07", query.Since, "2022-07-01 -"},
		{"until", "2022-07", query.Until, "- 2022-07-31"},
		{"after all of a month", "2022-07", query.After, "2022-08-01 -"},
		{"before all of a month", "2022-07", query.Before, "- 2022-06-30"},
		{">=", ">= 2022-07", query.Published, "2022-07-01 -"},
		{"<=", "<=2022-07", query.Published, "- 2022-07-31"},
		{">", ">2022-07", query.Published, "2022-08-01 -"},
		{"<", "<2022-07", query.Published, "- 2022-06-30"},
		{"after an instant", "2022-07-08T10:00Z", query.After, "open:2022-07-08T10:00:00Z -"},
		{"before an instant", "2022-07-08T10:00Z", query.Before, "- open:2022-07-08T10:00:00Z"},

		{"today", "Today", query.Published, "2022-07-08 2022-07-08"},
		{"yesterday", "yesterday", query.Published, "2022-07-07 2022-07-07"},
		{"one day", "1d", query.Published, "2022-07-08 2022-07-08"},
		{"seven days", "7d", query.Published, "2022-07-02 2022-07-08"},
		{"two weeks", "2W", query.Published, "2022-06-25 2022-07-08"},
		{"three months", "3m", query.Published, "2022-04-09 2022-07-08"},
		{"one year", "1y", query.Published, "2021-07-09 2022-07-08"},
		{"since seven days", "7d", query.Since, "2022-07-02 -"},
		{"after seven days", "7d", query.After, "2022-07-02 -"},
		{"before seven days", "7d", query.Before, "- 2022-07-01"},
		{"until seven days", "7d", query.Until, "- 2022-07-01"},
		{"the week before this one", "2w..1w", query.Published, "2022-06-25 2022-07-01"},
		{"none", "NONE", query.Published, "none"},

		{"no date", "soon", query.Published, `"soon" is not a date; write ` + forms},
		{"nothing", "", query.Published, `"" is not a date; write ` + forms},
		{"no ends", "..", query.Published, `".." names no date; write ` + forms},
		{"year 0", "0000", query.Published, `"0000" is not a date; write ` + forms},
		{"none as a bound", "none", query.Since, `"none" is not a date; write ` + forms},
		{"range as a bound", "2022..2023", query.After, `"2022..2023" is not a date; write ` + forms},
		{"comparison as a bound", ">2022", query.After, `">2022" is not a date; write ` + forms},
		{"no such day", "2022-02-30", query.Since, "there is no 2022-02-30: that month has 28 days; write 2022-02-28"},
		{"no such month", "2022-13-01", query.Since, "there is no day 2022-13-01; write " + forms},
		{"short", ">=2022-7-8", query.Published, `"2022-7-8" is not a full date; write >=2022-07-08`},
		{"short in a range", "2022-7-8..2022-8", query.Published, `"2022-7-8" is not a full date; write 2022-07-08..2022-8`},
		{"no such day in a range", "2022-01..2022-02-29", query.Published, "there is no 2022-02-29: that month has 28 days; write 2022-01..2022-02-28"},
		{"turned range", "2023..2022", query.Published, `"2023..2022" ends before it starts; write 2022..2023`},
		{"turned range of lately", "1w..2w", query.Published, `"1w..2w" ends before it starts; write 2w..1w`},
		{"range of nothing", "7d..7d", query.Published, `"7d..7d" ends before it starts; write ` + forms},
		{"no days", "0d", query.Published, "0d is no time; write today"},
		{"after the last year", "9999", query.After, "no date is after 9999-12-31; write " + forms},
		{"before the first year", "0001", query.Before, "no date is before 0001-01-01; write " + forms},
		{"too long ago", "9999y", query.Published, "9999y reaches before the year 1; write " + forms},
		{"hour 25", "2022-07-08T25:00", query.Since, `"2022-07-08T25:00" is not a date; write ` + forms},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			switch d, err := query.ParseDate(c.text, c.kind, now); {
			case err != nil:
				got = err.Error()
			case d.None:
				got = "none"
			default:
				got = bound(d.From) + " " + bound(d.To)
			}
			if got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}

const forms = "2022, 2022-07, 2022-07-08, 2022-07-08T10:00Z, today or 7d"

// TestToday holds that today is the calendar day of the clock that is given.
func TestToday(t *testing.T) {
	late := time.Date(2022, 7, 8, 23, 30, 0, 0, time.FixedZone("", -5*3600)) // 9 July in UTC
	d, err := query.ParseDate("today", query.Published, late)
	if err != nil || d.From.Day != "2022-07-08" {
		t.Errorf("today is %+v, %v", d, err)
	}
}
