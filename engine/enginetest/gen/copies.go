package gen

import (
	"strings"
	"time"

	"newsdex/article"
)

// How a copy differs, in shares of a thousand.
const (
	copyWord  = 12  // of its words are others
	copyShort = 350 // of the copies lack the last paragraph
	copyHead  = 300 // have another first word of the headline
	copyDay   = 300 // appear a day later, or more
	// copyReach is how many articles back the original may stand.
	copyReach = 2000
)

// copyOf writes article number i as another source prints an earlier one: from
// the wire, cut at the end and corrected here and there.
func (g *Generator) copyOf(i int) *article.Article {
	d := &g.d
	d.roll(g.o.Seed, saltCopy, uint64(i))
	a := g.original(i - 1 - d.below(min(i, copyReach)))
	d.roll(g.o.Seed, saltCopy, uint64(i)+1<<63)
	s := g.source()
	a.Source = s.name
	if d.chance(copyHead) {
		_, rest, _ := strings.Cut(a.Headline, " ")
		a.Headline = s.reporters[0][:strings.IndexByte(s.reporters[0], ' ')] + " " + rest
	}
	if at := strings.LastIndex(a.Body, "\n\n"); at > 0 && d.chance(copyShort) {
		a.Body = a.Body[:at]
	}
	a.Body = g.corrected(a.Body, a.Lang)
	a.WordCount = len(strings.Fields(a.Body))
	if !a.Published.IsZero() && d.chance(copyDay) {
		g.later(a)
	}
	address(a, s, i)
	return a
}

// corrected replaces some words of a text by others of the language.
func (g *Generator) corrected(text, lang string) string {
	p := &g.p
	p.buf, p.tongue = p.buf[:0], tongueOf(lang)
	for len(text) > 0 {
		end := strings.IndexAny(text, " \n")
		if end < 0 {
			end = len(text)
		}
		w := strings.TrimRight(text[:end], ".,")
		if len(w) > 0 && w[0] != '"' && g.d.chance(copyWord) {
			p.any()
			p.buf = append(p.buf, text[len(w):end]...)
		} else {
			p.buf = append(p.buf, text[:end]...)
		}
		for end < len(text) && (text[end] == ' ' || text[end] == '\n') {
			p.buf = append(p.buf, text[end])
			end++
		}
		text = text[end:]
	}
	return string(p.buf)
}

// later moves the dates of an article by one to three days.
func (g *Generator) later(a *article.Article) {
	by := time.Duration(g.d.between(1, 3)) * 24 * time.Hour
	a.Updated = article.Date{}
	if !a.Published.Time.IsZero() {
		setDate(&a.Published, a.Published.Time.Add(by))
		return
	}
	if day, err := time.Parse(time.DateOnly, a.Published.Day); err == nil {
		a.Published.Day = day.Add(by).Format(time.DateOnly)
	}
}
