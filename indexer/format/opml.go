package format

import (
	"strings"

	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/record"
)

// opmlLinks takes the feeds of an outline (OPML 1.0 and 2.0): what has an
// xmlUrl is a feed; a link to or an inclusion of another outline is a list, and
// a link to a page is a page.
func opmlLinks(in record.Input, c *linkCollector) error {
	return readTree(in, func(_ *xmlReader, _ []*element, e *element, _ string) error {
		if e.local != "outline" {
			return nil
		}
		l := Link{Title: e.attr("title")}
		if l.Title == "" {
			l.Title = e.attr("text")
		}
		l.Title = htmltext.Of(l.Title)
		if ref := e.attr("xmlurl"); ref != "" {
			l.URL, l.Kind = followable(e.base, ref), LinkFeed
			return c.add(l)
		}
		ref := e.attr("url")
		switch typ := strings.ToLower(e.attr("type")); {
		case typ == "include", typ == "link" && strings.HasSuffix(strings.ToLower(ref), ".opml"):
			l.Kind = LinkList
		case typ == "rss", typ == "atom", typ == "feed":
			l.Kind = LinkFeed // written before xmlUrl was
		case typ == "link":
			l.Kind = LinkPage
		default:
			return nil // a song, a note: nothing to follow
		}
		l.URL = followable(e.base, ref)
		return c.add(l)
	})
}
