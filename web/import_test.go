package web

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/indexer"
)

// field is a part of a form; with a file name, a file.
type field struct {
	name, file string
	isFile     bool
	data       string
}

func aFile(name, data string) field { return field{"files", name, true, data} }

// encode writes a form as browsers do.
func encode(t testing.TB, fields []field) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		h := textproto.MIMEHeader{}
		d := fmt.Sprintf(`form-data; name="%s"`, f.name)
		if f.isFile {
			d += fmt.Sprintf(`; filename="%s"`, strings.NewReplacer("\\", "\\\\", `"`, `\"`).Replace(f.file))
			h.Set("Content-Type", "application/octet-stream")
		}
		h.Set("Content-Disposition", d)
		p, err := w.CreatePart(h)
		if err == nil {
			_, err = io.WriteString(p, f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func (l *live) own() []string { return []string{"Origin", l.URL()} }

// form posts a form; a redirect is followed.
func (l *live) form(path string, headers []string, fields []field) reply {
	l.t.Helper()
	kind, body := encode(l.t, fields)
	return l.do("POST", path, body, append([]string{"Content-Type", kind, "Accept", "text/html"}, headers...)...)
}

// imported posts a form, waits for its job, and returns it.
func (l *live) imported(fields ...field) jobJSON {
	l.t.Helper()
	r := l.form("/import", l.own(), fields)
	if r.status != 200 {
		l.t.Fatalf("%d %s", r.status, r.body)
	}
	d := parsePage(l.t, r.body)
	d.sound()
	link := d.link("account of every record")
	return l.ended(strings.Split(link, "/")[3])
}

func TestImportFiles(t *testing.T) {
	m := newMemory()
	l := start(t, m)
	j := l.imported(aFile("grain.txt", "Grain\n\nShips left port."), aFile("list.jsonl", `{"id":"1","Titel":"One"}`+"\n{broken\n"), aFile("", ""),
		field{name: "map", data: "headline=Titel\n\n"}, field{name: "id_prefix", data: " wire "})
	if j.State != jobDone || j.Report.Added != 2 || j.Report.Skipped != 1 || j.Report.Problems[0].Path != "upload:list.jsonl" || j.IDPrefix != "wire:" {
		t.Errorf("%+v", j)
	}
	if a := m.articles["wire:1"]; a == nil || a.Headline != "One" || a.ReadFrom.Source != "upload:list.jsonl" {
		t.Errorf("%+v", a)
	}
	if got := strings.Join(j.Sources, " "); got != "grain.txt list.jsonl" {
		t.Errorf("sources %s", got)
	}
	p := l.page(j.Links.Page)
	if got := p.texts("ol.problems li"); len(got) != 1 || !strings.HasPrefix(got[0], "upload:list.jsonl, record 2 (byte 25)") {
		t.Errorf("problems %q", got)
	}
	if to := p.link("Grain"); !strings.HasPrefix(to, "/articles/t-") {
		t.Errorf("the new article is at %s", to)
	}
	if l.get(p.link("One")).status != 200 {
		t.Error("the link to a new article leads nowhere")
	}
	if again := l.imported(aFile("grain.txt", "Grain\n\nShips left port.")); again.Report.Unchanged != 1 {
		t.Errorf("%+v", again.Report)
	}
}

// TestImportPath: what the form writes is read as POST /v1/jobs reads it, and
// mistakes are said on the page, which keeps what was written.
func TestImportPath(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	l := start(t, newMemory(), func(d *Deps) { d.IngestRoot = root })
	if j := l.imported(field{name: "source", data: "a.txt"}, field{name: "dry_run", data: "yes"}, aFile("", "")); j.Report.Added != 1 || !j.DryRun || j.Sources[0] != filepath.Join(root, "a.txt") {
		t.Errorf("%+v", j)
	}
	for name, tc := range map[string]struct {
		fields []field
		status int
		say    string
	}{
		"nothing":        {nil, 400, "Nothing was chosen"},
		"an empty file":  {[]field{aFile("", "")}, 400, "Nothing was chosen"},
		"both":           {[]field{aFile("a.txt", "x"), {name: "source", data: "a.txt"}}, 400, "one at a time"},
		"up":             {[]field{{name: "source", data: "../x"}}, 400, "Path or address: \"../x\""},
		"missing":        {[]field{{name: "source", data: "none"}, {name: "id_prefix", data: "<b>"}}, 400, "no such file"},
		"a bad map":      {[]field{aFile("a.txt", "x"), {name: "map", data: "nonsense"}}, 400, "Names of fields:"},
		"a bad prefix":   {[]field{aFile("a.txt", "x"), {name: "id_prefix", data: strings.Repeat("x", 65)}}, 400, "Prefix:"},
		"a long field":   {[]field{{name: "source", data: strings.Repeat("x", maxFormField+1)}}, 413, "more than"},
		"not UTF-8":      {[]field{{name: "source", data: "\xff"}}, 400, "UTF-8"},
		"another file":   {[]field{{name: "other", file: "x", isFile: true}}, 400, "under files"},
		"many fields":    {make([]field, maxFormFields+1), 400, "fields"},
		"too many files": {manyFiles(maxUploadFiles + 1), 413, "archive"},
	} {
		t.Run(name, func(t *testing.T) {
			r := l.form("/import", l.own(), tc.fields)
			d := parsePage(t, r.body)
			d.sound()
			if got := textOf(d.one("div.refused")); r.status != tc.status || !strings.Contains(got, tc.say) {
				t.Errorf("%d %q, want %d %q", r.status, got, tc.status, tc.say)
			}
			for _, f := range tc.fields {
				for _, in := range d.all("input") {
					if attr(in, "name") == f.name && f.name != "files" && tc.status == 400 && f.data != "\xff" && f.name != "" && attr(in, "value") != f.data {
						t.Errorf("%s holds %q, want %q", f.name, attr(in, "value"), f.data)
					}
				}
			}
		})
	}
	if n := l.jobs.active; n != 0 {
		t.Errorf("room for %d jobs was not given back", n)
	}
}

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

// TestImportIsGuarded: a page of another site can send a form of this type, so
// the absence of an Origin is no proof.
func TestImportIsGuarded(t *testing.T) {
	root := folder(t, map[string]string{"a.txt": "Head\n\nText."})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	release := hold(m)
	defer release()
	running := l.begin(`{"sources":["."]}`)
	for name, tc := range map[string]struct {
		headers []string
		ok      bool
	}{
		"own Origin":           {l.own(), true},
		"said by the browser":  {[]string{"Sec-Fetch-Site", "same-origin"}, true},
		"both":                 {append(l.own(), "Sec-Fetch-Site", "same-origin"), true},
		"none":                 {nil, false},
		"typed":                {[]string{"Sec-Fetch-Site", "none"}, false},
		"foreign":              {[]string{"Origin", "https://evil.example"}, false},
		"null":                 {[]string{"Origin", "null"}, false},
		"null, said to be own": {[]string{"Origin", "null", "Sec-Fetch-Site", "same-origin"}, false},
		"other port":           {[]string{"Origin", "http://127.0.0.1:1"}, false},
		"two":                  {append(l.own(), "Origin", "https://evil.example"), false},
		"empty":                {[]string{"Origin", ""}, false},
		"own, from a frame":    {append(l.own(), "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"), false},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(l.jobs.list())
			r := l.form("/import", tc.headers, []field{{name: "source", data: "a.txt"}})
			if ok := r.status == 200; ok != tc.ok || !tc.ok && r.status != 403 || tc.ok != (len(l.jobs.list()) > before) {
				t.Errorf("%d, %d jobs before, %d after", r.status, before, len(l.jobs.list()))
			}
			if !tc.ok {
				if r := l.form(running.Links.Page+"/stop", tc.headers, nil); r.status != 403 {
					t.Errorf("stop: %d", r.status)
				}
			}
			for _, j := range l.jobs.list() { // room for the next
				if j.id != running.ID {
					j.halt()
				}
			}
		})
	}
	if jobOf(t, l.get(running.Links.Self)).Stopping {
		t.Error("the job was stopped")
	}
	for _, kind := range []string{"application/x-www-form-urlencoded", "text/plain", typeJSON, ""} {
		if r := l.do("POST", "/import", "source=a.txt", append(l.own(), "Content-Type", kind)...); r.status != 415 {
			t.Errorf("%s: %d", kind, r.status)
		}
	}
}

// TestImportPage: what there is to choose depends on what the server reads; when
// it takes nothing, it says why and has no form.
func TestImportPage(t *testing.T) {
	root := folder(t, nil)
	for name, tc := range map[string]struct {
		change   func(*Deps)
		network  bool
		forms    int
		say, not []string
	}{
		"own machine":       {func(d *Deps) {}, false, 1, []string{"Or an address", "https://"}, []string{"path"}},
		"with a root":       {func(d *Deps) { d.IngestRoot = root }, false, 1, []string{"Or a path or an address", root}, nil},
		"network":           {func(d *Deps) { d.AllowWrites = true }, true, 1, []string{"Files"}, []string{"address", "path"}},
		"network and root":  {func(d *Deps) { d.AllowWrites, d.IngestRoot = true, root }, true, 1, []string{"Or a path", root}, []string{"address"}},
		"network, fetching": {func(d *Deps) { d.AllowWrites, d.AllowFetch = true, true }, true, 1, []string{"Or an address"}, []string{"path"}},
		"writes off":        {func(d *Deps) { d.IngestRoot = root }, true, 0, []string{"--allow-writes"}, []string{"Files"}},
		"reading only":      {func(d *Deps) { d.Writer = nil }, false, 0, []string{"reads its index only"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			l := prepare(t, newMemory(), tc.change)
			l.loopback = !tc.network
			l.serve()
			d := l.page("/import")
			text := textOf(d.one("main"))
			if len(d.all("form")) != tc.forms {
				t.Errorf("%d forms, want %d", len(d.all("form")), tc.forms)
			}
			for _, s := range tc.say {
				if !strings.Contains(text, s) {
					t.Errorf("%q is not said in %s", s, text)
				}
			}
			for _, s := range tc.not {
				if strings.Contains(text, s) {
					t.Errorf("%q is said in %s", s, text)
				}
			}
			if got := l.get("/import").header.Get("Referrer-Policy"); got != "same-origin" {
				t.Errorf("Referrer-Policy %s", got) // under no-referrer, a browser would send the Origin null
			}
		})
	}
	if got := attr(start(t, newMemory()).page("/").one("footer").Parent, "href"); got != "" || start(t, newMemory()).page("/").link("Import") != "/import" {
		t.Error("the pages have no link to the import")
	}
}

// TestImportJobPage: it reads itself anew while the job runs, and is complete at
// the end.
func TestImportJobPage(t *testing.T) {
	root := folder(t, map[string]string{"a.jsonl": manyRecords(700) + strings.Repeat("{broken\n", shownProblems+5)})
	m := newMemory()
	l := start(t, m, func(d *Deps) { d.IngestRoot = root })
	waiting, release := counted(m)
	j := l.begin(`{"sources":["a.jsonl"]}`)
	until(t, "a batch", func() bool { return waiting.Load() == 1 })
	d := l.page(j.Links.Page)
	if got := d.texts("noscript"); len(got) != 1 || got[0] != fmt.Sprintf(`<meta http-equiv="refresh" content="%d">`, jobRefresh) {
		t.Errorf("reads itself anew by %q", got)
	}
	if len(d.all("progress")) != 1 || attr(d.all("progress")[0], "aria-label") == "" || attr(d.all("form")[0], "action") != j.Links.Page+"/stop" {
		t.Errorf("a running job shows %s", d.raw)
	}
	if live := d.all("p"); attr(live[1], "aria-live") != "polite" || !strings.HasPrefix(textOf(live[1]), "Importing") {
		t.Errorf("live region: %s", textOf(live[1]))
	}
	if got := l.page("/import").texts("ul.jobs b"); len(got) != 1 || got[0] != "Importing" {
		t.Errorf("the list says %q", got)
	}
	release()
	l.ended(j.ID)
	d = l.page(j.Links.Page)
	if len(d.all("noscript"))+len(d.all("progress"))+len(d.all("form")) > 0 {
		t.Errorf("a job that ended still moves: %s", d.raw)
	}
	if n := len(d.all("ol.problems li")); n != shownProblems || !strings.Contains(textOf(d.one("main")), "5 more; the account") {
		t.Errorf("%d problems", n)
	}
	if got := strings.Join(d.texts("table.counts td"), " "); got != "1 905 700 0 0 0 205" {
		t.Errorf("counts %s", got)
	}
	if n := len(d.all("ul li a")); n != firstAdded {
		t.Errorf("%d new articles, want %d", n, firstAdded)
	}
	if r := l.get("/import/none", "Accept", "text/html"); r.status != 404 || !strings.Contains(r.body, "when the server stops") {
		t.Errorf("%d %s", r.status, r.body)
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
