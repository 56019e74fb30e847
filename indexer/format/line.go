package format

import (
	"html"
	"strings"
	"unicode"

	"newsdex/indexer/format/htmltext"
)

// firstFilled returns the first text that is not blank.
func firstFilled(list ...string) string {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return ""
}

// oneLine makes all blanks single.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// plainValue returns a value as one line: entities that were escaped once too
// often are resolved, markup is dropped.
func plainValue(s string) string {
	if strings.ContainsRune(s, '&') && strings.ContainsRune(s, ';') {
		s = html.UnescapeString(s)
	}
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		s = htmltext.Of(s)
	}
	return oneLine(s)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
