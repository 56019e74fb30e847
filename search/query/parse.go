package query

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads query text. It always returns a tree, the repaired one where
// there are findings of grade Error. A nil tree is the blank query, or one of
// which nothing is left; then findings say so. Findings come in text order.
// Work is linear in the text; recursion is bounded by MaxDepth.
func Parse(text string, o Options) (Node, []Finding) {
	r := &report{lenient: o.Syntax == Lenient}
	cut := text
	if len(cut) > MaxBytes {
		end := MaxBytes
		for end > 0 && !utf8.RuneStart(cut[end]) {
			end--
		}
		cut = cut[:end]
		r.fail("too-long", Span{end, len(text)}, "", fmt.Sprintf("the query has %d bytes, the limit is %d", len(text), MaxBytes),
			"shorten it, or ask in parts", "the rest was left out")
	}
	if i := invalid(cut); i >= 0 {
		r.warn("broken-character", Span{i, i + 1}, "", "the query holds bytes that are not UTF-8; they were read as blanks")
	}
	l := &lexer{text: cut, opts: o, report: r}
	p := &parser{text: cut, toks: l.lex(), opts: o, report: r}
	p.brackets()
	p.operators()
	p.truncated(l.stems)
	return p.bounded(p.level()), r.sorted()
}

// invalid returns the offset of the first byte that is not UTF-8, or -1.
func invalid(s string) int {
	for i, c := range s {
		if c == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return i
			}
		}
	}
	return -1
}

// HasErrors reports whether strict syntax refuses a query with these findings.
func HasErrors(fs []Finding) bool {
	return slices.ContainsFunc(fs, func(f Finding) bool { return f.Grade == Error })
}

// parser builds a tree from lexemes.
type parser struct {
	text string
	toks []lexeme
	pos  int
	opts Options
	*report
	depth  int        // brackets and NOTs around what is being read
	leaves int        // read so far
	wild   int        // wildcards and fuzzy words among them
	inside *FieldSpec // the field whose value is being read
	full   bool       // MaxLeaves was reported
	deep   bool       // MaxDepth was reported
}

// unary reads NOT before a chain of proximities.
func (p *parser) unary() Node {
	if t := p.toks[p.pos]; t.kind == not {
		p.pos++
		return p.negate(t.span, p.unary)
	}
	return p.chain()
}

// negate reads what follows NOT or a sign.
func (p *parser) negate(at Span, read func() Node) Node {
	kid := p.deeper(at, read)
	if kid == nil {
		return nil
	}
	return &Not{Kid: kid, Span: Span{at.Start, kid.Pos().End}}
}

// atom reads a word, a phrase, a group, a field with its value, or a signed atom.
func (p *parser) atom() Node {
	t := p.toks[p.pos]
	switch t.kind {
	case open:
		return p.deeper(t.span, p.group)
	case sign:
		p.pos++
		return p.signed(t)
	case field:
		p.pos++
		return p.field(t)
	case least:
		return p.mentions()
	}
	p.pos++
	switch {
	case t.kind == dropped || !hasWord(t.text):
		return nil
	case t.kind == run:
		return p.leaf(word(t.text, t.span, false))
	case t.kind == wildcard || t.kind == similar:
		return p.special(t)
	}
	// Between quotes, or the value of a field whose name was left out.
	return p.leaf(&Phrase{Text: t.text, Within: t.within, Span: t.span})
}

// leaf counts a leaf, and refuses those beyond MaxLeaves.
func (p *parser) leaf(n Node) Node {
	if p.leaves++; p.leaves <= MaxLeaves {
		return n
	}
	if !p.full {
		p.full = true
		p.fail("too-many", Span{n.Pos().Start, len(p.text)}, "", fmt.Sprintf("the query has more than %d words and filters", MaxLeaves),
			"shorten it, or ask in parts", "the rest was left out")
	}
	return nil
}

// signed reads the atom behind a sign.
func (p *parser) signed(t lexeme) Node {
	switch t.text {
	case "=":
		return p.exact(t)
	case "+":
		kid := p.atom()
		if _, must := kid.(*Must); must || kid == nil {
			return kid
		}
		return &Must{Kid: kid, Span: Span{t.span.Start, kid.Pos().End}}
	}
	return p.negate(t.span, p.atom)
}

// exact reads =word.
func (p *parser) exact(t lexeme) Node {
	next := p.toks[p.pos]
	switch next.kind {
	case run:
		p.pos++
		return p.leaf(word(next.text, Span{t.span.Start, next.span.End}, true))
	case quoted, dropped: // a phrase is exact anyway
	default:
		p.warn("lone-sign", t.span, "", `"=" was ignored; it counts right before one word: =word`)
	}
	return p.atom()
}

// group reads from an opening bracket to its closing one.
func (p *parser) group() Node {
	from := p.toks[p.pos]
	p.pos++
	if to := p.toks[p.pos]; to.kind == closed {
		p.warn("empty-brackets", Span{from.span.Start, to.span.End}, "", "there is nothing between the brackets; they were left out")
	}
	n := p.level()
	p.pos++ // brackets made sure that it is there
	return n
}

// field reads the value of a field.
func (p *parser) field(t lexeme) Node {
	if p.inside != nil {
		p.fail("nested-field", t.span, "", fmt.Sprintf("a field cannot stand within %s:", p.inside.Name),
			fmt.Sprintf("write %s: outside of it", t.text), "its name was left out")
		return p.deeper(t.span, p.atom)
	}
	value := p.toks[p.pos]
	switch value.kind {
	case dropped:
		p.pos++
		return nil
	case raw:
		p.pos++
		p.rawValue(t, &value)
		return p.leaf(&Field{Name: t.spec.Name, Kid: &Word{Text: value.text, Span: value.span}, Span: Span{t.span.Start, value.span.End}})
	case date:
		p.pos++
		return p.date(t, value.text, Span{t.span.Start, value.span.End})
	}
	p.inside = t.spec
	kid := p.atom()
	p.inside = nil
	if kid == nil {
		return nil
	}
	return &Field{Name: t.spec.Name, Kid: kid, Span: Span{t.span.Start, kid.Pos().End}}
}

// date reads the value of a date field. One with a repair is repaired.
func (p *parser) date(t lexeme, text string, at Span) Node {
	spec, name := t.spec, t.spec.Name+":"
	if t.span.Start == t.span.End {
		name = "" // one of several in brackets
	}
	d, err := parseDate(text, spec.Kind, p.opts.Now)
	if err != nil {
		fix, done := "", "it was left out; "+err.write()
		if err.fix != "" {
			fix = name + err.fix
			done = "it was read as " + fix
			d, _ = parseDate(err.fix, spec.Kind, p.opts.Now)
		}
		p.fail("bad-date", at, fix, err.found, err.write(), done)
		if d == nil {
			return nil
		}
	}
	d.Span = at
	return p.leaf(d)
}

// word makes the node of an unquoted run. What could be taken for an operator
// or a sign when it is written out again becomes an exact word or a phrase,
// which mean the same: several tokens are a phrase anyway, and words such as
// near5 have no other forms.
func word(s string, at Span, exact bool) Node {
	s = strings.ToValidUTF8(s, " ")
	switch k, isOperator := operator(s); {
	case strings.ContainsFunc(s, unsafe):
		return &Phrase{Text: squeeze(s), Span: at}
	case isOperator && k == near && s == strings.ToUpper(s) && !strings.ContainsFunc(s, unicode.IsNumber):
		return &Word{Text: strings.ToLower(s), Exact: exact, Span: at} // NEAR, SAME: operators in capitals only
	case isOperator:
		exact = true
	}
	return &Word{Text: s, Exact: exact, Span: at}
}

// unsafe reports whether a rune may mean something to the lexer inside a run.
func unsafe(r rune) bool {
	return !isWordRune(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Cf, r) && !strings.ContainsRune("'’-.,&_+#@%$", r)
}
