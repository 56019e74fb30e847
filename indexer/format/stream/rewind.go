package stream

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"

	"golang.org/x/text/transform"
)

// MaxAgain is how many bytes of one file are read a second time, in all, to
// find the next record behind a broken one. A file in which every record is
// broken would otherwise cost its length times the length of a record.
const MaxAgain = 256 << 20

// ErrNoMore says that MaxAgain is used up.
var ErrNoMore = errors.New("too much of the file is broken")

// Rewinder is a stream of bytes whose last bytes can be put back.
type Rewinder struct {
	R *bufio.Reader
	// Back holds what was put back; from pos on it is read before r.
	Back []byte
	Pos  int
	// Off is the offset of the next byte in the decoded stream, line the number
	// of the line it stands on.
	Off  int64
	Line int
	// Again counts the bytes that were put back.
	Again int64
	// Decoded names the encoding when it is UTF-16.
	Decoded string
}

// NewRewinder decodes UTF-16 and drops a byte order mark.
func NewRewinder(r io.Reader) *Rewinder {
	br := bufio.NewReaderSize(r, record.HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	s := &Rewinder{R: br, Line: 1}
	if enc, name := decode.UTF16(head); enc != nil {
		s.R, s.Decoded = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), record.HeadSize), name
	}
	if mark, _ := s.R.Peek(len(decode.BOM)); string(mark) == decode.BOM {
		s.R.Discard(len(decode.BOM))
		s.Off = int64(len(decode.BOM))
	}
	return s
}

// Next returns the next byte.
func (s *Rewinder) Next() (c byte, err error) {
	if s.Pos < len(s.Back) {
		c = s.Back[s.Pos]
		s.Pos++
	} else {
		if c, err = s.R.ReadByte(); err != nil {
			return 0, err
		}
		s.Back, s.Pos = nil, 0
	}
	s.Off++
	if c == '\n' {
		s.Line++
	}
	return c, nil
}

// Peek returns the next byte without taking it.
func (s *Rewinder) Peek() (byte, error) {
	if s.Pos < len(s.Back) {
		return s.Back[s.Pos], nil
	}
	b, err := s.R.Peek(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// Rewind puts the last bytes that were read back. Those that had been put back
// before are still there: they must not be copied once for each broken line.
func (s *Rewinder) Rewind(last []byte) error {
	if s.Again += int64(len(last)); s.Again > MaxAgain {
		return ErrNoMore
	}
	s.Off -= int64(len(last))
	s.Line -= bytes.Count(last, []byte("\n"))
	if s.Pos >= len(last) {
		s.Pos -= len(last)
		return nil
	}
	s.Back, s.Pos = append(bytes.Clone(last), s.Back[s.Pos:]...), 0
	return nil
}
