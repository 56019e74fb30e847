package match

import (
	"cmp"
	"slices"
)

// bag returns the words of a Bag that take part in satisfying it in this field.
//
// A word at q takes part when some stretch of Within + k - 1 word numbers holds
// q and each word of the bag as often as the bag does: any word of the stretch
// can stand in for another of its kind. One pass with two pointers finds every
// such stretch.
func (p *Places) bag(b *Bag) []part {
	need := map[string]int{} // by surface: two nodes may ask for the same word
	var all []part
	for _, w := range b.Words {
		if need[w.Surface]++; need[w.Surface] == 1 {
			for _, s := range p.At[w] {
				all = append(all, part{w, s})
			}
		}
	}
	slices.SortFunc(all, func(x, y part) int { return cmp.Compare(x.spot.First, y.spot.First) })

	reach := int32(b.Within + len(b.Words) - 2)
	held := map[string]int{}
	satisfied := 0 // words of the bag that the stretch holds often enough
	var out []part
	end, taken := 0, 0 // the stretch is all[start:end]; all[:taken] were decided
	for start := range all {
		for ; end < len(all) && all[end].spot.First-all[start].spot.First <= reach; end++ {
			w := all[end].leaf.(*Word).Surface
			if held[w]++; held[w] == need[w] {
				satisfied++
			}
		}
		if satisfied == len(need) {
			taken = max(taken, start)
			out = append(out, all[taken:end]...)
			taken = end
		}
		w := all[start].leaf.(*Word).Surface
		if held[w] == need[w] {
			satisfied--
		}
		held[w]--
	}
	return out
}
