// Package indexer feeds an index: it walks sources, opens containers, turns
// records into articles, hands them over in batches and accounts for every
// record. It must never know what bleve is, or how a query looks.
package indexer

import (
	"context"

	"newsdex/article"
)

// Writer is what an engine must do to be fed. Methods are safe for concurrent use.
type Writer interface {
	// Write stores articles in one durable step and returns one outcome for
	// each, in order (see article.Reconcile). After an error the state of the
	// batch is not known; writing it again is safe. Articles are not kept or
	// changed after the call.
	Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error)
	// Remove deletes articles in one durable step; found tells for each
	// identifier, in order, whether an article had it.
	Remove(ctx context.Context, ids []string) (found []bool, err error)
}
