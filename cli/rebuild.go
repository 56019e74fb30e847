package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"newsdex/engine"
)

func newRebuild(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Make the index anew from the articles in it",
		Long: `Make the index anew from the articles in it: after an update that makes words in
another way, when newsdex asks for it. Nothing is read again from files. The new
index is written beside the old one and takes its place at the end; until then
the old one stays as it is. It takes as much room again. A server that holds the
index makes it anew by itself, and answers and takes articles meanwhile.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.rebuild(c.Context()) },
	}
}

// rebuildEvery is how often a rebuild says how far it is.
const rebuildEvery = 900 * time.Millisecond // a server says it each second

func (a *app) rebuild(ctx context.Context) error {
	rebuild, err := a.rebuilder(ctx)
	if err != nil {
		return err
	}
	start, said := time.Now(), time.Now()
	n, err := rebuild(ctx, func(done, all int) {
		if !a.json && all > 0 && time.Since(said) >= rebuildEvery {
			said = time.Now()
			fmt.Fprintf(a.Stderr, "%d of %d articles\n", done, all)
		}
	})
	if errors.Is(err, engine.ErrLocked) {
		return a.heldBy(err)
	}
	if err != nil {
		return err
	}
	took := time.Since(start)
	if a.json {
		return json.NewEncoder(a.Stdout).Encode(map[string]any{"articles": n, "took_ms": took.Milliseconds()})
	}
	_, err = fmt.Fprintf(a.Stdout, "rebuilt: %d articles (%s)\n", n, took.Round(time.Millisecond))
	return err
}

// rebuilder returns what makes the index anew: the server that holds it, or this
// process, which also reads indexes that it cannot open for asking.
func (a *app) rebuilder(ctx context.Context) (func(context.Context, func(done, all int)) (int, error), error) {
	c, err := a.server(ctx)
	switch {
	case err != nil:
		return nil, err
	case c != nil:
		return c.Rebuild, nil
	}
	return func(ctx context.Context, progress func(done, all int)) (int, error) {
		return engine.Rebuild(ctx, a.index, progress)
	}, nil
}
