package container

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/blevesearch/mmap-go"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// base has the methods of zap's segments: postings, identifiers, stored values
// and every optional interface that scorch asks for. Those that concern files
// and life time are Segment's.
type base = zap.SegmentBase

// Segment is an open segment. Whether it is in memory or mapped, it is the
// bytes of its file: one that was just built holds them as they will be
// written. It is safe for concurrent use, until the last reference is gone.
type Segment struct {
	*base
	data    []byte // the whole file
	entries []entry
	stats   *segment.Stats
	retries *retries
	written uint64 // what zap counted as written when it built the image
	refs    atomic.Int64
	kept    atomic.Value // see Kept

	// Of a mapped segment; a segment in memory leaves its bytes to the
	// garbage collector.
	path    string
	file    *os.File
	mapping mmap.MMap
}

// inMemory and onDisk are what scorch gets. It tells them apart by their
// methods: a segment with Path is on disk, any other is to be persisted.
type (
	inMemory struct{ *Segment }
	onDisk   struct{ *Segment }
)

var (
	_ segment.UnpersistedSegment = inMemory{}
	_ io.WriterTo                = inMemory{} // online copy
	_ segment.PersistedSegment   = onDisk{}
)

// Path returns the path of the file.
func (s onDisk) Path() string { return s.path }

// Of returns the segment behind what scorch hands out, and whether it is one
// of this package.
func Of(s segment.Segment) (*Segment, bool) {
	switch s := s.(type) {
	case inMemory:
		return s.Segment, true
	case onDisk:
		return s.Segment, true
	}
	return nil, false
}

// Part returns the bytes of a part, nil when there is none (an empty part is
// not nil). Its first byte is at a multiple of 8 in the file; a mapped segment
// has it at one in memory too. Do not change the bytes, and do not use them
// when the segment may be closed: reading them then ends the process.
func (s *Segment) Part(name string) []byte {
	for _, e := range s.entries[1:] {
		if e.name == name {
			return s.data[e.offset:e.end():e.end()]
		}
	}
	return nil
}

// Kept returns what make makes of the segment. It is made once, more or less, and
// kept as long as the segment: what every reader would make again of its parts.
// It must not change, and must always be of one type. An error is not kept.
func (s *Segment) Kept(make func() (any, error)) (any, error) {
	if k := s.kept.Load(); k != nil {
		return k, nil
	}
	k, err := make()
	if err != nil {
		return nil, err
	}
	s.kept.CompareAndSwap(nil, k)
	return s.kept.Load(), nil
}

// Extent is where a part lies in its file, in bytes.
type Extent struct {
	Name           string
	Offset, Length uint64
}

// Extents returns what the file consists of, in its order. The first, "zap", is
// zap's image. What is between them and behind the last is zeros and trailer.
func (s *Segment) Extents() []Extent {
	out := make([]Extent, len(s.entries))
	for i, e := range s.entries {
		out[i] = Extent{e.name, e.offset, e.length}
	}
	return out
}

// Verify reads the whole segment and compares it with its checksums: 12 GB/s
// where the file is cached, else as fast as the disk. It needs a reference for
// as long as it takes. The error wraps ErrDamaged and names file and part.
func (s *Segment) Verify() error {
	var r io.ReaderAt = bytes.NewReader(s.data)
	if s.file != nil {
		r = s.file
	}
	entries, err := inspect(r, int64(len(s.data)), false)
	if err == nil && !slices.Equal(entries, s.entries) {
		err = fmt.Errorf("%w: trailer: not the one that was there when the file was opened", ErrDamaged)
	}
	if err != nil {
		return inFile(s.path, err)
	}
	return nil
}

// Size returns how much memory the segment takes, in bytes. What is mapped is
// not counted.
func (s *Segment) Size() int {
	n := s.base.Size() - len(s.image()) // zap counts its image
	n += int(unsafe.Sizeof(*s)) + len(s.entries)*(int(unsafe.Sizeof(entry{}))+maxName)
	if s.mapping == nil {
		n += cap(s.data)
	}
	return n
}

// BytesWritten returns what zap counts as written when a segment is built.
func (s *Segment) BytesWritten() uint64 { return s.written }

// WriteTo writes the file.
func (s *Segment) WriteTo(w io.Writer) (int64, error) {
	n, err := w.Write(s.data)
	return int64(n), err
}

// Persist writes the file to a path and does not return before it is on disk.
// A file of that name is replaced; after an error there is none.
func (s *Segment) Persist(path string) (err error) {
	at := "persist " + filepath.Dir(path)
	s.retries.wait(at, nil)
	atomic.AddUint64(&s.stats.TotPersistBeg, 1)
	defer func() {
		s.retries.note(at, err)
		if err != nil {
			atomic.AddUint64(&s.stats.TotPersistErr, 1)
		}
		atomic.AddUint64(&s.stats.TotPersistEnd, 1)
	}()
	if err := removeFile(path); err != nil {
		return fmt.Errorf("making room for a segment: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fmt.Errorf("persisting a segment: %w", err)
	}
	_, err = s.WriteTo(f)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("persisting a segment: %w", err)
	}
	return nil
}

// VisitStoredFields visits the stored values of a document, the identifier
// first, until visit returns false. A value is valid only during its visit. Who
// wants the identifier alone asks DocID, which unpacks nothing.
//
// zap gives its buffer back twice when a visit ends at the identifier, and two
// documents read at the same time then get each other's values. Here it never
// ends there: the next value, which nobody sees, ends it.
func (s *Segment) VisitStoredFields(number uint64, visit segment.StoredFieldValueVisitor) error {
	ended := false
	return s.base.VisitStoredFields(number, func(field string, kind byte, value []byte, at []uint64) bool {
		if ended {
			return false
		}
		ended = !visit(field, kind, value, at)
		return !ended || field == "_id"
	})
}

// AddRef adds a reference.
func (s *Segment) AddRef() { s.refs.Add(1) }

// DecRef takes a reference away. The last one unmaps the file and closes it.
func (s *Segment) DecRef() error {
	if s.refs.Add(-1) != 0 || s.mapping == nil {
		return nil
	}
	return s.release()
}

// Close takes the reference away that opening or building gave.
func (s *Segment) Close() error { return s.DecRef() }

func (s *Segment) release() error {
	atomic.AddUint64(&s.stats.TotSegmentsClosed, 1)
	err := errors.Join(s.base.Close(), s.mapping.Unmap(), s.file.Close())
	if err != nil {
		return fmt.Errorf("closing segment %s: %w", s.path, err)
	}
	return nil
}

// removeFile removes a file if there is one.
func removeFile(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// inFile names the file of an error, and says what helps.
func inFile(path string, err error) error {
	if path == "" {
		path = "(in memory)"
	}
	if errors.Is(err, ErrDamaged) {
		return fmt.Errorf("segment %s: %w; restore a copy of the index, or build it again", path, err)
	}
	return fmt.Errorf("segment %s: %w", path, err)
}
