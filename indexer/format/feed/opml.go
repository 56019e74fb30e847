package feed

import (
	"strings"

	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
)

// opmlLinks takes the feeds of an outline (OPML 1.0 and 2.0): what has an
// xmlUrl is a feed; a link to or an inclusion of another outline is a list, and
// a link to a page is a page.
func opmlLinks(in record.Input, c *linkCollector) error {
	return readTree(in, func(_ *markup.Reader, _ []*markup.Element, e *markup.Element, _ string) error {
		if e.Local != "outline" {
			return nil
		}
		l := Link{Title: e.Attr("title")}
		if l.Title == "" {
			l.Title = e.Attr("text")
		}
		l.Title = htmltext.Of(l.Title)
		if ref := e.Attr("xmlurl"); ref != "" {
			l.URL, l.Kind = followable(e.Base, ref), LinkFeed
			return c.add(l)
		}
		ref := e.Attr("url")
		switch typ := strings.ToLower(e.Attr("type")); {
		case typ == "include", typ == "link" && strings.HasSuffix(strings.ToLower(ref), ".opml"):
			l.Kind = LinkList
		case typ == "rss", typ == "atom", typ == "feed":
			l.Kind = LinkFeed // written before xmlUrl was
		case typ == "link":
			l.Kind = LinkPage
		default:
			return nil // a song, a note: nothing to follow
		}
		l.URL = followable(e.Base, ref)
		return c.add(l)
	})
}
