package indexer

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"newsdex/seeds"
)

// lay writes files under a folder; a name that ends in "/" is a folder.
func lay(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
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

func zipped(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// told is a run as its reader sees it, with the folder written as "~".
func told(t *testing.T, w Writer, root string, paths ...string) (string, *Report) {
	t.Helper()
	var b strings.Builder
	for i, p := range paths {
		paths[i] = filepath.Join(root, p)
	}
	r, err := Run(t.Context(), w, paths, Options{OnProblem: func(p Problem) { fmt.Fprintf(&b, "skipped %s\n", p) }})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	b.WriteString(r.String())
	return strings.ReplaceAll(filepath.ToSlash(b.String()), filepath.ToSlash(root), "~"), r
}

func TestSeedTwice(t *testing.T) {
	m := newMemory()
	for i, want := range []string{
		"read 1 · added 1 · updated 0 · unchanged 0 · skipped 0",
		"read 1 · added 0 · updated 0 · unchanged 1 · skipped 0",
	} {
		r, err := Files(t.Context(), m, seeds.Files(), "seeds", Options{})
		if err != nil {
			t.Fatal(err)
		}
		balanced(t, r)
		if r.Summary() != want || r.Notes["furniture cut"] != 2 {
			t.Errorf("run %d: %s, notes %v", i, r.Summary(), r.Notes)
		}
	}
	for _, a := range m.held {
		if a.WordCount != 407 {
			t.Errorf("word count %d, want 407", a.WordCount)
		}
		if got := a.ReadFrom.String(); got != "seeds:000_e6df6ef3f316c946.txt" {
			t.Errorf("read from %q", got)
		}
		if !strings.HasSuffix(a.Body, "human dignity,” Blinken said.") || strings.Contains(a.Body, "email address") {
			t.Errorf("the body ends %q", a.Body[len(a.Body)-60:])
		}
		if a.Lang != "en" || !a.Published.IsZero() {
			t.Errorf("lang %q, published %q", a.Lang, a.Published)
		}
	}
}

func TestRun(t *testing.T) {
	line := func(id string) string { return fmt.Sprintf(`{"id":%q,"title":"Title %s"}`, id, id) + "\n" }
	tests := []struct {
		name  string
		files map[string]string
		paths []string // "." when there is none
		want  string
	}{
		{"one of each", map[string]string{
			"a.txt": "Head\n\nBody.", "b.jsonl": line("1") + "{\"title\": \n" + line("2"), "c.txt": "", "d/e.pdf": "%PDF-1.4", "d/f.txt.gz": zipped(t, "Zipped\n\nBody."), "d/g.gz": zipped(t, line("3")), "h.bin": "\x00\x01",
		}, nil, `skipped ~/b.jsonl, record 2 (byte 29): column 10: the object does not end on this line; write one whole JSON object per line
skipped ~/c.txt: the file is empty
skipped ~/d/e.pdf: this is PDF, which is not read yet; save it as text
skipped ~/h.bin: binary data, not text (NUL bytes, or more than 10 % control characters)
noted JSON Lines under another extension: 1, first in ~/d/g.gz#1
read 9 · added 5 · updated 0 · unchanged 0 · skipped 4 (binary file 1, broken record 1, empty file 1, format not read 1)
`},
		{"a folder walk passes over", map[string]string{
			"a.txt": "Head", ".hidden.txt": "x", ".git/b.txt": "x", "my.bleve/CURRENT": "newsdex v1", "my.bleve/x.txt": "x", "z/CURRENT": strings.Repeat("A text of that name. ", 30),
		}, nil, `noted hidden name passed over: 2, first in ~/.git
noted index folder passed over: 1, first in ~/my.bleve
read 2 · added 2 · updated 0 · unchanged 0 · skipped 0
`},
		{"what is named is read", map[string]string{".hidden.txt": "Head"}, []string{".hidden.txt"}, "read 1 · added 1 · updated 0 · unchanged 0 · skipped 0\n"},
		{"an index that is named", map[string]string{"i/CURRENT": "newsdex v1"}, []string{"i"}, `skipped ~/i: this is an index of newsdex, not articles; name the folder of the articles
read 1 · added 0 · updated 0 · unchanged 0 · skipped 1 (excluded 1)
`},
		{"a path given twice", map[string]string{"d/a.txt": "Head", "d/b.txt": "Other"}, []string{"d/a.txt", "d", "d/../d/a.txt"}, `noted path given twice: 2, first in ~/d/a.txt
read 2 · added 2 · updated 0 · unchanged 0 · skipped 0
`},
		{"a missing path", map[string]string{"a.txt": "Head"}, []string{"no.txt", "a.txt"}, `skipped ~/no.txt: there is no such file or folder
read 2 · added 1 · updated 0 · unchanged 0 · skipped 1 (missing 1)
`},
		{"an empty folder", map[string]string{"d/.x": ""}, []string{"d"}, "noted hidden name passed over: 1, first in ~/d/.x\nread 0 · added 0 · updated 0 · unchanged 0 · skipped 0\n"},
		{"a taken id", map[string]string{"a.jsonl": line("1"), "b.jsonl": `{"id":1,"title":"Another"}`}, nil, `skipped ~/b.jsonl, record 1 (byte 0): the id "1" is held by another article, read from ~/a.jsonl#1; give these articles ids of their own (--id-prefix NAME:), or remove that one first
read 2 · added 1 · updated 0 · unchanged 0 · skipped 1 (id taken 1)
`},
		{"an invalid article", map[string]string{"a.jsonl": `{"id":"1","body":"x","url":"ftp://x"}`}, nil, `skipped ~/a.jsonl, record 1 (byte 0): url: "ftp://x" is not an http or https address; correct it or leave it out
read 1 · added 0 · updated 0 · unchanged 0 · skipped 1 (invalid 1)
`},
		{"damaged gzip", map[string]string{"a.jsonl.gz": cut(zipped(t, strings.Repeat(line("1"), 3)), 12), "b.txt.gz": cut(zipped(t, "Head\n\nBody"), 9), "c.gz": "\x1f\x8b"}, nil, `skipped ~/a.jsonl.gz: the gzip data is damaged or cut short (reading after line 3 (byte 87): unexpected EOF); get the file again
skipped ~/b.txt.gz: the gzip data is damaged or cut short (reading the text: unexpected EOF); get the file again
skipped ~/c.gz: the gzip data is damaged or cut short (unexpected EOF); get the file again
read 6 · added 1 · updated 0 · unchanged 2 · skipped 3 (damaged gzip 3)
`},
		{"a name that moves terminals", map[string]string{"a\x1b[2J.txt": ""}, nil, `skipped ~/a\x1b[2J.txt: the file is empty
read 1 · added 0 · updated 0 · unchanged 0 · skipped 1 (empty file 1)
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.paths == nil {
				tt.paths = []string{"."}
			}
			got, _ := told(t, newMemory(), lay(t, tt.files), tt.paths...)
			if got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

// cut drops the last n bytes.
func cut(s string, n int) string { return s[:len(s)-n] }

// TestSparse: 200 MB of nothing are refused by their size, unread.
func TestSparse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.txt")
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, 200<<20); err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), newMemory(), []string{path}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	if r.Reasons["too large"] != 1 || !strings.Contains(r.Problems[0].Reason, "209715200 bytes, more than the limit of 16777216 (16 MB)") {
		t.Errorf("problems %v", r.Problems)
	}
	if r.Bytes > 1<<20 {
		t.Errorf("read %d bytes of it", r.Bytes)
	}
}

func TestExclude(t *testing.T) {
	root := lay(t, map[string]string{"a.txt": "Head", "b/c.txt": "Other", "d.txt": "Third"})
	r, err := Run(t.Context(), newMemory(), []string{root, filepath.Join(root, "b")}, Options{Exclude: []string{filepath.Join(root, "b"), filepath.Join(root, "d.txt")}})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	if r.Added != 1 || r.Notes[excludedNote] != 2 || r.Reasons[excludedPath] != 1 {
		t.Errorf("%s, notes %v", r, r.Notes)
	}
}

// TestReplace: a text that changed replaces what was read from its file.
func TestReplace(t *testing.T) {
	root := lay(t, map[string]string{"a.txt": "Head\n\nOld."})
	m := newMemory()
	if got, _ := told(t, m, root, "a.txt"); !strings.Contains(got, "added 1") {
		t.Error(got)
	}
	if err := os.WriteFile(filepath.Join(root, "a.txt"), []byte("Head\n\nNew."), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, _ := told(t, m, root, "a.txt"); !strings.Contains(got, "updated 1") || len(m.held) != 1 {
		t.Errorf("%s, %d held", got, len(m.held))
	}
}

func TestBatches(t *testing.T) {
	var b strings.Builder
	const small = 2*batchItems + 200
	for i := range small {
		fmt.Fprintf(&b, "{\"id\":%d,\"title\":\"T\"}\n", i)
	}
	big := strings.Repeat("word ", batchBytes/5)
	for i := range 3 {
		fmt.Fprintf(&b, "{\"id\":\"big%d\",\"body\":%q}\n", i, big)
	}
	m := newMemory()
	var steps []Progress
	r, err := Files(t.Context(), m, fstest.MapFS{"a.jsonl": {Data: []byte(b.String())}}, "x", Options{OnProgress: func(p Progress) { steps = append(steps, p) }})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	if r.Added != small+3 || r.Bytes != int64(b.Len()) || r.Files != 1 {
		t.Errorf("%s, %d bytes of %d, %d files", r.Summary(), r.Bytes, b.Len(), r.Files)
	}
	n := 0
	for _, ids := range m.batches {
		if len(ids) > batchItems {
			t.Errorf("a batch of %d", len(ids))
		}
		large := 0
		for _, id := range ids {
			if strings.HasPrefix(id, "big") {
				large++
			}
		}
		if large > 2 {
			t.Errorf("%d large articles in a batch", large)
		}
		n += len(ids)
	}
	if n != small+3 || len(m.batches) < 4 {
		t.Errorf("%d articles in %d batches", n, len(m.batches))
	}
	if last := steps[len(steps)-1]; last.Read != small+3 || last.Path != "x:a.jsonl" || last.Bytes != r.Bytes {
		t.Errorf("last progress %+v", last)
	}
}

func manyLines(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":%d,\"title\":\"T\"}\n", i)
	}
	return b.Bytes()
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	m := newMemory()
	writes := 0
	m.before = func() {
		if writes++; writes == 2 {
			cancel()
		}
	}
	r, err := Files(ctx, m, fstest.MapFS{"a.jsonl": {Data: manyLines(5000)}}, "x", Options{})
	if !errors.Is(err, context.Canceled) || !r.Interrupted {
		t.Errorf("got %v, interrupted %v", err, r.Interrupted)
	}
	balanced(t, r)
	if writes != 2 || r.Read != len(m.held) || r.Read == 0 {
		t.Errorf("%d writes, %d read, %d held", writes, r.Read, len(m.held))
	}
	if !strings.Contains(r.String(), "stopped before all was read") {
		t.Error(r.String())
	}
}

func TestWriterFails(t *testing.T) {
	m := newMemory()
	m.fail = errTest
	r, err := Files(t.Context(), m, fstest.MapFS{"a.jsonl": {Data: manyLines(5000)}}, "x", Options{})
	if !errors.Is(err, errTest) || r.Interrupted || !strings.HasPrefix(err.Error(), "storing ") {
		t.Errorf("got %v", err)
	}
	balanced(t, r)
	if r.Read != 0 {
		t.Errorf("%d read", r.Read)
	}
	if _, err := Run(t.Context(), m, nil, Options{}); err == nil {
		t.Error("no path: no error")
	}
}

// brokenFS fails while it is walked.
type brokenFS struct{ fstest.MapFS }

func (b brokenFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "d" {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return b.MapFS.ReadDir(name)
}

func TestUnreadableFolder(t *testing.T) {
	m := newMemory()
	r, err := Files(t.Context(), m, brokenFS{fstest.MapFS{"a.txt": {Data: []byte("Head")}, "d/b.txt": {Data: []byte("x")}, "e.txt": {Data: []byte("Tail")}}}, "x", Options{})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	if r.Added != 2 || r.Skipped != 1 || r.Problems[0].String() != "x:d: reading the folder: no permission; give the reading user access" {
		t.Errorf("%s %v", r.Summary(), r.Problems)
	}
}

func TestManyProblemsAndNotes(t *testing.T) {
	var b strings.Builder
	for i := range MaxProblems + 50 {
		fmt.Fprintf(&b, "{\"id\":%d,\"odd%d\":1}\n", i, i)
	}
	told := 0
	r, err := Files(t.Context(), newMemory(), fstest.MapFS{"a.jsonl": {Data: []byte(b.String())}}, "x", Options{OnProblem: func(Problem) { told++ }})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	if len(r.Problems) != MaxProblems || r.MoreProblems != 50 || told != MaxProblems+50 {
		t.Errorf("%d and %d problems, %d told", len(r.Problems), r.MoreProblems, told)
	}
	if r.Notes[otherNotes] != MaxProblems+50-maxNoteCodes {
		t.Errorf("%d other notes", r.Notes[otherNotes])
	}
}
