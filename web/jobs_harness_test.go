package web

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// folder writes files under a folder and returns its path without links.
func folder(t testing.TB, files map[string]string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		full := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// hold makes the engine wait with every write and search until released.
func hold(m *memory) (release func()) {
	gate := make(chan struct{})
	m.trouble(func(context.Context) error { <-gate; return nil })
	var once sync.Once
	return func() { once.Do(func() { close(gate) }) }
}

// counted makes the engine count what waits in it, until released.
func counted(m *memory) (waiting *atomic.Int64, release func()) {
	waiting = &atomic.Int64{}
	gate := make(chan struct{})
	m.trouble(func(context.Context) error { waiting.Add(1); <-gate; waiting.Add(-1); return nil })
	return waiting, func() { close(gate) }
}

func jobOf(t testing.TB, r reply) jobJSON {
	t.Helper()
	var j jobJSON
	r.into(t, &j)
	return j
}

// postJob starts a job.
func (l *live) postJob(body string, headers ...string) reply {
	l.t.Helper()
	return l.do("POST", "/v1/jobs", body, append([]string{"Content-Type", typeJSON}, headers...)...)
}

func (l *live) begin(body string) jobJSON {
	l.t.Helper()
	r := l.postJob(body)
	if r.status != 202 {
		l.t.Fatalf("%s: %d %s", body, r.status, r.body)
	}
	j := jobOf(l.t, r)
	if r.header.Get("Location") != j.Links.Self || !strings.Contains(j.Links.Self, j.ID) {
		l.t.Errorf("Location %q, links %+v", r.header.Get("Location"), j.Links)
	}
	return j
}

// patience bounds the waiting of tests for what must come.
const patience = 20 * time.Second

// await asks for a job until it is as wanted.
func (l *live) await(id string, fine func(jobJSON) bool) jobJSON {
	l.t.Helper()
	var j jobJSON
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		j = jobOf(l.t, l.get("/v1/jobs/"+id))
		if fine(j) {
			return j
		}
	}
	l.t.Fatalf("the job never came to that: %+v", j)
	return j
}

func (l *live) ended(id string) jobJSON {
	l.t.Helper()
	return l.await(id, func(j jobJSON) bool { return j.State.ended() })
}

func until(t testing.TB, what string, fine func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if fine() {
			return
		}
	}
	t.Fatalf("%s never came to be", what)
}
