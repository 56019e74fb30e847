package formattest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/indexer/format/record"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// testdata is the folder of the files that are read in tests.
func testdata(tb testing.TB) string { return filepath.Join(root(tb), "indexer", "format", "testdata") }

// GoldenFiles are the files of testdata that have a golden file beside them.
// All are seeds of the fuzz targets, too.
func GoldenFiles(tb testing.TB) (paths []string) {
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

// Golden holds what was made of a file to the golden file beside it.
func Golden(t *testing.T, path, got string) {
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

// Outcomes compares lines with those of testdata/outcomes/set.tsv.
func Outcomes(t *testing.T, set string, lines []string) {
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

// Render shows records and errors in the order they came.
func Render(f record.Format, data []byte, name string) string {
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

// Read reads a whole file as a format does.
func Read(f record.Format, data []byte, name string) (recs []record.Record, errs []error) {
	for rec, err := range f.Read(record.Input{Reader: bytes.NewReader(data), Name: name}) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs
}
