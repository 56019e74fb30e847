package container

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

func TestWriterRefuses(t *testing.T) {
	tests := []struct {
		name string
		do   func(*Writer)
		says string
	}{
		{"bytes before a part", func(w *Writer) { w.entries = nil; w.Write([]byte("x")) }, "before a part"},
		{"no name", func(w *Writer) { w.Begin("") }, "1 to 32 bytes"},
		{"a long name", func(w *Writer) { w.Begin(strings.Repeat("n", 33)) }, "1 to 32 bytes"},
		{"a blank", func(w *Writer) { w.Begin("a b") }, "ASCII"},
		{"not ASCII", func(w *Writer) { w.Begin("é") }, "ASCII"},
		{"a name twice", func(w *Writer) { w.Begin("a"); w.Begin("b"); w.Begin("a") }, `"a" is taken`},
		{"zap's name", func(w *Writer) { w.Begin("zap") }, "taken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWriter(new(bytes.Buffer), nil, nil)
			w.Begin(imageName)
			tt.do(w)
			w.Begin("later")
			if _, err := w.Write([]byte("y")); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Write after it: %v", err)
			}
			if _, err := w.finish(); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("finish: %v", err)
			}
		})
	}
}

// short takes some bytes and then fails.
type short struct{ room int }

func (s *short) Write(b []byte) (int, error) {
	n := min(s.room, len(b))
	s.room -= n
	if n < len(b) {
		return n, errFake
	}
	return n, nil
}

func TestWriterKeepsTheFirstError(t *testing.T) {
	for room := range 300 {
		w := newWriter(&short{room}, nil, nil)
		for _, name := range []string{imageName, "a", "b", strings.Repeat("n", maxName)} {
			w.Begin(name)
			w.Write([]byte("thirteen byte"))
		}
		if _, err := w.finish(); !errors.Is(err, errFake) {
			t.Fatalf("room for %d bytes: %v", room, err)
		}
	}
}

type counter uint64

func (c *counter) ReportBytesWritten(n uint64) { *c += counter(n) }

func TestWriterCounts(t *testing.T) {
	var out bytes.Buffer
	var reported counter
	w := newWriter(&out, nil, &reported)
	w.Begin(imageName)
	w.Begin("a")
	chunk := bytes.Repeat([]byte("0123456789"), 1000)
	for i := range 20 {
		if w.Offset() != uint64(i*len(chunk)) {
			t.Fatalf("offset %d after %d bytes", w.Offset(), i*len(chunk))
		}
		if n, err := w.Write(chunk); n != len(chunk) || err != nil {
			t.Fatal(n, err)
		}
	}
	w.Begin("b")
	if w.Offset() != 0 {
		t.Errorf("a part begins at offset %d", w.Offset())
	}
	size, err := w.finish()
	if err != nil || size != uint64(out.Len()) || uint64(reported) != size {
		t.Errorf("%v: %d bytes, wrote %d, reported %d", err, size, out.Len(), reported)
	}
}

func TestWriterStops(t *testing.T) {
	stop := make(chan struct{})
	w := newWriter(new(bytes.Buffer), stop, nil)
	w.Begin(imageName)
	close(stop)
	b := make([]byte, writeBuffer)
	for range 3 {
		if _, err := w.Write(b); err != nil {
			if !errors.Is(err, segment.ErrClosed) {
				t.Error(err)
			}
			return
		}
	}
	t.Error("wrote on after stop")
}
