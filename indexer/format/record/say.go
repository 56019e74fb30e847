package record

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxPrintable bounds names and examples in notes and errors, in runes.
const MaxPrintable = 60

// Printable returns s short and without anything that moves a terminal: long
// texts are cut with "…", characters that do not print become "?".
func Printable(s string) string { return printable(s, MaxPrintable) }

func printable(s string, most int) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > most {
			return b.String() + "…"
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// MaxIgnored is how many ignored fields of one record are named; a record
// with more is no article's, and its names would only fill the report.
const MaxIgnored = 32

// IllFormed notes how often XML was not well formed, with the first fault and the
// lines before it, and whether its text had to be repaired.
func IllFormed(count, line int, first string, repaired bool) (notes []Note) {
	if repaired {
		notes = append(notes, Note{Code: "read as windows-1252", Count: 1})
	}
	if count > 0 {
		notes = append(notes, Note{Code: "ill-formed XML", Detail: fmt.Sprintf("line %d: %s", line+1, printable(first, 3*MaxPrintable)), Count: count})
	}
	return notes
}
