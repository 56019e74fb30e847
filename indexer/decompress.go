package indexer

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/zstd"

	"newsdex/indexer/format"
)

// maxZstdWindow bounds how far back a zstd file may refer, and with it the
// memory that one takes, in bytes: what "zstd --long" writes.
const maxZstdWindow = 128 << 20

// decompressors are made when they are first needed, and serve again.
type decompressors struct {
	gz  gzip.Reader
	zst *zstd.Decoder
}

// damaged is a fault in what a container holds, not in reading it.
type damaged struct {
	kind kind
	err  error
}

func (e *damaged) Error() string { return e.err.Error() }
func (e *damaged) Unwrap() error { return e.err }

// compressed reads what a compressed stream decompresses to, several members
// one after the other included.
func (s *source) compressed(in stream, k kind, l *layer, from *counting) {
	var r io.Reader
	var err error
	switch k {
	case gzipKind:
		err = l.gz.Reset(l.buf)
		r = &l.gz
		if err == nil {
			l.gz.Multistream(false)
			r = &gzipMembers{gz: &l.gz, raw: l.buf, from: from}
		}
	case bzip2Kind:
		r = bzip2.NewReader(l.buf)
	case zstdKind:
		r, err = l.zstd(l.buf)
	}
	if err != nil {
		if from.err == nil {
			err = &damaged{k, err}
		}
		s.refuse(in.shown, fileCode(err), fileReason(err))
		return
	}
	s.contents(stream{
		r: &unpacked{r: r, from: from, kind: k, depth: in.depth + 1, budget: in.budget}, size: -1,
		name: innerName(in.name, k), shown: in.shown, depth: in.depth + 1, budget: in.budget,
	})
}

func (d *decompressors) zstd(r io.Reader) (io.Reader, error) {
	if d.zst != nil {
		return d.zst, d.zst.Reset(r)
	}
	var err error
	// One goroutine: the cores are busy with what is in the file.
	d.zst, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxZstdWindow))
	return d.zst, err
}

// innerName drops the extension of a compression: "a.txt.gz" is "a.txt".
func innerName(name string, k kind) string {
	ext := path.Ext(name)
	rest := name[:len(name)-len(ext)]
	switch lower := strings.ToLower(ext); {
	case k == gzipKind && lower == ".gz", k == bzip2Kind && (lower == ".bz2" || lower == ".bz"), k == zstdKind && (lower == ".zst" || lower == ".zstd"):
		return rest
	case lower == ".tgz", lower == ".tbz", lower == ".tbz2", lower == ".tzst":
		return rest + ".tar"
	}
	return name
}

// unpacked gives what comes out of a layer, counts it, and tells faults of the
// data from faults of reading it. All errors but gaps are kept.
type unpacked struct {
	r    io.Reader
	from *counting // what the layer reads
	kind kind
	err  error
	*budget
	depth int
}

func (u *unpacked) Read(p []byte) (int, error) {
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(p)
	if over := u.take(u.depth, n); over != nil {
		u.err = over
		return n, over
	}
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF:
	case u.from != nil && u.from.err != nil:
		err = u.from.err
	default:
		if gap, ok := err.(*format.Gap); ok {
			return n, gap
		}
		err = &damaged{u.kind, err}
	}
	u.err = err
	return n, err
}

// gzipMembers reads the members of a gzip file one after the other. In a web
// archive each record is a member of its own, and a damaged one must not cost
// the others: there, reading goes on at the next member after a *format.Gap.
type gzipMembers struct {
	gz   *gzip.Reader
	raw  *bufio.Reader
	from *counting
	head []byte // the first bytes that came out
	dead bool   // what follows the gap is looked for
	end  error
}

const warcStart = "WARC/"

func (g *gzipMembers) Read(p []byte) (int, error) {
	if g.end != nil {
		return 0, g.end
	}
	if g.dead && !g.find() {
		return 0, g.end
	}
	n, err := g.gz.Read(p)
	if err == io.EOF {
		err = g.next()
	}
	if missing := len(warcStart) - len(g.head); missing > 0 {
		g.head = append(g.head, p[:min(n, missing)]...)
	}
	if err == nil || err == io.EOF || g.from.err != nil || string(g.head) != warcStart {
		return n, err
	}
	g.dead = true
	return n, &format.Gap{Reason: fmt.Sprintf("the gzip data is damaged or cut short (%v)", err)}
}

// next goes on to the member that follows the one that ended. The header is
// looked at before it is taken: what is none may stand before one.
func (g *gzipMembers) next() error {
	b, err := g.raw.Peek(len(gzipMagic))
	switch {
	case len(b) == 0:
		return err // io.EOF, or what reading failed for
	case string(b) != gzipMagic:
		return gzip.ErrHeader
	}
	if err := g.gz.Reset(g.raw); err != nil {
		return err
	}
	g.gz.Multistream(false)
	return nil
}

// find moves to the next gzip member behind damage.
func (g *gzipMembers) find() bool {
	// Deflate is the only method, and no writer sets a reserved flag.
	const header, method, reserved = 10, 8, 0xe0
	for {
		b, err := g.raw.Peek(header)
		if len(b) < header {
			g.end = err
			return false
		}
		if string(b[:2]) == gzipMagic && b[2] == method && b[3]&reserved == 0 {
			if g.gz.Reset(g.raw) == nil {
				g.gz.Multistream(false)
				g.dead = false
				return true
			}
			continue // behind what Reset took
		}
		buffered, _ := g.raw.Peek(g.raw.Buffered())
		skip := len(buffered)
		if len(buffered) > 1 {
			if i := bytes.IndexByte(buffered[1:], gzipMagic[0]); i >= 0 {
				skip = i + 1
			}
		}
		g.raw.Discard(max(skip, 1))
	}
}
