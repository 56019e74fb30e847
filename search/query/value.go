package query

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	fieldish = regexp.MustCompile(`^(\p{L}[\p{L}_]*):`)
	address  = regexp.MustCompile(`^(?i:https?)://.`)
)

// field reads a field name and, where the value is not words, the value. It
// reports false when there is no name, or one that is only text.
func (l *lexer) field() bool {
	m := fieldish.FindString(l.text[l.pos:])
	if m == "" {
		return false
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
	k := f.spec.Kind.value(run)
	if k == date {
		if m := parted.FindString(l.ahead()); m != "" { // DATE(> 2020)
			at.End = l.valueEnd(l.pos + len(m))
		}
	}
	l.pos = at.End
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

// languageTag is the form of a language tag (BCP 47), to tell it from a name.
var languageTag = regexp.MustCompile(`^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$`)

// hostname is what may stand before a path, with a scheme and a port.
var hostname = regexp.MustCompile(`^(?:[A-Za-z]+://)?[\p{L}\p{N}][\p{L}\p{N}._:-]*$`)

// rawValue warns of a value that finds less, or more, than it says: a language
// by its name, and a site with a path, which is taken off.
func (p *parser) rawValue(t lexeme, value *lexeme) {
	switch t.spec.Name {
	case "lang":
		if !languageTag.MatchString(value.text) {
			p.warn("language-name", value.span, "", fmt.Sprintf("%q is no language tag; write its two or three letters: lang:en", brief(value.text)))
		}
	case "site":
		host, path := splitPath(value.text)
		if path == "" || !hostname.MatchString(host) {
			return
		}
		fix := (&Field{Name: "url", Kid: &Word{Text: value.text}}).String()
		p.warn("site-path", Span{t.span.Start, value.span.End}, fix, fmt.Sprintf("a site is a host alone, and %q was ignored; for addresses that begin so write %s", brief(path), brief(fix)))
		value.text = host
	}
}

// splitPath cuts an address before the path behind its host; a slash alone is
// no path.
func splitPath(address string) (host, path string) {
	start := 0
	if i := strings.Index(address, "://"); i >= 0 {
		start = i + len("://")
	}
	slash := strings.IndexByte(address[start:], '/')
	if slash < 0 || start+slash+1 == len(address) {
		return address, ""
	}
	return address[:start+slash], address[start+slash:]
}
