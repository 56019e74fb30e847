package bleve

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine/bleve/postings"
	"newsdex/text"
)

// TestInvertOnManyCores: a segment is the same, byte by byte, however many
// inverters made it.
func TestInvertOnManyCores(t *testing.T) {
	langs := []string{"en", "de", "tr", "ga", "und", "zh"}
	// Capitals, marks, possessives and words of one stem meet in every share.
	written := []string{
		"grain", "Grain", "grains", "GRAINS", "grain's", "Zürich", "zurich", "Iğdır", "IRMAK", "hÉireann", "hAthair",
		"of", "the", "The", "of", "to", "U.S.", "3,000", "CO2", "粮食", "foto's", "O’Brien", "naïve", "naive",
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	words := func(n int) string {
		var b strings.Builder
		for range n {
			w := written[rnd.IntN(len(written))]
			if rnd.IntN(4) == 0 {
				w = fmt.Sprintf("%c%s%d", 'A'+rnd.IntN(26), w, rnd.IntN(300))
			}
			b.WriteString(w)
			b.WriteString([]string{" ", " ", " ", ". ", "\n\n"}[rnd.IntN(5)])
		}
		return b.String()
	}
	var docs []*document
	size := 0
	for i := 0; size < 4*shareBytes; i++ {
		a := &article.Article{ID: fmt.Sprint(i), Headline: words(5), Body: words(rnd.IntN(2000)), Lang: langs[rnd.IntN(len(langs))]}
		d, err := newDocument(a, 0, text.NewAnalyzer())
		if err != nil {
			t.Fatal(err)
		}
		size += len(a.Body)
		docs = append(docs, d)
	}
	make := func(workers int) string {
		v := invert(docs, commonWords(), newUsualStems(text.NewAnalyzer()), workers)
		var lists, sequences bytes.Buffer
		terms, forms, err := v.writeTerms(&lists, func(p postings.Posting) float32 { return float32(p.Body + 2*p.Headline) })
		if err != nil {
			t.Fatal(err)
		}
		if err := v.writeSequences(&sequences); err != nil {
			t.Fatal(err)
		}
		return strings.Join([]string{lists.String(), string(terms), string(forms), sequences.String()}, "|")
	}
	alone := make(1)
	for _, workers := range []int{2, 3, 4, 100} {
		if n := len(share(docs, workers)); n != min(workers, 4) {
			t.Errorf("%d shares for %d workers", n, workers)
		}
		if made := make(workers); made != alone {
			t.Errorf("%d inverters make %d bytes, one %d, or others", workers, len(made), len(alone))
		}
	}
}

func TestShare(t *testing.T) {
	for _, tt := range []struct {
		sizes []int // of bodies, in quarters of what is worth an inverter
		n     int
		want  string
	}{
		{nil, 2, "[0]"},
		{[]int{1, 1}, 2, "[2]"},
		{[]int{4, 4}, 2, "[1 1]"},
		{[]int{4, 1, 1, 1, 1}, 2, "[1 4]"},
		{[]int{9, 0, 0}, 2, "[1 2]"},
		{[]int{0, 0, 9}, 2, "[3]"},
		{[]int{4, 4, 4, 4}, 8, "[1 1 1 1]"},
	} {
		var docs []*document
		for _, size := range tt.sizes {
			docs = append(docs, &document{article: &article.Article{Body: strings.Repeat("x", size*shareBytes/4)}})
		}
		var got []int
		for _, s := range share(docs, tt.n) {
			got = append(got, len(s))
		}
		if fmt.Sprint(got) != tt.want {
			t.Errorf("%v for %d: %v, want %s", tt.sizes, tt.n, got, tt.want)
		}
	}
}
