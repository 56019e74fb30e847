package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"newsdex/article"
	"newsdex/engine"
	"newsdex/engine/enginetest/plain"
)

// indexing is what making an index cost.
type indexing struct {
	Engine    string `json:"engine"`
	Articles  int    `json:"articles"`
	TextBytes int64  `json:"text_bytes"`
	// Seconds is the time within calls of the engine, closing included;
	// making the articles is not counted.
	Seconds     float64 `json:"seconds"`
	PerSecond   float64 `json:"articles_per_second"`
	MBPerSecond float64 `json:"mb_per_second"`
	// IndexBytes is the size after merging has come to rest.
	IndexBytes int64   `json:"index_bytes"`
	Ratio      float64 `json:"index_to_text"`
	// PeakAnonymous is the most anonymous memory of the process in bytes, that
	// of the generator (some 20 MB) and of one batch included; 0 if unknown.
	PeakAnonymous int64   `json:"peak_anonymous_bytes"`
	Machine       machine `json:"machine"`
}

// Batches are those of the indexer.
const (
	batchBytes = 2 << 20
	batchItems = 1000
)

// writer is an index that is being made.
type writer interface {
	write(ctx context.Context, batch []*article.Article) error
	// merge is what an index is given after a bulk load.
	merge(ctx context.Context) error
	Close() error
}

type ourWriter struct{ engine.Engine }

func (w ourWriter) write(ctx context.Context, batch []*article.Article) error {
	outcomes, err := w.Write(ctx, batch)
	for _, o := range outcomes {
		if err == nil && o.Kind != article.Added && o.Kind != article.Copy {
			err = fmt.Errorf("an article was %s: %s", o.Kind, o.Reason)
		}
	}
	return err
}

func (w ourWriter) merge(ctx context.Context) error { return w.Merge(ctx) }

type bleveWriter struct{ *plain.Index }

func (w bleveWriter) write(ctx context.Context, batch []*article.Article) error {
	return w.Write(ctx, batch)
}

func (w bleveWriter) merge(ctx context.Context) error { return w.Merge(ctx) }

// openWriter opens an index for writing.
func openWriter(ctx context.Context, name, dir string) (writer, error) {
	if name == "bleve" {
		x, err := plain.Open(dir)
		return bleveWriter{x}, err
	}
	e, err := engine.Open(ctx, dir, engine.Load)
	return ourWriter{e}, err
}

// index makes the index of an engine in an empty folder.
func (s *settings) index(ctx context.Context, p place, name, dir string) (r indexing, err error) {
	r = indexing{Engine: name, Machine: thisMachine()}
	stop := watch()
	defer func() { r.PeakAnonymous = stop() }()
	begin := time.Now()
	w, err := openWriter(ctx, name, dir)
	if err != nil {
		return r, err
	}
	spent := time.Since(begin)
	err = s.feed(p, func(batch []*article.Article, bytes int) error {
		begin := time.Now()
		defer func() { spent += time.Since(begin) }()
		r.Articles, r.TextBytes = r.Articles+len(batch), r.TextBytes+int64(bytes)
		return w.write(ctx, batch)
	})
	begin = time.Now()
	if err = errors.Join(err, w.merge(ctx), w.Close()); err != nil {
		return r, err
	}
	r.Seconds = (spent + time.Since(begin)).Seconds()
	r.PerSecond = float64(r.Articles) / r.Seconds
	r.MBPerSecond = float64(r.TextBytes) / 1e6 / r.Seconds
	if err := rest(ctx, name, dir); err != nil {
		return r, err
	}
	r.IndexBytes, err = sizeOf(dir)
	r.Ratio = float64(r.IndexBytes) / float64(r.TextBytes)
	return r, err
}

// feed hands the articles over in batches, with the bytes of their texts.
func (s *settings) feed(p place, write func(batch []*article.Article, bytes int) error) error {
	var batch []*article.Article
	bytes := 0
	for a := range s.generator(p).Articles(s.size) {
		batch, bytes = append(batch, a), bytes+len(a.Headline)+len(a.Body)
		if bytes >= batchBytes || len(batch) >= batchItems {
			if err := write(batch, bytes); err != nil {
				return err
			}
			batch, bytes = batch[:0], 0
		}
	}
	if len(batch) == 0 {
		return nil
	}
	return write(batch, bytes)
}

// rest opens an index again until its merges have come to rest, so that what
// is measured does not depend on when the writing stopped.
func rest(ctx context.Context, name, dir string) error {
	w, err := openWriter(ctx, name, dir)
	if err != nil {
		return err
	}
	return errors.Join(settled(dir), w.Close())
}

// build makes an index where it is kept, and notes what it cost.
func (s *settings) build(ctx context.Context, p place, name string) error {
	for _, old := range []string{p.built(name), p.index(name)} {
		if err := os.RemoveAll(old); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(p.index(name), 0o755); err != nil {
		return err
	}
	r, err := s.index(ctx, p, name, p.index(name))
	if err != nil {
		return fmt.Errorf("making the index of %s: %w", name, err)
	}
	return writeJSON(p.built(name), r)
}

// printIndexing makes an index that is thrown away.
func (s *settings) printIndexing(ctx context.Context, p place) error {
	dir, err := os.MkdirTemp(p.root, "index-only-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r, err := s.index(ctx, p, "newsdex", filepath.Join(dir, "index"))
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}
