package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"newsdex/article"
	"newsdex/indexer"
	"newsdex/search"
)

// Limits of jobs.
const (
	// maxJobs run at once: one more than one, so that a small import need not
	// wait for a large one. They share one writer, and more would share its time.
	maxJobs = 2
	// jobQueue is how many jobs wait for their turn. Each may hold an upload on
	// the disk, see maxUpload.
	jobQueue = 8
	// keptJobs is how many ended jobs are remembered, the newest; each holds up
	// to indexer.MaxProblems problems and a file of maxEntryBytes.
	keptJobs = 20
	// jobRetry is when a client that found the queue full may ask again, in
	// seconds: jobs take seconds to hours.
	jobRetry = 30
	// mergeWorth is after how many stored articles the index is put in order.
	// Fewer do not make asking slow, and a feed that is read every hour must not
	// rewrite what all hours before it brought.
	mergeWorth = 1000
	// maxDryRun bounds the articles of a dry run, of which some 300 bytes each
	// are remembered.
	maxDryRun = 500_000
	// firstAdded is how many of the new articles the page of a job links to.
	firstAdded = 10
)

// jobs are those that wait, run, or ended lately.
type jobs struct {
	run   func(ctx context.Context, j *job)
	slots chan struct{}
	wait  sync.WaitGroup

	mu     sync.Mutex
	all    []*job // oldest first
	active int    // that wait or run, and room that is reserved for more
	stored int    // articles since the index was put in order
	closed bool
}

func newJobs(run func(context.Context, *job)) *jobs {
	return &jobs{run: run, slots: make(chan struct{}, maxJobs)}
}

// reserve takes room for one job, for start or release to use.
func (js *jobs) reserve() error {
	js.mu.Lock()
	defer js.mu.Unlock()
	if js.closed {
		return problemf(notReady, "The server is stopping.")
	}
	if js.active >= maxJobs+jobQueue {
		e := problemf(busy, "%d imports are running and %d are waiting; try again when one has ended. GET /v1/jobs lists them.", maxJobs, jobQueue)
		e.retry = jobRetry
		return e
	}
	js.active++
	js.wait.Add(1)
	return nil
}

// release gives back room that was reserved.
func (js *jobs) release() {
	js.mu.Lock()
	defer js.mu.Unlock()
	js.active--
	js.wait.Done()
}

// start lets a job wait for its turn, in room that was reserved. ctx ends it.
func (js *jobs) start(ctx context.Context, t task) *job {
	var b [8]byte
	rand.Read(b[:]) // never fails
	j := &job{task: t, id: hex.EncodeToString(b[:]), created: time.Now(), state: jobQueued, entries: newEntryLog()}
	j.report = indexer.Report{Counts: indexer.Counts{Reasons: map[string]int{}}, Problems: []indexer.Problem{}, Notes: map[string]int{}, NoteExamples: map[string]string{}, DryRun: t.dryRun}
	ctx, j.stop = context.WithCancelCause(ctx)
	js.mu.Lock()
	js.all = append(js.all, j)
	js.forget()
	js.mu.Unlock()
	go js.work(ctx, j)
	return j
}

// work waits for a turn, or for the end of ctx, and runs the job.
func (js *jobs) work(ctx context.Context, j *job) {
	defer js.release()
	defer j.stop(nil)
	defer j.uploads.close()
	select {
	case js.slots <- struct{}{}:
		defer func() { <-js.slots }()
	case <-ctx.Done():
	}
	js.run(ctx, j)
}

// forget drops the oldest ended jobs beyond what is kept.
func (js *jobs) forget() {
	ended := 0
	for i := len(js.all) - 1; i >= 0; i-- {
		if j := js.all[i]; j.hasEnded() {
			if ended++; ended > keptJobs {
				j.entries.close()
				js.all = slices.Delete(js.all, i, i+1)
			}
		}
	}
}

// find returns the job of that name.
func (js *jobs) find(id string) (*job, error) {
	js.mu.Lock()
	defer js.mu.Unlock()
	for _, j := range js.all {
		if j.id == id {
			return j, nil
		}
	}
	return nil, problemf(noJob, "There is no job of that name. The last %d that ended are kept, and none when the server stops; what a job has stored stays.", keptJobs)
}

// list returns the jobs, the newest first.
func (js *jobs) list() []*job {
	js.mu.Lock()
	defer js.mu.Unlock()
	all := slices.Clone(js.all)
	slices.Reverse(all)
	return all
}

// worthMerging counts stored articles, and reports whether the index should be
// put in order now: enough is new, and no other job will add to it.
func (js *jobs) worthMerging(stored int) bool {
	js.mu.Lock()
	defer js.mu.Unlock()
	js.stored += stored
	if js.stored < mergeWorth || js.active > 1 {
		return false
	}
	js.stored = 0
	return true
}

// close lets no more jobs start, waits until those there are have ended, and
// gives back what is kept on the disk. Their contexts must have ended.
func (js *jobs) close(ctx context.Context) error {
	js.mu.Lock()
	js.closed = true
	js.mu.Unlock()
	done := make(chan struct{})
	go func() { js.wait.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
		return ctx.Err()
	}
	for _, j := range js.list() {
		j.entries.close()
	}
	return nil
}

// runJob runs one job to its end; one whose context has ended does not begin.
func (s *Server) runJob(ctx context.Context, j *job) {
	if ctx.Err() != nil {
		j.end(jobInterrupted, "", sentence("Before it began, "+context.Cause(ctx).Error()))
		s.logJob(j)
		return
	}
	j.begin()
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("a job panicked", "job", j.id, "panic", r, "stack", string(debug.Stack()))
			j.end(jobFailed, "", "This is a fault of the server. The log tells the cause beside the name of the job.")
		}
		s.logJob(j)
	}()
	report, err := s.ingest(ctx, j)
	j.finish(report)
	switch {
	case err != nil && report.Interrupted:
		j.end(jobInterrupted, "", fmt.Sprintf("After %s records %s. What is stored stays; import the same again to go on, nothing is added twice.", count(report.Read), context.Cause(ctx)))
		return
	case err != nil:
		s.log.Error("a job failed", "job", j.id, "cause", err)
		j.end(jobFailed, "", asJobProblem(err))
		return
	}
	note := ""
	if stored := report.Added + report.Updated + report.Copies; s.deps.Merge != nil && !j.dryRun && s.jobs.worthMerging(stored) {
		j.merge()
		if err := s.deps.Merge(ctx); err != nil {
			s.log.Warn("putting the index in order was given up", "job", j.id, "cause", err)
			note = "All articles are stored, but putting the index in order was given up; asking works, more slowly."
		}
	}
	j.end(jobDone, note, "")
}

// ingest reads what a job is to read.
func (s *Server) ingest(ctx context.Context, j *job) (*indexer.Report, error) {
	w := s.deps.Writer
	if j.dryRun {
		w = &boundedDryRun{Writer: indexer.NewDryRun(s.held)}
	}
	o := indexer.Options{
		IDPrefix: j.prefix, Map: j.names, Root: s.root,
		OnEntry: j.entry, OnProblem: j.problem, OnProgress: j.progress,
	}
	if s.deps.Fetch != nil {
		o.Fetch = s.deps.Fetch.Anew(j.follow)
	} else {
		o.Fetch = indexer.NewFetcher(indexer.FetchOptions{Follow: j.follow}, nil)
		defer o.Fetch.Close() // without a memory nothing can fail to be saved
	}
	if s.deps.Index != "" {
		o.Exclude = []string{s.deps.Index}
	}
	var r *indexer.Report
	var err error
	if j.uploads != nil {
		r, err = indexer.Files(ctx, w, j.uploads, uploadLabel, o)
	} else {
		r, err = indexer.Run(ctx, w, j.sources, o)
	}
	r.DryRun = j.dryRun
	return r, err
}

// held looks up an article for a dry run; nil when there is none.
func (s *Server) held(ctx context.Context, id string) (*article.Article, error) {
	a, err := s.deps.Searcher.Article(ctx, id)
	if errors.Is(err, search.ErrNotFound) {
		return nil, nil
	}
	return a, err
}

// boundedDryRun ends a dry run that looks at too many articles.
type boundedDryRun struct {
	indexer.Writer
	seen int
}

func (w *boundedDryRun) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	if w.seen += len(batch); w.seen > maxDryRun {
		return nil, problemf(tooLarge, "A dry run here looks at %s articles at most; newsdex index --dry-run has no such limit.", count(maxDryRun))
	}
	return w.Writer.Write(ctx, batch)
}

// asJobProblem says why a job failed, as far as its reader may know.
func asJobProblem(err error) string {
	e := asProblem(err)
	if e.code == internal {
		return "Storing articles failed. The log of the server tells the cause beside the name of the job; what was stored before stays."
	}
	return e.detail
}

func (s *Server) logJob(j *job) {
	v := j.view()
	level := slog.LevelInfo
	if v.state == jobFailed {
		level = slog.LevelError
	}
	s.log.Log(context.Background(), level, "job ended", "job", j.id, "state", string(v.state), "took", v.took, "what", v.report.Summary())
}
