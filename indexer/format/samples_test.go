package format

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
)

// feedSamples returns the files of a set of samples by name, or skips.
func feedSamples(t *testing.T, set string) (names []string, files map[string][]byte) {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "data", "formats", set, "files.tar.gz"))
	if err != nil {
		t.Skipf("formats/%s is not there: put the shared data beside the repository to run this", set)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(h.Name, ".gz") { // as the indexer does
			if z, err := gzip.NewReader(bytes.NewReader(data)); err == nil {
				if data, err = io.ReadAll(z); err != nil {
					t.Fatal(err)
				}
			}
		}
		names = append(names, h.Name)
		files[h.Name] = data
	}
	sort.Strings(names)
	return names, files
}

// outcome says in one line what becomes of a file.
func outcome(data []byte, in Input) string {
	f, err := Detect(data[:min(len(data), HeadSize)], in.Name, int64(len(data)))
	if err != nil {
		return "refused: " + err.Error()
	}
	in.Reader = bytes.NewReader(data)
	articles, reasons := 0, []string{}
	for _, err := range f.Read(in) {
		if err == nil {
			articles++
			continue
		}
		if broken, ok := errors.AsType[*RecordError](err); ok {
			reasons = append(reasons, fmt.Sprintf("record %d: %s", broken.Number, broken.What()))
			continue
		}
		reasons = append(reasons, err.Error())
	}
	line := fmt.Sprintf("articles %d", articles)
	if f.Name != "feed" {
		line = fmt.Sprintf("articles %d (%s)", articles, f.Name)
	}
	switch {
	case articles == 0 && len(reasons) > 0:
		line = "refused: " + reasons[0]
	case len(reasons) > 0:
		line += ", refused: " + reasons[0]
	}
	if len(reasons) > 1 {
		line += fmt.Sprintf(" (and %d more)", len(reasons)-1)
	}
	return line
}

// holdOutcomes compares the outcomes of a set with those that were read by a
// person; -update writes them anew.
func holdOutcomes(t *testing.T, set string, lines []string) {
	t.Helper()
	path := filepath.Join("testdata", "outcomes", set+".tsv")
	got := strings.Join(lines, "\n") + "\n"
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(want) != len(lines) {
		t.Errorf("%d lines in %s, %d samples", len(want), path, len(lines))
	}
	for i := range min(len(want), len(lines)) {
		if want[i] != lines[i] {
			t.Errorf("got  %s\nwant %s", lines[i], want[i])
		}
	}
}

// TestFeedOutcomes: every sample of feeds, and of sitemaps and robots.txt, gives
// its articles or a reason.
func TestFeedOutcomes(t *testing.T) {
	for _, set := range []string{"feeds_feedparser", "feeds_w3c", "sitemaps_robots"} {
		t.Run(set, func(t *testing.T) {
			names, files := feedSamples(t, set)
			var lines []string
			for _, name := range names {
				in := Input{Name: strings.TrimSuffix(filepath.Base(name), ".gz")}
				lines = append(lines, name+"\t"+outcome(files[name], in))
			}
			holdOutcomes(t, set, lines)
		})
	}
}
