package formattest

import (
	"errors"
	"io"
	"runtime"
)

// Endless never ends.
func Endless(b byte) io.Reader { return sameByte{b} }

type sameByte struct{ b byte }

func (e sameByte) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.b
	}
	return len(p), nil
}

func ErrReader(err error) io.Reader { return onlyError{err} }

type onlyError struct{ err error }

func (e onlyError) Read([]byte) (int, error) { return 0, e.err }

// ManyRecords gives a text over and over.
type ManyRecords struct {
	Text string
	N, i int
}

func (r *ManyRecords) Read(p []byte) (int, error) {
	if r.N == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.Text[r.i:])
	if r.i += n; r.i == len(r.Text) {
		r.i, r.N = 0, r.N-1
	}
	return n, nil
}

// Sequel is head, then part again and again up to a size, then tail.
type Sequel struct {
	Head, Part, Tail string
	Left             int
	now              string
}

func (e *Sequel) Read(p []byte) (int, error) {
	for e.now == "" {
		switch {
		case e.Head != "":
			e.now, e.Head = e.Head, ""
		case e.Left > 0:
			e.now = e.Part
			e.Left -= len(e.Part)
		case e.Tail != "":
			e.now, e.Tail = e.Tail, ""
		default:
			return 0, io.EOF
		}
	}
	n := copy(p, e.now)
	e.now = e.now[n:]
	return n, nil
}

// Counter counts what is taken from it.
type Counter struct {
	R io.Reader
	N int64
}

func (c *Counter) Read(p []byte) (int, error) {
	n, err := c.R.Read(p)
	c.N += int64(n)
	return n, err
}

// Slow gives a few bytes at a time.
func Slow(r io.Reader) io.Reader { return slowReader{r} }

type slowReader struct{ r io.Reader }

func (s slowReader) Read(p []byte) (int, error) { return s.r.Read(p[:min(len(p), 7)]) }

// Failing ends with an error in the middle.
func Failing(r io.Reader) io.Reader { return failingReader{r} }

type failingReader struct{ r io.Reader }

func (f failingReader) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if err == io.EOF {
		err = ErrDisk
	}
	return n, err
}

var ErrDisk = errors.New("disk")

// HeldBy runs f and returns by how many bytes the heap was larger, at the most
// of some moments, than before.
func HeldBy(f func(look func())) uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	before, most := m.HeapAlloc, uint64(0)
	f(func() {
		runtime.GC()
		runtime.ReadMemStats(&m)
		if m.HeapAlloc > before {
			most = max(most, m.HeapAlloc-before)
		}
	})
	return most
}
