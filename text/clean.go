package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text fit to be stored: each U+FFFD, each invalid byte sequence
// (the longest one that begins a character but does not end it, as Unicode
// advises to count them) and each control character other than newline and tab
// becomes one blank. "\r\n" and a lone "\r" become "\n". It returns how many
// were replaced by a blank; newlines are not counted. Text that needs no change
// is returned as it is, without copying.
func Clean(s string) (string, int) {
	i := cleanPrefix(s)
	if i == len(s) {
		return s, 0
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	replaced := 0
	for i < len(s) {
		r, w := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\r':
			b.WriteByte('\n')
			if i+1 < len(s) && s[i+1] == '\n' {
				w = 2
			}
		case r == utf8.RuneError:
			if w == 1 {
				w = brokenWidth(s[i:])
			}
			b.WriteByte(' ')
			replaced++
		case mustClean(r):
			b.WriteByte(' ')
			replaced++
		default:
			b.WriteString(s[i : i+w])
		}
		i += w
	}
	return b.String(), replaced
}

// cleanPrefix returns the length of the longest prefix that Clean keeps as it is.
func cleanPrefix(s string) int {
	for i, r := range s {
		if r == '\r' || r == utf8.RuneError || mustClean(r) {
			return i
		}
	}
	return len(s)
}

func mustClean(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t'
}

// brokenWidth returns how many bytes at the start of s, which are not a valid
// character, belong together: the lead byte and what could still continue it.
func brokenWidth(s string) int {
	n := 1
	for n < len(s) && n < utf8.UTFMax && !utf8.FullRuneInString(s[:n]) {
		n++
	}
	if n > 1 && utf8.FullRuneInString(s[:n]) {
		n-- // the last byte is what broke it, and starts anew
	}
	return n
}
