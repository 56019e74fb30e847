package indexer

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format"
)

// fileReader opens files one after the other; its buffer serves all of them.
type fileReader struct {
	raw *bufio.Reader // the file
	in  *bufio.Reader // what gzip makes of it
	gz  gzip.Reader
}

// counting counts what is read through it, and stops when ctx ends: passing
// over a line without end must not outlast its run.
type counting struct {
	ctx context.Context
	r   io.Reader
	n   int64
}

func (c *counting) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// content is an opened file, decompressed.
type content struct {
	r    *bufio.Reader
	name string // without folder and .gz
	size int64  // -1 when it is not known before the end
	n    *int64 // bytes that r has taken, after decompression
}

// gzipMagic begins every gzip file (RFC 1952, section 2.3.1).
const gzipMagic = "\x1f\x8b"

// open looks into a file and decompresses it when its first bytes say gzip,
// whatever it is called.
func (fr *fileReader) open(ctx context.Context, f io.Reader, name string, size int64) (content, error) {
	file := &counting{ctx: ctx, r: f}
	fr.raw = reset(fr.raw, file)
	c := content{r: fr.raw, name: filepath.Base(name), size: size, n: &file.n}
	magic, err := fr.raw.Peek(len(gzipMagic))
	if err != nil && err != io.EOF {
		return content{}, err
	}
	if string(magic) != gzipMagic {
		return c, nil
	}
	if err := fr.gz.Reset(fr.raw); err != nil {
		return content{}, err
	}
	out := &counting{ctx: ctx, r: &fr.gz}
	fr.in = reset(fr.in, out)
	if strings.EqualFold(filepath.Ext(c.name), ".gz") {
		c.name = c.name[:len(c.name)-len(".gz")]
	}
	c.r, c.size, c.n = fr.in, -1, &out.n
	return c, nil
}

// reset points a buffer at r; format.HeadSize lets Detect peek without a copy.
func reset(b *bufio.Reader, r io.Reader) *bufio.Reader {
	if b == nil {
		return bufio.NewReaderSize(r, format.HeadSize)
	}
	b.Reset(r)
	return b
}

// read yields the records of one file as items.
func (s *source) read(t tree, name string, size int64) {
	shown := t.show(name)
	f, err := t.open(name)
	if err != nil {
		s.refuse(shown, unreadable, plainError("opening the file", err))
		return
	}
	defer f.Close()
	c, err := s.reader.open(s.ctx, f, name, size)
	var head []byte
	if err == nil {
		// An error here is met again when the rest is read.
		head, err = c.r.Peek(format.HeadSize)
		if len(head) > 0 || err == io.EOF || err == bufio.ErrBufferFull {
			err = nil
		}
	}
	var detected format.Format
	if err == nil {
		detected, err = format.Detect(head, c.name, c.size)
	}
	if err != nil {
		s.refuse(shown, fileCode(err), fileReason(err))
		return
	}
	s.records(detected, c, shown)
}

// records yields the records of an opened file.
func (s *source) records(f format.Format, c content, shown string) {
	before, n := int64(0), 0
	for rec, err := range f.Read(format.Input{Reader: c.r, Name: c.name, Map: s.names}) {
		n++
		it := item{place: article.Place{Source: shown}, newFile: n == 1, bytes: *c.n - before}
		before = *c.n
		broken, one := errors.AsType[*format.RecordError](err)
		switch {
		case err == nil:
			it.offset = rec.Offset
			if !f.Whole {
				it.place.Record = rec.Number
			}
			it.build(s.builder, rec)
		case one:
			it.place.Record, it.offset = broken.Number, broken.Offset
			it.fail(err)
		default:
			it.problem = &Problem{Path: shown, Code: fileCode(err), Reason: fileReason(err)}
		}
		if n == 1 && !f.Whole && !f.NamedAs(c.name) {
			it.notes = append(it.notes, format.Note{Code: formatTitle(f) + renamedNote, Count: 1})
		}
		if !s.send(it) {
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
	if isGzipError(err) {
		return damagedGzip
	}
	return unreadable
}

func fileReason(err error) string {
	switch {
	case errors.As(err, new(*format.Refusal)):
		return err.Error()
	case isGzipError(err):
		return fmt.Sprintf("the gzip data is damaged or cut short (%v); get the file again", err)
	}
	return plainError("reading the file", err)
}

// isGzipError reports whether reading failed for what the file holds: bad
// headers, bad sums, bad data, or an end in the middle.
func isGzipError(err error) bool {
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, new(flate.CorruptInputError))
}
