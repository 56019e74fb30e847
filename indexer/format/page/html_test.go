package page

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

const story = `<article><p>The council of the small town voted on Tuesday to keep its library open through the winter, after long talks.</p>
<p>The money will come from a fund that was meant for a car park, which, as several members noted, nobody had asked for.</p></article>`

// pageOf reads a page with the given head and a body that begins with top.
func pageOf(t *testing.T, head, top, from string) record.Record {
	t.Helper()
	s := "<!doctype html><html><head>" + head + "</head><body>" + top + story + "</body></html>"
	for rec, err := range readHTML(record.Input{Reader: strings.NewReader(s), URL: from}) {
		if err != nil {
			t.Fatal(err)
		}
		return rec
	}
	t.Fatal("no record")
	return record.Record{}
}

func TestPageDates(t *testing.T) {
	ld := func(date string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"` + date + `"}</script>`
	}
	meta := `<meta property="article:published_time" content="2024-02-07T10:00:00+01:00">`
	for _, c := range []struct {
		name, head, top, from string
		want                  string
		origin                article.DateOrigin
		notes                 string
	}{
		{"json-ld first", ld("2024-02-06") + meta, "", "https://e.org/2024/02/08/x", "2024-02-06", article.FromJSONLD, ""},
		{"meta where json-ld is unreadable", ld("last week") + meta, "", "", "2024-02-07T10:00:00+01:00", article.FromMeta, "unreadable date 1"},
		{"impossible", ld("2024-02-31"), "", "", "", article.NoOrigin, "unreadable date 1"},
		{"microdata", "", `<span itemprop="datePublished" content="2024-02-06"></span>`, "", "2024-02-06", article.FromMeta, ""},
		{"address", "", "", "https://e.org/2024/02/08/x", "2024-02-08", article.FromURL, ""},
		{"address with hyphens", "", "", "https://e.org/x-2024-2-8.html", "2024-02-08", article.FromURL, ""},
		{"address with an impossible day", "", "", "https://e.org/2024/02/31/x", "", article.NoOrigin, ""},
		{"a month only", "", "", "https://e.org/2024/02/x", "", article.NoOrigin, ""},
		{"time element", "", `<p class="published"><time datetime="2024-02-06T08:00:00Z">today</time></p>`, "", "2024-02-06T08:00:00Z", article.FromText, ""},
		{"the only day", "", `<time>February 6, 2024</time>`, "", "2024-02-06", article.FromText, ""},
		{"two days are no answer", "", `<time>February 6, 2024</time><time>February 7, 2024</time>`, "", "", article.NoOrigin, ""},
		{"of a comment", "", `<div class="comments"><time datetime="2024-02-06"></time></div>`, "", "", article.NoOrigin, ""},
		{"of a change", "", `<p class="updated"><time datetime="2024-02-06"></time></p>`, "", "", article.NoOrigin, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := pageOf(t, c.head+"<title>T</title>", c.top, c.from)
			if rec.Published.String() != c.want || rec.Published.From() != c.origin {
				t.Errorf("got %v from %s, want %s from %s", rec.Published, rec.Published.From(), c.want, c.origin)
			}
			if got := formattest.NoteLine(rec.Notes); got != c.notes {
				t.Errorf("notes %q, want %q", got, c.notes)
			}
		})
	}
}

func TestPageFields(t *testing.T) {
	ld := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	for _, c := range []struct{ name, head, top, from, want string }{
		{"title without the site's name", `<title>A vote - The Post</title><meta property="og:site_name" content="the post">`, "", "", "A vote|the post||"},
		{"name of the site in front", `<title>The Post | A vote</title><meta property="og:site_name" content="The Post">`, "", "", "A vote|The Post||"},
		{"site from the address", `<title>A vote - example.org</title>`, "", "https://www.example.org/a", "A vote|||https://www.example.org/a"},
		{"title that the heading begins", `<title>A vote - whatever this is</title>`, "<h1>A vote</h1>", "", "A vote|||"},
		{"a bar needs no evidence", `<title>Town votes on library | Some Name</title>`, "", "", "Town votes on library|||"},
		{"a dash does", `<title>Town votes - library stays</title>`, "", "", "Town votes - library stays|||"},
		{"heading that leads home", `<title>A vote · V9</title>`, `<h1><a href="/">V9</a></h1>`, "", "A vote|||"},
		{"escaped twice", `<title>x</title><meta property="og:title" content="Ada&amp;#8217;s &amp;amp; co">`, "", "", "Ada’s & co|||"},
		{"author is an address", `<title>T</title><meta name="author" content="https://e.org/ada"><meta name="byl" content="By Ada Lind">`, "", "", "T||Ada Lind|"},
		{"author with a date", `<title>T</title><meta name="author" content="by Ada Lind March 4, 2020 3:46 PM">`, "", "", "T||Ada Lind|"},
		{"Dublin Core with a colon", `<meta name="dc:title" content="D"><meta name="dcterms:creator" content="Ada">`, "", "", "D||Ada|"},
		{"scholarly", `<meta name="citation_title" content="D"><meta name="citation_author" content="Lind, Ada"><meta name="citation_author" content="Lee, Sam">`, "", "", "D||Lind, Ada; Lee, Sam|"},
		{"article of the page among others", `<link rel=canonical href="https://e.org/b">` + ld(`[{"@type":"Article","headline":"A","url":"https://e.org/a"},{"@type":"Article","headline":"B","url":"http://www.e.org/b/"}]`), "", "", "B|||https://e.org/b"},
		{"list of other pages", `<title>T</title>` + ld(`{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"A"}]}`), "", "", "T|||"},
		{"encyclopedia", `<title>Aland - Wiki</title>` + ld(`{"@type":"Article","name":"Aland","headline":"islands of the north"}`), "", "", "Aland|||"},
		{"canonical front page is passed over", `<title>T</title><link rel=canonical href="https://e.org/"><meta property="og:url" content="https://e.org/a#x">`, "", "", "T|||https://e.org/a"},
		{"relative against the base", `<title>T</title><base href="https://e.org/d/"><link rel=canonical href="a">`, "", "", "T|||https://e.org/d/a"},
		{"SingleFile", "<!-- Page saved with SingleFile \n url: https://e.org/s \n saved date: x --><title>T</title>", "", "", "T|||https://e.org/s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := pageOf(t, c.head, c.top, c.from)
			if got := rec.Headline + "|" + rec.Source + "|" + strings.Join(rec.Byline, "; ") + "|" + rec.URL; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if !strings.HasPrefix(rec.Body, "The council") && c.top == "" {
				t.Errorf("body %.60q", rec.Body)
			}
		})
	}
}

// TestPageBounds: pages made to cost time or memory are refused, or read in
// bounds.
func TestPageBounds(t *testing.T) {
	var fonts strings.Builder
	for i := range 2 * maxFormatting {
		fmt.Fprintf(&fonts, "<font color=%d>", i)
	}
	long := strings.Repeat("word, ", 50_000)
	for _, c := range []struct{ name, code, page string }{
		{"elements", record.TooLarge, strings.Repeat("<br>", maxTags+1)},
		{"depth", record.BrokenRecord, strings.Repeat("<div>", 600) + "x"},
		{"text at a depth", record.TooLarge, strings.Repeat("<div>", 500) + strings.Repeat(long, 2)},
		{"open formatting", "", fonts.String() + strings.Repeat("<p>words that stand in a paragraph", 5000)},
		{"nothing but tags", record.NoArticle, strings.Repeat("<br>", 1000)},
		{"binary", record.BinaryFile, "<p>x\x00y"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := htmlPage(record.Input{Reader: strings.NewReader("<html><body>" + c.page)})
			r, refused := errors.AsType[*record.Refusal](err)
			if refused && r.Code != c.code || !refused && (err != nil || c.code != "") {
				t.Errorf("got %v, want %q", err, c.code)
			}
		})
	}
	t.Run("bytes", func(t *testing.T) {
		_, err := htmlPage(record.Input{Reader: io.MultiReader(strings.NewReader("<html>"), formattest.Endless('x'))})
		if r, ok := errors.AsType[*record.Refusal](err); !ok || r.Code != record.TooLarge {
			t.Errorf("got %v", err)
		}
	})
}
