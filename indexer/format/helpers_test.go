package format

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"newsdex/article"
	"newsdex/indexer/format/record"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// root is the folder of the module.
func root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// sharedFile finds a file of the shared data beside the repository, or skips.
func sharedFile(tb testing.TB, name string) string {
	tb.Helper()
	path := filepath.Join(root(tb), "..", "shared", "data", filepath.FromSlash(name))
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("%s is not there: put the shared data beside the repository to run this", name)
	}
	return path
}

// archived yields the files of a tar.gz, by name.
func archived(tb testing.TB, path string) map[string][]byte {
	tb.Helper()
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(gz); ; {
		h, err := r.Next()
		if err == io.EOF {
			return files
		}
		if err != nil {
			tb.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if files[strings.TrimPrefix(h.Name, "./")], err = io.ReadAll(r); err != nil {
			tb.Fatal(err)
		}
	}
}

func gunzip(t *testing.T, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(gz)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// samples returns the files of a set of samples by name, or skips. Those
// that are compressed one by one are opened, as the indexer does.
func samples(t *testing.T, set string) (names []string, files map[string][]byte) {
	t.Helper()
	files = archived(t, sharedFile(t, "formats/"+set+"/files.tar.gz"))
	for name, data := range files {
		if !strings.HasSuffix(name, ".gz") {
			continue
		}
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			continue
		}
		if files[name], err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return slices.Sorted(maps.Keys(files)), files
}

// testdata is the folder of the files that are read in tests.
func testdata(tb testing.TB) string { return filepath.Join(root(tb), "indexer", "format", "testdata") }

// goldenFiles are the files of testdata that have a golden file beside them.
// All are seeds of the fuzz targets, too.
func goldenFiles(tb testing.TB) (paths []string) {
	tb.Helper()
	err := filepath.WalkDir(testdata(tb), func(path string, _ os.DirEntry, err error) error {
		if of, is := strings.CutSuffix(path, ".golden"); is {
			paths = append(paths, of)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return paths
}

// golden holds what was made of a file to the golden file beside it.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path+".golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path + ".golden")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// holdLines compares lines with those of testdata/outcomes/set.tsv.
func holdLines(t *testing.T, set string, lines []string) {
	t.Helper()
	path := filepath.Join(testdata(t), "outcomes", set+".tsv")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	wanted := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) != len(wanted) {
		t.Errorf("%d lines, %d in %s", len(lines), len(wanted), path)
	}
	for i := range min(len(lines), len(wanted)) {
		if lines[i] != wanted[i] {
			t.Errorf("line %d of %s:\n got %s\nwant %s", i+1, path, lines[i], wanted[i])
		}
	}
}

// check holds whatever a format yields for some bytes to what every caller may
// rely on: places that grow and lie in the data, texts no larger than the data
// can give, reasons that are safe to print, nothing after the end.
func check(t *testing.T, data []byte, records iter.Seq2[record.Record, error]) {
	t.Helper()
	// One byte becomes at most one character of three.
	checkWithin(t, data, 3*len(data), records)
}

// checkWithin is check with another limit to the size of one record.
func checkWithin(t *testing.T, data []byte, limit int, records iter.Seq2[record.Record, error]) {
	t.Helper()
	number, ended := 0, false
	for rec, err := range records {
		if ended {
			t.Fatal("something follows the last pair")
		}
		size := len(rec.ID) + len(rec.URL) + len(rec.Headline) + len(rec.Body) + len(rec.Source) + len(rec.Section) + len(rec.Lang)
		for _, v := range append(rec.Byline, rec.Tags...) {
			size += len(v)
		}
		if size > limit {
			t.Fatalf("%d bytes became %d", len(data), size)
		}
		if len(rec.Notes) > 2*record.MaxIgnored {
			t.Fatalf("%d notes on one record", len(rec.Notes))
		}
		for _, n := range rec.Notes {
			if n.Count < 1 || len(n.Code) > 8*record.MaxPrintable || hasControl(n.Code+n.Detail) {
				t.Fatalf("note %+v", n)
			}
		}
		if err != nil {
			if hasControl(err.Error()) {
				t.Fatalf("error %q", err)
			}
			var broken *record.RecordError
			if !errors.As(err, &broken) {
				ended = true
				continue
			}
			rec.Number, rec.Offset = broken.Number, broken.Offset
		}
		if rec.Number <= number || rec.Offset < 0 || rec.Offset > 3*int64(len(data)) {
			t.Fatalf("record %d at %d after record %d", rec.Number, rec.Offset, number)
		}
		number = rec.Number
	}
}

func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

// acceptable holds the fields that a format makes of markup to what an article
// may hold: guesses must not cost the article.
func acceptable(t *testing.T, records iter.Seq2[record.Record, error]) {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(s, "\ufffd"))
	}
	for rec, err := range records {
		if err != nil {
			continue
		}
		a := article.Article{ID: "x", Headline: "x", Lang: "und", URL: rec.URL, Source: clean(rec.Source), Section: clean(rec.Section)}
		for _, v := range rec.Byline {
			a.Byline = append(a.Byline, clean(v))
		}
		for _, v := range rec.Tags {
			a.Tags = append(a.Tags, clean(v))
		}
		if err := a.Validate(); err != nil && !strings.Contains(err.Error(), "empty value") { // the builder drops these
			t.Fatal(err)
		}
	}
}

// seeds adds what every format must bear: the files of testdata, and the ends of
// what bytes can be.
func seeds(f *testing.F) {
	for _, path := range goldenFiles(f) {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"", "\n", "\xff\xfe\x00", "\xfe\xff\x00{\x00}", "Caf\xe9\n\nx", "{}\n{}\n", `{"id":1,"title":"a\u0000b"}`, `{"date":"\u001b[2J"}`, "Tweet\nTweet", "{\"\\u001b\":1}"} {
		f.Add([]byte(s))
	}
}

// endless never ends.
type endless struct{ b byte }

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.b
	}
	return len(p), nil
}

type errReader struct{ err error }

func (e errReader) Read([]byte) (int, error) { return 0, e.err }

// manyRecords gives a text over and over.
type manyRecords struct {
	text string
	n, i int
}

func (r *manyRecords) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.text[r.i:])
	if r.i += n; r.i == len(r.text) {
		r.i, r.n = 0, r.n-1
	}
	return n, nil
}

// heldBy runs f and returns by how many bytes the heap was larger, at the most
// of some moments, than before.
func heldBy(f func(look func())) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, uint64(0)
	f(func() {
		runtime.GC()
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > before {
			most = max(most, m.HeapAlloc-before)
		}
	})
	return most
}

// noteLine shows notes without their examples.
func noteLine(notes []record.Note) string {
	var parts []string
	for _, n := range notes {
		parts = append(parts, n.Code+" "+string(rune('0'+n.Count)))
	}
	return strings.Join(parts, ", ")
}

// show puts a record on one line: what it holds, without what it does not.
func show(r record.Record) string {
	var parts []string
	add := func(name, v string) {
		if v != "" {
			parts = append(parts, name+"="+v)
		}
	}
	add("id", r.ID)
	add("headline", r.Headline)
	add("body", strings.ReplaceAll(r.Body, "\n", "¶"))
	add("published", r.Published.String())
	add("updated", r.Updated.String())
	add("byline", strings.Join(r.Byline, "/"))
	add("source", r.Source)
	add("section", r.Section)
	add("tags", strings.Join(r.Tags, "/"))
	add("url", r.URL)
	add("lang", r.Lang)
	for _, n := range r.Notes {
		parts = append(parts, fmt.Sprintf("(%s)", strings.TrimSuffix(n.Code+": "+n.Detail, ": ")))
	}
	return strings.Join(parts, " ")
}

// told is what a reader gives, one line each.
func told(records func(func(record.Record, error) bool)) string {
	var b strings.Builder
	for rec, err := range records {
		if err != nil {
			what := err.Error()
			if broken, ok := errors.AsType[*record.RecordError](err); ok {
				what = fmt.Sprintf("%d@%d %s: %s", broken.Number, broken.Offset, broken.Code, broken.What())
			} else if refused, ok := errors.AsType[*record.Refusal](err); ok {
				what = refused.Code + ": " + refused.Reason
			}
			fmt.Fprintf(&b, "! %s\n", what)
		} else {
			fmt.Fprintf(&b, "%d@%d %q %q", rec.Number, rec.Offset, rec.Headline, rec.Body)
			for _, v := range []string{rec.ID, rec.URL, rec.Source, strings.Join(rec.Byline, "+"), rec.Published.String()} {
				if v != "" {
					b.WriteString(" " + v)
				}
			}
			b.WriteString("\n")
		}
		for _, n := range rec.Notes {
			fmt.Fprintf(&b, "  %s: %d %s\n", n.Code, n.Count, n.Detail)
		}
	}
	return b.String()
}

// outline shows the headlines of what is read, and the errors between them.
func outline(r io.Reader, read func(record.Input) func(func(record.Record, error) bool)) string {
	var parts []string
	for rec, err := range read(record.Input{Reader: r}) {
		if err != nil {
			parts = append(parts, "!"+err.Error())
			continue
		}
		parts = append(parts, fmt.Sprintf("%d:%s", rec.Number, rec.Headline))
	}
	return strings.Join(parts, " ")
}

// sequel is head, then part again and again up to a size, then tail.
type sequel struct {
	head, part, tail string
	left             int
	now              string
}

func (e *sequel) Read(p []byte) (int, error) {
	for e.now == "" {
		switch {
		case e.head != "":
			e.now, e.head = e.head, ""
		case e.left > 0:
			e.now = e.part
			e.left -= len(e.part)
		case e.tail != "":
			e.now, e.tail = e.tail, ""
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, e.now)
	e.now = e.now[n:]
	return n, nil
}

// counter counts what is taken from it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// slow gives a few bytes at a time.
type slow struct{ r io.Reader }

func (s slow) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), 7)]) }

// failing ends with an error in the middle.
type failing struct{ r io.Reader }

func (f failing) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = errDisk
	}
	return n, err
}

var errDisk = errors.New("disk")

func asRecord(err error, to **record.RecordError) bool {
	broken, ok := err.(*record.RecordError)
	*to = broken
	return ok
}

// feedOf puts items into a feed of RSS 2.0.
func feedOf(items string) string {
	return `<rss version="2.0"><channel><title>Channel</title><link>https://c.example/</link>` + items + "</channel></rss>"
}

// renderAs shows records and errors in the order they came.
func renderAs(f record.Format, data []byte, name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "format %s\n", f.Name)
	for rec, err := range f.Read(record.Input{Reader: bytes.NewReader(data), Name: name}) {
		if err != nil {
			fmt.Fprintf(&b, "\nerror: %v\n", err)
			continue
		}
		fmt.Fprintf(&b, "\nrecord %d at byte %d\n", rec.Number, rec.Offset)
		for _, f := range []struct{ name, value string }{
			{"id", rec.ID}, {"headline", rec.Headline}, {"source", rec.Source}, {"section", rec.Section}, {"url", rec.URL},
			{"lang", rec.Lang}, {"published", rec.Published.String()}, {"updated", rec.Updated.String()},
		} {
			if f.value != "" {
				fmt.Fprintf(&b, "  %s: %s\n", f.name, f.value)
			}
		}
		if rec.Byline != nil {
			fmt.Fprintf(&b, "  byline: %q\n", rec.Byline)
		}
		if rec.Tags != nil {
			fmt.Fprintf(&b, "  tags: %q\n", rec.Tags)
		}
		for _, n := range rec.Notes {
			fmt.Fprintf(&b, "  note: %s %d (%s)\n", n.Code, n.Count, n.Detail)
		}
		fmt.Fprintf(&b, "  body:\n    |%s|\n", strings.ReplaceAll(rec.Body, "\n", "|\n    |"))
	}
	return b.String()
}

// readAs reads a whole file as a format does.
func readAs(f record.Format, data []byte, name string) (recs []record.Record, errs []error) {
	for rec, err := range f.Read(record.Input{Reader: bytes.NewReader(data), Name: name}) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs
}
