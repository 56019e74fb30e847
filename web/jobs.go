package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
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

// jobState is where a job stands.
type jobState string

const (
	jobQueued      jobState = "queued"
	jobRunning     jobState = "running"
	jobDone        jobState = "done"
	jobFailed      jobState = "failed"
	jobInterrupted jobState = "interrupted"
)

var jobStates = []jobState{jobQueued, jobRunning, jobDone, jobFailed, jobInterrupted}

func (s jobState) ended() bool { return s != jobQueued && s != jobRunning }

// Why a job was interrupted.
var errStopAsked = errors.New("it was stopped on request")

// task is what a job is to do.
type task struct {
	// sources are names in the ingest root, and addresses; shown as in say.
	sources []string
	// uploads, when not nil, are read instead. The job closes them.
	uploads *uploads
	say     []string // what is read, for a reader
	prefix  string
	pairs   []string // of names, "headline=Title"
	names   indexer.FieldMap
	follow  bool
	dryRun  bool
}

// job is one run of the indexer that the server does by itself.
type job struct {
	task
	id      string
	created time.Time
	stop    context.CancelCauseFunc
	entries *entryLog

	mu             sync.Mutex
	state          jobState
	merging        bool
	stopping       bool
	started, ended time.Time
	report         indexer.Report // while it runs, counts and problems so far
	now            indexer.Progress
	at             time.Duration // since started, of now
	note, failure  string
	added          []string // identifiers of the first articles that were added
}

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

// work waits for a turn and runs the job.
func (js *jobs) work(ctx context.Context, j *job) {
	defer js.release()
	defer j.stop(nil)
	defer j.uploads.close()
	select {
	case js.slots <- struct{}{}:
		defer func() { <-js.slots }()
	case <-ctx.Done():
	}
	if ctx.Err() != nil {
		j.end(jobInterrupted, "", sentence("Before it began, "+context.Cause(ctx).Error()))
		return
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

// runJob runs one job to its end.
func (s *Server) runJob(ctx context.Context, j *job) {
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
		IDPrefix: j.prefix, Map: j.names, Root: s.root, Exclude: []string{s.deps.Index},
		OnEntry: j.entry, OnProblem: j.problem, OnProgress: j.progress,
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

func (j *job) begin() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.state, j.started = jobRunning, time.Now()
}

func (j *job) merge() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.merging = true
}

// finish takes the report of the run.
func (j *job) finish(r *indexer.Report) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.report = *r
}

func (j *job) end(state jobState, note, failure string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.state, j.note, j.failure, j.ended, j.merging = state, note, failure, time.Now(), false
	j.report.Interrupted = state == jobInterrupted
}

func (j *job) hasEnded() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.state.ended()
}

// halt asks the job to stop; it reports whether it has ended already.
func (j *job) halt() (ended bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.state.ended() {
		return true
	}
	j.stopping = true
	j.stop(errStopAsked)
	return false
}

// entry counts one record of a run.
func (j *job) entry(e indexer.Entry) {
	j.entries.add(e)
	j.mu.Lock()
	defer j.mu.Unlock()
	c := &j.report.Counts
	c.Read++
	switch e.Outcome {
	case article.Added:
		c.Added++
	case article.Updated:
		c.Updated++
	case article.Unchanged:
		c.Unchanged++
	case article.Copy:
		c.Copies++
	default:
		c.Skipped++
		c.Reasons[e.Code]++
	}
	if (e.Outcome == article.Added || e.Outcome == article.Copy) && len(j.added) < firstAdded {
		j.added = append(j.added, e.ID)
	}
}

func (j *job) problem(p indexer.Problem) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.report.Problems) < indexer.MaxProblems {
		j.report.Problems = append(j.report.Problems, p)
	} else {
		j.report.MoreProblems++
	}
}

func (j *job) progress(p indexer.Progress) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.now, j.at = p, time.Since(j.started)
	j.report.Files, j.report.Bytes = p.Files, p.Bytes
}

// jobView is a job at one moment.
type jobView struct {
	*job
	state             jobState
	merging, stopping bool
	started, ended    time.Time
	report            indexer.Report
	now               indexer.Progress
	at, took          time.Duration
	note, failure     string
	added             []string
}

func (j *job) view() jobView {
	j.mu.Lock()
	defer j.mu.Unlock()
	v := jobView{
		job: j, state: j.state, merging: j.merging, stopping: j.stopping && !j.state.ended(), started: j.started, ended: j.ended,
		report: j.report, now: j.now, at: j.at, note: j.note, failure: j.failure, added: slices.Clone(j.added),
	}
	v.report.Reasons = maps.Clone(j.report.Reasons) // problems are only ever appended to
	switch {
	case v.started.IsZero():
	case v.ended.IsZero():
		v.took = time.Since(v.started)
	default:
		v.took = v.ended.Sub(v.started)
	}
	return v
}
