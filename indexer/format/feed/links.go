package feed

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
)

// LinkKind says what a link leads to.
type LinkKind string

const (
	LinkPage    LinkKind = "page"    // the page of an article
	LinkFeed    LinkKind = "feed"    // RSS, Atom or JSON Feed
	LinkSitemap LinkKind = "sitemap" // another sitemap
	LinkList    LinkKind = "list"    // another OPML
)

// Link is one link of a list.
type Link struct {
	// URL is absolute, http or https.
	URL string
	// Title is what the list calls it, may be empty.
	Title string
	// Published and Modified are when it was published and last changed, by what the
	// list says.
	Published, Modified article.Date
	Kind                LinkKind
}

const (
	// MaxLinks bounds the links of one list: what a sitemap may hold by its
	// protocol (sitemaps.org). More feeds or items are not in one file either.
	MaxLinks = 50_000
	// MaxLinkBytes bounds a list in bytes, after decompression, by the same
	// protocol.
	MaxLinkBytes = 50 << 20
	// maxSitemapLine bounds one line of a list in plain text: an address.
	maxSitemapLine = 16 << 10
)

// Links returns the links of OPML (feeds and other lists), of a sitemap in XML or
// plain text (pages and other sitemaps), or of a feed (the pages of its items),
// in their order and each once. Relative ones are resolved against in.URL.
//
// An error comes with the links that were read before it: the list is longer
// than MaxLinks or MaxLinkBytes, or it is cut short. A *Refusal says that the
// input is none of these lists, or that it holds no links.
func Links(in record.Input) ([]Link, error) {
	limited := &io.LimitedReader{R: in.Reader, N: MaxLinkBytes + 1}
	in.Reader = limited
	br, _ := decode.XML(in)
	br.Peek(1)
	head, _ := br.Peek(min(br.Buffered(), record.HeadSize))
	in.Reader, in.ContentType = br, "text/xml; charset=utf-8" // whatever it declares: it is decoded
	c := &linkCollector{seen: map[string]bool{}}
	var err error
	switch {
	case sniffJSONFeed(head, in.Name) == record.Sure:
		err = jsonFeedLinks(in, c)
	case sniffFeed(head, in.Name) == record.Sure:
		err = feedLinks(in, c)
	case markupRoot(head) == "opml" || markupRoot(head) == "outlinedocument":
		err = opmlLinks(in, c)
	case slices.Contains(sitemapRoots, markupRoot(head)):
		err = sitemapLinks(in, c)
	case textSitemap(head):
		err = textLinks(in, c)
	default:
		return nil, &record.Refusal{Code: record.NotRead, Reason: "this is no feed, OPML or sitemap; give the address of one"}
	}
	var broken *record.RecordError
	switch {
	case errors.Is(err, errManyLinks):
		return c.links, fmt.Errorf("the list holds more than %d links, the first %d are read; split it", MaxLinks, MaxLinks)
	case limited.N <= 0:
		return c.links, fmt.Errorf("the list holds more than %d bytes (50 MB), what lies behind them is not read; split it", MaxLinkBytes)
	case errors.As(err, &broken):
		return c.links, fmt.Errorf("reading the list: %s", broken.What())
	case err != nil:
		return c.links, fmt.Errorf("reading the list: %w", err)
	case len(c.links) == 0:
		return nil, &record.Refusal{Code: record.EmptyFile, Reason: "the list holds no links that can be followed (http or https)"}
	}
	return c.links, nil
}

// errManyLinks ends the reading of a list.
var errManyLinks = errors.New("too many links")

// linkCollector keeps links, each once.
type linkCollector struct {
	links []Link
	seen  map[string]bool
}

// add keeps a link that can be followed.
func (c *linkCollector) add(l Link) error {
	if l.URL == "" || c.seen[l.URL] {
		return nil
	}
	if len(c.links) == MaxLinks {
		return errManyLinks
	}
	c.seen[l.URL] = true
	c.links = append(c.links, l)
	return nil
}

// followable returns the absolute address of a link, "" when it has none that
// can be fetched.
func followable(base *url.URL, ref string) string {
	u := markup.Resolve(base, ref)
	if u == nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if s := u.String(); len(s) <= article.MaxURL {
		return s
	}
	return ""
}

// feedLinks takes the pages of a feed's items, those without a text too.
func feedLinks(in record.Input, c *linkCollector) error {
	f := newFeedReader(in)
	for it := f.next(); it != nil; it = f.next() {
		if it.cut || it.size > MaxItem {
			continue
		}
		n := &notes{}
		l := Link{URL: f.url(it, n), Title: f.headline(it, n), Kind: LinkPage}
		l.Published, l.Modified = f.dates(it, n)
		if err := c.add(l); err != nil {
			return err
		}
	}
	return f.end()
}

// markupRoot returns the local name of the first element in lower case, "" when
// there is none.
func markupRoot(head []byte) string {
	name, _ := markup.Root(head)
	return strings.ToLower(name)
}

// RefuseLinks returns a refusal for files that are lists of links: there is no
// article in them.
func RefuseLinks(text []byte) *record.Refusal {
	what := ""
	switch root := markupRoot(text); {
	case root == "opml", root == "outlinedocument":
		what = "an OPML list of feeds"
	case slices.Contains(sitemapRoots, root):
		what = "a sitemap"
	case textSitemap(text):
		what = "a list of addresses"
	case robotsRules(text):
		return &record.Refusal{Code: record.NotRead, Reason: "this is a robots.txt, which tells programs what they may fetch and holds no article"}
	default:
		return nil
	}
	return &record.Refusal{Code: record.NotRead, Reason: "this is " + what + ", which holds links and no articles; they are only followed with --follow when it is given as URL"}
}

// robotsFields are what stands in robots.txt before a colon (RFC 9309, and what
// crawlers added).
var robotsFields = []string{"user-agent", "useragent", "disallow", "allow", "sitemap", "crawl-delay", "host", "clean-param", "noindex"}

// robotsRules reports whether a text is a robots.txt: it begins with one of its
// fields, and another follows.
func robotsRules(head []byte) bool {
	found := 0
	for line := range bytes.FieldsFuncSeq(head, func(r rune) bool { return r == '\n' || r == '\r' }) {
		line, _, _ = bytes.Cut(line, []byte("#"))
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		name, _, colon := bytes.Cut(line, []byte(":"))
		if colon && slices.Contains(robotsFields, strings.ToLower(string(bytes.TrimSpace(name[:min(len(name), 20)])))) {
			if found++; found == 2 {
				return true
			}
		} else if found == 0 {
			return false
		}
	}
	return false
}

// readTree reads OPML and sitemaps: ended is told each element that has ended, the
// elements it is in, and the text behind its last child.
func readTree(in record.Input, ended func(x *markup.Reader, path []*markup.Element, e *markup.Element, text string) error) error {
	base, err := url.Parse(in.URL)
	if err != nil || base.Host == "" {
		base = nil
	}
	r, _ := decode.XML(in)
	x := markup.NewReader(r, base, feedWords)
	var text []byte
	for {
		switch ev := x.Next(); ev.Kind {
		case markup.Start:
			text = text[:0]
		case markup.Text:
			text = append(text, ev.Raw[:min(len(ev.Raw), maxSitemapLine-min(len(text), maxSitemapLine))]...)
		case markup.CDATA:
			text = markup.Escape(text, ev.Raw[:min(len(ev.Raw), maxSitemapLine-min(len(text), maxSitemapLine))])
		case markup.End:
			s := strings.TrimSpace(x.Unescape(text))
			text = text[:0]
			if err := ended(x, x.Stack, ev.Elem, s); err != nil {
				return err
			}
		case markup.EOF:
			switch {
			case x.Failed != nil:
				return x.Failed
			case len(x.Stack) > 0:
				return fmt.Errorf("it is cut short at line %d (byte %d), </%s> is missing", x.Line+1, x.Offset, record.Printable(x.Stack[0].Name))
			}
			return nil
		}
	}
}
