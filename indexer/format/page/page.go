package page

import (
	"strings"

	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// page is what a parsed page says about its article, before anything is chosen.
type page struct {
	meta      map[string][]string // contents by lower-case name, in order
	title     string              // of <title>
	headings  []string            // of h1, in order
	home      []string            // of h1 that lead to the front page: names of the site
	canonical string
	base      string // of the page, else ""
	lang      string // of <html>
	ld        ldArticle
	times     []pageTime
	authors   []string // of elements marked as author
	scripts   int
	articles  int // <article> elements
	notes     []record.Note
}

// pageTime is a date that stands in the page.
type pageTime struct {
	value string
	kind  timeKind
	item  string // itemprop
}

type timeKind int

const (
	anyTime       timeKind = iota
	publishedTime          // an element that says so
	updatedTime
	otherTime // of something else: a comment, a related article
)

const (
	// maxMetaValues and maxPageTimes bound what is kept of one page: no page
	// says that much about one article.
	maxMetaValues = 1024
	maxPageTimes  = 256
	// maxMetaValue bounds one value, in bytes; longer ones are no name or date.
	maxMetaValue = 8192
)

// newPage reads what doc says. from is the address the page was read from.
func newPage(doc *html.Node, from string) *page {
	p := &page{meta: map[string][]string{}, base: from}
	var scripts []string
	own := "" // <base>
	walkPage(doc, func(n *html.Node) bool {
		switch n.Type {
		case html.CommentNode:
			if u := savedFrom(n.Data); u != "" && p.base == "" {
				p.base = u
			}
		case html.ElementNode:
			switch n.DataAtom {
			case atom.Script:
				p.scripts++
				if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil {
					scripts = append(scripts, n.FirstChild.Data)
				}
				return false
			case atom.Base:
				own = values.FirstFilled(own, attr(n, "href"))
			case atom.Svg, atom.Template:
				return false
			default:
				p.element(n)
			}
		}
		return true
	})
	if u := values.PageAddress(own, p.base); u != "" {
		p.base = u
	}
	graph := readJSONLD(scripts)
	p.ld = graph.article(values.PageAddress(values.FirstFilled(p.canonical, p.one("og:url")), p.base))
	p.notes = append(p.notes, graph.notes...)
	return p
}

// element keeps what one element says.
func (p *page) element(n *html.Node) {
	switch n.DataAtom {
	case atom.Html:
		p.lang = values.FirstFilled(p.lang, attr(n, "lang"), attr(n, "xml:lang"))
	case atom.Meta:
		p.metaElement(n)
	case atom.Title:
		p.title = values.FirstFilled(p.title, values.OneLine(textOf(n)))
	case atom.Link:
		if p.canonical == "" && hasWord(attr(n, "rel"), "canonical") {
			p.canonical = attr(n, "href")
		}
	case atom.H1:
		p.topHeading(n)
	case atom.Article:
		p.articles++
	}
	item := attr(n, "itemprop")
	if n.DataAtom == atom.Time || strings.HasPrefix(item, "date") {
		p.timeElement(n, item)
	}
	if n.DataAtom != atom.Meta && len(p.authors) < maxMetaValues && (hasWord(attr(n, "rel"), "author") && n.DataAtom == atom.A || hasWord(item, "author")) && !inside(n, foreign) {
		p.authors = append(p.authors, authorOf(n))
	}
}

// topHeading keeps an h1. One that leads to the front page names the site.
func (p *page) topHeading(n *html.Node) {
	said := strings.TrimRight(values.OneLine(textOf(n)), " ¶#")
	home := false
	walkPage(n, func(at *html.Node) bool {
		href := attr(at, "href")
		home = home || at.DataAtom == atom.A && (href == "/" || href == "index.html" || href == "./")
		return true
	})
	switch {
	case said == "" || len(p.headings)+len(p.home) >= 16:
	case home:
		p.home = append(p.home, said)
	default:
		p.headings = append(p.headings, said)
	}
}

// metaElement keeps a meta element under each of its names: one attribute may
// list several.
func (p *page) metaElement(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" || len(content) > maxMetaValue {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		for _, name := range strings.Fields(strings.ToLower(attr(n, key))) {
			// Dublin Core is written dc:title, dc.title, dcterm:title…
			if scheme, rest, ok := strings.Cut(strings.Replace(name, ":", ".", 1), "."); ok && (scheme == "dc" || scheme == "dcterm" || scheme == "dcterms") {
				name = "dc." + rest
			}
			if key == "itemprop" {
				name = "itemprop:" + name
			}
			if len(p.meta[name]) < maxMetaValues && len(p.meta) < maxMetaValues {
				p.meta[name] = append(p.meta[name], content)
			}
		}
	}
}

// one returns the first content of the first name that has one, as a line.
func (p *page) one(names ...string) string {
	for _, n := range names {
		for _, v := range p.meta[n] {
			if v = values.PlainValue(v); v != "" {
				return v
			}
		}
	}
	return ""
}

// all returns the contents of the first name that has any.
func (p *page) all(names ...string) []string {
	for _, n := range names {
		if v := p.meta[n]; len(v) > 0 {
			return v
		}
	}
	return nil
}

// timeElement keeps a <time>, or another element that is marked as a date.
func (p *page) timeElement(n *html.Node, item string) {
	if len(p.times) >= maxPageTimes {
		return
	}
	value := values.FirstFilled(attr(n, "datetime"), attr(n, "content"))
	if value == "" {
		value = values.OneLine(textOf(n))
	}
	if value == "" || len(value) > 100 {
		return
	}
	p.times = append(p.times, pageTime{value: value, kind: kindOfTime(n), item: strings.ToLower(item)})
}

// kindOfTime judges a date by the names of its element and the two around it.
func kindOfTime(n *html.Node) timeKind {
	names := ""
	for at, up := n, 0; at != nil && up < 3; at, up = at.Parent, up+1 {
		names += " " + strings.ToLower(attr(at, "class")+" "+attr(at, "id")+" "+attr(at, "itemprop"))
	}
	_, pubdate := lookUp(n, "pubdate")
	switch {
	case inside(n, foreign):
		return otherTime
	case containsAny(names, "updat", "modif"):
		return updatedTime
	case pubdate, containsAny(names, "publish", "pubdate", "pub-date", "posted", "entry-date", "post-date", "article-date", "date-created", "dateline", "byline"):
		return publishedTime
	}
	return anyTime
}

// foreign are parts of names of elements that hold what is not the article.
var foreign = []string{"comment", "related", "recommend", "sidebar", "footer", "promo", "teaser", "most-read", "mostread", "trending", "popular", "newsletter", "more-stories"}

// inside reports whether n stands in an element whose class or id holds one of
// the parts, or in an aside, a navigation or a footer.
func inside(n *html.Node, parts []string) bool {
	for at := n; at != nil && at.DataAtom != atom.Body; at = at.Parent {
		switch at.DataAtom {
		case atom.Aside, atom.Nav, atom.Footer:
			// An article may have a footer of its own with author and date.
			if at.DataAtom != atom.Footer || !within(at, atom.Article) {
				return true
			}
		}
		if containsAny(strings.ToLower(attr(at, "class")+" "+attr(at, "id")), parts...) {
			return true
		}
	}
	return false
}

func within(n *html.Node, a atom.Atom) bool {
	for at := n.Parent; at != nil; at = at.Parent {
		if at.DataAtom == a {
			return true
		}
	}
	return false
}

// savedFrom returns the address in the comment that a browser leaves in a page
// that it saved, "" when the comment is another.
func savedFrom(comment string) string {
	if len(comment) > 2*maxMetaValue {
		return ""
	}
	if rest, ok := strings.CutPrefix(strings.TrimSpace(comment), "saved from url=("); ok {
		_, rest, _ = strings.Cut(rest, ")")
		return values.PageAddress(rest, "")
	}
	if strings.Contains(comment, "Page saved with SingleFile") {
		_, rest, _ := strings.Cut(comment, "url:")
		line, _, _ := strings.Cut(rest, "\n")
		return values.PageAddress(line, "")
	}
	return ""
}

// walkPage calls visit for n and all below it, in order; false passes over what is
// below a node. It needs no stack: trees may be deep.
func walkPage(n *html.Node, visit func(*html.Node) bool) {
	for at := n; at != nil; {
		if visit(at) && at.FirstChild != nil {
			at = at.FirstChild
			continue
		}
		for at != n && at.NextSibling == nil {
			at = at.Parent
		}
		if at == n {
			return
		}
		at = at.NextSibling
	}
}

// textOf returns the characters below n as they stand.
func textOf(n *html.Node) string {
	var b strings.Builder
	walkPage(n, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		} else if n.DataAtom == atom.Br {
			b.WriteByte(' ')
		}
		return n.DataAtom != atom.Script && n.DataAtom != atom.Style
	})
	return b.String()
}

func lookUp(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

func attr(n *html.Node, key string) string {
	v, _ := lookUp(n, key)
	return v
}

// hasWord reports whether a list of words, as in class or rel, holds one.
func hasWord(list, word string) bool {
	for _, w := range strings.Fields(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

func containsAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// authorOf returns the name in an element that is marked as the author.
func authorOf(n *html.Node) string {
	name := ""
	walkPage(n, func(at *html.Node) bool {
		if name == "" && hasWord(attr(at, "itemprop"), "name") {
			name = values.FirstFilled(attr(at, "content"), textOf(at))
		}
		return name == ""
	})
	return values.FirstFilled(name, attr(n, "content"), textOf(n))
}
