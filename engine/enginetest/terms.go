package enginetest

import (
	"math/rand/v2"
	"slices"
	"testing"

	"newsdex/engine/enginetest/naive"
	"newsdex/search/match"
)

// testTerms holds the words that patterns and fuzzy words cover against a
// recount, with changed and removed articles.
func testTerms(t *testing.T, b bench) {
	rng := rand.New(rand.NewPCG(treeSeed, 3))
	e := b.fresh(t)
	arts, changed := tinyArticles(rng, 120), tinyArticles(rng, 40)
	fill(t, e, arts)
	fill(t, e, Corpus(t))
	for batch := range slices.Chunk(changed, batchSize) {
		write(t, e, batch...)
	}
	remove(t, e, articleIDs(arts[60:80])...)
	var all []*naive.Reading
	for _, a := range slices.Concat(changed, arts[40:60], arts[80:], Corpus(t)) {
		all = append(all, naive.Read(a))
	}
	for _, of := range []match.Node{
		&match.Pattern{In: match.Text, Text: "wa*"},
		&match.Pattern{In: match.Text, Text: "th*"},
		&match.Pattern{In: match.Headline, Text: "w?r*"},
		&match.Pattern{In: match.Body, Text: "co*d*"},
		&match.Pattern{In: match.Text, Text: "zzzz*"},
		&match.Pattern{In: match.Text, Text: "中*"},
		&match.Fuzzy{In: match.Text, Surface: "lodz", Edits: 1},
		&match.Fuzzy{In: match.Text, Surface: "goverment", Edits: 2},
		&match.Fuzzy{In: match.Headline, Surface: "warn", Edits: 1},
	} {
		for _, limit := range []int{1, 5, 50} {
			got, err := e.Terms(background, of, limit)
			want := naive.Terms(of, all, limit)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s, %d: %v %v, want %v", show(of), limit, got, err, want)
			}
		}
	}
	if _, err := e.Terms(background, &match.All{}, 5); err == nil {
		t.Error("the words of a node that covers none were listed")
	}
}
