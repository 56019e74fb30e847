package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"newsdex/engine"
	"newsdex/engine/enginetest/plain"
)

// figures are the measurements of one side in one class.
type figures struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	P99 float64 `json:"p99_ms"`
	// Allocations and their bytes, for each query on average.
	Allocs float64 `json:"allocs"`
	Bytes  float64 `json:"bytes"`
	// Partial is how many queries ran into the deadline of one query.
	Partial int `json:"partial,omitempty"`
}

// result is one class.
type result struct {
	Class   string `json:"class"`
	Queries int    `json:"queries"`
	Rounds  int    `json:"rounds"`
	// Hits is the median of the totals.
	Hits int `json:"hits"`
	// Newsdex and Bleve are nil when that side has no such question.
	Newsdex *figures `json:"newsdex,omitempty"`
	Bleve   *figures `json:"bleve,omitempty"`
	// Plainly is the same queries without what the class adds, and Adds the
	// median of the differences in milliseconds.
	Plainly *figures `json:"plainly,omitempty"`
	Adds    float64  `json:"adds_ms,omitempty"`
	// Differ are the queries whose totals differ.
	Differ []difference `json:"differ,omitempty"`
	// Overshoot is how long at most an answer came after its deadline, in
	// milliseconds, when queries were given half of their time; -1 when all
	// were too quick to tell.
	Overshoot float64 `json:"overshoot_ms"`
}

// difference is a query that the two sides answer differently.
type difference struct {
	Query          string
	Newsdex, Bleve int
}

// run is the work under way.
type run struct {
	*settings
	ctx    context.Context
	corpus corpus
	ours   engine.Engine
	bleve  *plain.Index // nil when alone
}

// open opens newsdex's index; bleve's is opened when the memory of the other
// was seen.
func (s *settings) open(ctx context.Context, p place) (*run, error) {
	r := &run{settings: s, ctx: ctx}
	if err := readJSON(p.corpus(), &r.corpus); err != nil {
		return nil, err
	}
	var err error
	r.ours, err = engine.Open(ctx, p.index("newsdex"), engine.Ask)
	return r, err
}

// measure asks class by class and reports.
func (s *settings) measure(ctx context.Context, p place) (err error) {
	r, err := s.open(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.ours.Close()) }()
	rep := report{Machine: thisMachine(), Corpus: r.corpus, settings: s}
	stop := watch()
	err = r.warm()
	rep.PeakAnonymous = stop()
	if err != nil {
		return err
	}
	if !s.alone {
		if r.bleve, err = plain.Open(p.index("bleve")); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, r.bleve.Close()) }()
	}
	for _, name := range []string{"newsdex", "bleve"} {
		var b indexing
		if name == "newsdex" || !s.alone {
			if err := readJSON(p.built(name), &b); err != nil {
				return err
			}
			rep.Indexing = append(rep.Indexing, b)
		}
	}
	for _, c := range s.chosen() {
		res, err := r.class(c)
		if err != nil {
			return fmt.Errorf("class %q: %w", c.name, err)
		}
		rep.Results = append(rep.Results, res)
		fmt.Fprintln(os.Stderr, res.line())
	}
	rep.Corpus.Queries = nil
	if err := writeJSON(filepath.Join(p.root, "results.json"), rep); err != nil {
		return err
	}
	return rep.publish()
}

// warm asks newsdex every query once, alone in the process.
func (r *run) warm() error {
	for _, c := range r.chosen() {
		s, err := r.side(c, "newsdex")
		if err != nil {
			return err
		}
		for _, a := range s.asks {
			if _, _, err := r.once(a, r.limit); err != nil {
				return err
			}
		}
	}
	return nil
}

// side makes a class ready for an engine.
func (r *run) side(c class, name string) (side, error) {
	qs := r.corpus.Queries[c.name]
	if name == "bleve" {
		if r.bleve == nil {
			return side{name: name}, nil
		}
		return ready(name, qs, func(q question) (asking, error) { return bleves(r.bleve, c, q) })
	}
	return ready(name, qs, func(q question) (asking, error) { return ours(r.ours, c, q) })
}

// once asks one query with a deadline, and takes the time.
func (r *run) once(a asking, deadline time.Duration) (found, time.Duration, error) {
	ctx, cancel := context.WithTimeout(r.ctx, deadline)
	defer cancel()
	begin := time.Now()
	f, err := a(ctx)
	took := time.Since(begin)
	if err == nil {
		err = r.ctx.Err()
	}
	return f, took, err
}

// class measures one class: totals first, then rounds in which the sides take
// turns query by query, then allocations and deadlines.
func (r *run) class(c class) (result, error) {
	res := result{Class: c.name, Queries: len(r.corpus.Queries[c.name]), Overshoot: -1}
	var sides []side
	for _, ask := range []struct {
		name string
		c    class
		want bool
	}{{"newsdex", c, true}, {"bleve", c, true}, {"newsdex", plainly(c), c.beside}} {
		s := side{name: ask.name}
		if ask.want {
			var err error
			if s, err = r.side(ask.c, ask.name); err != nil {
				return res, err
			}
		}
		sides = append(sides, s)
	}
	totals := make([][]found, len(sides))
	for i, s := range sides {
		for _, a := range s.asks {
			f, _, err := r.once(a, r.limit)
			if err != nil {
				return res, err
			}
			totals[i] = append(totals[i], f)
		}
	}
	res.compare(r.corpus.Queries[c.name], totals)
	times, err := r.rounds(&res, sides)
	if err != nil {
		return res, err
	}
	for i, to := range []**figures{&res.Newsdex, &res.Bleve, &res.Plainly} {
		if !sides[i].offered() {
			continue
		}
		f := summary(times[i])
		for _, t := range totals[i] {
			if t.partial {
				f.Partial++
			}
		}
		if f.Allocs, f.Bytes, err = r.allocations(sides[i]); err != nil {
			return res, err
		}
		*to = &f
	}
	if res.Newsdex != nil && res.Plainly != nil {
		res.Adds = medianDifference(times[0], times[2])
	}
	if res.Newsdex != nil {
		res.Overshoot, err = r.overshoot(sides[0], times[0])
	}
	return res, err
}

// compare notes the median of the totals, and where the sides differ.
func (res *result) compare(queries []question, totals [][]found) {
	known := totals[0]
	if len(known) == 0 {
		known = totals[1]
	}
	var hits []int
	for i, f := range known {
		hits = append(hits, f.total)
		if len(totals[0]) == 0 || len(totals[1]) == 0 {
			continue
		}
		if a, b := totals[0][i], totals[1][i]; a.total != b.total && !a.partial && !b.partial {
			res.Differ = append(res.Differ, difference{queries[i].Text, a.total, b.total})
		}
	}
	if len(hits) > 0 {
		slices.Sort(hits)
		res.Hits = hits[len(hits)/2]
	}
}

// rounds asks every query in every round once on each side, the sides taking
// turns in being first. times[side][query] are the milliseconds.
func (r *run) rounds(res *result, sides []side) (times [][][]float64, err error) {
	times = make([][][]float64, len(sides))
	for i := range times {
		times[i] = make([][]float64, res.Queries)
	}
	begin := time.Now()
	for round := range r.settings.rounds {
		if round > 0 && time.Since(begin) > r.budget {
			break
		}
		res.Rounds++
		for q := range res.Queries {
			for turn := range sides {
				i := (turn + round + q) % len(sides)
				if !sides[i].offered() {
					continue
				}
				_, took, err := r.once(sides[i].asks[q], r.limit)
				if err != nil {
					return nil, err
				}
				times[i][q] = append(times[i][q], float64(took.Nanoseconds())/1e6)
			}
		}
	}
	return times, nil
}

// summary returns the percentiles over all queries and rounds.
func summary(times [][]float64) figures {
	all := slices.Concat(times...)
	slices.Sort(all)
	return figures{P50: percentile(all, 50), P95: percentile(all, 95), P99: percentile(all, 99)}
}

// percentile returns the nearest rank of sorted figures.
func percentile(sorted []float64, p int) float64 {
	return sorted[min(len(sorted)-1, (len(sorted)*p+99)/100-1)]
}

func median(xs []float64) float64 {
	xs = slices.Sorted(slices.Values(xs))
	return percentile(xs, 50)
}

// medianDifference is the median over queries of how much longer a takes than b.
func medianDifference(a, b [][]float64) float64 {
	var out []float64
	for q := range a {
		out = append(out, median(a[q])-median(b[q]))
	}
	return median(out)
}

// allocations returns the mean allocations of a query and their bytes, from one
// round of its own. What else goes on in the process is counted too; nothing
// should.
func (r *run) allocations(s side) (allocs, bytes float64, err error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, a := range s.asks {
		if _, _, err := r.once(a, r.limit); err != nil {
			return 0, 0, err
		}
	}
	runtime.ReadMemStats(&after)
	n := float64(len(s.asks))
	return float64(after.Mallocs-before.Mallocs) / n, float64(after.TotalAlloc-before.TotalAlloc) / n, nil
}

// leastDeadline is the shortest deadline that is tried: a shorter one passes
// before anything is begun.
const leastDeadline = time.Millisecond

// overshoot gives every query that is slow enough half of its time, and returns
// the longest an answer was late, in milliseconds; -1 when none is slow enough.
func (r *run) overshoot(s side, times [][]float64) (float64, error) {
	late := -1.0
	for q, a := range s.asks {
		deadline := time.Duration(median(times[q]) / 2 * 1e6)
		if deadline < leastDeadline {
			continue
		}
		_, took, err := r.once(a, deadline)
		if err != nil {
			return late, err
		}
		late = max(late, float64((took-deadline).Nanoseconds())/1e6, 0)
	}
	return late, nil
}
