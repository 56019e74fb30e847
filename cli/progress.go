package cli

import (
	"fmt"

	"newsdex/indexer"
)

// progress shows a run on stderr: one line that is written over on a terminal,
// nothing but the problems otherwise.
type progress struct {
	a     *app
	shown bool
}

func newProgress(a *app) *progress { return &progress{a: a} }

// clear is "return to the first column and erase the line" (ECMA-48 EL).
const clear = "\r\x1b[K"

func (p *progress) show(now indexer.Progress) {
	if !p.a.ProgressTerminal {
		return
	}
	p.shown = true
	fmt.Fprintf(p.a.Stderr, "%s%d read, %d skipped, %d files", clear, now.Read, now.Skipped, now.Files)
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
