package values

import (
	"regexp"
	"strings"
	"time"

	"newsdex/article"
)

// datePath is a day in the path of an address: /2022/07/08/, /2022/jul/08/,
// /2022-07-08. The year bounds what can be one: a number of a page or product
// is mostly none.
var datePath = regexp.MustCompile(`(?i)[/_-]((?:19|20)\d\d)[/_-](\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-](\d{1,2})(?:[/_.?-]|$)`)

// DayIn returns the day that an address names, undated when it names none or
// an impossible one.
func DayIn(address string) article.Date {
	m := datePath.FindStringSubmatch(address)
	if m == nil {
		return article.Date{}
	}
	layout := "2006/1/2"
	if len(m[2]) == 3 {
		layout = "2006/Jan/2"
		m[2] = strings.ToUpper(m[2][:1]) + strings.ToLower(m[2][1:])
	}
	t, err := time.Parse(layout, m[1]+"/"+m[2]+"/"+m[3])
	if err != nil {
		return article.Date{}
	}
	return article.Date{Day: t.Format(time.DateOnly), Origin: article.FromURL}
}
