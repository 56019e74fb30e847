// Command bench measures an index: how fast questions of each class are
// answered, what they allocate, and what the index costs to make and to keep.
// bleve's own searchers stand beside it on a plain index of the same articles.
// It must ask through the public face of an engine only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"newsdex/engine"
)

// settings are the flags.
type settings struct {
	dir, learn, markdown, step string
	program, shared, from, to  string
	served                     string
	size, words, rounds, long  int
	queries, clients           int
	seed                       uint64
	budget, limit, load        time.Duration
	indexOnly, fresh, alone    bool
	classes                    *regexp.Regexp
}

// leastSize is the fewest articles that hold a rare word; see rare and fewest.
const leastSize = 2000

func main() {
	s, err := parse(os.Args[1:])
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		err = s.run(ctx)
	}
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse(args []string) (*settings, error) {
	var s settings
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.StringVar(&s.dir, "dir", filepath.Join(os.TempDir(), "newsdex-bench"), "folder that keeps the indexes from run to run")
	f.IntVar(&s.size, "size", 20_000, "articles")
	f.IntVar(&s.words, "words", 0, "mean length of an article in words; 0 for that of a newspaper")
	f.Uint64Var(&s.seed, "seed", 1, "seed of the articles")
	f.StringVar(&s.learn, "learn", "", "folder of collections (*.jsonl.gz) to learn words from, instead of the model that comes along")
	f.IntVar(&s.queries, "queries", 60, "queries of a class")
	f.IntVar(&s.rounds, "rounds", 5, "rounds of every query after the first one, which is not counted")
	f.DurationVar(&s.budget, "budget", time.Minute, "time for the rounds of one class; begun rounds are finished")
	f.DurationVar(&s.limit, "limit", 10*time.Second, "deadline of one query")
	classes := f.String("classes", "", "regular expression of the classes to ask, or of the corpora of -ingest; none for all")
	f.BoolVar(&s.alone, "alone", false, "do not measure bleve beside it")
	f.BoolVar(&s.fresh, "fresh", false, "make the indexes anew")
	f.BoolVar(&s.indexOnly, "index-only", false, "make an index, print one line of JSON about it, and end")
	f.StringVar(&s.program, "ingest", "", "measure how fast this newsdex `program` reads articles from files, instead of asking")
	f.StringVar(&s.served, "page", "", "measure how long the page of this newsdex `program` takes, instead of asking the engine")
	f.StringVar(&s.shared, "shared", filepath.Join("..", "shared", "data"), "of -ingest: folder of collections to be read as they come; none for generated articles only")
	f.IntVar(&s.long, "long", 0, "of -ingest: long articles; 0 for as many as make as much text as the short ones")
	f.IntVar(&s.clients, "clients", 0, "ask with so many clients at once, all classes mixed, instead of class by class")
	f.DurationVar(&s.load, "for", time.Minute, "how long -clients ask")
	f.StringVar(&s.markdown, "markdown", "", "file to write the tables into, between its marks; the plot is written beside it")
	f.StringVar(&s.step, "step", "", "for the program itself: one part of the work, in a process of its own")
	f.StringVar(&s.from, "from", "", "for the program itself: the articles of -step loop")
	f.StringVar(&s.to, "to", "", "for the program itself: the index of -step loop")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	var err error
	if s.classes, err = regexp.Compile(*classes); err != nil {
		return nil, fmt.Errorf("-classes: %w", err)
	}
	if s.size < leastSize {
		return nil, errors.New("-size: a rare word stands in 2 articles and in 0.1 % at most; give 2,000 articles or more")
	}
	if s.queries < 1 || s.rounds < 1 || s.clients < 0 || s.long < 0 {
		return nil, errors.New("-queries and -rounds: give 1 or more; -clients and -long: 0 or more")
	}
	s.alone = s.alone || s.clients > 0 || s.served != ""
	return &s, nil
}

func (s *settings) run(ctx context.Context) error {
	switch s.step {
	case "learn":
		return s.learnTexts()
	case "loop":
		return s.loop()
	}
	p, err := s.place(ctx)
	if err != nil {
		return err
	}
	switch {
	case s.program != "":
		return s.ingest(ctx, p)
	case s.indexOnly:
		return s.printIndexing(ctx, p)
	}
	switch s.step {
	case "draw":
		return s.draw(p)
	case "newsdex", "bleve":
		return s.build(ctx, p, s.step)
	case "":
	default:
		return fmt.Errorf("-step %s is not known", s.step)
	}
	if s.fresh {
		if err := os.RemoveAll(p.root); err != nil {
			return err
		}
	}
	if err := s.prepare(ctx, p); err != nil {
		return err
	}
	switch {
	case s.served != "":
		return s.pages(ctx, p)
	case s.clients > 0:
		return s.underLoad(ctx, p)
	}
	return s.measure(ctx, p)
}

// prepare makes what is missing, each part in a process of its own, so that
// its memory is its own.
func (s *settings) prepare(ctx context.Context, p place) error {
	steps := []struct{ name, made string }{{"draw", p.corpus()}, {"newsdex", p.built("newsdex")}, {"bleve", p.built("bleve")}}
	if s.alone {
		steps = steps[:2]
	}
	for _, step := range steps {
		if _, err := os.Stat(step.made); err == nil && s.usable(ctx, p, step.name) {
			continue
		}
		fmt.Fprintf(os.Stderr, "bench: %s of %d articles …\n", map[string]string{
			"draw": "counting the words", "newsdex": "making newsdex's index", "bleve": "making bleve's index"}[step.name], s.size)
		if err := apart(ctx, step.name); err != nil {
			return err
		}
	}
	return nil
}

// apart does one step in a process of its own.
func apart(ctx context.Context, step string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, append(os.Args[1:], "-step", step)...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("the step %q: %w", step, err)
	}
	return nil
}

// usable reports whether what a step made before is what this program needs: it
// may be the work of an older or a newer one.
func (s *settings) usable(ctx context.Context, p place, step string) bool {
	switch step {
	case "draw":
		var c corpus
		if readJSON(p.corpus(), &c) != nil {
			return false
		}
		return !slices.ContainsFunc(classes, func(k class) bool { return len(c.Queries[k.name]) == 0 })
	case "newsdex":
		e, err := engine.Open(ctx, p.index("newsdex"), engine.Ask)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench: the index that was kept does not open and is made anew:", err)
			return false
		}
		return e.Close() == nil
	}
	return true
}
