package query

import (
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

// sorted returns the findings in text order.
func (r *report) sorted() []Finding {
	slices.SortStableFunc(r.findings, func(a, b Finding) int { return a.Span.Start - b.Span.Start })
	return r.findings
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
