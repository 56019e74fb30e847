package indexer

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"newsdex/article"
	"newsdex/indexer/fetch"
	"newsdex/indexer/format"
	"newsdex/indexer/format/formattest"
)

// web is a local server. In its pages "~" stands for its address.
type web struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string]string
	asked []string // paths, but robots.txt; with "=" before those that had not changed
}

func newWeb(t *testing.T, pages map[string]string) *web {
	t.Helper()
	w := &web{pages: pages}
	w.Server = httptest.NewServer(http.HandlerFunc(w.answer))
	t.Cleanup(w.Close)
	return w
}

// answer gives a page with a validator. "301 /x" as a page leads there, "404" is
// an error, "cut" breaks the connection, "gzip " before a text compresses it as a file.
func (s *web) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, ok := s.pages[r.URL.Path]
	if r.URL.Path == "/robots.txt" && !ok {
		http.NotFound(w, r)
		return
	}
	tag := fmt.Sprintf(`"%d"`, crc32.ChecksumIEEE([]byte(body)))
	if r.Header.Get("If-None-Match") == tag {
		s.asked = append(s.asked, "="+r.URL.Path)
		w.WriteHeader(http.StatusNotModified)
		return
	}
	s.asked = append(s.asked, r.URL.Path)
	to, moved := strings.CutPrefix(body, "301 ")
	plain, zip := strings.CutPrefix(body, "gzip ")
	switch {
	case !ok || body == "404":
		http.NotFound(w, r)
	case body == "cut":
		panic(http.ErrAbortHandler)
	case moved:
		http.Redirect(w, r, to, http.StatusMovedPermanently)
	case zip:
		w.Header().Set("Content-Type", "application/gzip")
		z := gzip.NewWriter(w)
		io.WriteString(z, strings.ReplaceAll(plain, "~", s.URL))
		z.Close()
	default:
		w.Header().Set("ETag", tag)
		if strings.Contains(body, "<html") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		io.WriteString(w, strings.ReplaceAll(body, "~", s.URL))
	}
}

// seen returns what was asked for since the last call.
func (s *web) seen() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := strings.Join(s.asked, " ")
	s.asked = nil
	return out
}

func (s *web) set(path, body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = body
}

// quick is a fetcher that may ask local servers and does not wait.
func quick(follow bool, v *Visits) *Fetcher {
	f := NewFetcher(FetchOptions{Follow: follow, AllowPrivate: true}, v)
	f.client = fetch.New(fetch.Options{AllowPrivate: true, Delay: -1, Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
	return f
}

// crawled is a run over addresses as its reader sees it, with "~" for the server.
func crawled(t *testing.T, m Writer, s *web, f *Fetcher, paths ...string) string {
	t.Helper()
	for i := range paths {
		paths[i] = s.URL + paths[i]
	}
	var b strings.Builder
	r, err := Run(t.Context(), m, paths, Options{Fetch: f, OnProblem: func(p Problem) { fmt.Fprintf(&b, "skipped %s\n", p) }})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	b.WriteString(r.String())
	return strings.ReplaceAll(b.String(), s.URL, "~")
}

// held lists what a writer holds: id, headline, date and origin, where it was read.
func held(m *memory, s *web) string {
	var lines []string
	for _, a := range m.held {
		id := a.ID
		if a.Basis != article.OwnID {
			id = string(a.Basis)
		}
		lines = append(lines, fmt.Sprintf("%s|%s|%s %s|%s|%s\n", id, a.Headline, a.Published, a.Published.From(), a.ReadFrom, a.URL))
	}
	slices.Sort(lines)
	return strings.ReplaceAll(strings.Join(lines, ""), s.URL, "~")
}

func expect(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func rss(title string, items ...string) string {
	return `<rss version="2.0"><channel><title>` + title + `</title>` + strings.Join(items, "") + `</channel></rss>`
}

func rssItem(guid, title, text, path, date string) string {
	s := "<item><title>" + title + "</title><description>" + text + "</description>"
	if guid != "" {
		s += `<guid isPermaLink="false">` + guid + "</guid>"
	}
	if path != "" {
		s += "<link>~" + path + "</link>"
	}
	if date != "" {
		s += "<pubDate>" + date + "</pubDate>"
	}
	return s + "</item>"
}

// htmlArticle is a page with an article long enough to be one.
func htmlArticle(title, head, word string) string {
	return "<html><head><title>" + title + "</title>" + head + "</head><body><article><h1>" + title + "</h1><p>" + strings.Repeat("The "+word+" was seen in the harbour on the day that followed the storm. ", 12) + "</p></article></body></html>"
}

func TestCrawlFeed(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("The Wire",
		rssItem("g1", "First", "Ships leave.", "/a", "Fri, 08 Jul 2022 10:00:00 +0200"),
		rssItem("", "Second", "Ships return.", "/b", ""),
		rssItem("", "Third", "Ships wait.", "", ""),
		rssItem("", "Fourth", "Ships sink.", "", ""))})
	m := newMemory()
	expect(t, "first run", crawled(t, m, s, quick(false, nil), "/feed"), "read 4 · added 4 · updated 0 · unchanged 0 · skipped 0\n")
	expect(t, "held", held(m, s), "g1|First|2022-07-08T10:00:00+02:00 feed|~/feed|~/a\n"+
		"text|Fourth| none|~/feed#"+textID("Fourth", "Ships sink.")+"|\n"+
		"text|Third| none|~/feed#"+textID("Third", "Ships wait.")+"|\n"+
		"url|Second| none|~/feed|~/b\n")
	expect(t, "asked", s.seen(), "/feed")
	// A new item moves the others: nothing is lost, nothing is written again.
	s.set("/feed", rss("The Wire", rssItem("", "Fifth", "Ships burn.", "", ""), rssItem("g1", "First", "Ships leave again.", "/a", "Fri, 08 Jul 2022 10:00:00 +0200"), rssItem("", "Third", "Ships wait.", "", "")))
	expect(t, "moved items", crawled(t, m, s, quick(false, nil), "/feed"), "read 3 · added 1 · updated 1 · unchanged 1 · skipped 0\n")
	if len(m.held) != 5 {
		t.Errorf("%d articles are held:\n%s", len(m.held), held(m, s))
	}
}

func textID(headline, body string) string {
	a := article.Article{Headline: headline, Body: body}
	a.Identify("")
	return a.ID
}

// TestCrawlFollow: the page completes the item, which keeps its identity; what is
// not to be had leaves the item as it is.
func TestCrawlFollow(t *testing.T) {
	feed := rss("The Wire",
		rssItem("g1", "Short", "Ships leave.", "/a", "Fri, 08 Jul 2022 10:00:00 +0200"),
		rssItem("g2", "Gone", "Ships return.", "/gone", "Sat, 09 Jul 2022 10:00:00 +0200"),
		rssItem("g3", "Closed", "Ships wait.", "/closed/c", ""),
		rssItem("g4", "Picture", "Ships sink.", "/d.png", ""),
		rssItem("", "No link", "Ships burn.", "", ""),
		"<item><link>~/e</link></item>")
	s := newWeb(t, map[string]string{
		"/feed": feed, "/robots.txt": "User-agent: *\nDisallow: /closed",
		"/a":     "301 /b",
		"/b":     htmlArticle("The long headline", `<link rel="canonical" href="/elsewhere"><meta name="author" content="Ann Lee"><meta property="og:site_name" content="Harbour News">`, "lighthouse"),
		"/d.png": "\x89PNG\r\n\x1a\n", "/e": htmlArticle("Only a page", `<script type="application/ld+json">{"@type":"NewsArticle","headline":"Only a page","datePublished":"2022-07-10T09:00:00Z"}</script>`, "anchor"),
	})
	m := newMemory()
	got := crawled(t, m, s, quick(true, nil), "/feed")
	expect(t, "followed", got, `noted page not to be had, the item is kept as the feed has it: 3, first in ~/feed#2: ~/gone: the server answered 404 Not Found: there is nothing at this address; correct it or take it off the list
read 6 · added 6 · updated 0 · unchanged 0 · skipped 0
`)
	expect(t, "held", held(m, s), `g1|The long headline|2022-07-08T10:00:00+02:00 feed|~/feed|~/a
g2|Gone|2022-07-09T10:00:00+02:00 feed|~/feed|~/gone
g3|Closed| none|~/feed|~/closed/c
g4|Picture| none|~/feed|~/d.png
text|No link| none|~/feed#`+textID("No link", "Ships burn.")+`|
url|Only a page|2022-07-10T09:00:00Z jsonld|~/e|~/e
`)
	if a := m.held["g1"]; a.Source != "Harbour News" || !slices.Equal(a.Byline, []string{"Ann Lee"}) || !strings.Contains(a.Body, "lighthouse") {
		t.Errorf("the page did not complete the item: %+v", a)
	}
	// The same items in another feed are read once; an item of its own that leads
	// to the page of another keeps what its feed says.
	s.set("/other", rss("Other", rssItem("g1", "Short", "Ships leave.", "/a", ""), rssItem("g9", "Ninth", "Ships turn.", "/a", "")))
	s.set("/b", htmlArticle("The long headline", "", "lantern"))
	expect(t, "two feeds", crawled(t, m, s, quick(true, nil), "/other", "/feed"), `skipped ~/other, record 1 (byte 48): the id "g1" is held by another article, read from ~/feed; give these articles ids of their own (--id-prefix NAME:), or remove that one first
noted page not to be had, the item is kept as the feed has it: 3, first in ~/feed#2: ~/gone: the server answered 404 Not Found: there is nothing at this address; correct it or take it off the list
noted item read already in this run, from another feed: 1, first in ~/feed#1
noted page belongs to another item, the item is kept as the feed has it: 1, first in ~/other#2
read 7 · added 1 · updated 0 · unchanged 5 · skipped 1 (id taken 1)
`)
}

// TestCrawlBoth: pages that a sitemap leads to are articles by their addresses; that
// does not cost the items of a feed their pages.
func TestCrawlBoth(t *testing.T) {
	s := newWeb(t, map[string]string{
		"/feed": rss("F", rssItem("g1", "One", "a", "/1", "")), "/map": "<urlset><url><loc>~/1</loc></url></urlset>", "/1": htmlArticle("Item 1", "", "rope"),
	})
	v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	for _, paths := range [][]string{{"/map", "/feed"}, {"/map", "/feed"}, {"/feed", "/map"}, {"/feed"}} {
		crawled(t, m, s, quick(true, v), paths...)
		if a := m.held["g1"]; len(m.held) != 2 || a == nil || !strings.Contains(a.Body, "rope") {
			t.Errorf("after %v: %d held, the item is %+v", paths, len(m.held), a)
		}
	}
}

func TestCrawlLists(t *testing.T) {
	pages := map[string]string{
		"/feeds.opml": `<opml version="2.0"><body><outline text="a" xmlUrl="~/one.xml"/><outline text="b" xmlUrl="~/two.json"/><outline text="c" xmlUrl="~/none"/></body></opml>`,
		"/one.xml":    rss("One", rssItem("1", "First", "Ships leave.", "/a", "")),
		"/two.json":   `{"version":"https://jsonfeed.org/version/1.1","title":"Two","items":[{"id":"2","title":"Second","content_text":"Ships return.","date_published":"2022-07-08T10:00:00Z"}]}`,
		"/a":          htmlArticle("The first", "", "lighthouse"),
		"/index.xml":  `<sitemapindex><sitemap><loc>~/news.xml</loc></sitemap><sitemap><loc>~/old.xml.gz</loc></sitemap></sitemapindex>`,
		"/news.xml": `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>~/b</loc><lastmod>2024-01-01</lastmod>
<news:news><news:publication_date>2022-07-08T11:00:00+02:00</news:publication_date><news:title>Named there</news:title></news:news></url></urlset>`,
		"/old.xml.gz": `gzip <urlset><url><loc>~/c</loc><lastmod>2019-01-01</lastmod></url><url><loc>~/missing</loc></url></urlset>`,
		"/b":          htmlArticle("The second", "", "anchor"),
		"/c":          htmlArticle("The third", `<meta property="article:published_time" content="2018-05-06T07:08:09Z">`, "rope"),
	}
	s := newWeb(t, pages)
	m := newMemory()
	expect(t, "without following", crawled(t, m, s, quick(false, nil), "/feeds.opml", "/index.xml", "/old.xml.gz"), `skipped ~/feeds.opml: it holds 3 links (3 feeds) and no articles; give --follow to fetch them
skipped ~/index.xml: it holds 2 links (2 sitemaps) and no articles; give --follow to fetch them
skipped ~/old.xml.gz: it holds 2 links (2 pages) and no articles; give --follow to fetch them
read 3 · added 0 · updated 0 · unchanged 0 · skipped 3 (links only 3)
`)
	expect(t, "asked", s.seen(), "/feeds.opml /index.xml /old.xml.gz")
	expect(t, "a list of feeds", crawled(t, m, s, quick(true, nil), "/feeds.opml"), `skipped ~/none: the server answered 404 Not Found: there is nothing at this address; correct it or take it off the list
noted links followed: 3, first in ~/feeds.opml: 3 links (3 feeds)
read 3 · added 2 · updated 0 · unchanged 0 · skipped 1 (HTTP 404 1)
`)
	expect(t, "sitemaps", crawled(t, m, s, quick(true, nil), "/index.xml"), `skipped ~/missing: the server answered 404 Not Found: there is nothing at this address; correct it or take it off the list
noted links followed: 5, first in ~/index.xml: 2 links (2 sitemaps)
read 3 · added 2 · updated 0 · unchanged 0 · skipped 1 (HTTP 404 1)
`)
	expect(t, "held", held(m, s), `1|The first| none|~/one.xml|~/a
2|Second|2022-07-08T10:00:00Z feed|~/two.json|
url|The second|2022-07-08T11:00:00+02:00 feed|~/b|~/b
url|The third|2018-05-06T07:08:09Z meta|~/c|~/c
`)
}

func TestCrawlBounds(t *testing.T) {
	pages := map[string]string{"/feed": rss("F", rssItem("1", "One", "a", "/1", ""), rssItem("2", "Two", "b", "/2", ""), rssItem("3", "Three", "c", "/3", ""))}
	links := ""
	for i := range 5 {
		links += fmt.Sprintf("<url><loc>~/p%d</loc></url>", i)
		pages[fmt.Sprintf("/p%d", i)] = htmlArticle(fmt.Sprint("Page ", i), "", fmt.Sprint("word", i))
		pages[fmt.Sprintf("/%d", i)] = htmlArticle(fmt.Sprint("Item ", i), "", fmt.Sprint("item", i))
	}
	pages["/map"] = "<urlset>" + links + "</urlset>"
	for i := range 6 {
		pages[fmt.Sprintf("/deep%d", i)] = fmt.Sprintf(`<sitemapindex><sitemap><loc>~/deep%d</loc></sitemap><sitemap><loc>~/deep0</loc></sitemap></sitemapindex>`, i+1)
	}
	s := newWeb(t, pages)
	few := quick(true, nil)
	few.MaxPages = 2
	m := newMemory()
	expect(t, "a limit of pages", crawled(t, m, s, few, "/map"), `noted links not followed, the limit of addresses of one run is reached (--max-pages): 3, first in ~/map: 5 links (5 pages)
noted links followed: 2, first in ~/map: 5 links (5 pages)
read 2 · added 2 · updated 0 · unchanged 0 · skipped 0
`)
	expect(t, "a limit of items", crawled(t, m, s, few, "/feed"), `noted links not followed, the limit of addresses of one run is reached (--max-pages): 1, first in ~/feed#3
read 3 · added 3 · updated 0 · unchanged 0 · skipped 0
`)
	expect(t, "depth", crawled(t, m, s, quick(true, nil), "/deep0"), `noted links followed: 6, first in ~/deep0: 2 links (2 sitemaps)
noted links not followed, too many steps from the address given: 2, first in ~/deep3: 2 links (2 sitemaps)
read 0 · added 0 · updated 0 · unchanged 0 · skipped 0
`)
	expect(t, "twice", crawled(t, m, s, quick(false, nil), "/p1", "/p1"), `noted address given twice: 1, first in ~/p1
read 1 · added 0 · updated 0 · unchanged 1 · skipped 0
`)
}

// TestCrawlOther: whatever files hold is read from addresses, too.
func TestCrawlOther(t *testing.T) {
	s := newWeb(t, map[string]string{
		"/data.jsonl": `{"id":"1","title":"One"}` + "\n" + `{"id":"2","title":"Two"}` + "\n", "/api": `[{"id":"3","title":"Three","body":"Ships."}]`,
		"/pack.gz": "gzip " + `{"id":"4","title":"Four"}` + "\n", "/note.txt": "A note\n\nIts text.", "/empty": "", "/x.pdf": "%PDF-1.4",
		"/home": `<html><head><title>Home</title><link rel="alternate" type="application/rss+xml" href="/feed"></head><body><p>Nothing here.</p></body></html>`,
		"/loop": "301 /pool", "/pool": "301 /loop", "/old": "301 /note.txt",
	})
	m := newMemory()
	expect(t, "files", crawled(t, m, s, quick(false, nil), "/data.jsonl", "/api", "/pack.gz", "/note.txt", "/empty", "/x.pdf", "/home", "/loop", "/old", "/none"), `skipped ~/empty: the file is empty
skipped ~/x.pdf: this is PDF, which is not read yet; save it as text
skipped ~/home: only 2 words of text were found, too few for an article; it names 1 feed that can be given instead: ~/feed
skipped ~/loop: it leads back to itself, however often it is asked; tell its publisher
skipped ~/none: the server answered 404 Not Found: there is nothing at this address; correct it or take it off the list
noted JSON Lines under another extension: 1, first in ~/pack.gz#1
noted address moved for good: 1, first in ~/old: use ~/note.txt
read 11 · added 5 · updated 0 · unchanged 1 · skipped 5 (HTTP 404 1, empty file 1, format not read 1, no article 1, redirects 1)
`)
	expect(t, "held", held(m, s), `1|One| none|~/data.jsonl#1|
2|Two| none|~/data.jsonl#2|
3|Three| none|~/api#1|
4|Four| none|~/pack.gz#1|
text|A note| none|~/note.txt|
`)
}

// TestCrawlDepth: what is too many steps away is said, whatever it is, and is
// followed when its list is given by itself, although that has not changed.
func TestCrawlDepth(t *testing.T) {
	pages := map[string]string{
		"/feed": rss("F", rssItem("1", "One", "a", "/1", ""), "<item><link>~/2</link></item>"),
		"/map":  "<urlset><url><loc>~/3</loc></url></urlset>",
		"/1":    htmlArticle("Item 1", "", "rope"), "/2": htmlArticle("Item 2", "", "sail"), "/3": htmlArticle("Item 3", "", "mast"),
		"/opml2": `<opml><body><outline xmlUrl="~/feed"/></body></opml>`, "/index2": "<sitemapindex><sitemap><loc>~/map</loc></sitemap></sitemapindex>",
	}
	for i := range 2 {
		pages[fmt.Sprint("/opml", i)] = fmt.Sprintf(`<opml><body><outline type="include" url="~/opml%d"/></body></opml>`, i+1)
		pages[fmt.Sprint("/index", i)] = fmt.Sprintf("<sitemapindex><sitemap><loc>~/index%d</loc></sitemap></sitemapindex>", i+1)
	}
	s := newWeb(t, pages)
	v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	const note = "noted links not followed, too many steps from the address given: "
	if got := crawled(t, m, s, quick(true, v), "/opml0"); !strings.Contains(got, note+"2, ") {
		t.Errorf("the item with a text and the one without are not both mentioned:\n%s", got)
	}
	if got := crawled(t, m, s, quick(true, v), "/index0"); !strings.Contains(got, note+"1, ") {
		t.Errorf("the page is not mentioned:\n%s", got)
	}
	crawled(t, m, s, quick(true, v), "/feed", "/map")
	got := s.seen()
	for _, page := range []string{" /1", " /2", " /3"} {
		if !strings.Contains(got, page) {
			t.Errorf("%s was not asked for: %s", page, got)
		}
	}
}

// TestCrawlPanics: a reader that panics costs one address, and an item waiting for
// its page is kept.
func TestCrawlPanics(t *testing.T) {
	var sent []item
	s := &source{ctx: t.Context(), builder: NewBuilder(Options{}), yield: func(it item) bool { sent = append(sent, it); return true }}
	c := &crawl{source: s, Fetcher: &Fetcher{}, ctx: t.Context()}
	given := func() *target { return &target{address: "http://x/a", shown: "http://x/a", visit: &visit{}} }
	page := given()
	page.item, page.known = &item{place: article.Place{Source: "http://x/feed"}}, format.Record{ID: "1", Headline: "One"}
	for name, r := range map[string]result{
		"while reading":  {target: given(), res: &fetch.Response{Body: &fetch.Body{Size: 10, ReaderAt: panicAt{}}}},
		"while fetching": c.get(given()), // without a client
		"an item's page": {target: page, res: &fetch.Response{Body: &fetch.Body{Size: 10, ReaderAt: panicAt{}}}},
	} {
		sent = nil
		c.take(r)
		if len(sent) != 2 || sent[1].visited == nil || r.visit.err == nil {
			t.Fatalf("%s: %+v", name, sent)
		}
		p, a := sent[0].problem, sent[0].article
		switch {
		case r.item != nil:
			if a == nil || a.ID != "1" || !sent[0].spoilt {
				t.Errorf("%s: the item is lost: %+v", name, sent[0])
			}
		case p == nil || p.Code != internalFailed || !strings.Contains(p.Reason, "please report"):
			t.Errorf("%s: %+v", name, p)
		}
	}
}

type panicAt struct{}

func (panicAt) ReadAt([]byte, int64) (int, error) { panic("boom") }

// TestCrawlStops: an interrupted run waits for nothing, and forgets what it did
// not store.
func TestCrawlStops(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/feed" {
			stop()
			<-r.Context().Done()
		}
	}))
	defer s.Close()
	r, err := Run(ctx, newMemory(), []string{s.URL + "/feed"}, Options{Fetch: quick(false, nil)})
	if !errors.Is(err, context.Canceled) || !r.Interrupted || r.Read != 0 {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestCrawlPrivate(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F")})
	r, err := Run(t.Context(), newMemory(), []string{s.URL + "/feed", "ftp://example.org/a", "http://ann:secret@example.org/"}, Options{})
	if err != nil || r.Skipped != 3 || r.Reasons["private address"] != 1 || r.Reasons["address not usable"] != 2 {
		t.Errorf("%v, %v", r, err)
	}
	if strings.Contains(fmt.Sprint(r.Problems), "secret") {
		t.Error("the report holds a password")
	}
}

// TestManyHosts: hosts are asked side by side, each one address at a time.
func TestManyHosts(t *testing.T) {
	var mu sync.Mutex
	most, now := 0, 0
	together := make(chan struct{})
	var addresses []string
	for i := range 3 {
		busy := false
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				return
			}
			mu.Lock()
			if busy {
				t.Error("one host is asked twice at a time")
			}
			busy = true
			now++
			if most = max(most, now); now == 3 {
				close(together)
			}
			mu.Unlock()
			select { // all three are asked before one answers
			case <-together:
			case <-time.After(10 * time.Second):
			}
			mu.Lock()
			busy = false
			if now--; now == 0 {
				together = make(chan struct{})
			}
			mu.Unlock()
			fmt.Fprintf(w, `{"id":"%s%d","title":"T"}`, r.URL.Path, i)
		}))
		defer s.Close()
		addresses = append(addresses, s.URL+"/a.jsonl")
	}
	r, err := Run(t.Context(), newMemory(), addresses, Options{Fetch: quick(false, nil)})
	if err != nil || r.Added != 3 || most != 3 {
		t.Errorf("%v, %v, %d at a time", r, err, most)
	}
}

// TestCrawlSamples: what other projects have as samples is read over HTTP as it is
// from files, but that files refuse lists in another way.
func TestCrawlSamples(t *testing.T) {
	for _, set := range []string{"feeds_w3c", "sitemaps_robots"} {
		t.Run(set, func(t *testing.T) {
			s := newWeb(t, map[string]string{"/robots.txt": ""})
			f := quick(false, nil)
			samples, lists := 0, 0
			for name, raw := range formattest.Archived(t, formattest.SharedFile(t, "formats/"+set+"/files.tar.gz")) {
				data := string(raw)
				if strings.Contains(data, "~") || strings.HasPrefix(data, "301 ") || strings.Contains(name, ".csv") || strings.Contains(name, "/.") {
					continue // means something to this server
				}
				samples++
				path := "/" + filepath.Base(name)
				file, err := Files(t.Context(), newMemory(), fstest.MapFS{filepath.Base(name): {Data: []byte(data)}}, "x", Options{})
				if err != nil {
					t.Fatal(err)
				}
				s.set(path, data)
				got, err := Run(t.Context(), newMemory(), []string{s.URL + path}, Options{Fetch: f})
				if err != nil {
					t.Fatal(err)
				}
				balanced(t, got)
				lists += got.Reasons[linksOnly]
				if file.Read != got.Read || file.Added != got.Added {
					t.Errorf("%s: as a file %s, over HTTP %s", name, file.Summary(), got.Summary())
				}
			}
			if samples < 20 || set == "sitemaps_robots" && lists < 10 {
				t.Errorf("%d samples, %d of them lists", samples, lists)
			}
		})
	}
}

// TestCrawlDamaged: a compressed list or feed that is damaged is not taken for whole.
func TestCrawlDamaged(t *testing.T) {
	feed := gzipped(rss("F", rssItem("1", "One", "Ships leave.", "", "")))
	s := newWeb(t, map[string]string{"/feed.gz": feed[:len(feed)-8] + "\x00\x00\x00\x00" + feed[len(feed)-4:], "/cut.gz": feed[:len(feed)-8]})
	for _, path := range []string{"/feed.gz", "/cut.gz"} {
		if got := crawled(t, newMemory(), s, quick(false, nil), path); !strings.Contains(got, "damaged") {
			t.Errorf("%s: %s", path, got)
		}
	}
}

func gzipped(text string) string {
	var b strings.Builder
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	return b.String()
}
