package indexer

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/indexer/format"
	"newsdex/text"
)

// Codes of skipped records beside those of format and article.IDTaken.
const (
	invalidRecord  = "invalid"
	internalFailed = "internal error"
)

// Builder turns records into articles. It is not safe for concurrent use.
type Builder struct {
	prefix string
	now    func() time.Time
	// count and detect are those of text.Analyzer; tests put failing ones here.
	count  func(s string) int
	detect func(s string) (lang string, words int)
}

// NewBuilder returns a builder; of the options IDPrefix and Now count.
func NewBuilder(o Options) *Builder {
	now := o.Now
	if now == nil {
		now = time.Now
	}
	an := text.NewAnalyzer()
	return &Builder{count: an.Count, detect: an.Detect, prefix: o.IDPrefix, now: now}
}

// Build makes the article of a record that was read at a place, and returns the
// notes of the record and its own. Texts are cleaned of control characters,
// values of superfluous blanks; identity, language, word count and content hash
// are set. The error is an *article.Invalid that says which field is not
// acceptable, or says that the text could not be cut into words.
func (b *Builder) Build(rec format.Record, place article.Place) (*article.Article, []format.Note, error) {
	c := cleaner{}
	a := &article.Article{
		Headline:  c.value(rec.Headline),
		Body:      c.text(rec.Body),
		Byline:    c.values(rec.Byline),
		Source:    c.value(rec.Source),
		Section:   c.value(rec.Section),
		Tags:      c.values(rec.Tags),
		URL:       c.value(rec.URL),
		Lang:      c.lang(rec.Lang),
		Published: rec.Published,
		Updated:   rec.Updated,
		FirstSeen: b.now().UTC(),
		ReadFrom:  place,
	}
	notes := slices.Concat(rec.Notes, b.putAside("published", &a.Published), b.putAside("updated", &a.Updated))
	if c.replaced > 0 {
		notes = append(notes, format.Note{Code: "characters made blank", Count: c.replaced})
	}
	own := rec.ID
	if own != "" {
		own = b.prefix + own
	}
	a.Identify(own)
	// Before the words are counted: what is too large is not worth cutting up.
	if err := validateText(a); err != nil {
		return nil, notes, err
	}
	if err := b.measure(a); err != nil {
		return nil, notes, err
	}
	a.HashContent()
	if err := a.Validate(); err != nil {
		return nil, notes, err
	}
	return a, notes, nil
}

// maxAhead is how far ahead a date may lie: the day ends later elsewhere, and
// clocks and embargoes differ.
const maxAhead = 48 * time.Hour

// putAside takes a date away that lies in the future: it is a mistake, or the
// date of what the article is about. The note keeps it.
func (b *Builder) putAside(field string, d *article.Date) []format.Note {
	at, dated := d.Unix()
	if !dated || at <= b.now().Add(maxAhead).Unix() {
		return nil
	}
	note := format.Note{Code: field + " in the future, left out", Detail: d.String(), Count: 1}
	*d = article.Date{}
	return []format.Note{note}
}

// timely puts the dates of a record aside that lie in the future, so that those
// that another record has of the same article take their place.
func (b *Builder) timely(rec format.Record) format.Record {
	rec.Notes = slices.Concat(rec.Notes, b.putAside("published", &rec.Published), b.putAside("updated", &rec.Updated))
	return rec
}

// validateText refuses texts that are missing or too large.
func validateText(a *article.Article) error {
	probe := article.Article{ID: "x", Headline: a.Headline, Body: a.Body, Lang: "und"}
	return probe.Validate()
}

// measure sets the word count, and the language when the record named none. A
// text that makes the tokenizer panic costs that record only.
func (b *Builder) measure(a *article.Article) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &textError{fmt.Sprintf("the text could not be cut into words (%v); this is a fault of newsdex, please report it with the text", r)}
		}
	}()
	if a.Lang != "" {
		a.WordCount = b.count(a.Body)
		return nil
	}
	a.Lang, a.WordCount = b.detect(a.Body)
	return nil
}

// textError is a fault of ours on one text.
type textError struct{ reason string }

func (e *textError) Error() string { return e.reason }

// cleaner cleans the fields of one record and counts what it replaced.
type cleaner struct{ replaced int }

// text keeps line breaks.
func (c *cleaner) text(s string) string {
	s, n := text.Clean(s)
	c.replaced += n
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return s
}

// value is one line with single blanks.
func (c *cleaner) value(s string) string {
	return strings.Join(strings.Fields(c.text(s)), " ")
}

// values leaves empty ones out.
func (c *cleaner) values(list []string) []string {
	var out []string
	for _, s := range list {
		if s = c.value(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// lang is a tag as BCP 47 writes it, in lower case: "en_US" becomes "en-us".
func (c *cleaner) lang(s string) string {
	return strings.ReplaceAll(strings.ToLower(c.value(s)), "_", "-")
}

// problemOf tells what an error means for one record: how it is counted, which
// field is at fault, and the reason without field and place.
func problemOf(err error) (code, field, reason string) {
	if broken, ok := errors.AsType[*format.RecordError](err); ok {
		if broken.Field == "" {
			return broken.Code, "", broken.What()
		}
		return broken.Code, broken.Field, broken.Reason
	}
	if refused, ok := errors.AsType[*format.Refusal](err); ok {
		return refused.Code, "", refused.Reason
	}
	if invalid, ok := errors.AsType[*article.Invalid](err); ok {
		return invalidRecord, invalid.Field, invalid.Reason
	}
	if _, ok := errors.AsType[*textError](err); ok {
		return internalFailed, "", err.Error()
	}
	return "unreadable", "", err.Error()
}
