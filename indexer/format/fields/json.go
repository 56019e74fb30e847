package fields

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// JSON is the format of lists, answers of services and objects over several lines.
func JSON() record.Format {
	return record.Format{Name: "json", Mapped: true, Extensions: []string{".json", ".jsonl", ".ndjson"}, Sniff: sniffJSON, Read: readJSON}
}

// sniffJSON is sure of an array of objects, of an object that is spread over
// lines, and of one that holds a list of objects under a name of envelopes. An
// object on a line of its own that is an article is JSON Lines.
func sniffJSON(head []byte, name string) record.Verdict {
	start := record.SkipBlank(head)
	switch {
	case len(start) == 0:
		return record.No
	case rawjson.Array(start), start[0] == '{' && ownedJSON(start):
		if otherJSON(start) {
			return record.Maybe
		}
		return record.Sure
	case start[0] == '[' && record.Extension(name) == ".json":
		return record.Maybe // an empty list, or one of something else: the reader says which
	}
	return record.No
}

// ownedJSON reports whether text that begins with an object is read here, and
// not as JSON Lines.
func ownedJSON(start []byte) bool {
	if rawjson.Spread(start) {
		return true
	}
	line, _, _ := bytes.Cut(start, []byte("\n"))
	if json.Valid(line) {
		rec, err := parseObject(line, standard)
		if err != nil || isArticle(rec) {
			return false
		}
		if unwrapped(line, standard, 0) != nil {
			return true
		}
	}
	list, headline := envelopeHead(start)
	return list && !headline
}

// envelopeHead reports whether a list of records begins in the first object of
// a head, and whether a headline stands before it.
func envelopeHead(start []byte) (list, headline bool) {
	w := newWalk(standard, true)
	s := &stream.Rewinder{Back: start, R: emptyReader(), Line: 1}
	return w.run(s) == listBegins, w.headline
}

// otherJSON reports whether the text is of a format that has a reader of its
// own, which knows more: JSON Feed, or ninjs, of which all that is sure is an
// object with a uri.
func otherJSON(start []byte) bool {
	if bytes.Contains(start[:min(len(start), 1024)], []byte("jsonfeed.org/version/")) {
		return true
	}
	if !bytes.Contains(start, []byte(`"uri"`)) {
		return false
	}
	for _, name := range []string{`"body_xhtml"`, `"headlines"`, `"versioncreated"`, `"pubstatus"`} {
		if bytes.Contains(start, []byte(name)) {
			return true
		}
	}
	list, _ := envelopeHead(start)
	return start[0] == '{' && !list
}

// isArticle reports whether a record has what makes one: a headline, or a body
// that is more than a description. Settings and catalogues have that as well.
func isArticle(rec record.Record) bool {
	if strings.TrimSpace(rec.Headline) != "" {
		return true
	}
	described := slices.ContainsFunc(rec.Notes, func(n record.Note) bool { return strings.HasPrefix(n.Code, bodyTaken) })
	return strings.TrimSpace(rec.Body) != "" && !described
}

// readJSON yields the records of JSON that is not one object a line. One record
// at a time is held.
func readJSON(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		j := &jsonReader{in: in, set: fields(in.Map), s: stream.NewRewinder(in), yield: yield}
		j.records(true)
		if j.err != nil && !j.stopped {
			yield(record.Record{}, j.err)
		}
	}
}

// jsonReader reads one file.
type jsonReader struct {
	in    record.Input
	set   *fieldSet
	s     *stream.Rewinder
	yield func(record.Record, error) bool
	// number counts records; key is the name that the last whole one began with.
	number int
	key    []byte
	buf    []byte // serves one record after the other
	// stopped: no more is wanted, or no more can be found. err ends the file.
	stopped bool
	err     error
}

// send yields one pair.
func (j *jsonReader) send(rec record.Record, err error) {
	if !j.stopped && !j.yield(rec, err) {
		j.stopped = true
	}
}

// fail yields a record that is broken.
func (j *jsonReader) fail(at int64, reason string) {
	j.number++
	j.send(record.Record{}, &record.RecordError{Number: j.number, Offset: at, Code: record.BrokenRecord, Reason: reason})
}

// done reports whether reading is over.
func (j *jsonReader) done() bool { return j.stopped || j.err != nil }

// token skips blanks, and returns the byte that comes next without taking it;
// false at the end of the file.
func (j *jsonReader) token() (byte, bool) {
	for {
		c, err := j.s.Peek()
		if err != nil {
			j.ended(err)
			return 0, false
		}
		switch c {
		case ' ', '\t', '\r', '\n', '\f', '\v', 0x1e: // 0x1e stands before texts in RFC 7464
			j.s.Next()
		default:
			return c, true
		}
	}
}

// ended keeps an error that is not the end of the file.
func (j *jsonReader) ended(err error) {
	if err != io.EOF && j.err == nil {
		j.err = fmt.Errorf("reading after record %d (byte %d): %w", j.number, j.s.Off, err)
	}
}

// records reads what stands in a list up to its end, or in the file (top) one
// after the other.
func (j *jsonReader) records(top bool) {
	for !j.done() {
		switch c, more := j.token(); {
		case j.done():
		case !more && top:
			return
		case !more:
			j.fail(j.s.Off, "the list is not closed: the file ends here, cut short or damaged; the records before are read")
			j.stopped = true
		case c == ',':
			j.s.Next()
		case c == ']' && !top:
			j.s.Next()
			return
		case c == '[' && top:
			j.s.Next()
			j.records(false)
		case c == '{':
			j.object(top)
		default:
			j.stray(c)
		}
	}
}

// stray passes over what is no object and says so once: a value of another
// kind, or what is left over of a broken record.
func (j *jsonReader) stray(c byte) {
	at, line := j.s.Off, j.s.Line
	w := walk{set: j.set}
	kind := rawjson.KindOf([]byte{c})
	switch c {
	case '[':
		w.run(j.s)
	case '"':
		j.s.Next()
		w.text(j.s)
	default:
		var text []byte
		for len(text) < maxKey {
			c, err := j.s.Peek()
			if err != nil || len(text) > 0 && strings.IndexByte("{}[],\" \n", c) >= 0 {
				break
			}
			j.s.Next()
			text = append(text, c)
		}
		if kind == "a number" && strings.IndexByte("-0123456789", c) < 0 {
			kind = strconv.Quote(record.Printable(strings.ToValidUTF8(string(text), "?")))
		}
	}
	j.fail(at, fmt.Sprintf("line %d: %s stands where an object should", line, kind))
}

// object reads an object: a record, or at the top an envelope with records in
// it.
func (j *jsonReader) object(top bool) {
	at, line := j.s.Off, j.s.Line
	w := newWalk(j.set, top)
	if !top {
		w.buf = j.buf[:0]
		defer func() {
			if j.buf = w.buf; cap(j.buf) > stream.KeepLine {
				j.buf = nil
			}
		}()
	}
	for !j.done() {
		switch how := w.run(j.s); {
		case how == listBegins:
			j.s.Next() // the bracket
			w.listed()
			j.records(false)
		case how == failed:
			j.ended(w.err)
			return
		case w.lists > 0:
			if how != whole {
				j.fail(j.s.Off, fmt.Sprintf("line %d: the object around the list is not closed, cut short or damaged; the records before are read", j.s.Line))
			} else if w.body {
				j.fail(at, "the object has a list of records and a body of its own; only the list is read")
			}
			return
		case how == whole && w.over:
			j.tooLarge(at)
			return
		case how == whole:
			j.one(w, at, line, top)
			return
		default:
			j.broken(w, how, at, line)
			return
		}
	}
}

func (j *jsonReader) tooLarge(at int64) {
	j.number++
	j.send(record.Record{}, &record.RecordError{Number: j.number, Offset: at, Code: record.TooLarge,
		Reason: fmt.Sprintf("the object holds more than %d bytes (17 MB), the limit of one record; split the article", stream.MaxLine)})
}

// one makes the record of an object that is closed.
func (j *jsonReader) one(w *walk, at int64, line int, top bool) {
	rec, err := parseObject(w.buf, j.set)
	if err == nil && !isArticle(rec) {
		if inner := unwrapped(w.buf, j.set, 0); inner != nil && top {
			rec, err = parseObject(inner, j.set)
		} else if top && emptyEnvelope(w.buf) {
			return
		} else {
			err = notArticle(w.buf, rec)
		}
	}
	broken, _ := errors.AsType[*record.RecordError](err)
	if broken != nil && broken.Err != nil && !j.continues() {
		j.broken(w, whole, at, line)
		return
	}
	if broken == nil {
		j.key = append(j.key[:0], firstKey(w.buf)...)
	} else {
		place(broken, w.buf, line)
		broken.Offset = at
	}
	j.number++
	if broken != nil {
		broken.Number = j.number
	}
	rec.Number, rec.Offset = j.number, at
	rec.URL = j.in.Resolve(rec.URL)
	if j.s.Decoded != "" {
		rec.Notes = append(rec.Notes, record.Note{Code: "read as " + j.s.Decoded, Count: 1})
		j.s.Decoded = "" // said once a file
	}
	j.send(rec, err)
}

// continues reports whether what follows is what follows an object: then a
// fault within it is its own.
func (j *jsonReader) continues() bool {
	c, more := j.token()
	return !more || c == ',' || c == ']' || c == '{'
}

// place says on which line of the file an object of several lines is broken.
func place(e *record.RecordError, buf []byte, line int) {
	if e.Column == 0 {
		return
	}
	before := bytes.Count(buf[:min(e.Column-1, len(buf))], []byte("\n"))
	if line+before == 1 {
		return
	}
	e.Reason = fmt.Sprintf("line %d: %s", line+before, e.Reason)
	e.Column = 0
}
