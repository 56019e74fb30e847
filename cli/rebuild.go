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
the old one stays as it is. It takes as much room again, and nobody else may hold
the index.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.rebuild(c.Context()) },
	}
}

// rebuildEvery is how often a rebuild says how far it is.
const rebuildEvery = time.Second

func (a *app) rebuild(ctx context.Context) error {
	start, said := time.Now(), time.Now()
	n, err := engine.Rebuild(ctx, a.index, func(done, all int) {
		if !a.json && time.Since(said) >= rebuildEvery {
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
