package fields

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"

	"golang.org/x/text/encoding/charmap"
)

// row is one row of a table. It is valid until the next one is read.
type row struct {
	// number counts rows from 1, the header and blank ones included, as a
	// spreadsheet does; line is the line it starts on, offset its first byte.
	number, line int
	offset       int64
	// buf holds the cells one behind the other, ends where each ends: at most
	// maxColumns of them; count is how many there are.
	buf   []byte
	ends  []int
	count int
	// extra: cells beyond maxColumns hold something.
	extra bool
	// stray counts quotation marks within quotes that are not doubled.
	stray int
	// large: it exceeds MaxLine. fault says why it is no row.
	large bool
	fault string
}

// texts returns the cells.
func (r *row) texts() []string {
	out := make([]string, len(r.ends))
	from := 0
	for i, end := range r.ends {
		out[i] = string(r.buf[from:end])
		from = end
	}
	return out
}

// blank reports whether the row holds nothing at all.
func (r *row) blank() bool {
	return r.fault == "" && !r.large && len(bytes.Trim(r.buf, record.Blanks)) == 0
}

// beyond reports whether cells after the first n hold something.
func (r *row) beyond(n int) bool {
	if n > len(r.ends) {
		return false
	}
	from := 0
	if n > 0 {
		from = r.ends[n-1]
	}
	return r.extra || len(bytes.Trim(r.buf[from:], record.Blanks)) > 0
}

// rowReader cuts a stream into rows (RFC 4180, and what is written instead).
type rowReader struct {
	s      *stream.Rewinder
	sep    byte
	number int
	row    row
	raw    []byte // of the row in hand, to be read again
}

// line passes over one line.
func (rr *rowReader) line() {
	for {
		if c, err := rr.s.Next(); err != nil || c == '\n' {
			return
		}
	}
}

// take reads one byte of the row in hand; past MaxLine bytes they are not kept.
func (rr *rowReader) take() (byte, error) {
	c, err := rr.s.Next()
	if err != nil {
		return 0, err
	}
	if !rr.row.large {
		rr.raw = append(rr.raw, c)
		rr.row.large = len(rr.raw) > stream.MaxLine
	}
	return c, nil
}

// next returns the next row, io.EOF at the end. A quotation mark that is never
// closed costs the line that it stands on: the others are read again.
func (rr *rowReader) next() (*row, error) {
	if cap(rr.raw) > stream.KeepLine {
		rr.raw, rr.row.buf = nil, nil
	}
	rr.raw = rr.raw[:0]
	if _, err := rr.s.Peek(); err != nil {
		return nil, err
	}
	rr.number++
	rr.row = row{number: rr.number, line: rr.s.Line, offset: rr.s.Off, buf: rr.row.buf[:0], ends: rr.row.ends[:0]}
	closed := true
	for {
		more, err := rr.cell(&closed)
		if err != nil && err != io.EOF {
			return nil, err
		}
		if !more || err == io.EOF {
			break
		}
	}
	r := &rr.row
	if closed {
		return r, nil
	}
	r.large = false
	r.fault = fmt.Sprintf("line %d: a quotation mark is opened and never closed; close it, or double it within a cell", r.line)
	return r, rr.firstLine()
}

// suspect reports whether the row in hand may hold others, since a quotation
// mark in it was not where it should be.
func (rr *rowReader) suspect() bool {
	i := bytes.IndexByte(rr.raw, '\n')
	return rr.row.stray > 0 && i >= 0 && i < len(rr.raw)-1
}

// firstLine puts back all of the row but its first line.
func (rr *rowReader) firstLine() error {
	i := bytes.IndexByte(rr.raw, '\n')
	if i < 0 {
		rr.line()
		return nil
	}
	rest := rr.raw[i+1:]
	if err := rr.s.Rewind(rest); err != nil {
		return fmt.Errorf("looking for the end of a quotation: %w; repair or split it", err)
	}
	return nil
}

// end keeps the cell that was read.
func (rr *rowReader) end(from int) {
	r := &rr.row
	if r.count++; r.count <= maxColumns {
		r.ends = append(r.ends, len(r.buf))
		return
	}
	r.extra = r.extra || len(bytes.Trim(r.buf[from:], record.Blanks)) > 0
	r.buf = r.buf[:from]
}

// cell reads one cell and what follows it; more says that another follows.
// Closed becomes false when a quotation in it is not.
func (rr *rowReader) cell(closed *bool) (more bool, err error) {
	r := &rr.row
	from := len(r.buf)
	c, err := rr.take()
	if err == nil && c == '"' && !r.large {
		c, err = rr.quoted(closed)
		if !*closed {
			return false, err
		}
	}
	for err == nil {
		switch {
		case c == rr.sep:
			rr.end(from)
			return true, nil
		case c == '\n':
			rr.end(from)
			return false, nil
		case c == '\r':
			// The end of a line, alone or before a line feed.
			if next, err := rr.s.Peek(); err == nil && next == '\n' {
				rr.take()
			}
			rr.end(from)
			return false, nil
		}
		if !r.large {
			r.buf = append(r.buf, c)
		}
		c, err = rr.take()
	}
	rr.end(from)
	return false, err
}

// quoted reads the rest of a quoted cell and returns the byte behind it. A
// quotation mark that neither is doubled nor stands before a separator or the
// end of a line belongs to the text.
func (rr *rowReader) quoted(closed *bool) (byte, error) {
	r := &rr.row
	for {
		c, err := rr.take()
		if errors.Is(err, io.EOF) || err == nil && r.large {
			*closed = false
			return 0, err
		}
		if err != nil {
			return 0, err
		}
		if c != '"' {
			r.buf = append(r.buf, c)
			continue
		}
		next, err := rr.s.Peek()
		switch {
		case err != nil || next == rr.sep || next == '\n' || next == '\r':
			return rr.take()
		case next == '"':
			rr.take()
		default:
			r.stray++
		}
		r.buf = append(r.buf, '"')
	}
}

// windows1252 decodes a text.
func windows1252(s string) string {
	out, err := charmap.Windows1252.NewDecoder().String(s)
	if err != nil { // every byte has a meaning
		return s
	}
	return out
}
