package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

const (
	reutersStart = "<REUTERS"
	reutersEnd   = "</REUTERS>"
)

// Reuters is the format of the Reuters-21578 collection in SGML.
func Reuters() record.Format {
	return record.Format{Name: "reuters", Extensions: []string{".sgm", ".sgml"}, Sniff: sniffReuters, Read: readReuters}
}

// sniffReuters knows the files of the Reuters-21578 distribution by their
// document type, or by the tag that every document in them begins with.
func sniffReuters(head []byte, _ string) record.Verdict {
	start := record.SkipBlank(head)
	if bytes.HasPrefix(bytes.ToLower(start[:min(len(start), 32)]), []byte("<!doctype lewis")) {
		return record.Sure
	}
	if bytes.HasPrefix(start, []byte(reutersStart+" ")) && bytes.Contains(start[:min(len(start), 512)], []byte("NEWID=")) {
		return record.Sure
	}
	return record.No
}

// readReuters yields the documents of a file of the Reuters-21578 distribution
// (Lewis 1997, README, section VI), one at a time.
func readReuters(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		docs := &sgmlReader{lines: stream.Lines{R: bufio.NewReaderSize(in, record.HeadSize)}}
		for number := 1; ; number++ {
			doc, err := docs.next()
			if err == io.EOF {
				if number == 1 {
					yield(record.Record{}, &record.Refusal{Code: record.BrokenRecord, Reason: "there is no <REUTERS …> document in the file"})
				}
				return
			}
			var rec record.Record
			if err == nil {
				rec, err = reutersRecord(doc)
			}
			broken, one := errors.AsType[*record.RecordError](err)
			if err != nil && !one {
				yield(record.Record{}, fmt.Errorf("reading after line %d (byte %d): %w", docs.lines.Number, docs.lines.Offset, err))
				return
			}
			if one {
				broken.Number, broken.Offset = number, docs.offset
			}
			rec.Number, rec.Offset = number, docs.offset
			if docs.stray > 0 {
				rec.Notes = append(rec.Notes, record.Note{Code: "lines between documents passed over", Count: docs.stray})
				docs.stray = 0
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// sgmlReader cuts a file into documents.
type sgmlReader struct {
	lines  stream.Lines
	doc    []byte
	offset int64 // of the document that next returns
	stray  int   // lines since the last document that belong to none

	// What is left of the line at hand, and where it begins. The buffer it
	// stands in lives until the next line is read, which is after it is used.
	rest   []byte
	restAt int64
	// tooLong: the document at hand exceeds MaxLine; it is read to its end.
	tooLong bool
}

// next returns the next document from its start tag to its end tag; it is valid
// until the next call. A *RecordError costs that document only.
func (s *sgmlReader) next() ([]byte, error) {
	if cap(s.doc) > stream.KeepLine {
		s.doc = nil
	}
	s.doc, s.tooLong = s.doc[:0], false
	inside := false
	for {
		line, err := s.line()
		if errors.Is(err, stream.ErrLineTooLong) {
			s.tooLong = inside
			continue
		}
		if err == io.EOF && inside {
			return nil, &record.RecordError{Code: record.BrokenRecord, Reason: "the file ends before " + reutersEnd + ": it is cut short; get it again"}
		}
		if err != nil {
			return nil, err
		}
		if !inside {
			i := bytes.Index(line, []byte(reutersStart))
			if i < 0 {
				if t := bytes.TrimSpace(line); len(t) > 0 && !bytes.HasPrefix(t, []byte("<!")) {
					s.stray++
				}
				continue
			}
			inside, s.offset = true, s.restAt+int64(i)
			s.restAt, line = s.offset, line[i:]
			if s.take(line, len(reutersStart)) {
				return s.whole()
			}
			continue
		}
		if i := bytes.Index(line, []byte(reutersStart+" ")); i >= 0 && !bytes.Contains(line[:i], []byte(reutersEnd)) {
			s.rest, s.restAt = line[i:], s.restAt+int64(i)
			return nil, &record.RecordError{Code: record.BrokenRecord, Reason: "the document does not end: another begins before " + reutersEnd}
		}
		if s.take(line, 0) {
			return s.whole()
		}
	}
}

// line returns what is left of the last line, or the next one with its end.
func (s *sgmlReader) line() ([]byte, error) {
	if len(s.rest) > 0 {
		line := s.rest
		s.rest = nil
		return line, nil
	}
	line, err := s.lines.Next()
	s.restAt = s.lines.Offset
	return line, err
}

// take adds a line to the document and reports whether it ends in it. The tag is
// looked for from a place on.
func (s *sgmlReader) take(line []byte, from int) bool {
	end := bytes.Index(line[from:], []byte(reutersEnd))
	if end >= 0 {
		end += from + len(reutersEnd)
		if len(bytes.TrimSpace(line[end:])) > 0 {
			s.rest, s.restAt = line[end:], s.restAt+int64(end)
		}
		line = line[:end]
	}
	if s.tooLong = s.tooLong || len(s.doc)+len(line) > stream.MaxLine; s.tooLong {
		s.doc = nil
	} else {
		s.doc = append(append(s.doc, line...), '\n')
	}
	return end >= 0
}

func (s *sgmlReader) whole() ([]byte, error) {
	if s.tooLong {
		return nil, &record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("the document holds more than %d bytes (17 MB), the limit of one record", stream.MaxLine)}
	}
	return s.doc, nil
}

// reutersTags are the elements whose <D> become tags, in the order they stand.
var reutersTags = []string{"TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES"}

// reutersRecord is the article of a document. Errors are *RecordError.
func reutersRecord(doc []byte) (record.Record, error) {
	text, notes := decode.Text(doc)
	w := &wire{notes: notes}
	start, rest, ok := strings.Cut(text, ">")
	if !ok {
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: "the start tag has no end (>)"}
	}
	rec := record.Record{ID: sgmlAttribute(start, "NEWID"), Source: "Reuters"}
	rec.Published = reutersDate(w, sgmlText(between(rest, "DATE")))
	for _, name := range reutersTags {
		for list := between(rest, name); list != ""; {
			var d string
			if _, list, ok = strings.Cut(list, "<D>"); !ok {
				break
			}
			d, list, _ = strings.Cut(list, "</D>")
			rec.Tags = w.values(rec.Tags, strings.ToLower(name), sgmlText(d))
		}
	}
	w.ignored("mknote", sgmlText(between(rest, "MKNOTE")))
	reutersText(w, &rec, rest)
	if rec.Headline == "" && rec.Body == "" {
		return record.Record{}, textlessItem("the document has neither a title nor text")
	}
	rec.Notes = w.done()
	return rec, nil
}
