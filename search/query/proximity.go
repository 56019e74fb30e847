package query

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Unit is what a distance is counted in.
type Unit int

const (
	InWords     Unit = iota // from the last word of the earlier to the first of the later
	InSentence              // both in one sentence
	InParagraph             // both in one paragraph
)

// Near holds when A and B stand near each other: at most Within words apart
// (neighbours are 1 apart), or in one sentence or paragraph. With Ordered, A
// ends before B begins. With Apart it asks the opposite: an A that has no B
// near it.
type Near struct {
	A, B    Node
	Unit    Unit
	Within  int
	Ordered bool
	Apart   bool
	Span    Span
}

// AtLeast holds when its kid is mentioned N times or more.
type AtLeast struct {
	Kid  Node
	N    int
	Span Span
}

func (n *Near) Pos() Span    { return n.Span }
func (n *AtLeast) Pos() Span { return n.Span }
func (*Near) node()          {}
func (*AtLeast) node()       {}

// Limits of distances and counts.
const (
	// MaxDistance is the greatest n of W/n: about a page.
	MaxDistance = 500
	// MaxMentions is the greatest n of ATLEASTn.
	MaxMentions = 500
	// nearDistance is what NEAR without a number means.
	nearDistance = 10
)

var digits = regexp.MustCompile(`\d+`)

// number returns the number within an operator word, moved into 1 to most; ok
// is false when it had to be moved.
func number(s string, most int) (n int, ok bool) {
	n, err := strconv.Atoi(digits.FindString(s))
	switch {
	case err != nil || n > most:
		return most, false
	case n < 1:
		return 1, false
	}
	return n, true
}

// distance reads a proximity operator into a Near without operands.
func (p *parser) distance(t lexeme) *Near {
	n := &Near{}
	switch strings.ToUpper(t.text) {
	case "W/S", "/S", "W/SENT", "SENTENCE":
		n.Unit = InSentence
	case "W/P", "/P", "W/PARA", "PARAGRAPH", "SAME":
		n.Unit = InParagraph
	case "NEAR":
		n.Within = nearDistance
	default:
		upper := strings.ToUpper(t.text)
		n.Ordered = strings.HasPrefix(upper, "P") || strings.HasPrefix(upper, "ADJ")
		var ok bool
		if n.Within, ok = number(t.text, MaxDistance); !ok {
			fix := digits.ReplaceAllString(t.text, strconv.Itoa(n.Within))
			p.fail("bad-distance", t.span, fix, fmt.Sprintf("a distance goes from 1 to %d words", MaxDistance), "write "+fix, "it was read as "+fix)
		}
	}
	return n
}

// operator writes the operator of a Near.
func (n *Near) operator() string {
	op := ""
	if n.Apart {
		op = "NOT "
	}
	switch {
	case n.Unit == InSentence:
		return op + "W/S"
	case n.Unit == InParagraph:
		return op + "W/P"
	case n.Ordered:
		return op + "PRE/" + strconv.Itoa(n.Within)
	}
	return op + "W/" + strconv.Itoa(n.Within)
}

func (n *Near) String() string {
	a := ""
	if chain, ok := n.A.(*Near); ok && !chain.Apart {
		a = chain.String() // chains go left to right
	} else {
		a = bracketed(n.A)
	}
	return a + " " + n.operator() + " " + bracketed(n.B)
}

func (n *AtLeast) String() string { return "ATLEAST" + strconv.Itoa(n.N) + "(" + n.Kid.String() + ")" }

// chain reads an atom and what stands near it, left to right: the whole span so
// far is the first operand of the next link.
func (p *parser) chain() Node {
	start := p.toks[p.pos].span.Start // of the text, with its brackets
	left := p.atom()
	for p.pos < len(p.toks) {
		t, apart := p.toks[p.pos], false
		if t.kind == not && p.pos+1 < len(p.toks) && p.toks[p.pos+1].kind == near {
			apart = true
			p.pos++
			t = p.toks[p.pos]
			t.span.Start = p.toks[p.pos-1].span.Start
		}
		if t.kind != near {
			break
		}
		op := p.distance(p.toks[p.pos])
		op.Apart = apart
		p.pos++
		right := p.deeper(t.span, p.operand)
		switch {
		case right == nil:
		case left == nil:
			left = right
		default:
			left = p.link(op, left, right, Span{start, p.toks[p.pos-1].span.End})
		}
	}
	return left
}

// operand reads what follows a proximity operator.
func (p *parser) operand() Node {
	if p.toks[p.pos].kind == not {
		return p.unary()
	}
	return p.atom()
}

// link joins two operands, which stand in at. A field before the first holds
// for the chain. What cannot stand in a proximity is reported, and read as AND.
func (p *parser) link(op *Near, left, right Node, at Span) Node {
	span := Span{left.Pos().Start, right.Pos().End}
	name, a := fieldOf(left)
	other, b := fieldOf(right)
	op.A, op.B, op.Span = a, b, span
	if p.inside != nil && p.inside.Kind == Values {
		p.fail("words-only", span, "", fmt.Sprintf("%s: holds names, not text", p.inside.Name), "leave "+op.operator()+" out", "both words were asked for")
		return join([]Node{left, right}, false)
	}
	if other != "" && other != name {
		p.fail("field-in-proximity", right.Pos(), "", "the words of a proximity stand in one field",
			"write the field once, before the first", "both were asked for, anywhere in the article")
		return join([]Node{left, right}, false)
	}
	for _, n := range []Node{a, b} {
		why := unfit(n)
		if why == "" {
			continue
		}
		if apart := apartFrom(op); apart != nil && name == "" && p.room(op, apart) {
			p.fail("in-proximity", at, apart.String(), why+" cannot stand near other words",
				"write "+brief(apart.String()), "it was read as "+brief(apart.String()))
			return apart
		}
		p.fail("in-proximity", at, "", why+" cannot stand near other words",
			"words, phrases and (a OR b) can; split the query with AND", "both sides were asked for, anywhere in the article")
		return join([]Node{left, right}, false)
	}
	if name != "" {
		return &Field{Name: name, Kid: op, Span: span}
	}
	return op
}

// fieldOf splits the field off an operand; only fields of text have words that
// stand near others.
func fieldOf(n Node) (name string, kid Node) {
	if m, ok := n.(*Must); ok {
		n = m.Kid
	}
	if f, ok := n.(*Field); ok && (f.Name == "headline" || f.Name == "body") {
		return f.Name, f.Kid
	}
	return "", n
}

// unfit says why a node cannot be an operand of a proximity; "" when it can.
func unfit(n Node) string {
	switch n := n.(type) {
	case *Word, *Wild, *Fuzzy:
		return ""
	case *Phrase:
		if n.Within > 0 {
			return "words in any order (" + brief(n.String()) + ")"
		}
		return ""
	case *Near:
		if n.Apart {
			return "words apart from others (" + n.operator() + ")"
		}
		return ""
	case *Or:
		for _, k := range n.Kids {
			if why := unfit(k); why != "" {
				return why
			}
		}
		return ""
	case *Not:
		return "an exclusion (NOT, -)"
	case *And:
		return "several words at once (AND)"
	case *AtLeast:
		return "a number of mentions (ATLEAST)"
	case *Field:
		return n.Name + ":"
	case *Date:
		return "a date"
	}
	return "this"
}

// room reports whether a repair that repeats leaves of a node stays within
// MaxLeaves, and counts them when it does.
func (p *parser) room(n, repaired Node) bool {
	more := leavesOf(repaired) - leavesOf(n)
	if p.leaves+more > MaxLeaves {
		return false
	}
	p.leaves += more
	return true
}

// leavesOf counts the leaves of a node.
func leavesOf(n Node) int {
	count := 0
	Walk(n, func(n Node) {
		switch n.(type) {
		case *Word, *Phrase, *Wild, *Fuzzy, *Date:
			count++
		}
	})
	return count
}

// apartFrom takes a proximity with an AND among its operands apart into several
// proximities; nil when that cannot be done.
func apartFrom(n *Near) Node {
	with := func(a, b Node) Node {
		m := *n
		m.A, m.B = a, b
		return &m
	}
	var parts []Node
	if a, ok := n.A.(*And); ok && unfit(n.B) == "" {
		for _, k := range a.Kids {
			parts = append(parts, with(k, n.B))
		}
	} else if b, ok := n.B.(*And); ok && unfit(n.A) == "" {
		for _, k := range b.Kids {
			parts = append(parts, with(n.A, k))
		}
	}
	for _, part := range parts {
		if unfit(part.(*Near).A) != "" || unfit(part.(*Near).B) != "" {
			return nil
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return &And{Kids: parts, Span: n.Span}
}

// mentions reads ATLEASTn and what is to be mentioned.
func (p *parser) mentions() Node {
	t := p.toks[p.pos]
	p.pos++
	n, ok := number(t.text, MaxMentions)
	if !ok {
		fix := digits.ReplaceAllString(t.text, strconv.Itoa(n))
		p.fail("bad-count", t.span, fix, fmt.Sprintf("a number of mentions goes from 1 to %d", MaxMentions), "write "+fix, "it was read as "+fix)
	}
	kid := p.deeper(t.span, p.operand)
	if kid == nil {
		return nil
	}
	span := Span{t.span.Start, p.toks[p.pos-1].span.End}
	name, of := fieldOf(kid)
	if why := unfit(of); why != "" {
		p.fail("in-count", span, bracketed(kid), why+" cannot be counted", "count a word, a phrase or (a OR b)", "any mention counts")
		return kid
	}
	if p.inside != nil && p.inside.Kind == Values {
		p.fail("words-only", span, bracketed(kid), fmt.Sprintf("%s: holds names, not text", p.inside.Name), "leave "+t.text+" out", "it was left out")
		return kid
	}
	out := Node(&AtLeast{Kid: of, N: n, Span: span})
	if name != "" {
		out = &Field{Name: name, Kid: out, Span: span}
	}
	return out
}
