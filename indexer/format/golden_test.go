package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

// render shows what becomes of a file.
func render(data []byte, name string) string {
	f, err := Detect(data[:min(len(data), record.HeadSize)], name, int64(len(data)))
	if err != nil {
		return "refused: " + err.Error() + "\n"
	}
	return formattest.Render(f, data, name)
}

// TestGolden holds what is read of the files of testdata to what stands beside
// them, whatever their format.
func TestGolden(t *testing.T) {
	paths := formattest.GoldenFiles(t)
	if len(paths) < 35 {
		t.Fatalf("%d files", len(paths))
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			formattest.Golden(t, path, render(data, filepath.Base(path)))
		})
	}
}

func TestSeed(t *testing.T) {
	paths, err := filepath.Glob("../../seeds/*.txt")
	if err != nil || len(paths) != 1 {
		t.Fatalf("found %d seeds (%v), want 1", len(paths), err)
	}
	data, err := os.ReadFile(paths[0])
	if err != nil {
		t.Fatal(err)
	}
	recs, errs := read(t, data, filepath.Base(paths[0]))
	if len(recs) != 1 || len(errs) != 0 {
		t.Fatalf("%d records, errors %v", len(recs), errs)
	}
	r := recs[0]
	if want := "Blinken asks China to stand up against Russia’s war in Ukraine"; r.Headline != want {
		t.Errorf("headline %q, want %q", r.Headline, want)
	}
	if !strings.HasPrefix(r.Body, "Secretary of State Antony Blinken said") || !strings.HasSuffix(r.Body, "human dignity,” Blinken said.") {
		t.Errorf("body begins %.40q and ends %q", r.Body, r.Body[len(r.Body)-40:])
	}
	if got := strings.Count(r.Body, "\n\n"); got != 11 {
		t.Errorf("%d paragraph breaks, want 11", got)
	}
	if got := formattest.NoteLine(r.Notes); got != "furniture cut 2" {
		t.Errorf("notes %q", got)
	}
}
