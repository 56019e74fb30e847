package stream

import (
	"fmt"
	"io"
)

// Window is a stream that can be looked into as far as is asked for, and that
// holds no more than that. Looking does not cross gaps.
type Window struct {
	R      io.Reader
	buf    []byte
	start  int   // of what is not yet passed, in buf
	Offset int64 // of start, in bytes of the stream
	err    error // what ended reading: io.EOF, a *Gap or another
}

const (
	// windowStep is how much is read at once at least.
	windowStep = 32 << 10
	// keepWindow is up to how many bytes the buffer serves on: one huge record
	// must not cost its memory until the end.
	keepWindow = 1 << 20
	// maxIdleReads ends reading from what gives neither bytes nor an error.
	maxIdleReads = 100
)

// Peek returns the next n bytes, or fewer when an error or a gap comes before
// (see ended). They are valid until the next call of peek.
func (w *Window) Peek(n int) []byte {
	for idle := 0; len(w.buf)-w.start < n && w.err == nil; {
		if free := cap(w.buf) - len(w.buf); free < windowStep {
			w.move(n)
		}
		got, err := w.R.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+got]
		w.err = err
		if idle++; got > 0 {
			idle = 0
		} else if idle > maxIdleReads {
			w.err = io.ErrNoProgress
		}
	}
	return w.buf[w.start:min(len(w.buf), w.start+n)]
}

// move makes room for n bytes from start, and for half as many again, so that
// looking far ahead from many places costs few copies. What is only asked for
// costs nothing until it is there.
func (w *Window) move(n int) {
	rest := w.buf[w.start:]
	size := min(n+windowStep, max(2*len(rest), windowStep))
	size += size/2 + 2*windowStep
	to := w.buf[:0]
	if have := cap(w.buf); have < size || have > keepWindow && size < have/4 {
		to = make([]byte, 0, size)
	}
	to = append(to, rest...)
	w.buf, w.start = to, 0
}

// Skip passes n bytes that were looked at.
func (w *Window) Skip(n int) {
	w.start += n
	w.Offset += int64(n)
}

// Ended tells what comes after the bytes that are left when all were looked at.
func (w *Window) Ended() error { return w.err }

// Cross goes on behind a gap; what stood before must have been passed.
func (w *Window) Cross() { w.err = nil }

// ReadError is an error of the stream at the place that was reached.
func (w *Window) ReadError(after string) error {
	return fmt.Errorf("reading after %s (byte %d): %w", after, w.Offset, w.err)
}
