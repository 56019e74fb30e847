package indexer

import (
	"archive/tar"
	"bytes"
	"errors"
	"io"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format"
)

// tar reads the members of a tar archive as they come.
func (s *source) tar(in stream, r io.Reader, from *counting) {
	a := newArchive(in, tarKind)
	blocks := &tarBlocks{r: r}
	tr := tar.NewReader(blocks)
	for !s.stopped && s.ctx.Err() == nil {
		h, err := tr.Next()
		if err == io.EOF {
			switch {
			case a.n == 0:
				s.refuse(a.shown, format.EmptyFile, "the tar archive is empty (it holds no file)")
			case blocks.zeros < tarEnd:
				s.send(item{place: article.Place{Source: a.shown}, notes: []format.Note{{Code: noEndNote, Count: 1}}})
			}
			return
		}
		if err != nil && !(errors.Is(err, tar.ErrInsecurePath) && h != nil) {
			s.broken(a, blocks.n, err)
			return
		}
		if !s.tarMember(a, tr, h, from) {
			return
		}
	}
}

// tarMember reads one member, and tells whether the archive is to be read on.
func (s *source) tarMember(a *archive, tr *tar.Reader, h *tar.Header, from *counting) bool {
	if h.Typeflag == tar.TypeDir || strings.HasSuffix(h.Name, "/") && h.Size == 0 {
		return true
	}
	name := memberName(h.Name)
	shown, read, stop := s.next(a, name)
	switch {
	case stop:
		return false
	case !read:
		return true
	}
	switch h.Typeflag {
	case tar.TypeReg, tar.TypeCont, tar.TypeGNUSparse, '\x00':
		// What a sparse file does not hold is made up here, so it is counted, too.
		return s.inside(a, &unpacked{r: tr, kind: tarKind, depth: a.depth + 1, budget: a.budget, from: from}, name, shown, h.Size)
	case tar.TypeLink, tar.TypeSymlink:
		return s.remark(shown, linkNote)
	}
	return s.refuse(shown, specialFile, "this member is a device or a pipe, not a file; only files are read")
}

// tarEnd is how many zeros end an archive: two blocks.
const tarEnd = 1024

// tarBlocks counts what a tar reader takes, and how many zeros were last in it.
type tarBlocks struct {
	r     io.Reader
	n     int64
	zeros int
}

func (t *tarBlocks) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	t.n += int64(n)
	last := len(bytes.TrimRight(p[:n], "\x00"))
	if last > 0 {
		t.zeros = 0
	}
	t.zeros = min(t.zeros+n-last, tarEnd)
	return n, err
}
