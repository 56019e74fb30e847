package container

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

func TestLifeOfAnIndex(t *testing.T) {
	dir := t.TempDir()
	r := rand.New(rand.NewPCG(1, 2))
	want := map[string]string{}
	s := openStore(t, dir, options{})
	someChanges(s, r, 40, want)
	s.holds(want)
	before := files(t, dir)
	s.mergeAll(want)
	s.tidies(dir, before, r, want)
	s.close()
	if told := append(s.toldOf(), s.asyncErrors()...); len(told) > 0 {
		t.Errorf("scorch told %q", told)
	}

	for range 2 {
		s := openStore(t, dir, options{})
		s.holds(want)
		someChanges(s, r, 5, want)
		s.holds(want)
		s.close()
	}
	before = files(t, dir)
	one, two := openStore(t, dir, options{readOnly: true}), openStore(t, dir, options{readOnly: true})
	one.holds(want)
	two.holds(want)
	one.close()
	two.holds(want)
	if after := files(t, dir); !slices.Equal(before, after) {
		t.Errorf("opening for reading changed %q to %q", before, after)
	}
}

// TestReadersDuringMerges reads snapshots over and over, while batches are
// written and merged: each must agree with itself to the end of its life.
func TestReadersDuringMerges(t *testing.T) {
	for _, o := range []options{{}, {unsafe: true}} {
		t.Run(fmt.Sprintf("unsafe %v", o.unsafe), func(t *testing.T) {
			s := openStore(t, t.TempDir(), o)
			var kinds sync.Map
			stop := make(chan struct{})
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for !isClosed(stop) {
						snap := s.snapshot()
						_, ks, err := held(snap)
						if err != nil {
							t.Error(err)
						}
						for _, k := range ks {
							kinds.Store(k, true)
						}
						if err := snap.Close(); err != nil {
							t.Error(err)
						}
					}
				})
			}
			want := map[string]string{}
			r := rand.New(rand.NewPCG(3, 4))
			for range 4 {
				someChanges(s, r, 15, want)
				if err := s.ForceMerge(t.Context(), nil); err != nil {
					t.Error(err)
				}
			}
			s.holds(want)
			close(stop)
			wg.Wait()
			if async := s.asyncErrors(); len(async) > 0 {
				t.Errorf("scorch told %q", async)
			}
			if _, ok := kinds.Load("container.onDisk"); !ok {
				t.Error("no segment was ever mapped")
			}
		})
	}
}

// folder is where scorch copies an index to.
type folder string

func (f folder) GetWriter(path string) (io.WriteCloser, error) {
	path = filepath.Join(string(f), path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	return os.Create(path)
}

func TestCopyWhileWriting(t *testing.T) {
	for _, o := range []options{{}, {unsafe: true}} {
		t.Run(fmt.Sprintf("unsafe %v", o.unsafe), func(t *testing.T) {
			s := openStore(t, t.TempDir(), o)
			want := map[string]string{}
			r := rand.New(rand.NewPCG(5, 6))
			for range 5 {
				someChanges(s, r, 10, want)
				copied := folder(t.TempDir())
				reader := s.CopyReader()
				now := maps.Clone(want)
				someChanges(s, r, 5, want) // while the copy is made
				if err := reader.CopyTo(copied); err != nil {
					t.Fatal(err)
				}
				if err := reader.CloseCopyReader(); err != nil {
					t.Fatal(err)
				}
				c := openStore(t, filepath.Join(string(copied), "store"), options{readOnly: true})
				c.holds(now)
				if told := c.toldOf(); len(told) > 0 {
					t.Errorf("the copy is damaged: %q", told)
				}
				c.close()
			}
			s.holds(want)
		})
	}
}
