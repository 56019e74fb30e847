package web

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"newsdex/article"
	"newsdex/indexer"
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
	follow  bool // what addresses lead to
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
