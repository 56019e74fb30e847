package naive

import (
	"slices"
	"time"

	"newsdex/article"
	"newsdex/search"
)

// Facet counts the articles that have each value of a field; a value that
// stands twice in one article counts once.
func Facet(field string, arts []*article.Article) (counts map[string]int, missing int) {
	counts = map[string]int{}
	for _, a := range arts {
		var values []string
		switch field {
		case "lang":
			if a.Lang != "" {
				values = []string{a.Lang}
			}
		case "year":
			if !a.Published.IsZero() {
				values = []string{a.Published.Day[:4]}
			}
		default:
			values = a.Values(field)
		}
		if len(values) == 0 {
			missing++
		}
		for i, v := range values {
			if !slices.Contains(values[:i], v) {
				counts[v]++
			}
		}
	}
	return counts, missing
}

// Days counts the articles of an answer, and all, by their day.
func Days(answer, all []*article.Article) (days []search.Day, undated int) {
	byDay := map[string]*search.Day{}
	add := func(day string) *search.Day {
		if byDay[day] == nil {
			t, err := time.Parse(time.DateOnly, day)
			if err != nil {
				panic(err) // an article that is valid has a valid day
			}
			byDay[day] = &search.Day{Day: int(t.Unix() / 86400)}
		}
		return byDay[day]
	}
	for _, a := range all {
		if !a.Published.IsZero() {
			add(a.Published.Day).Articles++
		}
	}
	for _, a := range answer {
		if a.Published.IsZero() {
			undated++
		} else {
			add(a.Published.Day).Count++
		}
	}
	for _, d := range byDay {
		days = append(days, *d)
	}
	slices.SortFunc(days, func(a, b search.Day) int { return a.Day - b.Day })
	return days, undated
}
