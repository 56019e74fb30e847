package indexer

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"sync/atomic"

	"newsdex/article"
	"newsdex/indexer/format"
)

// counting counts what is read through it, and stops when ctx ends: passing
// over a line without end must not outlast its run.
type counting struct {
	ctx context.Context
	r   io.Reader
	n   int64
	err error // the last that was met, but for io.EOF
}

func (c *counting) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		c.err = err
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF {
		c.err = err
	}
	return n, err
}

// content is a file that is open, out of all containers.
type content struct {
	r    io.Reader
	name string // without folder and compression
	size int64  // -1 when it is not known before the end
	n    *int64 // bytes that r has taken
	// url and contentType are of what came over HTTP.
	url, contentType string
}

// reset points a buffer at r; format.HeadSize lets Detect peek without a copy.
func reset(b *bufio.Reader, r io.Reader) *bufio.Reader {
	if b == nil {
		return bufio.NewReaderSize(r, format.HeadSize)
	}
	b.Reset(r)
	return b
}

// read yields the records of one file as items; see contents. A file that makes
// a reader of some format panic costs what stands behind that place in it.
func (s *source) read(t tree, name string, size int64) {
	shown := t.show(name)
	f, err := t.open(name)
	if err != nil {
		s.refuse(shown, unreadable, plainError("opening the file", err))
		return
	}
	defer f.Close()
	raw := &rawFile{File: f, size: size}
	s.raw = raw
	defer func() {
		if r := recover(); r != nil {
			s.refuse(shown, internalFailed, fmt.Sprintf("the rest of the file could not be read (%.200v); this is a fault of newsdex, please report it with the file", r))
		}
		s.done, s.raw = s.done+size, nil
	}()
	var at io.ReaderAt
	if raw.at, _ = f.(io.ReaderAt); raw.at != nil {
		at = raw
	}
	s.contents(stream{r: raw, at: at, size: size, name: filepath.Base(name), shown: shown, budget: &budget{}})
}

// rawFile is a file that counts how much of it was read, one way or the other.
type rawFile struct {
	fs.File
	at      io.ReaderAt
	size    int64
	n, seek atomic.Int64 // decompressors may read in goroutines of their own
}

func (f *rawFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.n.Add(int64(n))
	return n, err
}

func (f *rawFile) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.at.ReadAt(p, off)
	f.seek.Add(int64(n))
	return n, err
}

// behind returns how many bytes of the file were read, nil files having none.
// What is read twice, as the head of an archive is, counts twice up to the size.
func (f *rawFile) behind() int64 {
	if f == nil {
		return 0
	}
	return min(f.size, max(f.n.Load(), f.seek.Load()))
}

// file yields the records of a file whose first bytes are head.
func (s *source) file(c content, head []byte, shown string) {
	detected, err := format.Detect(head, c.name, c.size)
	if err != nil {
		s.refuse(shown, fileCode(err), fileReason(err))
		return
	}
	s.records(detected, c, shown)
}

// records yields the records of an opened file.
func (s *source) records(f format.Format, c content, shown string) {
	s.each(f, c, shown, func(it item, rec format.Record) bool {
		if it.problem == nil {
			it.build(s.builder, rec)
		}
		return s.send(it)
	})
}

// each hands what an opened file holds to made, until that returns false: records,
// each with the item that is to become of it, and items that are problems.
func (s *source) each(f format.Format, c content, shown string, made func(item, format.Record) bool) {
	before, n := int64(0), 0
	for rec, err := range f.Read(format.Input{Reader: c.r, Name: c.name, Map: s.names, URL: c.url, ContentType: c.contentType}) {
		n++
		it := item{place: article.Place{Source: shown}, newFile: n == 1, bytes: *c.n - before, notes: rec.Notes}
		before = *c.n
		broken, one := errors.AsType[*format.RecordError](err)
		switch {
		case err == nil:
			it.offset = rec.Offset
			if !f.Whole {
				it.place.Record = rec.Number
			}
		case one:
			it.place.Record, it.offset = broken.Number, broken.Offset
			it.fail(err)
		default:
			it.problem = &Problem{Path: shown, Code: fileCode(err), Reason: fileReason(err)}
			if it.problem.Code == format.NoArticle {
				it.problem.Reason += s.advice
			}
		}
		if n == 1 && !f.Whole && c.url == "" && !f.NamedAs(c.name) {
			note := format.Note{Code: formatTitle(f) + renamedNote, Count: 1}
			it.notes, rec.Notes = append(it.notes, note), append(rec.Notes, note)
		}
		if !made(it, rec) {
			return
		}
	}
	switch rest := *c.n - before; {
	case n == 0:
		s.refuse(shown, format.EmptyFile, "the file is empty (it holds no record)")
	case rest > 0:
		s.send(item{place: article.Place{Source: shown}, bytes: rest})
	}
}

// formatTitle is how a format is called in notes.
func formatTitle(f format.Format) string {
	switch f.Name {
	case "jsonl":
		return "JSON Lines"
	case "json", "csv":
		return strings.ToUpper(f.Name)
	}
	return f.Name
}

// build makes the article of a record that was read at the item's place, or the
// problem that it is.
func (it *item) build(b *Builder, rec format.Record) {
	a, notes, err := b.Build(rec, it.place)
	it.notes = notes
	if err != nil {
		it.fail(err)
		return
	}
	it.article = a
}

// fail makes the item a problem.
func (it *item) fail(err error) {
	code, field, reason := problemOf(err)
	it.article = nil
	it.problem = &Problem{Path: it.place.Source, Record: it.place.Record, Offset: it.offset, Code: code, Field: field, Reason: reason}
}

// fileCode and fileReason say why a file is not read, or not to its end.
func fileCode(err error) string {
	if refused, ok := errors.AsType[*format.Refusal](err); ok {
		return refused.Code
	}
	if d, ok := errors.AsType[*damaged](err); ok {
		return "damaged " + string(d.kind)
	}
	return unreadable
}

func fileReason(err error) string {
	if refused, ok := errors.AsType[*format.Refusal](err); ok {
		return refused.Reason
	}
	if d, ok := errors.AsType[*damaged](err); ok {
		return fmt.Sprintf("the %s data is damaged or cut short (%v); get the file again", d.kind, err)
	}
	return plainError("reading the file", err)
}
