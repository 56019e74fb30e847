package container

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"

	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// fake keeps in "ids" the identifier of each document, in "count" how many
// there are, and an empty part. Hooks stand in for failures.
type fake struct {
	build func(*Writer) error
	merge atomic.Pointer[func(w *Writer, stop <-chan struct{}) error]
}

func (f *fake) Build(docs []index.Document, w *Writer) error {
	if f.build != nil {
		return f.build(w)
	}
	ids := make([]string, len(docs))
	for i, d := range docs {
		ids[i] = d.ID()
	}
	return writeIDs(w, ids)
}

func (f *fake) Merge(in []*Segment, numbers [][]uint64, total int, w *Writer, stop <-chan struct{}) error {
	if hook := f.merge.Load(); hook != nil {
		return (*hook)(w, stop)
	}
	ids := make([]string, total)
	for i, s := range in {
		held, err := readIDs(s)
		if err != nil {
			return err
		}
		for d, n := range numbers[i] {
			if n != Dropped {
				ids[n] = held[d]
			}
		}
	}
	return writeIDs(w, ids)
}

func writeIDs(w *Writer, ids []string) error {
	w.Begin("count")
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(ids)))); err != nil {
		return err
	}
	w.Begin("empty")
	w.Begin("ids")
	for _, id := range ids {
		if _, err := w.Write(append(binary.AppendUvarint(nil, uint64(len(id))), id...)); err != nil {
			return err
		}
	}
	return nil
}

func readIDs(s *Segment) ([]string, error) {
	n := binary.LittleEndian.Uint64(s.Part("count"))
	var ids []string
	for b := s.Part("ids"); len(b) > 0; {
		size, k := binary.Uvarint(b)
		ids = append(ids, string(b[k:k+int(size)]))
		b = b[k+int(size):]
	}
	if uint64(len(ids)) != n || n != s.Count() || s.Part("empty") == nil || s.Part("none") != nil {
		return nil, fmt.Errorf("parts hold %d identifiers, count %d, zap %d; empty %v, none %v", len(ids), n, s.Count(), s.Part("empty"), s.Part("none"))
	}
	return ids, nil
}

// agrees returns the identifiers of a segment after comparing, document by
// document, what zap says with what the parts say.
func agrees(s segment.Segment) ([]string, error) {
	c, ok := Of(s)
	if !ok {
		return nil, fmt.Errorf("%T is not a segment of this package", s)
	}
	ids, err := readIDs(c)
	if err != nil {
		return nil, err
	}
	for d, id := range ids {
		if zapID, err := s.DocID(uint64(d)); err != nil || string(zapID) != id {
			return nil, fmt.Errorf("document %d is %q in the parts, %q for zap (%v)", d, id, zapID, err)
		}
	}
	return ids, nil
}

// doc is a document with an identifier and one stored value.
type doc struct {
	id     string
	fields []index.Field
}

func newDoc(id, value string) *doc {
	return &doc{id: id, fields: []index.Field{&docField{"v", value, index.IndexField | index.StoreField | index.DocValues}}}
}

func (d *doc) ID() string { return d.id }
func (d *doc) Size() int  { return len(d.id) }
func (d *doc) VisitFields(v index.FieldVisitor) {
	for _, f := range d.fields {
		v(f)
	}
}
func (d *doc) VisitComposite(index.CompositeFieldVisitor) {}
func (d *doc) HasComposite() bool                         { return false }
func (d *doc) NumPlainTextBytes() uint64                  { return 0 }
func (d *doc) StoredFieldsBytes() uint64                  { return 0 }
func (d *doc) Indexed() bool                              { return false }
func (d *doc) AddIDField() {
	if d.fields[0].Name() != "_id" {
		d.fields = slices.Insert(d.fields, 0, index.Field(&docField{"_id", d.id, index.IndexField | index.StoreField}))
	}
}

type docField struct {
	name, value string
	options     index.FieldIndexingOptions
}

func (f *docField) Name() string                        { return f.name }
func (f *docField) Value() []byte                       { return []byte(f.value) }
func (f *docField) ArrayPositions() []uint64            { return nil }
func (f *docField) EncodedFieldType() byte              { return 't' }
func (f *docField) Analyze()                            {}
func (f *docField) Options() index.FieldIndexingOptions { return f.options }
func (f *docField) AnalyzedLength() int                 { return 1 }
func (f *docField) NumPlainTextBytes() uint64           { return 0 }
func (f *docField) AnalyzedTokenFrequencies() index.TokenFrequencies {
	tf := &index.TokenFreq{Term: []byte(f.value)}
	tf.SetFrequency(1)
	return index.TokenFrequencies{f.value: tf}
}

// memory builds a segment of documents with these identifiers.
func memory(t testing.TB, p *Plugin, ids ...string) segment.Segment {
	t.Helper()
	docs := make([]index.Document, len(ids))
	for i, id := range ids {
		d := newDoc(id, "value of "+id)
		d.AddIDField()
		docs[i] = d
	}
	s, size, err := p.New(docs)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if n, _ := s.(inMemory).WriteTo(&b); uint64(n) != size || uint64(b.Len()) != size {
		t.Fatalf("built %d bytes, wrote %d", size, n)
	}
	return s
}

// persist writes a segment to a new file.
func persist(t testing.TB, s segment.Segment) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "000000000001.zap")
	if err := s.(segment.UnpersistedSegment).Persist(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// open opens a file until the end of the test.
func open(t testing.TB, p *Plugin, path string) segment.Segment {
	t.Helper()
	s, err := p.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

var errFake = errors.New("the parts failed")
