// Package naive knows what a resolved query means on one article, written the
// slow and obvious way as a second opinion for tests; it must never share
// anything with the product's evaluation but package text and the tree.
//
// Where the rules are silent it assumes:
//
//   - Spans that only touch stay apart; spans that share a byte merge.
//   - An article without a URL has no address and no host: no Prefix and no
//     Host holds for it.
//   - A day-only article covers its day, UTC, from the first to the last
//     nanosecond, so a closed upper bound of 23:59:59 cuts its last second off
//     and does not hold.
//   - A tag of a language holds for its regional forms, not the other way round.
//   - Operands overlap when the spans from their first to their last word share
//     a word; overlapping operands are not near each other, for NotNear as well.
//   - An operand stands in a sentence when its first and its last word do.
//   - AtLeast counts different spans: "a" and "a b" at one place are two, one
//     span that comes about in two ways is one.
//   - * covers no character as well.
package naive

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

// Find reports whether the article satisfies the tree, and the byte ranges of
// headline and body that prove it, merged and ascending. Both are nil when it
// does not.
func Find(n match.Node, a *article.Article) (ok bool, headline, body []text.Span) {
	return Read(a).Find(n)
}

// Reading is an article with its words cut, so that many trees can be asked of
// it without cutting them again.
type Reading struct {
	a              *article.Article
	headline, body []text.Token
	sentences      []text.Span // of the body
}

// Read cuts the words of an article.
func Read(a *article.Article) *Reading {
	an := text.NewAnalyzer()
	return &Reading{
		a:         a,
		headline:  an.Tokens(nil, a.Headline, a.Lang),
		body:      an.Tokens(nil, a.Body, a.Lang),
		sentences: text.SentencesIn(a.Body, a.Lang),
	}
}

// Article returns the article that was read.
func (r *Reading) Article() *article.Article { return r.a }

// Tokens returns the words of the headline and of the body.
func (r *Reading) Tokens() (headline, body []text.Token) { return r.headline, r.body }

// Find is Find on an article that was read before.
func (r *Reading) Find(n match.Node) (ok bool, headline, body []text.Span) {
	q := &asking{r, map[match.Node][]place{}}
	if !q.holds(n) {
		return false, nil, nil
	}
	h, b := q.marks(n)
	return true, merge(h), merge(b)
}

// Holds is Find without the spans.
func (r *Reading) Holds(n match.Node) bool {
	q := &asking{r, map[match.Node][]place{}}
	return q.holds(n)
}

// asking is one question about one article. It remembers where operands stand,
// because holds and marks ask again at every level of a tree.
type asking struct {
	*Reading
	known map[match.Node][]place
}

// holds reports whether the article satisfies n.
func (q *asking) holds(n match.Node) bool {
	switch n := n.(type) {
	case *match.All:
		return true
	case *match.And:
		for _, k := range n.Kids {
			if !q.holds(k) {
				return false
			}
		}
		return true
	case *match.Or:
		for _, k := range n.Kids {
			if q.holds(k) {
				return true
			}
		}
		return false
	case *match.Not:
		return !q.holds(n.Kid)
	case *match.Word, *match.Phrase, *match.Pattern, *match.Fuzzy, *match.Near:
		return len(q.places(n)) > 0
	case *match.NotNear:
		return len(q.alone(n)) > 0
	case *match.Bag:
		return len(q.bags(n)) > 0
	case *match.AtLeast:
		return len(q.places(n.Kid)) >= n.N
	case *match.Value:
		return q.value(n)
	case *match.Prefix:
		return q.prefix(n)
	case *match.Host:
		host := q.a.Host()
		return host != "" && (host == n.Name || strings.HasSuffix(host, "."+n.Name))
	case *match.Lang:
		return q.a.Lang == n.Tag || strings.HasPrefix(q.a.Lang, n.Tag+"-")
	case *match.Date:
		return q.date(n)
	}
	panic(fmt.Sprintf("naive: a node of type %T", n))
}

// marks returns the spans of every word and phrase below n that is reached
// through satisfied nodes only and through no Not (rules, section 3).
func (q *asking) marks(n match.Node) (headline, body []text.Span) {
	if !q.holds(n) {
		return nil, nil
	}
	switch n := n.(type) {
	case *match.Word, *match.Phrase, *match.Pattern, *match.Fuzzy, *match.Near:
		return q.spans(q.places(n))
	case *match.NotNear:
		return q.spans(q.alone(n))
	case *match.Bag:
		return q.spans(q.bags(n))
	case *match.AtLeast:
		return q.spans(q.places(n.Kid))
	case *match.And:
		return q.marksOf(n.Kids)
	case *match.Or:
		return q.marksOf(n.Kids)
	}
	return nil, nil
}

func (q *asking) marksOf(kids []match.Node) (headline, body []text.Span) {
	for _, k := range kids {
		h, b := q.marks(k)
		headline, body = append(headline, h...), append(body, b...)
	}
	return headline, body
}

// prefix: with Folder a path is cut at its borders only.
func (r *Reading) prefix(n *match.Prefix) bool {
	if r.a.URL == "" {
		return false
	}
	url := article.CanonicalURL(r.a.URL)
	if !n.Folder {
		return strings.HasPrefix(url, n.Text)
	}
	return url == n.Text || strings.HasPrefix(url, n.Text+"/") || strings.HasPrefix(url, n.Text+"?")
}

func (r *Reading) value(n *match.Value) bool {
	for _, v := range r.a.Values(n.Field) {
		if n.Whole && v == n.Text {
			return true
		}
		if !n.Whole && contains(text.Surfaces(v), n.Words) {
			return true
		}
	}
	return false
}

// contains reports whether want stands in have, one next to the other.
func contains(have, want []string) bool {
	if len(want) == 0 {
		return false
	}
	for i := 0; i+len(want) <= len(have); i++ {
		if slices.Equal(have[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

func (r *Reading) date(n *match.Date) bool {
	d := r.a.Published
	if d.IsZero() {
		return n.None
	}
	if n.None {
		return false
	}
	first, last := d.Time, d.Time // the instants the article covers
	if d.Time.IsZero() {
		day, err := time.Parse(time.DateOnly, d.Day)
		if err != nil {
			return false
		}
		first, last = day, day.AddDate(0, 0, 1).Add(-time.Nanosecond)
	}
	if b := n.From; b != nil {
		switch {
		case b.Day != "":
			if d.Day < b.Day {
				return false
			}
		case first.Before(b.Time), b.Open && first.Equal(b.Time):
			return false
		}
	}
	if b := n.To; b != nil {
		switch {
		case b.Day != "":
			if d.Day > b.Day {
				return false
			}
		case last.After(b.Time), b.Open && last.Equal(b.Time):
			return false
		}
	}
	return true
}

// merge sorts spans and joins those that share a byte.
func merge(spans []text.Span) []text.Span {
	spans = slices.Clone(spans)
	slices.SortFunc(spans, func(a, b text.Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return a.End - b.End
	})
	var out []text.Span
	for _, s := range spans {
		if len(out) > 0 && s.Start < out[len(out)-1].End {
			out[len(out)-1].End = max(out[len(out)-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}
