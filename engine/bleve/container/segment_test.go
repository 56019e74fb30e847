package container

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// zapFacts is what a query sees of a segment through zap.
func zapFacts(t *testing.T, s segment.Segment) string {
	t.Helper()
	var b strings.Builder
	for d := range s.Count() {
		if err := s.VisitStoredFields(d, func(field string, _ byte, value []byte, _ []uint64) bool {
			b.WriteString(field + "=" + string(value) + " ")
			return true
		}); err != nil {
			t.Fatal(err)
		}
		_, err := s.(segment.DocValueVisitable).VisitDocValues(d, []string{"v"}, func(field string, term []byte) {
			b.WriteString("dv:" + string(term) + "\n")
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
	}
	dict, err := s.Dictionary("v")
	if err != nil {
		t.Fatal(err)
	}
	for it := dict.AutomatonIterator(nil, nil, nil); ; {
		e, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		if e == nil {
			break
		}
		pl, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := pl.Iterator(true, true, true, nil).Next()
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString(e.Term + "@" + string(rune('0'+p.Number())) + "\n")
	}
	nums, err := s.DocNumbers([]string{"b", "zz"})
	if err != nil {
		t.Fatal(err)
	}
	b.WriteString(nums.String())
	return b.String()
}

func TestPersistThenOpen(t *testing.T) {
	p := New(&fake{})
	mem := memory(t, p, "a", "b", "c", "d", "e")
	path := persist(t, mem)
	disk := open(t, p, path)

	m, _ := Of(mem)
	d, ok := Of(disk)
	if !ok || m == d {
		t.Fatal("Of does not tell the segments")
	}
	if !bytes.Equal(read(t, path), m.data) {
		t.Error("the file is not what was in memory")
	}
	if got, want := d.Extents(), m.Extents(); !slices.Equal(got, want) || len(got) != 4 || got[0].Name != "zap" {
		t.Errorf("extents %v, in memory %v", got, want)
	}
	for _, e := range d.Extents()[1:] {
		if e.Offset%8 != 0 {
			t.Errorf("part %s begins at byte %d", e.Name, e.Offset)
		}
		part := d.Part(e.Name)
		if !bytes.Equal(part, m.Part(e.Name)) || uint64(len(part)) != e.Length || len(part) != cap(part) {
			t.Errorf("part %s differs: %q, in memory %q", e.Name, part, m.Part(e.Name))
		}
	}
	if d.Part("zap") != nil {
		t.Error("zap's image is given away as a part")
	}
	for _, s := range []segment.Segment{mem, disk} {
		ids, err := agrees(s)
		if err != nil || strings.Join(ids, "") != "abcde" {
			t.Errorf("%T holds %q: %v", s, ids, err)
		}
		if c, _ := Of(s); c.Verify() != nil {
			t.Error(c.Verify())
		}
	}
	facts := zapFacts(t, disk)
	if facts != zapFacts(t, mem) || !strings.Contains(facts, "dv:value of c") || !strings.Contains(facts, "value of d@3") || !strings.Contains(facts, "{1}") {
		t.Errorf("zap answers %s, in memory %s", facts, zapFacts(t, mem))
	}
	if _, persisted := mem.(segment.PersistedSegment); persisted {
		t.Error("scorch takes the segment in memory for persisted")
	}
	if got := disk.(segment.PersistedSegment).Path(); got != path {
		t.Errorf("path %q", got)
	}
	if mem.Size() < len(m.data) || disk.Size() < 0 || disk.Size() > mem.Size() {
		t.Errorf("size in memory %d, mapped %d, file %d", mem.Size(), disk.Size(), len(m.data))
	}
	if mem.BytesWritten() == 0 {
		t.Error("nothing counted as written")
	}
}

func TestPersistReplacesAndFails(t *testing.T) {
	p := New(&fake{})
	mem := memory(t, p, "a").(segment.UnpersistedSegment)
	path := filepath.Join(t.TempDir(), "x.zap")
	write(t, path, bytes.Repeat([]byte("long"), 10000))
	if err := mem.Persist(path); err != nil {
		t.Fatal(err)
	}
	open(t, p, path)
	if err := mem.Persist(filepath.Join(t.TempDir(), "none", "x.zap")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("persisted into no folder: %v", err)
	}
}

// TestEveryByteCounts flips a bit in each byte of a file, and cuts it at each
// length: none may be opened.
func TestEveryByteCounts(t *testing.T) {
	p := New(&fake{})
	good := read(t, persist(t, memory(t, p, "a", "b", "c")))
	path := filepath.Join(t.TempDir(), "bad.zap")
	refused := func(what string, at int, b []byte) {
		write(t, path, b)
		var told error
		s, err := p.OpenUsing(path, map[string]any{OnError: func(at string, err error) {
			if at != path {
				t.Errorf("told of %s", at)
			}
			told = err
		}})
		switch {
		case err == nil:
			s.Close()
			t.Fatalf("%s %d of %d: opened", what, at, len(good))
		case s != nil:
			t.Fatalf("%s %d: a segment beside the error", what, at)
		case !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion), !strings.Contains(err.Error(), path), told != err:
			t.Fatalf("%s %d: %v; told %v", what, at, err, told)
		}
	}
	for i := range good {
		b := bytes.Clone(good)
		b[i] ^= 1 << (i % 8)
		refused("flipped byte", i, b)
	}
	for n := range good {
		refused("cut at", n, good[:n])
	}
	refused("longer by", 1, append(bytes.Clone(good), 0))
	refused("twice", 2, append(bytes.Clone(good), good...))
	write(t, path, good)
	open(t, p, path)
}

func TestOpenNamesThePart(t *testing.T) {
	p := New(&fake{})
	mem := memory(t, p, "a", "b", "c")
	good := read(t, persist(t, mem))
	m, _ := Of(mem)
	at := map[string]int{}
	for _, e := range m.Extents() {
		at[e.Name] = int(e.Offset)
	}
	tests := []struct {
		name  string
		spoil func([]byte) []byte
		says  string
		later bool // opens with VerifyLater
	}{
		{"zap's image", func(b []byte) []byte { b[20] ^= 1; return b }, `part "zap"`, false},
		{"a part", func(b []byte) []byte { b[at["ids"]+1] ^= 1; return b }, `part "ids"`, true},
		{"another part", func(b []byte) []byte { b[at["count"]] ^= 1; return b }, `part "count"`, true},
		{"between parts", func(b []byte) []byte { b[at["ids"]+7] ^= 1; return b }, `behind part "ids"`, true},
		{"the table", func(b []byte) []byte { b[len(b)-40] ^= 1; return b }, "trailer", false},
		{"half a file", func(b []byte) []byte { return b[:len(b)/2] }, "cut short", false},
		{"no bytes", func(b []byte) []byte { return nil }, "0 bytes", false},
		{"another format", func(b []byte) []byte { b[len(b)-12] = 9; return b }, "format 9", false},
		{"a text", func(b []byte) []byte { return bytes.Repeat([]byte("text "), 100) }, "something else", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "bad.zap")
			write(t, path, tt.spoil(bytes.Clone(good)))
			if _, err := p.Open(path); err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v, want one that says %s", err, tt.says)
			}
			s, err := p.OpenUsing(path, map[string]any{VerifyLater: true})
			if (err == nil) != tt.later {
				t.Fatalf("with VerifyLater: %v", err)
			}
			if err == nil {
				defer s.Close()
				c, _ := Of(s)
				if err := c.Verify(); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
					t.Errorf("Verify: %v", err)
				}
			}
		})
	}
	for name, path := range map[string]string{"no file": filepath.Join(t.TempDir(), "none"), "a folder": t.TempDir()} {
		if _, err := p.Open(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestVisitsEndEarly reads documents side by side, each once until the
// identifier and once in full: none may see another's values.
func TestVisitsEndEarly(t *testing.T) {
	var ids []string
	for i := range 200 {
		ids = append(ids, fmt.Sprint("doc ", i))
	}
	s := memory(t, New(&fake{}), ids...)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 5000 {
				d := (7*i + g) % len(ids)
				for _, last := range []string{"_id", "v", ""} {
					var got []string
					err := s.VisitStoredFields(uint64(d), func(field string, _ byte, value []byte, _ []uint64) bool {
						got = append(got, string(value))
						return field != last
					})
					want := []string{ids[d], "value of " + ids[d]}
					if last == "_id" {
						want = want[:1]
					}
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("until %q: %q, want %q: %v", last, got, want, err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestKept(t *testing.T) {
	var s Segment
	made := 0
	failing := errors.New("failing")
	if _, err := s.Kept(func() (any, error) { return nil, failing }); !errors.Is(err, failing) {
		t.Errorf("error %v, want that of making", err)
	}
	for range 3 {
		k, err := s.Kept(func() (any, error) { made++; return &made, nil })
		if err != nil || k != &made {
			t.Fatalf("kept %v (%v)", k, err)
		}
	}
	if made != 1 {
		t.Errorf("made %d times, want once: errors are not kept, all else is", made)
	}
}

func TestReferences(t *testing.T) {
	stats := new(segment.Stats)
	p := New(&fake{})
	s, err := p.OpenUsing(persist(t, memory(t, p, "a")), map[string]any{segment.StatsKey: stats})
	if err != nil {
		t.Fatal(err)
	}
	s.AddRef()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := agrees(s); err != nil || stats.TotSegmentsClosed != 0 {
		t.Fatalf("closed with a reference left: %v", err)
	}
	if err := s.DecRef(); err != nil {
		t.Fatal(err)
	}
	if stats.TotOpenEnd != 1 || stats.TotSegmentsClosed != 1 {
		t.Errorf("opened %d, closed %d", stats.TotOpenEnd, stats.TotSegmentsClosed)
	}
	if c, _ := Of(s); c.file.Close() == nil {
		t.Error("the file was left open")
	}
}

func TestBuildFails(t *testing.T) {
	tests := []struct {
		name  string
		build func(*Writer) error
		says  string
	}{
		{"an error", func(*Writer) error { return errFake }, errFake.Error()},
		{"a panic", func(*Writer) error { panic("oh") }, "container.TestBuildFails"},
		{"an index out of range", func(w *Writer) error { w.entries[3].name = ""; return nil }, "out of range"},
		{"an error of the writer not looked at", func(w *Writer) error { w.Begin(""); return nil }, "1 to 32 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDoc("a", "v")
			d.AddIDField()
			s, _, err := New(&fake{build: tt.build}).New([]index.Document{d})
			if err == nil || s != nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%v, %v", s, err)
			}
		})
	}
}

func TestOfOthers(t *testing.T) {
	z, _, err := new(Plugin).zap.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := Of(z); ok {
		t.Error("zap's segment is taken for one of ours")
	}
	if _, ok := Of(nil); ok {
		t.Error("nothing is taken for one of ours")
	}
	path := filepath.Join(t.TempDir(), "x.zap")
	if _, _, err := New(&fake{}).Merge([]segment.Segment{z}, []*roaring.Bitmap{nil}, path, nil, nil); err == nil || !strings.Contains(err.Error(), "not a segment of this kind") {
		t.Errorf("merged: %v", err)
	}
}
