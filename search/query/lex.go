package query

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind of a lexical token.
type kind int

const (
	run    kind = iota // an unquoted run of characters
	quoted             // what stood between quotes
	open               // (
	closed             // )
	sign               // - ! + = before an atom
	field              // name: before its value
	raw                // the value of a Raw field, as it stands
	date               // the value of a date field, as it stands
	and                // AND, or &&
	or                 // OR, or ||
	not                // NOT
	near               // a proximity operator: W/5 and its kin
	least              // ATLEASTn
)

// lexeme is one lexical token. text is what it says: the run, the phrase, the
// sign or the canonical name of the field.
type lexeme struct {
	kind kind
	text string
	span Span
	spec *FieldSpec // of a field
}

const quotes = "\"“”„‟«»"

func isQuote(r rune) bool { return strings.ContainsRune(quotes, r) }

// isBlank reports whether a rune separates: spaces, controls and broken bytes.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError
}

// endsRun reports whether a rune ends a run.
func endsRun(r rune) bool { return isBlank(r) || isQuote(r) || r == '(' || r == ')' }

// lexer cuts query text into lexemes.
type lexer struct {
	text string
	pos  int
	opts Options
	out  []lexeme
	*report
}

// lex reads the whole text.
func (l *lexer) lex() []lexeme {
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		switch {
		case isBlank(r):
			l.pos += size
		case l.opts.Syntax == Words:
			if endsRun(r) {
				l.pos += size
			} else {
				l.words()
			}
		case r == '(':
			l.emit(open, "(", size)
		case r == ')':
			l.emit(closed, ")", size)
		case isQuote(r):
			l.quoted(size)
		case strings.ContainsRune("-!+=", r) && l.mayPrefix():
			l.sign(r)
		case r == '[' || r == '{':
			if !l.interval(l.pos) {
				l.run()
			}
		default:
			l.run()
		}
	}
	return l.out
}

func (l *lexer) emit(k kind, text string, size int) {
	l.out = append(l.out, lexeme{kind: k, text: text, span: Span{l.pos, l.pos + size}})
	l.pos += size
}

// mayPrefix reports whether a sign may stand here: at the start, after a blank
// or a bracket, after another sign, or (for =) after a field's colon.
func (l *lexer) mayPrefix() bool {
	if l.pos == 0 {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(l.text[:l.pos])
	if isBlank(r) || r == '(' {
		return true
	}
	last := len(l.out) - 1
	return last >= 0 && l.out[last].span.End == l.pos && (l.out[last].kind == sign || l.out[last].kind == field)
}

// sign reads one sign. It counts only right before an atom.
func (l *lexer) sign(r rune) {
	end := l.pos + 1
	for end < len(l.text) && l.text[end] == l.text[l.pos] {
		end++
	}
	next, _ := utf8.DecodeRuneInString(l.text[end:])
	at := Span{l.pos, end}
	switch after := len(l.out) > 0 && l.out[len(l.out)-1].kind == field && l.out[len(l.out)-1].span.End == l.pos; {
	case end-l.pos > 1, end == len(l.text), isBlank(next), next == ')':
		l.warn("lone-sign", at, "", "%q stands alone and was ignored", l.text[at.Start:at.End])
		l.pos = end
	case after && r != '=':
		f := l.out[len(l.out)-1]
		l.fail("sign-after-colon", Span{f.span.Start, end}, string(r)+l.text[f.span.Start:f.span.End],
			"%q belongs before the field; it was ignored", string(r))
		l.pos = end
	default:
		l.emit(sign, string(r), 1)
	}
}

// quoted reads a phrase up to the next quotation mark of any kind.
func (l *lexer) quoted(size int) {
	start := l.pos
	body := l.text[start+size:]
	i := strings.IndexFunc(body, isQuote)
	if i < 0 {
		l.fail("unclosed-quote", Span{start, len(l.text)}, `"`+squeeze(body)+`"`, "the quotation mark is never closed; it was closed at the end")
		l.addPhrase(body, Span{start, len(l.text)})
		l.pos = len(l.text)
		return
	}
	_, closing := utf8.DecodeRuneInString(body[i:])
	l.pos = start + size + i + closing
	at := Span{start, l.pos}
	if m := slop.FindString(l.text[l.pos:]); m != "" {
		l.pos += len(m)
		l.later(Span{start, l.pos}, `"`+squeeze(body[:i])+`"`, "words near each other (%q after a phrase); the phrase was searched as it stands", m)
	} else if m := boost.FindString(l.text[l.pos:]); m != "" {
		l.pos += len(m)
		l.fail("boost", Span{start, l.pos}, `"`+squeeze(body[:i])+`"`, "there are no weights in a query; %q was left out", m)
	}
	l.addPhrase(body[:i], at)
}

func (l *lexer) addPhrase(body string, at Span) {
	body = squeeze(body)
	if !hasWord(body) {
		l.warn("empty-quotes", at, "", "there is no word between the quotation marks; they were left out")
		l.dropField()
		return
	}
	k := quoted
	if f := l.pendingField(at.Start); f != nil && f.spec.Kind != Text && f.spec.Kind != Values {
		k = raw
		if f.spec.Kind != Raw {
			k = date
		}
	}
	l.out = append(l.out, lexeme{kind: k, text: body, span: at})
}

// pendingField returns the field whose value starts at pos, if there is one.
func (l *lexer) pendingField(pos int) *lexeme {
	if n := len(l.out) - 1; n >= 0 && l.out[n].kind == field && l.out[n].span.End == pos {
		return &l.out[n]
	}
	return nil
}

// dropField takes back a field whose value came to nothing.
func (l *lexer) dropField() {
	if n := len(l.out) - 1; n >= 0 && l.out[n].kind == field {
		l.out = l.out[:n]
	}
}

// squeeze makes text valid UTF-8 and every stretch of blanks one.
func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, " "), isBlank), " ")
}

// hasWord reports whether there is a letter or a digit.
func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

var (
	slop     = regexp.MustCompile(`^~\d*`)
	boost    = regexp.MustCompile(`^\^[\d.]+`)
	boosted  = regexp.MustCompile(`^(.+?)\^[\d.]+$`)
	interval = regexp.MustCompile(`^[\[{]\s*(\S+)\s+TO\s+(\S+?)\s*[\]}]`)
	pattern  = regexp.MustCompile(`^/(.+)/$`)
	fieldish = regexp.MustCompile(`^(\p{L}[\p{L}_]*):`)
	address  = regexp.MustCompile(`^(?i:https?)://`)
	fuzzy    = regexp.MustCompile(`^(.*[\p{L}\p{N}])~([12]?)$`)
	nearby   = regexp.MustCompile(`^(?i:(?:w|near|n|pre|p)/\d+|(?:near|adj)\d+|w/[sp])$`)
	atLeast  = regexp.MustCompile(`^(?i:atleast\d+)$`)
	single   = regexp.MustCompile(`[\p{L}\p{N}]\?[\p{L}\p{N}]`)
	star     = regexp.MustCompile(`[\p{L}\p{N}]{2}[^*]*\*`)
)

// runEnd returns where the run that starts at pos ends.
func (l *lexer) runEnd(pos int) int {
	if i := strings.IndexFunc(l.text[pos:], endsRun); i >= 0 {
		return pos + i
	}
	return len(l.text)
}

// words reads a run when nothing is an operator.
func (l *lexer) words() {
	end := l.runEnd(l.pos)
	l.emitRun(Span{l.pos, end})
	l.pos = end
}

// run reads an unquoted run: an address, a field with what follows, an
// operator, or text.
func (l *lexer) run() {
	rest := l.text[l.pos:]
	if address.MatchString(rest) {
		l.address()
		return
	}
	if m := fieldish.FindStringSubmatch(rest); m != nil && l.field(m[1]) {
		return
	}
	at := Span{l.pos, l.runEnd(l.pos)}
	l.pos = at.End
	s := l.text[at.Start:at.End]
	switch upper := strings.ToUpper(s); {
	case upper == "AND" || s == "&&":
		l.out = append(l.out, lexeme{kind: and, text: s, span: at})
	case upper == "OR" || s == "||":
		l.out = append(l.out, lexeme{kind: or, text: s, span: at})
	case upper == "NOT":
		l.out = append(l.out, lexeme{kind: not, text: s, span: at})
	case nearby.MatchString(s), s == "NEAR", s == "SENTENCE", s == "PARAGRAPH", s == "SAME":
		l.out = append(l.out, lexeme{kind: near, text: s, span: at})
	case atLeast.MatchString(s):
		l.out = append(l.out, lexeme{kind: least, text: s, span: at})
	default:
		l.special(s, at)
	}
}

// special reads a run that may hold signs of other query languages.
func (l *lexer) special(s string, at Span) {
	if m := boosted.FindStringSubmatch(s); m != nil {
		l.fail("boost", at, m[1], "there are no weights in a query; %q was left out", s[len(m[1]):])
		at.End = at.Start + len(m[1])
		s = m[1]
	}
	if m := pattern.FindStringSubmatch(s); m != nil {
		l.fail("pattern", at, m[1], "there are no regular expressions; write the words themselves, it was read as text")
	}
	if m := fuzzy.FindStringSubmatch(s); m != nil {
		l.later(at, m[1], "words with other letters (%q); the word was searched as it stands", s)
		at.End = at.Start + len(m[1])
		s = m[1]
	}
	if star.MatchString(s) || single.MatchString(s) {
		l.later(at, "", "wildcards (%q); it was left out", s)
		l.dropField()
		return
	}
	l.emitRun(at)
}

// interval reads [a TO b], which other languages have.
func (l *lexer) interval(pos int) bool {
	m := interval.FindStringSubmatch(l.text[pos:])
	if m == nil {
		return false
	}
	at := Span{pos, pos + len(m[0])}
	fix, hint := "", "write published:a..b for dates"
	if f := l.pendingField(pos); f != nil {
		at.Start = f.span.Start
		if f.spec.Kind == Published {
			fix = f.spec.Name + ":" + m[1] + ".." + m[2]
			hint = "write " + fix
		}
	}
	l.fail("range", at, fix, "%q is not a range here: %s; it was left out", l.text[pos:at.End], hint)
	l.dropField()
	l.pos = at.End
	return true
}

// address reads a bare address as url:.
func (l *lexer) address() {
	at := Span{l.pos, l.valueEnd(l.pos)}
	value := strings.TrimRight(l.text[at.Start:at.End], ".,;!?")
	at.End = at.Start + len(value)
	spec := l.opts.field("url")
	if spec == nil || address.FindString(value) == value {
		l.pos = at.Start + len(l.text[at.Start:l.runEnd(at.Start)])
		l.emitRun(Span{at.Start, l.pos})
		return
	}
	l.out = append(l.out,
		lexeme{kind: field, text: spec.Name, span: Span{at.Start, at.Start}, spec: spec},
		lexeme{kind: raw, text: squeeze(value), span: at})
	l.pos = at.End
}

// valueEnd returns where a value without blanks ends: brackets belong to it as
// far as they are balanced.
func (l *lexer) valueEnd(pos int) int {
	depth := 0
	for i, r := range l.text[pos:] {
		switch {
		case isBlank(r) || isQuote(r):
			return pos + i
		case r == '(':
			depth++
		case r == ')':
			if depth--; depth < 0 {
				return pos + i
			}
		}
	}
	return len(l.text)
}

// field reads a field name and, where the value is not words, the value. It
// reports false when the name is only text.
func (l *lexer) field(name string) bool {
	start, end := l.pos, l.pos+len(name)+1
	spec := l.opts.field(name)
	if spec == nil {
		if near := l.opts.nearField(name); near != "" {
			l.fail("unknown-field", Span{start, end}, near+":", "there is no field %q, but %q; it was read as text", name, near)
		} else {
			l.warn("unknown-field", Span{start, end}, "", "there is no field %q; it was read as text", name)
		}
		return false
	}
	next, _ := utf8.DecodeRuneInString(l.text[end:])
	if end == len(l.text) || isBlank(next) || next == ')' {
		l.warn("blank-after-colon", Span{start, end}, "", "nothing follows %q right away; it was read as text", l.text[start:end])
		l.emitRun(Span{start, end - 1})
		l.pos = end
		return true
	}
	l.out = append(l.out, lexeme{kind: field, text: spec.Name, span: Span{start, end}, spec: spec})
	l.pos = end
	if spec.Kind == Text || spec.Kind == Values || isQuote(next) {
		return true
	}
	if (next == '[' || next == '{') && l.interval(end) {
		return true
	}
	at := Span{end, l.valueEnd(end)}
	k := date
	if spec.Kind == Raw {
		k = raw
	}
	l.out = append(l.out, lexeme{kind: k, text: squeeze(l.text[at.Start:at.End]), span: at})
	l.pos = at.End
	return true
}

// emitRun emits the part of a run from its first to its last letter or digit; a
// final + or # stays, for c++ and c#. A run without any is punctuation.
func (l *lexer) emitRun(at Span) {
	s := l.text[at.Start:at.End]
	isWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
	first := strings.IndexFunc(s, isWord)
	if first < 0 {
		l.warn("ignored-punctuation", at, "", "%q holds no word and was ignored", strings.ToValidUTF8(s, "�"))
		l.dropField()
		return
	}
	last := strings.LastIndexFunc(s, func(r rune) bool { return isWord(r) || unicode.IsMark(r) || r == '+' || r == '#' })
	_, size := utf8.DecodeRuneInString(s[last:])
	at = Span{at.Start + first, at.Start + last + size}
	l.out = append(l.out, lexeme{kind: run, text: l.text[at.Start:at.End], span: at})
}

// later reports an operator that this version does not have.
func (r *report) later(at Span, fix, format string, args ...any) {
	r.fail("not-yet", at, fix, "this version does not have "+format, args...)
}

// report collects findings.
type report struct{ findings []Finding }

func (r *report) add(g Grade, code string, at Span, fix, format string, args ...any) {
	r.findings = append(r.findings, Finding{Code: code, Grade: g, Message: fmt.Sprintf(format, args...), Span: at, Fix: fix})
}

func (r *report) warn(code string, at Span, fix, format string, args ...any) {
	r.add(Warning, code, at, fix, format, args...)
}

func (r *report) fail(code string, at Span, fix, format string, args ...any) {
	r.add(Error, code, at, fix, format, args...)
}
