package format

import (
	"bufio"
	"errors"
	"io"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"

	"golang.org/x/text/transform"
)

// MaxLine bounds one line of JSON Lines, in bytes: one article at its limit and
// a megabyte for its other fields. A longer line is passed over without being
// held in memory.
const MaxLine = article.MaxText + 1<<20

// keepLine is the size in bytes up to which the buffer of a long line is kept
// for the next one: one huge line must not cost memory until the end.
const keepLine = 1 << 20

// errLineTooLong marks a line over MaxLine bytes.
var errLineTooLong = errors.New("line too long")

// lineReader cuts a stream into lines of bounded size.
type lineReader struct {
	r      *bufio.Reader
	long   []byte // holds a line that exceeds the buffer of r
	offset int64  // of the line that next returns
	read   int64  // bytes consumed
	number int
}

// next returns the next line without its "\n"; it is valid until the next call.
// errLineTooLong is that line's alone, any other error is the end. A last line
// need not end in "\n"; one that an error cuts short is not returned.
func (l *lineReader) next() ([]byte, error) {
	if cap(l.long) > keepLine {
		l.long = nil
	}
	l.long = l.long[:0]
	l.offset = l.read
	size := int64(0)
	for {
		part, err := l.r.ReadSlice('\n')
		l.read += int64(len(part))
		size += int64(len(part))
		switch {
		case err == nil && size == int64(len(part)):
			l.number++
			return part[:len(part)-1], nil // the common case: no copy
		case err != nil && err != bufio.ErrBufferFull && err != io.EOF, err == io.EOF && size == 0:
			return nil, err
		}
		if size > MaxLine {
			l.long = nil
		} else {
			l.long = append(l.long, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		l.number++
		if size > MaxLine {
			return nil, errLineTooLong
		}
		if err == nil {
			return l.long[:len(l.long)-1], nil
		}
		return l.long, nil // the last line; the next call meets io.EOF again
	}
}

// newLineReader returns the lines of r, which may be UTF-16 (then decoded names
// it). It looks only at what the first read brings: a slow sender must not be
// waited for.
func newLineReader(r io.Reader) (lines *lineReader, decoded string) {
	br := bufio.NewReaderSize(r, record.HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	if enc, name := decode.UTF16(head); enc != nil {
		br = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), record.HeadSize)
		decoded = name
	}
	return &lineReader{r: br}, decoded
}
