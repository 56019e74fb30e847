package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"newsdex/engine"
	"newsdex/eval"
	"newsdex/indexer"
	"newsdex/search"
	"newsdex/search/query"
)

// evalFlags are the flags of eval.
type evalFlags struct {
	docs           []string
	queries, qrels string
	run, against   string
	match, syntax  string
	depth          int
	perQuery       bool
	scoring        engine.Scoring
}

func newEval(a *app) *cobra.Command {
	f := evalFlags{scoring: engine.DefaultScoring()}
	c := &cobra.Command{
		Use:   "eval",
		Short: "Measure how well answers are ranked",
		Long: `Measure how well answers are ranked, on a collection of queries whose articles
people have judged: nDCG at 10, mean average precision, precision at 10, mean
reciprocal rank, recall at 100. What they are: docs/relevance.md.

  newsdex eval --docs docs.jsonl.gz --queries queries.tsv --qrels qrels.tsv

The articles of --docs are indexed in a temporary folder; without --docs the
queries are asked of the index. A line of queries is an identifier, a tab and the
text, or a JSON object with id and text; a line of judgements is query, article
and gain between tabs, or TREC's four columns. Both may be .gz. Records of --docs
that cannot be read are told and counted; the exit code is 0 all the same, since
what was asked for is measured.`,
		Args: noArgs,
		RunE: func(c *cobra.Command, _ []string) error { return a.eval(c.Context(), f) },
	}
	c.Flags().StringArrayVar(&f.docs, "docs", nil, "index the articles of this `path` for the evaluation (repeatable)")
	c.Flags().StringVar(&f.queries, "queries", "", "the `file` of queries")
	c.Flags().StringVar(&f.qrels, "qrels", "", "the `file` of judgements")
	c.Flags().StringVar(&f.run, "run", "", "write the hits to this `file`, as TREC's tools read them")
	c.Flags().StringVar(&f.against, "against", "", "compare with the hits in this `file`, which --run wrote before")
	c.Flags().IntVar(&f.depth, "depth", eval.DefaultDepth, "rank up to `n` hits of each query")
	c.Flags().StringVar(&f.match, "match", "any", "what words side by side mean: `all or any` of them")
	c.Flags().StringVar(&f.syntax, "syntax", "words", "how queries are read: `words, lenient or strict`")
	c.Flags().BoolVar(&f.perQuery, "per-query", false, "show each query")
	c.Flags().Float64Var(&f.scoring.K1, "k1", f.scoring.K1, "score: how fast more occurrences stop counting, a `number` from 0")
	c.Flags().Float64Var(&f.scoring.BodyB, "b", f.scoring.BodyB, "score: how much the length of the body counts, a `number` from 0 to 1")
	c.Flags().Float64Var(&f.scoring.HeadlineB, "headline-b", f.scoring.HeadlineB, "score: how much the length of the headline counts, a `number` from 0 to 1")
	c.Flags().Float64Var(&f.scoring.HeadlineWeight, "headline-weight", f.scoring.HeadlineWeight, "score: what a word in the headline counts in words of the body, a `number` above 0")
	return c
}

// options reads the flags that are words.
func (f *evalFlags) options() (eval.Options, error) {
	o := eval.Options{Depth: f.depth}
	switch f.match {
	case "any":
		o.Any = true
	case "all":
	default:
		return o, fmt.Errorf("--match %q: use all or any", f.match)
	}
	switch f.syntax {
	case "words":
		o.Syntax = query.Words
	case "lenient":
		o.Syntax = query.Lenient
	case "strict":
	default:
		return o, fmt.Errorf("--syntax %q: use words, lenient or strict", f.syntax)
	}
	if f.depth < 1 || f.depth > eval.MaxDepth {
		return o, fmt.Errorf("--depth %d: use 1 to %d", f.depth, eval.MaxDepth)
	}
	if f.queries == "" || f.qrels == "" {
		return o, errors.New("give --queries and --qrels, the files of queries and judgements")
	}
	return o, f.scoring.Check()
}

func (a *app) eval(ctx context.Context, f evalFlags) error {
	o, err := f.options()
	if err != nil {
		return &usageError{err}
	}
	queries, err := readFile(f.queries, eval.ReadQueries)
	if err != nil {
		return err
	}
	judged, err := readFile(f.qrels, eval.ReadJudgements)
	if err != nil {
		return err
	}
	var before eval.Rankings
	if f.against != "" {
		if before, err = readFile(f.against, eval.ReadRun); err != nil {
			return err
		}
	}
	s, skipped, done, err := a.evaluated(ctx, f)
	if err != nil {
		return err
	}
	defer done()
	r, err := eval.Run(ctx, s, queries, judged, o)
	if err != nil {
		return err
	}
	out := evaluation{Report: r, ArticlesSkipped: skipped}
	if before != nil {
		c := r.Against(before, judged)
		out.Against = &c
	}
	if err := a.showEvaluation(out, f.perQuery); err != nil {
		return err
	}
	if f.run != "" {
		return writeRun(r, f.run)
	}
	return nil
}

// evaluated opens the index that is asked: one of the articles of --docs, made
// for this and removed by done, or the index itself. skipped counts the records
// of --docs that could not be read.
func (a *app) evaluated(ctx context.Context, f evalFlags) (s search.Searcher, skipped int, done func(), err error) {
	if len(f.docs) == 0 {
		e, err := engine.OpenScored(ctx, a.index, engine.Ask, f.scoring)
		if err != nil {
			return nil, 0, nil, a.opening(err)
		}
		return e, 0, func() { _ = e.Close() }, nil
	}
	dir, err := os.MkdirTemp("", "newsdex-eval-")
	if err != nil {
		return nil, 0, nil, fmt.Errorf("making a folder for the index: %w", err)
	}
	e, err := engine.OpenScored(ctx, dir, engine.Create, f.scoring)
	if err != nil {
		return nil, 0, nil, errors.Join(err, os.RemoveAll(dir))
	}
	done = func() {
		_ = e.Close()
		_ = os.RemoveAll(dir)
	}
	p := newProgress(a)
	r, err := indexer.Run(ctx, e, f.docs, indexer.Options{OnProblem: p.problem, OnProgress: p.show})
	p.end()
	if err == nil && r.Added == 0 {
		err = errors.New("no article was read from --docs")
	}
	if err != nil {
		done()
		return nil, 0, nil, err
	}
	return e, r.Skipped, done, nil
}

// readFile reads a file, which may be gzip-compressed.
func readFile[T any](path string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	file, err := os.Open(path)
	if err != nil {
		return none, err
	}
	defer file.Close()
	content := bufio.NewReader(file)
	var source io.Reader = content
	if magic, _ := content.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) { // RFC 1952
		if source, err = gzip.NewReader(content); err != nil {
			return none, fmt.Errorf("%s: %w", path, err)
		}
	}
	out, err := read(source)
	if err != nil {
		return none, fmt.Errorf("%s, %w", path, err)
	}
	return out, nil
}

func writeRun(r *eval.Report, path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	return errors.Join(r.WriteRun(buffered, "newsdex"), buffered.Flush(), file.Close())
}
