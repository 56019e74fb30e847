package container

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// idParts keeps the identifiers of documents, one a line, and an empty part.
type idParts struct{ panics bool }

func (p *idParts) Build(docs []index.Document, w *Writer) error {
	w.Begin("empty")
	w.Begin("ids")
	for _, d := range docs {
		if _, err := fmt.Fprintln(w, d.ID()); err != nil {
			return err
		}
	}
	return nil
}

func (p *idParts) Merge(in []*Segment, numbers [][]uint64, total int, w *Writer, stop <-chan struct{}) error {
	if p.panics {
		panic("a fault of the parts")
	}
	w.Begin("empty")
	w.Begin("ids")
	next := uint64(0)
	for i, s := range in {
		for d, id := range lines(s.Part("ids")) {
			n := numbers[i][d]
			if n == Dropped {
				continue
			}
			if n != next {
				return fmt.Errorf("document %d of segment %d becomes %d, want %d", d, i, n, next)
			}
			next++
			if _, err := fmt.Fprintln(w, id); err != nil {
				return err
			}
		}
	}
	if int(next) != total {
		return fmt.Errorf("%d documents, want %d", next, total)
	}
	return nil
}

func lines(b []byte) []string {
	if len(b) == 0 {
		return nil
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// doc is a document with nothing but its identifier.
type doc struct {
	id     string
	fields []index.Field
}

func (d *doc) ID() string                                 { return d.id }
func (d *doc) Size() int                                  { return len(d.id) }
func (d *doc) VisitComposite(index.CompositeFieldVisitor) {}
func (d *doc) HasComposite() bool                         { return false }
func (d *doc) NumPlainTextBytes() uint64                  { return 0 }
func (d *doc) StoredFieldsBytes() uint64                  { return 0 }
func (d *doc) Indexed() bool                              { return false }
func (d *doc) AddIDField()                                { d.fields = []index.Field{&idField{d.id}} }
func (d *doc) VisitFields(v index.FieldVisitor) {
	for _, f := range d.fields {
		v(f)
	}
}

type idField struct{ id string }

func (f *idField) Name() string                        { return "_id" }
func (f *idField) Value() []byte                       { return []byte(f.id) }
func (f *idField) ArrayPositions() []uint64            { return nil }
func (f *idField) EncodedFieldType() byte              { return 't' }
func (f *idField) Analyze()                            {}
func (f *idField) Options() index.FieldIndexingOptions { return index.IndexField | index.StoreField }
func (f *idField) AnalyzedLength() int                 { return 1 }
func (f *idField) NumPlainTextBytes() uint64           { return 0 }
func (f *idField) AnalyzedTokenFrequencies() index.TokenFrequencies {
	tf := &index.TokenFreq{Term: []byte(f.id)}
	tf.SetFrequency(1)
	return index.TokenFrequencies{f.id: tf}
}

// theParts is what the plugin of these tests has: scorch's list of plugins
// belongs to the process.
var (
	theParts = &idParts{}
	once     sync.Once
)

func openIndex(t *testing.T, dir string) *scorch.Scorch {
	t.Helper()
	once.Do(func() { scorch.RegisterSegmentPlugin(New(theParts), false) })
	queue := index.NewAnalysisQueue(1)
	t.Cleanup(queue.Close)
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": dir, "forceSegmentType": Type, "forceSegmentVersion": int(Version)}, queue)
	if err != nil {
		t.Fatal(err)
	}
	if err := idx.Open(); err != nil {
		t.Fatal(err)
	}
	return idx.(*scorch.Scorch)
}

func put(t *testing.T, idx *scorch.Scorch, ids ...string) {
	t.Helper()
	b := index.NewBatch()
	for _, id := range ids {
		b.Update(&doc{id: id})
	}
	if err := idx.Batch(b); err != nil {
		t.Fatal(err)
	}
}

// held returns the identifiers of the live documents, as the parts have them,
// and checks that zap's image has the same under each number.
func held(t *testing.T, idx *scorch.Scorch) (ids []string, segments int) {
	t.Helper()
	r, err := idx.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, s := range r.(*scorch.IndexSnapshot).Segments() {
		seg, ok := Of(s.Segment())
		if !ok {
			t.Fatalf("a segment of type %T", s.Segment())
		}
		segments++
		of := lines(seg.Part("ids"))
		if len(of) != int(seg.Count()) || seg.Part("empty") == nil || seg.Part("none") != nil {
			t.Fatalf("parts of %d documents, image of %d", len(of), seg.Count())
		}
		for it := s.DocNumbersLive().Iterator(); it.HasNext(); {
			n := it.Next()
			id, err := seg.DocID(uint64(n))
			if err != nil || string(id) != of[n] {
				t.Fatalf("document %d is %q in the image, %q in the parts: %v", n, id, of[n], err)
			}
			ids = append(ids, of[n])
		}
	}
	slices.Sort(ids)
	return ids, segments
}

func TestLifeOfAnIndex(t *testing.T) {
	dir := t.TempDir()
	idx := openIndex(t, dir)
	var want []string
	for i := range 40 {
		ids := []string{fmt.Sprint("a", i), fmt.Sprint("b", i), "again"}
		put(t, idx, ids...)
		want = append(want, ids[0])
		b := index.NewBatch()
		b.Delete(ids[1])
		if err := idx.Batch(b); err != nil {
			t.Fatal(err)
		}
	}
	want = append(want, "again")
	slices.Sort(want)
	check := func(when string, most int) {
		t.Helper()
		got, segments := held(t, idx)
		if !slices.Equal(got, want) || segments > most {
			t.Errorf("%s: %d segments with %q, want %q", when, segments, got, want)
		}
	}
	check("written", 1000)
	if err := idx.ForceMerge(t.Context(), &mergeplan.SingleSegmentMergePlanOptions); err != nil {
		t.Fatal(err)
	}
	check("merged", 1)
	if err := idx.Close(); err != nil {
		t.Fatal(err)
	}
	idx = openIndex(t, dir)
	check("opened again", 1000)
	put(t, idx, "more")
	want = append(want, "more")
	slices.Sort(want)
	check("written again", 1000)

	copied := t.TempDir()
	if err := idx.CopyReader().CopyTo(directory(copied)); err != nil {
		t.Fatal(err)
	}
	if err := idx.Close(); err != nil {
		t.Fatal(err)
	}
	idx = openIndex(t, filepath.Join(copied, "store"))
	check("copied", 1000)
	if err := idx.Close(); err != nil {
		t.Fatal(err)
	}
}

// directory is a folder that an index is copied to.
type directory string

func (d directory) GetWriter(name string) (io.WriteCloser, error) {
	path := filepath.Join(string(d), name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, err
	}
	return os.Create(path)
}

func TestAPanicOfTheParts(t *testing.T) {
	theParts.panics = true
	defer func() { theParts.panics = false }()
	dir := t.TempDir()
	p := New(theParts)
	seg, _, err := p.New([]index.Document{identified("a")})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "merged.zap")
	if _, _, err := p.Merge([]segment.Segment{seg}, []*roaring.Bitmap{nil}, path, nil, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("the error is %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("the file of a failed merge is left behind")
	}
}

func identified(id string) *doc {
	d := &doc{id: id}
	d.AddIDField()
	return d
}

func TestStoredIsWhatWasBuilt(t *testing.T) {
	p := New(&idParts{})
	seg, _, err := p.New([]index.Document{identified("a"), identified("b")})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.zap")
	if err := seg.(segment.UnpersistedSegment).Persist(path); err != nil {
		t.Fatal(err)
	}
	var streamed bytes.Buffer
	if _, err := seg.(*memory).WriteTo(&streamed); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(file, streamed.Bytes()) {
		t.Fatalf("WriteTo and Persist differ: %v", err)
	}
	back, err := p.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	own, _ := Of(back)
	if string(own.Part("ids")) != "a\nb\n" || back.(segment.PersistedSegment).Path() != path {
		t.Errorf("the part is %q", own.Part("ids"))
	}
	back.AddRef()
	if err := back.Close(); err != nil {
		t.Error(err)
	}
	if id, err := back.DocID(1); err != nil || string(id) != "b" {
		t.Errorf("closed while it was referenced: %q %v", id, err)
	}
	if err := back.DecRef(); err != nil {
		t.Error(err)
	}

	// Any byte that changes is noticed, and every place where it may be cut.
	for i := range file {
		changed := slices.Clone(file)
		changed[i] ^= 0x10
		if _, err := read(changed, nil); !errors.Is(err, ErrDamaged) {
			t.Fatalf("byte %d of %d changed: %v", i, len(file), err)
		}
		if _, err := read(file[:i], nil); !errors.Is(err, ErrDamaged) {
			t.Fatalf("cut after %d of %d bytes: %v", i, len(file), err)
		}
	}
}

func TestTwoPartsOfOneName(t *testing.T) {
	w := &Writer{w: &bytes.Buffer{}}
	w.Begin("a")
	w.Begin("a")
	if _, err := w.table(); err == nil {
		t.Error("a second part of one name was taken")
	}
}

// FuzzOpen: no bytes are opened that were not written, and none make it panic.
func FuzzOpen(f *testing.F) {
	seg, _, err := New(&idParts{}).New([]index.Document{identified("a")})
	if err != nil {
		f.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := seg.(*memory).WriteTo(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, file []byte) {
		if s, err := read(file, nil); err == nil && s.Part("ids") == nil {
			t.Error("opened a segment without its part")
		}
	})
}

func BenchmarkChecksums(b *testing.B) {
	w := &Writer{w: &bytes.Buffer{}}
	w.Begin("a")
	if _, err := w.Write(make([]byte, 64<<20)); err != nil {
		b.Fatal(err)
	}
	table, _ := w.table()
	file := append(w.w.(*bytes.Buffer).Bytes(), table...)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := extents(file); err != nil {
			b.Fatal(err)
		}
	}
}
