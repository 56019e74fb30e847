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
	run      kind = iota // an unquoted run of characters
	quoted               // what stood between quotes
	dropped              // an operand that came to nothing, which was said
	open                 // (
	closed               // )
	sign                 // - ! + = before an atom
	field                // name: before its value
	raw                  // the value of a Raw field, as it stands
	date                 // the value of a date field, as it stands
	wildcard             // a word with * or ?
	similar              // word~ or word~2
	and                  // AND, or &&
	or                   // OR, or ||
	not                  // NOT
	near                 // a proximity operator: W/5 and its kin
	least                // ATLEASTn
)

// lexeme is one lexical token. text is what it says: the run, the phrase, the
// sign or the canonical name of the field. A sign or field is always followed
// by what it belongs to, which may be a dropped one.
type lexeme struct {
	kind   kind
	text   string
	span   Span
	spec   *FieldSpec // of a field
	within int        // of a phrase: its words in any order; 0 for the phrase itself
}

// Quotation marks open and close in any pairing: people mix them, and editors
// turn them around.
const quotes = "\"“”„‟«»"

// cjkMarks separate, because writing that uses them has no blanks.
const cjkMarks = "，。、！？：；《》〈〉「」『』【】〔〕"

func isQuote(r rune) bool { return strings.ContainsRune(quotes, r) }
func isOpen(r rune) bool  { return r == '(' || r == '（' }
func isClose(r rune) bool { return r == ')' || r == '）' }

// isBlank reports whether a rune separates: spaces, controls, broken bytes, and
// what is not seen (zero width space, byte order mark).
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError || r == '\u200b' || r == '\ufeff'
}

func isSeparator(r rune) bool { return isBlank(r) || strings.ContainsRune(cjkMarks, r) }

func endsRun(r rune) bool { return isSeparator(r) || isQuote(r) || isOpen(r) || isClose(r) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// hasWord reports whether there is a letter or a digit.
func hasWord(s string) bool { return strings.ContainsFunc(s, isWordRune) }

// squeeze makes text valid UTF-8 and every stretch of blanks one.
func squeeze(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, " "), isBlank), " ")
}

// lexer cuts query text into lexemes.
type lexer struct {
	text string
	pos  int
	opts Options
	out  []lexeme
	*report
	// values is the field whose bracketed values are being read: every run up
	// to the closing bracket is one value. depth counts the brackets within.
	values *FieldSpec
	depth  int
	// single is where a run starts that begins with a single quote, or -1.
	single int
	// closeLast asks for a closing bracket at the end: see allOf.
	closeLast bool
	// stems are the words with an exclamation mark at their end: see truncated.
	stems []Span
}

// lex reads the whole text.
func (l *lexer) lex() []lexeme {
	l.single = -1
	for l.pos < len(l.text) {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		switch {
		case isSeparator(r):
			l.pos += size
		case l.opts.Syntax == Words:
			if endsRun(r) {
				l.pos += size
			} else {
				l.words()
			}
		case isOpen(r):
			l.emit(open, "(", size)
			if l.values != nil {
				l.depth++
			}
		case isClose(r):
			l.emit(closed, ")", size)
			if l.depth--; l.depth <= 0 {
				l.values = nil
			}
		case isQuote(r):
			l.quoted(size)
		case strings.ContainsRune("-!+=", r) && l.mayPrefix() && (r != '=' || l.values == nil || l.values.Kind != Published):
			l.sign(r)
		case (r == '[' || r == '{') && (l.interval() || l.braces()):
		default:
			l.run()
		}
	}
	if l.closeLast {
		l.add(closed, ")", Span{l.pos, l.pos})
	}
	return l.out
}

func (l *lexer) add(k kind, text string, at Span) {
	l.out = append(l.out, lexeme{kind: k, text: text, span: at})
}

// emit adds the lexeme of size bytes that stands here, and passes it.
func (l *lexer) emit(k kind, text string, size int) {
	l.add(k, text, Span{l.pos, l.pos + size})
	l.pos += size
}

// next returns the rune at pos; at the end it returns a blank.
func (l *lexer) next(pos int) rune {
	if pos >= len(l.text) {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(l.text[pos:])
	return r
}

// pending returns the sign or field that waits for what it belongs to, or nil.
func (l *lexer) pending() *lexeme {
	if n := len(l.out) - 1; n >= 0 && (l.out[n].kind == sign || l.out[n].kind == field) {
		return &l.out[n]
	}
	return nil
}

// pendingField returns the field that waits for its value, or nil.
func (l *lexer) pendingField() *lexeme {
	if t := l.pending(); t != nil && t.kind == field {
		return t
	}
	return nil
}

// settle gives a pending sign or field a dropped operand when there is nothing
// at all behind it.
func (l *lexer) settle(at Span) {
	if l.pending() != nil {
		l.add(dropped, "", at)
	}
}

// mayPrefix reports whether a sign may stand here: at the start, after a blank
// or a bracket, or right after another sign or a field's colon.
func (l *lexer) mayPrefix() bool {
	if l.pos == 0 || l.pending() != nil {
		return true
	}
	r, _ := utf8.DecodeLastRuneInString(l.text[:l.pos])
	return isSeparator(r) || isOpen(r)
}

// sign reads one sign. It counts only right before an atom.
func (l *lexer) sign(r rune) {
	end := l.pos + 1
	for end < len(l.text) && l.text[end] == l.text[l.pos] {
		end++
	}
	at := Span{l.pos, end}
	after := l.next(end)
	alone := isSeparator(after) || isClose(after)
	f := l.pendingField()
	switch {
	case alone || end-l.pos > 1:
		l.warn("lone-sign", at, "", fmt.Sprintf("%q was ignored; a sign counts once, right before a word: %cword", l.text[at.Start:at.End], r))
		l.pos = end
		if alone {
			l.settle(at)
		}
	case f != nil && r != '=':
		name := l.text[f.span.Start:f.span.End]
		fix := string(r) + name
		l.fail("sign-after-colon", Span{f.span.Start, end}, fix, fmt.Sprintf("%q cannot stand after a colon", string(r)),
			"write "+fix+"…", "it was read as "+fix+"…")
		was := *f
		*f = lexeme{kind: sign, text: string(r), span: Span{was.span.Start, was.span.Start}}
		was.span.End = end
		l.out = append(l.out, was)
		l.pos = end
	default:
		l.emit(sign, string(r), 1)
	}
}

// value returns the kind of lexeme that is the value of a field of kind k;
// words is for fields that hold words.
func (k Kind) value(words kind) kind {
	switch k {
	case Text, Values:
		return words
	case Raw:
		return raw
	}
	return date
}

// runEnd returns where the run that starts at pos ends.
func (l *lexer) runEnd(pos int) int {
	if i := strings.IndexFunc(l.text[pos:], endsRun); i >= 0 {
		return pos + i
	}
	return len(l.text)
}

// words reads a run when nothing is an operator.
func (l *lexer) words() {
	at := Span{l.pos, l.runEnd(l.pos)}
	l.pos = at.End
	l.addRun(at)
}

// Operators of more than one letter case, each a whole run.
var (
	nearby  = regexp.MustCompile(`^(?i:(?:w|near|n|pre|p)?/\d+|(?:near|adj)\d+|w?/[sp]|w/sent|w/para|pre/[sp])$|^(?:NEAR|SENTENCE|PARAGRAPH|SAME)$`)
	atLeast = regexp.MustCompile(`^(?i:(?:atleast|repeat)\d+)$`)
)

// operator returns the kind of operator that a run is; false when it is none.
func operator(s string) (kind, bool) {
	switch upper := strings.ToUpper(s); {
	case upper == "AND" || s == "&&" || upper == segment:
		return and, true
	case upper == "OR" || s == "||":
		return or, true
	case upper == "NOT":
		return not, true
	case nearby.MatchString(s):
		return near, true
	case atLeast.MatchString(s):
		return least, true
	}
	return run, false
}

// run reads an unquoted run: an address, a field with what follows, an
// operator, or text.
func (l *lexer) run() {
	if l.values == nil && (l.groupWeight() || l.pattern() || l.address() || l.spelled() || l.dialect() || l.field()) {
		return
	}
	at := Span{l.pos, l.runEnd(l.pos)}
	s := l.text[at.Start:at.End]
	k, isOperator := operator(s)
	switch {
	case isOperator && (l.pending() == nil || k == least && l.pending().text != "="):
		l.add(k, s, at)
		l.pos = at.End
	case l.values != nil:
		l.valueOf(Span{l.pos, l.pos})
		l.value()
	default:
		l.pos = at.End
		l.textRun(at)
	}
}

// abbreviation is one that is written with dots; its last dot belongs to it.
var abbreviation = regexp.MustCompile(`^(?:\p{L}\.)+\p{L}$`)

// addRun emits the part of a run from its first to its last letter or digit. A
// final + or # stays (c++, c#), and the last dot of U.S. does. A run without a
// letter or digit is punctuation.
func (l *lexer) addRun(at Span) {
	s := l.text[at.Start:at.End]
	first := strings.IndexFunc(s, isWordRune)
	if first < 0 && l.closes(at) {
		return // of “over”: or (again),
	}
	if strings.Trim(s, "*") == "" && l.opts.Syntax != Words && l.pending() == nil {
		l.add(dropped, "*", at) // said when it is known what it stands near
		return
	}
	if first < 0 {
		l.warn("ignored-punctuation", at, "", fmt.Sprintf("%q holds no word and was ignored", brief(s)))
		l.settle(at)
		return
	}
	last := strings.LastIndexFunc(s, func(r rune) bool { return isWordRune(r) || unicode.IsMark(r) || r == '+' || r == '#' })
	_, size := utf8.DecodeRuneInString(s[last:])
	end := last + size
	if abbreviation.MatchString(s[first:end]) && strings.HasPrefix(s[end:], ".") {
		end++
	}
	l.singleQuotes(at, s[:first], s[end:])
	if s[end:] == "!" && lowercase.MatchString(s[first:end]) {
		l.stems = append(l.stems, Span{at.Start + first, at.End})
	}
	l.add(run, s[first:end], Span{at.Start + first, at.Start + end})
}

// closes reports whether a run is the punctuation of a sentence right behind a
// quotation mark or bracket.
func (l *lexer) closes(at Span) bool {
	if at.Start == 0 || strings.Trim(l.text[at.Start:at.End], ",.:;…?") != "" || l.pending() != nil {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(l.text[:at.Start])
	return isQuote(before) || isClose(before)
}

// singleQuotes warns of 'several words' between single quotes, which mean
// nothing here: they are apostrophes far more often.
func (l *lexer) singleQuotes(at Span, before, behind string) {
	if l.opts.Syntax == Words {
		return
	}
	opens, closes := strings.ContainsAny(before, "'‘"), strings.ContainsAny(behind, "'’")
	switch {
	case opens && !closes:
		l.single = at.Start
	case closes && l.single >= 0:
		from := Span{l.single, at.End}
		l.single = -1
		inside := l.text[from.Start:from.End]
		if strings.ContainsFunc(inside, func(r rune) bool { return isQuote(r) || isOpen(r) || isClose(r) }) {
			return
		}
		trimmed := strings.TrimFunc(squeeze(inside), func(r rune) bool { return !isWordRune(r) })
		l.warn("single-quotes", from, `"`+trimmed+`"`, "single quotes do not make a phrase; for these words in this order write double ones")
	}
}
