package format

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
)

// sharedFile finds a file of the shared data beside the repository, or skips.
func sharedFile(tb testing.TB, name string) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	path := filepath.Join(dir, "..", "shared", "data", filepath.FromSlash(name))
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

// outcome says what becomes of a file: the number of its articles, the reason
// for which the file or its first record is refused, or both. What another
// format than those named takes or refuses is theirs to say, so that it is only
// told that it is no news of this kind.
func outcome(data []byte, name string, formats ...string) string {
	f, err := Detect(data[:min(len(data), HeadSize)], filepath.Base(name), int64(len(data)))
	if err != nil || !slices.Contains(formats, f.Name) {
		return "refused: not " + strings.Join(formats, " or ")
	}
	articles, refused, reason := 0, 0, ""
	for rec, err := range f.Read(Input{Reader: bytes.NewReader(data), Name: name}) {
		if err == nil {
			articles++
			if err := validRecord(rec); err != nil {
				return "not valid: " + err.Error()
			}
			continue
		}
		refused++
		reason = cmp.Or(reason, "refused: "+whyOf(err))
	}
	switch {
	case refused == 0:
		return fmt.Sprintf("articles %d", articles)
	case articles == 0 && refused == 1:
		return reason
	}
	return fmt.Sprintf("articles %d, refused %d, the first %s", articles, refused, reason)
}

// validRecord checks what an indexer would refuse.
func validRecord(rec Record) error {
	a := article.Article{
		ID: cmp.Or(rec.ID, "none"), Headline: rec.Headline, Body: rec.Body, Byline: rec.Byline, Tags: rec.Tags,
		Source: rec.Source, Section: rec.Section, URL: rec.URL, Lang: strings.ToLower(cmp.Or(rec.Lang, "und")),
	}
	return a.Validate()
}

func whyOf(err error) string {
	if broken, ok := err.(*RecordError); ok {
		return broken.What()
	}
	return err.Error()
}

// holdOutcomes compares the outcomes of files with testdata/outcomes/set.tsv.
func holdOutcomes(t *testing.T, set string, files map[string][]byte, formats ...string) {
	t.Helper()
	var got strings.Builder
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&got, "%s\t%s\n", name, outcome(files[name], name, formats...))
	}
	path := filepath.Join("testdata", "outcomes", set+".tsv")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(got.String(), "\n")
	for i, w := range strings.Split(string(want), "\n") {
		if i >= len(lines) || lines[i] != w {
			t.Errorf("line %d of %s:\n got %s\nwant %s", i+1, path, lines[min(i, len(lines)-1)], w)
		}
	}
	if n := strings.Count(string(want), "\n"); n != len(files) {
		t.Errorf("%d outcomes for %d files", n, len(files))
	}
}
