package container

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

func TestMerge(t *testing.T) {
	p := New(&fake{})
	mem := memory(t, p, "a", "b", "c")
	disk := open(t, p, persist(t, memory(t, p, "d", "e")))
	x := uint64(Dropped)
	tests := []struct {
		name    string
		in      []segment.Segment
		drops   []*roaring.Bitmap
		want    string
		numbers [][]uint64
	}{
		{"one in memory", []segment.Segment{mem}, []*roaring.Bitmap{nil}, "abc", [][]uint64{{0, 1, 2}}},
		{"one mapped", []segment.Segment{disk}, []*roaring.Bitmap{nil}, "de", [][]uint64{{0, 1}}},
		{"both", []segment.Segment{mem, disk}, []*roaring.Bitmap{nil, nil}, "abcde", [][]uint64{{0, 1, 2}, {3, 4}}},
		{"some dropped", []segment.Segment{disk, mem}, []*roaring.Bitmap{roaring.BitmapOf(0), roaring.BitmapOf(1)}, "eac", [][]uint64{{x, 0}, {1, x, 2}}},
		{"one all dropped", []segment.Segment{disk, mem}, []*roaring.Bitmap{roaring.BitmapOf(0, 1), roaring.New()}, "abc", [][]uint64{{x, x}, {0, 1, 2}}},
		{"all dropped", []segment.Segment{disk, mem}, []*roaring.Bitmap{roaring.BitmapOf(0, 1), roaring.BitmapOf(0, 1, 2)}, "", [][]uint64{{x, x}, {x, x, x}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "m.zap")
			write(t, path, bytes.Repeat([]byte("left from before "), 1000))
			var reported counter
			numbers, size, err := p.Merge(tt.in, tt.drops, path, make(chan struct{}), &reported)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(numbers, tt.numbers, slices.Equal) {
				t.Errorf("numbers %v, want %v", numbers, tt.numbers)
			}
			if n := len(read(t, path)); uint64(n) != size || uint64(reported) != size {
				t.Errorf("size %d, file %d, reported %d", size, n, reported)
			}
			s := open(t, p, path)
			if ids, err := agrees(s); err != nil || strings.Join(ids, "") != tt.want {
				t.Errorf("holds %q, want %q: %v", ids, tt.want, err)
			}
		})
	}
}

func TestMergeOfMany(t *testing.T) {
	p := New(&fake{})
	var in []segment.Segment
	var drops []*roaring.Bitmap
	var want []string
	for i := range 7 {
		var ids []string
		for d := range 100 * (i + 1) {
			ids = append(ids, fmt.Sprintf("%d/%d %s", i, d, strings.Repeat("long ", 40)))
		}
		drop := roaring.New()
		for d := range ids {
			if d%(i+2) == 0 {
				drop.Add(uint32(d))
			} else {
				want = append(want, ids[d])
			}
		}
		in, drops = append(in, memory(t, p, ids...)), append(drops, drop)
	}
	path := filepath.Join(t.TempDir(), "m.zap")
	if _, _, err := p.Merge(in, drops, path, nil, nil); err != nil {
		t.Fatal(err)
	}
	if ids, err := agrees(open(t, p, path)); err != nil || !slices.Equal(ids, want) {
		t.Errorf("holds %d documents, want %d: %v", len(ids), len(want), err)
	}
}

func TestMergeFails(t *testing.T) {
	stopped := make(chan struct{})
	tests := []struct {
		name string
		hook func(w *Writer, stop <-chan struct{}) error
		is   error
		says string
	}{
		{"an error", func(*Writer, <-chan struct{}) error { return errFake }, errFake, "merging 1 segments into "},
		{"a panic", func(w *Writer, _ <-chan struct{}) error { var s *Segment; return errors.New(s.entries[0].name) }, nil, "container.TestMergeFails"},
		{"an error after bytes", func(w *Writer, _ <-chan struct{}) error {
			w.Begin("a")
			w.Write(make([]byte, 3*writeBuffer))
			return errFake
		}, errFake, ""},
		{"an error of the writer not looked at", func(w *Writer, _ <-chan struct{}) error { w.Begin("zap"); return nil }, nil, "taken"},
		{"closed, though nothing was", func(*Writer, <-chan struct{}) error { return segment.ErrClosed }, nil, "nothing was closed"},
		{"stopped", func(_ *Writer, stop <-chan struct{}) error {
			close(stopped)
			<-stop
			return fmt.Errorf("merging words: %w", segment.ErrClosed)
		}, segment.ErrClosed, ""},
		{"stopped, not looked at", func(w *Writer, _ <-chan struct{}) error {
			w.Begin("a")
			w.Write(make([]byte, 3*writeBuffer))
			return nil
		}, segment.ErrClosed, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := &fake{}
			f.merge.Store(&tt.hook)
			p := New(f)
			path := filepath.Join(t.TempDir(), "m.zap")
			stop := make(chan struct{})
			if strings.HasPrefix(tt.name, "stopped") { // from now on
				was := tt.hook
				hook := func(w *Writer, s <-chan struct{}) error { close(stop); return was(w, s) }
				f.merge.Store(&hook)
			}
			numbers, _, err := p.Merge([]segment.Segment{memory(t, p, "a")}, []*roaring.Bitmap{nil}, path, stop, nil)
			if err == nil || numbers != nil || !strings.Contains(err.Error(), tt.says) || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v, %v", numbers, err)
			}
			// scorch compares with ==, and ends its loop when they are equal.
			if (err == segment.ErrClosed) != (tt.is == segment.ErrClosed) {
				t.Errorf("scorch would misread %v", err)
			}
			if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the file was left: %v", err)
			}
		})
	}
}

func TestMergeWithoutFolder(t *testing.T) {
	p := New(&fake{})
	path := filepath.Join(t.TempDir(), "none", "m.zap")
	if _, _, err := p.Merge([]segment.Segment{memory(t, p, "a")}, []*roaring.Bitmap{nil}, path, nil, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("merged: %v", err)
	}
}

func TestPauses(t *testing.T) {
	var r retries
	at := func(what string) time.Duration { return r.pause(what) }
	if at("a") != 0 {
		t.Error("a pause before the first try")
	}
	var got []time.Duration
	for range 100 {
		r.note("a", errFake)
		got = append(got, at("a"))
	}
	if got[0] != firstPause || got[1] != 2*firstPause || got[99] != lastPause || !slices.IsSorted(got) {
		t.Errorf("pauses %v", got)
	}
	if at("b") != 0 {
		t.Error("one folder pauses for another")
	}
	stop := make(chan struct{})
	close(stop)
	for range 1000 {
		r.wait("a", stop) // would take a quarter of an hour
	}
	r.note("a", nil)
	if at("a") != 0 {
		t.Error("a pause after success")
	}
}
