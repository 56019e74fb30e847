// Package warc reads web archives: their records, the HTTP in them, and the
// articles in that. It must never know a format of articles: it is given what
// detects one.
package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// Limits of a web archive.
const (
	// maxWARCBlock bounds what is held of one record, in bytes: a page at the
	// limit of one article and its HTTP header. Longer records are films and the
	// like; they are passed over without being held.
	maxWARCBlock = article.MaxText + 1<<20
	// maxWARCHeader bounds the header of a record, in bytes: a few addresses.
	maxWARCHeader = 64 << 10
	// warcStep is how much is looked at when the next record is searched.
	warcStep = 64 << 10
	// maxVersionLine is the length of what must be seen at once to know the
	// beginning of a record: its version line and the beginning of the next.
	maxVersionLine = 64
)

const warcMagic = "WARC/"

// Archive is the format of web archives. detect finds the format of what is
// archived.
func Archive(detect Detector) record.Format {
	return record.Format{Name: "warc", Mapped: true, Extensions: []string{".warc", ".wet", ".wat"}, Sniff: sniffWARC, Read: func(in record.Input) iter.Seq2[record.Record, error] { return readWARC(in, detect) }}
}

// Detector finds the format of a file by its first bytes, name and size (-1 when
// it is not known).
type Detector func(head []byte, name string, size int64) (record.Format, error)

// sniffWARC is sure of a version line, whatever the name.
func sniffWARC(head []byte, name string) record.Verdict {
	if bytes.HasPrefix(record.SkipBlank(head), []byte(warcMagic)) && startsWARC(record.SkipBlank(head)) {
		return record.Sure
	}
	switch record.Extension(name) {
	case ".warc", ".wet", ".wat":
		return record.Maybe
	}
	return record.No
}

// readWARC reads web archives, WARC 0.17 to 1.1 (ISO 28500). Its records are
// numbered by what came of them: articles, and what is skipped with a reason.
// Their offsets are those of the records of the archive.
func readWARC(in record.Input, detect Detector) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		w := &warcReader{in: in, detect: detect, win: stream.Window{R: in}, yield: yield}
		w.run()
	}
}

// warcReader is one web archive being read.
type warcReader struct {
	in      record.Input
	detect  Detector
	win     stream.Window
	yield   func(record.Record, error) bool
	stopped bool

	records int // of the archive
	number  int // of the last outcome
	offset  int64
	notes   []record.Note // of what was passed over since the last outcome
	passed  []record.Note // of all that was passed over

	// The last outcome is held until the next, so that the notes behind it can
	// go with it.
	held    bool
	heldRec record.Record
	heldErr error
}

func (w *warcReader) run() {
	fault := false // the damage in hand was reported
	for !w.stopped {
		w.skipBlank()
		b := w.win.Peek(maxVersionLine)
		w.offset = w.win.Offset
		switch err := w.win.Ended(); {
		case len(b) > 0 && startsWARC(b):
			fault = w.record()
			continue
		case len(b) > 0:
			n := w.resync()
			if !fault {
				w.fail("", record.BrokenRecord, fmt.Sprintf("%d bytes belong to no record (the length of the record before may be wrong); get the file again", n))
			}
			fault = true
		case errors.As(err, new(*record.Gap)):
			if !fault {
				w.fail("", record.BrokenRecord, err.Error()+"; the records behind it are read, get the file again for what is missing")
			}
			w.win.Cross()
			fault = true
		default:
			w.finish(err)
			return
		}
	}
}

// skipBlank passes over the line ends between records.
func (w *warcReader) skipBlank() {
	for {
		b := w.win.Peek(maxVersionLine)
		rest := record.SkipBlank(b)
		w.win.Skip(len(b) - len(rest))
		if len(rest) > 0 || len(b) == 0 {
			return
		}
	}
}

// resync moves to the next record, or to the end, and returns how far it went.
func (w *warcReader) resync() int64 {
	start := w.win.Offset
	w.win.Skip(min(len(warcMagic), len(w.win.Peek(len(warcMagic)))))
	for {
		b := w.win.Peek(warcStep)
		if i := findWARC(b); i >= 0 {
			w.win.Skip(i)
			break
		}
		if len(b) < warcStep {
			w.win.Skip(len(b))
			break
		}
		w.win.Skip(len(b) - maxVersionLine)
	}
	return w.win.Offset - start
}

// record reads one record of the archive; fault says that it is damaged, which
// was reported.
func (w *warcReader) record() (fault bool) {
	w.records++
	head, size := w.header()
	if head == nil {
		why := fmt.Sprintf("the header of the record has no end within %d bytes", maxWARCHeader)
		if w.win.Ended() != nil {
			why = "the file ends within the header of the record"
		}
		if gap, ok := w.win.Ended().(*record.Gap); ok {
			why = gap.Error() + " within the header of the record"
		}
		n := w.resync()
		w.fail("", record.BrokenRecord, fmt.Sprintf("%s, %d bytes are passed over; get the file again", why, n))
		return true
	}
	length, err := strconv.ParseInt(head["content-length"], 10, 64)
	if err != nil || length < 0 {
		w.resync()
		w.fail(head["warc-target-uri"], record.BrokenRecord, fmt.Sprintf("Content-Length: %q is no length; what stands before the next record is passed over", record.Printable(head["content-length"])))
		return true
	}
	w.win.Skip(size)
	if length > maxWARCBlock {
		return w.large(head, length)
	}
	block := w.win.Peek(int(length) + maxVersionLine)
	short := int64(len(block)) < length
	if whole := !short && followedWell(block[length:], w.win.Ended()); !whole {
		if i := findWARC(block[:min(int64(len(block)), length+1)]); i >= 0 {
			w.fail(head["warc-target-uri"], record.BrokenRecord, fmt.Sprintf("another record begins after %d of %d bytes; get the file again for this one", i, length))
			w.win.Skip(i)
			return true
		}
	}
	if short {
		why := "the file ends"
		if gap, ok := w.win.Ended().(*record.Gap); ok {
			why = gap.Error()
		}
		w.fail(head["warc-target-uri"], record.BrokenRecord, fmt.Sprintf("%s after %d of %d bytes of the record; get the file again", why, len(block), length))
		w.win.Skip(len(block))
		return true
	}
	w.content(head, block[:length])
	w.win.Skip(int(length))
	return false
}

// header looks at the header of a record and returns its fields and its length
// in bytes, nil when it has no end.
func (w *warcReader) header() (fields map[string]string, size int) {
	for n := 4 << 10; ; n *= 4 {
		b := w.win.Peek(min(n, maxWARCHeader))
		if end := stream.HeaderEnd(b); end >= 0 {
			_, lines, _ := bytes.Cut(b[:end], []byte("\n"))
			return headerFields(lines), end
		}
		if n >= maxWARCHeader || len(b) < n {
			return nil, 0
		}
	}
}

// large passes over a record that is too long to be held. A record that begins
// within it ends it.
func (w *warcReader) large(head map[string]string, length int64) (fault bool) {
	for left := length; left > 0; {
		b := w.win.Peek(int(min(left, warcStep)))
		if len(b) == 0 {
			w.fail(head["warc-target-uri"], record.BrokenRecord, fmt.Sprintf("the file ends after %d of %d bytes of the record; get the file again", length-left, length))
			return true
		}
		if i := findWARC(b); i >= 0 {
			w.win.Skip(i)
			w.fail(head["warc-target-uri"], record.BrokenRecord, fmt.Sprintf("another record begins after %d of %d bytes; get the file again for this one", length-left+int64(i), length))
			return true
		}
		step := int64(len(b))
		if step > maxVersionLine && step < left {
			step -= maxVersionLine
		}
		w.win.Skip(int(step))
		left -= step
	}
	w.pass("record of more than 17 MB", head["warc-target-uri"])
	return false
}

// followedWell reports whether what stands behind a record is the next one, a
// gap or the end.
func followedWell(after []byte, ended error) bool {
	rest := record.SkipBlank(after)
	return startsWARC(rest) || len(rest) == 0 && ended != nil
}

// startsWARC reports whether a record begins here: a version line, and behind
// it the name of a field that every record has.
func startsWARC(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte(warcMagic))
	if !ok {
		return false
	}
	version := len(rest) - len(bytes.TrimLeft(rest, ".0123456789"))
	if version == 0 || version > len("0.17")+1 {
		return false
	}
	line, ok := bytes.CutPrefix(bytes.TrimLeft(rest[version:], " \r"), []byte("\n"))
	if !ok {
		return len(bytes.TrimLeft(rest[version:], " \r")) == 0 // cut off here
	}
	line = line[:min(len(line), len("content-"))]
	for _, name := range []string{"warc-", "content-"} {
		if n := min(len(line), len(name)); strings.EqualFold(string(line[:n]), name[:n]) {
			return true
		}
	}
	return false
}

// findWARC returns where in b, behind its first byte, a record begins; -1 when
// none does. What may begin at the very end of b is none.
func findWARC(b []byte) int {
	for at := 1; at < len(b); {
		i := bytes.Index(b[at:], []byte(warcMagic))
		if i < 0 {
			return -1
		}
		at += i
		if len(b)-at >= len("WARC/1.0\nWARC-") && startsWARC(b[at:]) {
			return at
		}
		at++
	}
	return -1
}

// finish gives what is held, and says why nothing was if nothing was.
func (w *warcReader) finish(err error) {
	switch {
	case err != nil && err != io.EOF:
		w.flush()
		if !w.stopped {
			w.yield(record.Record{Notes: w.notes}, w.win.ReadError(fmt.Sprintf("record %d", w.records)))
		}
	case w.records == 0 && w.number <= 1:
		w.held = false
		w.yield(record.Record{}, &record.Refusal{Code: record.NotRead, Reason: "there is no WARC record in it (none begins with a line such as WARC/1.0)"})
	case w.number == 0:
		var parts []string
		for _, n := range w.passed {
			parts = append(parts, fmt.Sprintf("%s: %d", n.Code, n.Count))
		}
		w.yield(record.Record{}, &record.Refusal{Code: record.NoArticle, Reason: fmt.Sprintf("no record of %d is an article (%s)", w.records, strings.Join(parts, ", "))})
	default:
		w.heldRec.Notes = append(w.heldRec.Notes, w.notes...)
		w.flush()
	}
}

// give hands on an outcome: what was held goes, and it is held.
func (w *warcReader) give(rec record.Record, err error) bool {
	w.flush()
	w.number++
	rec.Number, rec.Offset = w.number, w.offset
	if broken, ok := err.(*record.RecordError); ok {
		broken.Number, broken.Offset = rec.Number, rec.Offset
	}
	rec.Notes = append(rec.Notes, w.notes...)
	w.notes = nil
	w.held, w.heldRec, w.heldErr = true, rec, err
	return !w.stopped
}

func (w *warcReader) flush() {
	if w.held && !w.stopped && !w.yield(w.heldRec, w.heldErr) {
		w.stopped = true
	}
	w.held, w.heldRec, w.heldErr = false, record.Record{}, nil
}

// fail gives a record that is skipped; url may be empty.
func (w *warcReader) fail(url, code, reason string) {
	if url != "" {
		reason = record.Printable(url) + ": " + reason
	}
	w.give(record.Record{}, &record.RecordError{Code: code, Reason: reason})
}

// pass notes a record that is no article and no fault.
func (w *warcReader) pass(what, detail string) {
	for _, list := range []*[]record.Note{&w.notes, &w.passed} {
		i := 0
		for i < len(*list) && (*list)[i].Code != what {
			i++
		}
		if i == len(*list) {
			*list = append(*list, record.Note{Code: what, Detail: record.Printable(detail)})
		}
		(*list)[i].Count++
	}
}
