package container

import (
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sync"

	mmap "github.com/blevesearch/mmap-go"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// Segment is an open segment, in memory or mapped.
type Segment struct {
	*zap.SegmentBase
	parts map[string][]byte
}

// Part returns a part, nil when there is none. Do not change it. It is there
// while the segment is referenced.
func (s *Segment) Part(name string) []byte { return s.parts[name] }

// Of returns the segment behind what scorch hands out.
func Of(s segment.Segment) (*Segment, bool) {
	switch s := s.(type) {
	case *memory:
		return s.Segment, true
	case *mapped:
		return s.Segment, true
	}
	return nil, false
}

// memory is a segment that was built and not stored yet.
type memory struct {
	*Segment
	bytes   []byte
	written []extent
}

var _ segment.UnpersistedSegment = (*memory)(nil)

// Size returns bytes of memory.
func (s *memory) Size() int { return s.SegmentBase.Size() + len(s.bytes) }

// Persist stores the segment in a file, durably.
func (s *memory) Persist(path string) (err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("storing a segment: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
		if err != nil {
			_ = os.Remove(path)
		}
	}()
	_, err = s.store(f, func(w *Writer, write func(*Writer) error) (uint64, error) { return finish(f, w, write) })
	return err
}

// WriteTo writes what Persist stores.
func (s *memory) WriteTo(to io.Writer) (int64, error) {
	n, err := s.store(to, func(w *Writer, write func(*Writer) error) (uint64, error) {
		if err := write(w); err != nil {
			return 0, err
		}
		table, err := w.table()
		if err != nil {
			return 0, err
		}
		_, err = to.Write(table)
		return w.at + uint64(len(table)), err
	})
	return int64(n), err
}

func (s *memory) store(to io.Writer, finish func(*Writer, func(*Writer) error) (uint64, error)) (uint64, error) {
	w := &Writer{w: to}
	w.Begin(imageName)
	if _, err := s.SegmentBase.WriteTo(w); err != nil {
		return 0, fmt.Errorf("storing the image of a segment: %w", err)
	}
	return finish(w, func(w *Writer) error {
		for _, e := range s.written {
			w.Begin(e.name)
			if _, err := w.Write(s.parts[e.name]); err != nil {
				return fmt.Errorf("storing part %q: %w", e.name, err)
			}
		}
		return nil
	})
}

// mapped is a segment in a file.
type mapped struct {
	*Segment
	path string
	file *os.File
	mm   mmap.MMap

	mu   sync.Mutex
	refs int
}

var _ segment.PersistedSegment = (*mapped)(nil)

func open(path string, config map[string]any) (_ segment.Segment, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s := &mapped{path: path, file: f, refs: 1}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
		if err != nil {
			err = fmt.Errorf("opening %s: %w", path, err)
			_ = s.release()
		}
	}()
	if info, err := f.Stat(); err != nil {
		return nil, err
	} else if info.Size() < int64(trailerSize) {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrDamaged, info.Size())
	}
	if s.mm, err = mmap.Map(f, mmap.RDONLY, 0); err != nil {
		return nil, err
	}
	s.Segment, err = read(s.mm, config)
	return s, err
}

// read opens the segment in the bytes of a file.
func read(file []byte, config map[string]any) (*Segment, error) {
	parts, err := extents(file)
	if err != nil {
		return nil, err
	}
	base, err := image(parts[imageName], config)
	if err != nil {
		return nil, err
	}
	delete(parts, imageName)
	return &Segment{base, parts}, nil
}

// image opens zap's image, whose last bytes say where its tables are. They are
// big-endian: length of a writer's name, documents, stored index, sections,
// chunk mode, version, checksum.
func image(b []byte, config map[string]any) (*zap.SegmentBase, error) {
	if len(b) < zap.FooterSize {
		return nil, fmt.Errorf("%w: an image of %d bytes", ErrDamaged, len(b))
	}
	footer := b[len(b)-zap.FooterSize:]
	name, docs := binary.BigEndian.Uint32(footer), binary.BigEndian.Uint64(footer[4:])
	stored, sections := binary.BigEndian.Uint64(footer[12:]), binary.BigEndian.Uint64(footer[20:])
	chunks, version, crc := binary.BigEndian.Uint32(footer[28:]), binary.BigEndian.Uint32(footer[32:]), binary.BigEndian.Uint32(footer[36:])
	if version != zap.Version || name != 0 {
		return nil, fmt.Errorf("%w: an image of version %d", ErrDamaged, version)
	}
	base, err := zap.InitSegmentBase(b[:len(b)-zap.FooterSize], crc, chunks, docs, stored, sections, config, new(segment.Stats))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return base, nil
}

// Path returns the file.
func (s *mapped) Path() string { return s.path }

// Size returns bytes of memory beside the mapping.
func (s *mapped) Size() int { return s.SegmentBase.Size() - len(s.mm) + len(s.path) }

func (s *mapped) AddRef() {
	s.mu.Lock()
	s.refs++
	s.mu.Unlock()
}

func (s *mapped) DecRef() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.refs--; s.refs == 0 {
		return s.release()
	}
	return nil
}

// Close gives up the reference that opening made.
func (s *mapped) Close() error { return s.DecRef() }

// release unmaps and closes the file.
func (s *mapped) release() error {
	var err error
	if s.Segment != nil {
		err = s.SegmentBase.Close()
	}
	if s.mm != nil {
		if e := s.mm.Unmap(); err == nil {
			err = e
		}
	}
	if e := s.file.Close(); err == nil {
		err = e
	}
	return err
}
