package indexer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsdex/article"
)

// TestCrawlRemembers: what has not changed is not read again, unless something of
// it was not stored, or it is to be read in another way.
func TestCrawlRemembers(t *testing.T) {
	s := newWeb(t, map[string]string{
		"/feed": rss("F", rssItem("1", "One", "a", "/1", "")), "/bad": rss("F", rssItem("9", "Nine", "a", "/9", ""), "<item></item>"),
		"/1": htmlArticle("Item 1", "", "rope"), "/page": htmlArticle("A page", "", "sail"), "/9": htmlArticle("Nine", "", "mast"),
	})
	file := filepath.Join(t.TempDir(), "fetched.jsonl")
	visits := func(key string) *Visits {
		v, err := OpenVisits(file, key)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	m := newMemory()
	run := func(key string, follow bool, paths ...string) string {
		t.Helper()
		v := visits(key)
		out := crawled(t, m, s, quick(follow, v), paths...)
		if err := v.Save(); err != nil {
			t.Fatal(err)
		}
		return s.seen() + "\n" + out
	}
	run("", false, "/feed", "/page", "/bad")
	expect(t, "again", run("", false, "/feed", "/page", "/bad"), `=/feed =/page /bad
skipped ~/bad, record 2 (byte 175): the item has neither a title nor a text
noted unchanged since it was last read, not read again: 2, first in ~/feed
read 2 · added 0 · updated 0 · unchanged 1 · skipped 1 (broken record 1)
`)
	expect(t, "in another way", run("other", false, "/feed"), "/feed\nread 1 · added 0 · updated 0 · unchanged 1 · skipped 0\n")
	expect(t, "followed", run("", true, "/feed"), "/feed /1\nread 1 · added 0 · updated 1 · unchanged 0 · skipped 0\n")
	expect(t, "followed again", run("", true, "/feed"), `=/feed
noted unchanged since it was last read, not read again: 1, first in ~/feed
read 0 · added 0 · updated 0 · unchanged 0 · skipped 0
`)
	s.set("/feed", rss("F", rssItem("1", "One", "a", "/1", ""), rssItem("2", "Two, a longer one", "b", "/page", "")))
	expect(t, "a new item", run("", true, "/feed"), `/feed /page
noted page read less than a day ago, not asked for again: 1, first in ~/feed#1
read 1 · added 1 · updated 0 · unchanged 0 · skipped 0
`)
	s.set("/feed", rss("F", rssItem("1", "One", "a", "/1", ""), rssItem("3", "Three", "c", "/3", "")))
	expect(t, "not followed any more", run("", false, "/feed"), `/feed
noted text of a feed not taken, a longer one from elsewhere is kept: 1, first in ~/feed#1: 1
read 2 · added 1 · updated 0 · unchanged 1 · skipped 0
`)
	if a := m.held["1"]; !strings.Contains(a.Body, "rope") {
		t.Errorf("the text of the page is lost: %q", a.Body)
	}
	s.set("/feed", rss("F", rssItem("1", "One", "a text that was changed", "/1", "")))
	expect(t, "a changed item", run("", true, "/feed"), "/feed /1\nread 1 · added 0 · updated 0 · unchanged 1 · skipped 0\n")
}

func TestVisits(t *testing.T) {
	file := filepath.Join(t.TempDir(), "v.jsonl")
	v, err := OpenVisits(file, "k")
	if err != nil {
		t.Fatal(err)
	}
	for i := range maxVisits + 10 {
		v.m[fmt.Sprint(i)] = visited{Address: fmt.Sprint(i), Way: "k", Fetched: time.Unix(int64(i), 0)}
	}
	v.changed = true
	if err := v.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := OpenVisits(file, "k")
	if err != nil || len(again.m) != maxVisits || again.get("5").Address != "" || again.get("50").Address != "50" {
		t.Errorf("%d are remembered, %v", len(again.m), err)
	}
	other, err := OpenVisits(file, "other")
	if err != nil || other.get("50").Address != "" {
		t.Errorf("read in another way: %+v, %v", other.get("50"), err)
	}
	var none *Visits
	none.set("x", nil)
	if err := errors.Join(none.Fault(), none.Save()); err != nil || none.get("x") != (visited{}) {
		t.Error("nothing is remembered by nil")
	}
}

// TestPagesStay: the text of a page is not replaced by what a feed says of it,
// however the feed is read, also when it says something new or the page is gone.
func TestPagesStay(t *testing.T) {
	for _, guid := range []string{"g1", ""} {
		s := newWeb(t, map[string]string{"/feed": rss("F", rssItem(guid, "One", "a summary", "/1", "")), "/1": htmlArticle("Item 1", "", "rope"), "/old": rss("F", rssItem(guid, "One", "an old summary", "/1", ""))})
		v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
		if err != nil {
			t.Fatal(err)
		}
		f := quick(true, v)
		m := newMemory()
		stays := func(how, word string, report string) {
			t.Helper()
			for _, a := range m.held {
				if len(m.held) != 1 || !strings.Contains(a.Body, word) || !strings.Contains(report, article.LongerKept) {
					t.Errorf("guid %q, %s: %d held, the text is %q\n%s", guid, how, len(m.held), a.Body, report)
				}
			}
		}
		crawled(t, m, s, f, "/feed")
		stays("beside those that are remembered", "rope", crawled(t, m, s, f.Anew(false), "/feed"))
		stays("without a memory", "rope", crawled(t, m, s, quick(false, nil), "/feed"))
		s.set("/feed", rss("F", rssItem(guid, "One, changed", "another summary", "/1", "Fri, 08 Jul 2022 10:00:00 +0200")))
		stays("changed", "rope", crawled(t, m, s, quick(false, v), "/feed"))
		file := filepath.Join(t.TempDir(), "saved.xml")
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(s.pages["/feed"], "~", s.URL)), 0o644); err != nil {
			t.Fatal(err)
		}
		r, err := Run(t.Context(), m, []string{file}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		stays("saved", "rope", r.String())
		page := s.pages["/1"]
		s.set("/1", "404")
		stays("the page is gone", "rope", crawled(t, m, s, f, "/feed"))
		s.set("/1", strings.ReplaceAll(page, "rope", "sail"))
		crawled(t, m, s, quick(true, nil), "/feed")
		stays("a new page", "sail", crawled(t, m, s, quick(false, nil), "/feed"))
		// A text of the feed that is longer is the whole one, and may then be changed.
		s.set("/feed", rss("F", rssItem(guid, "One", strings.Repeat("All that there is to say. ", 100), "/1", "")))
		crawled(t, m, s, quick(false, nil), "/feed")
		s.set("/feed", rss("F", rssItem(guid, "One", "Nothing is to be said.", "/1", "")))
		crawled(t, m, s, quick(false, nil), "/feed")
		for _, a := range m.held {
			if a.Body != "Nothing is to be said." {
				t.Errorf("a feed's own text was not changed: %.60q", a.Body)
			}
		}
	}
}

// TestFilesStay: neither is a longer text from a file, by the same address.
func TestFilesStay(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("", "One", "a summary", "/1", "")), "/feed2": rss("G", rssItem("", "One", "another", "/1", ""))})
	m := newMemory()
	file := filepath.Join(t.TempDir(), "a.html")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(htmlArticle("Item 1", `<link rel="canonical" href="~/1">`, "rope"), "~", s.URL)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), m, []string{file}, Options{}); err != nil {
		t.Fatal(err)
	}
	got := crawled(t, m, s, quick(false, nil), "/feed")
	for _, a := range m.held {
		if len(m.held) != 1 || !strings.Contains(a.Body, "rope") || !strings.Contains(got, article.LongerKept) {
			t.Errorf("%d held, the text is %q\n%s", len(m.held), a.Body, got)
		}
	}
	// Nor that of a page without a date to which a short address leads.
	s.set("/short", "301 /1")
	s.set("/1", htmlArticle("Item 1", "", "sail"))
	m = newMemory()
	crawled(t, m, s, quick(false, nil), "/short")
	if got := crawled(t, m, s, quick(false, nil), "/feed"); len(m.held) != 1 || !strings.Contains(got, article.LongerKept) {
		t.Errorf("%d held\n%s", len(m.held), got)
	}
	// What two feeds say takes turns, as before.
	m = newMemory()
	crawled(t, m, s, quick(false, nil), "/feed")
	if got := crawled(t, m, s, quick(false, nil), "/feed2"); !strings.Contains(got, "updated 1") {
		t.Error(got)
	}
}

// TestVisitsLong: what is written can be read again, however long the addresses are.
func TestVisitsLong(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fetched.jsonl")
	v, err := OpenVisits(path, "k")
	if err != nil {
		t.Fatal(err)
	}
	address := func(i int) string { return fmt.Sprintf("http://example.org/%d/%s", i, strings.Repeat("x", 1500)) }
	for i := range maxVisits {
		a := address(i)
		v.m[a] = visited{Address: a, Way: "k", Fetched: time.Unix(int64(i), 0)}
	}
	v.changed = true
	if err := v.Save(); err != nil {
		t.Fatal(err)
	}
	if v, err = OpenVisits(path, "k"); err != nil {
		t.Fatal(err)
	}
	newest, oldest := v.get(address(maxVisits-1)), v.get(address(0))
	if len(v.m) < maxVisits/2 || newest.Address == "" || oldest.Address != "" {
		t.Errorf("%d are remembered, the newest %v, the oldest %v", len(v.m), newest.Address != "", oldest.Address != "")
	}
}
