package plain

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2/numeric"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/searcher"
	index "github.com/blevesearch/bleve_index_api"
)

// Kind is the form of a question.
type Kind string

const (
	Everything Kind = "everything"
	All        Kind = "all"    // of the words, in any form
	Any        Kind = "any"    // of the words, in any form
	Phrase     Kind = "phrase" // the words as they are written, side by side
	Wild       Kind = "wild"   // one word with * or ?
)

// Question is what can be asked.
type Question struct {
	Kind  Kind
	Words []string
	// From and To are days "2006-01-02" of publication, both included; empty
	// for no filter.
	From, To string
}

// asked is one question on one state of the index.
type asked struct {
	ctx     context.Context
	reader  index.IndexReader
	options search.SearcherOptions
}

// searcher builds bleve's searchers in the form that is fastest for it.
func (a *asked) searcher(q Question) (search.Searcher, error) {
	s, err := a.words(q)
	if err != nil || q.From == "" {
		return s, err
	}
	return a.dated(s, q)
}

func (a *asked) words(q Question) (search.Searcher, error) {
	switch q.Kind {
	case Everything:
		return searcher.NewMatchAllSearcher(a.ctx, a.reader, 1, a.options)
	case All:
		var each []search.Searcher
		for _, w := range q.Words {
			s, err := a.any([]string{w})
			if err != nil {
				return nil, err
			}
			each = append(each, s)
		}
		if len(each) == 1 {
			return each[0], nil
		}
		return searcher.NewConjunctionSearcher(a.ctx, a.reader, each, a.options)
	case Any:
		return a.any(q.Words)
	case Phrase:
		terms := make([]string, len(q.Words))
		for i, w := range q.Words {
			terms[i] = surface(w)
		}
		return a.both(func(field string) (search.Searcher, error) {
			return searcher.NewPhraseSearcher(a.ctx, a.reader, terms, 0, false, field, 1, a.options)
		})
	case Wild:
		// As bleve's WildcardQuery does.
		pattern := strings.NewReplacer("*", ".*", "?", ".").Replace(surface(q.Words[0]))
		return a.both(func(field string) (search.Searcher, error) {
			return searcher.NewRegexpStringSearcher(a.ctx, a.reader, pattern, field, 1, a.options)
		})
	}
	return nil, fmt.Errorf("bleve has no question of the kind %q", q.Kind)
}

// any finds one of the words in headline or body: one disjunction of all.
func (a *asked) any(words []string) (search.Searcher, error) {
	var each []search.Searcher
	for _, w := range words {
		term := stemOf(w)
		for _, field := range []string{headline, body} {
			s, err := searcher.NewTermSearcher(a.ctx, a.reader, term, field, 1, a.options)
			if err != nil {
				return nil, err
			}
			each = append(each, s)
		}
	}
	return searcher.NewDisjunctionSearcher(a.ctx, a.reader, each, 0, a.options)
}

// both finds in headline or body.
func (a *asked) both(in func(field string) (search.Searcher, error)) (search.Searcher, error) {
	one, err := in(headline)
	if err != nil {
		return nil, err
	}
	two, err := in(body)
	if err != nil {
		return nil, err
	}
	return searcher.NewDisjunctionSearcher(a.ctx, a.reader, []search.Searcher{one, two}, 0, a.options)
}

// narrow is how many days a filter may span to lead the search: bleve is
// faster with a conjunction then, and with a filter over wider ones.
const narrow = 62

// dated adds the filter of dates.
func (a *asked) dated(s search.Searcher, q Question) (search.Searcher, error) {
	from, err := time.Parse(time.DateOnly, q.From)
	if err != nil {
		return nil, err
	}
	to, err := time.Parse(time.DateOnly, q.To)
	if err != nil {
		return nil, err
	}
	lo, hi, both := numeric.Int64ToFloat64(from.UnixNano()), numeric.Int64ToFloat64(to.UnixNano()), true
	leads := to.Sub(from) <= narrow*24*time.Hour
	options := a.options
	if !leads {
		options = search.SearcherOptions{Score: "none"}
	}
	dates, err := searcher.NewNumericRangeSearcher(a.ctx, a.reader, &lo, &hi, &both, &both, day, 1, options)
	if err != nil {
		return nil, err
	}
	if leads {
		return searcher.NewConjunctionSearcher(a.ctx, a.reader, []search.Searcher{s, dates}, a.options)
	}
	return searcher.NewFilteringSearcher(a.ctx, s, passing(dates)), nil
}

// passing goes through the filter beside the search, as the filter of bleve's
// BooleanQuery does.
func passing(filter search.Searcher) searcher.FilterFunc {
	var at *search.DocumentMatch
	begun := false
	return func(sc *search.SearchContext, d *search.DocumentMatch) bool {
		var err error
		if !begun {
			begun = true
			if at, err = filter.Next(sc); err != nil {
				at = nil
			}
		}
		if at != nil && at.IndexInternalID.Compare(d.IndexInternalID) < 0 {
			sc.DocumentMatchPool.Put(at)
			if at, err = filter.Advance(sc, d.IndexInternalID); err != nil {
				at = nil
			}
		}
		return at != nil && at.IndexInternalID.Compare(d.IndexInternalID) == 0
	}
}
