package indexer

import (
	"archive/tar"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var updateOutcomes = flag.Bool("update", false, "rewrite what is expected of the samples")

// TestSamples holds what becomes of each sample of other projects, through all
// that a file goes through: containers, formats, and the making of articles.
func TestSamples(t *testing.T) {
	for _, set := range []string{"warc", "mail"} {
		t.Run(set, func(t *testing.T) {
			var lines []string
			eachSample(t, dataFile(t, "formats/"+set+"/files.tar.gz"), func(name string, data string) {
				lines = append(lines, name+"\t"+sampleOutcome(t, name, data)+"\n")
			})
			slices.Sort(lines)
			file := filepath.Join("format", "testdata", "outcomes", set+".tsv")
			if *updateOutcomes {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(strings.Join(lines, "")), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := slices.Collect(strings.Lines(string(data)))
			if len(want) != len(lines) {
				t.Errorf("%d samples, %d outcomes are expected", len(lines), len(want))
			}
			for i := range min(len(lines), len(want)) {
				if lines[i] != want[i] {
					t.Errorf("got  %swant %s", lines[i], want[i])
				}
			}
		})
	}
}

// eachSample calls fn with each file of an archive.
func eachSample(t *testing.T, archive string, fn func(name, data string)) {
	t.Helper()
	f, err := os.Open(archive)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return
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
		fn(strings.TrimPrefix(h.Name, "./"), string(data))
	}
}

// sampleOutcome is "articles N" or "refused: reason" of the first that is, or
// both.
func sampleOutcome(t *testing.T, name, data string) string {
	articles, refused, reason := 0, 0, ""
	s := source{ctx: t.Context(), builder: NewBuilder(Options{}), yield: func(it item) bool {
		if it.article != nil {
			articles++
		}
		if it.problem != nil {
			if refused++; refused == 1 {
				reason = it.problem.Reason
				if it.problem.Field != "" {
					reason = it.problem.Field + ": " + reason
				}
			}
		}
		return true
	}}
	s.contents(stream{r: strings.NewReader(data), at: strings.NewReader(data), size: int64(len(data)), name: path.Base(name), shown: path.Base(name), budget: &budget{}})
	switch {
	case refused == 0:
		return fmt.Sprintf("articles %d", articles)
	case articles == 0 && refused == 1:
		return "refused: " + reason
	}
	return fmt.Sprintf("articles %d, refused %d: %s", articles, refused, reason)
}
