package query

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Operators and signs of other systems.

var (
	// Operators that are more than a run: NEAR:5, AROUND(5), and ATL5 right
	// before its bracket.
	spelled = regexp.MustCompile(`^(?:(?i:near):\d{1,9}|AROUND\(\d{1,9}\))`)
	atl     = regexp.MustCompile(`^(?i:atl)(\d{1,9})\(`)
	// A star between quotation marks that looks like a wildcard; f**k does not.
	starred   = regexp.MustCompile(`[\p{L}\p{N}]{2}\*|(?:^|\s)\*(?:\s|$)`)
	lowercase = regexp.MustCompile(`^\p{Ll}{3,}$`)
	inBraces  = regexp.MustCompile(`^\{([^{}"“”„‟«»]{1,200})\}`)
)

// segment is the Lexis operator for one segment, which is AND here.
const segment = "W/SEG"

// spelled reads an operator that is more than a run.
func (l *lexer) spelled() bool {
	if !strings.ContainsRune("aAnN", rune(l.text[l.pos])) {
		return false
	}
	rest := l.ahead()
	if m := atl.FindStringSubmatch(rest); m != nil && (l.pending() == nil || l.pending().text != "=") {
		l.emit(least, "ATLEAST"+m[1], len(m[0])-len("("))
		return true
	}
	m := spelled.FindString(rest)
	if m == "" || l.pending() != nil {
		return false
	}
	if after := l.next(l.pos + len(m)); !isSeparator(after) && !isClose(after) {
		return false
	}
	l.emit(near, m, len(m))
	return true
}

// slashed reports whether operator i is one of slash and number behind a number,
// where it is text: "24 /7", "4 /5 stars".
func (p *parser) slashed(i int) bool {
	if i == 0 || !strings.HasPrefix(p.toks[i].text, "/") || p.toks[i-1].kind != run {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(p.toks[i-1].text)
	return unicode.IsNumber(last)
}

// foreign reports an operator that is read as a wider one.
func (p *parser) foreign(t *lexeme) {
	upper := strings.ToUpper(t.text)
	fix, found := "", ""
	switch upper {
	case segment:
		fix, found = "AND", "there are no segments to stand in together"
		t.text = fix
	case "PRE/S", "PRE/P":
		fix, found = "W"+upper[len("PRE"):], "the order within a sentence or paragraph is not looked at"
		t.text = fix
	default:
		return
	}
	p.fail("wider-operator", t.span, fix, found, "write "+fix, "it was read as "+fix)
}

// adjacent warns of ADJ between operands: Factiva's word for neighbours, and an
// abbreviation of headlines, so it stays a word.
func (p *parser) adjacent(i int, operand bool) {
	t := p.toks[i]
	if operand && t.kind == run && t.text == "ADJ" && p.startsOperand(i+1) {
		p.warn("adjacent", t.span, "PRE/1", `"ADJ" was read as a word; for neighbours in this order write PRE/1`)
	}
}

// loneStar reports a star that is no part of a word. Near other words it would
// ask for any word at all.
func (p *parser) loneStar(i int) {
	t := p.toks[i]
	switch {
	case t.kind != dropped || t.text != "*":
	case p.kindAt(i+1) == near, i > 0 && p.toks[i-1].kind == near:
		p.fail("in-proximity", t.span, "", "a star alone cannot stand near other words", "write the beginning of a word, or leave it and the operator out", "it was left out")
	default:
		p.warn("ignored-punctuation", t.span, "", `"*" holds no word and was ignored`)
	}
}

// truncated warns of invad! in a query with operators: Lexis means any ending by
// it. In text it is an exclamation mark.
func (p *parser) truncated(stems []Span) {
	operates := false
	for _, t := range p.toks {
		switch t.kind {
		case near, least:
			operates = true
		case and, or, not:
			operates = operates || t.text == strings.ToUpper(t.text) && hasWord(t.text)
		}
	}
	if !operates {
		return
	}
	for _, at := range stems {
		fix := strings.TrimSuffix(p.text[at.Start:at.End], "!") + "*"
		p.warn("exclamation-mark", at, fix, fmt.Sprintf("the exclamation mark was ignored; for any ending write %s", fix))
	}
}

// braces passes over { and its }, which ProQuest has around words in all their
// forms. It reports false when there is no pair.
func (l *lexer) braces() bool {
	m := inBraces.FindStringSubmatch(l.ahead())
	if m == nil || !hasWord(m[1]) {
		return false
	}
	at := Span{l.pos, l.pos + len(m[0])}
	fix := strings.TrimSpace(m[1])
	l.warn("braces", at, fix, fmt.Sprintf("braces were ignored; words are found in all their forms without them, and exactly in quotes: %q", brief(fix)))
	l.text = l.text[:at.Start] + " " + m[1] + " " + l.text[at.End:]
	return true
}

// quotedStar warns of a star in a phrase.
func (l *lexer) quotedStar(phrase string, at Span) {
	if !starred.MatchString(phrase) {
		return
	}
	fix := ""
	if f := l.pendingField(); f == nil && !strings.Contains(phrase, " ") && !strings.ContainsFunc(phrase, notInWord) && lettersBefore(phrase[:strings.IndexByte(phrase, '*')]) >= wildLetters {
		fix = phrase
	}
	l.warn("quoted-star", at, fix, "a star between quotation marks stands for nothing and was ignored; invad* is a word, and a W/2 b lets a word stand between")
}
