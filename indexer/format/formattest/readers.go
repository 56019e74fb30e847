package formattest

import (
	"errors"
	"io"
	"iter"
	"runtime"
	"strings"

	"newsdex/indexer/format/record"
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

// ErrReader only fails.
func ErrReader(err error) io.Reader { return onlyError{err} }

type onlyError struct{ err error }

func (e onlyError) Read([]byte) (int, error) { return 0, e.err }

// Repeated gives head, then part so many times, then tail.
func Repeated(head, part string, times int, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &repeated{part: part, left: times}, strings.NewReader(tail))
}

type repeated struct {
	part     string
	left, at int
}

func (r *repeated) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.part[r.at:])
	if r.at += n; r.at == len(r.part) {
		r.at, r.left = 0, r.left-1
	}
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

// ErrDisk is what Failing ends with.
var ErrDisk = errors.New("disk")

// Held reads all records and returns how many are whole, how many are not, and by
// how many bytes the heap was larger, at the most of some moments, than before.
func Held(records iter.Seq2[record.Record, error]) (whole, broken int, held uint64) {
	var m runtime.MemStats
	heap := func() uint64 { // of what was read before there may be garbage
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	for rec, err := range records {
		if err != nil {
			broken++
		} else {
			whole++
		}
		if (whole+broken)%500 == 1 || rec.Headline == "last" {
			held = max(held, heap())
		}
	}
	held = max(held, heap())
	return whole, broken, held - min(before, held)
}
