package search_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

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
// TestPassagesHoldTheirPromises says of them, and show a proximity whole.
func FuzzMarks(f *testing.F) {
	for _, q := range []string{
		`"war in Ukraine" russia -moscow`, `china W/5 (russia OR =taiwan) NOT W/3 bali`, `a PRE/2 b W/S c`, `inv* wom?n blinken~ "x y z"~4`,
		`ATLEAST2(grain) headline:(a OR b) published:2022..2023`, `naïve Zürich l’ONU C++ AT&T 3,000 U.S.`, `中国 "ไทย" ёлка`,
	} {
		f.Add(q, "A b c, grain: Blinken in Zürich", "The war in Ukraine. China, Russia; women invaded.\n\nx z y grain 中国人 l’ONU c++ at&t 3000 u.s. blinkin", uint8(0))
	}
	f.Add("grain W/200 ships", "x", "grain "+strings.Repeat("né👩‍👧 ", 150)+"ships", uint8(0))
	f.Add(`"grain of ships"~300`, "x", "grain "+strings.Repeat("of né. ", 150)+"ships", uint8(0))
	f.Add("a W/P (b PRE/9 =a)", "x", strings.Repeat("a ", 300)+strings.Repeat("क्षe\u0301", 120)+". a b", uint8(0))
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
		if how&4 != 0 && n != nil {
			written := search.WriteAny(n).String()
			n, _ := query.Parse(written, query.Options{Fields: search.Fields(), Now: time.Unix(1_700_000_000, 0)})
			tree, _ := search.Resolve(n, false)
			if ok, h, b := naive.Find(tree, a); ok != wantOK || !slices.Equal(h, wantHeadline) || !slices.Equal(b, wantBody) {
				t.Fatalf("%q with match=any is written as %q, which on %q / %q\nfinds %v %v %v\nwant  %v %v %v", q, written, headline, body, ok, h, b, wantOK, wantHeadline, wantBody)
			}
		}
		b := passage.Body{Text: body, Tokens: doc.Body, Sentences: text.SentencesIn(body, a.Lang)}
		got := passage.Choose(b, m.Body, m.Proofs, nil, 3)
		for _, p := range got {
			if len(m.Body) > 0 && len(p.Marks) == 0 {
				t.Fatalf("%q on %q: a passage that proves nothing", q, body)
			}
			shown := 0
			for _, w := range p.Windows {
				shown += utf8.RuneCountInString(body[w.Start:w.End])
				if cut := cuts(b, w); cut != "" {
					t.Fatalf("%q on %q: a window %v %s", q, body, w, cut)
				}
			}
			if shown > passage.Most+4*64 { // four ends, and a character at each
				t.Fatalf("%q on %q: a passage of %d runes", q, body, shown)
			}
		}
		// The proximity of a query that is nothing else is shown from end to end.
		switch tree.(type) {
		case *match.Near, *match.Bag:
			if len(m.Body) > 0 && !slices.ContainsFunc(got, func(p passage.Passage) bool { return proven(m.Proofs[0], p) }) {
				t.Fatalf("%q on %q: no passage of %+v shows one of the proofs %v", q, body, got, m.Proofs)
			}
		}
	})
}

// cuts says what a window cuts that it should not.
func cuts(b passage.Body, w text.Span) string {
	if w.Start < 0 || w.Start >= w.End || w.End > len(b.Text) {
		return "is none"
	}
	for _, k := range b.Tokens {
		if (k.Start < w.Start && w.Start < k.End || k.Start < w.End && w.End < k.End) && utf8.RuneCountInString(b.Text[k.Start:k.End]) <= passage.Aim {
			return "cuts the word " + b.Text[k.Start:k.End]
		}
	}
	for it := graphemes.FromString(b.Text); it.Next(); {
		if it.Start() < w.Start && w.Start < it.End() || it.Start() < w.End && w.End < it.End() {
			return "cuts the grapheme " + it.Value()
		}
	}
	return ""
}

// proven reports whether a passage marks both ends of one of the proofs.
func proven(proofs []text.Span, p passage.Passage) bool {
	marked := func(at int) bool {
		return slices.ContainsFunc(p.Marks, func(m text.Span) bool { return m.Start <= at && at < m.End })
	}
	return slices.ContainsFunc(proofs, func(s text.Span) bool { return marked(s.Start) && marked(s.End-1) })
}
