package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync/atomic"

	"github.com/blevesearch/mmap-go"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// OpenUsing opens a segment file and compares it with its checksums, which
// reads all of it (see Segment.Verify for the cost), or what VerifyLater leaves
// of that. The error names the file and the part, and wraps ErrDamaged,
// ErrVersion or the system's error.
func (p *Plugin) OpenUsing(path string, config map[string]any) (segment.Segment, error) {
	stats := statsOf(config)
	atomic.AddUint64(&stats.TotOpenBeg, 1)
	s, err := p.open(path, config, stats)
	if err != nil {
		atomic.AddUint64(&stats.TotOpenErrors, 1)
		err = inFile(path, err)
		if f, ok := config[OnError].(func(string, error)); ok {
			f(path, err)
		}
		return nil, err
	}
	atomic.AddUint64(&stats.TotOpenEnd, 1)
	return onDisk{s}, nil
}

func (p *Plugin) open(path string, config map[string]any, stats *segment.Stats) (_ *Segment, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s := &Segment{path: path, file: f, stats: stats, retries: &p.retries}
	s.refs.Store(1)
	defer func() {
		if err != nil {
			if s.mapping != nil {
				_ = s.mapping.Unmap()
			}
			_ = f.Close()
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: not a regular file", ErrDamaged)
	}
	later, _ := config[VerifyLater].(bool)
	if s.entries, err = inspect(f, info.Size(), later); err != nil {
		return nil, err
	}
	if s.mapping, err = mmap.MapRegion(f, int(info.Size()), mmap.RDONLY, 0, 0); err != nil {
		return nil, fmt.Errorf("mapping the file: %w", err)
	}
	s.data = s.mapping
	if s.base, err = openImage(s.image(), config, stats); err != nil {
		return nil, err
	}
	return s, nil
}

// inspect reads the table of a file and compares the contents with it; later
// leaves out the parts. zap's image is never left out: zap reads it at once,
// and trusts it.
func inspect(r io.ReaderAt, size int64, later bool) ([]entry, error) {
	entries, err := readTable(r, size)
	if err != nil {
		return nil, err
	}
	check := entries
	if later {
		check = entries[:1]
	}
	return entries, verify(r, check)
}

// fromBytes makes a segment of the bytes of its file, just written.
func (p *Plugin) fromBytes(data []byte, config map[string]any) (*Segment, error) {
	s := &Segment{data: data, stats: statsOf(config), retries: &p.retries}
	s.refs.Store(1)
	var err error
	if s.entries, err = readTable(bytes.NewReader(data), int64(len(data))); err != nil {
		return nil, err
	}
	if s.base, err = openImage(s.image(), config, s.stats); err != nil {
		return nil, err
	}
	return s, nil
}

// image returns zap's image, with no capacity beyond it.
func (s *Segment) image() []byte {
	n := s.entries[0].length
	return s.data[:n:n]
}

// zap's footer, the last 40 bytes of its image, all numbers big-endian:
//
//	length of the name of a file hook, 4 bytes; that name is in front
//	number of documents, 8
//	offset of the index of stored fields, 8
//	offset of the index of sections, 8
//	chunk mode, 4
//	version, 4
//	CRC-32 of everything before, 4
const (
	zapHook     = 0
	zapDocs     = zapHook + 4
	zapStored   = zapDocs + 8
	zapSections = zapStored + 8
	zapChunk    = zapSections + 8
	zapVersion  = zapChunk + 4
)

// openImage opens zap's image. zap trusts its files: their checksum must have
// been compared before. Numbers that lead out of the image are refused here,
// and a panic of zap's is an error.
func openImage(image []byte, config map[string]any, stats *segment.Stats) (_ *base, err error) {
	defer func() {
		if err != nil && !errors.Is(err, ErrVersion) {
			err = fmt.Errorf("%w: part %q: %w", ErrDamaged, imageName, err)
		}
	}()
	defer recovered("opening", &err)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true)) // of a bad disk
	if len(image) < zap.FooterSize {
		return nil, fmt.Errorf("%d bytes are too short", len(image))
	}
	// The slice keeps the capacity of the footer: zap reads numbers of up to
	// 10 bytes without a look at its end, and counts on the footer there.
	mem, footer := image[:len(image)-zap.FooterSize], image[len(image)-zap.FooterSize:]
	if v := binary.BigEndian.Uint32(footer[zapVersion:]); v != zap.Version {
		return nil, fmt.Errorf("%w: part %q: zap %d, this program reads %d", ErrVersion, imageName, v, zap.Version)
	}
	if binary.BigEndian.Uint32(footer[zapHook:]) != 0 {
		return nil, errors.New("it was written through a file hook, which is not supported")
	}
	size := uint64(len(mem))
	docs := binary.BigEndian.Uint64(footer[zapDocs:])
	stored := binary.BigEndian.Uint64(footer[zapStored:])
	sections := binary.BigEndian.Uint64(footer[zapSections:])
	if sections >= size || stored > size || docs > (size-stored)/8 {
		return nil, fmt.Errorf("%d documents with indexes at bytes %d and %d do not fit into %d bytes", docs, stored, sections, size)
	}
	// The checksum that zap asks for is only what it would write itself.
	return zap.InitSegmentBase(mem, 0, binary.BigEndian.Uint32(footer[zapChunk:]), docs, stored, sections, config, stats)
}
