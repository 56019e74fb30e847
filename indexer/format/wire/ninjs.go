package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"

	"golang.org/x/text/transform"
)

// ninjsNames are the names of ninjs 1.0 to 3.1, in lower case: version 3 writes
// them in camel case. With them go the names that begin with headline_, body_
// and description_.
var ninjsNames = []string{
	"$standard", "standard", "uri", "type", "mimetype", "contenttype", "representationtype", "profile", "version",
	"firstcreated", "versioncreated", "contentcreated", "embargoed", "expires", "pubstatus", "urgency",
	"copyrightholder", "copyrightnotice", "usageterms", "rightsinfo", "ednote", "language",
	"person", "organisation", "place", "subject", "event", "object", "people", "organisations", "places", "subjects",
	"events", "objects", "infosource", "infosources", "title", "byline", "by", "headline", "headlines", "slugline",
	"located", "charcount", "wordcount", "descriptions", "bodies", "renditions", "associations", "altids",
	"trustindicator", "trustindicators", "genre", "genres", "digitalsourcetype", "eventdetails", "plannedcoverage",
	"keywords", "advice", "advices",
}

// ninjsMarks are names that nothing else uses: two of them, or one with uri,
// make a ninjs object.
var ninjsMarks = []string{
	"versioncreated", "firstcreated", "contentcreated", "pubstatus", "representationtype", "usageterms", "ednote",
	"copyrightholder", "copyrightnotice", "infosources", "infosource", "trustindicator", "trustindicators",
	"body_text", "body_xhtml", "body_html", "description_text", "description_xhtml", "description_html", "bodies",
	"descriptions", "headlines", "associations", "renditions", "plannedcoverage", "eventdetails", "altids",
}

// ninjsForeign are names by which other kinds of JSON give a text, an address or
// a date; an object with one of them is ninjs only when marks say so.
var ninjsForeign = []string{
	"id", "url", "link", "web_url", "weburl", "guid", "body", "text", "content", "abstract", "summary", "snippet",
	"lead_paragraph", "date", "published", "published_at", "publishedat", "pub_date", "published_date", "author",
	"source", "section", "section_name", "description", "article", "story", "articlebody", "tags", "tag", "category",
	"categories", "publisher", "publication", "lang", "datetime", "$schema", "$id", "@context", "@type",
}

// NINJS is the format of ninjs, one object or many.
func NINJS() record.Format {
	return record.Format{Name: "ninjs", Extensions: []string{".ninjs", ".json", ".jsonl", ".ndjson"}, Sniff: sniffNINJS, Read: readNINJS}
}

// sniffNINJS is sure of JSON whose first object, alone, in an array or on a
// line, names the standard, or has a uri and is called as ninjs calls things.
func sniffNINJS(head []byte, _ string) record.Verdict {
	start := record.SkipBlank(head)
	if rawjson.Array(start) {
		start = record.SkipBlank(start[1:])
	}
	if len(start) == 0 || start[0] != '{' {
		return record.No
	}
	marks, foreign, uri := 0, 0, false
	for name, value := range leadingMembers(start) {
		lower := strings.ToLower(name)
		switch {
		case lower == "uri":
			uri = len(value) > 0 && value[0] == '"'
		case (lower == "$standard" || lower == "standard") && bytes.Contains(bytes.ToLower(value), []byte("ninjs")):
			return record.Sure
		case lower == "headline" && len(value) > 0 && value[0] == '{':
			foreign++
		case slices.Contains(ninjsMarks, lower):
			marks++
		case slices.Contains(ninjsForeign, lower):
			foreign++
		}
	}
	if uri && (marks > 0 || foreign == 0) || marks > 1 && foreign == 0 {
		return record.Sure
	}
	return record.No
}

// leadingMembers yields the members of an object that may be cut off: those
// that are whole, and the name of the one that is not.
func leadingMembers(obj []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		i := rawjson.SkipSpace(obj, 1)
		for i < len(obj) && obj[i] == '"' {
			end := rawjson.StringEnd(obj, i)
			var name string
			if json.Unmarshal(obj[i:min(end, len(obj))], &name) != nil {
				return
			}
			i = rawjson.SkipSpace(obj, end)
			if i >= len(obj) || obj[i] != ':' {
				return
			}
			i = rawjson.SkipSpace(obj, i+1)
			end = rawjson.ValueEnd(obj, i)
			if !yield(name, obj[min(i, len(obj)):min(end, len(obj))]) || end <= i {
				return
			}
			i = rawjson.SkipSpace(obj, end)
			if i >= len(obj) || obj[i] != ',' {
				return
			}
			i = rawjson.SkipSpace(obj, i+1)
		}
	}
}

// readNINJS yields ninjs objects: one, those of an array, or one a line.
func readNINJS(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		objects, decoded := newObjectReader(in)
		for {
			obj, err := objects.next()
			if err == io.EOF {
				if objects.number == 0 {
					yield(record.Record{}, &record.Refusal{Code: record.EmptyFile, Reason: "the file holds no object"})
				}
				return
			}
			var rec record.Record
			if err == nil {
				rec, err = ninjsRecord(obj, in)
			}
			broken, one := errors.AsType[*record.RecordError](err)
			if err != nil && !one {
				yield(record.Record{}, fmt.Errorf("reading after object %d (byte %d): %w", objects.number, objects.offset, err))
				return
			}
			if one {
				broken.Number, broken.Offset = objects.number, objects.offset
			}
			rec.Number, rec.Offset = objects.number, objects.offset
			if decoded != "" {
				rec.Notes = append(rec.Notes, record.Note{Code: "read as " + decoded, Count: 1})
				decoded = ""
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// objectReader cuts a stream into JSON objects of at most MaxLine bytes: one a
// line when the file is written so, for then a broken line costs no other one;
// else by their braces.
type objectReader struct {
	lines  *stream.Lines // nil when objects are spread over lines
	r      *bufio.Reader
	buf    []byte
	read   int64
	offset int64 // of the object that next returned
	number int   // of it, from 1; the line in a file of lines
}

// newObjectReader looks only at what the first read brings. decoded names the
// encoding when that is UTF-16.
func newObjectReader(r io.Reader) (o *objectReader, decoded string) {
	br := bufio.NewReaderSize(r, record.HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	if enc, name := decode.UTF16(head); enc != nil {
		br = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), record.HeadSize)
		decoded = name
		br.Peek(2)
		head, _ = br.Peek(br.Buffered())
	}
	if bytes.HasPrefix(head, []byte(decode.BOM)) {
		br.Discard(len(decode.BOM))
		head = head[len(decode.BOM):]
	}
	if start := record.SkipBlank(head); len(start) > 0 && start[0] == '{' && !rawjson.Spread(head) && !wholeIsOne(start) {
		return &objectReader{lines: &stream.Lines{R: br}}, decoded
	}
	return &objectReader{r: br}, decoded
}

// wholeIsOne reports whether the head begins with a line that is not the whole
// of an object: it ends within, or the file does.
func wholeIsOne(start []byte) bool {
	line, _, more := bytes.Cut(start, []byte("\n"))
	return !more && !json.Valid(line)
}

// next returns the next object, which is valid until the next call; io.EOF
// after the last. A *RecordError costs that object only.
func (o *objectReader) next() ([]byte, error) {
	if o.lines == nil {
		return o.braces()
	}
	for {
		line, err := o.lines.Next()
		o.offset = o.lines.Offset
		if errors.Is(err, stream.ErrLineTooLong) {
			o.number = o.lines.Number
			return nil, tooLongObject()
		}
		if err != nil {
			return nil, err
		}
		o.number = o.lines.Number
		if line = bytes.Trim(line, record.Blanks); len(line) > 0 {
			return line, nil
		}
	}
}

func tooLongObject() *record.RecordError {
	return &record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("the object holds more than %d bytes (17 MB), the limit of one record; split the article", stream.MaxLine)}
}

// braces returns what stands between a brace and the one that closes it. What
// stands between objects, but the marks of an array, is a broken record.
func (o *objectReader) braces() ([]byte, error) {
	if cap(o.buf) > stream.KeepLine {
		o.buf = nil
	}
	o.buf = o.buf[:0]
	var at nesting
	size := 0
	for {
		c, err := o.r.ReadByte()
		if err == io.EOF && size > 0 {
			if o.buf[0] != '{' {
				return nil, o.stray()
			}
			return nil, o.unended(size)
		}
		if err != nil {
			return nil, err
		}
		o.read++
		if size == 0 {
			if strings.IndexByte(record.Blanks+",[]", c) >= 0 {
				continue
			}
			o.offset, o.number = o.read-1, o.number+1
		}
		if size++; size <= stream.MaxLine {
			o.buf = append(o.buf, c)
		}
		switch {
		case o.buf[0] == '{':
			if !at.closes(c) {
				continue
			}
			if size > stream.MaxLine {
				return nil, tooLongObject()
			}
			return o.buf, nil
		case c == '{': // what was no object ends where one begins
			o.r.UnreadByte()
			o.read--
			return nil, o.stray()
		}
	}
}

// nesting follows JSON byte by byte.
type nesting struct {
	depth           int
	quoted, escaped bool
}

// closes reports whether a byte closes what the first one opened.
func (n *nesting) closes(c byte) bool {
	switch {
	case n.escaped:
		n.escaped = false
	case n.quoted && c == '\\':
		n.escaped = true
	case c == '"':
		n.quoted = !n.quoted
	case n.quoted:
	case c == '{' || c == '[':
		n.depth++
	case c == '}' || c == ']':
		n.depth--
		return n.depth == 0
	}
	return false
}

// unended says why an object does not end before the file does: a fault within,
// when there is one, for a missing quotation mark opens a text without end.
func (o *objectReader) unended(size int) *record.RecordError {
	if size > stream.MaxLine {
		return tooLongObject()
	}
	if wrong := spreadError(o.buf); !errors.Is(wrong.Err, io.ErrUnexpectedEOF) && !strings.Contains(wrong.Err.Error(), "unexpected end") {
		return wrong
	}
	return &record.RecordError{Code: record.BrokenRecord, Reason: "the file ends within this object: it is cut short, or a brace or quotation mark is missing"}
}

// spreadError is rawjson.SyntaxError for an object over several lines: it says the line.
func spreadError(obj []byte) *record.RecordError {
	err := rawjson.SyntaxError(obj, json.Unmarshal(obj, new(json.RawMessage)))
	if before := obj[:min(max(err.Column-1, 0), len(obj))]; bytes.IndexByte(before, '\n') >= 0 {
		err.Reason = fmt.Sprintf("line %d of the object, column %d: %s", 1+bytes.Count(before, []byte("\n")), len(before)-bytes.LastIndexByte(before, '\n'), err.Reason)
		err.Column = 0
	}
	return err
}

func (o *objectReader) stray() *record.RecordError {
	return &record.RecordError{Code: record.BrokenRecord, Reason: fmt.Sprintf("found %q where an object should begin", record.Printable(strings.ToValidUTF8(string(o.buf[:min(len(o.buf), record.MaxPrintable)]), "?")))}
}
