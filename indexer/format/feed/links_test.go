package feed

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

// dates renders when a link was published, and behind ~ when it was changed.
func dates(l Link) string {
	if l.Modified.IsZero() || l.Modified == l.Published {
		return l.Published.String()
	}
	return l.Published.String() + "~" + l.Modified.String()
}

// showLinks renders links in one line each, and the error last.
func showLinks(links []Link, err error) string {
	var b strings.Builder
	for _, l := range links {
		b.WriteString(strings.TrimRight(fmt.Sprintf("%s %s %s %s", l.Kind, l.URL, dates(l), l.Title), " ") + "\n")
	}
	if err != nil {
		fmt.Fprintf(&b, "error: %v\n", err)
	}
	return b.String()
}

func TestLinks(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"opml", `<opml version="2.0"><head><title>x</title></head><body>
			<outline text="News"><outline text="A &amp;amp; B" type="rss" xmlUrl="https://a.example/feed"/><outline title="C" text="c" xmlUrl="/c.xml" htmlUrl="https://c.example"/></outline>
			<outline text="More" type="include" url="https://d.example/more.opml"/><outline text="D" type="link" url="d.opml"/>
			<outline text="Page" type="link" url="https://e.example/page"/><outline text="Song" type="song" f="x.mp3"/>
			<outline text="again" xmlUrl="https://a.example/feed"/><outline text="bad" xmlUrl="file:///etc/passwd"/></body></opml>`,
			"feed https://a.example/feed  A & B\nfeed https://h.example/c.xml  C\nlist https://d.example/more.opml  More\nlist https://h.example/dir/d.opml  D\npage https://e.example/page  Page\n"},
		{"sitemap", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="i"><url><loc>https://e.example/1?a=1&amp;b=2</loc><lastmod>2022-07-08T10:00:00+02:00</lastmod>
			<image:image><image:loc>https://e.example/p.jpg</image:loc></image:image></url><url><loc><![CDATA[https://e.example/2]]></loc><lastmod>2022-13-08</lastmod></url><url><priority>1</priority></url></urlset>`,
			"page https://e.example/1?a=1&b=2 ~2022-07-08T10:00:00+02:00\npage https://e.example/2\n"},
		{"news sitemap", `<urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://e.example/1</loc><lastmod>2022-07-09</lastmod><n:news><n:publication><n:name>P</n:name></n:publication>
			<n:publication_date>2022-07-08</n:publication_date><n:title>A &amp;amp; B</n:title></n:news></url></urlset>`, "page https://e.example/1 2022-07-08~2022-07-09 A & B\n"},
		{"index", `<sitemapindex><sitemap><loc>https://e.example/s1.xml.gz</loc><lastmod>2022-07-08</lastmod></sitemap><sitemap> https://e.example/s2.xml </sitemap></sitemapindex>`,
			"sitemap https://e.example/s1.xml.gz ~2022-07-08\nsitemap https://e.example/s2.xml\n"},
		{"cut short", "<urlset><url><loc>https://e.example/1</loc></url>\n<url><loc>https://e.ex",
			"page https://e.example/1\nerror: reading the list: it is cut short at line 2 (byte 72), </urlset> is missing\n"},
		{"plain text", decode.BOM + "https://e.example/1\r\n\r\nhttps://e.example/2\r\nhttps://e.example/1\n", "page https://e.example/1\npage https://e.example/2\n"},
		{"feed", formattest.RSS("<item><title>A</title><link>/1</link><pubDate>8 Jul 2022</pubDate></item><item><link>https://e.example/2</link></item><item><title>none</title></item>"),
			"page https://h.example/1 2022-07-08 A\npage https://e.example/2\n"},
		{"feed in another encoding", `<?xml version="1.0" encoding="koi8-r"?>` + formattest.RSS("<item><title>\xf4\xd2\xd5\xc4</title><link>https://e.example/1</link></item>"), "page https://e.example/1  Труд\n"},
		{"json feed", `{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"https://e.example/1","title":"A","date_published":"2022-07-08"},7,{"title":"none"},{"external_url":"/2"}`,
			"page https://e.example/1 2022-07-08 A\npage https://h.example/2\nerror: reading the list: the feed breaks at line 1 (byte 167), what follows is not read: the file is cut short; get it again\n"},
		{"nothing to follow", "<opml><body><outline text='x'/></body></opml>", "error: the list holds no links that can be followed (http or https)\n"},
		{"no list", "<html><body>x</body></html>", "error: this is no feed, OPML or sitemap; give the address of one\n"},
		{"empty", "", "error: this is no feed, OPML or sitemap; give the address of one\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := showLinks(Links(record.Input{Reader: strings.NewReader(tt.data), URL: "https://h.example/dir/list"})); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

func TestLinksAreBounded(t *testing.T) {
	var b strings.Builder
	for i := range MaxLinks + 1 {
		fmt.Fprintf(&b, "https://e.example/%d\n", i)
	}
	links, err := Links(record.Input{Reader: strings.NewReader(b.String())})
	if len(links) != MaxLinks || err == nil || !strings.Contains(err.Error(), "50000 links") {
		t.Errorf("%d links, %v", len(links), err)
	}
	pad := strings.Repeat("x", 1<<20)
	links, err = Links(record.Input{Reader: formattest.Repeated("<urlset><url><loc>https://e.example/1</loc></url>", "<!--"+pad+"-->", 51, "</urlset>")})
	if len(links) != 1 || err == nil || !strings.Contains(err.Error(), "50 MB") {
		t.Errorf("%d links, %v", len(links), err)
	}
	if _, err := Links(record.Input{Reader: strings.NewReader("<a/>")}); !errors.As(err, new(*record.Refusal)) {
		t.Errorf("%v is no refusal", err)
	}
}

// TestSitemapSamples: the links of every sample, as a person read them.
func TestSitemapSamples(t *testing.T) {
	names, files := formattest.Samples(t, "sitemaps_robots")
	var lines []string
	for _, name := range names {
		dir := filepath.Base(filepath.Dir(name))
		if dir != "sitemaps" && dir != "extension" && dir != "rss" {
			continue
		}
		lines = append(lines, "# "+name)
		shown := strings.Split(strings.TrimSuffix(showLinks(Links(record.Input{Reader: strings.NewReader(string(files[name])), Name: filepath.Base(name)})), "\n"), "\n")
		if len(shown) > 20 {
			shown = append(shown[:20], fmt.Sprintf("… %d more", len(shown)-20))
		}
		lines = append(lines, shown...)
	}
	formattest.Outcomes(t, "sitemap_links", lines)
}
