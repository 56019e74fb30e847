package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"newsdex/indexer"
	"newsdex/search"
)

func TestJob(t *testing.T) {
	root := folder(t, map[string]string{
		"news/a.txt": "Grain\n\nShips left port.", "news/b.jsonl": `{"id":"1","headline":"One","body":"Text"}` + "\n{broken\n" + `{"id":"2","Titel":"Two","body":"More"}` + "\n",
		"other/c.txt": "Not asked for\n\nText.",
	})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	j := l.ended(l.begin(`{"sources":["news"],"id_prefix":"wire","map":["headline=Titel"]}`).ID)
	r := j.Report
	if j.State != jobDone || r.Files != 2 || r.Read != 4 || r.Added != 3 || r.Skipped != 1 || r.Reasons["broken record"] != 1 {
		t.Errorf("%+v", j)
	}
	want := indexer.Problem{Path: filepath.Join(root, "news/b.jsonl"), Record: 2, Offset: 42, Code: "broken record"}
	if len(r.Problems) != 1 {
		t.Fatalf("problems %+v", r.Problems)
	}
	got := r.Problems[0]
	if got.Reason == "" {
		t.Error("a problem without a reason")
	}
	if got.Reason = ""; got != want {
		t.Errorf("problem %+v, want %+v", got, want)
	}
	if p := j.Progress; p.Share == nil || *p.Share != 1 || p.ETASeconds != nil || j.Error != nil || j.StartedAt == nil || j.EndedAt == nil {
		t.Errorf("%+v", j)
	}
	for id, headline := range map[string]string{"wire:1": "One", "wire:2": "Two"} {
		if a := m.articles[id]; a == nil || a.Headline != headline || a.ReadFrom.Source != filepath.Join(root, "news/b.jsonl") {
			t.Errorf("%s: %+v", id, a)
		}
	}
	var outcomes []string
	e := l.get(j.Links.Entries)
	for line := range strings.Lines(e.body) {
		var entry indexer.Entry
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		outcomes = append(outcomes, fmt.Sprintf("%s#%d %s", filepath.Base(entry.Path), entry.Record, entry.Outcome))
	}
	if got, want := strings.Join(outcomes, ", "), "a.txt#0 added, b.jsonl#1 added, b.jsonl#2 skipped, b.jsonl#3 added"; got != want || e.header.Get("Content-Type") != typeNDJSON {
		t.Errorf("entries %s, want %s", got, want)
	}
	// Again, by its absolute path: nothing changes.
	again := l.ended(l.begin(fmt.Sprintf(`{"sources":[%q],"id_prefix":"wire:","map":["headline=Titel"]}`, filepath.Join(root, "news"))).ID)
	if again.Report.Unchanged != 3 || m.len() != 3 {
		t.Errorf("the second time %+v", again.Report)
	}
	var all jobsJSON
	l.get("/v1/jobs").into(t, &all)
	if len(all.Jobs) != 2 || all.Jobs[0].ID != again.ID || all.Jobs[1].ID != j.ID || len(all.Jobs[1].Report.Problems) != 0 || all.Jobs[1].Report.MoreProblems != 1 {
		t.Errorf("%+v", all)
	}
}

// TestJobsWait: two run at once, some wait, more are refused; a job that ends
// makes room.
func TestJobsWait(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	waiting, release := counted(m)
	var ids []string
	for range maxJobs + jobQueue {
		ids = append(ids, l.begin(`{"sources":["."]}`).ID)
	}
	until(t, "that two jobs write", func() bool { return waiting.Load() == maxJobs })
	r := l.postJob(`{"sources":["."]}`)
	r.isProblem(t, busy)
	if r.status != 429 || r.header.Get("Retry-After") != "30" {
		t.Errorf("%d, Retry-After %q", r.status, r.header.Get("Retry-After"))
	}
	states := map[jobState]int{}
	for _, id := range ids {
		states[jobOf(t, l.get("/v1/jobs/"+id)).State]++
	}
	if states[jobRunning] != maxJobs || states[jobQueued] != jobQueue || waiting.Load() != maxJobs {
		t.Errorf("%v, %d writing", states, waiting.Load())
	}
	// One that waits can be stopped, and makes room at once.
	last := ids[len(ids)-1]
	if r := l.do("DELETE", "/v1/jobs/"+last, ""); r.status != 202 {
		t.Errorf("%d %s", r.status, r.body)
	}
	if j := l.ended(last); j.State != jobInterrupted || j.Error == nil || !strings.Contains(*j.Error, "stopped on request") || j.StartedAt != nil {
		t.Errorf("%+v", j)
	}
	until(t, "room", func() bool { return l.postJob(`{"sources":["."]}`).status == 202 })
	release()
	for _, id := range ids[:len(ids)-1] {
		if j := l.ended(id); j.State != jobDone || j.Report.Read != 1 {
			t.Errorf("%+v", j)
		}
	}
}

// manyRecords is more than a batch of articles.
func manyRecords(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"r%d","headline":"Headline %d","body":"Text of %d"}`+"\n", i, i, i)
	}
	return b.String()
}

// TestJobStops: it ends after the batch in hand, which is stored, and says so.
func TestJobStops(t *testing.T) {
	root := folder(t, map[string]string{"a.jsonl": manyRecords(3000)})
	for name, stop := range map[string]func(l *live, j jobJSON){
		"by DELETE": func(l *live, j jobJSON) {
			if r := l.do("DELETE", j.Links.Self, ""); r.status != 202 || !jobOf(l.t, r).Stopping {
				l.t.Errorf("%d %s", r.status, r.body)
			}
		},
		"by the page": func(l *live, j jobJSON) {
			r := l.form(j.Links.Page+"/stop", l.own(), nil)
			if !strings.Contains(r.body, "Stopping") {
				l.t.Errorf("%d %s", r.status, r.body)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			l := start(t, m, func(d *Deps) { d.IngestRoot = root })
			waiting, release := counted(m)
			j := l.begin(`{"sources":["."]}`)
			until(t, "the first batch", func() bool { return waiting.Load() == 1 })
			stop(l, j)
			release()
			end := l.ended(j.ID)
			if end.State != jobInterrupted || !end.Report.Interrupted || end.Error == nil || !strings.Contains(*end.Error, "stopped on request") {
				t.Errorf("%+v", end)
			}
			if n := end.Report.Added; n == 0 || n >= 3000 || n != m.len() || end.Report.Read != n {
				t.Errorf("%d added, %d stored, report %+v", n, m.len(), end.Report)
			}
			if r := l.do("DELETE", j.Links.Self, ""); r.status != 200 {
				t.Errorf("stopping it again: %d", r.status)
			}
			if again := l.ended(l.begin(`{"sources":["."]}`).ID); again.State != jobDone || again.Report.Unchanged != end.Report.Added || m.len() != 3000 {
				t.Errorf("going on: %+v", again.Report)
			}
		})
	}
}

// TestJobsEndWithTheServer: the batch in hand is stored before Serve returns, the
// log says how far each job came, and nothing is left on the disk.
func TestJobsEndWithTheServer(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	root := folder(t, map[string]string{"a.jsonl": manyRecords(3000)})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	waiting, release := counted(m)
	for range maxJobs + 1 {
		l.begin(`{"sources":["."]}`)
	}
	until(t, "the first batches", func() bool { return waiting.Load() == maxJobs })
	stopped := make(chan error)
	go func() { stopped <- l.stop() }()
	<-l.stopping.Done()
	release()
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
	stored := m.len()
	if stored == 0 || stored >= 3000 {
		t.Errorf("%d stored", stored)
	}
	if n := strings.Count(l.log.String(), "state=interrupted"); n != maxJobs+1 {
		t.Errorf("%d jobs are said to be interrupted", n)
	}
	for _, j := range l.jobs.list() {
		if v := j.view(); v.state != jobInterrupted || !strings.Contains(v.failure, "the server is stopping") {
			t.Errorf("%s: %s", v.state, v.failure)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "newsdex-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := l.jobs.reserve(); err == nil {
		t.Error("a job may begin after the end")
	}
}

func TestJobFails(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	for name, tc := range map[string]struct {
		err error
		say string
	}{
		"a fault":    {errors.New("secret path /var/x"), "The log of the server"},
		"a disk":     {fmt.Errorf("writing: %w", search.ErrWritesStopped), "a full disk"},
		"a panicker": {nil, "fault of the server"},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory()
			l := start(t, m, func(d *Deps) { d.IngestRoot = root })
			m.trouble(func(context.Context) error {
				if tc.err == nil {
					panic("boom")
				}
				return tc.err
			})
			j := l.ended(l.begin(`{"sources":["."]}`).ID)
			if j.State != jobFailed || j.Error == nil || !strings.Contains(*j.Error, tc.say) || strings.Contains(*j.Error, "secret") {
				t.Errorf("%+v, error %v", j.State, j.Error)
			}
			if tc.err != nil && !strings.Contains(l.log.String(), tc.err.Error()) {
				t.Error("the log does not tell the cause")
			}
			m.trouble(nil)
			if j := l.ended(l.begin(`{"sources":["."]}`).ID); j.State != jobDone || j.Report.Added != 1 {
				t.Errorf("the next one: %+v", j)
			}
		})
	}
}

func TestJobDryRun(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText.", "b.txt": "Other\n\nText."})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	l.ended(l.begin(`{"sources":["a.txt"]}`).ID)
	j := l.ended(l.begin(`{"sources":["."],"dry_run":true}`).ID)
	if !j.DryRun || !j.Report.DryRun || j.Report.Added != 1 || j.Report.Unchanged != 1 || m.len() != 1 {
		t.Errorf("%+v, %d stored", j.Report, m.len())
	}
	w := &boundedDryRun{Writer: indexer.NewDryRun(l.held), seen: maxDryRun}
	if _, err := w.Write(t.Context(), numbered(1)); err == nil || !strings.Contains(asJobProblem(err), "newsdex index --dry-run") {
		t.Errorf("%v", err)
	}
}

// TestJobsAreForgotten: the newest that ended are kept, and what others had on
// the disk is given back.
func TestJobsAreForgotten(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	l := start(t, newMemory(), func(d *Deps) { d.IngestRoot = root })
	var ids []string
	for range keptJobs + 2 {
		j := l.begin(`{"sources":["."]}`)
		l.ended(j.ID)
		ids = append(ids, j.ID)
	}
	first, err := l.jobs.find(ids[1])
	if err != nil {
		t.Fatal(err)
	}
	l.ended(l.begin(`{"sources":["."]}`).ID)
	for i, id := range ids {
		r := l.get("/v1/jobs/" + id)
		if i < 2 {
			r.isProblem(t, noJob)
			l.get("/v1/jobs/"+id+"/entries").isProblem(t, noJob)
		} else if r.status != 200 {
			t.Errorf("job %d of %d: %d", i, len(ids), r.status)
		}
	}
	if !first.entries.closed {
		t.Error("what a forgotten job had on the disk is kept")
	}
}

// TestJobMerges: the index is put in order after much was stored, when nobody
// else adds to it.
func TestJobMerges(t *testing.T) {
	root := folder(t, map[string]string{"many.jsonl": manyRecords(mergeWorth), "few.txt": "Head\n\nText.", "rest.jsonl": strings.ReplaceAll(manyRecords(mergeWorth-1), `"r`, `"s`)})
	for name, tc := range map[string]struct {
		jobs   []string
		merged []int
	}{
		"a large one":         {[]string{"many.jsonl"}, []int{1}},
		"a small one":         {[]string{"few.txt"}, []int{0}},
		"the same again":      {[]string{"many.jsonl", "many.jsonl"}, []int{1, 1}},
		"small ones together": {[]string{"rest.jsonl", "few.txt"}, []int{0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			var merged atomic.Int64
			l := start(t, newMemory(), func(d *Deps) {
				d.IngestRoot = root
				d.Merge = func(context.Context) error { merged.Add(1); return nil }
			})
			for i, s := range tc.jobs {
				if j := l.ended(l.begin(`{"sources":["` + s + `"]}`).ID); j.State != jobDone || int(merged.Load()) != tc.merged[i] {
					t.Errorf("after %s: merged %d times, want %d", s, merged.Load(), tc.merged[i])
				}
			}
		})
	}
	t.Run("beside another", func(t *testing.T) {
		var merged atomic.Int64
		l := start(t, newMemory(), func(d *Deps) {
			d.IngestRoot = root
			d.Merge = func(context.Context) error { merged.Add(1); return nil }
		})
		if err := l.jobs.reserve(); err != nil { // one that goes on
			t.Fatal(err)
		}
		l.ended(l.begin(`{"sources":["many.jsonl"]}`).ID)
		if merged.Load() != 0 {
			t.Error("merged while another job goes on")
		}
		l.jobs.release()
		l.ended(l.begin(`{"sources":["few.txt"]}`).ID)
		if merged.Load() != 1 {
			t.Error("not merged by the last one")
		}
	})
	t.Run("seen, and failing", func(t *testing.T) {
		gate := make(chan struct{})
		l := start(t, newMemory(), func(d *Deps) {
			d.IngestRoot = root
			d.Merge = func(context.Context) error { <-gate; return errors.New("no room") }
		})
		j := l.begin(`{"sources":["many.jsonl"]}`)
		j = l.await(j.ID, func(j jobJSON) bool { return j.Merging })
		if j.State != jobRunning || j.Report.Added != mergeWorth {
			t.Errorf("%+v", j)
		}
		close(gate)
		if j = l.ended(j.ID); j.State != jobDone || j.Note == nil || !strings.Contains(*j.Note, "given up") || j.Merging {
			t.Errorf("%+v", j)
		}
	})
}

// TestJobProgress: while it runs, a job tells what was done so far, and how much
// is left.
func TestJobProgress(t *testing.T) {
	data := manyRecords(3000) + "{broken\n"
	root := folder(t, map[string]string{"a.jsonl": data, "b.jsonl": strings.ReplaceAll(data, `"r`, `"s`)})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	steps := make(chan struct{}, 8) // past the end of the first file
	m.trouble(func(context.Context) error { <-steps; return nil })
	j := l.begin(`{"sources":["."]}`)
	for range cap(steps) {
		steps <- struct{}{}
	}
	j = l.await(j.ID, func(j jobJSON) bool { return j.Report.Read > 3001 && j.Progress.TotalBytes != nil })
	p, r := j.Progress, j.Report
	if j.State != jobRunning || p.Share == nil || *p.Share <= 0.4 || *p.Share >= 1 || *p.TotalBytes != int64(2*len(data)) || p.DoneBytes <= int64(len(data)/2) || p.RecordsPerSecond <= 0 || p.BytesPerSecond <= 0 {
		t.Errorf("%+v", p)
	}
	if r.Added+r.Skipped != r.Read || r.Skipped != 1 || len(r.Problems) != 1 || r.Reasons["broken record"] != 1 || r.Files < 1 {
		t.Errorf("%+v", r)
	}
	close(steps)
	if end := l.ended(j.ID); end.Report.Read != 6002 || end.Progress.DoneBytes != int64(2*len(data)) {
		t.Errorf("%+v", end)
	}
}

// TestEntriesAreBounded: what has no room is counted, and the account says so.
func TestEntriesAreBounded(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	l := newEntryLog()
	defer l.close()
	e := indexer.Entry{Path: "x", Reason: strings.Repeat("y", 1<<20)}
	for range 40 {
		l.add(e)
	}
	r, left, err := l.read()
	if err != nil {
		t.Fatal(err)
	}
	lines := 0
	for d := json.NewDecoder(r); d.More(); lines++ {
		var got indexer.Entry
		if err := d.Decode(&got); err != nil || got.Path != e.Path || got.Reason != e.Reason {
			t.Fatalf("line %d: %v", lines, err)
		}
	}
	if lines+left != 40 || left < 8 || lines < 30 {
		t.Errorf("%d lines, %d left out", lines, left)
	}
}
