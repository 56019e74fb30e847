package indexer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"path"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format"
)

// Containers are opened as they stream by, and nothing of them is ever written
// under a name of its own: a member's name is a label, whatever it says, and
// links and devices are not followed.
//
// Limits of a file that is a container. They tell an archive of articles from
// one that was made to fill a disk or to keep a machine busy.
const (
	// maxLayers is how many containers may stand in each other. An archive of
	// compressed archives needs three (.zip, in it .tar.gz) or four with
	// compressed members; more is a puzzle.
	maxLayers = 4
	// maxMembers bounds the members of one file, those of archives within it
	// included: above the largest collection of one article a member, and what
	// the list of names (20 bytes a member) may cost.
	maxMembers = 2 << 20
	// maxRatio is how many bytes one byte of a file may become at each layer.
	// Text becomes 3 to 10, the most repetitive tables and pages 100.
	maxRatio = 200
	// freeUnpacked is how many bytes any file may become, whatever its ratio:
	// they are read in seconds.
	freeUnpacked = 256 << 20
	// maxUnpacked bounds what a file becomes altogether, 1 TB: days of reading.
	maxUnpacked = 1 << 40
)

// memberMark stands between an archive and the name of a member in places:
// "news.zip!2022/a.txt". In names of members it is written \x21, so that a
// place can be taken apart. Identity depends on it: never change it.
const memberMark = "!"

// Codes of containers that are not read, or not to their end.
const (
	tooDeep         = "nested too deep"
	tooManyMembers  = "too many members"
	unpacksTooMuch  = "unpacks to too much"
	encryptedMember = "encrypted"
	methodNotRead   = "compression not read"
	linkNote        = "link in an archive passed over"
	noEndNote       = "tar archive without its end mark (it may be cut short)"
)

// stream is what is read on the way inward: a file, what it decompresses to, or
// a member of an archive.
type stream struct {
	r     io.Reader
	at    io.ReaderAt // nil when there is no random access
	size  int64       // -1 when it is not known
	name  string      // without folder, and without the extension of a compression that is off
	shown string      // the place
	depth int         // layers that are off
	// url and contentType are those of an answer over HTTP, of which nothing is
	// off yet.
	url, contentType string
	*budget
}

// budget is what one file may still become; all layers of it share one.
type budget struct {
	in      *int64 // bytes of the file that were read
	whole   int64  // bytes of a file with random access, which are all there
	out     [maxLayers + 1]int64
	members int
	over    *format.Refusal // set when the file must not be read on
}

// take counts n bytes that came out of the layer at a depth.
func (b *budget) take(depth, n int) error {
	b.out[depth] += int64(n)
	out := b.out[depth]
	if out <= freeUnpacked {
		return nil
	}
	in := max(*b.in, b.whole)
	switch {
	case out > maxUnpacked:
		b.over = &format.Refusal{Code: unpacksTooMuch, Reason: fmt.Sprintf("it unpacks to more than %d bytes (1 TB), the limit of one file; split it", int64(maxUnpacked))}
	case out/maxRatio > in:
		b.over = &format.Refusal{Code: unpacksTooMuch, Reason: fmt.Sprintf("%d bytes unpack to more than %d, over %d times as much, as archives do that were made to do harm; unpack it by hand if you trust it", in, out, maxRatio)}
	default:
		return nil
	}
	return b.over
}

// layer holds what opening one layer needs, to serve the next file, too.
type layer struct {
	buf *bufio.Reader
	decompressors
}

// contents reads what a stream holds: records, or a container of streams.
func (s *source) contents(in stream) {
	l := &s.layers[in.depth]
	from := &counting{ctx: s.ctx, r: in.r}
	if in.depth == 0 {
		in.budget.in = &from.n
	}
	l.buf = reset(l.buf, from)
	head, err := l.buf.Peek(format.HeadSize)
	if len(head) == 0 && err != nil && err != io.EOF {
		s.refuse(in.shown, fileCode(err), fileReason(err))
		return
	}
	// Any other error is met again when the rest is read, but for a gap.
	c := content{r: l.buf, name: in.name, size: in.size, n: &from.n, url: in.url, contentType: in.contentType}
	if gap, ok := err.(*format.Gap); ok {
		c.r = &gapAfter{r: l.buf, left: len(head), gap: gap}
	}
	kind := containerOf(head, in.name)
	switch {
	case kind == noContainer:
		s.file(c, head, in.shown)
	case in.depth == maxLayers:
		s.refuse(in.shown, tooDeep, fmt.Sprintf("more than %d containers stand in each other here; unpack the outer ones", maxLayers))
	case kind == zipKind:
		s.zip(in, l.buf)
	case kind == tarKind:
		s.tar(in, l.buf, from)
	default:
		s.compressed(in, kind, l, from)
	}
}

// kind is a kind of container.
type kind string

const (
	noContainer kind = ""
	gzipKind    kind = "gzip"
	zstdKind    kind = "zstd"
	bzip2Kind   kind = "bzip2"
	zipKind     kind = "zip"
	tarKind     kind = "tar"
)

// Beginnings of containers.
const (
	gzipMagic  = "\x1f\x8b"         // RFC 1952, section 2.3.1
	zstdMagic  = "\x28\xb5\x2f\xfd" // RFC 8878, section 3.1.1
	zipMember  = "PK\x03\x04"       // APPNOTE 4.3.7
	zipListing = "PK\x01\x02"       // APPNOTE 4.3.12
	zipEnd     = "PK\x05\x06"       // APPNOTE 4.3.16
	zip64End   = "PK\x06\x06"       // APPNOTE 4.3.14
)

// containerOf tells by the first bytes, whatever the name, what is to be opened.
// Office documents are ZIP archives, too, but nobody means their parts.
func containerOf(head []byte, name string) kind {
	has := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case has(gzipMagic):
		return gzipKind
	case has(zstdMagic):
		return zstdKind
	case isBzip2(head):
		return bzip2Kind
	case has(zipMember) && !isDocument(head, name), has(zipEnd):
		return zipKind
	case isTar(head):
		return tarKind
	}
	return noContainer
}

// isBzip2 looks at the head of the first block, too: "BZh" may begin a text.
func isBzip2(head []byte) bool {
	return len(head) >= 10 && string(head[:3]) == "BZh" && head[3] >= '1' && head[3] <= '9' &&
		(string(head[4:10]) == "1AY&SY" || string(head[4:10]) == "\x17rE8P\x90")
}

// documents are extensions of documents and programs that are ZIP archives.
var documents = []string{
	".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xltx", ".xlsb", ".pptx", ".pptm", ".ppsx", ".potx", ".vsdx",
	".odt", ".ott", ".ods", ".ots", ".odp", ".otp", ".odg", ".odf", ".odb", ".sxw", ".sxc", ".sxi",
	".epub", ".pages", ".numbers", ".key", ".idml", ".jar", ".war", ".apk", ".ipa", ".aar", ".xpi", ".crx", ".whl", ".kmz", ".cbz",
}

// isDocument knows office documents by name, and by the member that their
// specifications want first (ECMA-376 part 2, ODF 1.2 part 3, EPUB OCF).
func isDocument(head []byte, name string) bool {
	if slices.Contains(documents, strings.ToLower(path.Ext(name))) {
		return true
	}
	const nameAt = 30
	if len(head) < nameAt {
		return false
	}
	first := head[nameAt:]
	first = first[:min(len(first), int(head[26])|int(head[27])<<8)]
	return string(first) == "[Content_Types].xml" || string(first) == "mimetype"
}

// isTar verifies the checksum of the first header (POSIX.1-2017, pax, ustar
// interchange format), which also the oldest kinds have.
func isTar(head []byte) bool {
	const size, at, end = 512, 148, 156
	if len(head) < size {
		return false
	}
	var want, digits = 0, false
	for _, c := range head[at:end] {
		if c >= '0' && c <= '7' {
			want, digits = want<<3|int(c-'0'), true
		} else if digits || c != ' ' {
			break
		}
	}
	sum := (end - at) * int(' ')
	for i, c := range head[:size] {
		if i < at || i >= end {
			sum += int(c)
		}
	}
	return digits && want == sum && head[0] != 0
}

// archive is an archive whose members are being read.
type archive struct {
	stream
	kind kind
	// names counts the members that bear a name, by its hash.
	names map[uint64]int
	seed  maphash.Seed
	n     int    // members that were met, folders not counted
	last  string // the name of the last
}

func newArchive(in stream, k kind) *archive {
	return &archive{stream: in, kind: k, names: map[uint64]int{}, seed: maphash.MakeSeed()}
}

// place names a member: the archive's place, the mark and its name. Of several
// members with one name, the second has "!!2" behind it, and so on: each is a
// file of its own, and no name of a member is empty.
func (a *archive) place(name string) string {
	shown := a.shown + memberMark + strings.ReplaceAll(visible(name), memberMark, `\x21`)
	h := maphash.String(a.seed, name)
	a.names[h]++
	if n := a.names[h]; n > 1 {
		shown += fmt.Sprintf("%s%s%d", memberMark, memberMark, n)
	}
	return shown
}

// memberName is the name of a member as it is shown: without "./", and with
// slashes where an archive made on Windows has backslashes.
func memberName(name string) string {
	if !strings.Contains(name, "/") {
		name = strings.ReplaceAll(name, `\`, "/")
	}
	for strings.HasPrefix(name, "./") {
		name = strings.TrimLeft(name[2:], "/")
	}
	if name == "" || name == "." {
		return "unnamed"
	}
	return name
}

// hiddenMember reports whether some part of the name is hidden, as walks pass
// over hidden names; "." and ".." are none. macOS puts its own beside files in
// a folder __MACOSX.
func hiddenMember(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if part == "__MACOSX" || strings.HasPrefix(part, ".") && part != "." && part != ".." {
			return true
		}
	}
	return false
}

// next counts a member and returns its place; false when it is passed over, or
// when the archive must not be read on (then stop is true, and was said).
func (s *source) next(a *archive, name string) (shown string, read, stop bool) {
	a.n++
	a.last = name
	if a.members++; a.members > maxMembers {
		a.over = &format.Refusal{Code: tooManyMembers, Reason: fmt.Sprintf("the archive has more than %d members, the limit of one file; the ones before are read, unpack it for the others", maxMembers)}
		s.refuse(a.shown, a.over.Code, a.over.Reason)
		return "", false, true
	}
	shown = a.place(name)
	if hiddenMember(name) {
		s.remark(shown, hiddenNote)
		return shown, false, false
	}
	return shown, true, false
}

// inside reads a member, and tells whether the archive is to be read on.
func (s *source) inside(a *archive, r io.Reader, name, shown string, size int64) bool {
	s.contents(stream{r: r, size: size, name: path.Base(name), shown: shown, depth: a.depth + 1, budget: a.budget})
	if a.over != nil && !s.stopped {
		s.refuse(a.shown, a.over.Code, fmt.Sprintf("reading the archive stopped in member %d (%s); the members before it are read: %s", a.n, short(name), a.over.Reason))
	}
	return a.over == nil && !s.stopped
}

// broken says where an archive breaks off.
func (s *source) broken(a *archive, offset int64, err error) {
	if s.ctx.Err() != nil {
		return // the run ends, not the archive
	}
	if refused, ok := errors.AsType[*format.Refusal](err); ok {
		s.refuse(a.shown, refused.Code, refused.Reason)
		return
	}
	after := "before its first member"
	if a.n > 0 {
		after = fmt.Sprintf("after member %d (%s)", a.n, short(a.last))
	}
	s.send(item{place: article.Place{Source: a.shown}, newFile: true, problem: &Problem{
		Path: a.shown, Offset: offset, Code: "damaged " + string(a.kind),
		Reason: fmt.Sprintf("the %s archive breaks off %s, near byte %d (%v); what stands before is read, get the file again for the rest", a.kind, after, offset, err),
	}})
}

// maxShort bounds names within reasons, in bytes.
const maxShort = 80

func short(name string) string {
	name = visible(name)
	if len(name) > maxShort {
		name = "…" + strings.ToValidUTF8(name[len(name)-maxShort:], "")
	}
	return name
}

// gapAfter gives the bytes that were looked at before a gap was met, then the
// gap, then the rest.
type gapAfter struct {
	r    io.Reader
	left int
	gap  *format.Gap
}

func (g *gapAfter) Read(p []byte) (int, error) {
	if g.gap == nil {
		return g.r.Read(p)
	}
	if g.left == 0 {
		err := g.gap
		g.gap = nil
		return 0, err
	}
	n, err := g.r.Read(p[:min(len(p), g.left)])
	g.left -= n
	return n, err
}
