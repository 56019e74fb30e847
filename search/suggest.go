package search

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"newsdex/search/match"
	"newsdex/search/query"
	"newsdex/text"
)

// Limits of suggestions.
const (
	DefaultSuggestions = 8
	MaxSuggestions     = 20
	// leastPrefix is how many letters a word must have begun with to be
	// completed: one letter begins a tenth of all words.
	leastPrefix = 2
	// maxMisspelt bounds the words of a query for which others are looked for.
	maxMisspelt = 4
)

// Term is a surface of the index and in how many articles it stands.
type Term struct {
	Surface  string
	Articles int
}

// Suggestions help to write a query on.
type Suggestions struct {
	Q string
	// Words complete the last word of the query, those in most articles first.
	Words []Completion
	// Headlines are of articles whose headline has all the words.
	Headlines []Headline
	// Instead are words like those of the query that stand in no article.
	Instead []Completion
	Took    time.Duration
}

// Completion is a word and the query with it in place of another.
type Completion struct {
	Text     string
	Q        string
	Articles int
}

// Headline is the headline of one article.
type Headline struct{ ID, Headline string }

// Suggest completes a query that is being written.
func Suggest(ctx context.Context, s Searcher, q string, limit int) (*Suggestions, error) {
	start := time.Now()
	if limit <= 0 {
		limit = DefaultSuggestions
	}
	limit = min(limit, MaxSuggestions)
	if len(q) > query.MaxBytes {
		return nil, &ParameterError{Errors: []BadParameter{{Parameter: "q", Code: "bad-q", Message: fmt.Sprintf("%d bytes, the limit is %d", len(q), query.MaxBytes)}}}
	}
	out := &Suggestions{Q: q}
	for _, step := range []func(context.Context, Searcher, int) error{out.complete, out.headlines, out.correct} {
		if err := step(ctx, s, limit); err != nil {
			return nil, fmt.Errorf("suggesting for %q: %w", q, err)
		}
	}
	out.Took = time.Since(start)
	return out, nil
}

// DidYouMean offers queries in place of one, each with a word that stands in the
// index instead of one that stands in no article.
func DidYouMean(ctx context.Context, s Searcher, q string, limit int) ([]Completion, error) {
	if len(q) > query.MaxBytes {
		return nil, nil
	}
	out := &Suggestions{Q: q}
	if err := out.correct(ctx, s, limit); err != nil {
		return nil, fmt.Errorf("looking for words like those of %q: %w", q, err)
	}
	return out.Instead, nil
}

// lastWord returns where the word that is being written begins: what follows
// the last character that is neither a letter, a digit nor a mark.
func lastWord(q string) int {
	i := strings.LastIndexFunc(q, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.N, unicode.M) })
	if i < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(q[i:])
	return i + size
}

func (out *Suggestions) complete(ctx context.Context, s Searcher, limit int) error {
	at := lastWord(out.Q)
	prefix := text.Fold(out.Q[at:])
	if utf8.RuneCountInString(prefix) < leastPrefix {
		return nil
	}
	terms, err := s.Terms(ctx, &match.Pattern{In: match.Text, Text: prefix + "*"}, limit+1)
	if err != nil {
		return err
	}
	for _, t := range terms {
		if t.Surface != prefix && len(out.Words) < limit {
			out.Words = append(out.Words, Completion{t.Surface, out.Q[:at] + t.Surface, t.Articles})
		}
	}
	return nil
}

// headlines finds articles by all words of the query in their headline, the
// last one as a beginning.
func (out *Suggestions) headlines(ctx context.Context, s Searcher, limit int) error {
	words := text.Surfaces(out.Q)
	if len(words) == 0 || len(words) > 32 {
		return nil
	}
	last := words[len(words)-1]
	var kids []match.Node
	for _, w := range words[:len(words)-1] {
		kids = append(kids, &match.Word{In: match.Headline, Surface: w})
	}
	switch open := lastWord(out.Q) < len(out.Q); {
	case !open:
		kids = append(kids, &match.Word{In: match.Headline, Surface: last})
	case utf8.RuneCountInString(last) < leastPrefix:
		return nil
	default:
		kids = append(kids, &match.Pattern{In: match.Headline, Text: last + "*"})
	}
	a, err := s.Search(ctx, Plan{Tree: and(kids), Sort: Newest, Limit: limit})
	if err != nil {
		return err
	}
	for _, h := range a.Hits {
		out.Headlines = append(out.Headlines, Headline{h.Article.ID, h.Article.Headline})
	}
	return nil
}

// correct looks for words like those of the query that stand in no article. A
// word that is still being written is left alone when it has completions.
func (out *Suggestions) correct(ctx context.Context, s Searcher, limit int) error {
	n, _ := query.Parse(out.Q, query.Options{Syntax: query.Lenient, Fields: Fields(), Now: time.Now()})
	var words []*query.Word
	query.Walk(n, func(n query.Node) {
		if w, ok := n.(*query.Word); ok && (w.Span.End < len(out.Q) || len(out.Words) == 0) {
			words = append(words, w)
		}
	})
	asked := 0
	for _, w := range words {
		edits, letters := 1, utf8.RuneCountInString(w.Text)
		if letters > 7 {
			edits = 2
		}
		tree, _ := Resolve(w, false)
		leaf, ok := tree.(*match.Word)
		if !ok || letters < 4 || asked == maxMisspelt {
			continue
		}
		a, err := s.Search(ctx, Plan{Tree: leaf})
		if err != nil {
			return err
		}
		if a.Total > 0 {
			continue
		}
		asked++
		terms, err := s.Terms(ctx, &match.Fuzzy{In: match.Text, Surface: leaf.Surface, Edits: edits}, limit)
		if err != nil {
			return err
		}
		for _, t := range terms {
			q := out.Q[:w.Span.Start] + t.Surface + out.Q[w.Span.End:]
			out.Instead = append(out.Instead, Completion{t.Surface, q, t.Articles})
		}
	}
	slices.SortStableFunc(out.Instead, func(a, b Completion) int { return b.Articles - a.Articles })
	out.Instead = out.Instead[:min(limit, len(out.Instead))]
	return nil
}
