package container

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// TestDamagedIndex shows what scorch does, and that OnError tells of it: it
// opens the last snapshot whose files open, and an empty index when there is
// none, as if nothing were. Who closes the index at once has lost nothing; the
// first batch written instead makes the loss final.
func TestDamagedIndex(t *testing.T) {
	spoil := map[string]func([]byte) []byte{
		"cut in half":  func(b []byte) []byte { return b[:len(b)/2] },
		"one bit less": func(b []byte) []byte { b[len(b)-200] ^= 4; return b },
		"empty":        func([]byte) []byte { return nil },
	}
	tests := []struct {
		name     string
		batches  int
		readOnly bool
	}{
		{"the newer of two, reading", 2, true},
		{"the newer of two, writing", 2, false},
		{"the only one, reading", 1, true},
		{"the only one, writing", 1, false},
	}
	for how, do := range spoil {
		for _, tt := range tests {
			t.Run(how+", "+tt.name, func(t *testing.T) {
				dir := t.TempDir()
				s := openStore(t, dir, options{lazy: true})
				want := map[string]string{}
				for i := range tt.batches {
					want[fmt.Sprint(i)], want["x"] = "v", fmt.Sprint(i)
					s.change(map[string]string{fmt.Sprint(i): "v", "x": fmt.Sprint(i)})
				}
				s.close()
				newest := slices.Max(files(t, dir))
				good := read(t, newest)
				write(t, newest, do(read(t, newest)))
				before := folderBytes(t, dir)

				s = openStore(t, dir, options{readOnly: tt.readOnly, lazy: true})
				told := s.toldOf()
				if len(told) == 0 || !strings.Contains(told[0], newest) || !strings.Contains(told[0], ErrDamaged.Error()) {
					t.Errorf("told %q, want %s", told, newest)
				}
				snap := s.snapshot()
				n, err := snap.DocCount()
				snap.Close()
				if older := uint64(tt.batches-1) * 2; err != nil || n != 0 && n != older {
					t.Errorf("%d documents of a damaged index, want none or %d: %v", n, older, err)
				}
				s.close()
				if tt.readOnly && !maps.Equal(before, folderBytes(t, dir)) {
					t.Error("opening for reading changed the folder")
				}

				write(t, newest, good)
				s = openStore(t, dir, options{lazy: true})
				s.holds(want)
			})
		}
	}
}

func folderBytes(t testing.TB, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		out[e.Name()] = string(read(t, filepath.Join(dir, e.Name())))
	}
	return out
}

// TestLeftovers opens an index in which a merge was killed: its file is not
// part of any snapshot, and goes.
func TestLeftovers(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir, options{})
	want := map[string]string{"a": "1"}
	s.change(want)
	s.close()
	good := read(t, files(t, dir)[0])
	left := filepath.Join(dir, "0000000000ff.zap")
	write(t, left, good[:len(good)/2])

	s = openStore(t, dir, options{readOnly: true})
	s.holds(want)
	s.close()
	s = openStore(t, dir, options{})
	s.holds(want)
	if slices.Contains(files(t, dir), left) {
		t.Error("the file of a killed merge was kept")
	}
	if told := s.toldOf(); len(told) > 0 {
		t.Errorf("told %q of a file that does not matter", told)
	}
}

// TestFailingMerges lets the parts fail in several ways, and then no longer:
// merging goes on each time, and nothing is lost.
func TestFailingMerges(t *testing.T) {
	hooks := map[string]func(w *Writer, stop <-chan struct{}) error{
		"an error":                 func(*Writer, <-chan struct{}) error { return errFake },
		"a panic":                  func(*Writer, <-chan struct{}) error { panic("oh") },
		"closed, though it is not": func(*Writer, <-chan struct{}) error { return segment.ErrClosed },
		"a bad name":               func(w *Writer, _ <-chan struct{}) error { w.Begin("zap"); return nil },
	}
	for name, hook := range hooks {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := openStore(t, dir, options{lazy: true})
			want := map[string]string{}
			r := rand.New(rand.NewPCG(7, 8))
			for range 4 {
				someChanges(s, r, 1, want)
			}
			var tries atomic.Int64
			counting := func(w *Writer, stop <-chan struct{}) error { tries.Add(1); return hook(w, stop) }
			parts.merge.Store(&counting)
			defer parts.merge.Store(nil)
			merged := make(chan error)
			go func() { merged <- s.ForceMerge(context.Background(), nil) }()
			eventually(t, "three tries", func() bool { return tries.Load() >= 3 })
			s.holds(want)
			before := files(t, dir)
			parts.merge.Store(nil)
			if err := <-merged; err != nil {
				t.Fatal(err)
			}
			s.mergeAll(want)
			if async := s.asyncErrors(); len(async) < 3 || !strings.Contains(async[0], dir) {
				t.Errorf("scorch told %q", async)
			}
			s.tidies(dir, before, r, want)
		})
	}
}

func TestCancelledMerge(t *testing.T) {
	s := openStore(t, t.TempDir(), options{lazy: true})
	want := map[string]string{}
	r := rand.New(rand.NewPCG(9, 10))
	someChanges(s, r, 4, want)
	begun := make(chan struct{})
	hook := func(_ *Writer, stop <-chan struct{}) error {
		close(begun)
		<-stop
		return fmt.Errorf("stopped: %w", segment.ErrClosed)
	}
	parts.merge.Store(&hook)
	defer parts.merge.Store(nil)
	ctx, cancel := context.WithCancel(t.Context())
	merged := make(chan error)
	go func() { merged <- s.ForceMerge(ctx, nil) }()
	<-begun
	parts.merge.Store(nil)
	cancel()
	if err := <-merged; err != nil {
		t.Fatal(err)
	}
	s.holds(want)
	s.mergeAll(want)
	if async := s.asyncErrors(); len(async) > 0 {
		t.Errorf("scorch told %q of what was asked for", async)
	}
}

// TestCloseDuringMerge closes an index while a merge is on its way.
func TestCloseDuringMerge(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir, options{lazy: true})
	want := map[string]string{}
	someChanges(s, rand.New(rand.NewPCG(11, 12)), 4, want)
	begun := make(chan struct{}, 1)
	hook := func(w *Writer, stop <-chan struct{}) error {
		select {
		case begun <- struct{}{}:
		default:
		}
		w.Begin("endless")
		for {
			if _, err := w.Write(make([]byte, 1<<10)); err != nil {
				return err
			}
		}
	}
	parts.merge.Store(&hook)
	defer parts.merge.Store(nil)
	merged := make(chan error)
	go func() { merged <- s.ForceMerge(context.Background(), nil) }()
	<-begun
	s.close()
	<-merged
	parts.merge.Store(nil)
	s = openStore(t, dir, options{})
	s.holds(want)
}
