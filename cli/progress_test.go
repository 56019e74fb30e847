package cli

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"newsdex/indexer"
)

func TestRunLine(t *testing.T) {
	now := indexer.Progress{Files: 3, Read: 5000, Skipped: 2, Bytes: 12_500_000, Path: "/news/a\x1b[2J" + strings.Repeat("long", 20) + ".jsonl"}
	got := runLine(now, 2*time.Second)
	if want := "5000 read · 2500 a second · 12.5 MB, 6.2 MB a second · 2 skipped · 3 files · …"; !strings.HasPrefix(got, want) || strings.Contains(got, "\x1b") {
		t.Errorf("%q, want %q and the end of the name", got, want)
	}
	if n := len([]rune(got[strings.Index(got, "…"):])); n != maxShownPath {
		t.Errorf("the name takes %d runes", n)
	}
	runLine(indexer.Progress{}, 0) // and does not divide by nothing
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
