// Package search is the question and the answer: it resolves query text against
// the fields of articles, asks an engine, and adds passages with marks. It must
// never know bleve, OpenSearch, HTTP or HTML.
package search

import (
	"context"
	"errors"
	"time"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/search/passage"
	"newsdex/search/query"
	"newsdex/text"
)

// Searcher is what an engine must do to be asked. All methods are safe for
// concurrent use.
type Searcher interface {
	// Search returns the articles that satisfy the plan's tree, in the plan's
	// order. When ctx ends by its deadline the answer holds what was found by
	// then, with Partial set; any other end is an error.
	Search(ctx context.Context, p Plan) (Answer, error)
	// Article returns one article by its identifier, or ErrNotFound.
	Article(ctx context.Context, id string) (*article.Article, error)
	// Terms returns the surfaces that a pattern or fuzzy word covers, those in
	// most articles first, then by bytes: at most limit.
	Terms(ctx context.Context, of match.Node, limit int) ([]Term, error)
	// Stats returns the state of the index.
	Stats(ctx context.Context) (Stats, error)
}

// ErrNotFound is returned for an identifier that no article has.
var ErrNotFound = errors.New("no such article")

// ErrWritesStopped is wrapped by an engine that can no longer store what it is
// given (a full or failing disk); asking still works.
var ErrWritesStopped = errors.New("writing to the index has stopped")

// Stats is the state of an index.
type Stats struct {
	Articles   int    // articles held
	Generation uint64 // grows with every change
}

// Sort is an order of hits. Every order is total: ties of the score go to the
// newer, ties of the date to the smaller identifier (by bytes), and undated
// articles come last.
type Sort int

const (
	Relevance Sort = iota
	Newest
	Oldest
)

// Key is the place of a hit in an order.
type Key struct {
	Score float64
	// Published is in seconds since 1970 (see article.Date.Unix).
	Published int64
	Dated     bool
	ID        string
}

// Plan is what an engine is asked. The tree is resolved; nil is not allowed
// (*match.All asks for everything).
type Plan struct {
	Tree match.Node
	Sort Sort
	// Limit is how many hits to return, 0 to MaxLimit; 0 asks for the total only.
	Limit int
	// After, when not nil, starts behind that key. With Backward it asks for
	// the hits just before the key instead, still returned in the plan's order.
	After    *Key
	Backward bool
	// Facets are counted besides, each with up to FacetLimit values.
	Facets     []Facet
	FacetLimit int
	// Days asks for how many articles were published on each day.
	Days bool
	// Fold leaves, of articles with the same text, only the first: the newest,
	// or the oldest in that order, then by identifier. Facets and days count
	// every article all the same.
	Fold bool
}

// Answer is what an engine answers.
type Answer struct {
	Hits []EngineHit
	// Total is exact unless Partial; the Folded are not in it.
	Total, Folded int
	Partial       bool
	Generation    uint64
	// More reports whether there are hits beyond the last one (before the
	// first one when Backward).
	More bool
	// DocFreq has, for each of match.Leaves(plan.Tree), in how many articles
	// it occurs.
	DocFreq []int
	// Facets has one for each of Plan.Facets.
	Facets []FacetCounts
	// Days are those on which an article was published, ascending; Undated
	// counts the articles of the answer without a date. Both only with Plan.Days.
	Days    []Day
	Undated int
	// Capped lists the patterns and fuzzy words that stand for more words of
	// the index than MaxExpansion.
	Capped []Capped
	// Cut is set when an article has more places for the words of the tree than
	// are looked at (see match.MaxPlaces): such an article may be missing.
	Cut bool
}

// MaxExpansion is how many words of the index one pattern or fuzzy word may
// stand for: each is a list of postings to read in every segment.
const MaxExpansion = 256

// Capped is a pattern or fuzzy word of which only the words in most articles
// were used.
type Capped struct {
	// Says is how the query writes it.
	Says string
	// Words is how many words of the index it covers, Used how many were used.
	Words, Used int
}

// EngineHit is one hit of an engine.
type EngineHit struct {
	Key     Key
	Article *article.Article
	// Copies are the articles folded under this one, by identifier; see Plan.Fold.
	Copies []string
}

// Limits of a request.
const (
	DefaultLimit = 20
	// MaxLimit bounds a page: each of its articles is read and marked.
	MaxLimit        = 100
	DefaultPassages = 2
	MaxPassages     = 10
	// MaxFilterValues bounds the values of one filter parameter.
	MaxFilterValues = 100
)

// Request is a question. The zero value asks for all articles, newest first,
// with DefaultLimit when Limit is negative.
type Request struct {
	Q      string
	Syntax query.Syntax
	// Any reads words that merely stand side by side as OR (match=any).
	Any bool
	// Whole values; OR within one, AND between them.
	Source, Section, Byline, Tag, Lang []string
	// Dates as in the query language's since: and until:.
	From, To string
	// Sort is nil for relevance, or newest first when nothing scores.
	Sort *Sort
	// Limit is 0 to MaxLimit; negative means DefaultLimit.
	Limit  int
	Cursor string
	// Passages is 0 to MaxPassages; negative means DefaultPassages.
	Passages int
	// Unmarked leaves marks and passages out: reading the words of each hit
	// again is most of the cost of a page.
	Unmarked bool
	// Facets are fields to count by, of FacetFields, each with up to FacetLimit
	// values; a FacetLimit of 0 or less means DefaultFacetLimit.
	Facets     []string
	FacetLimit int
	// Fold shows one of several articles with the same text; see Plan.Fold.
	Fold bool
	// Days counts the articles of the answer by day besides.
	Days bool
}

// Result is an answer.
type Result struct {
	Query Reading
	// Sort is the order used.
	Sort       Sort
	Generation uint64
	// Total does not count the Folded, which are copies of hits; Fold tells
	// whether there can be any.
	Total, Folded int
	Fold          bool
	// Exact is false when the deadline made Total a lower bound.
	Exact bool
	Took  time.Duration
	Limit int
	// NextCursor and PrevCursor are empty when there is nothing there.
	NextCursor, PrevCursor string
	Hits                   []Hit
	// Facets are those asked for, in that order.
	Facets []FacetCounts
	// Days and Undated are those of Answer, when Request.Days asked for them.
	Days    []Day
	Undated int
	// Clauses says, when nothing was found, how many articles each clause of
	// the query finds and how many are found without it.
	Clauses []Clause
}

// Reading is how a query was understood.
type Reading struct {
	Q, Canonical, ReadAs string
	Findings             []query.Finding
	// Tree is the parsed query, nil for a blank one.
	Tree query.Node
}

// Hit is one article of an answer.
type Hit struct {
	Article *article.Article
	Score   float64
	// HeadlineMarks are byte ranges of the stored headline, merged, ascending.
	HeadlineMarks []text.Span
	Passages      []passage.Passage
	// Copies are the articles with the same text that were folded under this one.
	Copies []string
}

// View is one article with its marks (GET /v1/articles/{id}?q=).
type View struct {
	Article                  *article.Article
	HeadlineMarks, BodyMarks []text.Span
	Query                    Reading
	// Matched reports whether the article satisfies the query.
	Matched bool
	// Copies are the other articles with the same text, by identifier.
	Copies []string
}

// ParameterError is a request that cannot be answered as it was asked. The
// web and the command line show all of them at once.
type ParameterError struct {
	Errors []BadParameter
}

// BadParameter is one thing wrong with a request.
type BadParameter struct {
	Parameter string      // "q", "limit", "cursor", …
	Span      *query.Span // within q
	Message   string
	Fix       string // what to put in place of Span (or of the parameter's value)
	Code      string
}

func (e *ParameterError) Error() string {
	s := ""
	for i, b := range e.Errors {
		if i > 0 {
			s += "; "
		}
		s += b.Parameter + ": " + b.Message
	}
	return s
}
