package container

import (
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// writeBuffer collects what a Writer is given, so that checksums, the look at
// stop and calls to the file come once in a while and not with each number.
const writeBuffer = 64 << 10

// Writer takes the parts of a segment, one after the other, and holds no more
// of them than a buffer of 64 KB. An error stays: after the first, nothing is
// written, Write returns it, and so does the plugin in the end, whether or not
// Parts looked. A Writer is for one goroutine.
type Writer struct {
	sink    sink
	buf     *bufio.Writer
	entries []entry
	offset  uint64 // in the part
	err     error
	// before, when not nil, writes what stands in front of the first part, just
	// before that is begun.
	before func()
}

func newWriter(out io.Writer, stop <-chan struct{}, report segment.StatsReporter) *Writer {
	w := &Writer{sink: sink{out: out, stop: stop, report: report}}
	w.buf = bufio.NewWriterSize(&w.sink, writeBuffer)
	return w
}

// adopt makes what out already holds the first entry.
func (w *Writer) adopt(e entry) {
	w.entries = append(w.entries, e)
	w.sink.at, w.sink.crc, w.offset = e.length, e.crc, e.length
}

// Begin ends the part before and begins another, at a multiple of 8 bytes. A
// name is 1 to 32 bytes of ASCII without blanks, unique in the segment, and not
// "zap". A part may be empty; one that is not begun is not there.
func (w *Writer) Begin(name string) {
	w.front()
	if w.err != nil {
		return
	}
	if err := validName(name); err != nil {
		w.err = err
		return
	}
	if name == imageName && len(w.entries) > 0 || slices.ContainsFunc(w.entries, func(e entry) bool { return e.name == name }) {
		w.err = fmt.Errorf("the name of part %q is taken", name)
		return
	}
	w.end()
	w.entries = append(w.entries, entry{name: name, offset: w.sink.at})
	w.offset = 0
}

// front writes what stands before the first part, once.
func (w *Writer) front() {
	if before := w.before; before != nil {
		w.before = nil
		before()
	}
}

// Write adds bytes to the part.
func (w *Writer) Write(b []byte) (int, error) {
	if w.err == nil && len(w.entries) == 0 {
		w.err = errors.New("bytes were written before a part was begun")
	}
	if w.err != nil {
		return 0, w.err
	}
	n, err := w.buf.Write(b)
	w.offset += uint64(n)
	w.err = err
	return n, err
}

// Offset returns how many bytes the part has so far.
func (w *Writer) Offset() uint64 { return w.offset }

// end ends the part, if there is one, and leaves the file at a multiple of the
// alignment.
func (w *Writer) end() {
	if len(w.entries) == 0 {
		return
	}
	e := &w.entries[len(w.entries)-1]
	w.flush()
	e.length, e.crc = w.offset, w.sink.crc
	if w.err == nil {
		var zeros [alignment]byte
		_, w.err = w.buf.Write(zeros[:padded(e.end())-e.end()])
	}
	w.flush()
	w.sink.crc = 0
}

// finish ends the last part and writes the trailer. It returns the first error
// of the writer's life, else how long the file is, in bytes.
func (w *Writer) finish() (uint64, error) {
	w.end()
	if w.err == nil {
		_, w.err = w.buf.Write(appendTable(nil, w.entries, w.sink.at))
	}
	w.flush()
	return w.sink.at, w.err
}

func (w *Writer) flush() {
	if w.err == nil {
		w.err = w.buf.Flush()
	}
}

// sink counts and sums what goes to a file.
type sink struct {
	out    io.Writer
	at     uint64 // offset in the file
	crc    uint32 // of the part so far
	stop   <-chan struct{}
	report segment.StatsReporter // may be nil
}

func (s *sink) Write(b []byte) (int, error) {
	if isClosed(s.stop) {
		return 0, segment.ErrClosed
	}
	n, err := s.out.Write(b)
	s.crc = crc32.Update(s.crc, castagnoli, b[:n])
	s.at += uint64(n)
	if s.report != nil {
		s.report.ReportBytesWritten(uint64(n))
	}
	return n, err
}

func isClosed(stop <-chan struct{}) bool {
	select {
	case <-stop: // never when nil
		return true
	default:
		return false
	}
}
