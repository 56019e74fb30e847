package format

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"

	"golang.org/x/text/transform"
)

// maxAgain is how many bytes of one file are read a second time, in all, to
// find the next record behind a broken one. A file in which every record is
// broken would otherwise cost its length times the length of a record.
const maxAgain = 256 << 20

// errNoMore says that maxAgain is used up.
var errNoMore = errors.New("too much of the file is broken")

// rewinder is a stream of bytes whose last bytes can be put back.
type rewinder struct {
	r *bufio.Reader
	// back holds what was put back; from pos on it is read before r.
	back []byte
	pos  int
	// off is the offset of the next byte in the decoded stream, line the number
	// of the line it stands on.
	off  int64
	line int
	// again counts the bytes that were put back.
	again int64
	// decoded names the encoding when it is UTF-16.
	decoded string
}

// newRewinder decodes UTF-16 and drops a byte order mark.
func newRewinder(r io.Reader) *rewinder {
	br := bufio.NewReaderSize(r, record.HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	s := &rewinder{r: br, line: 1}
	if enc, name := decode.UTF16(head); enc != nil {
		s.r, s.decoded = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), record.HeadSize), name
	}
	if mark, _ := s.r.Peek(len(decode.BOM)); string(mark) == decode.BOM {
		s.r.Discard(len(decode.BOM))
		s.off = int64(len(decode.BOM))
	}
	return s
}

func (s *rewinder) next() (c byte, err error) {
	if s.pos < len(s.back) {
		c = s.back[s.pos]
		s.pos++
	} else {
		if c, err = s.r.ReadByte(); err != nil {
			return 0, err
		}
		s.back, s.pos = nil, 0
	}
	s.off++
	if c == '\n' {
		s.line++
	}
	return c, nil
}

func (s *rewinder) peek() (byte, error) {
	if s.pos < len(s.back) {
		return s.back[s.pos], nil
	}
	b, err := s.r.Peek(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// rewind puts the last bytes that were read back. Those that had been put back
// before are still there: they must not be copied once for each broken line.
func (s *rewinder) rewind(last []byte) error {
	if s.again += int64(len(last)); s.again > maxAgain {
		return errNoMore
	}
	s.off -= int64(len(last))
	s.line -= bytes.Count(last, []byte("\n"))
	if s.pos >= len(last) {
		s.pos -= len(last)
		return nil
	}
	s.back, s.pos = append(bytes.Clone(last), s.back[s.pos:]...), 0
	return nil
}
