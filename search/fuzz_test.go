package search_test

import (
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/passage"
	"newsdex/search/query"
	"newsdex/text"
)

// FuzzMarks asks any query of any article, in every syntax, and holds the
// product's evaluation against the naive one: whether the article satisfies the
// query, and exactly which bytes are marked. Passages must keep what
// TestPassagesHoldTheirPromises says of them.
func FuzzMarks(f *testing.F) {
	for _, q := range []string{
		`"war in Ukraine" russia -moscow`, `china W/5 (russia OR =taiwan) NOT W/3 bali`, `a PRE/2 b W/S c`, `inv* wom?n blinken~ "x y z"~4`,
		`ATLEAST2(grain) headline:(a OR b) published:2022..2023`, `naïve Zürich l’ONU C++ AT&T 3,000 U.S.`, `中国 "ไทย" ёлка`,
	} {
		f.Add(q, "A b c, grain: Blinken in Zürich", "The war in Ukraine. China, Russia; women invaded.\n\nx z y grain 中国人 l’ONU c++ at&t 3000 u.s. blinkin", uint8(0))
	}
	f.Fuzz(func(t *testing.T, q, headline, body string, how uint8) {
		if len(q) > 400 || len(headline) > 200 || len(body) > 1500 {
			t.Skip("the naive evaluator is slow on purpose")
		}
		headline, _ = text.Clean(headline)
		body, _ = text.Clean(body)
		a := &article.Article{ID: "x", Headline: headline, Body: body, Lang: "en", Source: "The Hill", URL: "https://thehill.com/a/b",
			Published: article.Date{Day: "2022-07-08", Origin: article.FromField}}
		n, _ := query.Parse(q, query.Options{Syntax: query.Syntax(how % 3), Fields: search.Fields(), Now: time.Unix(1_700_000_000, 0)})
		tree, _ := search.Resolve(n, how&4 != 0)
		doc := search.Document(a, text.NewAnalyzer())
		m, ok := match.Find(tree, doc)
		wantOK, wantHeadline, wantBody := naive.Find(tree, a)
		if ok != wantOK || !slices.Equal(match.Spans(m.Headline), wantHeadline) || !slices.Equal(match.Spans(m.Body), wantBody) {
			t.Fatalf("%q on %q / %q\nproduct %v %v %v\nnaive   %v %v %v", q, headline, body,
				ok, match.Spans(m.Headline), match.Spans(m.Body), wantOK, wantHeadline, wantBody)
		}
		for _, p := range passage.Choose(passage.Body{Text: body, Tokens: doc.Body, Sentences: text.Sentences(body)}, m.Body, nil, 3) {
			for _, w := range append(slices.Clone(p.Windows), p.Marks...) {
				if w.Start < 0 || w.Start >= w.End || w.End > len(body) || !utf8.RuneStart(body[w.Start]) || w.End < len(body) && !utf8.RuneStart(body[w.End]) {
					t.Fatalf("%q on %q: a passage or mark at %v", q, body, w)
				}
			}
			if len(m.Body) > 0 && len(p.Marks) == 0 {
				t.Fatalf("%q on %q: a passage that proves nothing", q, body)
			}
		}
	})
}
