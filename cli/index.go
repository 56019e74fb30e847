package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"newsdex/engine"
	"newsdex/indexer"
)

func newIndex(a *app) *cobra.Command {
	var prefix string
	c := &cobra.Command{
		Use:   "index PATH…",
		Short: "Add articles from files and folders",
		Long: `Add articles from files and folders: plain text (one article a file), JSON
Lines (one article a line), web archives (.warc) and mail (.eml, .mbox).
Compressed files (.gz .zst .bz2) and archives (.zip .tar .tar.gz .tgz .tar.zst)
are opened, one in another too; each file in an archive is read as one of its
own, named "archive.zip!folder/name". Articles that are there already and have
not changed stay as they are, so running it again is safe.`,
		Args: someArgs("a file or a folder"),
		RunE: func(c *cobra.Command, args []string) error { return a.indexPaths(c.Context(), args, prefix) },
	}
	c.Flags().StringVar(&prefix, "id-prefix", "", "put `NAME:` before the identifiers that records bring with them")
	return c
}

func (a *app) indexPaths(ctx context.Context, paths []string, prefix string) error {
	e, err := a.open(ctx, engine.Create)
	if err != nil {
		return err
	}
	defer e.Close()
	p := newProgress(a)
	r, err := indexer.Run(ctx, e, paths, indexer.Options{
		IDPrefix: prefix, Exclude: []string{e.Path()},
		OnProblem: p.problem, OnProgress: p.show,
	})
	if err == nil && r.Added+r.Updated > 0 {
		p.merging()
		if mergeErr := e.Merge(ctx); mergeErr != nil {
			err = fmt.Errorf("all articles are stored, but putting the index in order was given up (asking works, more slowly): %w", mergeErr)
		}
	}
	p.end()
	if r != nil {
		if a.json {
			if jsonErr := json.NewEncoder(a.Stdout).Encode(r); jsonErr != nil {
				return jsonErr
			}
		} else {
			fmt.Fprint(a.Stdout, inertLines(r.String()))
			fmt.Fprintf(a.Stdout, "index %s\n", inert(e.Path()))
		}
	}
	if err != nil {
		return err
	}
	if r.Skipped > 0 {
		return &skippedError{}
	}
	return nil
}
