package enginetest

import (
	"slices"
	"testing"
	"unicode/utf8"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/passage"
	"newsdex/text"
)

// shownHit is a satisfied article with marks and passages, put together from a
// tree as package search does it from a query.
func shownHit(tree match.Node, r reading) search.Hit {
	a := r.Article()
	m, _ := match.Find(tree, r.doc)
	rarity := make([]float64, len(match.Leaves(tree)))
	for i := range rarity {
		rarity[i] = float64(i % 3)
	}
	body := passage.Body{Text: a.Body, Tokens: r.doc.Body, Sentences: r.sentences}
	return search.Hit{Article: a, HeadlineMarks: match.Spans(m.Headline),
		Passages: passage.Choose(body, m.Body, m.Proofs, rarity, search.DefaultPassages)}
}

// checkHit checks promise 2 on one hit: it shows a mark when it has a word to
// show, every mark is one that the second opinion knows, begins and ends where
// words do, and holds nothing but words of the query.
func checkHit(t *testing.T, q string, tree match.Node, h search.Hit, r reading) {
	t.Helper()
	_, headline, body := r.Find(tree)
	shown := len(h.HeadlineMarks)
	if !slices.Equal(h.HeadlineMarks, headline) {
		t.Errorf("%s: %q marks its headline at %v, want %v", q, h.Article.ID, h.HeadlineMarks, headline)
	}
	var marks []text.Span
	for _, p := range h.Passages {
		marks = append(marks, p.Marks...)
	}
	shown += len(marks)
	if shown == 0 && len(headline)+len(body) > 0 {
		t.Errorf("%s: %q has %d words to show and shows none", q, h.Article.ID, len(headline)+len(body))
	}
	if len(headline)+len(body) == 0 && shown > 0 {
		t.Errorf("%s: %q shows marks that nothing proves: %v %v", q, h.Article.ID, h.HeadlineMarks, marks)
	}
	for _, m := range marks {
		// What is longer than a passage is cut, but nothing is added to it.
		i := slices.IndexFunc(body, func(s text.Span) bool { return s.Start <= m.Start && m.End <= s.End })
		if i < 0 {
			t.Errorf("%s: %q marks %q in the body, which no span covers", q, h.Article.ID, h.Article.Body[m.Start:m.End])
		} else if whole := h.Article.Body[body[i].Start:body[i].End]; body[i] != m && utf8.RuneCountInString(whole) <= passage.Aim {
			t.Errorf("%s: %q marks %q of %q", q, h.Article.ID, h.Article.Body[m.Start:m.End], whole)
		}
	}
	checkProof(t, q, tree, h, r)
	ht, bt := r.Tokens()
	onlyWordsOf(t, q, tree, h.Article, h.Article.Headline, ht, h.HeadlineMarks)
	onlyWordsOf(t, q, tree, h.Article, h.Article.Body, bt, marks)
}

// checkProof checks that a query which is one proximity shows, in one passage,
// both ends of something that satisfies it, if the body does; and that passages
// stay apart.
func checkProof(t *testing.T, q string, tree match.Node, h search.Hit, r reading) {
	t.Helper()
	end := 0
	for _, p := range h.Passages {
		for _, w := range p.Windows {
			if w.Start < end {
				t.Errorf("%s: %q shows byte %d twice, or not in order: %v", q, h.Article.ID, w.Start, h.Passages)
			}
			end = w.End
		}
	}
	ranges := r.Ranges(tree)
	if len(ranges) == 0 || len(h.Passages) == 0 {
		return
	}
	whole := slices.ContainsFunc(h.Passages, func(p passage.Passage) bool {
		marked := func(at int) bool {
			return slices.ContainsFunc(p.Marks, func(m text.Span) bool { return m.Start <= at && at < m.End })
		}
		return slices.ContainsFunc(ranges, func(s text.Span) bool { return marked(s.Start) && marked(s.End-1) })
	})
	if !whole {
		t.Errorf("%s: %q shows %v, and no passage has both ends of one of %v", q, h.Article.ID, h.Passages, ranges)
	}
}

// onlyWordsOf checks that marks begin and end where words do, and that what
// they mark, read again on its own, is words of the query only.
func onlyWordsOf(t *testing.T, q string, tree match.Node, a *article.Article, s string, tokens []text.Token, marks []text.Span) {
	t.Helper()
	if len(marks) == 0 {
		return
	}
	an := text.NewAnalyzer()
	leaves := match.Leaves(tree)
	for _, m := range marks {
		_, starts := slices.BinarySearchFunc(tokens, m.Start, func(k text.Token, at int) int { return k.Start - at })
		_, ends := slices.BinarySearchFunc(tokens, m.End, func(k text.Token, at int) int { return k.End - at })
		if !starts || !ends {
			t.Errorf("%s: %q marks %q, which does not begin and end with words", q, a.ID, s[m.Start:m.End])
		}
		again := an.Tokens(nil, s[m.Start:m.End], a.Lang)
		if len(again) == 0 {
			t.Errorf("%s: %q marks %q, which holds no word", q, a.ID, s[m.Start:m.End])
		}
		for _, k := range again {
			if !slices.ContainsFunc(leaves, func(leaf match.Node) bool { return naive.Asks(leaf, k, a.Lang) }) {
				t.Errorf("%s: %q marks %q, but %q was not asked for", q, a.ID, s[m.Start:m.End], k.Surface)
			}
		}
	}
}
