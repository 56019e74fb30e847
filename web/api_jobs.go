package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"newsdex/indexer"
)

// jobJSON is a job as clients see it.
type jobJSON struct {
	ID    string       `json:"id"`
	Links jobLinksJSON `json:"links"`
	State jobState     `json:"state"`
	// Merging: all is stored, and the index is being put in order.
	Merging bool `json:"merging"`
	// Stopping: it was asked to stop, and ends with the batch in hand.
	Stopping  bool     `json:"stopping"`
	CreatedAt string   `json:"created_at"`
	StartedAt *string  `json:"started_at"`
	EndedAt   *string  `json:"ended_at"`
	Sources   []string `json:"sources"`
	IDPrefix  string   `json:"id_prefix"`
	Map       []string `json:"map"`
	Follow    bool     `json:"follow"`
	DryRun    bool     `json:"dry_run"`

	Progress jobProgressJSON `json:"progress"`
	// Report has what was counted so far, and is complete when the job has ended.
	Report indexer.Report `json:"report"`
	Note   *string        `json:"note"`
	Error  *string        `json:"error"`
}

// jobLinksJSON are the addresses of a job.
type jobLinksJSON struct {
	Self    string `json:"self"`
	Entries string `json:"entries"`
	Page    string `json:"page"`
}

// jobProgressJSON is where a job stands.
type jobProgressJSON struct {
	// Share is from 0 to 1; null when it is not known.
	Share      *float64 `json:"share"`
	DoneBytes  int64    `json:"done_bytes"`
	TotalBytes *int64   `json:"total_bytes"`
	// RecordsPerSecond and BytesPerSecond are means since the start.
	RecordsPerSecond float64 `json:"records_per_second"`
	BytesPerSecond   float64 `json:"bytes_per_second"`
	ElapsedSeconds   float64 `json:"elapsed_seconds"`
	ETASeconds       *int    `json:"eta_seconds"`
	Path             string  `json:"path"`
}

// jobsJSON is the answer of GET /v1/jobs.
type jobsJSON struct {
	Jobs []jobJSON `json:"jobs"`
}

func jobLinks(id string) jobLinksJSON {
	return jobLinksJSON{Self: "/v1/jobs/" + id, Entries: "/v1/jobs/" + id + "/entries", Page: "/import/" + id}
}

func (v jobView) json() jobJSON {
	out := jobJSON{
		ID: v.id, Links: jobLinks(v.id), State: v.state, Merging: v.merging, Stopping: v.stopping, CreatedAt: v.created.UTC().Format(time.RFC3339),
		StartedAt: timeOrNull(v.started.UTC()), EndedAt: timeOrNull(v.ended.UTC()),
		Sources: list(v.say), IDPrefix: v.prefix, Map: list(v.pairs), Follow: v.follow, DryRun: v.dryRun,
		Progress: v.progressJSON(), Report: v.report, Note: orNull(v.note), Error: orNull(v.failure),
	}
	return out
}

func (v jobView) progressJSON() jobProgressJSON {
	p := jobProgressJSON{DoneBytes: v.now.Done, ElapsedSeconds: v.took.Seconds(), Path: v.now.Path}
	if seconds := v.took.Seconds(); seconds > 0 {
		p.RecordsPerSecond, p.BytesPerSecond = float64(v.report.Read)/seconds, float64(v.report.Bytes)/seconds
	}
	if share, ok := v.share(); ok {
		p.Share = &share
	}
	if v.now.Sized {
		p.TotalBytes = &v.now.Size
	}
	if left, ok := v.left(); ok {
		seconds := int(left.Seconds())
		p.ETASeconds = &seconds
	}
	return p
}

// share is how much of the job is done.
func (v jobView) share() (float64, bool) {
	if v.state == jobDone {
		return 1, true
	}
	return v.now.Share()
}

// left is how long the job will take still.
func (v jobView) left() (time.Duration, bool) {
	if v.state != jobRunning || v.merging {
		return 0, false
	}
	left, ok := v.now.Left(v.at)
	if !ok {
		return 0, false
	}
	return max(0, left-(v.took-v.at).Round(time.Second)), true
}

// postJob answers POST /v1/jobs.
func (s *Server) postJob(w http.ResponseWriter, r *http.Request) error {
	var req jobRequest
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(&req); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return err
		}
		return &httpError{code: badBody, cause: err, detail: `The body is not a JSON object with the fields sources, id_prefix, map, follow and dry_run, such as {"sources": ["news/2022"]}.`}
	}
	if _, err := d.Token(); err != io.EOF {
		return problemf(badBody, "Something stands behind the JSON object of the body.")
	}
	t, err := s.task(req)
	if err != nil {
		return err
	}
	if err := s.jobs.reserve(); err != nil {
		return err
	}
	return accepted(w, s.jobs.start(s.stopping, t))
}

// accepted answers with a job that goes on behind the answer.
func accepted(w http.ResponseWriter, j *job) error {
	w.Header().Set("Location", jobLinks(j.id).Self)
	return writeJSON(w, http.StatusAccepted, j.view().json())
}

// getJobs answers GET /v1/jobs: without the lists of problems, which are counted
// in more_problems.
func (s *Server) getJobs(w http.ResponseWriter, r *http.Request) error {
	out := jobsJSON{Jobs: []jobJSON{}}
	for _, j := range s.jobs.list() {
		v := j.view().json()
		v.Report.MoreProblems += len(v.Report.Problems)
		v.Report.Problems = []indexer.Problem{}
		out.Jobs = append(out.Jobs, v)
	}
	return writeJSON(w, http.StatusOK, out)
}

// getJob answers GET /v1/jobs/{job}.
func (s *Server) getJob(w http.ResponseWriter, r *http.Request) error {
	j, err := s.jobs.find(mux.Vars(r)["job"])
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, j.view().json())
}

// deleteJob answers DELETE /v1/jobs/{job}: it stops after the batch in hand.
func (s *Server) deleteJob(w http.ResponseWriter, r *http.Request) error {
	j, err := s.jobs.find(mux.Vars(r)["job"])
	if err != nil {
		return err
	}
	if j.halt() {
		return writeJSON(w, http.StatusOK, j.view().json())
	}
	return accepted(w, j)
}

// getEntries answers GET /v1/jobs/{job}/entries: a line about every record so
// far. Where lines are missing, the last line says how many.
func (s *Server) getEntries(w http.ResponseWriter, r *http.Request) error {
	j, err := s.jobs.find(mux.Vars(r)["job"])
	if err != nil {
		return err
	}
	lines, left, err := j.entries.read()
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", typeNDJSON)
	if _, err := io.Copy(w, lines); err != nil {
		note(r, fmt.Errorf("sending the account of a job: %w", err))
		panic(http.ErrAbortHandler) // a cut answer must not look whole
	}
	if left > 0 {
		_ = encodeJSON(w, struct { // the client may have left; the status is logged
			Omitted int `json:"omitted"`
		}{left})
	}
	return nil
}
