package query_test

import (
	"strings"
	"unicode"
)

var found = []struct{ text string }{}
var parsed = []struct{ text string }{}

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}
