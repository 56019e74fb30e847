package indexer

import (
	"context"
	"fmt"

	"newsdex/article"
)

// NewDryRun returns a Writer that stores nothing, and says what would become of
// each article. held returns the article that the index has under an
// identifier, nil for none. It remembers some 300 bytes of each article that it
// was given. What a file held earlier and holds no more is not looked for.
func NewDryRun(held func(ctx context.Context, id string) (*article.Article, error)) Writer {
	return &dryRun{held: held, next: map[string]*article.Article{}}
}

type dryRun struct {
	held func(ctx context.Context, id string) (*article.Article, error)
	next map[string]*article.Article // by identifier, without their texts
}

func (d *dryRun) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	outcomes := make([]article.Outcome, len(batch))
	for i, given := range batch {
		a := *given
		old := d.next[a.ID]
		if old == nil {
			var err error
			if old, err = d.held(ctx, a.ID); err != nil {
				return nil, fmt.Errorf("looking up article %q: %w", a.ID, err)
			}
		}
		out, store := article.Reconcile(old, &a)
		if store != nil {
			kept := *store
			kept.Headline, kept.Body = "", ""
			d.next[a.ID] = &kept
		}
		outcomes[i] = out
	}
	return outcomes, nil
}

func (d *dryRun) Remove(context.Context, []string) ([]bool, error) {
	return nil, fmt.Errorf("a dry run removes nothing")
}
