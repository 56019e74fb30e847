package query

import (
	"fmt"
	"regexp"
)

// Signs of other query languages, and of the next version of this one.
var (
	slop    = regexp.MustCompile(`^~\d*`)
	weight  = regexp.MustCompile(`^\^[\d.]+`)
	boosted = regexp.MustCompile(`^(.+?)(\^[\d.]+)$`)
	pattern = regexp.MustCompile(`^/(.+)/$`)
	fuzzy   = regexp.MustCompile(`^(.*[\p{L}\p{N}])~\d*$`)
	// A star or question mark within a word. One letter before a star is no
	// wildcard: f**k.
	inner = regexp.MustCompile(`[\p{L}\p{N}]{2}\*+[\p{L}\p{N}]|[\p{L}\p{N}]\?[\p{L}\p{N}]`)
	// A star at either end of a word.
	edge = regexp.MustCompile(`^([^\p{L}\p{N}]*\*)?(.*?[\p{L}\p{N}])(\*[^\p{L}\p{N}]*)?$`)
)

// foreign reads a run of text that may hold such signs.
func (l *lexer) foreign(at Span) {
	s := l.text[at.Start:at.End]
	if m := boosted.FindStringSubmatch(s); m != nil {
		l.boost(at, m[1], m[2])
		at.End, s = at.Start+len(m[1]), m[1]
	}
	if m := pattern.FindStringSubmatch(s); m != nil && hasWord(m[1]) {
		l.fail("pattern", at, m[1], "there are no regular expressions", "write the words themselves", "it was read as text")
	}
	if m := fuzzy.FindStringSubmatch(s); m != nil {
		l.later(at, m[1], fmt.Sprintf("there is no search for similar words (%s)", brief(s)),
			"write the spellings with OR", "the word was searched as it stands; write the spellings with OR")
		at.End, s = at.Start+len(m[1]), m[1]
	}
	if inner.MatchString(s) {
		l.later(at, "", fmt.Sprintf("there are no wildcards (%s)", brief(s)),
			"write the words with OR, as in (woman OR women)", "it was left out; write the words with OR, as in (woman OR women)")
		l.add(dropped, "", at)
		return
	}
	if m := edge.FindStringSubmatch(s); m != nil && m[1]+m[3] != "" {
		l.later(at, m[2], fmt.Sprintf("there are no wildcards (%s)", brief(s)),
			"a word is found in its other forms anyway: write "+brief(m[2])+", or the words with OR",
			"the word was searched without the star, in its other forms too; write further words with OR")
	}
	l.addRun(at)
}

func (l *lexer) boost(at Span, fix, sign string) {
	l.fail("boost", at, fix, "a query has no weights", "leave "+brief(sign)+" out", fmt.Sprintf("%q was left out", brief(sign)))
}
