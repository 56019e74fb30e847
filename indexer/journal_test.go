package indexer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/article"
)

// stopping stores so many batches and then ends a run.
type stopping struct {
	*memory
	left int
	stop func()
}

func (s *stopping) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	if s.left--; s.left < 0 {
		s.stop()
	}
	return s.memory.Write(ctx, batch)
}

func TestJournal(t *testing.T) {
	dir := t.TempDir()
	news, path := filepath.Join(dir, "news"), filepath.Join(dir, "journal")
	if err := os.Mkdir(news, 0o755); err != nil {
		t.Fatal(err)
	}
	file := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(news, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	many := func(prefix string) string {
		var b strings.Builder
		for n := range batchItems {
			fmt.Fprintf(&b, `{"id": "%s%d", "title": "T"}`+"\n", prefix, n)
		}
		return b.String()
	}
	file("a.jsonl", many("a"))
	file("b.jsonl", "{\n"+many("b"))
	file("c.jsonl", many("c"))
	file("d.jsonl", many("d"))

	run := func(w Writer, ctx context.Context, key string) (*Report, error) {
		t.Helper()
		j, err := OpenJournal(path, key)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Run(ctx, w, []string{news}, Options{Journal: j})
		if closeErr := j.Close(err == nil); closeErr != nil {
			t.Fatal(closeErr)
		}
		return r, err
	}
	whole, err := run(newMemory(), t.Context(), "k")
	if err != nil || whole.Read != 4*batchItems+1 {
		t.Fatalf("%+v, %v", whole, err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a run that came to its end leaves a journal")
	}

	ctx, stop := context.WithCancel(t.Context())
	m := newMemory()
	first, err := run(&stopping{m, 3, stop}, ctx, "k")
	if err == nil || !first.Interrupted {
		t.Fatalf("not interrupted: %+v, %v", first, err)
	}
	// What a kill leaves behind.
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(`{"path":"` + filepath.Join(news, "d.json")); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}

	second, err := run(m, t.Context(), "k")
	if err != nil || second.Resumed < 2 || second.Resumed > 3 {
		t.Fatalf("went on: %+v, %v", second, err)
	}
	if second.Read != whole.Read || second.Skipped != whole.Skipped || second.Reasons[brokenCode(whole)] != 1 || second.Added+second.Unchanged != whole.Added || second.Files != whole.Files {
		t.Errorf("in two runs %+v, in one %+v", second.Counts, whole.Counts)
	}
	if len(m.held) != 4*batchItems {
		t.Errorf("%d articles are held", len(m.held))
	}
}

// brokenCode is the code of the one record that was skipped.
func brokenCode(r *Report) string {
	for code := range r.Reasons {
		return code
	}
	return ""
}

func TestJournalOfAnotherRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	name := filepath.Join(t.TempDir(), "a.txt")
	if err := os.WriteFile(name, []byte("T"), 0o644); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	open := func(key string) *Journal {
		t.Helper()
		j, err := OpenJournal(path, key)
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	j := open("one")
	if err := j.finish(fileState{name, info.Size(), info.ModTime()}, newReport().Counts); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(false); err != nil {
		t.Fatal(err)
	}
	j = open("one")
	if !j.has(name, info) {
		t.Error("the same run forgot what it read")
	}
	if err := os.WriteFile(name, []byte("changed"), 0o644); err != nil {
		t.Fatal(err)
	}
	if changed, _ := os.Stat(name); j.has(name, changed) {
		t.Error("a file that changed counts as read")
	}
	_ = j.Close(false)
	j = open("two")
	if j.has(name, info) {
		t.Error("another run takes over what the first one read")
	}
	_ = j.Close(false)
	if j = open("one"); j.has(name, info) {
		t.Error("what another run overwrote is back")
	}
	_ = j.Close(true)
}
