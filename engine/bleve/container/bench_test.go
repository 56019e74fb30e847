package container

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// large is a segment of one document with so many bytes in one part.
func large(b *testing.B, bytes int) segment.Segment {
	b.Helper()
	chunk := make([]byte, 1<<20)
	if _, err := rand.Read(chunk); err != nil {
		b.Fatal(err)
	}
	return memory(b, New(&fake{build: func(w *Writer) error {
		w.Begin("large")
		for range bytes / len(chunk) {
			if _, err := w.Write(chunk); err != nil {
				return err
			}
		}
		return nil
	}}), "a")
}

// BenchmarkOpen opens a file of 256 MB that the system has in its cache: all of
// it verified, and with VerifyLater.
func BenchmarkOpen(b *testing.B) {
	path := persist(b, large(b, 256<<20))
	p := New(&fake{})
	for _, later := range []bool{false, true} {
		b.Run(fmt.Sprintf("later=%v", later), func(b *testing.B) {
			b.SetBytes(256 << 20)
			b.ReportAllocs()
			for b.Loop() {
				s, err := p.OpenUsing(path, map[string]any{VerifyLater: later})
				if err != nil {
					b.Fatal(err)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMergeCopying merges a segment whose parts are 256 MB in one: what
// the container adds to the work of Parts, fsync included.
func BenchmarkMergeCopying(b *testing.B) {
	s := large(b, 256<<20)
	f := &fake{}
	c, _ := Of(s)
	hook := func(w *Writer, _ <-chan struct{}) error {
		w.Begin("large")
		part := c.Part("large")
		for len(part) > 0 {
			n := min(len(part), 4<<10)
			if _, err := w.Write(part[:n]); err != nil {
				return err
			}
			part = part[n:]
		}
		return nil
	}
	f.merge.Store(&hook)
	p := New(f)
	path := filepath.Join(b.TempDir(), "m.zap")
	b.SetBytes(256 << 20)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := p.Merge([]segment.Segment{s}, []*roaring.Bitmap{nil}, path, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
	os.Remove(path)
}

// BenchmarkBuild builds a batch of 1,000 documents, beside zap alone.
func BenchmarkBuild(b *testing.B) {
	docs := make([]index.Document, 1000)
	for i := range docs {
		d := newDoc(fmt.Sprintf("document %d", i), fmt.Sprintf("value %d", i%50))
		d.AddIDField()
		docs[i] = d
	}
	p := New(&fake{})
	b.Run("zap", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := p.zap.New(docs); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("container", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := p.New(docs); err != nil {
				b.Fatal(err)
			}
		}
	})
}
