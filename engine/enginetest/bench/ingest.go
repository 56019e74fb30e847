package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"newsdex/engine/enginetest/plain"
)

// ingested is what reading one corpus cost, from the start of a process to its
// end.
type ingested struct {
	Corpus   string `json:"corpus"`
	Articles int    `json:"articles"`
	// Records counts what was read, with what is no article.
	Records int `json:"records"`
	// FileBytes is the size of the files as they lie on the disk, Hash their
	// SHA-256, one after the other; TextBytes is that of headlines and bodies.
	FileBytes int64  `json:"file_bytes"`
	Hash      string `json:"sha256"`
	TextBytes int64  `json:"text_bytes"`
	// Newsdex is the program itself: newsdex index of the files, to the end of
	// its merge. Bleve is plain.Loop with the same texts; nil with -alone,
	// and for collections with little text.
	Newsdex cost  `json:"newsdex"`
	Bleve   *cost `json:"bleve,omitempty"`
	// Growth is of a corpus in two halves; nil for others.
	Growth *halves `json:"growth,omitempty"`
}

// cost is one side.
type cost struct {
	Seconds float64 `json:"seconds"`
	// CPU is the time of all cores. It hardly changes with what else the machine
	// does, as Seconds do.
	CPU           float64 `json:"cpu_seconds"`
	IndexBytes    int64   `json:"index_bytes"`
	PeakAnonymous int64   `json:"peak_anonymous_bytes"`
	// Within is the time within calls of bleve, without the start of the process
	// and the reading of the articles.
	Within float64 `json:"seconds_within,omitempty"`
}

// halves is how long each half took in one run, and the merge behind them.
type halves struct {
	First  float64 `json:"first_seconds"`
	Second float64 `json:"second_seconds"`
	Merge  float64 `json:"merge_seconds"`
}

// leastCompared is how much text a collection must have to be given to bleve as
// well, in bytes: of less, the start of the processes is measured.
const leastCompared = 5_000_000

// ingest measures corpus by corpus and reports.
func (s *settings) ingest(ctx context.Context, p place) error {
	program, err := filepath.Abs(s.program)
	if err != nil {
		return err
	}
	shared, err := s.collectionsAsTheyCome()
	if err != nil {
		return err
	}
	rep := ingestReport{Machine: thisMachine(), settings: s}
	for _, c := range append(s.generated(p), shared...) {
		if !s.classes.MatchString(c.name) {
			continue
		}
		r, err := s.ingestOne(ctx, p, program, c)
		if err != nil {
			return fmt.Errorf("corpus %q: %w", c.name, err)
		}
		rep.Results = append(rep.Results, r)
		fmt.Fprintln(os.Stderr, r.line())
	}
	if len(rep.Results) == 0 {
		return errors.New("-classes: no corpus has such a name")
	}
	if err := writeJSON(filepath.Join(p.root, "ingest.json"), rep); err != nil {
		return err
	}
	return rep.publish()
}

// ingestOne measures one corpus, in a folder that is taken away again: first
// newsdex, then the loop with the articles that newsdex found.
func (s *settings) ingestOne(ctx context.Context, p place, program string, c corpusFiles) (r ingested, err error) {
	dir, err := os.MkdirTemp(p.root, "ingest-")
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	r.Corpus = c.name
	in, err := c.files(dir)
	if err != nil {
		return r, err
	}
	if r.Hash, r.FileBytes, err = hashFiles(in); err != nil {
		return r, err
	}
	index := filepath.Join(dir, "index")
	if err := s.runNewsdex(ctx, program, index, in, &r); err != nil {
		return r, err
	}
	texts := filepath.Join(dir, "texts.jsonl")
	if r.Articles, r.TextBytes, err = exportTexts(ctx, index, texts); err != nil {
		return r, err
	}
	if c.articles > 0 && c.articles != r.Articles {
		return r, fmt.Errorf("newsdex has %d articles of %d", r.Articles, c.articles)
	}
	tooSmall := c.articles == 0 && r.TextBytes < leastCompared
	if err := os.RemoveAll(index); err != nil || s.alone || c.halves || tooSmall {
		return r, err
	}
	return r, s.runLoop(ctx, dir, texts, &r)
}

// runNewsdex runs the program on the files.
func (s *settings) runNewsdex(ctx context.Context, program, index string, in []string, r *ingested) error {
	const recordsSkipped = 3 // see the exit codes of the program
	journal := journalWatch{path: filepath.Join(index, "indexing.jsonl")}
	run, err := child{
		args: append([]string{program, "index", "--json", "--index", index}, in...), fine: []int{recordsSkipped}, tick: journal.look,
	}.run(ctx)
	if err != nil {
		return err
	}
	var report struct {
		Read int `json:"read"`
	}
	if err := json.Unmarshal(run.stdout, &report); err != nil {
		return fmt.Errorf("reading what newsdex reports: %w", err)
	}
	r.Records = report.Read
	r.Newsdex = cost{Seconds: run.took.Seconds(), CPU: run.cpu.Seconds(), PeakAnonymous: run.peak}
	if len(in) == 2 {
		if r.Growth, err = journal.halves(run.took); err != nil {
			return err
		}
	}
	r.Newsdex.IndexBytes, err = sizeOf(index)
	return err
}

// runLoop runs plain.Loop in a process of its own.
func (s *settings) runLoop(ctx context.Context, dir, texts string, r *ingested) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	index := filepath.Join(dir, "bleve")
	run, err := child{args: []string{self, "-step", "loop", "-from", texts, "-to", index}}.run(ctx)
	if err != nil {
		return err
	}
	var did looped
	if err := json.Unmarshal(run.stdout, &did); err != nil {
		return fmt.Errorf("reading what the loop reports: %w", err)
	}
	if did.Articles != r.Articles {
		return fmt.Errorf("the loop has %d articles, newsdex %d", did.Articles, r.Articles)
	}
	size, err := sizeOf(index)
	r.Bleve = &cost{Seconds: run.took.Seconds(), CPU: run.cpu.Seconds(), Within: did.Within, PeakAnonymous: run.peak, IndexBytes: size}
	return err
}

// looped is what the step "loop" prints.
type looped struct {
	Articles int     `json:"articles"`
	Within   float64 `json:"seconds_within"`
}

// loop is the step: it reads the texts and hands them to bleve.
func (s *settings) loop() error {
	f, err := os.Open(s.from)
	if err != nil {
		return err
	}
	defer f.Close()
	n, within, err := plain.Loop(s.to, func(yield func(plain.Text, error) bool) {
		d := json.NewDecoder(bufio.NewReaderSize(f, 1<<16))
		for {
			var t plain.Text
			err := d.Decode(&t)
			if err == io.EOF || !yield(t, err) || err != nil {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(looped{n, within.Seconds()})
}

// journalWatch sees by the journal of a run when its first file was stored to
// the end, and when all was.
type journalWatch struct {
	path        string
	first, last time.Duration // since the start of the process; 0 when not yet
}

func (j *journalWatch) look(since time.Duration) {
	b, err := os.ReadFile(j.path)
	switch {
	case err != nil && j.first > 0 && j.last == 0:
		j.last = since // it is taken away when all is stored
	case err == nil && j.first == 0 && bytes.Contains(b, []byte(`"path":`)):
		j.first = since
	}
}

func (j *journalWatch) halves(whole time.Duration) (*halves, error) {
	if j.first == 0 {
		return nil, errors.New("the run was too quick to see when its first half was stored; measure more articles")
	}
	if j.last == 0 {
		j.last = whole
	}
	return &halves{First: j.first.Seconds(), Second: (j.last - j.first).Seconds(), Merge: (whole - j.last).Seconds()}, nil
}

// perSecond and mbPerSecond are rates of one side.
func (c *cost) perSecond(r *ingested) float64   { return float64(r.Articles) / c.Seconds }
func (c *cost) mbPerSecond(r *ingested) float64 { return float64(r.TextBytes) / 1e6 / c.Seconds }
func (c *cost) ratio(r *ingested) float64 {
	return float64(c.IndexBytes) / float64(max(1, r.TextBytes))
}

// faster is how many times as fast newsdex is as the loop, each from the start of
// its process to the end; bare is the same for the time within bleve only, which
// leaves out what the loop needs to read the articles, but not what newsdex does.
func (r *ingested) faster() float64 { return r.Bleve.Seconds / r.Newsdex.Seconds }
func (r *ingested) bare() float64   { return r.Bleve.Within / r.Newsdex.Seconds }

// grows is the rate of the second half by that of the first. The merge at the
// end belongs to neither.
func (h *halves) grows() float64 { return h.First / h.Second }

// line is a corpus in one line, while the run is under way.
func (r *ingested) line() string {
	var b strings.Builder
	n := &r.Newsdex
	fmt.Fprintf(&b, "%-24s %7d articles, %.1f MB of text: %.0f/s, %.2f MB/s, %.1f s of CPU, %d MB anonymous, index ÷ text %.2f",
		r.Corpus, r.Articles, float64(r.TextBytes)/1e6, n.perSecond(r), n.mbPerSecond(r), n.CPU, n.PeakAnonymous>>20, n.ratio(r))
	if r.Bleve != nil {
		fmt.Fprintf(&b, "; bleve %.0f/s, %.1f s of CPU, %d MB, %.2f; newsdex %.2f× (%.2f× of the time within bleve)",
			r.Bleve.perSecond(r), r.Bleve.CPU, r.Bleve.PeakAnonymous>>20, r.Bleve.ratio(r), r.faster(), r.bare())
	}
	if h := r.Growth; h != nil {
		fmt.Fprintf(&b, "; halves %.1f s and %.1f s, merge %.1f s: the second at %.2f of the rate of the first", h.First, h.Second, h.Merge, h.grows())
	}
	return b.String()
}
