package web

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/indexer"
)

func manyFiles(n int) []field {
	out := make([]field, n)
	for i := range out {
		out[i] = aFile("same.txt", "x")
	}
	return out
}

// TestImportLimits: what is too large is refused on the page while it is still
// being sent, and nothing stays on the disk.
func TestImportLimits(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	l := start(t, newMemory())
	l.uploadLimits = uploadLimits{file: 1000, all: 2500}
	for name, tc := range map[string]struct {
		sizes []int
		want  int
	}{
		"at the limit":       {[]int{1000, 1000, 500}, 200},
		"a large file":       {[]int{1001}, 413},
		"too much together":  {[]int{1000, 1000, 501}, 413},
		"very large":         {[]int{10, 5 << 20}, 413},
		"large, then others": {[]int{1001, 1, 1, 1}, 413},
	} {
		t.Run(name, func(t *testing.T) {
			var fields []field
			for i, n := range tc.sizes {
				fields = append(fields, aFile(fmt.Sprintf("%d.txt", i), strings.Repeat("x", n)))
			}
			r := l.form("/import", l.own(), fields)
			if r.status != tc.want {
				t.Fatalf("%d %s", r.status, r.body)
			}
			if tc.want == 413 && !strings.Contains(r.body, "newsdex index") {
				t.Errorf("no way out is said: %s", r.body)
			}
		})
	}
	l.stop()
	if left, _ := filepath.Glob(filepath.Join(tmp, "*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestHostileUploads: names and texts of strangers do nothing on the page, climb
// nowhere, and are told apart.
func TestHostileUploads(t *testing.T) {
	m := newMemory()
	l := start(t, m)
	const script = `<script>alert(1)</script>.txt`
	names := []string{script, "../../../etc/passwd", `..\..\boot.txt`, "a/b/c.txt", "same.txt", "same.txt", "", "x\u202etxt.exe", `"><img src=x>.jsonl`, ".hidden.txt", strings.Repeat("n", 3000) + ".txt", "javascript:alert(1)"}
	var fields []field
	for i, n := range names {
		fields = append(fields, aFile(n, fmt.Sprintf("Head <b>%d</b>\n\nText %d.", i, i)))
	}
	fields = append(fields, aFile("<u>.jsonl", `{"headline":3,"id":"<i>"}`))
	j := l.imported(fields...)
	if j.State != jobDone || j.Report.Read != len(fields)-1 { // the hidden one is passed over, and noted
		t.Errorf("%+v", j.Report)
	}
	d := l.page(j.Links.Page) // which checks what stands on it
	if len(d.all("img"))+len(d.all("i"))+len(d.all("main script")) > 0 {
		t.Errorf("names became elements: %s", d.raw)
	}
	l.page("/import")
	places := map[string]bool{}
	for _, a := range m.articles {
		places[a.ReadFrom.Source] = true
		if strings.Contains(a.ReadFrom.Source, "..") || !strings.HasPrefix(a.ReadFrom.Source, "upload:") {
			t.Errorf("place %s", a.ReadFrom.Source)
		}
	}
	if len(places) != j.Report.Added {
		t.Errorf("%d places of %d articles", len(places), j.Report.Added)
	}
	for _, want := range []string{"upload:etc/passwd", "upload:boot.txt", "upload:a/b/c.txt", "upload:same.txt", "upload:same (2).txt", "upload:unnamed"} {
		if !places[want] {
			t.Errorf("no article from %s; there are %v", want, places)
		}
	}
}

func TestUploadName(t *testing.T) {
	for in, want := range map[string]string{
		"a.txt": "a.txt", "": "unnamed", "/": "unnamed", "..": "unnamed", ". / ..": "unnamed", "../../a.txt": "a.txt", "/etc/passwd": "etc/passwd", `C:\x\y.txt`: "C:/x/y.txt",
		"a//b/./c": "a/b/c", "a.b/c..txt": "a.b/c..txt", " a.txt ": "a.txt",
		strings.Repeat("x", 300) + ".json": strings.Repeat("x", 250) + ".json",
		strings.Repeat("é", 200) + ".txt":  strings.Repeat("é", 125) + ".txt",
	} {
		if got := uploadName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestBrokenForms: a form that breaks off, or is none, imports nothing.
func TestBrokenForms(t *testing.T) {
	m := newMemory()
	l := start(t, m)
	kind, whole := encode(t, []field{aFile("a.txt", "Head\n\nText."), {name: "id_prefix", data: "x"}})
	for name, tc := range map[string]struct{ kind, body string }{
		"cut in a file":      {kind, whole[:strings.Index(whole, "Text")]},
		"cut at the end":     {kind, whole[:len(whole)-6]},
		"another boundary":   {typeForm + "; boundary=other", whole},
		"no boundary":        {typeForm, whole},
		"no form":            {kind, "hello"},
		"no disposition":     {typeForm + "; boundary=b", "--b\r\nX: y\r\n\r\nz\r\n--b--\r\n"},
		"control characters": {kind, strings.Replace(whole, "a.txt", "a\x01.txt", 1)},
	} {
		t.Run(name, func(t *testing.T) {
			r := l.do("POST", "/import", tc.body, append(l.own(), "Content-Type", tc.kind)...)
			if r.status != 400 || m.len() != 0 || len(l.jobs.list()) != 0 {
				t.Errorf("%d, %d articles, %d jobs: %s", r.status, m.len(), len(l.jobs.list()), r.body)
			}
		})
	}
	if l.jobs.active != 0 {
		t.Error("room was not given back")
	}
}

// TestUploadsWait: an upload has its place in the queue before it is sent, so
// that nobody sends a gigabyte to learn that there is none.
func TestUploadsWait(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	release := hold(m)
	defer release()
	for range maxJobs + jobQueue {
		l.begin(`{"sources":["."]}`)
	}
	r := l.form("/import", l.own(), []field{aFile("a.txt", "x")})
	if r.status != 429 || r.header.Get("Retry-After") == "" {
		t.Errorf("%d %s", r.status, r.body)
	}
}

// FuzzForm: whatever a form holds, each file that is taken is one file of the
// file system, whole, under a name that the walk takes.
func FuzzForm(f *testing.F) {
	f.Add("files", "a.txt", "Head\n\nText.", "files", "a.txt", "x")
	f.Add("files", "../a", "", "map", "", "headline=x")
	f.Add("files", "a/../b", "x", "files", "a (2)", "y")
	f.Add("source", "", "x", "files", "\\\\x\\y", "\x00")
	f.Fuzz(func(t *testing.T, n1, f1, d1, n2, f2, d2 string) {
		kind, body := encode(t, []field{{n1, f1, n1 == "files", d1}, {n2, f2, n2 == "files", d2}})
		r := &http.Request{Method: "POST", Header: http.Header{"Content-Type": {kind}}, Body: io.NopCloser(strings.NewReader(body))}
		m, err := r.MultipartReader()
		if err != nil {
			t.Skip(err)
		}
		form, err := readForm(m, uploadLimits{1 << 20, 1 << 20})
		if err != nil || form.files == nil {
			return
		}
		defer form.files.close()
		walked := 0
		err = fs.WalkDir(form.files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			walked++
			if !fs.ValidPath(name) {
				t.Errorf("%q is no path", name)
			}
			data, err := fs.ReadFile(form.files, name)
			if err == nil && string(data) != d1 && string(data) != d2 {
				t.Errorf("%q holds %q", name, data)
			}
			return err
		})
		if err != nil || walked != len(form.files.files) {
			t.Errorf("%d of %d files walked: %v", walked, len(form.files.files), err)
		}
		var read int
		report, err := indexer.Files(t.Context(), newMemory(), form.files, uploadLabel, indexer.Options{OnEntry: func(indexer.Entry) { read++ }})
		if err != nil || report.Read != read {
			t.Errorf("read %d of %d: %v", read, report.Read, err)
		}
	})
}
