package match

import (
	"cmp"
	"slices"
)

// MaxSpans bounds the spans of a proximity, all those of a chain (a W/5 b W/5 c)
// together, that are looked at in one field: far more than an article has, so
// that only a text made to be costly is looked at in part. It costs some 40 MB,
// one proximity at a time.
const MaxSpans = 1 << 19

// span is a spot of an operand with what it is made of: a leaf, or two spans.
type span struct {
	Spot
	leaf Node
	a, b *span
	told bool // its parts are listed
}

// parts appends the leaves that a span is made of, unless they are listed: a
// word of a chain takes part in many of its spans.
func (s *span) parts(out []part, near int) []part {
	switch {
	case s.told:
		return out
	case s.leaf != nil:
		s.told = true
		return append(out, part{s.leaf, s.Spot, near})
	}
	s.told = true
	return s.b.parts(s.a.parts(out, near), near)
}

// spots counts the spots of an operand; two ways to reach from the same word to
// the same word are one.
func spots(spans []span) int {
	n := 0
	for i := range spans {
		if i == 0 || spans[i].Spot != spans[i-1].Spot {
			n++
		}
	}
	return n
}

// operand returns where an operand stands, by first word and then by last.
// Several leaves of an Or may stand at one spot: all of them take part.
func (p *Places) operand(n Node) []span {
	var out []span
	switch n := n.(type) {
	case *Or:
		for _, k := range n.Kids {
			out = append(out, p.operand(k)...)
		}
	case *Near:
		out = p.pairs(n)
	default:
		at := p.At[n]
		if len(at) > MaxSpans-p.spans {
			at, p.Cut = at[:MaxSpans-p.spans], true
		}
		p.spans += len(at)
		out = make([]span, len(at))
		for i, s := range at {
			out[i] = span{Spot: s, leaf: n}
		}
	}
	slices.SortStableFunc(out, func(a, b span) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last))
	})
	return out
}

// pairs returns the spans of a Near that is itself an operand: from the first
// to the last word of every pair.
func (p *Places) pairs(n *Near) []span {
	as, bs := p.operand(n.A), p.operand(n.B)
	b := p.beside(n.Unit, n.Within, n.Ordered, bs)
	var out []span
	for i := range as {
		x := &as[i]
		ahead, behind := b.seconds(x.Spot)
		for _, found := range [...]edges{ahead, behind} {
			for _, e := range found {
				if p.spans == MaxSpans {
					p.Cut = true
					return out
				}
				p.spans++
				y := &bs[e.span]
				out = append(out, span{Spot: Spot{min(x.First, y.First), max(x.Last, y.Last)}, a: x, b: y})
			}
		}
	}
	return out
}

// beside is one operand of a proximity, made ready to tell which of its spans
// stand as asked beside a spot of the other one. The question costs the
// logarithm of their number, however many stand in the way: a text can be made
// in which all of a million do.
type beside struct {
	places  *Places
	unit    Unit
	within  int32
	ordered bool
	spans   []span
	// starts are the first words of the spans, by the unit that their last word
	// stands in; ends the last words, by the unit that their first word stands
	// in: one unit must hold the pair from its first word to its last. Each is
	// made when it is asked for.
	starts, ends edges
}

// edge is an end of a span, by its number. Distances in words have one unit, 0.
type edge struct{ unit, at, span int32 }

// edges ascend by unit, then by word; those of one word by the other end.
type edges []edge

// beside makes an operand ready.
func (p *Places) beside(unit Unit, within int, ordered bool, spans []span) *beside {
	const most = 1 << 28 // keeps sums of word numbers within 32 bits
	return &beside{places: p, unit: unit, within: int32(min(within, most)), ordered: ordered, spans: spans}
}

func (b *beside) number(word int32) int32 {
	switch b.unit {
	case Sentence:
		return b.places.Sentence(word)
	case Paragraph:
		return b.places.Paragraph(word)
	}
	return 0
}

// behind returns the spans that stand behind s as asked, the nearest first.
func (b *beside) behind(s Spot) edges {
	if b.starts == nil {
		b.starts = make(edges, len(b.spans))
		for i, x := range b.spans {
			b.starts[i] = edge{b.number(x.Last), x.First, int32(i)}
		}
		b.starts.sort()
	}
	unit := b.number(s.First)
	from, to := b.starts.below(unit, s.Last+1), 0
	if b.unit == Words {
		to = b.starts.below(unit, s.Last+b.within+1)
	} else {
		to = b.starts.below(unit+1, 0)
	}
	return b.starts[from:max(from, to)]
}

// ahead returns the spans that stand ahead of s as asked, the nearest last.
func (b *beside) ahead(s Spot) edges {
	if b.ends == nil {
		b.ends = make(edges, len(b.spans))
		for i, x := range b.spans {
			b.ends[i] = edge{b.number(x.First), x.Last, int32(i)}
		}
		b.ends.sort()
	}
	unit := b.number(s.Last)
	from, to := 0, b.ends.below(unit, s.First)
	if b.unit == Words {
		from = b.ends.below(unit, s.First-b.within)
	} else {
		from = b.ends.below(unit, 0)
	}
	return b.ends[min(from, to):to]
}

// seconds returns the spans that stand as asked when s is the first operand.
func (b *beside) seconds(s Spot) (ahead, behind edges) {
	if !b.ordered {
		ahead = b.ahead(s)
	}
	return ahead, b.behind(s)
}

// hasSecond reports whether there are any.
func (b *beside) hasSecond(s Spot) bool {
	return len(b.behind(s)) > 0 || !b.ordered && len(b.ahead(s)) > 0
}

// hasFirst reports whether a span stands as asked when s is the second operand.
func (b *beside) hasFirst(s Spot) bool {
	return len(b.ahead(s)) > 0 || !b.ordered && len(b.behind(s)) > 0
}

// nearest returns the nearest of seconds on each side, nil where there is none.
func (b *beside) nearest(s Spot) (ahead, behind *span) {
	before, after := b.seconds(s)
	if n := len(before); n > 0 {
		ahead = &b.spans[before[n-1].span]
	}
	if len(after) > 0 {
		behind = &b.spans[after[0].span]
	}
	return ahead, behind
}

func (e edges) sort() {
	slices.SortFunc(e, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.unit, b.unit), cmp.Compare(a.at, b.at), cmp.Compare(a.span, b.span))
	})
}

// below returns how many edges stand below a word of a unit.
func (e edges) below(unit, word int32) int {
	from, to := 0, len(e)
	for from < to {
		if mid := int(uint(from+to) >> 1); e[mid].unit < unit || e[mid].unit == unit && e[mid].at < word {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return from
}
