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

// outcome says what becomes of a file: the format that reads it, the number of
// its articles, and the reason for which it or the first of its refused records
// is not read.
func outcome(data []byte, name string) string {
	base := strings.TrimSuffix(filepath.Base(name), ".gz")
	f, err := Detect(data[:min(len(data), HeadSize)], base, int64(len(data)))
	if err != nil {
		return "refused: " + err.Error()
	}
	articles, refused, reason := 0, 0, ""
	for rec, err := range f.Read(Input{Reader: bytes.NewReader(data), Name: base}) {
		if err != nil {
			refused++
			reason = cmp.Or(reason, whyOf(err))
			continue
		}
		if err := validRecord(rec); err != nil {
			refused++
			reason = cmp.Or(reason, "not valid: "+err.Error())
			continue
		}
		articles++
	}
	switch {
	case refused == 0:
		return fmt.Sprintf("articles %d (%s)", articles, f.Name)
	case articles == 0 && refused == 1:
		return fmt.Sprintf("refused: %s (%s)", reason, f.Name)
	case articles == 0:
		return fmt.Sprintf("refused: %s, and %d more (%s)", reason, refused-1, f.Name)
	}
	return fmt.Sprintf("articles %d, refused %d: %s (%s)", articles, refused, reason, f.Name)
}

// validRecord checks what an indexer would refuse.
func validRecord(rec Record) error {
	whole := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") } // an indexer mends it
	a := article.Article{
		ID: cmp.Or(rec.ID, "none"), Headline: whole(rec.Headline), Body: whole(rec.Body), Byline: rec.Byline, Tags: rec.Tags,
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

// TestOutcomes holds that every sample gives its articles or a reason, as
// testdata/outcomes says. Each line was read by a person; -update writes them anew.
func TestOutcomes(t *testing.T) {
	for _, set := range []string{"feeds_feedparser", "feeds_w3c", "sitemaps_robots", "ninjs", "newsml_g2"} {
		t.Run(set, func(t *testing.T) {
			_, files := samples(t, set)
			holdOutcomes(t, set, files)
		})
	}
	t.Run("html_readability", func(t *testing.T) {
		_, files := samples(t, "html_readability")
		maps.DeleteFunc(files, func(name string, _ []byte) bool { return filepath.Base(name) != "source.html" }) // the others are expectations
		holdOutcomes(t, "html_readability", files)
	})
	t.Run("reuters_sgml", func(t *testing.T) {
		files := map[string][]byte{}
		for _, name := range []string{"reut2-000.sgm", "reut2-012.sgm", "reut2-021.sgm"} {
			files[name] = gunzip(t, sharedFile(t, "formats/reuters_sgml/"+name+".gz"))
		}
		holdOutcomes(t, "reuters_sgml", files)
	})
}

// holdOutcomes compares the outcomes of files with testdata/outcomes/set.tsv.
func holdOutcomes(t *testing.T, set string, files map[string][]byte) {
	t.Helper()
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		lines = append(lines, name+"\t"+outcome(files[name], name))
	}
	holdLines(t, set, lines)
}

// holdLines compares lines with those of testdata/outcomes/set.tsv.
func holdLines(t *testing.T, set string, lines []string) {
	t.Helper()
	path := filepath.Join("testdata", "outcomes", set+".tsv")
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
