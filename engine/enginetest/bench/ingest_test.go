package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsdex/cli"
)

// TestMain lets the test program be what -ingest runs: newsdex, and itself.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "index":
			os.Exit(cli.Main(os.Args[1:], cli.System()))
		case "-step":
			main()
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// TestIngest measures small corpora with the real steps, each in a process of its
// own, and holds that both sides had the same articles.
func TestIngest(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	shared := t.TempDir()
	set := filepath.Join(shared, "text", "set")
	if err := os.MkdirAll(set, 0o755); err != nil {
		t.Fatal(err)
	}
	lines := `{"id":"1","title":"One","body":"The first."}` + "\n{broken\n" + `{"id":"2","title":"Two","body":"The second."}` + "\n"
	if err := os.WriteFile(filepath.Join(set, "articles.jsonl"), []byte(lines), 0o644); err != nil {
		t.Fatal(err)
	}
	doc := filepath.Join(t.TempDir(), "doc.md")
	if err := os.WriteFile(doc, []byte("# Figures\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := parse([]string{"-dir", t.TempDir(), "-size", "2000", "-words", "40", "-long", "3", "-ingest", self, "-shared", shared, "-markdown", doc})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.place(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.ingest(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	var rep ingestReport
	if err := readJSON(filepath.Join(p.root, "ingest.json"), &rep); err != nil {
		t.Fatal(err)
	}
	want := map[string][2]int{"short": {2000, 2000}, "long": {3, 3}, "twice short": {4000, 4000}, "text/set/articles.jsonl": {2, 3}}
	for _, r := range rep.Results {
		n := want[r.Corpus]
		delete(want, r.Corpus)
		if r.Articles != n[0] || r.Records != n[1] || r.TextBytes == 0 || r.FileBytes < r.TextBytes || len(r.Hash) != 64 {
			t.Errorf("%s: %+v, want %d articles of %d records", r.Corpus, r, n[0], n[1])
		}
		sides := []*cost{&r.Newsdex}
		switch r.Corpus {
		case "twice short":
			if r.Growth == nil || r.Growth.First <= 0 || r.Growth.Second <= 0 || r.Bleve != nil {
				t.Errorf("%s: %+v", r.Corpus, r)
			}
		case "short", "long":
			sides = append(sides, r.Bleve)
		default:
			if r.Bleve != nil {
				t.Errorf("%s, which has little text, is compared", r.Corpus)
			}
		}
		for i, c := range sides {
			if c == nil || c.Seconds <= 0 || c.IndexBytes == 0 || c.CPU <= 0 {
				t.Errorf("%s, side %d: %+v", r.Corpus, i, c)
			}
		}
	}
	if len(want) > 0 {
		t.Errorf("not measured: %v", want)
	}
	text, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"<!-- bench ingest 2000 -->", "| short | 2,000 |", "| text/set/articles.jsonl | 2 |", "twice short: the first half", "3 records"} {
		if !strings.Contains(string(text), part) {
			t.Errorf("no %q in\n%s", part, text)
		}
	}
	for row := range strings.Lines(string(text)) {
		if n := strings.Count(row, "|"); n != 0 && n != 17 {
			t.Errorf("a row of %d bars: %s", n, row)
		}
	}
	if left, err := filepath.Glob(filepath.Join(p.root, "ingest-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestChildFails(t *testing.T) {
	_, err := child{args: []string{"sh", "-c", "echo the reason >&2; exit 4"}, fine: []int{3}}.run(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the reason") {
		t.Errorf("got %v", err)
	}
	if _, err := (child{args: []string{"sh", "-c", "exit 3"}, fine: []int{3}}).run(t.Context()); err != nil {
		t.Errorf("a fine code: %v", err)
	}
}

func TestJournalWatch(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	j := journalWatch{path: path}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	j.look(1 * time.Second) // not there yet
	write(`{"run":"k"}`)
	j.look(2 * time.Second)
	if _, err := j.halves(time.Minute); err == nil {
		t.Error("halves of a run that was not seen")
	}
	line, err := json.Marshal(map[string]string{"path": "/a"})
	if err != nil {
		t.Fatal(err)
	}
	write(`{"run":"k"}` + "\n" + string(line))
	j.look(4 * time.Second)
	j.look(5 * time.Second)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	j.look(9 * time.Second)
	j.look(10 * time.Second)
	h, err := j.halves(12 * time.Second)
	if err != nil || *h != (halves{First: 4, Second: 5, Merge: 3}) || h.grows() != 0.8 {
		t.Errorf("%+v, %v", h, err)
	}
}
