package indexer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"newsdex/article"
	"newsdex/indexer/format"
)

// maxStored bounds a line of Stored in bytes: an article of article.MaxText,
// every byte of it escaped by a backslash, and a megabyte for its other fields.
const maxStored = 2*article.MaxText + 1<<20

// Stored reads articles as they are stored, one a line: what another newsdex
// read and built (see article.Article). They keep the place they were read from
// and their identifiers; language, words and hash are worked out here. It is
// otherwise as Stream.
func Stored(ctx context.Context, w Writer, r io.Reader, emit func([]Line) error) (*Report, error) {
	report := newReport()
	var readErr error
	b := NewBuilder(Options{})
	produce := func(yield func(item) bool) {
		in := &counting{ctx: ctx, r: r}
		lines := bufio.NewScanner(in)
		lines.Buffer(make([]byte, 0, 64<<10), maxStored)
		before := int64(0)
		for number := 1; lines.Scan(); number++ {
			it := item{place: article.Place{Source: article.API, Record: number}, bytes: in.n - before, number: number}
			before = in.n
			a := &article.Article{}
			err := json.Unmarshal(lines.Bytes(), a)
			if err != nil {
				err = &format.RecordError{Number: number, Code: format.BrokenRecord, Reason: "not the stored form of an article: " + err.Error(), Err: err}
			} else {
				it.place = a.ReadFrom
				err = b.complete(a)
			}
			if err != nil {
				it.fail(err)
			} else {
				it.article = a
			}
			if !yield(it) {
				return
			}
		}
		if readErr = lines.Err(); errors.Is(readErr, bufio.ErrTooLong) {
			readErr = fmt.Errorf("a line holds more than %d bytes", maxStored)
		}
	}
	err := feed(ctx, w, produce, func(batch []item, outcomes []article.Outcome) error {
		return emit(report.answers(batch, outcomes))
	})
	if err == nil && readErr != nil {
		err = fmt.Errorf("reading the stream: %w", readErr)
	}
	return report, report.end(ctx, err)
}

// maxSource bounds the name of a place in bytes: the longest path of Linux, and
// a path within an archive.
const maxSource = 2 * 4096

// complete makes an article from elsewhere fit to be stored: it is checked and
// cleaned like one that was read here, for it may come from another program.
func (b *Builder) complete(a *article.Article) error {
	c := cleaner{}
	a.Headline, a.Body = c.value(a.Headline), c.text(a.Body)
	a.Source, a.Section = c.value(a.Source), c.value(a.Section)
	a.Byline, a.Tags = c.values(a.Byline), c.values(a.Tags)
	switch a.Basis {
	case article.OwnID, article.URLID, article.TextID:
	default:
		return &article.Invalid{Field: "basis", Reason: fmt.Sprintf("%.20q is not what an identifier is made from", a.Basis)}
	}
	for field, d := range map[string]article.Date{"published": a.Published, "updated": a.Updated} {
		if !d.Valid() {
			return &article.Invalid{Field: field, Reason: fmt.Sprintf("%.20q with the time %v is no date", d.Day, d.Time)}
		}
	}
	if len(a.AlsoReadFrom) > article.MaxPlaces {
		return &article.Invalid{Field: "also_read_from", Reason: fmt.Sprintf("%d places, the limit is %d", len(a.AlsoReadFrom), article.MaxPlaces)}
	}
	for _, p := range append([]article.Place{a.ReadFrom}, a.AlsoReadFrom...) {
		if p.Source == "" || len(p.Source) > maxSource || p.Source != visible(p.Source) {
			return &article.Invalid{Field: "read_from", Reason: fmt.Sprintf("%.80q is not the name of a place", p.Source)}
		}
	}
	if err := validateText(a); err != nil {
		return err
	}
	if err := b.measure(a); err != nil {
		return err
	}
	if a.FirstSeen.IsZero() {
		a.FirstSeen = b.now().UTC()
	}
	a.HashContent()
	return a.Validate()
}
