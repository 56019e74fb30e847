package gen

import (
	"fmt"
	"slices"
	"time"

	"newsdex/article"
)

// describe sets everything but the texts of an article, and what depends on them.
func (g *Generator) describe(a *article.Article, s *source, t *topic) {
	d := &g.d
	a.Source, a.Section = s.name, t.section
	if d.chance(950) {
		a.Byline = []string{s.reporters[d.of(g.world.reporter)]}
		if other := s.reporters[d.of(g.world.reporter)]; d.chance(100) && other != a.Byline[0] {
			a.Byline = append(a.Byline, other)
		}
	}
	for range d.of(g.world.tagCount) {
		if tag := t.tags[d.below(topicTags)]; !slices.Contains(a.Tags, tag) {
			a.Tags = append(a.Tags, tag)
		}
	}
	a.Lang = g.tongue()
	g.date(a, s)
}

// tongue draws a language: almost always English.
func (g *Generator) tongue() string {
	switch n := g.d.below(1000); {
	case n < 15:
		if !g.o.English {
			return foreign[n%len(foreign)].lang
		}
	case n < 25:
		return "und"
	case n < 120:
		return "en-gb"
	case n < 200:
		return "en-us"
	}
	return "en"
}

// weekdays is how many of a hundred articles of a Monday appear on each day,
// from Sunday.
var weekdays = [7]int{45, 100, 105, 110, 105, 95, 50}

// mostOnDay is the greatest of weekdays.
const mostOnDay = 110

// date draws when an article appeared.
func (g *Generator) date(a *article.Article, s *source) {
	d := &g.d
	if d.chance(undated) {
		return
	}
	var day time.Time
	for {
		day = time.Date(firstYear+d.of(g.world.year), 1, 1+d.below(365), 0, 0, 0, 0, s.zone)
		if d.below(mostOnDay) < weekdays[day.Weekday()] {
			break
		}
	}
	a.Published = article.Date{Day: day.Format(time.DateOnly), Origin: article.FromField}
	if d.chance(dayOnly) {
		return
	}
	at := day.Add(time.Duration(d.of(g.world.hour))*time.Hour + time.Duration(d.below(3600))*time.Second)
	setDate(&a.Published, at)
	if d.chance(updated) {
		setDate(&a.Updated, at.Add(time.Duration(d.between(5, 2000))*time.Minute))
	}
}

func setDate(to *article.Date, at time.Time) {
	*to = article.Date{Day: at.Format(time.DateOnly), Time: at, Origin: article.FromField}
}

// address sets the URL, which holds the day and the headline.
func address(a *article.Article, s *source, i int) {
	day := "undated"
	if !a.Published.IsZero() {
		day = a.Published.Day
	}
	a.URL = fmt.Sprintf("https://%s/%s/%s", s.host, day, slug(a.Headline, i))
}
