package match

import "testing"

// every returns spots of one word each, every so many words.
func every(step, n int32) []Spot {
	out := make([]Spot, n)
	for i := range out {
		out[i] = Spot{int32(i) * step, int32(i) * step}
	}
	return out
}

// BenchmarkProves asks what an engine asks of each candidate: whether two
// words stand near each other, here in one that fails after a full look.
func BenchmarkProves(b *testing.B) {
	x, y := exact("x"), exact("y")
	p := &Places{At: map[Node][]Spot{x: every(14, 40), y: every(49, 12)}, Sentence: func(w int32) int32 { return w / 7 }}
	for i := range p.At[y] {
		p.At[y][i].First += 7
		p.At[y][i].Last += 7
	}
	none := &Places{}
	for _, c := range []struct {
		name string
		n    Node
	}{
		{"words", &Near{A: x, B: y, Within: 5}},
		{"ordered", &Near{A: x, B: y, Within: 5, Ordered: true}},
		{"sentence", &Near{A: x, B: y, Unit: Sentence}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Proves(c.n, none, p)
			}
		})
	}
}
