package gen

import (
	"math/bits"
	"math/rand/v2"
)

// dice are the random choices of one article. Only whole numbers are used:
// floating point may round differently on another processor, and the articles
// must be the same everywhere.
type dice struct{ pcg rand.PCG }

// roll begins the choices of one thing: the same seed, salt and number give the
// same choices.
func (d *dice) roll(seed, salt, number uint64) {
	d.pcg.Seed(mix(seed^salt), mix(number+salt))
}

// mix spreads a number over 64 bits (the finalizer of SplitMix64), so that
// neighbouring articles have nothing in common.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// below returns a number from 0 to n-1; n is at least 1.
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.pcg.Uint64(), uint64(n))
	return int(hi)
}

// between returns a number from lo to hi.
func (d *dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// chance is true in so many of a thousand cases.
func (d *dice) chance(perMille int) bool { return d.below(1000) < perMille }

// table draws indexes by weight with one random number each (Walker's alias
// method, Vose 1991), in whole numbers.
type table []tableSlot

type tableSlot struct{ keep, other uint32 }

// newTable makes a table of weights below 2^40 with a sum above 0.
func newTable(weights []uint64) table {
	n, sum := uint64(len(weights)), uint64(0)
	for _, w := range weights {
		sum += w
	}
	t := make(table, n)
	left := make([]uint64, n) // weight times n, so that the mean is sum
	var small, large []int
	for i, w := range weights {
		left[i] = w * n
		if left[i] < sum {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		q, _ := bits.Div64(left[s]>>32, left[s]<<32, sum)
		t[s] = tableSlot{uint32(q), uint32(l)}
		if left[l] -= sum - left[s]; left[l] < sum {
			large = large[:len(large)-1]
			small = append(small, l)
		}
	}
	for _, i := range append(small, large...) {
		t[i] = tableSlot{keep: 0, other: uint32(i)}
	}
	return t
}

// of draws an index.
func (d *dice) of(t table) int {
	x := d.pcg.Uint64()
	i := x >> 32 * uint64(len(t)) >> 32
	if uint32(x) < t[i].keep {
		return int(i)
	}
	return int(t[i].other)
}

// zipf returns the weights of n ranks: the first is drawn most, and rank r
// about 1/(r+flat) as often.
func zipf(n, flat int) table {
	w := make([]uint64, n)
	for r := range w {
		w[r] = (1 << 32) / uint64(r+flat)
	}
	return newTable(w)
}
