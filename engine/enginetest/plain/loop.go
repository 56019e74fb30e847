package plain

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/mapping"
)

// loopBatch is how many articles Loop hands over at once.
const loopBatch = 1000

// Text is an article for Loop: what it is called, and its two texts.
type Text struct {
	ID       string `json:"id"`
	Headline string `json:"headline"`
	Body     string `json:"body"`
}

// Loop makes an index in a folder that does not exist yet, as most programs that
// use bleve do: one goroutine takes the articles and hands them over a thousand
// at a time, and nothing is merged at the end but what bleve merges by itself.
// Headline and body are cut up by bleve's "en" analyzer, stored, and indexed
// with term vectors; there is nothing else in the index. within is the time in
// calls of bleve, opening and closing included.
func Loop(dir string, articles iter.Seq2[Text, error]) (n int, within time.Duration, err error) {
	timed := func(do func() error) error {
		begin := time.Now()
		defer func() { within += time.Since(begin) }()
		return do()
	}
	var x bleve.Index
	err = timed(func() (err error) {
		x, err = bleve.New(dir, loopMapping())
		return err
	})
	if err != nil {
		return 0, within, fmt.Errorf("making bleve's index %s: %w", dir, err)
	}
	defer func() { err = errors.Join(err, timed(x.Close)) }()
	b := x.NewBatch()
	write := func() error {
		if err := x.Batch(b); err != nil {
			return fmt.Errorf("writing to bleve's index %s: %w", dir, err)
		}
		n += b.Size()
		b.Reset()
		return nil
	}
	for a, err := range articles {
		if err != nil {
			return n, within, err
		}
		err := timed(func() error {
			// The mapping walks maps as fast as structs, and without reflecting tags.
			if err := b.Index(a.ID, map[string]any{headline: a.Headline, body: a.Body}); err != nil {
				return fmt.Errorf("article %q: %w", a.ID, err)
			}
			if b.Size() < loopBatch {
				return nil
			}
			return write()
		})
		if err != nil {
			return n, within, err
		}
	}
	if b.Size() == 0 {
		return n, within, nil
	}
	return n, within, timed(write)
}

// loopMapping leaves out what NewTextFieldMapping would add: the field of all
// texts and the columns of values. They would make the loop slower.
func loopMapping() mapping.IndexMapping {
	text := bleve.NewTextFieldMapping()
	text.Analyzer = en.AnalyzerName
	text.Store, text.IncludeTermVectors = true, true
	text.IncludeInAll, text.DocValues = false, false
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt(headline, text)
	m.DefaultMapping.AddFieldMappingsAt(body, text)
	return m
}
