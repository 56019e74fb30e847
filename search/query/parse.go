package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads query text. It always returns a tree, the repaired one where
// there are findings of grade Error; nil is the blank query. Findings come in
// text order. Work is linear in the text; recursion is bounded by MaxDepth.
func Parse(text string, o Options) (Node, []Finding) {
	r := &report{}
	cut := text
	if len(cut) > MaxBytes {
		end := MaxBytes
		for end > 0 && !utf8.RuneStart(cut[end]) {
			end--
		}
		cut = cut[:end]
		r.fail("too-long", Span{end, len(text)}, "", "the query has %d bytes, the limit is %d; the rest was left out", len(text), MaxBytes)
	}
	if i := invalid(cut); i >= 0 {
		r.warn("broken-character", Span{i, i + 1}, "", "the query holds bytes that are not UTF-8; they were read as blanks")
	}
	l := &lexer{text: cut, opts: o, report: r}
	p := &parser{toks: l.lex(), opts: o, report: r}
	n := p.query()
	slices.SortStableFunc(r.findings, func(a, b Finding) int { return a.Span.Start - b.Span.Start })
	return n, r.findings
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
	toks []lexeme
	pos  int
	opts Options
	*report
	depth  int
	leaves int
	inside *FieldSpec // the field whose group is being read
	full   bool       // MaxLeaves was reported
	deep   bool       // MaxDepth was reported
}

func (p *parser) query() Node {
	p.operators()
	var all []Node
	for p.pos < len(p.toks) {
		if n := p.level(); n != nil {
			all = append(all, n)
		}
		if p.pos < len(p.toks) { // only a bracket that was never opened ends a level early
			t := p.toks[p.pos]
			p.fail("unopened-bracket", t.span, "", "the bracket closes nothing; it was ignored")
			p.pos++
		}
	}
	return join(all, true)
}

// operators settles which operator words are operators: those with operands on
// the sides that they need. The others become words, and are said.
func (p *parser) operators() {
	operand := false // whether an operand ends before this lexeme
	for i := range p.toks {
		t := &p.toks[i]
		switch t.kind {
		case and, or, near:
			if operand && p.startsOperand(i+1) {
				operand = false
				continue
			}
			p.demote(t)
			operand = operand || t.kind == run
		case not, least:
			if p.startsOperand(i+1) || t.kind == not && operand && i+1 < len(p.toks) && p.toks[i+1].kind == near && p.startsOperand(i+2) {
				if t.kind != not || p.toks[i+1].kind != near {
					operand = false
				}
				continue
			}
			p.demote(t)
			operand = true
		case run, quoted, closed, raw, date:
			operand = true
		default:
			operand = false
		}
	}
	p.toks = slices.DeleteFunc(p.toks, func(t lexeme) bool { return t.kind == run && t.text == "" })
}

// demote turns an operator word into a word. Symbols are only ignored.
func (p *parser) demote(t *lexeme) {
	kind := t.kind
	t.kind = run
	switch {
	case !hasWord(t.text):
		p.warn("ignored-punctuation", t.span, "", "%q has no words to join and was ignored", t.text)
		t.text = ""
	case kind == and || kind == or || kind == not:
		p.warn("operator-at-edge", t.span, "="+t.text, "%q has nothing to join here and was read as a word", t.text)
	}
}

// startsOperand reports whether an operand starts at lexeme i.
func (p *parser) startsOperand(i int) bool {
	for ; i < len(p.toks); i++ {
		switch p.toks[i].kind {
		case run, quoted, open, field, sign, raw, date:
			return true
		case not, least:
			continue
		default:
			return false
		}
	}
	return false
}

// join is how two items of a level stand together.
type joint int

const (
	beside joint = iota // only side by side
	byAnd
	byOr
)

// level reads items up to the end or a closing bracket, and builds them by
// precedence: AND before side by side before OR.
func (p *parser) level() Node {
	var items []Node
	var joints []joint // joints[i] stands before items[i]
	start := p.pos
	for p.pos < len(p.toks) && p.toks[p.pos].kind != closed {
		j := beside
		switch t := p.toks[p.pos]; t.kind {
		case and:
			j = byAnd
			p.pos++
		case or:
			j = byOr
			p.pos++
		case near:
			j = byAnd
			p.later(t.span, "AND", "words near each other (%s); both were asked for, anywhere in the article", t.text)
			p.pos++
		}
		items = append(items, p.unary())
		joints = append(joints, j)
	}
	n := build(items, joints)
	if mixed(items, joints) {
		p.warn("mixed-and-or", Span{p.toks[start].span.Start, p.toks[p.pos-1].span.End}, orFirst(items, joints).String(),
			"AND was read before OR, as %s; write brackets to say which you mean", n.String())
	}
	return n
}

// build makes the tree of a level. Items that came to nothing are nil.
func build(items []Node, joints []joint) Node {
	var alternatives, side, chain []Node
	endChain := func() {
		if n := join(chain, false); n != nil {
			side = append(side, n)
		}
		chain = nil
	}
	endSide := func() {
		endChain()
		if n := join(side, true); n != nil {
			alternatives = append(alternatives, n)
		}
		side = nil
	}
	for i, n := range items {
		switch {
		case i == 0:
		case joints[i] == beside:
			endChain()
		case joints[i] == byOr:
			endSide()
		}
		if n != nil {
			chain = append(chain, n)
		}
	}
	endSide()
	return either(alternatives)
}

// join makes an And of two or more nodes; one stays as it is.
func join(kids []Node, adjacent bool) Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &And{Kids: kids, Adjacent: adjacent, Span: cover(kids)}
}

func either(kids []Node) Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &Or{Kids: kids, Span: cover(kids)}
}

func cover(kids []Node) Span { return Span{kids[0].Pos().Start, kids[len(kids)-1].Pos().End} }

// mixed reports whether AND and OR stand on one level, where a reader may have
// meant the other one first.
func mixed(items []Node, joints []joint) bool {
	ands, ors := false, false
	for i := 1; i < len(items); i++ {
		if items[i] == nil || items[i-1] == nil {
			continue
		}
		ors = ors || joints[i] == byOr
		ands = ands || joints[i] != byOr
	}
	return ands && ors
}

// orFirst is the other reading of a level: OR before AND.
func orFirst(items []Node, joints []joint) Node {
	var outer []Node
	var outerJoints []joint
	var alternatives []Node
	first := beside
	end := func() {
		if n := either(alternatives); n != nil {
			outer, outerJoints = append(outer, n), append(outerJoints, first)
		}
		alternatives = nil
	}
	for i, n := range items {
		if i > 0 && joints[i] != byOr {
			end()
			first = joints[i]
		}
		if n != nil {
			alternatives = append(alternatives, n)
		}
	}
	end()
	return build(outer, outerJoints)
}

// unary reads NOT and ATLEAST before an atom.
func (p *parser) unary() Node {
	t := p.toks[p.pos]
	switch t.kind {
	case not:
		p.pos++
		if next := p.toks[p.pos]; next.kind == near {
			p.pos++
			p.later(Span{t.span.Start, next.span.End}, "", "words not near each other (NOT %s); that part was left out", next.text)
			p.unary()
			return nil
		}
		return p.negate(t.span, p.unary)
	case least:
		p.pos++
		p.later(t.span, "", "a least number of mentions (%s); any mention counts", t.text)
		return p.unary()
	}
	return p.atom()
}

// negate reads what follows NOT or a sign.
func (p *parser) negate(at Span, read func() Node) Node {
	if !p.enter(at) {
		return nil
	}
	kid := read()
	p.depth--
	if kid == nil {
		return nil
	}
	return &Not{Kid: kid, Span: Span{at.Start, kid.Pos().End}}
}

// enter goes one level deeper, or reports that it is too deep and skips what is there.
func (p *parser) enter(at Span) bool {
	if p.depth < MaxDepth {
		p.depth++
		return true
	}
	if !p.deep {
		p.deep = true
		p.fail("too-deep", at, "", "the query is nested more than %d levels deep; what is deeper was left out", MaxDepth)
	}
	for brackets := 0; p.pos < len(p.toks); p.pos++ {
		switch p.toks[p.pos].kind {
		case open:
			brackets++
		case closed:
			if brackets--; brackets < 0 {
				return false
			}
		}
	}
	return false
}

// atom reads a word, a phrase, a group, a field with its value, or a signed atom.
func (p *parser) atom() Node {
	t := p.toks[p.pos]
	p.pos++
	switch t.kind {
	case sign:
		return p.signed(t)
	case open:
		return p.group(t)
	case field:
		return p.field(t)
	case quoted:
		return p.leaf(&Phrase{Text: t.text, Span: t.span})
	case raw, date: // a value whose field was refused
		return p.leaf(word(t.text, t.span, false))
	default:
		return p.leaf(word(t.text, t.span, false))
	}
}

// leaf counts a leaf, and refuses those beyond MaxLeaves.
func (p *parser) leaf(n Node) Node {
	if p.leaves++; p.leaves <= MaxLeaves {
		return n
	}
	if !p.full {
		p.full = true
		p.fail("too-many", n.Pos(), "", "the query has more than %d words and filters; the rest was left out", MaxLeaves)
	}
	return nil
}

// signed reads the atom behind a sign.
func (p *parser) signed(t lexeme) Node {
	if p.pos == len(p.toks) || p.toks[p.pos].span.Start != t.span.End || !p.startsAtom() {
		p.warn("lone-sign", t.span, "", "%q stands alone and was ignored", t.text)
		if p.pos == len(p.toks) || p.toks[p.pos].kind == closed {
			return nil
		}
		return p.unary()
	}
	switch t.text {
	case "=":
		return p.exact(t)
	case "+":
		if !p.enter(t.span) {
			return nil
		}
		kid := p.atom()
		p.depth--
		if m, must := kid.(*Must); must || kid == nil {
			if must {
				return m
			}
			return nil
		}
		return &Must{Kid: kid, Span: Span{t.span.Start, kid.Pos().End}}
	}
	return p.negate(t.span, p.atom)
}

// startsAtom reports whether an atom, not an operator, comes next.
func (p *parser) startsAtom() bool {
	switch p.toks[p.pos].kind {
	case run, quoted, open, field, sign:
		return true
	case and, or, not, near, least: // -not: the word, not the operator
		p.toks[p.pos].kind = run
		return true
	}
	return false
}

// exact reads =word.
func (p *parser) exact(t lexeme) Node {
	next := p.toks[p.pos]
	switch next.kind {
	case run:
		p.pos++
		return p.leaf(word(next.text, Span{t.span.Start, next.span.End}, true))
	case quoted:
		return p.atom()
	}
	p.warn("lone-sign", t.span, "", "%q counts only before a word; it was ignored", t.text)
	return p.unary()
}

// group reads up to the closing bracket.
func (p *parser) group(t lexeme) Node {
	if !p.enter(t.span) {
		p.pos = min(p.pos+1, len(p.toks))
		return nil
	}
	from := p.pos
	n := p.level()
	p.depth--
	if p.pos == len(p.toks) {
		p.fail("unclosed-bracket", t.span, "", "the bracket is never closed; it was closed at the end")
	} else {
		p.pos++
	}
	if n == nil && p.pos-from <= 1 {
		p.warn("empty-brackets", t.span, "", "there is nothing between the brackets; they were left out")
	}
	return n
}

// field reads the value of a field.
func (p *parser) field(t lexeme) Node {
	if p.inside != nil {
		p.fail("nested-field", t.span, "", "a field cannot stand within the brackets of %q; its name was left out", p.inside.Name)
		if p.pos == len(p.toks) || p.toks[p.pos].kind == closed {
			return nil
		}
		return p.unary()
	}
	if p.pos == len(p.toks) {
		return nil
	}
	value := p.toks[p.pos]
	switch t.spec.Kind {
	case Raw:
		if value.kind != raw {
			return p.atom()
		}
		p.pos++
		return p.leaf(&Field{Name: t.spec.Name, Kid: &Word{Text: value.text, Span: value.span}, Span: Span{t.span.Start, value.span.End}})
	case Text, Values:
		if value.span.Start != t.span.End {
			return p.unary() // its value came to nothing, and was said
		}
		p.inside = t.spec
		kid := p.atom()
		p.inside = nil
		if kid == nil {
			return nil
		}
		return &Field{Name: t.spec.Name, Kid: kid, Span: Span{t.span.Start, kid.Pos().End}}
	}
	if value.kind != date {
		return p.unary()
	}
	p.pos++
	at := Span{t.span.Start, value.span.End}
	d, err := ParseDate(value.text, t.spec.Kind, p.opts.Now)
	if err != nil {
		fix := ""
		if e, ok := err.(*dateError); ok && e.fix != "" {
			fix = t.spec.Name + ":" + e.fix
		}
		p.fail("bad-date", at, fix, "%v; it was left out", err)
		return nil
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
	switch upper := strings.ToUpper(s); {
	case upper == "AND" || upper == "OR" || upper == "NOT" || atLeast.MatchString(s):
		return &Word{Text: s, Exact: true, Span: at}
	case s == "NEAR" || s == "SENTENCE" || s == "PARAGRAPH" || s == "SAME":
		return &Word{Text: strings.ToLower(s), Exact: exact, Span: at}
	case strings.ContainsFunc(s, unsafe):
		return &Phrase{Text: squeeze(s), Span: at}
	case nearby.MatchString(s):
		return &Word{Text: s, Exact: true, Span: at}
	}
	return &Word{Text: s, Exact: exact, Span: at}
}

// unsafe reports whether a rune may mean something to the lexer inside a run.
func unsafe(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) && !unicode.Is(unicode.Cf, r) &&
		!strings.ContainsRune("'’-.,&_+#@%$", r)
}
