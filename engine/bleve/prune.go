package bleve

import (
	"context"
	"slices"

	"newsdex/article"
)

// pruneArticles is how many articles one step of pruning changes.
const pruneArticles = 500

// Prune forgets the places for which gone is true, and removes the articles that
// then stand nowhere. It reads every stored article: some ten microseconds each.
// See indexer.Pruner.
func (s *Store) Prune(ctx context.Context, gone func(article.Place) bool) (removed int, err error) {
	var ids []string
	err = s.eachStored(ctx, func(a *article.Article) error {
		if gone(a.ReadFrom) || slices.ContainsFunc(a.AlsoReadFrom, gone) {
			ids = append(ids, a.ID)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for some := range slices.Chunk(ids, pruneArticles) {
		n := 0
		err := s.change(ctx, some, func(c *change) error {
			for _, id := range some {
				a := c.now(id)
				if a == nil {
					continue // removed since
				}
				stands := true
				for _, p := range append([]article.Place{a.ReadFrom}, a.AlsoReadFrom...) {
					if stands && gone(p) {
						stands = a.DropPlace(p)
					}
				}
				if c.next[id] = a; !stands {
					c.next[id] = nil
					n++
				}
			}
			return nil
		})
		if err != nil {
			return removed, err
		}
		removed += n
	}
	return removed, nil
}
