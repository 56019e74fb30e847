package feed

import (
	"regexp"
	"strings"

	"newsdex/article"
)

// dates returns when an item was published and last changed. An item that only
// says when it changed was published then at the latest: it is dated by that, and
// it is said. What cannot be read is said, and another date is not put in its
// place.
func (f *feedReader) dates(it *item, n *notes) (published, updated article.Date) {
	published, unread := f.date(it, publishedKeys, n)
	updated, _ = f.date(it, updatedKeys, n)
	if updated.IsZero() {
		updated = feedDate(it.elem.Attr("lastmod"), n) // CDF
	}
	if published.IsZero() && !unread && !updated.IsZero() {
		published = updated
		n.add("dated by its update", updated.String())
	}
	return published, updated
}

// date returns the first date that can be read, and whether there are some and
// none can.
func (f *feedReader) date(it *item, keys []string, n *notes) (d article.Date, unread bool) {
	for _, fd := range it.all(keys) {
		s := strings.Join(strings.Fields(f.x.Unescape(fd.raw)), " ")
		if s == "" {
			continue
		}
		if d = feedDate(s, n); !d.IsZero() {
			return d, false
		}
		unread = true
	}
	return d, unread
}

// mailDate takes the dates of RFC 822 and 2822 apart, as feeds write them: with
// or without the day of the week in any language, years of two digits, seconds
// left out, a zone by its letters or with a colon.
var mailDate = regexp.MustCompile(`^(?:[^\s\d,]+,?\s+|[^\s\d,]+,)?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ -](\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d\d)(?::(\d\d))?\s*([A-Za-z]+|[-+]\d\d:?\d\d)?)?(?:\s*\([^)]*\))?$`)

// zonedDate takes a date apart that ends in the letters of a zone.
var zonedDate = regexp.MustCompile(`^(.*\d)\s*([A-Za-z]{2,5})$`)

// maxDate bounds a date in bytes: longer ones are texts in the wrong place.
const maxDate = 128

// feedDate reads a date of a feed, and notes one that cannot be read. Where only
// the letters of a zone are not clear, the day stands: it is that of the place.
func feedDate(s string, n *notes) article.Date {
	switch {
	case s == "":
		return article.Date{}
	case len(s) > maxDate:
		n.add("unreadable date", s[:maxDate])
		return article.Date{}
	}
	d, err := article.ParseDate(s, article.FromFeed)
	if err == nil {
		return d
	}
	day := ""
	if m := mailDate.FindStringSubmatch(s); m != nil {
		year := m[3]
		if len(year) == 2 {
			// As RFC 2822, section 4.3: 49 is 2049 and 50 is 1950.
			century := "20"
			if year >= "50" {
				century = "19"
			}
			year = century + year
		}
		day = m[1] + " " + strings.ToUpper(m[2][:1]) + strings.ToLower(m[2][1:]) + " " + year
		whole := day
		if m[4] != "" {
			seconds := m[6]
			if seconds == "" {
				seconds = "00"
			}
			zone := strings.ToUpper(strings.ReplaceAll(m[7], ":", ""))
			if zone == "" || zone == "Z" || zone == "UT" {
				zone = "UTC"
			}
			whole += " " + ("0" + m[4])[len(m[4])-1:] + ":" + m[5] + ":" + seconds + " " + zone
		}
		if d, err = article.ParseDate(whole, article.FromFeed); err == nil {
			return d
		}
	} else if m := zonedDate.FindStringSubmatch(s); m != nil {
		if at, err := article.ParseDate(m[1], article.FromFeed); err == nil {
			day = at.Day
		}
	}
	if day != "" && strings.Contains(err.Error(), "ambiguous") {
		if d, dayErr := article.ParseDate(day, article.FromFeed); dayErr == nil {
			n.add("only the day is read, the zone is ambiguous", s)
			return d
		}
	}
	n.add("unreadable date", s)
	return article.Date{}
}
