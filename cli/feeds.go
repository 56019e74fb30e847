package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"newsdex/engine"
	"newsdex/indexer"
)

// checkFeeds refuses lists that cannot be read, before anything is opened.
func (f *serveFlags) checkFeeds() error {
	for _, list := range f.feeds {
		if err := indexer.CheckList(list); err != nil {
			return &usageError{fmt.Errorf("--feeds: %w", err)}
		}
	}
	return nil
}

// poll reads the feeds of serve until ctx ends; wait waits for that.
func (f *serveFlags) poll(ctx context.Context, e engine.Engine, fetcher *indexer.Fetcher, log *slog.Logger) (wait func()) {
	if len(f.feeds) == 0 {
		return func() {}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		unsaved := false
		err := indexer.Poll(ctx, e, f.feeds, indexer.Options{Fetch: fetcher}, func(p indexer.Polled) {
			logPoll(log, p)
			if now := p.Unsaved != nil; now != unsaved {
				unsaved = now
				logUnsaved(log, p.Unsaved)
			}
		})
		if err != nil {
			log.Error("feeds are no longer read; repair that and start newsdex again", "cause", err)
		}
	}()
	return func() { <-ended }
}

// logUnsaved says that what is remembered of feeds cannot be saved, or can again.
func logUnsaved(log *slog.Logger, err error) {
	if err == nil {
		log.Info("what is remembered of feeds is saved again")
		return
	}
	log.Warn("what is remembered of feeds could not be saved; feeds are read as before, and saving is tried again", "cause", inert(err.Error()))
}

// logPoll writes the one line of a reading.
func logPoll(log *slog.Logger, p indexer.Polled) {
	next := slog.String("next", p.Next.Round(time.Minute).String())
	feed := slog.String("feed", inert(p.Feed))
	var more []any
	if p.Moved != "" {
		more = append(more, "moved_to", inert(p.Moved))
	}
	r := p.Report
	switch {
	case p.Err != nil:
		log.Warn("feed not read", append(more, feed, "cause", inert(p.Err.Error()), next)...)
	case p.Unchanged:
		log.Info("feed unchanged", append(more, feed, next)...)
	case r == nil || r.Read == 0 && p.Feeds+p.More > 0:
		if p.More > 0 {
			more = append(more, "no_room_for", p.More)
		}
		log.Info("list of feeds read", append(more, feed, "new_feeds", p.Feeds, next)...)
	default:
		if len(r.Problems) > 0 {
			more = append(more, "first_skipped", inert(r.Problems[0].String()))
		}
		if noted := p.Noted(); noted != "" {
			more = append(more, "noted", inert(noted))
		}
		log.Info("feed read", append([]any{feed, "added", r.Added + r.Copies, "updated", r.Updated, "unchanged", r.Unchanged, "skipped", r.Skipped, next}, more...)...)
	}
}
