package page

import (
	"net/url"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// headline is what JSON-LD, then meta elements, then <title> and the first
// heading give, without the name of the site.
func (p *page) headline(source string) string {
	h := p.notSite(source, p.ldHeadline(), p.one("dc.title"), p.one("og:title"), p.one("citation_title"), p.one("parsely-title", "sailthru.title"))
	if h == "" {
		h = p.titleWithoutSite(source)
	} else {
		h = withoutName(h, p.siteNames(source))
	}
	h = values.FirstFilled(h, p.one("twitter:title", "title"))
	if h == "" && len(p.headings) > 0 {
		h = p.headings[0]
	}
	if len(h) > record.MaxHeadline {
		p.note("headline too long for one", h)
		return ""
	}
	return h
}

// ldHeadline is JSON-LD's headline, or its name where only that stands in
// <title>: encyclopedias put a description into headline.
func (p *page) ldHeadline() string {
	headline, name := values.PlainValue(p.ld.headline), values.PlainValue(p.ld.name)
	title := values.Letters(p.title)
	if name != "" && !strings.Contains(title, values.Letters(headline)) && strings.Contains(title, values.Letters(name)) {
		return name
	}
	return values.FirstFilled(headline, name)
}

// notSite returns the first text that is not blank and not the site's name.
func (p *page) notSite(source string, texts ...string) string {
	names := p.siteNames(source)
	for _, s := range texts {
		if s != "" && !sameName(s, names) {
			return s
		}
	}
	return ""
}

// siteNames are what the site may be called in its titles.
func (p *page) siteNames(source string) []string {
	names := append(p.home, source, p.one("og:site_name"), p.one("application-name"), p.one("twitter:site"))
	if u, err := url.Parse(p.base); err == nil && u.Host != "" {
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		label, _, _ := strings.Cut(host, ".")
		names = append(names, host, label)
	}
	return names
}

// titleSeparators stand between a headline and the name of a site, the ones that
// hardly stand in a headline first.
var titleSeparators = []string{" | ", " :: ", " » ", " / ", " • ", " · ", " — ", " – ", " - "}

// sureSeparators is how many of separators need no other evidence.
const sureSeparators = 3

// titleWithoutSite cuts <title> where a known name begins, where the first
// heading ends, or at a separator that is used for nothing else.
func (p *page) titleWithoutSite(source string) string {
	title := values.PlainValue(p.title)
	if cut := withoutName(title, p.siteNames(source)); cut != title {
		return cut
	}
	for _, h := range p.headings {
		if h == "" {
			continue
		}
		for _, sep := range titleSeparators {
			if strings.HasPrefix(title, h+sep) || strings.HasSuffix(title, sep+h) {
				return h
			}
		}
	}
	for _, sep := range titleSeparators[:sureSeparators] {
		at := strings.LastIndex(title, sep)
		if at > 0 && len(strings.Fields(title[:at])) >= 3 && len(strings.Fields(title[at+len(sep):])) <= 5 {
			return strings.TrimSpace(title[:at])
		}
	}
	return title
}

// withoutName cuts the name of the site from either end of a title.
func withoutName(title string, names []string) string {
	for _, sep := range titleSeparators {
		if at := strings.LastIndex(title, sep); at > 0 && sameName(title[at+len(sep):], names) {
			return strings.TrimSpace(title[:at])
		}
		if at := strings.Index(title, sep); at > 0 && sameName(title[:at], names) {
			return strings.TrimSpace(title[at+len(sep):])
		}
	}
	return title
}

// sameName compares names by their letters and digits: "The Hill" is "thehill".
func sameName(s string, names []string) bool {
	s = values.Letters(s)
	for _, n := range names {
		if n = values.Letters(n); n != "" && s == n {
			return true
		}
	}
	return false
}

// byline is a list of names from the first place that gives any.
func (p *page) byline() []string {
	for _, names := range [][]string{
		p.ld.byline,
		p.all("citation_author"), p.all("dc.creator"),
		p.all("author"), p.all("article:author"), p.all("parsely-author"), p.all("sailthru.author"),
		p.all("byl"), p.all("article:author_name", "og:article:author"), p.all("cxenseparse:author"),
		p.all("itemprop:author"), apart(p.authors),
	} {
		if out := p.people(names); out != nil {
			return out
		}
	}
	return nil
}

// apart drops names that another one is part of: a signature that repeats the
// name with a description.
func apart(names []string) []string {
	var out []string
	for _, n := range names {
		n = values.PersonName(n)
		if n != "" && !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(n, o) || strings.Contains(o, n) }) {
			out = append(out, n)
		}
	}
	return out
}

// name returns the first text that can be a name of a site or a section: not an
// address, not longer than a value may be, not the word for nothing.
func (p *page) name(texts ...string) string {
	for _, s := range texts {
		switch s = values.PlainValue(s); {
		case s == "", strings.Contains(s, "://"), strings.EqualFold(s, "nil"), strings.EqualFold(s, "null"), strings.EqualFold(s, "undefined"):
		case len(s) > article.MaxValue:
			p.note("name too long", s)
		default:
			return s
		}
	}
	return ""
}

// people cleans a list of names; addresses and accounts are none.
func (p *page) people(names []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		n = values.PersonName(n)
		if n == "" || seen[n] {
			continue
		}
		seen[n] = true
		if len(out) == article.MaxValues {
			p.note("more names than an article may have", "")
			break
		}
		out = append(out, n)
	}
	return out
}

// tags come from the first place that gives any.
func (p *page) tags() []string {
	for _, list := range [][]string{
		p.ld.tags, values.SplitOne(p.all("article:tag", "og:article:tag")),
		values.Split(p.all("news_keywords")), values.Split(p.all("parsely-tags", "sailthru.tags")), values.Split(p.all("citation_keywords")),
		values.Split(p.all("keywords")), values.Split(p.all("dc.subject")),
	} {
		if out := p.values(list); out != nil {
			return out
		}
	}
	return nil
}

// values cleans a list of tags and drops what stands in it twice.
func (p *page) values(list []string) []string {
	out, more := values.Distinct(list)
	if more {
		p.note("more tags than an article may have", "")
	}
	return out
}
