//go:build browser

package browser

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/engine/enginetest/gen"
)

// corpus is a pile of articles, and what is known to be in it.
type corpus struct {
	name  string
	made  bool
	files []string
	// word is in many articles of the month, which is one of several; other is
	// in others, and misspelt is what fingers make of it.
	word, other, misspelt, month string
}

// madeArticles is how many articles are made when there is no real corpus.
const madeArticles = 2000

// longImport is how many articles take long enough to be stopped on the way.
const longImport = 20_000

// findCorpus returns the seed with Reuters-21578, where the folder of data
// stands beside the repository; else with articles that are made.
func findCorpus(t *testing.T, dir string) corpus {
	t.Helper()
	top := root(t)
	seeds, err := filepath.Glob(filepath.Join(top, "seeds", "*.txt"))
	if err != nil || len(seeds) == 0 {
		t.Fatalf("there is no seed: %v", err)
	}
	if file, ok := shared(t, filepath.Join("text", "reuters21578.jsonl.gz")); ok {
		return corpus{name: "the seed and Reuters-21578", files: append(seeds, file), word: "bank", other: "cocoa", misspelt: "coccoa", month: "1987-03"}
	}
	file := madeFile(t, dir, madeArticles)
	return corpus{
		name: fmt.Sprintf("the seed and %d articles that were made, since no folder above has shared/data/text/reuters21578.jsonl.gz", madeArticles),
		made: true, files: append(seeds, file), word: "about", other: "energy", misspelt: "enregy", month: "1987-03",
	}
}

// shared returns a file of shared/data, where a folder above has that.
func shared(t *testing.T, name string) (file string, ok bool) {
	for up := root(t); up != filepath.Dir(up); up = filepath.Dir(up) {
		file = filepath.Join(up, "shared", "data", name)
		if _, err := os.Stat(file); err == nil {
			return file, true
		}
	}
	return "", false
}

// madeFile writes articles that are made, of the months that Reuters-21578 has.
func madeFile(t *testing.T, dir string, n int) string {
	t.Helper()
	var rows []map[string]any
	i := 0
	for a := range gen.New(gen.Options{Seed: 21578, English: true, Words: 120}).Articles(n) {
		row := map[string]any{"id": a.ID, "headline": a.Headline, "body": a.Body, "source": a.Source, "section": a.Section, "byline": a.Byline, "lang": "en",
			"published": fmt.Sprintf("1987-%02d-%02d", 2+i%9, 1+i/9%28)}
		rows = append(rows, row)
		i++
	}
	file := filepath.Join(dir, "made.jsonl")
	writeLines(t, file, rows)
	return file
}

// oddHeadline is how many characters the longest headline has.
const oddHeadline = 10_000

// The articles that would like to break a page, by identifier.
const (
	scripted = "odd:script"
	arabic   = "odd:arabic"
	turned   = "odd:turned"
	long     = "odd:long"
	unbroken = "odd:unbroken"
	huge     = "odd:huge"
)

// oddFacets is how many values each facet of the odd articles has, and oddCount
// how many articles are taken: all but one, whose address would run.
const (
	oddFacets = 500
	oddCount  = oddFacets + 6
)

// oddArticles writes articles that no page may break on.
func oddArticles(t *testing.T, dir string) string {
	t.Helper()
	markup := `<script>alert(1)</script><img src=x onerror=alert(2)>`
	// Headline and body of JSON are read as HTML when there are tags in them;
	// what stands there as references is text that looks like tags.
	shown := "<i></i>" + html.EscapeString(markup)
	rows := []map[string]any{
		{"id": scripted, "headline": shown + " odd bold", "body": shown + " odd\n\n" + html.EscapeString(`"><svg onload=alert(3)>`) + "\n\n<i onclick=alert(4)>odd</i> {{.}} ${alert(4)}",
			"url": `https://example.org/"><script>alert(5)</script>?x='onclick='alert(5)`, "source": markup, "section": `"><script>alert(6)</script>`, "byline": []string{markup, `' onfocus=alert(7) autofocus='`}, "tags": []string{markup}, "lang": "en"},
		{"id": "odd:link", "headline": "odd address", "body": "odd", "url": "javascript:alert(8)"},
		{"id": arabic, "headline": "أخبار odd اليوم من القاهرة", "body": "قال المتحدث odd إن الاجتماع سيعقد يوم الجمعة في القاهرة.\n\nوأضاف أن الحضور كان كبيرا (odd) هذا العام.",
			"source": "وكالة الأنباء", "byline": []string{"سمير حداد"}, "lang": "ar", "published": "2021-05-06"},
		{"id": turned, "headline": "odd \u202egnp.exe\u202c and \u2066more", "body": "A line that odd\u202e turns around and never comes back.", "lang": "en"},
		{"id": long, "headline": strings.TrimSpace(strings.Repeat("odd words ", oddHeadline/10)), "body": "odd and short.", "lang": "en", "published": "2021-05-07"},
		{"id": unbroken, "headline": "odd " + strings.Repeat("x", oddHeadline), "body": "odd " + strings.Repeat("https://example.org/", 400) + " end\n\n" + strings.Repeat("漢", 3000),
			"source": strings.Repeat("s", 300), "section": strings.Repeat("q", 300), "byline": []string{strings.Repeat("n", 300)}, "tags": []string{strings.Repeat("t", 300)},
			"url": "https://example.org/" + strings.Repeat("u", 1500), "lang": "en"},
		{"id": huge, "headline": "odd and huge", "body": strings.Repeat("Nothing much was said on that odd day, and it was said at length by everyone who was there.\n\n", 2<<20/95), "lang": "en", "published": "2021-05-08"},
	}
	for i := range oddFacets {
		name := fmt.Sprintf("value %03d", i)
		rows = append(rows, map[string]any{"id": fmt.Sprintf("odd:facet-%d", i), "headline": "odd facets " + name, "body": "odd number " + fmt.Sprint(i),
			"source": "source " + name, "section": "section " + name, "byline": []string{"byline " + name}, "tags": []string{"tag " + name, "<i>" + name}, "lang": "en",
			"published": fmt.Sprintf("%d-%02d-11", 1900+i/4, 1+i%12)})
	}
	file := filepath.Join(dir, "odd.jsonl")
	writeLines(t, file, rows)
	return file
}

func writeLines(t *testing.T, file string, rows []map[string]any) {
	t.Helper()
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	out := json.NewEncoder(f)
	for _, row := range rows {
		if err := out.Encode(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
