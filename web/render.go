package web

import (
	"html"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search"
)

// span is a range of bytes. It mirrors the spans that search returns, whose
// package is not ours to import.
type span struct{ Start, End int }

// spans converts spans of any such type.
func spans[S ~struct{ Start, End int }](in []S) []span {
	out := make([]span, len(in))
	for i, s := range in {
		out[i] = span(s)
	}
	return out
}

// part is a piece of text that is marked or not.
type part = search.Part

// whole returns a text as parts.
func whole(text string, marks []span) []part {
	return search.Parts(text, []span{{0, len(text)}}, marks)
}

// partsHTML returns parts as escaped text with <mark> only.
func partsHTML(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Mark {
			b.WriteString("<mark>")
		}
		b.WriteString(html.EscapeString(p.Text))
		if p.Mark {
			b.WriteString("</mark>")
		}
	}
	return b.String()
}

// partsText returns parts as plain text.
func partsText(parts []part) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteString(p.Text)
	}
	return b.String()
}

// pairs returns spans as JSON has them: [[start, end], …], never null.
func pairs(in []span) [][2]int {
	out := make([][2]int, len(in))
	for i, s := range in {
		out[i] = [2]int{s.Start, s.End}
	}
	return out
}

// dateOrNull returns RFC 3339, or the bare day when no more is known.
func dateOrNull(d article.Date) *string { return orNull(d.String()) }

func timeOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.Format(time.RFC3339)
	return &s
}

// list is a list that JSON shows as [] rather than null.
func list[T any](in []T) []T {
	if in == nil {
		return []T{}
	}
	return in
}

// paragraphs returns where the paragraphs of a text stand: they end at blank
// lines; a single new line is a blank.
func paragraphs(text string) []span {
	var out []span
	start, end := -1, 0
	for at := 0; at < len(text); {
		next := len(text)
		if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		line := strings.TrimSpace(text[at:next])
		switch {
		case line == "" && start >= 0:
			out = append(out, span{start, end})
			start = -1
		case line != "":
			if start < 0 {
				start = at
			}
			end = at + len(strings.TrimRight(text[at:next], " \t\r\n"))
		}
		at = next
	}
	if start >= 0 {
		out = append(out, span{start, end})
	}
	return out
}
