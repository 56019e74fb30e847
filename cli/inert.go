package cli

import (
	"strings"
	"unicode"
)

// inert returns text that cannot command a terminal: control characters and
// the marks that turn the direction of writing become U+FFFD, line breaks and
// tabs a blank.
func inert(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t' || r == '\u2028' || r == '\u2029':
			return ' '
		case commands(r):
			return unicode.ReplacementChar
		}
		return r
	}, s)
}

// inertLines is inert, but keeps line breaks.
func inertLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = inert(l)
	}
	return strings.Join(lines, "\n")
}

// commands reports whether a terminal may act on a character instead of
// showing it: C0 and C1 controls, and bidirectional overrides and isolates.
func commands(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069'
}
