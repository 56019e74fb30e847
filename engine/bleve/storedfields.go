package bleve

import (
	"encoding/binary"
	"fmt"
	"time"

	"newsdex/article"
)

// A stored article is its fields one after the other: a tag, the length of the
// value in bytes (uvarint), the value. Lists have their tag once for each value,
// and what is empty is left out. Reading one takes a microsecond or two, its JSON
// took four; ten are read for every page of an answer.

// tag says which field a value is of. A number is never given to another field;
// a reader refuses numbers that it does not know.
type tag byte

const (
	tagID tag = iota + 1
	tagBasis
	tagHeadline
	tagByline
	tagSource
	tagSection
	tagTag
	tagLang
	tagURL
	tagPublishedDay
	tagPublishedTime
	tagPublishedOrigin
	tagUpdatedDay
	tagUpdatedTime
	tagUpdatedOrigin
	tagFirstSeen
	tagWordCount
	tagContentHash
	tagReadFrom     // the number of the record (uvarint), then the source
	tagAlsoReadFrom // likewise
	tagBody         // last, so that the others stand close together
)

// fieldWriter writes fields behind each other.
type fieldWriter struct {
	out []byte
	err error
}

func (w *fieldWriter) text(t tag, s string) {
	if s != "" {
		w.out = binary.AppendUvarint(append(w.out, byte(t)), uint64(len(s)))
		w.out = append(w.out, s...)
	}
}

func (w *fieldWriter) texts(t tag, list []string) {
	for _, s := range list {
		// An empty value keeps its place in the list.
		w.out = binary.AppendUvarint(append(w.out, byte(t)), uint64(len(s)))
		w.out = append(w.out, s...)
	}
}

func (w *fieldWriter) time(t tag, at time.Time) {
	if at.IsZero() {
		return
	}
	b, err := at.MarshalBinary()
	if err != nil {
		w.err = err
	}
	w.text(t, string(b))
}

func (w *fieldWriter) date(day, at, origin tag, d article.Date) {
	w.text(day, d.Day)
	w.time(at, d.Time)
	w.text(origin, string(d.Origin))
}

func (w *fieldWriter) place(t tag, p article.Place) {
	record := binary.AppendUvarint(nil, uint64(p.Record))
	w.text(t, string(record)+p.Source)
}

// appendFields appends the fields of an article to b.
func appendFields(b []byte, a *article.Article) ([]byte, error) {
	w := &fieldWriter{out: b}
	w.text(tagID, a.ID)
	w.text(tagBasis, string(a.Basis))
	w.text(tagHeadline, a.Headline)
	w.texts(tagByline, a.Byline)
	w.text(tagSource, a.Source)
	w.text(tagSection, a.Section)
	w.texts(tagTag, a.Tags)
	w.text(tagLang, a.Lang)
	w.text(tagURL, a.URL)
	w.date(tagPublishedDay, tagPublishedTime, tagPublishedOrigin, a.Published)
	w.date(tagUpdatedDay, tagUpdatedTime, tagUpdatedOrigin, a.Updated)
	w.time(tagFirstSeen, a.FirstSeen)
	if a.WordCount != 0 {
		w.text(tagWordCount, string(binary.AppendUvarint(nil, uint64(a.WordCount))))
	}
	w.text(tagContentHash, a.ContentHash)
	if a.ReadFrom != (article.Place{}) {
		w.place(tagReadFrom, a.ReadFrom)
	}
	for _, p := range a.AlsoReadFrom {
		w.place(tagAlsoReadFrom, p)
	}
	w.text(tagBody, a.Body)
	return w.out, w.err
}

// readFields reads what appendFields wrote. All texts of the article share the
// memory of one string.
func readFields(b []byte, a *article.Article) error {
	for rest := string(b); rest != ""; {
		t := tag(rest[0])
		n, size := uvarint(rest[1:])
		if size <= 0 || n > uint64(len(rest)-1-size) {
			return fmt.Errorf("%w: a stored article ends early", ErrDamaged)
		}
		value := rest[1+size:][:n]
		rest = rest[1+size+int(n):]
		if err := readField(t, value, a); err != nil {
			return err
		}
	}
	return nil
}

func readField(t tag, value string, a *article.Article) (err error) {
	switch t {
	case tagID:
		a.ID = value
	case tagBasis:
		a.Basis = article.Basis(value)
	case tagHeadline:
		a.Headline = value
	case tagByline:
		a.Byline = append(a.Byline, value)
	case tagSource:
		a.Source = value
	case tagSection:
		a.Section = value
	case tagTag:
		a.Tags = append(a.Tags, value)
	case tagLang:
		a.Lang = value
	case tagURL:
		a.URL = value
	case tagPublishedDay:
		a.Published.Day = value
	case tagPublishedTime:
		a.Published.Time, err = readTime(value)
	case tagPublishedOrigin:
		a.Published.Origin = article.DateOrigin(value)
	case tagUpdatedDay:
		a.Updated.Day = value
	case tagUpdatedTime:
		a.Updated.Time, err = readTime(value)
	case tagUpdatedOrigin:
		a.Updated.Origin = article.DateOrigin(value)
	case tagFirstSeen:
		a.FirstSeen, err = readTime(value)
	case tagWordCount:
		a.WordCount, _, err = readNumber(value)
	case tagContentHash:
		a.ContentHash = value
	case tagReadFrom:
		a.ReadFrom.Record, a.ReadFrom.Source, err = readNumber(value)
	case tagAlsoReadFrom:
		var p article.Place
		p.Record, p.Source, err = readNumber(value)
		a.AlsoReadFrom = append(a.AlsoReadFrom, p)
	case tagBody:
		a.Body = value
	default:
		err = fmt.Errorf("a stored article has a field of number %d; a newer newsdex wrote it", t)
	}
	return err
}

func readTime(value string) (at time.Time, err error) {
	if err = at.UnmarshalBinary([]byte(value)); err != nil {
		err = fmt.Errorf("%w: a time of a stored article: %w", ErrDamaged, err)
	}
	return at, err
}

// readNumber reads a number that a value begins with, and returns what follows.
func readNumber(value string) (n int, rest string, err error) {
	u, size := uvarint(value)
	if size <= 0 || int(u) < 0 {
		return 0, "", fmt.Errorf("%w: a number of a stored article", ErrDamaged)
	}
	return int(u), value[size:], nil
}

// uvarint is binary.Uvarint on a string, which needs no copy of it.
func uvarint(s string) (n uint64, size int) {
	var b [binary.MaxVarintLen64]byte
	return binary.Uvarint(b[:copy(b[:], s)])
}
