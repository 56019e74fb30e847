// Package values judges single values that others wrote: whether a text is an
// address, a name, a language, a day. It must never know which field or file
// they come from.
package values

import (
	"html"
	"strings"
	"unicode"

	"newsdex/indexer/format/htmltext"
)

// FirstFilled returns the first text that is not blank.
func FirstFilled(list ...string) string {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// OneLine makes all blanks single.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// PlainValue returns a value as one line: entities that were escaped once too
// often are resolved, markup is dropped.
func PlainValue(s string) string {
	if strings.ContainsRune(s, '&') && strings.ContainsRune(s, ';') {
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		s = htmltext.Of(s)
	}
	return OneLine(s)
}

// Letters is a text reduced to its letters and digits, in lower case: what two
// spellings of one title have in common.
func Letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
