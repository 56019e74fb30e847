package feed

import (
	"bufio"
	"bytes"
	"net/url"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// sitemapRoots are the elements that a sitemap begins with, in any namespace:
// many write one of their own.
var sitemapRoots = []string{"urlset", "sitemapindex"}

// sitemapLinks takes the pages of a sitemap or the sitemaps of an index
// (sitemaps.org), with title and date of a news sitemap. Addresses of pictures
// and films are none of pages.
func sitemapLinks(in record.Input, c *linkCollector) error {
	var l Link
	return readTree(in, func(_ *markup.Reader, path []*markup.Element, e *markup.Element, text string) error {
		parent := ""
		if len(path) > 0 {
			parent = path[len(path)-1].Local
		}
		entry := parent == "url" || parent == "sitemap"
		switch {
		case e.Local == "loc" && entry:
			l.URL = followable(e.Base, text)
		case e.Local == "lastmod" && entry:
			l.Modified = feedDate(text, &notes{})
		case e.Local == "title" && parent == "news":
			l.Title = htmltext.Of(text)
		case e.Local == "publication_date" && parent == "news":
			l.Published = feedDate(text, &notes{})
		case e.Local == "url" && parent == "urlset", e.Local == "sitemap" && parent == "sitemapindex":
			if l.URL == "" && values.IsAbsolute(text) {
				l.URL = followable(e.Base, text) // written without <loc>
			}
			l.Kind = LinkPage
			if e.Local == "sitemap" {
				l.Kind = LinkSitemap
			}
			done := l
			l = Link{}
			return c.add(done)
		}
		return nil
	})
}

// textSitemap reports whether a text holds addresses only, one a line.
func textSitemap(head []byte) bool {
	found := false
	for line := range bytes.Lines(head) {
		complete := bytes.HasSuffix(line, []byte("\n"))
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if !complete && found && len(head) >= record.HeadSize {
			break // the head ends within it
		}
		if !values.IsAbsolute(string(line[:min(len(line), 16)])) || bytes.ContainsAny(line, " \t") {
			return false
		}
		if u, err := url.Parse(string(line)); err != nil || u.Host == "" {
			return false
		}
		found = true
	}
	return found
}

// textLinks takes the addresses of a sitemap in plain text; a line that is none
// is passed over.
func textLinks(in record.Input, c *linkCollector) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxSitemapLine)
	for lines.Scan() {
		line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), decode.BOM))
		if !values.IsAbsolute(line) {
			continue
		}
		if err := c.add(Link{URL: followable(nil, line), Kind: LinkPage, Modified: article.Date{}}); err != nil {
			return err
		}
	}
	return lines.Err()
}
