package web

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/textproto"
	"path/filepath"
	"strings"
	"testing"
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
	if ps := d.all("p"); attr(ps[1], "id") != "says" || !strings.HasPrefix(textOf(ps[1]), "Importing") || attr(ps[2], "aria-live") != "polite" {
		t.Errorf("state and live region: %s", d.raw)
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
