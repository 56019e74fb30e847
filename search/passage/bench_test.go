package passage

import (
	"strings"
	"testing"

	"newsdex/search/match"
)

// longArticle is some 300 kB of prose in which words stand often, now near each
// other and now far apart.
func longArticle() string {
	var b strings.Builder
	for i := 0; b.Len() < 300_000; i++ {
		switch i % 15 {
		case 0, 4:
			b.WriteString("The grain left the port on Monday. ")
		case 9:
			b.WriteString("Nobody counted the ships, said an officer of the port, before they had passed.\n\n")
		default:
			b.WriteString(filler)
		}
	}
	return b.String()
}

// BenchmarkChoose chooses from an article of 300 kB: by single words, and by
// pairs, two thirds of which take two windows.
func BenchmarkChoose(b *testing.B) {
	s := longArticle()
	bd := body(s)
	words := func(w string) *match.Word { return &match.Word{In: match.Text, Surface: w} }
	grain, ships, port := words("grain"), words("ships"), words("port")
	for _, c := range []struct {
		name string
		tree match.Node
	}{
		{"words", &match.And{Kids: []match.Node{grain, ships, port}}},
		{"pairs", &match.And{Kids: []match.Node{&match.Near{A: grain, B: ships, Within: 150}, port}}},
	} {
		m, ok := match.Find(c.tree, &match.Doc{Body: bd.Tokens, Lang: "en"})
		if !ok {
			b.Fatal("the article does not match")
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Choose(bd, m.Body, m.Proofs, []float64{3, 2, 1}, 2)
			}
		})
	}
}
