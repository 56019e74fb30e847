package cli

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"newsdex/article"
	"newsdex/engine"
	"newsdex/indexer"
	"newsdex/search"
)

// indexing are the flags of the verb.
type indexing struct {
	prefix, report string
	prune, dryRun  bool
	names          indexer.FieldMap
	fetch          fetching
}

func newIndex(a *app) *cobra.Command {
	o := indexing{names: indexer.FieldMap{}}
	c := &cobra.Command{
		Use:   "index PATH|URL…",
		Short: "Add articles from files, folders and addresses",
		Long: `Add articles from files and folders: text, saved pages, Markdown (one article a
file), JSON (one a line, or in a list), tables (CSV, TSV), feeds, news wires, web
archives (.warc) and mail (.eml, .mbox). docs/formats.md says what is read from
each. Compressed files (.gz .zst .bz2) and archives (.zip .tar .tar.gz .tgz .tar.zst)
are opened, one in another too; each file in an archive is read as one of its
own, named "archive.zip!folder/name". Articles that are there already and have
not changed stay as they are, so running it again is safe.

An address (http, https) is fetched and read as a file would be. The items of a
feed are indexed as they stand; with --follow the page of each is fetched, too,
and so is what lists of links (OPML, sitemaps) lead to. What has not changed since
the last run is not read again. robots.txt is obeyed, and addresses of private
networks are refused unless --allow-private is given; docs/feeds.md says all.

The usual names of fields are known; others are given with --map.`,
		Args: someArgs("a file, a folder or an address"),
		RunE: func(c *cobra.Command, args []string) error { return a.indexPaths(c.Context(), args, o) },
	}
	f := c.Flags()
	f.StringVar(&o.prefix, "id-prefix", "", "put `NAME:` before the identifiers that records bring with them")
	f.StringVar(&o.report, "report", "", "write a line of JSON about every record to `FILE`")
	f.BoolVar(&o.prune, "prune", false, "remove articles that were read from these folders before and are gone from them")
	f.BoolVar(&o.dryRun, "dry-run", false, "read everything and say what would be done, but store nothing")
	o.fetch.flags(f)
	f.Var(mapFlag(o.names), "map", "read a field from the name that JSON or a table has for it: `FIELD=NAME`, such as headline=Title; repeatable")
	c.MarkFlagsMutuallyExclusive("prune", "dry-run")
	return c
}

// mapFlag is a flag that gives names of fields, once or several times.
type mapFlag indexer.FieldMap

func (m mapFlag) Set(pair string) error { return indexer.FieldMap(m).Add(pair) }
func (m mapFlag) Type() string          { return "FIELD=NAME" }
func (m mapFlag) String() string        { return "" }

func (a *app) indexPaths(ctx context.Context, paths []string, o indexing) error {
	addresses := slices.ContainsFunc(paths, indexer.IsAddress)
	if o.prune && addresses {
		return &usageError{errors.New("--prune is for folders: what a feed no longer lists is not gone; leave out --prune, or the addresses")}
	}
	w, e, err := a.indexWriter(ctx, o)
	if err != nil {
		return err
	}
	opts := indexer.Options{IDPrefix: o.prefix, Map: o.names}
	if e != nil {
		defer e.Close()
		defer a.collectLess()()
		opts.Exclude = []string{e.Path()}
	}
	add, closeReport := func(indexer.Entry) {}, func() error { return nil }
	if o.report != "" {
		if add, closeReport, err = createReport(o.report); err != nil {
			return err
		}
	}
	var reading *indexer.Reading
	if o.prune {
		if reading, err = indexer.NewReading(paths); err != nil {
			return err
		}
	}
	if addresses {
		// Nothing is remembered by a dry run, where a server writes, and where every
		// record is to be reported.
		folder := ""
		if e != nil && !o.dryRun && o.report == "" {
			folder = e.Path()
		}
		if opts.Fetch, err = o.fetch.open(folder, o.prefix, o.names); err != nil {
			return err
		}
	}
	opts.OnEntry = func(entry indexer.Entry) {
		add(entry)
		if o.prune {
			reading.Saw(entry)
		}
	}
	if opts.Journal, err = o.journal(e, paths); err != nil {
		return err
	}
	p := newProgress(a)
	opts.OnProblem, opts.OnProgress = p.problem, p.show
	r, err := indexer.Run(ctx, w, paths, opts)
	r.DryRun = o.dryRun
	r.Interrupted = r.Interrupted || err != nil // by a full disk, for one: the same command goes on
	if opts.Journal != nil {
		err = errors.Join(err, opts.Journal.Close(err == nil))
	}
	if opts.Fetch != nil {
		err = errors.Join(err, opts.Fetch.Close())
	}
	if err = errors.Join(err, closeReport()); err == nil && e != nil && !o.dryRun {
		err = settle(ctx, e, r, reading, o.prune, p)
	}
	p.end()
	if tellErr := a.tell(r, e); tellErr != nil {
		return tellErr
	}
	if err == nil && r.Skipped > 0 {
		return &skippedError{}
	}
	return err
}

// journalName is the file in the index folder that an interrupted run leaves.
const journalName = "indexing.jsonl"

// journal opens the journal of a run. A dry run has none, nor what a server
// stores; a report and pruning need every record, so that nothing is passed over.
func (o *indexing) journal(e engine.Engine, paths []string) (*indexer.Journal, error) {
	if e == nil || o.dryRun || o.prune || o.report != "" {
		return nil, nil
	}
	key := sha256.New()
	for _, p := range paths {
		if indexer.IsAddress(p) {
			fmt.Fprintf(key, "%q\n", p)
			continue
		}
		full, err := filepath.Abs(p)
		if err != nil {
			return nil, fmt.Errorf("finding the absolute path of %s: %w", p, err)
		}
		fmt.Fprintf(key, "%q\n", full)
	}
	fmt.Fprintf(key, "%q %q %s", o.prefix, o.names, Version) // maps are printed in order
	return indexer.OpenJournal(filepath.Join(e.Path(), journalName), hex.EncodeToString(key.Sum(nil)[:16]))
}

// settle does what comes after all is stored: it prunes when that is asked for,
// and puts the index in order.
func settle(ctx context.Context, e engine.Engine, r *indexer.Report, reading *indexer.Reading, prune bool, p *progress) (err error) {
	if prune {
		if r.Pruned, err = e.Prune(ctx, reading.Gone); err != nil {
			return err
		}
	}
	if r.Added+r.Updated+r.Copies == 0 {
		return nil
	}
	p.merging()
	if err := e.Merge(ctx); err != nil {
		return fmt.Errorf("all articles are stored, but putting the index in order was given up (asking works, more slowly): %w", err)
	}
	return nil
}

// indexWriter opens what a run writes to. The engine is nil when a server writes,
// and for a dry run without an index.
func (a *app) indexWriter(ctx context.Context, o indexing) (indexer.Writer, engine.Engine, error) {
	mode := engine.Load
	if o.dryRun {
		mode = engine.Ask
	}
	e, c, err := a.connect(ctx, mode)
	switch {
	case o.dryRun && errors.Is(err, engine.ErrMissing):
		return indexer.NewDryRun(func(context.Context, string) (*article.Article, error) { return nil, nil }), nil, nil
	case err != nil:
		return nil, nil, err
	case c != nil && o.prune:
		return nil, nil, fmt.Errorf("--prune goes over the index itself, which %s holds; stop the server first, or leave --prune out", c.Address())
	}
	var w indexer.Writer = c
	look := c.Article
	if e != nil {
		w, look = e, e.Article
	}
	if !o.dryRun {
		return w, e, nil
	}
	return indexer.NewDryRun(func(ctx context.Context, id string) (*article.Article, error) {
		held, err := look(ctx, id)
		if errors.Is(err, search.ErrNotFound) {
			return nil, nil
		}
		return held, err
	}), e, nil
}

// tell prints what a run did.
func (a *app) tell(r *indexer.Report, e engine.Engine) error {
	if a.json {
		return json.NewEncoder(a.Stdout).Encode(r)
	}
	fmt.Fprint(a.Stdout, inertLines(r.String()))
	if e != nil {
		fmt.Fprintf(a.Stdout, "index %s\n", inert(e.Path()))
	}
	return nil
}

// createReport makes the file of a full account. close reports what could not be
// written.
func createReport(name string) (add func(indexer.Entry), close func() error, err error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, nil, fmt.Errorf("making the report: %w", err)
	}
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	var failed error
	add = func(e indexer.Entry) {
		if err := enc.Encode(e); err != nil && failed == nil {
			failed = err
		}
	}
	return add, func() error {
		if err := errors.Join(failed, w.Flush(), f.Close()); err != nil {
			return fmt.Errorf("writing the report %s: %w", name, err)
		}
		return nil
	}, nil
}
