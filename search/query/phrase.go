package query

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// quoted reads a phrase up to the next quotation mark of any kind.
func (l *lexer) quoted(size int) {
	l.valueOf(Span{l.pos, l.pos})
	start := l.pos
	body := l.text[start+size:]
	i := strings.IndexFunc(body, isQuote)
	if i < 0 {
		l.unclosed(body, Span{start, len(l.text)})
		return
	}
	_, closing := utf8.DecodeRuneInString(body[i:])
	l.pos = start + size + i + closing
	at := Span{start, l.pos}
	phrase := squeeze(body[:i])
	fix := `"` + phrase + `"`
	within := 0
	if m := slop.FindString(l.text[l.pos:]); m != "" {
		l.pos += len(m)
		within = l.slop(m, Span{start, l.pos}, fix)
		at.End = l.pos
		fix = l.text[start:l.pos]
	}
	if m := weight.FindString(l.text[l.pos:]); m != "" {
		l.pos += len(m)
		l.boost(Span{start, l.pos}, fix, m)
	}
	if !hasWord(phrase) {
		l.warn("empty-quotes", at, "", "there is no word between the quotation marks; they were left out")
		l.add(dropped, "", at)
		return
	}
	l.quotedStar(phrase, at)
	l.addPhrase(phrase, at)
	if t := &l.out[len(l.out)-1]; t.kind == quoted {
		t.within = within
	}
}

// slop reads ~n behind a phrase: its words in any order within that distance.
func (l *lexer) slop(m string, at Span, phrase string) int {
	n, ok := number(m, MaxDistance)
	if !ok {
		fix := phrase + "~" + strconv.Itoa(n)
		if m == "~" {
			n, fix = 0, phrase
		}
		l.fail("bad-distance", at, fix, fmt.Sprintf("a distance goes from 1 to %d words", MaxDistance), "write "+fix, "it was read as "+fix)
	}
	return n
}

// unclosed closes a phrase at the end of the text.
func (l *lexer) unclosed(body string, at Span) {
	l.pos = len(l.text)
	phrase := squeeze(body)
	if !hasWord(phrase) {
		l.fail("unclosed-quote", at, "", "the quotation mark is never closed", "leave it out", "it was left out")
		l.add(dropped, "", at)
		return
	}
	l.fail("unclosed-quote", at, `"`+phrase+`"`, "the quotation mark is never closed", "close it behind the last word of the phrase", "it was closed at the end")
	l.addPhrase(phrase, at)
}

// addPhrase emits a phrase, or the quoted value of a pending field.
func (l *lexer) addPhrase(phrase string, at Span) {
	k := quoted
	if f := l.pendingField(); f != nil {
		k = f.spec.Kind.value(quoted)
	}
	l.add(k, phrase, at)
}
