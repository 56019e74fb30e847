package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"github.com/spf13/cobra"

	"newsdex/engine"
	"newsdex/indexer"
	"newsdex/search"
	"newsdex/seeds"
	"newsdex/web"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	addr        string
	hosts       []string
	allowWrites bool
	noSeeds     bool
	feeds       []string
	fetch       fetching
	ingestRoot  string
	allowFetch  bool
}

func newServe(a *app) *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve the page and the API (the default)",
		Long: `Serve the page and the API. An index that is not there yet is made, and holds
the sample article to begin with (--no-seeds: nothing).

With --feeds it also reads feeds, again and again, each at its own pace: the feeds
of an OPML file, or the feed or OPML at an address. docs/feeds.md says how often,
and what is fetched.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.serve(c.Context(), f) },
	}
	c.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8080", "the `address` to listen on; port 0 takes a free one")
	c.Flags().StringArrayVar(&f.hosts, "host", nil, "a host `name` to answer to, besides the address and localhost (repeatable)")
	c.Flags().BoolVar(&f.allowWrites, "allow-writes", false, "take articles from the network although listening on more than this machine")
	c.Flags().StringVar(&f.ingestRoot, "ingest-root", "", "a `folder`: imports may read files below it, which nobody needs to send")
	c.Flags().BoolVar(&f.allowFetch, "allow-fetch", false, "fetch addresses for imports although listening on more than this machine")
	c.Flags().BoolVar(&f.noSeeds, "no-seeds", false, "leave a new index empty")
	c.Flags().StringArrayVar(&f.feeds, "feeds", nil, "read the feeds of an OPML `file`, or the feed at an address, again and again (repeatable)")
	f.fetch.flags(c.Flags())
	return c
}

func (a *app) serve(ctx context.Context, f serveFlags) error {
	if err := f.checkFeeds(); err != nil {
		return err
	}
	e, err := a.open(ctx, engine.Create)
	if err != nil {
		return err
	}
	defer e.Close()
	if e.Created() && !f.noSeeds {
		if err := seed(ctx, e); err != nil {
			return err
		}
	}
	log := slog.New(slog.NewTextHandler(a.Stderr, nil))
	fetcher, err := f.fetch.open(e.Path(), "", nil)
	if err != nil {
		return err
	}
	defer func() {
		if err := fetcher.Close(); err != nil {
			log.Error("what is remembered of feeds could not be saved; they will be read anew", "cause", err)
		}
	}()
	s, err := web.Listen(f.addr, web.Deps{
		Searcher: e, Writer: e, Merge: e.Merge, Rebuild: e.Rebuild, Version: Version, Index: e.Path(),
		Log: log, Hosts: f.hosts, AllowWrites: f.allowWrites,
		IngestRoot: f.ingestRoot, AllowFetch: f.allowFetch, Fetch: fetcher,
	})
	if err != nil {
		return err
	}
	remove, err := announce(e, s.URL())
	if err != nil {
		return err
	}
	defer remove()
	if err := a.greet(ctx, e, s.URL()); err != nil {
		return err
	}
	polling, stop := context.WithCancel(ctx)
	wait := f.poll(polling, e, fetcher, log)
	defer func() { // before the index is closed
		stop()
		wait()
	}()
	s.SetReady(true)
	return s.Serve(ctx)
}

// seed puts the sample article into a new index.
func seed(ctx context.Context, e engine.Engine) error {
	r, err := indexer.Files(ctx, e, seeds.Files(), "seeds", indexer.Options{})
	if err != nil {
		return fmt.Errorf("indexing the sample article: %w", err)
	}
	if r.Skipped > 0 {
		return errors.New("indexing the sample article: it was skipped")
	}
	return nil
}

// greet says what is served, where, and a query to try.
func (a *app) greet(ctx context.Context, e engine.Engine, address string) error {
	stats, err := e.Stats(ctx)
	if err != nil {
		return err
	}
	holds := "1 article"
	if stats.Articles != 1 {
		holds = fmt.Sprintf("%d articles", stats.Articles)
	}
	if e.Created() {
		holds += ", just made"
		if stats.Articles > 0 {
			holds += " with the sample article"
		}
	}
	fmt.Fprintf(a.Stdout, "newsdex %s\n", Version)
	fmt.Fprintf(a.Stdout, "index      %s (%s)\n", inert(e.Path()), holds)
	fmt.Fprintf(a.Stdout, "listening  %s\n", address)
	if q := aQuery(ctx, e); q != "" {
		fmt.Fprintf(a.Stdout, "try        %s/?q=%s   that is: %s\n", address, url.QueryEscape(q), inert(q))
	} else {
		fmt.Fprintf(a.Stdout, "add        %s/import, or in another terminal: newsdex index PATH\n", address)
	}
	fmt.Fprintf(a.Stdout, "stop       Ctrl-C\n")
	return nil
}

// aQuery returns a phrase that finds something: the middle of the newest headline.
func aQuery(ctx context.Context, s search.Searcher) string {
	res, err := search.Run(ctx, s, search.Request{Limit: 1})
	if err != nil || len(res.Hits) == 0 {
		return ""
	}
	words := strings.FieldsFunc(res.Hits[0].Article.Headline, func(r rune) bool { return strings.ContainsRune(" \t\n\"“”„‟«»", r) })
	if len(words) > 3 {
		words = words[len(words)-3:]
	}
	if len(words) == 0 {
		return ""
	}
	return `"` + strings.Join(words, " ") + `"`
}
