package bleve

import (
	"math/rand/v2"
	"testing"

	"newsdex/engine/bleve/postings"
)

// TestScales weighs postings under one set of constants and under another: what was
// stored for the one must bound the other from both sides.
func TestScales(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func() (f [textFields]fieldWeight) {
		bs := []float64{0, 0.3, 0.75, 1}
		for i := range f {
			f[i] = fieldWeight{weight: 0.1 + 4*r.Float64(), b: bs[r.IntN(len(bs))], averageLength: 1 + 500*r.Float64()}
		}
		return f
	}
	for range 3000 {
		stored, used := draw(), draw()
		headline, body := r.IntN(40), 1+r.IntN(3000)
		p := postings.Posting{Headline: uint32(r.IntN(headline + 1)), Body: uint32(1 + r.IntN(min(body, 50)))}
		weigh := func(f [textFields]fieldWeight) float64 {
			length := func(n int) func(uint32) float64 { return func(uint32) float64 { return float64(n) } }
			return float64(weigher(f, length(headline), length(body))(p))
		}
		ref := reference{stored}
		least, most := weigh(stored)*ref.leastScale(used), weigh(stored)*ref.scale(used)
		// A weight is rounded up to float32.
		if w := weigh(used); w*(1-rounding) > most || w*(1+rounding) < least {
			t.Fatalf("%+v weighs %v under %v, by %v between %v and %v", p, w, used, stored, least, most)
		}
	}
}
