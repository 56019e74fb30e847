package query

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	fieldish = regexp.MustCompile(`^(\p{L}[\p{L}_]*):`)
	equated  = regexp.MustCompile(`^(\p{L}[\p{L}_]*)(?:(=)|\()`)
	address  = regexp.MustCompile(`^(?i:https?)://.`)
	interval = regexp.MustCompile(`^[\[{]\s{0,9}(\S{1,40})\s{1,9}TO\s{1,9}(\S{1,40}?)\s{0,9}[\]}]`)
)

// field reads a field name and, where the value is not words, the value. It
// reports false when there is no name, or one that is only text.
func (l *lexer) field() bool {
	m := fieldish.FindString(l.text[l.pos:])
	if m == "" {
		return l.foreignField()
	}
	name := strings.TrimSuffix(m, ":")
	start, end := l.pos, l.pos+len(m)
	after := l.next(end)
	blank := isSeparator(after) || isClose(after)
	spec := l.opts.field(name)
	switch {
	case spec == nil:
		l.unknownField(name, Span{start, end}, blank)
		return false
	case blank:
		l.blankAfter(name, Span{start, end})
		return true
	}
	l.out = append(l.out, lexeme{kind: field, text: spec.Name, span: Span{start, end}, spec: spec})
	l.pos = end
	if spec.Kind == Text || spec.Kind == Values {
		return true
	}
	for strings.ContainsRune("-!+", l.next(l.pos)) {
		l.sign(l.next(l.pos))
	}
	if l.pendingField() != nil {
		l.value()
	}
	return true
}

// foreignField reads the spellings hd=x and headline(x) of other systems.
// Nothing but a known name counts, and before a bracket none of dates and
// addresses: "date(s)" is text.
func (l *lexer) foreignField() bool {
	m := equated.FindStringSubmatch(l.text[l.pos:])
	if m == nil {
		return false
	}
	end := l.pos + len(m[1]) + len(m[2])
	if after := l.next(end); m[2] == "=" && (isSeparator(after) || isClose(after)) {
		return false
	}
	spec := l.opts.code(m[1])
	if spec == nil {
		return l.lead(m[1], end)
	}
	words := spec.Kind == Text || spec.Kind == Values
	if !words && m[2] != "=" && spec.Name != "lang" {
		return false
	}
	l.out = append(l.out, lexeme{kind: field, text: spec.Name, span: Span{l.pos, end}, spec: spec})
	l.pos = end
	if !words {
		l.value()
	}
	return true
}

// leads are the names that other systems have for the beginning of an article.
var leads = regexp.MustCompile(`^(?i:hlead|lead|lp|hlp|ab|abstract)$`)

// lead reports a field for the lead of an article, and passes over its name; false
// when a name is none.
func (l *lexer) lead(name string, end int) bool {
	if !leads.MatchString(name) {
		return false
	}
	_, size := utf8.DecodeRuneInString(l.text[end:]) // a bracket, or how the value begins
	l.fail("no-lead", Span{l.pos, end + size}, l.text[end:end+size], fmt.Sprintf("the lead is no field of its own (%q)", brief(name)), "leave the name out, or write headline: or body:", "it was looked for in headline and body")
	l.pos = end
	return true
}

// unknownField reports a name before a colon that is no field. One that is
// nearly a field is a mistake, except before a blank, where a colon is only
// punctuation.
func (l *lexer) unknownField(name string, at Span, blank bool) {
	found := fmt.Sprintf("there is no field %q", brief(name))
	if near := l.opts.nearField(name); near != "" && !blank {
		l.fail("unknown-field", at, near+":", found, "write "+near+":, or a blank after the colon", "it was read as text; for the field write "+near+":")
		return
	}
	if blank && l.opts.nearField(name) == "" {
		return // "Biden: we will win" is a headline, not a slip
	}
	l.warn("unknown-field", at, "", found+"; it was read as text")
}

// blankAfter reads the name of a field as a word, because a blank follows.
func (l *lexer) blankAfter(name string, at Span) {
	end := at.End
	for end < len(l.text) && isBlank(l.next(end)) {
		_, size := utf8.DecodeRuneInString(l.text[end:])
		end += size
	}
	fix := ""
	if end < len(l.text) && !isClose(l.next(end)) {
		at.End, fix = end, name+":"
	}
	l.warn("blank-after-colon", at, fix, fmt.Sprintf("%q was read as a word, because no value follows the colon; for the field write %s:word", name, name))
	l.addRun(Span{at.Start, at.Start + len(name)})
	l.pos = at.Start + len(name) + 1
}

// valueOf begins one of the values of a bracketed list: lang:(en OR fr).
func (l *lexer) valueOf(at Span) {
	if l.values != nil && l.pendingField() == nil {
		l.out = append(l.out, lexeme{kind: field, text: l.values.Name, span: at, spec: l.values})
	}
}

// value reads the value of the pending Raw or date field.
func (l *lexer) value() {
	f := l.pendingField()
	switch r := l.next(l.pos); {
	case isQuote(r):
		return // quoted reads it
	case isOpen(r):
		l.values, l.depth = f.spec, 0
		l.out = l.out[:len(l.out)-1] // each value gets the field
		return
	case (r == '[' || r == '{') && l.interval():
		return
	}
	at := Span{l.pos, l.valueEnd(l.pos)}
	l.pos = at.End
	k := f.spec.Kind.value(run)
	if k == date {
		at.End = at.Start + len(strings.TrimRight(l.text[at.Start:at.End], ",;"))
	}
	value := squeeze(l.text[at.Start:at.End])
	if k == raw && !hasWord(value) {
		l.warn("ignored-punctuation", at, "", fmt.Sprintf("%q is no value for %s: and was ignored", brief(value), f.spec.Name))
		k = dropped
	}
	l.add(k, value, at)
}

// valueEnd returns where a value without blanks ends: brackets belong to it as
// far as they are balanced.
func (l *lexer) valueEnd(pos int) int {
	depth := 0
	for i, r := range l.text[pos:] {
		switch {
		case isBlank(r) || isQuote(r):
			return pos + i
		case isOpen(r):
			depth++
		case isClose(r):
			if depth--; depth < 0 {
				return pos + i
			}
		}
	}
	return len(l.text)
}

// address reads a bare address as url:. It reports false when there is none.
func (l *lexer) address() bool {
	spec := l.opts.field("url")
	if spec == nil || !address.MatchString(l.text[l.pos:]) {
		return false
	}
	at := Span{l.pos, l.valueEnd(l.pos)}
	l.pos = at.End
	value := strings.TrimRight(l.text[at.Start:at.End], ".,;!?")
	at.End = at.Start + len(value)
	l.out = append(l.out, lexeme{kind: field, text: spec.Name, span: Span{at.Start, at.Start}, spec: spec})
	l.add(raw, squeeze(value), at)
	return true
}

// interval reads [a TO b], which other languages have.
func (l *lexer) interval() bool {
	m := interval.FindStringSubmatch(l.text[l.pos:])
	if m == nil {
		return false
	}
	at := Span{l.pos, l.pos + len(m[0])}
	l.pos = at.End
	found := fmt.Sprintf("%q is not a range here", brief(m[0]))
	f := l.pendingField()
	if f == nil || f.spec.Kind != Published {
		if f != nil {
			at.Start = f.span.Start
		}
		l.fail("range", at, "", found, "only dates have ranges: published:2022-07..2022-08", "it was left out; only dates have ranges: published:2022-07..2022-08")
		l.add(dropped, "", at)
		return true
	}
	value := strings.ReplaceAll(m[1]+".."+m[2], "*", "")
	fix := f.spec.Name + ":" + value
	l.fail("range", Span{f.span.Start, at.End}, fix, found, "write "+fix, "it was read as "+fix)
	l.add(date, squeeze(value), at)
	return true
}
