package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"newsdex/engine/enginetest/gen"
)

// formatVersion is raised when what the folder holds changes its meaning.
const formatVersion = 1

// place is the folder of one corpus.
type place struct {
	root  string
	model *gen.Model
}

func (p place) corpus() string             { return filepath.Join(p.root, "corpus.json") }
func (p place) built(engine string) string { return filepath.Join(p.root, engine+".json") }
func (p place) index(engine string) string { return filepath.Join(p.root, engine) }

// place finds the folder: it is named by all that the corpus depends on.
func (s *settings) place(ctx context.Context) (place, error) {
	p := place{model: gen.Embedded()}
	if s.learn != "" {
		var err error
		if p.model, err = s.learned(ctx); err != nil {
			return p, fmt.Errorf("-learn %s: %w", s.learn, err)
		}
	}
	h := sha256.New()
	fmt.Fprintln(h, formatVersion, s.seed, s.words, s.size, s.queries)
	g := s.generator(p)
	for i := range 50 { // the first articles stand for the model and the generator
		fmt.Fprintln(h, g.Article(i).ContentHash)
	}
	p.root = filepath.Join(s.dir, fmt.Sprintf("%d-%x", s.size, h.Sum(nil)[:4]))
	return p, os.MkdirAll(p.root, 0o755)
}

func (s *settings) generator(p place) *gen.Generator {
	return gen.New(gen.Options{Seed: s.seed, Words: s.words, English: true, Model: p.model})
}

// collections returns the files that words are learned from, and where their
// model is kept.
func (s *settings) collections() (files []string, model string, err error) {
	files, err = filepath.Glob(filepath.Join(s.learn, "*.jsonl.gz"))
	if err != nil || len(files) == 0 {
		return nil, "", errors.Join(errors.New("no *.jsonl.gz there"), err)
	}
	slices.Sort(files)
	h := sha256.New()
	for _, f := range files {
		info, err := os.Stat(f)
		if err != nil {
			return nil, "", err
		}
		fmt.Fprintln(h, formatVersion, filepath.Base(f), info.Size())
	}
	return files, filepath.Join(s.dir, fmt.Sprintf("model-%x.txt", h.Sum(nil)[:4])), nil
}

// learned returns the model of the collections. A process of its own learns it,
// once: those that are measured must not hold the texts.
func (s *settings) learned(ctx context.Context) (*gen.Model, error) {
	_, kept, err := s.collections()
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(kept); err != nil {
		if err := apart(ctx, "learn"); err != nil {
			return nil, err
		}
	}
	b, err := os.ReadFile(kept)
	if err != nil {
		return nil, err
	}
	return gen.ReadModel(bytes.NewReader(b))
}

// learnTexts learns the model of the collections, and keeps it.
func (s *settings) learnTexts() error {
	files, kept, err := s.collections()
	if err != nil {
		return err
	}
	texts, err := gen.ReadTexts(files...)
	if err != nil {
		return err
	}
	m, err := gen.Learn(slices.Values(texts))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return err
	}
	return os.WriteFile(kept, b.Bytes(), 0o644)
}

// readJSON and writeJSON keep what a step found.
func readJSON(path string, to any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, to); err != nil {
		return fmt.Errorf("reading %s: %w; remove it to have it made again", path, err)
	}
	return nil
}

func writeJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, b, 0o644)
}

// sizeOf returns the bytes of all files in a folder.
func sizeOf(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil { // a merge may just have removed it
			total += info.Size()
		}
		return nil
	})
	return total, err
}

// settled waits until a folder no longer changes its size: merges and removals
// go on for some seconds after the last batch.
func settled(dir string) error {
	const still, most = 3 * time.Second, 10 * time.Minute
	begin, last, since := time.Now(), int64(-1), time.Now()
	for {
		n, err := sizeOf(dir)
		if err != nil {
			return err
		}
		if n != last {
			last, since = n, time.Now()
		}
		if time.Since(since) >= still || time.Since(begin) >= most {
			return nil
		}
		time.Sleep(200 * time.Millisecond)
	}
}
