package cli

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"newsdex/indexer"
)

// progress shows a run on stderr: one line that is written over on a terminal, a
// line now and then elsewhere, and the problems.
type progress struct {
	a     *app
	start time.Time
	last  time.Time // when something was shown
	shown bool      // a line on the terminal is to be written over
}

const (
	// redraw is how often the line on a terminal changes, at most: more cannot be
	// read.
	redraw = 100 * time.Millisecond
	// remind is how often a run that writes to a file or a log says where it is.
	remind = 10 * time.Second
)

func newProgress(a *app) *progress {
	now := time.Now()
	return &progress{a: a, start: now, last: now}
}

// clear is "return to the first column and erase the line" (ECMA-48 EL).
const clear = "\r\x1b[K"

func (p *progress) show(now indexer.Progress) {
	since := time.Since(p.last)
	switch {
	case p.a.ProgressTerminal && (since >= redraw || !p.shown):
		p.shown = true
		fmt.Fprint(p.a.Stderr, clear, runLine(now, time.Since(p.start), terminalWidth))
	case !p.a.ProgressTerminal && since >= remind:
		fmt.Fprintln(p.a.Stderr, runLine(now, time.Since(p.start), logWidth))
	default:
		return
	}
	p.last = time.Now()
}

// runLine says where a run stands: what was read and how fast; how much of all
// files that is and how long the rest will take, as soon as it is known how large
// they are; what was skipped; and which file it is at, cut so that the line has no
// more than width columns, or left out.
func runLine(now indexer.Progress, took time.Duration, width int) string {
	seconds := max(took.Seconds(), 0.001)
	var b strings.Builder
	fmt.Fprintf(&b, "%d read, %.0f/s · ", now.Read, float64(now.Read)/seconds)
	if share, known := now.Share(); known {
		// Never 100 before the end.
		fmt.Fprintf(&b, "%d %% of ", min(99, int(100*share)))
		b.WriteString(inBytes(now.Size))
	} else {
		b.WriteString(inBytes(now.Bytes))
	}
	fmt.Fprintf(&b, ", %.1f MB/s", float64(now.Bytes)/1e6/seconds)
	if left, known := now.Left(took); known {
		fmt.Fprintf(&b, ", %s left", clock(left))
	}
	fmt.Fprintf(&b, " · %d skipped", now.Skipped)
	const between = " · "
	if room := width - utf8.RuneCountInString(b.String()+between); room >= leastPath {
		b.WriteString(between + shortPath(now.Path, room))
	}
	return b.String()
}

// inBytes writes a size, with a decimal where there is one digit before it.
func inBytes(n int64) string {
	unit, x := "MB", float64(n)/1e6
	if x >= 1000 {
		unit, x = "GB", x/1000
	}
	if x >= 10 {
		return fmt.Sprintf("%.0f %s", x, unit)
	}
	return fmt.Sprintf("%.1f %s", x, unit)
}

// clock writes how long something takes: "0:07", "12:30", "3:05:00".
func clock(d time.Duration) string {
	s := int(d.Round(time.Second).Seconds())
	if s >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

const (
	// terminalWidth is how wide the line on a terminal is: one that wraps is not
	// written over. Few terminals are narrower.
	terminalWidth = 79
	// logWidth is how wide a line elsewhere is.
	logWidth = 160
	// leastPath is the least of the name of a file that says something, in runes.
	leastPath = 8
)

// shortPath is the end of a path that fits in so many runes.
func shortPath(path string, most int) string {
	name := []rune(inert(filepath.Base(path)))
	if len(name) > most {
		name = append([]rune("…"), name[len(name)-most+1:]...)
	}
	return string(name)
}

func (p *progress) merging() {
	if !p.a.ProgressTerminal {
		return
	}
	p.shown = true
	fmt.Fprintf(p.a.Stderr, "%sputting the index in order", clear)
}

func (p *progress) problem(b indexer.Problem) {
	p.end()
	fmt.Fprintf(p.a.Stderr, "skipped %s\n", inert(b.String()))
}

func (p *progress) end() {
	if p.shown {
		fmt.Fprint(p.a.Stderr, clear)
		p.shown = false
	}
}
