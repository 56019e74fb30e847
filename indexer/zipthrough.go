package indexer

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strings"

	"newsdex/indexer/format"
)

// A ZIP archive is read from front to back when the list at its end is missing,
// as in one that is cut short, or longer than may be held. Each member has a
// header in front of it that says the same (APPNOTE 4.3.7), but for the size of
// those that were written to a pipe: there, deflate tells where it ends.

// localHeader is the header of one member.
type localHeader struct {
	flags, method uint16
	packed, plain uint64
	crc           uint32
	name          string
}

const (
	localSize    = 30     // of the fixed part
	sizesFollow  = 1 << 3 // the bit of the flags: sizes stand behind the data
	zip64Extra   = 1      // the extra field with 64-bit sizes (APPNOTE 4.5.3)
	zipStored    = 0
	zipDeflated  = 8
	dataFollows  = "PK\x07\x08"
	maxZipStride = 24 // of the descriptor behind a member, with signature
)

var (
	errNoMember = errors.New("no member begins where one should")
	errNoSize   = errors.New("a stored member without its size")
)

// zipThrough reads the members from front to back; listErr is why.
func (s *source) zipThrough(a *archive, file *io.SectionReader, listErr error) {
	at := &counting{ctx: s.ctx, r: file}
	r := bufio.NewReaderSize(at, format.HeadSize)
	offset := func() int64 { return at.n - int64(r.Buffered()) }
	for !s.stopped && s.ctx.Err() == nil {
		start := offset()
		magic, _ := r.Peek(4)
		switch {
		case string(magic) == zipListing, string(magic) == zipEnd, string(magic) == zip64End:
			s.brokenZip(a, start, listErr, nil)
			return
		case string(magic) != zipMember:
			err := errNoMember
			if len(magic) < 4 {
				err = io.ErrUnexpectedEOF
			}
			s.brokenZip(a, start, listErr, err)
			return
		}
		h, err := readLocal(r)
		if err != nil {
			s.brokenZip(a, start, listErr, err)
			return
		}
		more, err := s.through(a, r, h)
		if err != nil {
			s.brokenZip(a, offset(), listErr, err)
			return
		}
		if !more {
			return
		}
	}
}

// readLocal reads one header.
func readLocal(r *bufio.Reader) (localHeader, error) {
	var fixed [localSize]byte
	if _, err := io.ReadFull(r, fixed[:]); err != nil {
		return localHeader{}, io.ErrUnexpectedEOF
	}
	le := binary.LittleEndian
	h := localHeader{
		flags: le.Uint16(fixed[6:]), method: le.Uint16(fixed[8:]), crc: le.Uint32(fixed[14:]),
		packed: uint64(le.Uint32(fixed[18:])), plain: uint64(le.Uint32(fixed[22:])),
	}
	rest := make([]byte, int(le.Uint16(fixed[26:]))+int(le.Uint16(fixed[28:])))
	if _, err := io.ReadFull(r, rest); err != nil {
		return localHeader{}, io.ErrUnexpectedEOF
	}
	h.name = string(rest[:le.Uint16(fixed[26:])])
	for extra := rest[len(h.name):]; len(extra) >= 4; {
		id, n := le.Uint16(extra), int(le.Uint16(extra[2:]))
		if extra = extra[4:]; n > len(extra) {
			break
		}
		if field := extra[:n]; id == zip64Extra {
			for _, size := range []*uint64{&h.plain, &h.packed} {
				if *size == math.MaxUint32 && len(field) >= 8 {
					*size, field = le.Uint64(field), field[8:]
				}
			}
		}
		extra = extra[n:]
	}
	return h, nil
}

// through reads one member and what follows it up to the next. The error says
// that the archive cannot be read on; without one, more is false when it must
// not be.
func (s *source) through(a *archive, r *bufio.Reader, h localHeader) (more bool, err error) {
	open := h.flags&sizesFollow != 0 && h.packed == 0
	packed := &byteLimit{r: r, left: int64(min(h.packed, math.MaxInt64))}
	if open {
		packed.left = math.MaxInt64
	}
	name := memberName(h.name)
	more = true
	var body *unpacked
	if !strings.HasSuffix(h.name, "/") {
		shown, read, stop := s.next(a, name)
		if stop {
			return false, nil
		}
		in := decoder(h.method, packed)
		switch {
		case open && (h.method != zipDeflated || h.flags&encrypted != 0):
			return false, errNoSize
		case !read && !open:
		case h.flags&encrypted != 0:
			s.refuseEncrypted(shown)
		case in == nil:
			s.refuseMethod(shown, h.method)
		default:
			body = &unpacked{r: in, kind: zipKind, depth: a.depth + 1, budget: a.budget, from: &counting{}}
			if !open {
				body.r = &summed{r: in, want: h.crc}
			}
			if read {
				more = s.inside(a, body, name, shown, -1)
			}
		}
	}
	if body != nil && open && more {
		if _, err := io.Copy(io.Discard, body); err != nil {
			return false, fmt.Errorf("in member %d: %w", a.n, err)
		}
	}
	if open {
		return more, skipDescriptor(r)
	}
	if _, err := io.Copy(io.Discard, packed); err != nil {
		return false, err
	}
	if packed.left > 0 {
		return false, io.ErrUnexpectedEOF
	}
	if h.flags&sizesFollow != 0 {
		return more, skipDescriptor(r)
	}
	return more, nil
}

func decoder(method uint16, r *byteLimit) io.Reader {
	switch method {
	case zipStored:
		return r
	case zipDeflated:
		return flate.NewReader(r)
	case zipBzip2:
		return bzip2.NewReader(r)
	case zipZstd:
		return zipZstdReader(r)
	}
	return nil
}

// skipDescriptor passes over sum and sizes behind a member. They have 12 to 24
// bytes, and only what comes next tells how many.
func skipDescriptor(r *bufio.Reader) error {
	b, err := r.Peek(maxZipStride + 4)
	for _, n := range []int{16, 24, 12, 20} {
		if len(b) < n || (n == 16 || n == 24) != bytes.HasPrefix(b, []byte(dataFollows)) {
			continue
		}
		if next := b[n:]; len(next) < 4 && err != nil || bytes.HasPrefix(next, []byte(zipMember)) || bytes.HasPrefix(next, []byte(zipListing)) {
			r.Discard(n)
			return nil
		}
	}
	if err != nil {
		return io.ErrUnexpectedEOF
	}
	return errNoMember
}

// byteLimit is io.LimitReader for what reads single bytes, so that deflate
// takes none too many.
type byteLimit struct {
	r    *bufio.Reader
	left int64
}

func (l *byteLimit) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

func (l *byteLimit) ReadByte() (byte, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	b, err := l.r.ReadByte()
	if err == nil {
		l.left--
	}
	return b, err
}

// summed verifies the checksum at the end.
type summed struct {
	r    io.Reader
	sum  uint32
	want uint32
}

func (c *summed) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	if err == io.EOF && c.sum != c.want {
		err = errors.New("checksum error")
	}
	return n, err
}
