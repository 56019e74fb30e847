package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"newsdex/article"
	"newsdex/engine"
	"newsdex/engine/enginetest/gen"
	"newsdex/engine/enginetest/plain"
	"newsdex/search"
)

// corpusFiles is a corpus to be read.
type corpusFiles struct {
	name     string
	articles int  // 0 when it is not known
	halves   bool // two files of as many articles
	// files returns the paths; those that are made are put into dir.
	files func(dir string) ([]string, error)
}

// longWords is the mean length of long articles: essays, reports, hearings. Half
// of them have more than 3,700 words, one in ten more than 9,000.
const longWords = 5000

// generated are the corpora that are made: short articles, long ones (as many as
// make as much text, unless -long says how many), and twice the short ones in
// two files.
func (s *settings) generated(p place) []corpusFiles {
	long := s.long
	if long == 0 {
		words := s.words
		if words == 0 {
			words = gen.DefaultWords
		}
		long = max(1, s.size*words/longWords)
	}
	make := func(words int, numbers ...int) func(string) ([]string, error) {
		return func(dir string) (paths []string, err error) {
			g := gen.New(gen.Options{Seed: s.seed, Words: words, English: true, Model: p.model})
			for i := range len(numbers) - 1 {
				path := filepath.Join(dir, fmt.Sprintf("articles-%d.jsonl", i+1))
				if err := writeLines(path, g, numbers[i], numbers[i+1]); err != nil {
					return nil, err
				}
				paths = append(paths, path)
			}
			return paths, nil
		}
	}
	return []corpusFiles{
		{name: "short", articles: s.size, files: make(s.words, 0, s.size)},
		{name: "long", articles: long, files: make(longWords, 0, long)},
		{name: "twice short", articles: 2 * s.size, halves: true, files: make(s.words, 0, s.size, 2*s.size)},
	}
}

// line is an article as a service exports it.
type line struct {
	ID       string   `json:"id"`
	URL      string   `json:"url"`
	Headline string   `json:"headline"`
	Body     string   `json:"body"`
	Byline   []string `json:"byline,omitempty"`
	Source   string   `json:"source"`
	Section  string   `json:"section,omitempty"`
	Tags     []string `json:"tags,omitempty"`
	Lang     string   `json:"lang"`
	// Published and Updated are as article.Date writes them.
	Published string `json:"published_at,omitempty"`
	Updated   string `json:"updated_at,omitempty"`
}

func lineOf(a *article.Article) line {
	l := line{ID: a.ID, URL: a.URL, Headline: a.Headline, Body: a.Body, Byline: a.Byline, Source: a.Source, Section: a.Section, Tags: a.Tags, Lang: a.Lang}
	if !a.Published.IsZero() {
		l.Published = a.Published.String()
	}
	if !a.Updated.IsZero() {
		l.Updated = a.Updated.String()
	}
	return l
}

// writeLines writes articles as JSON Lines, from one number up to another.
func writeLines(path string, g *gen.Generator, from, to int) error {
	return createLines(path, func(add func(any) error) error {
		for i := from; i < to; i++ {
			if err := add(lineOf(g.Article(i))); err != nil {
				return err
			}
		}
		return nil
	})
}

// createLines makes a file of JSON Lines.
func createLines(path string, write func(add func(any) error) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriterSize(f, 1<<20)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return errors.Join(write(enc.Encode), w.Flush())
}

// exportTexts writes the headlines and bodies of all articles of an index, oldest
// last, and returns how many there are and their bytes.
func exportTexts(ctx context.Context, index, path string) (n int, bytes int64, err error) {
	e, err := engine.Open(ctx, index, engine.Ask)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	err = createLines(path, func(add func(any) error) error {
		for r := (search.Request{Limit: search.MaxLimit, Unmarked: true}); ; {
			page, err := search.Run(ctx, e, r)
			if err != nil {
				return err
			}
			for _, hit := range page.Hits {
				n, bytes = n+1, bytes+int64(len(hit.Article.Headline)+len(hit.Article.Body))
				if err := add(plain.Text{ID: hit.Article.ID, Headline: hit.Article.Headline, Body: hit.Article.Body}); err != nil {
					return err
				}
			}
			if r.Cursor = page.NextCursor; r.Cursor == "" {
				return nil
			}
		}
	})
	return n, bytes, err
}

// collectionsAsTheyCome are the corpora of the shared folder, each file of
// articles as it lies there; none when there is no such folder.
func (s *settings) collectionsAsTheyCome() ([]corpusFiles, error) {
	if s.shared == "" {
		return nil, nil
	}
	if _, err := os.Stat(s.shared); err != nil {
		if errors.Is(err, os.ErrNotExist) {
			fmt.Fprintf(os.Stderr, "bench: there is no %s, so that only generated articles are measured\n", s.shared)
			return nil, nil
		}
		return nil, err
	}
	var out []corpusFiles
	for _, pattern := range []string{"text/*.jsonl.gz", "text/*/articles.jsonl", "judged/*/docs.jsonl.gz", "formats/*/files.tar.gz", "formats/reuters_sgml/*.sgm.gz"} {
		paths, err := filepath.Glob(filepath.Join(s.shared, pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			rel, err := filepath.Rel(s.shared, path)
			if err != nil {
				return nil, err
			}
			out = append(out, corpusFiles{name: filepath.ToSlash(rel), files: func(string) ([]string, error) { return []string{path}, nil }})
		}
	}
	return slices.Clip(out), nil
}

// hashFiles returns the SHA-256 of files, one after the other, and their size.
func hashFiles(paths []string) (hash string, size int64, err error) {
	h := sha256.New()
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			return "", 0, err
		}
		n, err := io.Copy(h, f)
		if err := errors.Join(err, f.Close()); err != nil {
			return "", 0, err
		}
		size += n
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}
