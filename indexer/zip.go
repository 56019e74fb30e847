package indexer

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/bzip2"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"

	"newsdex/article"
	"newsdex/indexer/format"
)

const (
	// maxZipListing bounds the list of members at the end of a ZIP archive, in
	// bytes. All of it is held, at about four times its size: 32 MB are some
	// 300,000 members. A longer one is not used, see zipThrough.
	maxZipListing = 32 << 20
	// maxSpool bounds the temporary file of a ZIP archive within another
	// container, in bytes: a part of any disk.
	maxSpool = 4 << 30
	// spoolInMemory is up to how many bytes such an archive is held in memory.
	spoolInMemory = 1 << 20
	// encrypted is the bit of a member's flags that says so (APPNOTE 4.4.4).
	encrypted = 1
)

// Compressions of members beside those that archive/zip knows (APPNOTE 4.4.5).
const (
	zipBzip2 = 12
	zipZstd  = 93
)

var errListing = errors.New("its list of members is too long")

// zip reads the members of a ZIP archive in the order of its list, or from
// front to back when there is no list to be used.
func (s *source) zip(in stream, buf *bufio.Reader) {
	at, size := in.at, in.size
	if at == nil || size < 0 {
		file, n, drop, err := spool(buf)
		if err != nil {
			s.refuse(in.shown, fileCode(err), fileReason(err))
			return
		}
		defer drop()
		at, size = file, n
	}
	if in.depth == 0 {
		in.whole = size
	}
	a := newArchive(in, zipKind)
	list := &listing{at: at, left: maxZipListing}
	z, err := zip.NewReader(list, size)
	list.left = -1
	switch {
	case z == nil || err != nil && !errors.Is(err, zip.ErrInsecurePath):
		s.zipThrough(a, io.NewSectionReader(at, 0, size), err)
		return
	case len(z.File) == 0:
		s.refuse(a.shown, format.EmptyFile, "the ZIP archive is empty (it holds no file)")
		return
	}
	z.RegisterDecompressor(zipBzip2, func(r io.Reader) io.ReadCloser { return io.NopCloser(bzip2.NewReader(r)) })
	z.RegisterDecompressor(zipZstd, zipZstdReader)
	for _, f := range z.File {
		if s.stopped || s.ctx.Err() != nil || !s.zipMember(a, f) {
			return
		}
	}
}

// zipMember reads one member, and tells whether the archive is to be read on.
func (s *source) zipMember(a *archive, f *zip.File) bool {
	if strings.HasSuffix(f.Name, "/") || strings.HasSuffix(f.Name, `\`) && f.UncompressedSize64 == 0 {
		return true
	}
	name := memberName(f.Name)
	shown, read, stop := s.next(a, name)
	if !read {
		return !stop
	}
	if f.Flags&encrypted != 0 {
		return s.refuseEncrypted(shown)
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		return s.refuseMethod(shown, f.Method)
	}
	if err != nil {
		return s.refuse(shown, "damaged zip", fmt.Sprintf("the member cannot be found in the archive (%v); get the file again", err))
	}
	defer r.Close()
	in := &unpacked{r: r, kind: zipKind, depth: a.depth + 1, budget: a.budget, from: &counting{}}
	return s.inside(a, in, name, shown, size(f.UncompressedSize64))
}

func (s *source) refuseEncrypted(shown string) bool {
	return s.refuse(shown, encryptedMember, "this member is encrypted; unpack the archive with its password")
}

func (s *source) refuseMethod(shown string, method uint16) bool {
	return s.refuse(shown, methodNotRead, fmt.Sprintf("this member is compressed with method %d, which is not read (deflate, bzip2, zstd and none are); unpack the archive", method))
}

// size is a declared size; one that cannot be is none.
func size(declared uint64) int64 {
	if declared > maxUnpacked {
		return -1
	}
	return int64(declared)
}

func zipZstdReader(r io.Reader) io.ReadCloser {
	d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
	if err != nil { // a fault in the options
		return io.NopCloser(failing{err})
	}
	return d.IOReadCloser()
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// listing bounds what is read through it while left is not negative: that is
// how long zip.NewReader takes the list of members into memory.
type listing struct {
	at   io.ReaderAt
	left int
}

func (l *listing) ReadAt(p []byte, off int64) (int, error) {
	if l.left < 0 {
		return l.at.ReadAt(p, off)
	}
	n, err := l.at.ReadAt(p, off)
	if l.left -= n; l.left < 0 {
		l.left = 0
		return 0, errListing
	}
	return n, err
}

// spool makes a stream one with random access: in memory, or in a temporary
// file without a name that others could meet. drop releases it.
func spool(r io.Reader) (at io.ReaderAt, size int64, drop func(), err error) {
	var small bytes.Buffer
	if _, err := io.CopyN(&small, r, spoolInMemory); err == io.EOF {
		return bytes.NewReader(small.Bytes()), int64(small.Len()), func() {}, nil
	} else if err != nil {
		return nil, 0, nil, err
	}
	f, err := os.CreateTemp("", "newsdex-*.zip")
	if err != nil {
		return nil, 0, nil, fmt.Errorf("making room for an archive within an archive: %w", err)
	}
	// Where open files can be removed, nothing is left behind even by a kill.
	gone := os.Remove(f.Name()) == nil
	drop = func() {
		f.Close()
		if !gone {
			os.Remove(f.Name())
		}
	}
	// One byte more than the limit tells that there is more.
	size, err = io.Copy(f, io.MultiReader(&small, io.LimitReader(r, maxSpool-spoolInMemory+1)))
	if err == nil && size > maxSpool {
		err = &format.Refusal{Code: format.TooLarge, Reason: fmt.Sprintf("a ZIP archive within another container of more than %d bytes (4 GB), the limit of a temporary file; unpack the outer one", int64(maxSpool))}
	}
	if err != nil {
		drop()
		return nil, 0, nil, err
	}
	return f, size, drop, nil
}

// brokenZip says where an archive without a list breaks off, or that nothing
// was lost but the list.
func (s *source) brokenZip(a *archive, offset int64, listErr, err error) {
	switch {
	case err != nil:
		s.broken(a, offset, err)
	case errors.Is(listErr, errListing):
		s.send(item{place: article.Place{Source: a.shown}, notes: []format.Note{{Code: "long ZIP archive read from front to back", Count: 1}}})
	default:
		s.send(item{place: article.Place{Source: a.shown}, newFile: a.n == 0, problem: &Problem{
			Path: a.shown, Offset: offset, Code: "damaged zip",
			Reason: fmt.Sprintf("the list of members at the end of the ZIP archive is damaged or cut short (%v); the %d members before it are read, get the file again", listErr, a.n),
		}})
	}
}
