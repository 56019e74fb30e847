package enginetest

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/text"
)

//go:embed testdata/articles.jsonl testdata/made.jsonl testdata/golden_queries.txt
var testdata embed.FS

// SeedID is the identifier of the sample article within the corpus.
const SeedID = "seed"

// firstSeen is when the articles of the suite are first seen: a fixed moment,
// so that every run stores the same.
var firstSeen = time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)

// corpusOnce reads the corpus once; reading takes longer than most tests.
var corpusOnce = sync.OnceValues(readCorpus)

// Corpus returns fresh copies of the committed articles: those drawn from open
// collections, those made for hard characters, dates and values, and the seed.
func Corpus(t testing.TB) []*article.Article {
	t.Helper()
	arts, err := corpusOnce()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]*article.Article, len(arts))
	for i, a := range arts {
		out[i] = clone(a)
	}
	return out
}

func readCorpus() ([]*article.Article, error) {
	var out []*article.Article
	for _, name := range []string{"testdata/articles.jsonl", "testdata/made.jsonl"} {
		data, err := testdata.ReadFile(name)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(bytes.NewReader(data))
		lines.Buffer(nil, 1<<20)
		for n := 1; lines.Scan(); n++ {
			a, err := readRecord(lines.Bytes(), article.Place{Source: name, Record: n})
			if err != nil {
				return nil, fmt.Errorf("%s line %d: %w", name, n, err)
			}
			out = append(out, a)
		}
		if err := lines.Err(); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
	}
	seed, err := readSeed()
	if err != nil {
		return nil, err
	}
	return append(out, seed), nil
}

// record is one line of the corpus; licence and attribution are for readers of
// the file.
type record struct {
	ID        string   `json:"id"`
	Headline  string   `json:"headline"`
	Body      string   `json:"body"`
	Byline    []string `json:"byline"`
	Source    string   `json:"source"`
	Section   string   `json:"section"`
	Tags      []string `json:"tags"`
	Lang      string   `json:"lang"`
	URL       string   `json:"url"`
	Published string   `json:"published"`
	Updated   string   `json:"updated"`
}

func readRecord(line []byte, from article.Place) (*article.Article, error) {
	var r record
	if err := json.Unmarshal(line, &r); err != nil {
		return nil, err
	}
	a := &article.Article{
		Headline: r.Headline, Body: r.Body, Byline: r.Byline, Source: r.Source, Section: r.Section,
		Tags: r.Tags, Lang: r.Lang, URL: r.URL, ReadFrom: from,
	}
	for _, d := range []struct {
		text string
		to   *article.Date
	}{{r.Published, &a.Published}, {r.Updated, &a.Updated}} {
		if d.text == "" {
			continue
		}
		var err error
		if *d.to, err = article.ParseDate(d.text, article.FromField); err != nil {
			return nil, err
		}
	}
	finish(a, r.ID)
	return a, a.Validate()
}

// readSeed reads the sample article as the indexer would: the first line is
// the headline, and the comment form at its end is no part of it.
func readSeed() (*article.Article, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(root, "seeds", "*.txt"))
	if err != nil || len(files) != 1 {
		return nil, fmt.Errorf("one seed is expected in seeds/, found %d (%v)", len(files), err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		return nil, fmt.Errorf("reading the seed: %w", err)
	}
	headline, body, _ := strings.Cut(string(data), "\n")
	body, _, found := strings.Cut(body, "Leave a Reply\n")
	if !found {
		return nil, fmt.Errorf("the seed %s has changed: it holds no comment form", files[0])
	}
	a := &article.Article{
		Headline: headline, Body: strings.TrimSpace(body), Lang: "en",
		ReadFrom: article.Place{Source: "seeds:" + filepath.Base(files[0])},
	}
	finish(a, SeedID)
	return a, a.Validate()
}

// moduleRoot returns the folder of go.mod above the working folder, which in a
// test is the folder of the package under test.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			return dir, nil
		}
		if filepath.Dir(dir) == dir {
			return "", fmt.Errorf("no go.mod above the working folder")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// finish completes an article as the indexer does before it is written.
func finish(a *article.Article, id string) *article.Article {
	if a.Lang == "" {
		a.Lang = "und"
	}
	a.WordCount = len(text.NewAnalyzer().Tokens(nil, a.Body, a.Lang))
	a.FirstSeen = firstSeen
	a.Identify(id)
	a.HashContent()
	return a
}

// clone copies an article so deep that neither side sees the other's changes.
func clone(a *article.Article) *article.Article {
	c := *a
	c.Byline, c.Tags, c.AlsoReadFrom = slices.Clone(a.Byline), slices.Clone(a.Tags), slices.Clone(a.AlsoReadFrom)
	return &c
}

// made returns a finished English article with that identifier.
func made(id, headline, body string) *article.Article {
	return finish(&article.Article{Headline: headline, Body: body, Lang: "en",
		ReadFrom: article.Place{Source: "suite"}}, id)
}

// dated is made with a date of publication, "" for undated.
func dated(id, headline, published string) *article.Article {
	a := made(id, headline, "")
	if published != "" {
		d, err := article.ParseDate(published, article.FromField)
		if err != nil {
			panic(err) // a mistake in the suite itself
		}
		a.Published = d
	}
	return finish(a, id)
}
