package feed

import (
	"bytes"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

func FuzzFeed(f *testing.F) {
	formattest.Seeds(f)
	for _, s := range []string{
		`<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><rss><item><title>&a;&b;</title></item></rss>`,
		"<rss><item><title><![CDATA[x]]></title><link>/a</link><guid>http://e/\xff %</guid></item><item>",
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="image/png">aGk=</content><title type="xhtml"><div><br/>x</div></title>`,
		"<rss><channel><title>t</title><item><category>a</category><pubDate>1 Jan 00 1:2 X</pubDate><a:b xmlns:a='q'>c</a:b></item>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.CheckWithin(t, data, feedLimit(data), readFeed(record.Input{Reader: bytes.NewReader(data), URL: "http://e.example/"}))
	})
}

func FuzzJSONFeed(f *testing.F) {
	formattest.Seeds(f)
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"title":"x","tags":["a",null]},{"content_html":"<p>x","url":"http://e/é"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.CheckWithin(t, data, feedLimit(data), readJSONFeed(record.Input{Reader: bytes.NewReader(data)}))
	})
}

// FuzzLinks: whatever is given, links are addresses of the web, and no more than
// they may be.
func FuzzLinks(f *testing.F) {
	formattest.Seeds(f)
	for _, s := range []string{
		"<opml><body><outline xmlUrl='http://e/f' text='x'><outline type='link' url='a.opml'/></outline></body></opml>",
		"<urlset><url><loc>http://e/1</loc><lastmod>2022</lastmod></url></urlset>", "<sitemapindex><sitemap>http://e/2</sitemap>",
		"http://e/1\nhttps://e/2\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		links, err := Links(record.Input{Reader: bytes.NewReader(data), URL: "http://e.example/x"})
		if err == nil && len(links) == 0 || err != nil && formattest.HasControl(err.Error()) {
			t.Fatalf("%d links, error %v", len(links), err)
		}
		for _, l := range links {
			if !values.IsAbsolute(l.URL) || l.Kind == "" || len(l.URL) > article.MaxURL {
				t.Fatalf("link %+v", l)
			}
		}
	})
}

// feedLimit is how large one record of a feed may be: an address stands in id
// and URL and may be escaped, and entities may become markup.MaxExpanded bytes in all.
func feedLimit(data []byte) int { return 16*len(data) + markup.MaxExpanded }
