package feed

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
)

// short renders records and errors in one line each, as a test names them.
func short(data string, in record.Input) []string {
	in.Reader = strings.NewReader(data)
	var out []string
	for rec, err := range readFeed(in) {
		if err != nil {
			out = append(out, "error: "+err.Error())
			continue
		}
		s := strings.Join([]string{rec.Headline, strings.ReplaceAll(rec.Body, "\n", "/")}, "|")
		for _, n := range rec.Notes {
			s += fmt.Sprintf(" [%s: %s]", n.Code, n.Detail)
		}
		out = append(out, s)
	}
	return out
}

func TestBrokenFeeds(t *testing.T) {
	tests := []struct {
		name, data string
		want       []string
	}{
		{"cut between items", "<rss><channel><title>t</title><item><title>a</title></item>\n",
			[]string{"a|", "error: line 2 (byte 60): the file is cut short, </channel> is missing: get it again if items are missing, at line 2 (byte 60)"}},
		{"cut within an item", "<rss><channel><title>t</title><item><title>a</title></item>\n<item><title>b",
			[]string{"a|", "error: line 2 (byte 60): the file ends within this item, which begins at line 2; get the file again"}},
		{"cut within a tag", "<rss><channel><title>t</title><item><title>a</title></item></channel></rss", []string{"a|"}},
		{"cut within CDATA", "<rss><channel><title>t</title><item><title><![CDATA[a",
			[]string{"error: line 1 (byte 30): the file ends within this item, which begins at line 1; get the file again"}},
		{"only the root is not closed", "<rss><channel><title>t</title><item><title>a</title></item></channel>", []string{"a|"}},
		{"an item without end", formattest.RSS("<item><title>a</title><item><title>b</title></item>"),
			[]string{"a| [ill-formed XML: line 1: <item> within <item>]", "b|"}},
		{"a title without end", formattest.RSS("<item><title>a<link>https://e.example/</link></item><item><title>b</title></item>"),
			[]string{"ahttps://e.example/| [ill-formed XML: line 1: </item> closes <title> too]", "b|"}},
		{"an end tag too many", formattest.RSS("<item></b><title>a</title></item>"), []string{"a| [ill-formed XML: line 1: </b> closes nothing]"}},
		{"unescaped HTML", formattest.RSS("<item><title>a</title><description><p>One<br>two<p>three & four</description></item>"),
			[]string{"a|One/two//three & four [ill-formed XML: line 1: </description> closes <p> too]"}},
		{"an ampersand and a less-than sign", formattest.RSS("<item><title>AT&T & 3 < 4</title></item>"),
			[]string{"AT&T & 3 < 4| [ill-formed XML: line 1: a < that begins no tag]"}},
		{"a quote that is not closed", formattest.RSS(`<item><title>a</title><enclosure url="x></item><item><title>b</title></item>`),
			[]string{"a| [ignored field enclosure: ] [ill-formed XML: line 1: </item> closes <enclosure> too]", "b|"}},
		{"an error message before the feed", "<b>Warning</b>: x<br />\n" + formattest.RSS("<item><title>a</title></item>"), []string{"a|"}},
		{"nested entries of a source", `<feed xmlns="http://www.w3.org/2005/Atom"><entry><source><entry/></source><title>a</title></entry></feed>`, []string{"a|"}},
		{"no items", formattest.RSS(""), []string{"error: the feed holds no items"}},
		{"no items and cut short", "<rss><channel>", []string{"error: the feed holds no items; the file is cut short, </channel> is missing: get it again if items are missing"}},
		{"nothing in an item", formattest.RSS("<item><title> </title><author>x</author></item>"),
			[]string{"error: line 1 (byte 81): the item has neither a title nor a text"}},
		{"nested without end", "<rss><channel>" + strings.Repeat("<a>", markup.MaxDepth),
			[]string{"error: line 1 (byte 12299): elements are nested more than 4096 deep at line 1 (byte 12296), which no document needs; repair the file"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := short(tt.data, record.Input{}); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestFeedFields(t *testing.T) {
	const home = "https://h.example/dir/feed"
	field := func(data string, in record.Input, get func(record.Record) string) string {
		in.Reader = strings.NewReader(data)
		for rec, err := range readFeed(in) {
			if err != nil {
				return err.Error()
			}
			return get(rec)
		}
		return ""
	}
	url := func(r record.Record) string { return r.URL }
	byline := func(r record.Record) string { return strings.Join(r.Byline, "|") }
	source := func(r record.Record) string { return r.Source }
	tags := func(r record.Record) string { return strings.Join(r.Tags, "|") }
	body := func(r record.Record) string { return r.Body }
	lang := func(r record.Record) string { return r.Lang }
	title := func(r record.Record) string { return r.Headline }
	item := func(s string) string { return formattest.RSS("<item><title>t</title>" + s + "</item>") }
	tests := []struct {
		name, data, from string
		get              func(record.Record) string
		want             string
	}{
		{"link as it is written", item("<link> HTTPS://E.example/a?b=1&amp;c=2 </link>"), "", url, "HTTPS://E.example/a?b=1&c=2"},
		{"link relative to the channel", item("<link>a</link>"), "", url, "https://c.example/a"},
		{"link relative to the feed's address", item("<link>a</link>"), home, url, "https://h.example/dir/a"},
		{"link relative to xml:base", item(`<link xml:base="https://b.example/x/">a</link>`), home, url, "https://b.example/x/a"},
		{"link with a blank", item("<link>https://e.example/a b%</link>"), "", url, "https://e.example/a%20b%25"},
		{"link of another kind", item("<link>ftp://e.example/</link>"), "", url, ""},
		{"guid as link", item("<guid>https://e.example/g</guid>"), "", url, "https://e.example/g"},
		{"guid that is no link", item(`<guid isPermaLink="false">https://e.example/g</guid>`), "", url, ""},
		{"guid that says it is a link", item(`<guid isPermaLink="TRUE">/g</guid>`), home, url, "https://h.example/g"},
		{"link before guid", item("<guid>https://e.example/g</guid><link>https://e.example/l</link>"), "", url, "https://e.example/l"},
		{"the address behind a counter", item(`<link>https://feeds.example/1</link><feedburner:origLink>https://e.example/1</feedburner:origLink>`), "", url, "https://e.example/1"},
		{"mail and name", item("<author>a@e.example (Ada Bright)</author>"), "", byline, "Ada Bright"},
		{"name and mail", item(`<author>"Ada Bright" &lt;a@e.example&gt;</author>`), "", byline, "Ada Bright"},
		{"mail only", item("<author>a@e.example</author>"), "", byline, "a@e.example"},
		{"mail beside a name", item("<author>a@e.example</author><dc:creator>Ada</dc:creator><dc:creator>Bo</dc:creator>"), "", byline, "Ada|Bo"},
		{"title of the channel behind the items", "<rss><channel><item><title>t</title></item><title>Late</title></channel></rss>", "", source, "Late"},
		{"source of the item", item(`<source url="x">Elsewhere</source>`), "", source, "Elsewhere"},
		{"tags once each", item("<category>a</category><dc:subject>a</dc:subject><itunes:keywords>b, c ,</itunes:keywords>"), "", tags, "a|b|c"},
		{"content before description", item("<description>short</description><content:encoded>short and long</content:encoded>"), "", body, "short and long"},
		{"media in a group", item("<media:group><media:content><media:description>film</media:description></media:content></media:group>"), "", body, "film"},
		{"plain description keeps its paragraphs", item("<description>\n one\n two\n\n\n three </description>"), "", body, "one\ntwo\n\nthree"},
		{"what looks like a tag is none", item("<description>the &lt;sigh&gt; heard</description>"), "", body, "the <sigh> heard"},
		{"escaped twice", formattest.RSS("<item><title>A &amp;amp; B &amp;eacute;</title></item>"), "", title, "A & B é"},
		{"quotes of windows-1252", formattest.RSS("<item><title>don&#146;t \xc2\x93x\xc2\x94</title></item>"), "", title, "don’t “x”"},
		{"an entity of the document", `<!DOCTYPE rss [<!ENTITY who "Ada &amp; Bo"><!ENTITY % x "y"><!ENTITY f SYSTEM "file:///etc/hosts">]>` + formattest.RSS("<item><title>&who;, &f; &unknown;</title></item>"), "", title, "Ada & Bo, &f; &unknown;"},
		{"link with a blank only", item("<link>https://e.example/a b</link>"), "", url, "https://e.example/a%20b"},
		{"language", item("<dc:language> en_GB </dc:language>"), "", lang, "en_GB"},
		{"no language", item("<dc:language>English (United Kingdom)</dc:language>"), "", lang, ""},
		{"upper case and CDF", `<CHANNEL><TITLE>c</TITLE><ITEM HREF="http://e.example/1"><TITLE>t</TITLE></ITEM></CHANNEL>`, "", url, "http://e.example/1"},
		{"a default namespace that is misspelt", `<feed xmlns="http://www.w3.org/2005/Atm"><entry><title>t</title></entry></feed>`, "", title, "t"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := field(tt.data, record.Input{URL: tt.from}, tt.get); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFeedDate(t *testing.T) {
	tests := []struct{ text, want, note string }{
		{"Fri, 08 Jul 2022 10:00:00 +0200", "2022-07-08T10:00:00+02:00", ""},
		{"Fri, 8 Jul 2022 10:00 GMT", "2022-07-08T10:00:00Z", ""},
		{"Fri, 08 Jul 22 10:00:00 EST", "2022-07-08T10:00:00-05:00", ""},
		{"Friday, 08 July 2022 10:00:00 +02:00", "2022-07-08T10:00:00+02:00", ""},
		{"8 Jul 95", "1995-07-08", ""},
		{"Ven, 08 Jul 2022 10:00:00 Z", "2022-07-08T10:00:00Z", ""},
		{"2022-07-08T10:00Z", "2022-07-08T10:00:00Z", ""},
		{"2022-07-08", "2022-07-08", ""},
		{"20220708", "2022-07-08", ""},
		{"Fri, 08 Jul 2022 23:30:00 CEST", "2022-07-08", "only the day is read, the zone is ambiguous"},
		{"2022-07-08 23:30:00 CEST", "2022-07-08", "only the day is read, the zone is ambiguous"},
		{"Thu, 31 Jun 2022 10:00:00 GMT", "", "unreadable date"},
		{"Thu, 31 Jun 2022 10:00:00 CEST", "", "unreadable date"},
		{"08 Jul 2022 25:00:00 GMT", "", "unreadable date"},
		{"2022", "", "unreadable date"},
		{"2022-07", "", "unreadable date"},
		{"yesterday", "", "unreadable date"},
		{"", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			n := notes{}
			d := feedDate(tt.text, &n)
			note := ""
			if len(n) > 0 {
				note = n[0].Code
			}
			if d.String() != tt.want || note != tt.note {
				t.Errorf("got %q (%s), want %q (%s)", d, note, tt.want, tt.note)
			}
		})
	}
}

func TestFeedDates(t *testing.T) {
	tests := []struct{ name, item, published, updated string }{
		{"published before created", "<pubDate>2022-07-08</pubDate><dcterms:created>2022-01-01</dcterms:created>", "2022-07-08", ""},
		{"an unreadable date beside a readable one", "<pubDate>soon</pubDate><dc:date>2022-07-08</dc:date>", "2022-07-08", ""},
		{"an unreadable date is not replaced", "<pubDate>soon</pubDate><updated>2022-07-08</updated>", "", "2022-07-08"},
		{"only updated", "<atom:updated>2022-07-08</atom:updated>", "2022-07-08", "2022-07-08"},
		{"none", "<lastBuildDate>2022-07-08</lastBuildDate>", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for rec, err := range readFeed(record.Input{Reader: strings.NewReader(formattest.RSS("<item><title>t</title>" + tt.item + "</item>"))}) {
				if err != nil || rec.Published.String() != tt.published || rec.Updated.String() != tt.updated {
					t.Errorf("published %v, updated %v, error %v", rec.Published, rec.Updated, err)
				}
			}
		})
	}
}

func TestFeedEncodings(t *testing.T) {
	tests := []struct{ name, data, contentType, want string }{
		{"declared", `<?xml version="1.0" encoding="koi8-r"?>` + formattest.RSS("<item><title>\xf4\xd2\xd5\xc4</title></item>"), "", "Труд| [read as koi8-r: ]"},
		{"sent", formattest.RSS("<item><title>\xf4\xd2\xd5\xc4</title></item>"), "text/xml; charset=koi8-r", "Труд| [read as koi8-r: ]"},
		{"sent before declared", `<?xml version="1.0" encoding="utf-8"?>` + formattest.RSS("<item><title>\xf4\xd2\xd5\xc4</title></item>"), "text/xml; charset=KOI8-R", "Труд| [read as koi8-r: ]"},
		{"unknown label", `<?xml version="1.0" encoding="klingon"?>` + formattest.RSS("<item><title>é</title></item>"), "", "é| [unknown encoding: klingon]"},
		{"not what it says", `<?xml version="1.0" encoding="iso-8859-1"?>` + formattest.RSS("<item><title>é</title></item>"), "", "é| [read as UTF-8, not as windows-1252: ]"},
		{"no label and no UTF-8", formattest.RSS("<item><title>Caf\xe9</title></item>"), "", "Café| [read as windows-1252: ]"},
		{"only one item is no UTF-8", formattest.RSS("<item><title>é</title></item><item><title>Caf\xe9</title></item>"), "", "é|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := short(tt.data, record.Input{ContentType: tt.contentType}); len(got) == 0 || got[0] != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestEntityBomb: entities are not expanded in one another, and what they become
// is bounded.
func TestEntityBomb(t *testing.T) {
	laughs := `<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("ha", 500) + `"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	data := laughs + formattest.RSS("<item><title>t</title><description>"+strings.Repeat("&b;&a;", 10_000)+"</description></item>")
	for rec, err := range readFeed(record.Input{Reader: strings.NewReader(data)}) {
		if err != nil || len(rec.Body) > len(data)+markup.MaxExpanded {
			t.Errorf("a body of %d bytes, %v", len(rec.Body), err)
		}
	}
}

// TestHugeFeeds: items and texts of any number and length pass through; what is
// too large costs one record, and no memory.
func TestHugeFeeds(t *testing.T) {
	open, end := "<rss><channel><title>t</title><item><title>first</title></item>", "<item><title>last</title></item></channel></rss>"
	words := strings.Repeat("word ", 2000)
	tests := []struct {
		name            string
		r               io.Reader
		articles, wrong int
	}{
		{"many items", formattest.Repeated(open, "<item><title>x</title><description>"+words+"</description></item>", 3_000, end), 3_002, 0},
		{"one text", formattest.Repeated(open+"<item><title>x</title><description>", words, 3_000, "</description></item>"+end), 2, 1},
		{"one CDATA section", formattest.Repeated(open+"<item><title>x</title><description><![CDATA[", words, 3_000, "]]></description></item>"+end), 2, 1},
		{"one comment", formattest.Repeated(open+"<!--", words, 3_000, "-->"+end), 2, 0},
		{"one tag", formattest.Repeated(open+"<x y='", words, 3_000, "'/>"+end), 2, 0},
		{"many tags in an item", formattest.Repeated(open+"<item><title>x</title>", "<a><b c='d'/></a>", 1_500_000, "</item>"+end), 2, 1},
		{"text between items", formattest.Repeated(open, words, 3_000, end), 2, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			articles, wrong, held := formattest.Held(readFeed(record.Input{Reader: tt.r}))
			if articles != tt.articles || wrong != tt.wrong {
				t.Errorf("%d articles and %d errors, want %d and %d", articles, wrong, tt.articles, tt.wrong)
			}
			if held > 100<<20 {
				t.Errorf("%d MB were held", held>>20)
			}
		})
	}
}

// BenchmarkFeed reads a feed of whole articles.
func BenchmarkFeed(b *testing.B) {
	item := "<item><title>Ships wait</title><link>https://e.example/1</link><guid>1</guid><pubDate>Fri, 08 Jul 2022 10:00:00 +0200</pubDate><description>" +
		strings.Repeat("&lt;p&gt;Some words of an article that is not short.&lt;/p&gt;", 50) + "</description></item>"
	data := []byte(formattest.RSS(strings.Repeat(item, 200)))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range readFeed(record.Input{Reader: bytes.NewReader(data)}) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
