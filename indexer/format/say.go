package format

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPrintable bounds names and examples in notes and errors, in runes.
const maxPrintable = 60

// printable returns s short and without anything that moves a terminal: long
// texts are cut with "…", characters that do not print become "?".
func printable(s string) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > maxPrintable {
			return b.String() + "…"
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// printableAll is printable for messages of a library, which are longer.
func printableAll(s string) string {
	var parts []string
	for len(s) > maxPrintable && len(parts) < 4 {
		cut := strings.LastIndexByte(s[:maxPrintable], ' ')
		if cut <= 0 {
			break
		}
		parts, s = append(parts, printable(s[:cut])), s[cut+1:]
	}
	return strings.Join(append(parts, printable(s)), " ")
}

// maxIgnored is how many ignored fields of one record are named; a record
// with more is no article's, and its names would only fill the report.
const maxIgnored = 32

// illFormed notes how often XML was not well formed, with the first fault and the
// lines before it, and whether its text had to be repaired.
func illFormed(count, line int, first string, repaired bool) (notes []Note) {
	if repaired {
		notes = append(notes, Note{Code: "read as windows-1252", Count: 1})
	}
	if count > 0 {
		notes = append(notes, Note{Code: "ill-formed XML", Detail: fmt.Sprintf("line %d: %s", line+1, first), Count: count})
	}
	return notes
}
