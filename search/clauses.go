package search

import (
	"context"
	"errors"
	"fmt"

	"newsdex/search/match"
	"newsdex/search/query"
)

// maxClauses bounds the clauses of an empty answer that are counted: each costs
// two searches without hits.
const maxClauses = 8

// Clause is one of the clauses that all had to hold in a query that found
// nothing.
type Clause struct {
	// Text is the clause as canonical query text, and Rest the query without it.
	Text, Rest string
	// Hits is how many articles satisfy the clause, Without how many satisfy
	// all the others; filters of the request hold for both, and copies are folded
	// where it folds them.
	Hits, Without int
}

// clauses counts the clauses of a query that found nothing, so that a reader
// sees which one to drop. It returns nil when the query has fewer than two
// clauses or more than maxClauses, or when time runs out: an empty answer needs
// no explanation that is late.
func clauses(ctx context.Context, s Searcher, n query.Node, filters []match.Node, fold bool) ([]Clause, error) {
	and, ok := n.(*query.And)
	if !ok || len(and.Kids) > maxClauses {
		return nil, nil
	}
	count := func(n query.Node) (int, error) {
		tree, _ := Resolve(n, false)
		a, err := s.Search(ctx, Plan{Tree: withFilters(tree, filters), Fold: fold})
		if err == nil && a.Partial {
			err = context.DeadlineExceeded
		}
		return a.Total, err
	}
	var out []Clause
	for i, k := range and.Kids {
		rest := and.Kids[1-min(i, 1)]
		if len(and.Kids) > 2 {
			others := append(append([]query.Node{}, and.Kids[:i]...), and.Kids[i+1:]...)
			rest = &query.And{Kids: others, Adjacent: and.Adjacent}
		}
		c := Clause{Text: k.String(), Rest: rest.String()}
		var err error
		if c.Hits, err = count(k); err == nil {
			c.Without, err = count(rest)
		}
		if errors.Is(err, context.DeadlineExceeded) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("counting the clauses of a query without hits: %w", err)
		}
		out = append(out, c)
	}
	return out, nil
}
