package indexer

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
noted item completed by its page before, kept so: 1, first in ~/feed#1
read 1 · added 1 · updated 0 · unchanged 0 · skipped 0
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
	if err := errors.Join(none.set("x", nil), none.Save()); err != nil || none.get("x") != (visited{}) {
		t.Error("nothing is remembered by nil")
	}
}

// TestAnewKeepsPages: a run that somebody asks for beside those that are remembered
// does not put the summary of a feed into the place of the text of its page.
func TestAnewKeepsPages(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("g1", "One", "a summary", "/1", "")), "/1": htmlArticle("Item 1", "", "rope")})
	v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
	if err != nil {
		t.Fatal(err)
	}
	f := quick(true, v)
	m := newMemory()
	crawled(t, m, s, f, "/feed")
	got := crawled(t, m, s, f.Anew(false, true), "/feed")
	if a := m.held["g1"]; a == nil || !strings.Contains(a.Body, "rope") || !strings.Contains(got, completedNote) {
		t.Errorf("the text of the page is lost: %+v\n%s", a, got)
	}
	if got := crawled(t, m, s, f.Anew(false, false), "/feed"); strings.Contains(got, completedNote) {
		t.Errorf("another article is not read: %s", got)
	}
}
