package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"newsdex/indexer"
)

func TestRunLine(t *testing.T) {
	now := indexer.Progress{Files: 3, Read: 5000, Skipped: 2, Bytes: 12_500_000, Path: "/news/a\x1b[2J" + strings.Repeat("long", 50) + ".jsonl"}
	for _, width := range []int{terminalWidth, logWidth} {
		got := runLine(now, 2*time.Second, width)
		if want := "5000 read, 2500/s · 12 MB, 6.2 MB/s · 2 skipped · …"; !strings.HasPrefix(got, want) || strings.Contains(got, "\x1b") {
			t.Errorf("%q, want %q and the end of the name", got, want)
		}
		if n := utf8.RuneCountInString(got); n != width {
			t.Errorf("the line takes %d columns of %d", n, width)
		}
	}
	// All that can be said of a long run fits, with no room for a name.
	long := indexer.Progress{Read: 12_345_678, Skipped: 1234, Bytes: 26e9, Done: 13e9, Size: 26e9, Sized: true, Path: "/n/articles.jsonl"}
	if got, want := runLine(long, 90*time.Minute, terminalWidth), "12345678 read, 2286/s · 50 % of 26 GB, 4.8 MB/s, 1:30:00 left · 1234 skipped"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	runLine(indexer.Progress{}, 0, 0) // and does not divide by nothing
}

// TestRunLineLeft: how much of all is done stands in the line when it is known
// how much that is, and how long the rest takes when it is known how fast.
func TestRunLineLeft(t *testing.T) {
	for _, c := range []struct {
		name string
		now  indexer.Progress
		took time.Duration
		want string
	}{
		{"not counted yet", indexer.Progress{Done: 5e6, Size: 8e6}, time.Minute, "/s · 0.0 MB, 0.0 MB/s · 0 skipped"},
		{"not to be known", indexer.Progress{}, time.Minute, "/s · 0.0 MB, 0.0 MB/s · 0 skipped"},
		{"just begun", indexer.Progress{Done: 2e6, Size: 8e6, Sized: true}, time.Second, "/s · 25 % of 8.0 MB, 0.0 MB/s · 0 skipped"},
		{"a quarter", indexer.Progress{Done: 50e6, Size: 200e6, Sized: true}, time.Minute, "/s · 25 % of 200 MB, 0.0 MB/s, 3:00 left · 0 skipped"},
		{"all read, not all stored", indexer.Progress{Done: 8e6, Size: 8e6, Sized: true}, time.Minute, "/s · 99 % of 8.0 MB, 0.0 MB/s, 0:00 left · 0 skipped"},
		{"long", indexer.Progress{Done: 1e9, Size: 10e9, Sized: true}, 20*time.Minute + 33*time.Second, "/s · 10 % of 10 GB, 0.0 MB/s, 3:04:57 left · 0 skipped"},
	} {
		if got := runLine(c.now, c.took, logWidth); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q has no %q", c.name, got, c.want)
		}
	}
}

func TestProgress(t *testing.T) {
	for _, c := range []struct {
		name     string
		terminal bool
		waited   time.Duration
		want     int // lines, or what is written over
	}{
		{"a terminal, at once", true, 0, 1},
		{"a terminal, later", true, time.Second, 2},
		{"a log, at once", false, 0, 0},
		{"a log, later", false, time.Minute, 2},
	} {
		var out bytes.Buffer
		p := newProgress(&app{Env: Env{Stderr: &out, ProgressTerminal: c.terminal}})
		for range 2 {
			p.last = p.last.Add(-c.waited)
			p.show(indexer.Progress{Read: 1})
		}
		if got := strings.Count(out.String(), "1 read"); got != c.want {
			t.Errorf("%s: shown %d times, want %d: %q", c.name, got, c.want, out.String())
		}
		p.end()
		if cleared := strings.HasSuffix(out.String(), clear); cleared != c.terminal {
			t.Errorf("%s: left %q", c.name, out.String())
		}
	}
}
