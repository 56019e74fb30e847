package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search"
)

// Limits of what the page shows of one hit.
const (
	// headlineRunes keeps a "headline" that holds a whole text from filling the
	// page; the part around the first mark is kept.
	headlineRunes = 300
	// bylineNames is how many names a hit shows.
	bylineNames = 6
	// valueRunes bounds the name of a source, a section or a person.
	valueRunes = 80
	// copiesShown is how many copies of a hit are named: each is read.
	copiesShown = 3
)

// hitView is one result.
type hitView struct {
	URL       string
	Headline  []part
	Lang, Dir string
	Source    linkView
	Section   linkView
	// By stands before the names, unless they say so themselves.
	By        string
	Byline    []linkView
	MoreNames int
	Published dateView
	Passages  []passageView
	// Copies are articles with the same text, AllCopies the rest of them.
	CopiesSay string
	Copies    []copyView
	AllCopies linkView
}

type passageView struct {
	Parts []part
	// URL opens the article at the first mark.
	URL string
	// Before and After tell that the body goes on there.
	Before, After bool
}

// copyView is an article with the same text as a hit.
type copyView struct {
	URL, Label string
	Published  dateView
}

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
	for _, p := range pageParameters {
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
	narrowed := slices.ContainsFunc(searchParameters, func(p parameter) bool {
		return (p.form == many && p.name != "facets" || p.name == "from" || p.name == "to") && v.Has(p.name)
	})
	// A facet is counted without its own parameter, and there may be copies then.
	p.CountCopies = res.Folded > 0 || res.Fold && narrowed
	if res.Folded > 0 {
		p.Folded = linkView{Label: plural(res.Folded, "copy", "copies"), URL: with("/", v, "fold", "none")}
	} else if v.Get("fold") == "none" {
		p.Fold = linkView{Label: "fold them", URL: with("/", v, "fold", "")}
	}
}

// articles says a number of articles.
func articles(n int) string { return plural(n, "article", "articles") }

// plural says a number of things.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

func totalOf(res *search.Result) string {
	n := articles(res.Total)
	if !res.Exact {
		return "at least " + n
	}
	return n
}

func hitViewOf(h search.Hit, v, reading url.Values) hitView {
	a := h.Article
	out := hitView{
		URL:      articleLink(a.ID, reading.Encode()),
		Headline: clip(whole(a.Headline, spans(h.HeadlineMarks)), headlineRunes),
		Lang:     langAttr(a.Lang), Dir: direction(a.Lang), Published: dateOf(a.Published), By: byOf(a.Byline),
	}
	if a.Source != "" {
		out.Source = linkView{Label: shorten(a.Source, valueRunes), URL: narrowed(v, "source", a.Source)}
	}
	if a.Section != "" {
		out.Section = linkView{Label: shorten(a.Section, valueRunes), URL: narrowed(v, "section", a.Section)}
	}
	for i, name := range a.Byline {
		if i == bylineNames {
			out.MoreNames = len(a.Byline) - i
			break
		}
		out.Byline = append(out.Byline, linkView{Label: shorten(name, valueRunes), URL: narrowed(v, "byline", name)})
	}
	for _, p := range h.Passages {
		out.Passages = append(out.Passages, passageViewOf(a, spans(p.Windows), spans(p.Marks), out.URL))
	}
	if n := len(h.Copies); n > 0 {
		out.CopiesSay = "and " + plural(n, "copy", "copies")
		if n > copiesShown {
			out.AllCopies = linkView{Label: fmt.Sprintf("%d more", n-copiesShown), URL: with("/", v, "fold", "none")}
		}
	}
	return out
}

// showCopies names the copies of hits, which takes reading them. A copy that is
// gone by now, or that time ran out for, is not named.
func (s *Server) showCopies(ctx context.Context, views []hitView, hits []search.Hit) error {
	for i, h := range hits {
		for _, id := range h.Copies[:min(len(h.Copies), copiesShown)] {
			a, err := s.deps.Searcher.Article(ctx, id)
			if errors.Is(err, search.ErrNotFound) || errors.Is(err, context.DeadlineExceeded) {
				continue
			}
			if err != nil {
				return fmt.Errorf("reading a copy, article %q: %w", id, err)
			}
			label := shorten(a.Source, valueRunes)
			if label == "" {
				label = shorten(a.ID, valueRunes)
			}
			_, reading, _ := strings.Cut(views[i].URL, "?")
			views[i].Copies = append(views[i].Copies, copyView{articleLink(a.ID, reading), label, dateOf(a.Published)})
		}
	}
	return nil
}

// articleLink returns the address of an article's page for a query.
func articleLink(id, reading string) string {
	link := "/articles/" + url.PathEscape(id)
	if reading != "" {
		link += "?" + reading
	}
	return link
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
