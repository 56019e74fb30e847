package indexer

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNextPace(t *testing.T) {
	for _, tt := range []struct {
		name          string
		before, asked time.Duration
		news, failed  bool
		want          time.Duration
	}{
		{"a first reading", 0, 0, true, false, usualPace},
		{"nothing new at first", 0, 0, false, false, 2 * usualPace},
		{"nothing new again", 2 * usualPace, 0, false, false, 4 * usualPace},
		{"up to a day", 20 * time.Hour, 0, false, false, slowestPace},
		{"something new", slowestPace, 0, true, false, usualPace},
		{"what it asks for", 0, 3 * time.Hour, true, false, 3 * time.Hour},
		{"not more often than is good", 0, time.Second, true, false, quickestPace},
		{"not less often than once a day", 0, 1000 * time.Hour, true, false, slowestPace},
		{"a fault", usualPace, 0, true, true, 2 * usualPace},
	} {
		if got := nextPace(tt.before, tt.asked, tt.news, tt.failed); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

// hurried is a clock that jumps to whatever is waited for, once nothing is read.
type hurried struct {
	mu sync.Mutex
	at time.Time
	p  *poller
}

func (h *hurried) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hurried) after(d time.Duration) <-chan time.Time {
	if h.p.busy > 0 {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(max(d, 0))
	c := make(chan time.Time, 1)
	c <- h.at
	return c
}

// polled polls until enough readings were told, and returns a line for each.
func polled(t *testing.T, s *web, m *memory, v *Visits, clock *hurried, enough int, lists ...string) []string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	o := Options{Fetch: quick(false, v), Now: clock.now}
	p := &poller{w: m, o: o, feeds: map[string]*polledFeed{}, done: make(chan Polled), now: clock.now, after: clock.after}
	clock.p = p
	for _, l := range lists {
		if err := p.begin(l); err != nil {
			t.Fatal(err)
		}
	}
	var lines []string
	p.run(ctx, func(r Polled) {
		name := filepath.Base(r.Feed)
		line := fmt.Sprintf("%s unchanged %v feeds %d next %v", name, r.Unchanged, r.Feeds, r.Next.Truncate(30*time.Minute))
		if r.Report != nil {
			line += " added " + fmt.Sprint(r.Report.Added)
		}
		if r.Err != nil {
			line += " " + strings.ReplaceAll(r.Err.Error(), s.URL, "~")
		}
		if lines = append(lines, line); len(lines) == enough {
			stop()
		}
	})
	return lines
}

// TestPoll: each feed is read at its own pace, which grows while nothing is new.
func TestPoll(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("1", "One", "a", "", ""))})
	clock := &hurried{at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
	if err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	want := []string{
		"feed unchanged false feeds 0 next 30m0s added 1",
		"feed unchanged true feeds 0 next 1h0m0s added 0",
		"feed unchanged true feeds 0 next 2h0m0s added 0",
		"feed unchanged true feeds 0 next 4h0m0s added 0",
	}
	if got := polled(t, s, m, v, clock, 4, s.URL+"/feed"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	s.set("/feed", "404")
	got := polled(t, s, m, v, clock, 1, s.URL+"/feed")
	if len(got) != 1 || !strings.HasPrefix(got[0], "feed unchanged false feeds 0 next 8h") || !strings.Contains(got[0], "404 Not Found") {
		t.Errorf("a fault: %v", got)
	}
}

// TestPollFaults: what is no feed any more is a fault and no article; a fault that
// may pass costs hours, not days.
func TestPollFaults(t *testing.T) {
	for _, tt := range []struct {
		name, body, want string
		next             time.Duration // after many readings, about
	}{
		{"a page", `<html><head><title>This site is for sale</title><link rel="alternate" type="application/rss+xml" href="~/new"></head>` + htmlArticle("For sale", "", "bargain"), "there is no feed here (any more), but a page; it names 1 feed that can be given instead: ~/new", slowestPace},
		{"a text", "Too many requests. Come back later.", "there is no feed here (any more), but a text", slowestPace},
		{"gone", "404", "404 Not Found", slowestPace},
		{"not stored", rss("F", rssItem("g1", "One", "a", "", "")), "no space left", faultPace},
		{"broken off", "cut", "did not give the addresses before this one", faultPace},
	} {
		s := newWeb(t, map[string]string{"/feed": tt.body})
		clock := &hurried{at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
		m := newMemory()
		if tt.name == "not stored" {
			m.fail = errors.New("no space left")
		}
		got := polled(t, s, m, remembering(t), clock, 7, s.URL+"/feed")
		last := got[len(got)-1]
		_, said, _ := strings.Cut(last, " next ")
		said, _, _ = strings.Cut(said, " ")
		next, err := time.ParseDuration(said)
		if err != nil || next < tt.next || next > tt.next+tt.next/10 || !strings.Contains(last, tt.want) || len(m.held) != 0 {
			t.Errorf("%s: %d held, %s", tt.name, len(m.held), last)
		}
	}
}

// TestPollUnsaved: a disk that is full does not end the reading, nor hurry it; it is
// told until it is over.
func TestPollUnsaved(t *testing.T) {
	s := newWeb(t, map[string]string{"/feed": rss("F", rssItem("1", "One", "a", "", ""))})
	folder := filepath.Join(t.TempDir(), "index")
	v, err := OpenVisits(filepath.Join(folder, "fetched.jsonl"), "k")
	if err != nil {
		t.Fatal(err)
	}
	clock := &hurried{at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	began := clock.at
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	p := &poller{w: newMemory(), o: Options{Fetch: quick(false, v), Now: clock.now}, feeds: map[string]*polledFeed{}, done: make(chan Polled), now: clock.now, after: clock.after}
	clock.p = p
	if err := p.begin(s.URL + "/feed"); err != nil {
		t.Fatal(err)
	}
	due := func() { // as it is some time later
		v.mu.Lock()
		defer v.mu.Unlock()
		v.saved = time.Now().Add(-saveEvery)
	}
	due()
	var told []bool
	p.run(ctx, func(r Polled) {
		told = append(told, r.Unsaved != nil)
		due()
		switch len(told) {
		case 3:
			if err := os.Mkdir(folder, 0o755); err != nil {
				t.Error(err)
			}
		case 5:
			stop()
		}
	})
	if want := []bool{true, true, true, false, false}; !slices.Equal(told, want) {
		t.Errorf("told %v, want %v", told, want)
	}
	if after := clock.now().Sub(began); after < 7*time.Hour {
		t.Errorf("it was read five times within %v: %s", after, s.seen())
	}
}

// TestPollList: the feeds of a list are polled, new ones too, and those that were
// read lately wait although the server was started anew.
func TestPollList(t *testing.T) {
	s := newWeb(t, map[string]string{
		"/a": rss("A", rssItem("1", "One", "a", "", "")), "/b": rss("B", rssItem("2", "Two", "b", "", "")),
		"/more.opml": `<opml><body><outline xmlUrl="~/b"/></body></opml>`,
	})
	list := filepath.Join(t.TempDir(), "feeds.opml")
	write := func(outlines string) {
		if err := os.WriteFile(list, []byte("<opml><body>"+strings.ReplaceAll(outlines, "~", s.URL)+"</body></opml>"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(`<outline xmlUrl="~/a"/><outline type="include" url="~/more.opml"/>`)
	v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
	if err != nil {
		t.Fatal(err)
	}
	clock := &hurried{at: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	m := newMemory()
	got := polled(t, s, m, v, clock, 4, list)
	slices.Sort(got[1:])
	want := []string{
		"feeds.opml unchanged false feeds 2 next 30m0s", "a unchanged false feeds 0 next 30m0s added 1",
		"b unchanged false feeds 0 next 30m0s added 1", "more.opml unchanged false feeds 1 next 30m0s added 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	s.seen()
	got = polled(t, s, m, v, clock, 1, list)
	if asked := s.seen(); len(got) != 1 || !strings.HasPrefix(got[0], "feeds.opml unchanged false feeds 2 ") || asked != "" {
		t.Errorf("after a restart: %v, asked for %s", got, asked)
	}
}

// TestPollClock: a feed is not left alone for years because the clock was once wrong.
func TestPollClock(t *testing.T) {
	s := newWeb(t, map[string]string{"/a": rss("A", rssItem("1", "One", "a", "", ""))})
	list := filepath.Join(t.TempDir(), "feeds.opml")
	if err := os.WriteFile(list, []byte(`<opml><body><outline xmlUrl="`+s.URL+`/a"/></body></opml>`), 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := OpenVisits(filepath.Join(t.TempDir(), "v"), "")
	if err != nil {
		t.Fatal(err)
	}
	clock := &hurried{at: time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)}
	m := newMemory()
	polled(t, s, m, v, clock, 2, list)
	s.seen()
	clock.at = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	polled(t, s, m, v, clock, 2, list)
	if now := clock.now(); s.seen() == "" || now.Year() != 2026 {
		t.Errorf("it was read in %d", now.Year())
	}
}

func TestCheckList(t *testing.T) {
	root := lay(t, map[string]string{"a.opml": `<opml><body><outline xmlUrl="http://x/a"/></body></opml>`, "none.opml": `<opml><body/></opml>`, "map.xml": `<urlset><url><loc>http://x/</loc></url></urlset>`, "a.txt": "A text"})
	for name, want := range map[string]string{"a.opml": "", "none.opml": "no links", "map.xml": "but no feed", "a.txt": "no feed, OPML or sitemap", "gone.opml": "no such file"} {
		err := CheckList(filepath.Join(root, name))
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := CheckList("http://x/feed"); err != nil {
		t.Error(err)
	}
}
