package web

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search"
)

// fill adds an answer to the page.
func (p *searchData) fill(res *search.Result, v url.Values) {
	p.ReadAs = res.Query.ReadAs
	p.Total = totalOf(res)
	p.Took = fmt.Sprintf("%.1f ms", float64(res.Took)/float64(time.Millisecond))
	for _, name := range search.Sorts() {
		p.Sorts = append(p.Sorts, linkView{name, with("/", v, "sort", name), name == res.Sort.String()})
	}
	// The whole search goes along to the page of an article, which leads back to it.
	reading := url.Values{}
	for _, p := range searchParameters {
		if values := v[p.name]; len(values) > 0 {
			reading[p.name] = values
		}
	}
	for _, h := range res.Hits {
		p.Hits = append(p.Hits, hitViewOf(h, v, reading))
	}
	page := func(cursor string) string {
		if cursor == "" {
			return ""
		}
		c := clone(v)
		c.Set("cursor", cursor)
		return linkTo("/", c)
	}
	p.Prev, p.Next = page(res.PrevCursor), page(res.NextCursor)
	switch res.Sort {
	case search.Newest:
		p.PrevLabel, p.NextLabel = "Newer", "Older"
	case search.Oldest:
		p.PrevLabel, p.NextLabel = "Older", "Newer"
	default:
		p.PrevLabel, p.NextLabel = "Previous", "Next"
	}
	if len(res.Hits) == 0 && res.Total > 0 && res.Limit > 0 {
		p.Start = linkTo("/", clone(v))
	}
	if res.Total == 0 {
		p.Nothing, p.Help = true, helpFor(v)
		for _, c := range res.Clauses {
			p.Clauses = append(p.Clauses, clauseViewOf(c, v))
		}
	}
}

// articles says a number of articles.
func articles(n int) string {
	if n == 1 {
		return "1 article"
	}
	return count(n) + " articles"
}

// clauseViewOf shows a clause; the rest is a link where it finds something.
func clauseViewOf(c search.Clause, v url.Values) clauseView {
	out := clauseView{Text: shorten(c.Text, 80), Hits: articles(c.Hits), Rest: shorten(c.Rest, 80), Without: articles(c.Without)}
	if c.Without > 0 {
		out.RestURL = with("/", v, "q", c.Rest)
	}
	return out
}

func totalOf(res *search.Result) string {
	n := articles(res.Total)
	if !res.Exact {
		return "at least " + n
	}
	return n
}

// helpFor offers wider questions than one that found nothing.
func helpFor(v url.Values) []linkView {
	var out []linkView
	wider := func(label string, drop ...string) {
		c, had := clone(v), false
		for _, name := range drop {
			had = had || c.Has(name)
			c.Del(name)
		}
		if had {
			out = append(out, linkView{Label: label, URL: linkTo("/", c)})
		}
	}
	wider("Search all dates", "from", "to")
	wider("Search without the filters", "source", "section", "byline", "tag", "lang")
	if q := v.Get("q"); strings.ContainsAny(q, quotes) {
		loose := strings.Map(func(r rune) rune {
			if strings.ContainsRune(quotes, r) {
				return ' '
			}
			return r
		}, q)
		out = append(out, linkView{Label: "Search the words without the quotes", URL: with("/", v, "q", strings.Join(strings.Fields(loose), " "))})
	}
	if v.Get("match") != "any" && len(strings.Fields(v.Get("q"))) > 1 {
		out = append(out, linkView{Label: "Search for any of the words", URL: with("/", v, "match", "any")})
	}
	return out
}

// quotes are the characters that open and close phrases.
const quotes = `"“”„‟«»`

func hitViewOf(h search.Hit, v, reading url.Values) hitView {
	a := h.Article
	out := hitView{
		URL:      linkTo("/articles/"+url.PathEscape(a.ID), reading),
		Headline: clip(whole(a.Headline, spans(h.HeadlineMarks)), headlineRunes),
		Lang:     langAttr(a.Lang), Dir: direction(a.Lang), Published: dateOf(a.Published),
	}
	if a.Source != "" {
		out.Source = linkView{Label: a.Source, URL: narrowed(v, "source", a.Source)}
	}
	if a.Section != "" {
		out.Section = linkView{Label: a.Section, URL: narrowed(v, "section", a.Section)}
	}
	for i, name := range a.Byline {
		if i == bylineNames {
			out.MoreNames = len(a.Byline) - i
			break
		}
		out.Byline = append(out.Byline, linkView{Label: name, URL: narrowed(v, "byline", name)})
	}
	for _, p := range h.Passages {
		out.Passages = append(out.Passages, passageViewOf(a, spans(p.Windows), spans(p.Marks), out.URL))
	}
	return out
}

// narrowed returns the link to the same question within one value only.
func narrowed(v url.Values, name, value string) string { return with("/", v, name, value) }

func passageViewOf(a *article.Article, windows, marks []span, link string) passageView {
	out := passageView{
		Parts:  search.Parts(a.Body, windows, marks),
		Before: goesOn(a.Body[:windows[0].Start]),
		After:  goesOn(a.Body[windows[len(windows)-1].End:]),
	}
	if len(marks) > 0 {
		out.URL = fmt.Sprintf("%s#b%d", link, marks[0].Start)
	}
	return out
}

// goesOn reports whether a rest of a body holds more than blanks.
func goesOn(rest string) bool { return strings.TrimSpace(rest) != "" }

// clip keeps at most that many runes of a headline, from a little before its
// first mark, so that what is cut is never the proof.
func clip(parts []part, most int) []part {
	const lead = 60 // runes shown before the first mark
	before, all := -1, 0
	for _, p := range parts {
		if p.Mark && before < 0 {
			before = all
		}
		all += len([]rune(p.Text))
	}
	if all <= most {
		return parts
	}
	skip := 0
	if before > most-lead {
		skip = before - lead
	}
	var out []part
	if skip > 0 {
		out = append(out, part{Text: "…"})
	}
	left := most
	for _, p := range parts {
		text := []rune(p.Text)
		drop := min(skip, len(text))
		skip -= drop
		text = text[drop:]
		keep := min(left, len(text))
		left -= keep
		if keep > 0 {
			out = append(out, part{Text: string(text[:keep]), Mark: p.Mark, Start: p.Start})
		}
	}
	return append(out, part{Text: " …"})
}
