package query

import (
	"fmt"
	"slices"
	"strings"
)

// brackets makes every bracket one of a pair: those that close nothing are
// taken out, those that are never closed are closed at the end.
func (p *parser) brackets() {
	var opened []int // offsets of brackets that are not closed yet
	kept := p.toks[:0]
	var extra *Span // the last bracket that closed nothing
	for _, t := range p.toks {
		switch t.kind {
		case open:
			opened = append(opened, t.span.Start)
		case closed:
			if len(opened) == 0 {
				if extra == nil || extra.End != t.span.Start { // one report for )))
					p.fail("unopened-bracket", t.span, "", "the bracket closes nothing", "leave it out, or open it", "it was left out")
				}
				extra = &Span{t.span.Start, t.span.End}
				continue
			}
			opened = opened[:len(opened)-1]
		}
		kept = append(kept, t)
	}
	p.toks = kept
	if len(opened) == 0 {
		return
	}
	end := Span{len(p.text), len(p.text)}
	for range opened {
		p.toks = append(p.toks, lexeme{kind: closed, text: ")", span: end})
	}
	at := Span{opened[0], len(p.text)}
	p.fail("unclosed-bracket", at, squeeze(p.text[at.Start:])+strings.Repeat(")", len(opened)),
		"the bracket is never closed", `write ")" where it ends`, "it was closed at the end")
}

// operators settles which operator words are operators: those with operands on
// the sides that they need. The others become words, and are said.
func (p *parser) operators() {
	operand := false // whether an operand ends before this lexeme
	for i := range p.toks {
		t := &p.toks[i]
		switch t.kind {
		case and, or, near:
			switch {
			case p.slashed(i):
				t.kind, t.text = run, strings.TrimPrefix(t.text, "/")
			case operand && p.startsOperand(i+1):
				operand = false
				p.foreign(t)
			default:
				operand = p.demote(t) || operand
			}
		case not:
			switch {
			case p.startsOperand(i + 1):
				operand = false
			case operand && p.kindAt(i+1) == near && p.startsOperand(i+2):
			case p.kindAt(i+1) == near: // NOT W/5 at an edge is one mistake
				next := &p.toks[i+1]
				next.span.Start = t.span.Start
				next.text = squeeze(p.text[next.span.Start:next.span.End])
				t.kind, t.text = run, ""
			default:
				operand = p.demote(t)
			}
		case least:
			operand = !p.startsOperand(i+1) && p.demote(t)
		case run, quoted, wildcard, similar, dropped, closed, raw, date:
			p.adjacent(i, operand)
			p.loneStar(i)
			operand = true
		default:
			operand = false
		}
	}
	p.toks = slices.DeleteFunc(p.toks, func(t lexeme) bool { return t.kind == run && t.text == "" })
}

// demote turns an operator word into a word. Symbols are only ignored; it
// reports false for those.
func (p *parser) demote(t *lexeme) bool {
	kind := t.kind
	t.kind = run
	switch {
	case !hasWord(t.text):
		p.warn("ignored-punctuation", t.span, "", fmt.Sprintf("%q has no words to join and was ignored", t.text))
		t.text = ""
		return false
	case kind == and || kind == or || kind == not:
		p.warn("operator-at-edge", t.span, "="+t.text, fmt.Sprintf("%q has nothing to join here and was read as a word; write a word on the other side, or =%s for the word itself", t.text, t.text))
	default:
		written := t.text
		t.text = strings.TrimPrefix(t.text, "/")
		fix := `"` + t.text + `"`
		p.warn("operator-at-edge", t.span, fix, fmt.Sprintf("%q has nothing to stand near here and was read as text; write a word on the other side, or %s for the text itself", written, fix))
	}
	return true
}

// kindAt returns the kind of lexeme i; past the end it is closed.
func (p *parser) kindAt(i int) kind {
	if i < len(p.toks) {
		return p.toks[i].kind
	}
	return closed
}

// startsOperand reports whether an operand starts at lexeme i.
func (p *parser) startsOperand(i int) bool {
	for ; i < len(p.toks); i++ {
		switch p.toks[i].kind {
		case run, quoted, wildcard, similar, dropped, open, field, sign, raw, date:
			return true
		case not, least:
			continue
		default:
			return false
		}
	}
	return false
}

// joint is how an item stands to the one before it: the higher, the looser.
type joint int

const (
	byAnd joint = iota
	beside
	byOr
)

// item is one item of a level with the joint before it.
type item struct {
	Node
	joint
}

// level reads items up to the end or a closing bracket, and builds them by
// precedence: AND before side by side before OR.
func (p *parser) level() Node {
	var items []item
	start := p.pos
	loosest := byAnd // since the last item that came to something
	for p.pos < len(p.toks) && p.toks[p.pos].kind != closed {
		j := beside
		switch t := p.toks[p.pos]; t.kind {
		case and:
			j = byAnd
			p.pos++
		case or:
			j = byOr
			p.pos++
		}
		loosest = max(loosest, j)
		bare := p.toks[p.pos].kind != open
		if n := p.unary(); n != nil {
			if bare && loosest == beside {
				p.tighter(items, n)
			}
			items = append(items, item{n, loosest})
			loosest = byAnd
		}
	}
	n := build(items)
	if mixed(items) {
		p.warn("mixed-and-or", Span{p.toks[start].span.Start, p.toks[p.pos-1].span.End}, orFirst(items).String(),
			fmt.Sprintf("AND was read before OR: %s; write brackets to say which you mean", brief(n.String())))
	}
	return n
}

// tighter warns that a proximity binds tighter than a blank: x y W/5 z asks for
// x anywhere. A phrase is what is mostly meant.
func (p *parser) tighter(before []item, n Node) {
	near, ok := n.(*Near)
	if !ok || len(before) == 0 {
		return
	}
	last, ok := before[len(before)-1].Node.(*Word)
	if !ok {
		return
	}
	fix := ""
	if first, ok := near.A.(*Word); ok {
		fix = (&Near{A: &Phrase{Text: last.Text + " " + first.Text}, B: near.B, Unit: near.Unit, Within: near.Within, Ordered: near.Ordered, Apart: near.Apart}).String()
	}
	p.warn("near-first", Span{last.Span.Start, near.Span.End}, fix,
		fmt.Sprintf("%s was read before the blank: %s anywhere, and %s; write a phrase for words that belong together", near.operator(), brief(last.Text), brief(near.String())))
}

// build makes the tree of a level.
func build(items []item) Node {
	var alternatives []Node
	for _, side := range split(items, byOr) {
		var kids []Node
		for _, chain := range split(side, beside) {
			kids = append(kids, join(nodes(chain), false))
		}
		alternatives = append(alternatives, join(kids, true))
	}
	return either(alternatives)
}

// split cuts items before each joint of that kind.
func split(items []item, at joint) [][]item {
	var out [][]item
	start := 0
	for i := 1; i <= len(items); i++ {
		if i == len(items) || items[i].joint == at {
			out = append(out, items[start:i])
			start = i
		}
	}
	return out
}

func nodes(items []item) []Node {
	out := make([]Node, len(items))
	for i, it := range items {
		out[i] = it.Node
	}
	return out
}

// join makes an And of two or more nodes; one stays as it is, none is nil.
func join(kids []Node, adjacent bool) Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &And{Kids: kids, Adjacent: adjacent, Span: cover(kids)}
}

// either makes an Or of two or more nodes; one stays as it is, none is nil.
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
func mixed(items []item) bool {
	ands, ors := false, false
	for i, it := range items {
		ors = ors || i > 0 && it.joint == byOr
		ands = ands || i > 0 && it.joint != byOr
	}
	return ands && ors
}

// orFirst is the other reading of a level: OR before AND.
func orFirst(items []item) Node {
	var outer []item
	for start := 0; start < len(items); {
		end := start + 1
		for end < len(items) && items[end].joint == byOr {
			end++
		}
		outer = append(outer, item{either(nodes(items[start:end])), items[start].joint})
		start = end
	}
	outer[0].joint = byAnd
	return build(outer)
}
