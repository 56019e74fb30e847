package format

import (
	"bytes"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"newsdex/article"
)

// check holds whatever a format yields for some bytes to what every caller may
// rely on: places that grow and lie in the data, texts no larger than the data
// can give, reasons that are safe to print, nothing after the end.
func check(t *testing.T, data []byte, records iter.Seq2[Record, error]) {
	t.Helper()
	// One byte becomes at most one character of three.
	checkWithin(t, data, 3*len(data), records)
}

// checkWithin is check with another limit to the size of one record.
func checkWithin(t *testing.T, data []byte, limit int, records iter.Seq2[Record, error]) {
	t.Helper()
	number, ended := 0, false
	for rec, err := range records {
		if ended {
			t.Fatal("something follows the last pair")
		}
		size := len(rec.ID) + len(rec.URL) + len(rec.Headline) + len(rec.Body) + len(rec.Source) + len(rec.Section) + len(rec.Lang)
		for _, v := range append(rec.Byline, rec.Tags...) {
			size += len(v)
		}
		if size > limit {
			t.Fatalf("%d bytes became %d", len(data), size)
		}
		if len(rec.Notes) > 2*maxIgnored {
			t.Fatalf("%d notes on one record", len(rec.Notes))
		}
		for _, n := range rec.Notes {
			if n.Count < 1 || len(n.Code) > 8*maxPrintable || hasControl(n.Code+n.Detail) {
				t.Fatalf("note %+v", n)
			}
		}
		if err != nil {
			if hasControl(err.Error()) {
				t.Fatalf("error %q", err)
			}
			var broken *RecordError
			if !errors.As(err, &broken) {
				ended = true
				continue
			}
			rec.Number, rec.Offset = broken.Number, broken.Offset
		}
		if rec.Number <= number || rec.Offset < 0 || rec.Offset > 3*int64(len(data)) {
			t.Fatalf("record %d at %d after record %d", rec.Number, rec.Offset, number)
		}
		number = rec.Number
	}
}

func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

func seeds(f *testing.F) {
	for _, name := range append([]string{"json/*.json", "tables/*"}, goldens...) {
		names, err := filepath.Glob("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	for _, pattern := range []string{"testdata/html/*.html", "testdata/markdown/*.md"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	for _, s := range []string{"", "\n", "\xff\xfe\x00", "\xfe\xff\x00{\x00}", "Caf\xe9\n\nx", "{}\n{}\n", `{"id":1,"title":"a\u0000b"}`, `{"date":"\u001b[2J"}`, "Tweet\nTweet", "{\"\\u001b\":1}"} {
		f.Add([]byte(s))
	}
}

func FuzzPlain(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readPlain(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzJSONL(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readJSONL(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzNINJS(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNINJS(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzNITF(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNITF(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzNewsML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNewsML(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzReuters(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readReuters(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzJSON(f *testing.F) {
	seeds(f)
	for _, s := range []string{`{"articles":[{"title":"x"},{"title":"y}]}`, `[{"a":1,{"a":2}]`, `{"hits":{"hits":[{"_source":{"title":NaN,"source":{"name":"x"}}}]}}`, `[[{"title":"x"}],"y",1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readJSON(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzCSV(f *testing.F) {
	seeds(f)
	for _, s := range []string{"title,body\n\"a\"\"b\",\"c\nd\"\n", "sep=;\ntitle;tags\nx;[\"a\"]\n", "title\ttext\r\"x\ty\r", "title,body\nx\n\"y,z\nv,w\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readCSV(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzHTML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readHTML(Input{Reader: bytes.NewReader(data)}))
		acceptable(t, readHTML(Input{Reader: bytes.NewReader(data), URL: "https://example.org/a"}))
	})
}

// acceptable holds the fields that a format makes of markup to what an article
// may hold: guesses must not cost the article.
func acceptable(t *testing.T, records iter.Seq2[Record, error]) {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(s, "\ufffd"))
	}
	for rec, err := range records {
		if err != nil {
			continue
		}
		a := article.Article{ID: "x", Headline: "x", Lang: "und", URL: rec.URL, Source: clean(rec.Source), Section: clean(rec.Section)}
		for _, v := range rec.Byline {
			a.Byline = append(a.Byline, clean(v))
		}
		for _, v := range rec.Tags {
			a.Tags = append(a.Tags, clean(v))
		}
		if err := a.Validate(); err != nil && !strings.Contains(err.Error(), "empty value") { // the builder drops these
			t.Fatal(err)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readMarkdown(Input{Reader: bytes.NewReader(data), Name: "2024-02-06-x.md"}))
		acceptable(t, readMarkdown(Input{Reader: bytes.NewReader(data), URL: "https://example.org/a"}))
	})
}

// FuzzBodyText: any body is text after it, of no more than its length; what it
// looks like is a format that is known.
func FuzzBodyText(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := string(data)
		for _, format := range []string{"text", "markdown", "html", looksLike(s)} {
			got, err := bodyText(s, format)
			if err != nil || len(got) > 3*len(s) {
				t.Fatalf("%s: %d bytes became %d (%v)", format, len(s), len(got), err)
			}
		}
	})
}

// FuzzDetect: any head is a format or a refusal with a code, and what is
// detected can be read.
func FuzzDetect(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.txt", "a.jsonl", "a.json", "a.csv", "a", "a.rss", "a.html", "a.md"} {
			format, err := Detect(data[:min(len(data), HeadSize)], name, int64(len(data)))
			var r *Refusal
			switch {
			case err == nil:
				limit := feedLimit(data)
				if format.Name == "warc" || format.Name == "eml" || format.Name == "mbox" {
					limit = 1100 * len(data) // see FuzzWARC and FuzzMail
				}
				checkWithin(t, data, limit, format.Read(Input{Reader: bytes.NewReader(data)}))
			case !errors.As(err, &r) || r.Code == "" || r.Reason == "" || hasControl(r.Reason):
				t.Fatalf("refused with %q", err)
			}
		}
	})
}

// feedLimit is how large one record of a feed may be: an address stands in id
// and URL and may be escaped, and entities may become maxExpanded bytes in all.
func feedLimit(data []byte) int { return 16*len(data) + maxExpanded }

func FuzzFeed(f *testing.F) {
	seeds(f)
	for _, s := range []string{
		`<!DOCTYPE rss [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;">]><rss><item><title>&a;&b;</title></item></rss>`,
		"<rss><item><title><![CDATA[x]]></title><link>/a</link><guid>http://e/\xff %</guid></item><item>",
		`<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="image/png">aGk=</content><title type="xhtml"><div><br/>x</div></title>`,
		"<rss><channel><title>t</title><item><category>a</category><pubDate>1 Jan 00 1:2 X</pubDate><a:b xmlns:a='q'>c</a:b></item>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkWithin(t, data, feedLimit(data), readFeed(Input{Reader: bytes.NewReader(data), URL: "http://e.example/"}))
	})
}

func FuzzJSONFeed(f *testing.F) {
	seeds(f)
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":1,"title":"x","tags":["a",null]},{"content_html":"<p>x","url":"http://e/é"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		checkWithin(t, data, feedLimit(data), readJSONFeed(Input{Reader: bytes.NewReader(data)}))
	})
}

// FuzzLinks: whatever is given, links are addresses of the web, and no more than
// they may be.
func FuzzLinks(f *testing.F) {
	seeds(f)
	for _, s := range []string{
		"<opml><body><outline xmlUrl='http://e/f' text='x'><outline type='link' url='a.opml'/></outline></body></opml>",
		"<urlset><url><loc>http://e/1</loc><lastmod>2022</lastmod></url></urlset>", "<sitemapindex><sitemap>http://e/2</sitemap>",
		"http://e/1\nhttps://e/2\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		links, err := Links(Input{Reader: bytes.NewReader(data), URL: "http://e.example/x"})
		if err == nil && len(links) == 0 || err != nil && hasControl(err.Error()) {
			t.Fatalf("%d links, error %v", len(links), err)
		}
		for _, l := range links {
			if !webAddress(l.URL) || l.Kind == "" || len(l.URL) > article.MaxURL {
				t.Fatalf("link %+v", l)
			}
		}
	})
}
