package match

import (
	"cmp"
	"slices"
)

// Spot is one place where a leaf or an operand stands: the numbers of its first
// and last word within the field.
type Spot struct{ First, Last int32 }

// Places says where the leaves of a tree stand in one field of one article.
type Places struct {
	// At has the spots of each leaf, ascending.
	At map[Node][]Spot
	// Sentence and Paragraph return the number of those that a word stands in.
	// They are asked for words of spots only.
	Sentence, Paragraph func(word int32) int32
}

// Proves reports whether a node that asks for places (*Near, *NotNear, *Bag or
// *AtLeast) holds in an article.
func Proves(n Node, headline, body *Places) bool {
	least := 1
	if n, ok := n.(*AtLeast); ok {
		least = n.N
	}
	return headline.count(n)+body.count(n) >= least
}

// count returns how often a node is satisfied in this field; where only
// whether matters it stops at one.
func (p *Places) count(n Node) int {
	one := func(yes bool) int {
		if yes {
			return 1
		}
		return 0
	}
	switch n := n.(type) {
	case *Near:
		a, b := p.operand(n.A), p.operand(n.B)
		r := relation{n.Unit, n.Within, n.Ordered, p}
		return one(slices.ContainsFunc(a.spans, func(s span) bool { return r.beside(s, b, false) }))
	case *NotNear:
		a, b := p.operand(n.A), p.operand(n.B)
		r := relation{n.Unit, n.Within, n.Ordered, p}
		return one(slices.ContainsFunc(a.spans, func(s span) bool { return !r.beside(s, b, false) }))
	case *Bag:
		return one(len(p.bag(n)) > 0)
	case *AtLeast:
		return p.operand(n.Kid).spots()
	}
	return 0
}

// part is a leaf at a spot where it takes part in a match.
type part struct {
	leaf Node
	spot Spot
}

// taking returns the leaves that take part in satisfying a node in this field,
// with their spots; some may come twice.
func (p *Places) taking(n Node) []part {
	var out []part
	switch n := n.(type) {
	case *Near:
		a, b := p.operand(n.A), p.operand(n.B)
		r := relation{n.Unit, n.Within, n.Ordered, p}
		for i := range a.spans {
			if r.beside(a.spans[i], b, false) {
				out = a.spans[i].parts(out)
			}
		}
		for i := range b.spans {
			if r.beside(b.spans[i], a, true) {
				out = b.spans[i].parts(out)
			}
		}
	case *NotNear:
		a, b := p.operand(n.A), p.operand(n.B)
		r := relation{n.Unit, n.Within, n.Ordered, p}
		for i := range a.spans {
			if !r.beside(a.spans[i], b, false) {
				out = a.spans[i].parts(out)
			}
		}
	case *Bag:
		return p.bag(n)
	case *AtLeast:
		a := p.operand(n.Kid)
		for i := range a.spans {
			out = a.spans[i].parts(out)
		}
	}
	return out
}

// maxSpans bounds the spans of a chain (a W/5 b W/5 c) that are considered in
// one field: far more than an article has, so that only a text made to be
// costly is looked at in part. It costs some 10 MB a field and chain at most.
const maxSpans = 1 << 18

// span is a spot of an operand with what it is made of: a leaf, or two spans.
type span struct {
	Spot
	leaf Node
	a, b *span
}

func (s *span) parts(out []part) []part {
	if s.leaf != nil {
		return append(out, part{s.leaf, s.Spot})
	}
	return s.b.parts(s.a.parts(out))
}

// operand is where an operand stands: spans by first word, and how many words
// the longest reaches beyond its first.
type operand struct {
	spans   []span
	longest int32
}

func newOperand(spans []span) operand {
	slices.SortStableFunc(spans, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
	})
	o := operand{spans: spans}
	for i := range spans {
		o.longest = max(o.longest, spans[i].Last-spans[i].First)
	}
	return o
}

// spots counts the spots of an operand; two ways to reach from the same word to
// the same word are one.
func (o operand) spots() int {
	n := 0
	for i := range o.spans {
		if i == 0 || o.spans[i].Spot != o.spans[i-1].Spot {
			n++
		}
	}
	return n
}

// operand returns where an operand stands. Several leaves of an Or may stand at
// one spot: all of them take part.
func (p *Places) operand(n Node) operand {
	switch n := n.(type) {
	case *Or:
		var out []span
		for _, k := range n.Kids {
			out = append(out, p.operand(k).spans...)
		}
		return newOperand(out)
	case *Near:
		return newOperand(p.pairs(n))
	}
	spots := p.At[n]
	out := make([]span, len(spots))
	for i, s := range spots {
		out[i] = span{Spot: s, leaf: n}
	}
	return newOperand(out)
}

// pairs returns the spans of a Near that is itself an operand: from the first
// to the last word of every pair.
func (p *Places) pairs(n *Near) []span {
	a, b := p.operand(n.A), p.operand(n.B)
	r := relation{n.Unit, n.Within, n.Ordered, p}
	var out []span
	for i := range a.spans {
		x := &a.spans[i]
		from, to := r.window(*x, b, false)
		for j := from; j < to && len(out) < maxSpans; j++ {
			if y := &b.spans[j]; r.meet(x.Spot, y.Spot) {
				both := Spot{min(x.First, y.First), max(x.Last, y.Last)}
				out = append(out, span{Spot: both, a: x, b: y})
			}
		}
	}
	return out
}

// relation is how two operands are asked to stand, in one field.
type relation struct {
	unit    Unit
	within  int
	ordered bool
	places  *Places
}

// meet reports whether a and b stand as asked: apart, and near enough.
func (r relation) meet(a, b Spot) bool {
	switch {
	case a.Last < b.First:
	case b.Last < a.First && !r.ordered:
		a, b = b, a
	default:
		return false
	}
	if r.unit == Words {
		return int(b.First-a.Last) <= r.within
	}
	unit := r.number()
	return unit(a.First) == unit(b.Last)
}

// number returns the numbering of the unit.
func (r relation) number() func(int32) int32 {
	if r.unit == Paragraph {
		return r.places.Paragraph
	}
	return r.places.Sentence
}

// beside reports whether one of the others stands as asked beside s. With
// swapped, s is the second operand and the others are the first.
func (r relation) beside(s span, others operand, swapped bool) bool {
	from, to := r.window(s, others, swapped)
	return slices.ContainsFunc(others.spans[from:to], func(o span) bool {
		if swapped {
			return r.meet(o.Spot, s.Spot)
		}
		return r.meet(s.Spot, o.Spot)
	})
}

// window returns the part of the others, by first word, that can stand as
// asked beside s: those that meet refuses within it overlap s, or are longer
// or shorter than the longest.
func (r relation) window(s span, others operand, swapped bool) (from, to int) {
	below := func(limit int32, key func(span) int32) int {
		i, _ := slices.BinarySearchFunc(others.spans, limit, func(o span, limit int32) int { return cmp.Compare(key(o), limit) })
		return i
	}
	first := func(o span) int32 { return o.First }
	if r.unit == Words {
		from = below(s.First-int32(r.within)-others.longest, first)
		to = below(s.Last+int32(r.within)+1, first)
	} else {
		unit := r.number()
		numbered := func(o span) int32 { return unit(o.First) }
		from, to = below(unit(s.First), numbered), below(unit(s.First)+1, numbered)
	}
	if r.ordered && swapped {
		to = min(to, below(s.First, first))
	} else if r.ordered {
		from = max(from, below(s.Last+1, first))
	}
	return from, max(from, to)
}
