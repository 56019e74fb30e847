package container

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// NewUsing makes a segment in memory: the bytes of its file.
func (p *Plugin) NewUsing(docs []index.Document, config map[string]any) (segment.Segment, uint64, error) {
	s, err := p.build(docs, config)
	if err != nil {
		return nil, 0, fmt.Errorf("building a segment of %d documents: %w", len(docs), err)
	}
	return inMemory{s}, uint64(len(s.data)), nil
}

func (p *Plugin) build(docs []index.Document, config map[string]any) (_ *Segment, err error) {
	defer recovered("building", &err)
	// The image is made beside the parts, and is waited for where they begin.
	made := make(chan *base, 1)
	var imageErr error
	go func() {
		var image *base
		if image, imageErr = p.image(docs, config); imageErr != nil {
			image = nil
		}
		made <- image
	}()
	var out bytes.Buffer
	var image *base
	w := newWriter(&out, nil, nil)
	w.before = func() {
		if image = <-made; image == nil {
			w.err = imageErr
			return
		}
		out.Grow(image.Size() + writeBuffer)
		w.Begin(imageName)
		if _, err := image.WriteTo(w); err != nil && w.err == nil {
			w.err = err
		}
	}
	defer w.front() // after a failure of the parts: docs are no longer read when this returns
	if err := p.parts.Build(docs, w); err != nil {
		return nil, err
	}
	w.front()
	if _, err := w.finish(); err != nil {
		return nil, err
	}
	s, err := p.fromBytes(out.Bytes(), config)
	if err != nil {
		return nil, err
	}
	s.written = image.BytesWritten()
	return s, nil
}

// image makes zap's part of a segment.
func (p *Plugin) image(docs []index.Document, config map[string]any) (_ *base, err error) {
	defer recovered("building the image", &err)
	z, _, err := p.zap.NewUsing(docs, config)
	if err != nil {
		return nil, err
	}
	image, ok := z.(*base)
	if !ok {
		return nil, fmt.Errorf("zap made a %T", z)
	}
	if image.Count() != uint64(len(docs)) {
		return nil, errors.New("documents within documents are not supported")
	}
	return image, nil
}

// MergeUsing makes one segment file of several segments, which may be in memory
// or mapped, and leaves out the documents of drops. It does not return before
// the file is on disk; after an error there is no file. It returns the new
// numbers of the documents of each segment, and the size of the file in bytes.
//
// scorch ends its loop of merges for good on a panic, and on ErrClosed when
// nobody closed the index: neither comes out of here. On any other error it
// tries again without a pause: from the second try on, the pause is made here.
func (p *Plugin) MergeUsing(segs []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter, config map[string]any) ([][]uint64, uint64, error) {
	at := "merge " + filepath.Dir(path)
	p.retries.wait(at, stop)
	numbers, size, err := p.merge(segs, drops, path, stop, r, config)
	if errors.Is(err, segment.ErrClosed) {
		if isClosed(stop) {
			return nil, 0, segment.ErrClosed // as it is: scorch compares
		}
		err = errors.New("the parts were given up, though nothing was closed")
	}
	p.retries.note(at, err)
	if err != nil {
		err = fmt.Errorf("merging %d segments into %s: %w", len(segs), path, err)
		if f, ok := config[OnError].(func(string, error)); ok {
			f(path, err)
		}
		return nil, 0, err
	}
	return numbers, size, nil
}

func (p *Plugin) merge(segs []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, r segment.StatsReporter, config map[string]any) (numbers [][]uint64, size uint64, err error) {
	defer func() {
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	defer recovered("merging", &err)
	// A bad disk under a mapped segment is a fault, which ends the process
	// unless it is made a panic.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))

	in := make([]*Segment, len(segs))
	images := make([]segment.Segment, len(segs))
	for i, s := range segs {
		c, ok := Of(s)
		if !ok {
			return nil, 0, fmt.Errorf("a %T is not a segment of this kind", s)
		}
		in[i], images[i] = c, c.base // zap merges only what is its own
	}
	// zap writes over a file without cutting it off.
	if err := removeFile(path); err != nil {
		return nil, 0, err
	}
	numbers, _, err = p.zap.MergeUsing(images, drops, path, stop, r, config)
	if err != nil {
		return nil, 0, err
	}
	total := 0
	if numbers == nil { // zap's way to say that nothing is left
		numbers = allDropped(in)
	} else if total, err = countNew(in, numbers); err != nil {
		return nil, 0, err
	}
	size, err = appendParts(path, stop, r, func(w *Writer) error {
		return p.parts.Merge(in, numbers, total, w, stop)
	})
	if err != nil {
		return nil, 0, err
	}
	return numbers, size, nil
}

// appendParts makes a segment file of a file that holds zap's image.
func appendParts(path string, stop <-chan struct{}, r segment.StatsReporter, write func(*Writer) error) (size uint64, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, err
	}
	defer func() { // before the file is removed, which Windows asks for
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	crc := crc32.New(castagnoli)
	n, err := io.CopyBuffer(crc, struct{ io.Reader }{f}, make([]byte, verifyBuffer))
	if err != nil {
		return 0, fmt.Errorf("reading back the image: %w", err)
	}
	w := newWriter(f, stop, r)
	w.adopt(entry{name: imageName, length: uint64(n), crc: crc.Sum32()})
	if err := write(w); err != nil {
		return 0, err
	}
	if size, err = w.finish(); err != nil {
		return 0, err
	}
	return size, f.Sync()
}

func allDropped(in []*Segment) [][]uint64 {
	numbers := make([][]uint64, len(in))
	for i, s := range in {
		numbers[i] = make([]uint64, s.Count())
		for d := range numbers[i] {
			numbers[i][d] = Dropped
		}
	}
	return numbers
}

// countNew returns how many documents the numbers leave, and holds zap to what
// Parts is promised.
func countNew(in []*Segment, numbers [][]uint64) (int, error) {
	if len(numbers) != len(in) {
		return 0, fmt.Errorf("zap numbered %d segments of %d", len(numbers), len(in))
	}
	next := uint64(0)
	for i, ns := range numbers {
		if uint64(len(ns)) != in[i].Count() {
			return 0, fmt.Errorf("zap numbered %d documents of %d", len(ns), in[i].Count())
		}
		for _, n := range ns {
			if n == Dropped {
				continue
			}
			if n != next {
				return 0, fmt.Errorf("zap gave a document number %d instead of %d", n, next)
			}
			next++
		}
	}
	return int(next), nil
}
