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
	names := indexer.FieldMap{}
	c := &cobra.Command{
		Use:   "index PATH…",
		Short: "Add articles from files and folders",
		Long: `Add articles from files and folders: plain text (one article a file), JSON, JSON
Lines (one article a line) and tables (CSV, TSV), also as .gz. Articles that are
there already and have not changed stay as they are, so running it again is safe.

The usual names of fields are known; others are given with --map.`,
		Args: someArgs("a file or a folder"),
		RunE: func(c *cobra.Command, args []string) error { return a.indexPaths(c.Context(), args, prefix, names) },
	}
	c.Flags().StringVar(&prefix, "id-prefix", "", "put `NAME:` before the identifiers that records bring with them")
	c.Flags().Var(mapFlag(names), "map", "read a field from the name that JSON or a table has for it: `FIELD=NAME`, such as headline=Title; repeatable")
	return c
}

// mapFlag is a flag that gives names of fields, once or several times.
type mapFlag indexer.FieldMap

func (m mapFlag) Set(pair string) error { return indexer.FieldMap(m).Add(pair) }
func (m mapFlag) Type() string          { return "FIELD=NAME" }
func (m mapFlag) String() string        { return "" }

func (a *app) indexPaths(ctx context.Context, paths []string, prefix string, names indexer.FieldMap) error {
	e, err := a.open(ctx, engine.Create)
	if err != nil {
		return err
	}
	defer e.Close()
	p := newProgress(a)
	r, err := indexer.Run(ctx, e, paths, indexer.Options{
		IDPrefix: prefix, Map: names, Exclude: []string{e.Path()},
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
