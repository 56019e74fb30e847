// Package stream reads bytes in bounded memory and knows their places: line by
// line, with the last bytes put back, or through a window over gaps. It must
// never know what the bytes mean.
package stream

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

// KeepLine is the size in bytes up to which the buffer of a long line is kept
// for the next one: one huge line must not cost memory until the end.
const KeepLine = 1 << 20

// ErrLineTooLong marks a line over MaxLine bytes.
var ErrLineTooLong = errors.New("line too long")

// Lines cuts a stream into lines of bounded size.
type Lines struct {
	R      *bufio.Reader
	Long   []byte // holds a line that exceeds the buffer of r
	Offset int64  // of the line that next returns
	read   int64  // bytes consumed
	Number int
}

// Next returns the next line without its "\n"; it is valid until the next call.
// ErrLineTooLong is that line's alone, any other error is the end. A last line
// need not end in "\n"; one that an error cuts short is not returned.
func (l *Lines) Next() ([]byte, error) {
	if cap(l.Long) > KeepLine {
		l.Long = nil
	}
	l.Long = l.Long[:0]
	l.Offset = l.read
	size := int64(0)
	for {
		part, err := l.R.ReadSlice('\n')
		l.read += int64(len(part))
		size += int64(len(part))
		switch {
		case err == nil && size == int64(len(part)):
			l.Number++
			return part[:len(part)-1], nil // the common case: no copy
		case err != nil && err != bufio.ErrBufferFull && err != io.EOF, err == io.EOF && size == 0:
			return nil, err
		}
		if size > MaxLine {
			l.Long = nil
		} else {
			l.Long = append(l.Long, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		l.Number++
		if size > MaxLine {
			return nil, ErrLineTooLong
		}
		if err == nil {
			return l.Long[:len(l.Long)-1], nil
		}
		return l.Long, nil // the last line; the next call meets io.EOF again
	}
}

// NewLines returns the lines of r, which may be UTF-16 (then decoded names
// it). It looks only at what the first read brings: a slow sender must not be
// waited for.
func NewLines(r io.Reader) (lines *Lines, decoded string) {
	br := bufio.NewReaderSize(r, record.HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	if enc, name := decode.UTF16(head); enc != nil {
		br = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), record.HeadSize)
		decoded = name
	}
	return &Lines{R: br}, decoded
}
