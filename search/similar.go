package search

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

// Limits of similar articles.
const (
	DefaultSimilar = 5
	MaxSimilar     = 20
	// maxAsked is how many words of an article are weighed: those that stand in
	// it most often.
	maxAsked = 256
	// maxTelling is how many of them are looked for. More find the same
	// articles more slowly.
	maxTelling = 24
)

// Similar are the articles most like another.
type Similar struct {
	Article *article.Article
	// Terms are the words they were looked for by, the most telling first.
	Terms []string
	Hits  []EngineHit
	Took  time.Duration
}

// Alike finds the articles most like one: by its most telling words, those that
// stand often in it and in few others (as tf·idf weighs them), any of which
// may stand in a similar one.
func Alike(ctx context.Context, s Searcher, id string, limit int) (*Similar, error) {
	start := time.Now()
	a, err := s.Article(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("article %q: %w", id, err)
	}
	if limit <= 0 {
		limit = DefaultSimilar
	}
	limit = min(limit, MaxSimilar)
	out := &Similar{Article: a}
	an, done := analyzer(s)
	defer done()
	words, counts := commonest(a, an)
	if len(words) == 0 {
		out.Took = time.Since(start)
		return out, nil
	}
	tree := or(slices.Clone(words))
	asked, err := s.Search(ctx, Plan{Tree: tree})
	if err != nil {
		return nil, fmt.Errorf("weighing the words of article %q: %w", id, err)
	}
	stats, err := s.Stats(ctx)
	if err != nil {
		return nil, fmt.Errorf("weighing the words of article %q: %w", id, err)
	}
	var told []match.Node
	for _, i := range telling(counts, asked.DocFreq, stats.Articles) {
		told = append(told, words[i])
		out.Terms = append(out.Terms, words[i].(*match.Word).Surface)
	}
	if len(told) > 0 {
		found, err := s.Search(ctx, Plan{Tree: or(told), Sort: Relevance, Limit: limit + 1})
		if err != nil {
			return nil, fmt.Errorf("looking for articles like %q: %w", id, err)
		}
		for _, h := range found.Hits {
			if h.Key.ID != id && len(out.Hits) < limit {
				out.Hits = append(out.Hits, h)
			}
		}
	}
	out.Took = time.Since(start)
	return out, nil
}

// commonest returns the words that stand in an article most often, and how
// often: by stem where it has one, the first of its forms by bytes. A word in the
// headline counts twice. Numbers and single letters tell little and are left out.
func commonest(a *article.Article, an *text.Analyzer) (words []match.Node, counts []int) {
	type word struct {
		leaf  *match.Word
		count int
	}
	lang := text.StemLanguage(a.Lang)
	byKey := map[string]*word{}
	for i, s := range []string{a.Body, a.Headline} {
		for _, t := range an.Tokens(nil, s, a.Lang) {
			if len(t.Surface) < 2 || !strings.ContainsFunc(t.Surface, func(r rune) bool { return r > '9' }) {
				continue
			}
			key := cmp.Or(t.Stem, t.Surface)
			w := byKey[key]
			if w == nil {
				w = &word{leaf: &match.Word{In: match.Text, Surface: t.Surface}}
				if t.Stem != "" {
					w.leaf.Stems = map[string]string{lang: t.Stem}
				}
				byKey[key] = w
			}
			w.leaf.Surface = min(w.leaf.Surface, t.Surface)
			w.count += 1 + i
		}
	}
	var all []*word
	for _, w := range byKey {
		all = append(all, w)
	}
	slices.SortFunc(all, func(a, b *word) int {
		return cmp.Or(b.count-a.count, strings.Compare(a.leaf.Surface, b.leaf.Surface))
	})
	for _, w := range all[:min(len(all), maxAsked)] {
		words, counts = append(words, w.leaf), append(counts, w.count)
	}
	return words, counts
}

// telling returns the indexes of the words that say most about an article, best
// first: at most maxTelling, each in another article as well, and none that
// stands in more than a fifth of all.
func telling(counts, docFreq []int, articles int) []int {
	weight := func(i int) float64 {
		return float64(counts[i]) * math.Log(float64(articles+1)/float64(docFreq[i]+1))
	}
	var out []int
	for i, df := range docFreq {
		if df > 1 && (df <= articles/5 || articles < 20) {
			out = append(out, i)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(weight(b), weight(a)) })
	return out[:min(len(out), maxTelling)]
}
