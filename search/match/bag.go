package match

import (
	"cmp"
	"slices"
)

// bag returns the words of a Bag that take part in satisfying it in this field,
// with the number near, and the shortest stretches that hold all of them.
//
// A word at q takes part when some stretch of Within + k - 1 word numbers holds
// q and each word of the bag as often as the bag does: any word of the stretch
// can stand in for another of its kind. One pass with two pointers finds every
// such stretch.
func (p *Places) bag(b *Bag, near int) (out []part, proofs []Spot) {
	h := holding{need: map[string]int{}, held: map[string]int{}}
	var all []part
	for _, w := range b.Words { // two nodes may ask for the same word
		if h.need[w.Surface]++; h.need[w.Surface] == 1 {
			for _, s := range p.At[w] {
				all = append(all, part{w, s, near})
			}
		}
	}
	slices.SortFunc(all, func(x, y part) int { return cmp.Compare(x.spot.First, y.spot.First) })

	reach := int32(b.Within + len(b.Words) - 2)
	end, taken := 0, 0 // the stretch is all[start:end]; all[:taken] were decided
	for start := range all {
		for ; end < len(all) && all[end].spot.First-all[start].spot.First <= reach; end++ {
			h.add(all[end])
		}
		if h.enough() {
			taken = max(taken, start)
			out = append(out, all[taken:end]...)
			taken = end
		}
		h.drop(all[start])
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, h.stretches(out, reach)
}

// holding counts the words of a stretch by surface.
type holding struct {
	need, held map[string]int
	satisfied  int // surfaces that the stretch holds often enough
}

func (h *holding) add(p part) {
	w := p.leaf.(*Word).Surface
	if h.held[w]++; h.held[w] == h.need[w] {
		h.satisfied++
	}
}

func (h *holding) drop(p part) {
	w := p.leaf.(*Word).Surface
	if h.held[w] == h.need[w] {
		h.satisfied--
	}
	h.held[w]--
}

func (h *holding) enough() bool { return h.satisfied == len(h.need) }

// stretches returns the shortest stretches of words, which ascend, that are
// enough and reach no further than they may. It starts from an empty stretch.
func (h *holding) stretches(words []part, reach int32) []Spot {
	var out []Spot
	start := 0
	for _, w := range words {
		for h.add(w); h.enough(); start++ {
			if first := words[start].spot.First; w.spot.First-first <= reach {
				out = append(out, Spot{first, w.spot.First})
			}
			h.drop(words[start])
		}
	}
	return shortest(out)
}
