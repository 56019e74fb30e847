package indexer

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsdex/article"
)

// remembering is a memory in a folder of its own.
func remembering(t *testing.T) *Visits {
	t.Helper()
	v, err := OpenVisits(filepath.Join(t.TempDir(), "fetched.jsonl"), "k")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestFutureOfPages: a date in the future is no date, and takes the place of none.
func TestFutureOfPages(t *testing.T) {
	jsonld := func(date string) string {
		return `<script type="application/ld+json">{"@type":"NewsArticle","headline":"One","datePublished":"` + date + `"}</script>`
	}
	const good, ahead = "2022-07-08T10:00:00Z", "2099-07-08T10:00:00Z"
	for _, tt := range []struct{ name, feed, page, want string }{
		{"ahead on the page", good, ahead, good + " feed"},
		{"ahead in the feed", ahead, good, good + " jsonld"},
		{"ahead in both", ahead, ahead, " none"},
	} {
		s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("g1", "One", "a", "/1", tt.feed)), "/1": htmlArticle("One", jsonld(tt.page), "rope"),
			"/map": `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>~/2</loc><news:news><news:publication_date>` + tt.feed + `</news:publication_date></news:news></url></urlset>`,
			"/2":   htmlArticle("Two", jsonld(tt.page), "sail")})
		m := newMemory()
		got := crawled(t, m, s, quick(true, nil), "/feed", "/map")
		expect(t, tt.name, held(m, s), "g1|One|"+tt.want+"|~/feed|~/1\nurl|One|"+tt.want+"|~/2|~/2\n")
		if !strings.Contains(got, "published in the future, left out") {
			t.Errorf("%s: it is not said:\n%s", tt.name, got)
		}
	}
}

// TestSameItems: of two items of one feed with one identity the first is kept, and
// it is said that the other is not.
func TestSameItems(t *testing.T) {
	s := newWeb(t, map[string]string{"/a": htmlArticle("A page", "", "rope"), "/feed": rss("F",
		rssItem("", "One", "First text.", "/a?utm_source=x", ""), rssItem("", "Two", "Second text.", "/a", ""),
		rssItem("g", "Three", "Third text.", "", "2022-07-08"), rssItem("g", "Three", "Third text.", "", "2022-07-08"), rssItem("g", "Three", "Corrected.", "", "2022-07-09"))})
	const skipped = "skipped ~/feed, record 2 (byte 163): item 1 of this feed has the same link, and none has an identifier; that one is kept, this one is not\n" +
		"skipped ~/feed, record 5 (byte 538): item 3 of this feed has the same identifier; that one is kept, this one is not\n"
	const twice = "noted item twice in its feed, read once: 1, first in ~/feed#4\n"
	m := newMemory()
	const counts = "read 4 · added 2 · updated 0 · unchanged 0 · skipped 2 (same item 2)\n"
	expect(t, "as they stand", crawled(t, m, s, quick(false, nil), "/feed"), skipped+twice+counts)
	v := remembering(t)
	m = newMemory()
	expect(t, "followed", crawled(t, m, s, quick(true, v), "/feed"), skipped+twice+counts)
	// Being the same each time, it does not cost reading the feed again.
	s.seen()
	crawled(t, m, s, quick(true, v), "/feed")
	expect(t, "asked again", s.seen(), "=/feed")
}

// TestTextlessDates: an item without a text is dated by its feed.
func TestTextlessDates(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", "<item><link>~/1</link><pubDate>Fri, 08 Jul 2022 10:00:00 GMT</pubDate></item>"), "/1": htmlArticle("One", "", "rope")})
	m := newMemory()
	crawled(t, m, s, quick(true, nil), "/feed")
	expect(t, "held", held(m, s), "url|One|2022-07-08T10:00:00Z feed|~/1|~/1\n")
}

// TestListSaysChanged: a page that was read today is asked for again when its list
// says that it was changed since.
func TestListSaysChanged(t *testing.T) {
	list := func(lastmod string) string {
		return "<urlset><url><loc>~/1</loc><lastmod>" + lastmod + "</lastmod></url></urlset>"
	}
	s := newWeb(t, map[string]string{"/map": list("2022-07-08"), "/1": htmlArticle("One", "", "rope")})
	v, m := remembering(t), newMemory()
	run := func() string {
		t.Helper()
		crawled(t, m, s, quick(true, v), "/map")
		return s.seen()
	}
	expect(t, "first", run(), "/map /1")
	expect(t, "again", run(), "=/map")
	s.set("/map", list(time.Now().Add(time.Second).UTC().Format(time.RFC3339)))
	expect(t, "changed", run(), "/map =/1")
}

// TestTracked: what a feed writes behind its links to track readers makes no new
// article, and no change.
func TestTracked(t *testing.T) {
	s := newWeb(t, map[string]string{})
	m := newMemory()
	for i, want := range []string{"added 1 ", "unchanged 1 ", "unchanged 1 "} {
		s.set("/feed", rss("F", rssItem("", "One", "a", fmt.Sprintf("/1?id=7&amp;utm_campaign=%d", i), "")))
		if got := crawled(t, m, s, quick(false, nil), "/feed"); !strings.Contains(got, want) || len(m.held) != 1 {
			t.Errorf("reading %d: %d held, %s", i, len(m.held), got)
		}
	}
}

// TestTrackedPages: nor does it cost the page another request.
func TestTrackedPages(t *testing.T) {
	s := newWeb(t, map[string]string{"/1": htmlArticle("One", "", "rope")})
	v, m := remembering(t), newMemory()
	for i, want := range []string{"/feed /1", "/feed", "/feed"} {
		s.set("/feed", rss("F", rssItem("g1", "One", "a", fmt.Sprintf("/1?id=7&amp;utm_campaign=%d", i), "")))
		crawled(t, m, s, quick(true, v), "/feed")
		expect(t, fmt.Sprint("reading ", i), s.seen(), want)
	}
}

// TestSiblingFeeds: an item that stands in two feeds of a site is one article, and
// its page is read once.
func TestSiblingFeeds(t *testing.T) {
	s := newWeb(t, map[string]string{"/1": htmlArticle("One", "", "rope"), "/home": rss("X - Home", rssItem("g1", "One", "a", "/1", "")), "/world": rss("X - World", rssItem("g1", "One", "a", "/1", ""))})
	m := newMemory()
	for i, want := range []string{"added 1 · updated 0 · unchanged 0 · skipped 0", "added 0 · updated 0 · unchanged 1 · skipped 0", "added 0 · updated 0 · unchanged 1 · skipped 0", "added 0 · updated 0 · unchanged 1 · skipped 0"} {
		if got := crawled(t, m, s, quick(false, nil), []string{"/home", "/world"}[i%2]); !strings.Contains(got, want) {
			t.Errorf("reading %d: %s", i, got)
		}
	}
	v, m := remembering(t), newMemory()
	crawled(t, m, s, quick(true, v), "/home")
	crawled(t, m, s, quick(true, v), "/world")
	if got := strings.Count(s.seen(), "/1"); got != 1 {
		t.Errorf("the page is asked for %d times", got)
	}
	// Read without its page it is still that article.
	if got := crawled(t, m, s, quick(false, nil), "/world"); !strings.Contains(got, article.LongerKept) || !strings.Contains(got, "skipped 0") {
		t.Error(got)
	}
}

// TestPagesNotToBeHad: a page that is closed or gone is asked for ever more rarely
// while its feed says the same, and then is there.
func TestPagesNotToBeHad(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("g1", "One", "a", "/1", ""))})
	v, m := remembering(t), newMemory()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	run := func() string {
		t.Helper()
		r, err := Run(t.Context(), m, []string{s.URL + "/feed"}, Options{Fetch: quick(true, v), Now: func() time.Time { return now }})
		if err != nil {
			t.Fatal(err)
		}
		balanced(t, r)
		return s.seen()
	}
	expect(t, "first", run(), "/feed /1")
	for _, tt := range []struct {
		after time.Duration
		want  string
	}{{30 * time.Minute, "/feed"}, {31 * time.Minute, "/feed /1"}, {61 * time.Minute, "/feed"}, {61 * time.Minute, "/feed /1"}} {
		now = now.Add(tt.after)
		expect(t, fmt.Sprint("at ", now), run(), tt.want)
	}
	s.set("/feed", rss("F", rssItem("g1", "One", "another", "/1", "")))
	expect(t, "the feed says something else", run(), "/feed /1")
	now = now.Add(2 * time.Hour)
	s.set("/1", htmlArticle("One", "", "rope"))
	expect(t, "it is there", run(), "/feed /1")
	expect(t, "and read", run(), "=/feed")
	if a := m.held["g1"]; !strings.Contains(a.Body, "rope") {
		t.Errorf("the text is %q", a.Body)
	}
}

// TestFrontPage: an article whose address leads to the front page was taken away.
func TestFrontPage(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("g1", "One", "a", "/gone", "")), "/gone": "301 /", "/": htmlArticle("Today", "", "rope")})
	m := newMemory()
	if got := crawled(t, m, s, quick(true, nil), "/feed"); m.held["g1"].Body != "a" || !strings.Contains(got, "leads to the front page") {
		t.Errorf("%q\n%s", m.held["g1"].Body, got)
	}
}

// TestFeedAddresses: links are found from where the feed was read in the end, or
// from its xml:base.
func TestFeedAddresses(t *testing.T) {
	entry := func(base, href string) string {
		return `<entry` + base + `><id>` + href + `</id><title>T</title><link href="` + href + `"/><content type="text">c</content></entry>`
	}
	s := newWeb(t, map[string]string{"/old": "301 /new/feed", "/new/feed": `<feed xmlns="http://www.w3.org/2005/Atom">` + entry("", "a") + entry(` xml:base="~/base/"`, "b") + entry(` xml:base="sub/"`, "c") + `</feed>`})
	m := newMemory()
	got := crawled(t, m, s, quick(false, nil), "/old")
	expect(t, "held", held(m, s), "a|T| none|~/old|~/new/a\nb|T| none|~/old|~/base/b\nc|T| none|~/old|~/new/sub/c\n")
	if !strings.Contains(got, movedNote) {
		t.Error(got)
	}
}

// TestLongFeed: a feed of 5,000 items is read whole, again without a change, and
// followed up to the limit.
func TestLongFeed(t *testing.T) {
	var items []string
	for i := range 5000 {
		items = append(items, rssItem(fmt.Sprint("g", i), fmt.Sprint("Title ", i), "A text of its own.", fmt.Sprint("/p", i), ""))
	}
	s := newWeb(t, map[string]string{"/feed": rss("F", items...)})
	m := newMemory()
	expect(t, "first", crawled(t, m, s, quick(false, nil), "/feed"), "read 5000 · added 5000 · updated 0 · unchanged 0 · skipped 0\n")
	expect(t, "again", crawled(t, m, s, quick(false, nil), "/feed"), "read 5000 · added 0 · updated 0 · unchanged 5000 · skipped 0\n")
	f := quick(true, nil)
	f.MaxPages = 3
	if got := crawled(t, m, s, f, "/feed"); !strings.Contains(got, limitNote+": 4997") {
		t.Error(got)
	}
}

// TestGzipTwice: a compressed file that the server compresses on its way, too.
func TestGzipTwice(t *testing.T) {
	inner := gzipped(rss("F", rssItem("g1", "One", "a", "", "")))
	for _, encoding := range []string{"gzip", "gzip, gzip", ""} {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			body := inner
			if encoding != "" {
				w.Header().Set("Content-Encoding", encoding)
				body = gzipped(body)
			}
			if strings.Contains(encoding, ",") {
				body = gzipped(body)
			}
			w.Write([]byte(body))
		}))
		m := newMemory()
		r, err := Run(t.Context(), m, []string{s.URL + "/feed.xml.gz"}, Options{Fetch: quick(false, nil)})
		if err != nil || r.Added != 1 || m.held["g1"].ReadFrom != (article.Place{Source: s.URL + "/feed.xml.gz"}) {
			t.Errorf("%q: %v, %v", encoding, r, err)
		}
		s.Close()
	}
}

// TestVisitsFault: what cannot be written is told, and is tried again later.
func TestVisitsFault(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "index")
	v, err := OpenVisits(filepath.Join(folder, "fetched.jsonl"), "k") // there is no such folder
	if err != nil {
		t.Fatal(err)
	}
	note := func() { v.set("http://x/", func(one *visited) { one.ETag = "e" }) }
	note()
	if v.Fault() != nil {
		t.Error("it is not yet due")
	}
	due := time.Now().Add(-saveEvery)
	v.saved = due
	note()
	if err := v.Fault(); err == nil || !strings.Contains(err.Error(), "writing what is remembered of addresses") {
		t.Errorf("got %v", err)
	}
	if !v.saved.After(due) {
		t.Error("it would be tried again at once")
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	v.saved = time.Now().Add(-saveEvery)
	note()
	if v.Fault() != nil {
		t.Error(v.Fault())
	}
	again, err := OpenVisits(v.path, "k")
	if err != nil || again.get("http://x/").ETag != "e" {
		t.Errorf("%v, %v", again, err)
	}
}
