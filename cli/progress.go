package cli

import (
	"fmt"
	"path/filepath"
	"time"

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
		fmt.Fprint(p.a.Stderr, clear, runLine(now, time.Since(p.start)))
	case !p.a.ProgressTerminal && since >= remind:
		fmt.Fprintln(p.a.Stderr, runLine(now, time.Since(p.start)))
	default:
		return
	}
	p.last = time.Now()
}

// runLine says where a run stands: what was read, how fast, what was skipped, and
// which file it is at.
func runLine(now indexer.Progress, took time.Duration) string {
	seconds := max(took.Seconds(), 0.001)
	return fmt.Sprintf("%d read · %.0f a second · %.1f MB, %.1f MB a second · %d skipped · %d files · %s",
		now.Read, float64(now.Read)/seconds, float64(now.Bytes)/1e6, float64(now.Bytes)/1e6/seconds, now.Skipped, now.Files, shortPath(now.Path))
}

// maxShownPath bounds the name of a file in the line, in runes: the line should
// not wrap.
const maxShownPath = 32

// shortPath is the end of a path that fits.
func shortPath(path string) string {
	name := []rune(inert(filepath.Base(path)))
	if len(name) > maxShownPath {
		name = append([]rune("…"), name[len(name)-maxShownPath+1:]...)
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
