package match

import (
	"cmp"
	"slices"
)

// Spot is one place where a leaf or an operand stands: the numbers of its first
// and last word within the field.
type Spot struct{ First, Last int32 }

// MaxPlaces bounds each list that matching one article makes: the spots of all
// leaves of a field, the leaves that take part, the proofs. It is more than
// fifty common words have in the longest report; only a text and a query made to
// be costly reach it. It costs some 100 MB in all, held for one article at a time.
const MaxPlaces = 1 << 20

// Places says where the leaves of a tree stand in one field of one article. It
// is not safe for concurrent use.
type Places struct {
	// At has the spots of each leaf, ascending.
	At map[Node][]Spot
	// Sentence and Paragraph return the number of those that a word stands in.
	// They are asked for words of spots only.
	Sentence, Paragraph func(word int32) int32
	// Cut is set when there were more than MaxPlaces, or more ways to satisfy
	// one proximity than are looked at: more may hold, and take part, than is said.
	Cut bool

	spans int // made for the node at hand
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
	p.spans = 0
	switch n := n.(type) {
	case *Near:
		b := p.beside(n.Unit, n.Within, n.Ordered, p.operand(n.B))
		return one(slices.ContainsFunc(p.operand(n.A), func(s span) bool { return b.hasSecond(s.Spot) }))
	case *NotNear:
		b := p.beside(n.Unit, n.Within, n.Ordered, p.operand(n.B))
		return one(slices.ContainsFunc(p.operand(n.A), func(s span) bool { return !b.hasSecond(s.Spot) }))
	case *Bag:
		parts, _ := p.bag(n, 0)
		return one(len(parts) > 0)
	case *AtLeast:
		return spots(p.operand(n.Kid))
	}
	return 0
}

// part is a leaf at a spot where it takes part in a match. Near is 0, or the
// number that Hit.Near has for it.
type part struct {
	leaf Node
	spot Spot
	near int
}

// taking returns the leaves that take part in satisfying a node in this field,
// with their spots, some perhaps twice; those that prove it only together are
// given the number near, and proofs are the shortest spots over all of them.
func (p *Places) taking(n Node, near int) (out []part, proofs []Spot) {
	p.spans = 0
	switch n := n.(type) {
	case *Near:
		return p.takingNear(n, near)
	case *NotNear:
		a := p.operand(n.A)
		b := p.beside(n.Unit, n.Within, n.Ordered, p.operand(n.B))
		alone := slices.DeleteFunc(a, func(s span) bool { return b.hasSecond(s.Spot) })
		return partsOf(alone, near)
	case *Bag:
		return p.bag(n, near)
	case *AtLeast:
		return partsOf(p.operand(n.Kid), near)
	default: // a leaf
		for _, s := range p.At[n] {
			out = append(out, part{n, s, 0})
		}
	}
	return out, nil
}

func (p *Places) takingNear(n *Near, near int) (out []part, proofs []Spot) {
	as, bs := p.operand(n.A), p.operand(n.B)
	b := p.beside(n.Unit, n.Within, n.Ordered, bs)
	for i := range as {
		s := &as[i]
		if ahead, behind := b.nearest(s.Spot); ahead != nil || behind != nil {
			out = s.parts(out, near)
			if ahead != nil {
				proofs = append(proofs, Spot{ahead.First, s.Last})
			}
			if behind != nil {
				proofs = append(proofs, Spot{s.First, behind.Last})
			}
		}
	}
	a := p.beside(n.Unit, n.Within, n.Ordered, as)
	for i := range bs {
		if s := &bs[i]; a.hasFirst(s.Spot) {
			out = s.parts(out, near)
		}
	}
	return out, shortest(proofs)
}

// partsOf returns the parts of the spans of an operand. A span that is one leaf
// proves by itself; one of several leaves is a proof.
func partsOf(spans []span, near int) (out []part, proofs []Spot) {
	for i := range spans {
		if s := &spans[i]; s.leaf != nil {
			out = s.parts(out, 0)
		} else {
			out = s.parts(out, near)
			proofs = append(proofs, s.Spot)
		}
	}
	return out, shortest(proofs)
}

// shortest keeps the spots that hold no other one: at most as many as the field
// has words, however many ways there are to satisfy a node. They ascend, by
// first and by last word.
func shortest(spots []Spot) []Spot {
	slices.SortFunc(spots, func(a, b Spot) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(b.Last, a.Last))
	})
	kept := len(spots)
	for i := len(spots) - 1; i >= 0; i-- {
		if kept == len(spots) || spots[i].Last < spots[kept].Last {
			kept--
			spots[kept] = spots[i]
		}
	}
	return spots[kept:]
}
