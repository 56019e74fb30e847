package enginetest

import (
	"fmt"
	"slices"
	"testing"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/query"
)

// testSeed asks of the sample article what it must answer to the letter.
func testSeed(t *testing.T, b bench) {
	e := b.fresh(t)
	var seed *article.Article
	for _, a := range Corpus(t) {
		if a.ID == SeedID {
			seed = a
		}
	}
	if seed.WordCount != 407 {
		t.Errorf("the seed counts %d words, want 407", seed.WordCount)
	}
	fill(t, e, []*article.Article{seed})
	for _, c := range []struct {
		q              string
		headline, body []string // the marked pieces; hits are 1 when there are any
		hits           int
	}{
		{q: `"war in Ukraine"`, hits: 1, headline: []string{"war in Ukraine"}},
		{q: `"war on Ukraine"`},
		{q: `neutral`, hits: 1, body: []string{"neutral", "neutral", "neutrality"}},
		{q: `=neutral`, hits: 1, body: []string{"neutral", "neutral"}},
		{q: `"Uyghur"`},
		{q: `uyghur`, hits: 1, body: []string{"Uyghurs"}},
		{q: `“food security”`, hits: 1, body: []string{"food security"}},
		{q: `"email address"`},
		{q: `blinken NOT taiwan`},
		{q: `blinken -moscow`, hits: 1, headline: []string{"Blinken"},
			body: []string{"Blinken", "Blinken", "Blinken", "Blinken", "Blinken", "Blinken", "Blinken"}},
		{q: `headline:taiwan`},
		{q: `(moscow OR bali) AND wang`, hits: 1, body: []string{"Wang", "Bali", "Wang", "Wang", "Wang"}},
		{q: `russia`, hits: 1, headline: []string{"Russia’s"},
			body: []string{"Russia’s", "Russia", "Russia", "Russia’s", "Russia", "Russia’s"}},
		{q: `=russia`, hits: 1, body: []string{"Russia", "Russia", "Russia"}},
		{q: `published:none`, hits: 1},
		{q: `china "standing up"`},
	} {
		t.Run(c.q, func(t *testing.T) {
			res, err := search.Run(background, e, search.Request{Q: c.q, Limit: -1, Passages: -1})
			if err != nil {
				t.Fatal(err)
			}
			if res.Total != c.hits || len(res.Hits) != c.hits {
				t.Fatalf("total %d with %d hits, want %d", res.Total, len(res.Hits), c.hits)
			}
			v, err := search.Open(background, e, SeedID, c.q, query.Strict, false)
			if err != nil {
				t.Fatal(err)
			}
			if v.Matched != (c.hits == 1) {
				t.Errorf("the article says matched %v", v.Matched)
			}
			var headline, body []string
			for _, m := range v.HeadlineMarks {
				headline = append(headline, seed.Headline[m.Start:m.End])
			}
			for _, m := range v.BodyMarks {
				body = append(body, seed.Body[m.Start:m.End])
			}
			if !slices.Equal(headline, c.headline) || !slices.Equal(body, c.body) {
				t.Errorf("marks %q and %q, want %q and %q", headline, body, c.headline, c.body)
			}
			if c.hits == 1 {
				checkSeedHit(t, res.Hits[0], len(headline)+len(body) > 0)
			}
		})
	}
}

// checkSeedHit checks that a hit shows a mark when it has one, and otherwise
// the lead with none.
func checkSeedHit(t *testing.T, h search.Hit, marked bool) {
	t.Helper()
	n := len(h.HeadlineMarks)
	for _, p := range h.Passages {
		n += len(p.Marks)
	}
	if marked != (n > 0) {
		t.Errorf("the hit shows %d marks, the article is marked: %v", n, marked)
	}
	if !marked && (len(h.Passages) != 1 || h.Passages[0].Start() != 0) {
		t.Errorf("a hit without marks shows %s, want the lead", fmt.Sprint(h.Passages))
	}
}
