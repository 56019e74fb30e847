// Package plain is bleve as it comes, for benchmarks to compare with: the same
// articles and words in a plain index, asked by bleve's own searchers,
// collectors, facets and highlighter. It must never be part of the program, or
// know the engine it is compared with.
package plain

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
	"newsdex/text"
)

// Index is an open index. Ask is safe for concurrent use.
type Index struct {
	index index.Index
	queue *index.AnalysisQueue
}

// analysisWorkers is bleve's own default.
const analysisWorkers = 4

// Open opens the index in a folder, and makes it when the folder is empty.
func Open(dir string) (*Index, error) {
	queue := index.NewAnalysisQueue(analysisWorkers)
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path":         dir,
		"bolt_timeout": "2s",
		// bleve's own segments, whatever others have registered in this process.
		"forceSegmentType":    "zap",
		"forceSegmentVersion": 17,
	}, queue)
	if err == nil {
		err = idx.Open()
	}
	if err != nil {
		queue.Close()
		return nil, fmt.Errorf("opening bleve's index %s: %w", dir, err)
	}
	return &Index{idx, queue}, nil
}

// Close lets go of the index.
func (x *Index) Close() error {
	err := x.index.Close()
	x.queue.Close()
	return err
}

// Merge merges to one segment or two, as bleve plans it: what it asks fastest,
// as it reads one segment after another.
func (x *Index) Merge(ctx context.Context) error {
	return x.index.(*scorch.Scorch).ForceMerge(ctx, nil)
}

// Count returns how many articles are held.
func (x *Index) Count() (int, error) {
	r, err := x.index.Reader()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	n, err := r.DocCount()
	return int(n), err
}

// Fields of the plain index. Headline and body hold each word twice at one
// position: as it is written, behind a "=", and its stem.
const (
	headline  = "headline"
	body      = "body"
	published = "published" // the instant, for the order
	day       = "day"       // midnight UTC of the day of publication, for filters
	year      = "year"      // as keywords, for facets and timelines: bleve's own
	month     = "month"     // date facets try every range for every hit
)

const (
	textOptions    = index.IndexField | index.StoreField | index.IncludeTermVectors
	keywordOptions = index.IndexField | index.StoreField | index.DocValues
)

// Write stores a batch.
func (x *Index) Write(ctx context.Context, batch []*article.Article) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b := index.NewBatch()
	for _, a := range batch {
		d, err := newDocument(a)
		if err != nil {
			return fmt.Errorf("article %q: %w", a.ID, err)
		}
		b.Update(d)
	}
	return x.index.Batch(b)
}

func newDocument(a *article.Article) (*document.Document, error) {
	d := document.NewDocument(a.ID)
	d.AddField(document.NewTextFieldCustom(headline, nil, []byte(a.Headline), textOptions, &words{lang: a.Lang, oneParagraph: true}))
	d.AddField(document.NewTextFieldCustom(body, nil, []byte(a.Body), textOptions, &words{lang: a.Lang}))
	for _, name := range []string{"source", "section", "byline", "tag", "lang"} {
		for i, v := range a.Values(name) {
			d.AddField(document.NewTextFieldCustom(name, []uint64{uint64(i)}, []byte(v), keywordOptions, whole{}))
		}
	}
	if a.Published.IsZero() {
		return d, nil
	}
	seconds, known := a.Published.Unix()
	midnight, err := time.Parse(time.DateOnly, a.Published.Day)
	if err != nil || !known {
		return nil, errors.Join(errors.New("its date cannot be read"), err)
	}
	for name, at := range map[string]time.Time{published: time.Unix(seconds, 0).UTC(), day: midnight} {
		f, err := document.NewDateTimeFieldWithIndexingOptions(name, nil, at, time.RFC3339, keywordOptions)
		if err != nil {
			return nil, err
		}
		d.AddField(f)
	}
	d.AddField(document.NewTextFieldCustom(year, nil, []byte(a.Published.Day[:len("2006")]), keywordOptions, whole{}))
	d.AddField(document.NewTextFieldCustom(month, nil, []byte(a.Published.Day[:len("2006-01")]), keywordOptions, whole{}))
	return d, nil
}

// stemOf returns the term that a word is found by: its stem, or what it is
// written as when it has none.
func stemOf(word string) string {
	for _, t := range text.NewAnalyzer().Tokens(nil, word, "en") {
		if t.Stem != "" {
			return t.Stem
		}
	}
	return surface(word)
}

// surface is the term of a word as it is written.
func surface(word string) string { return "=" + word }
