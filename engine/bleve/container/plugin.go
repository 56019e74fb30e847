// Package container keeps the segments of an index in files: zap's image of what
// scorch asks for, parts of our own behind it, and a trailer with a checksum of
// each. It is a segment plugin of scorch that wraps zap's. It must never know
// what the parts mean.
package container

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// What scorch calls this kind of segment.
const (
	Type    = "newsdex"
	Version = uint32(2)
)

// Dropped is the number of a document that a merge leaves out.
const Dropped = math.MaxUint64

// Parts builds and merges what a segment holds beside zap's image.
type Parts interface {
	// Build writes the parts of a new segment. docs are in the order of their
	// numbers.
	Build(docs []index.Document, w *Writer) error
	// Merge writes the parts of the segment that in becomes, of total documents.
	// numbers[i][d] is the new number of document d of in[i], or Dropped; new
	// numbers ascend through in[0], in[1], …. It returns segment.ErrClosed soon
	// after stop is closed.
	Merge(in []*Segment, numbers [][]uint64, total int, w *Writer, stop <-chan struct{}) error
}

// Plugin makes, opens and merges segments. It is scorch's SegmentPlugin.
type Plugin struct {
	zap   zap.ZapPlugin
	parts Parts
}

// New returns a plugin with these parts.
func New(p Parts) *Plugin { return &Plugin{parts: p} }

func (p *Plugin) Type() string    { return Type }
func (p *Plugin) Version() uint32 { return Version }

func (p *Plugin) New(docs []index.Document) (segment.Segment, uint64, error) {
	return p.NewUsing(docs, nil)
}

// NewUsing builds a segment in memory.
func (p *Plugin) NewUsing(docs []index.Document, config map[string]any) (segment.Segment, uint64, error) {
	made, _, err := p.zap.NewUsing(docs, config)
	if err != nil {
		return nil, 0, fmt.Errorf("building the image of a segment: %w", err)
	}
	base, ok := made.(*zap.SegmentBase)
	if !ok {
		return nil, 0, fmt.Errorf("zap built a segment of type %T", made)
	}
	var b growing
	w := &Writer{w: &b}
	if err := p.parts.Build(docs, w); err != nil {
		return nil, 0, fmt.Errorf("building a segment: %w", err)
	}
	s := &memory{Segment: &Segment{SegmentBase: base, parts: map[string][]byte{}}, bytes: b}
	for _, e := range w.extents {
		s.parts[e.name] = b[e.start : e.start+e.length : e.start+e.length]
	}
	s.written = w.extents
	return s, uint64(base.Size() + len(b)), nil
}

// growing is a buffer that is written to.
type growing []byte

func (g *growing) Write(b []byte) (int, error) {
	*g = append(*g, b...)
	return len(b), nil
}

func (p *Plugin) Open(path string) (segment.Segment, error) { return p.OpenUsing(path, nil) }

// OpenUsing opens a file, whose checksums must all be right.
func (p *Plugin) OpenUsing(path string, config map[string]any) (segment.Segment, error) {
	return open(path, config)
}

func (p *Plugin) Merge(in []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, s segment.StatsReporter) ([][]uint64, uint64, error) {
	return p.MergeUsing(in, drops, path, stop, s, nil)
}

// MergeUsing writes the segment that others become to a file. A panic becomes
// an error: it would end scorch's merging for good.
func (p *Plugin) MergeUsing(in []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, s segment.StatsReporter, config map[string]any) (numbers [][]uint64, size uint64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: merging to %s: %v", ErrDamaged, path, r)
		}
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	own, bases := make([]*Segment, len(in)), make([]segment.Segment, len(in))
	for i, seg := range in {
		o, ok := Of(seg)
		if !ok {
			return nil, 0, fmt.Errorf("merging to %s: a segment of type %T", path, seg)
		}
		own[i], bases[i] = o, o.SegmentBase
	}
	if numbers, _, err = p.zap.MergeUsing(bases, drops, path, stop, s, config); err != nil {
		return nil, 0, err
	}
	total := 0
	for _, n := range numbers {
		for _, d := range n {
			if d != Dropped {
				total++
			}
		}
	}
	size, err = extend(path, func(w *Writer) error { return p.parts.Merge(own, numbers, total, w, stop) })
	if err != nil {
		return nil, 0, err
	}
	return numbers, size, nil
}

// extend adds parts to a file that holds an image, and makes it durable.
func extend(path string, write func(*Writer) error) (_ uint64, err error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return 0, fmt.Errorf("adding to the image of a segment: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	w := &Writer{w: io.Discard}
	w.Begin(imageName)
	if _, err := io.Copy(w, f); err != nil {
		return 0, fmt.Errorf("reading the image of a segment: %w", err)
	}
	return finish(f, w, write)
}

// finish writes parts behind the image that w has seen, and what ends a file.
func finish(f *os.File, w *Writer, write func(*Writer) error) (uint64, error) {
	buffer := bufio.NewWriterSize(f, 1<<20)
	w.w = buffer
	if err := write(w); err != nil {
		return 0, err
	}
	table, err := w.table()
	if err != nil {
		return 0, err
	}
	if _, err := buffer.Write(table); err != nil {
		return 0, fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	if err := buffer.Flush(); err != nil {
		return 0, fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	if err := f.Sync(); err != nil {
		return 0, fmt.Errorf("writing %s: %w", f.Name(), err)
	}
	return w.at + uint64(len(table)), nil
}
