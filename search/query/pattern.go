package query

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// regular is a regular expression between slashes; a path such as /a/b/ is none.
var regular = regexp.MustCompile(`^/((?:[^/\s\\]|\\\S)+)/`)

// pattern reports a regular expression, which other systems have. What wildcards
// can say is read as wildcards, anything else as the text between the slashes.
// It reports false when there is none here.
func (l *lexer) pattern() bool {
	if l.text[l.pos] != '/' {
		return false
	}
	m := regular.FindStringSubmatch(l.ahead())
	if m == nil || !hasWord(m[1]) || strings.ContainsFunc(m[1], isQuote) || strings.Count(m[1], "(") != strings.Count(m[1], ")") {
		return false
	}
	at := Span{l.pos, l.pos + len(m[0])}
	if after := l.next(at.End); !isSeparator(after) && !isClose(after) {
		return false
	}
	l.pos = at.End
	const found = "there are no regular expressions"
	words := alternatives(m[1])
	if f := l.pendingField(); words == nil || f != nil && f.spec.Kind != Text {
		phrase := squeeze(m[1])
		l.fail("pattern", at, `"`+phrase+`"`, found, "write the words themselves", "it was read as the text between the slashes")
		l.addPhrase(phrase, at)
		return true
	}
	fix := strings.Join(words, " OR ")
	if len(words) > 1 {
		fix = "(" + fix + ")"
	}
	l.fail("pattern", at, fix, found, "write "+brief(fix), "it was read as "+brief(fix))
	l.addWords(words, at)
	return true
}

// addWords emits words of which any will do; those with a wildcard as such.
func (l *lexer) addWords(words []string, at Span) {
	if len(words) > 1 {
		l.add(open, "(", at)
		defer l.add(closed, ")", at)
	}
	for i, w := range words {
		if i > 0 {
			l.add(or, "OR", at)
		}
		k := run
		if strings.ContainsAny(w, "*?") {
			k = wildcard
		}
		l.add(k, w, at)
	}
}

// maxAlternatives bounds the a|b|c of an expression that is written with OR:
// nobody types more.
const maxAlternatives = 16

// alternatives writes a regular expression as words with wildcards, of which any
// will do; nil when that cannot be done.
func alternatives(expression string) []string {
	parts := []string{expression}
	if !strings.ContainsAny(expression, "([") {
		parts = strings.Split(expression, "|")
	}
	if len(parts) > maxAlternatives {
		return nil
	}
	for i, part := range parts {
		if parts[i] = wildcards(part); parts[i] == "" {
			return nil
		}
	}
	return parts
}

// wildcards writes a regular expression as one word with wildcards: what stands
// for one character becomes ?, what may be absent or repeated becomes *. That
// finds all that the expression does, and sometimes more. It returns "" when the
// result would not be such a word.
func wildcards(expression string) string {
	expression = strings.TrimSuffix(strings.TrimPrefix(expression, "^"), "$")
	var units []string // one character, ? or *
	for rest := expression; rest != ""; {
		unit, size, ok := unitOf(rest)
		if !ok {
			return ""
		}
		rest = rest[size:]
		if loose := quantifier.FindString(rest); loose != "" {
			rest = rest[len(loose):]
			if loose == "+" {
				units = append(units, unit) // it is there at least once
			}
			unit = "*"
		}
		units = append(units, unit)
	}
	word := stretch.ReplaceAllString(strings.Join(units, ""), "*")
	if strings.HasSuffix(word, "?") {
		word = strings.TrimRight(word, "?") + "*" // a final ? asks
	}
	if star := strings.IndexByte(word, '*'); star >= 0 && lettersBefore(word[:star]) < wildLetters {
		return ""
	}
	if _, operates := operator(word); operates || !hasWord(word) || strings.HasPrefix(word, "?") {
		return ""
	}
	return word
}

var (
	quantifier = regexp.MustCompile(`^(?:[*+?]|\{\d*,?\d*\})+`)
	class      = regexp.MustCompile(`^\[\^?\]?[^\]]+\]`)
	group      = regexp.MustCompile(`^\([^()]*\)`)
	stretch    = regexp.MustCompile(`\?*\*[?*]*`) // wildcards in a row with a star among them
)

// unitOf reads the first unit of an expression, and says how many bytes it has.
func unitOf(s string) (unit string, size int, ok bool) {
	if m := class.FindString(s); m != "" {
		return "?", len(m), true
	}
	if m := group.FindString(s); m != "" {
		return "*", len(m), true
	}
	if strings.HasPrefix(s, `\w`) || strings.HasPrefix(s, `\d`) {
		return "?", len(`\w`), true
	}
	if strings.HasPrefix(s, ".") {
		return "?", len("."), true
	}
	r, size := utf8.DecodeRuneInString(s)
	return string(r), size, isWordRune(r)
}
