package query

import (
	"fmt"
	"slices"
	"strings"
)

// report collects findings.
type report struct {
	lenient  bool
	findings []Finding
}

func (r *report) warn(code string, at Span, fix, message string) {
	r.findings = append(r.findings, Finding{Code: code, Grade: Warning, Message: message, Span: at, Fix: fix})
}

// fail reports a mistake. Strict reading is told what to write instead, lenient
// reading what was done; both are told what was found.
func (r *report) fail(code string, at Span, fix, found, write, done string) {
	message := found + "; " + write
	if r.lenient {
		message = found + "; " + done
	}
	r.findings = append(r.findings, Finding{Code: code, Grade: Error, Message: message, Span: at, Fix: fix})
}

// maxFindings bounds the findings of one query: a page of pasted text can hold
// thousands of signs, and nobody reads a list longer than this.
const maxFindings = 64

// sorted returns the findings in text order. Of more than maxFindings the
// errors are kept before the warnings, and the last one counts the others.
func (r *report) sorted() []Finding {
	inOrder := func(a, b Finding) int { return a.Span.Start - b.Span.Start }
	slices.SortStableFunc(r.findings, inOrder)
	more := len(r.findings) - maxFindings
	if more <= 0 {
		return r.findings
	}
	slices.SortStableFunc(r.findings, func(a, b Finding) int { return int(b.Grade) - int(a.Grade) })
	kept := r.findings[:maxFindings]
	slices.SortStableFunc(kept, inOrder)
	last := kept[maxFindings-1].Span.Start
	return append(kept, Finding{Code: "more-findings", Grade: Warning, Span: Span{last, last},
		Message: fmt.Sprintf("%d more things like these were found in the query; for pasted text use syntax=words", more)})
}

// shown is the longest piece of a query that a message repeats, in runes.
const shown = 100

// brief shortens a piece of a query for a message.
func brief(s string) string {
	s = strings.ToValidUTF8(s, "�")
	if r := []rune(s); len(r) > shown {
		return string(r[:shown]) + "…"
	}
	return s
}
