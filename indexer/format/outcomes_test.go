package format

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

// outcome says what becomes of a file: the format that reads it, the number of
// its articles, and the reason for which it or the first of its refused records
// is not read.
func outcome(data []byte, name string) string {
	base := strings.TrimSuffix(filepath.Base(name), ".gz")
	f, err := Detect(data[:min(len(data), record.HeadSize)], base, int64(len(data)))
	if err != nil {
		return "refused: " + err.Error()
	}
	articles, refused, reason := 0, 0, ""
	for rec, err := range f.Read(record.Input{Reader: bytes.NewReader(data), Name: base}) {
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
func validRecord(rec record.Record) error {
	whole := func(s string) string { return strings.ToValidUTF8(s, "\ufffd") } // an indexer mends it
	a := article.Article{
		ID: cmp.Or(rec.ID, "none"), Headline: whole(rec.Headline), Body: whole(rec.Body), Byline: rec.Byline, Tags: rec.Tags,
		Source: rec.Source, Section: rec.Section, URL: rec.URL, Lang: strings.ToLower(cmp.Or(rec.Lang, "und")),
	}
	return a.Validate()
}

func whyOf(err error) string {
	if broken, ok := err.(*record.RecordError); ok {
		return broken.What()
	}
	return err.Error()
}

// TestOutcomes holds that every sample gives its articles or a reason, as
// testdata/outcomes says. Each line was read by a person; -update writes them anew.
func TestOutcomes(t *testing.T) {
	for _, set := range []string{"feeds_feedparser", "feeds_w3c", "sitemaps_robots", "ninjs", "newsml_g2"} {
		t.Run(set, func(t *testing.T) {
			_, files := formattest.Samples(t, set)
			holdOutcomes(t, set, files)
		})
	}
	t.Run("html_readability", func(t *testing.T) {
		_, files := formattest.Samples(t, "html_readability")
		maps.DeleteFunc(files, func(name string, _ []byte) bool { return filepath.Base(name) != "source.html" }) // the others are expectations
		holdOutcomes(t, "html_readability", files)
	})
	t.Run("reuters_sgml", func(t *testing.T) {
		files := map[string][]byte{}
		for _, name := range []string{"reut2-000.sgm", "reut2-012.sgm", "reut2-021.sgm"} {
			files[name] = formattest.Gunzip(t, formattest.SharedFile(t, "formats/reuters_sgml/"+name+".gz"))
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
	formattest.Outcomes(t, set, lines)
}
