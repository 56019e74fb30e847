package mail

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// maxMail bounds what is held of one mail, in bytes: a text at its limit and
// its header. Attachments stand behind the text; what exceeds this is not
// looked at, and said.
const maxMail = article.MaxText + 1<<20

// isFrom reports whether a line is one that stands before a mail in an mbox,
// and not the field From with blanks before its colon.
func isFrom(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	return ok && !bytes.HasPrefix(bytes.TrimLeft(rest, " \t"), []byte(":"))
}

// Mbox is the format of mailboxes in one file.
func Mbox() record.Format {
	return record.Format{Name: "mbox", Extensions: []string{".mbox", ".mbx"}, Sniff: sniffMbox, Read: readMbox}
}

// sniffMbox is sure of a "From " line with a header behind it.
func sniffMbox(head []byte, name string) record.Verdict {
	start := bytes.TrimLeft(head, "\r\n")
	if isFrom(start) {
		if _, rest, ok := bytes.Cut(start, []byte("\n")); ok && beginsHeader(rest) {
			return record.Sure
		}
	}
	switch record.Extension(name) {
	case ".mbox", ".mbx":
		return record.Maybe
	}
	return record.No
}

// beginsHeader reports whether a field of a mail begins here; ">From " lines
// are left between them by some programs.
func beginsHeader(b []byte) bool {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	_, ok := fieldName(line)
	return ok
}

// readMost reads up to limit bytes; more says that there are others.
func readMost(r io.Reader, limit int) (data []byte, more bool, err error) {
	data, err = io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if len(data) > limit {
		return data[:limit], true, err
	}
	return data, false, err
}

// readMbox reads mails one after the other (RFC 4155, and what programs write):
// a mail begins with a "From " line that stands at the beginning or behind a
// blank line and has a field behind it.
func readMbox(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		m := &mbox{r: bufio.NewReaderSize(in, record.HeadSize), pending: -1}
		for number := 1; ; number++ {
			err := m.next()
			if err == io.EOF {
				if number == 1 {
					yield(record.Record{}, &record.Refusal{Code: record.NotRead, Reason: "there is no mail in it (none begins with a line such as From a@example.com Fri Jul  8 10:00:00 2022)"})
				}
				return
			}
			if err != nil && m.start < 0 {
				yield(record.Record{}, fmt.Errorf("reading after mail %d (byte %d): %w", number-1, m.offset, err))
				return
			}
			rec, bad := parseMail(m.data)
			rec.Number, rec.Offset = number, m.start
			if broken, ok := errors.AsType[*record.RecordError](bad); ok {
				broken.Number, broken.Offset = number, m.start
			}
			if m.cut {
				rec.Notes = append(rec.Notes, cutMail)
			}
			if err != nil { // the mail is cut off
				bad = &record.RecordError{Number: number, Offset: m.start, Code: record.BrokenRecord, Reason: "the file cannot be read to the end of this mail; get it again", Err: err}
			}
			if !yield(rec, bad) {
				return
			}
			if err != nil {
				yield(record.Record{}, fmt.Errorf("reading mail %d (byte %d): %w", number, m.offset, err))
				return
			}
		}
	}
}

// mbox cuts a stream into mails.
type mbox struct {
	r       *bufio.Reader
	err     error  // of r; it is kept
	offset  int64  // of what is read next
	pending int64  // where the next mail begins, when its "From " line was read; else -1
	start   int64  // where the mail begins, -1 when none does
	data    []byte // the mail, without its "From " line
	cut     bool   // it is longer than maxMail
}

// next reads one mail into m.data. io.EOF says that there is none; any other
// error that the mail ends with it.
func (m *mbox) next() error {
	if cap(m.data) > stream.KeepLine {
		m.data = nil
	}
	m.data, m.cut = m.data[:0], false
	m.start, m.pending = m.pending, -1
	blank := true // the line before was
	for {
		at := m.offset
		line, whole, err := m.line()
		if err != nil {
			if err == io.EOF && m.start >= 0 {
				return nil
			}
			return err
		}
		if blank && whole && isFrom(line) {
			line = bytes.Clone(line) // looking on may move it
			if beginsHeader(m.ahead()) {
				if m.start >= 0 {
					m.pending = at
					return nil
				}
				m.start = at
				continue
			}
		}
		blank = whole && len(bytes.TrimRight(line, "\r\n")) == 0
		if quoted := bytes.TrimLeft(line, ">"); len(quoted) < len(line) && isFrom(quoted) {
			line = line[1:]
		}
		m.keep(line)
		for !whole && err == nil {
			line, whole, err = m.line()
			m.keep(line)
		}
	}
}

// line returns the next line, or a part of a long one: then whole is false.
func (m *mbox) line() (line []byte, whole bool, err error) {
	if m.err != nil {
		return nil, false, m.err
	}
	line, err = m.r.ReadSlice('\n')
	m.offset += int64(len(line))
	if err == bufio.ErrBufferFull {
		return line, false, nil
	}
	if m.err = err; err != nil && len(line) == 0 {
		return nil, false, err
	}
	return line, true, nil
}

// ahead looks at the beginning of the next line.
func (m *mbox) ahead() []byte {
	if m.err != nil {
		return nil
	}
	b, _ := m.r.Peek(maxFieldName) // an error is met again when the line is read
	return b
}

// keep adds to the mail what may be held; what stands before the first mail is
// none.
func (m *mbox) keep(line []byte) {
	if m.start < 0 {
		return
	}
	if room := maxMail - len(m.data); len(line) > room {
		line, m.cut = line[:room], true
	}
	m.data = append(m.data, line...)
}
