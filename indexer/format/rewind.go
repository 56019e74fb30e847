package format

import (
	"bufio"
	"bytes"
	"errors"
	"io"

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
	// back is read before r.
	back []byte
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
	br := bufio.NewReaderSize(r, HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	s := &rewinder{r: br, line: 1}
	if enc, name := utf16Of(head); enc != nil {
		s.r, s.decoded = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), HeadSize), name
	}
	if mark, _ := s.r.Peek(len(utf8BOM)); string(mark) == utf8BOM {
		s.r.Discard(len(utf8BOM))
		s.off = int64(len(utf8BOM))
	}
	return s
}

func (s *rewinder) next() (c byte, err error) {
	if len(s.back) > 0 {
		c, s.back = s.back[0], s.back[1:]
	} else if c, err = s.r.ReadByte(); err != nil {
		return 0, err
	}
	s.off++
	if c == '\n' {
		s.line++
	}
	return c, nil
}

func (s *rewinder) peek() (byte, error) {
	if len(s.back) > 0 {
		return s.back[0], nil
	}
	b, err := s.r.Peek(1)
	if err != nil {
		return 0, err
	}
	return b[0], nil
}

// rewind puts the last bytes that were read back.
func (s *rewinder) rewind(last []byte) error {
	if s.again += int64(len(last)); s.again > maxAgain {
		return errNoMore
	}
	s.off -= int64(len(last))
	s.line -= bytes.Count(last, []byte("\n"))
	s.back = append(bytes.Clone(last), s.back...)
	return nil
}
