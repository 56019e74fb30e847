package query

import (
	"fmt"
	"regexp"
	"strings"
)

var interval = regexp.MustCompile(`^[\[{]\s{0,9}(\S{1,40})\s{1,9}TO\s{1,9}(\S{1,40}?)\s{0,9}[\]}]`)

// interval reads [a TO b], which other systems have: a range when both ends are
// dates, else the text between the brackets.
func (l *lexer) interval() bool {
	m := interval.FindStringSubmatch(l.ahead())
	if m == nil {
		return false
	}
	l.valueOf(Span{l.pos, l.pos})
	at := Span{l.pos, l.pos + len(m[0])}
	l.pos = at.End
	value := strings.TrimFunc(m[1], isQuote) + ".." + strings.TrimFunc(m[2], isQuote)
	value = strings.ReplaceAll(value, "*", "")
	f := l.pendingField()
	from := at
	if f != nil {
		from.Start = f.span.Start
	}
	dates := l.opts.field("published")
	_, err := parseDate(value, Published, l.opts.Now)
	switch {
	case dates != nil && err == nil && (f == nil || f.spec.Kind >= Published):
		l.dates(f, dates, value, from, at)
	case f != nil && f.spec.Kind >= Published:
		written := strings.Map(func(r rune) rune {
			if isQuote(r) {
				return ' '
			}
			return r
		}, m[0])
		l.add(date, squeeze(written), at) // no date, which is said where dates are read
	default:
		l.wordRange(f, m[0], from, at)
	}
	return true
}

// dates reads an interval as a range of dates.
func (l *lexer) dates(f *lexeme, spec *FieldSpec, value string, from, at Span) {
	fix := spec.Name + ":" + value
	if f != nil && f.span.Start == f.span.End {
		fix = value // one of several in brackets
	}
	l.fail("range", from, fix, fmt.Sprintf("%q is not a range here", brief(l.text[at.Start:at.End])), "write "+fix, "it was read as "+fix)
	if f == nil {
		l.out = append(l.out, lexeme{kind: field, span: Span{at.Start, at.Start}})
		f = &l.out[len(l.out)-1]
	}
	f.text, f.spec = spec.Name, spec
	l.add(date, value, at)
}

// wordRange reads an interval of words as a phrase; there are ranges of dates
// only. A field that takes no words is left out.
func (l *lexer) wordRange(f *lexeme, written string, from, at Span) {
	phrase := squeeze(strings.Trim(written, "[]{}"))
	found := fmt.Sprintf("%q is not a range here", brief(written))
	const only = "only dates have ranges: published:2022-07..2022-08"
	if f != nil && f.spec.Kind == Raw || strings.ContainsFunc(phrase, isQuote) {
		l.fail("range", from, "", found, only, "it was left out; "+only)
		l.add(dropped, "", at)
		return
	}
	fix := `"` + phrase + `"`
	if f != nil {
		fix = f.spec.Name + ":" + fix
	}
	l.fail("range", from, fix, found, only, "it was read as the text between the brackets; "+only)
	l.addPhrase(phrase, at)
}
