package indexer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestLeft(t *testing.T) {
	for name, tc := range map[string]struct {
		p    Progress
		took time.Duration
		want string
	}{
		"a quarter":        {Progress{Done: 25, Size: 100, Sized: true}, 10 * time.Second, "30s"},
		"not yet counted":  {Progress{Done: 25, Size: 100}, 10 * time.Second, "unknown"},
		"just begun":       {Progress{Done: 25, Size: 100, Sized: true}, time.Second, "unknown"},
		"too little done":  {Progress{Done: 1, Size: 1000, Sized: true}, time.Minute, "unknown"},
		"nothing to do":    {Progress{Sized: true}, time.Minute, "unknown"},
		"all done":         {Progress{Done: 100, Size: 100, Sized: true}, time.Minute, "0s"},
		"grown meanwhile":  {Progress{Done: 120, Size: 100, Sized: true}, time.Minute, "0s"},
		"rounded":          {Progress{Done: 30, Size: 100, Sized: true}, 10 * time.Second, "23s"},
		"longer than ever": {Progress{Done: 1 << 53, Size: 1 << 60, Sized: true}, 250 * 365 * 24 * time.Hour, "unknown"},
	} {
		t.Run(name, func(t *testing.T) {
			got := "unknown"
			if left, ok := tc.p.Left(tc.took); ok {
				got = left.String()
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

// TestMeasure: at the end all that was to be read is done, byte for byte, in
// plain, compressed and archived files; names that are passed over do not count.
func TestMeasure(t *testing.T) {
	lines := string(manyLines(3000))
	root := lay(t, map[string]string{
		"a.jsonl": lines, "b.jsonl.gz": zipped(t, lines), "c.zip": zipOf(t, stored("x.jsonl", lines), stored("y.txt", "Head\n\nText.")),
		"d.txt": "", ".hidden.txt": "Head\n\nNot read.", "sub/e.txt": "Head\n\nText of e.",
	})
	size := int64(0)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
			info, _ := d.Info()
			size += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	counted := &measure{}
	stop := counted.start(t.Context(), &source{}, func(s *source) { s.paths([]string{root}) })
	for end := time.Now().Add(20 * time.Second); !counted.sized.Load() && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	stop()
	if p := counted.of(Progress{}); !p.Sized || p.Size != size {
		t.Errorf("counted %d bytes (sized %v), want %d", p.Size, p.Sized, size)
	}
	var all []Progress
	if _, err := Run(t.Context(), newMemory(), []string{root}, Options{OnProgress: func(p Progress) { all = append(all, p) }}); err != nil {
		t.Fatal(err)
	}
	last := all[len(all)-1]
	if last.Done != size {
		t.Errorf("at the end %d of %d bytes are done", last.Done, size)
	}
	for i, p := range all {
		if i > 0 && p.Done < all[i-1].Done || p.Done > p.Size || p.Sized && p.Size != size {
			t.Errorf("progress %d: %+v", i, p)
		}
	}
	if len(all) < 5 || all[1].Done == 0 || all[1].Done == last.Done {
		t.Errorf("progress does not grow: %+v", all)
	}
	// What is fetched cannot be counted before.
	_, err = Run(t.Context(), newMemory(), []string{filepath.Join(root, "a.jsonl"), "x://nowhere"}, Options{OnProgress: func(p Progress) {
		if p.Sized {
			t.Errorf("sized beside an address: %+v", p)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestMeasureEnds: a run that ends early does not leave its counting behind.
func TestMeasureEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	counted := &measure{}
	counted.start(ctx, &source{}, func(s *source) { s.paths([]string{t.TempDir()}) })()
	if counted.sized.Load() {
		t.Error("counting that was ended counts as complete")
	}
}

// TestPanicCostsOneFile: a reader that panics is one reasoned line, and the
// files beside it are read.
func TestPanicCostsOneFile(t *testing.T) {
	fsys := panicking{fstest.MapFS{"a.txt": {Data: []byte("Head\n\nText a.")}, "b.txt": {Data: []byte("x")}, "c.txt": {Data: []byte("Head\n\nText c.")}}}
	r, err := Files(t.Context(), newMemory(), fsys, "mem", Options{})
	if err != nil {
		t.Fatal(err)
	}
	balanced(t, r)
	if r.Added != 2 || r.Skipped != 1 || r.Reasons[internalFailed] != 1 || !strings.Contains(fmt.Sprint(r.Problems), "mem:b.txt: the rest of the file could not be read (boom)") {
		t.Errorf("%s\n%v", r.Summary(), r.Problems)
	}
}

type panicking struct{ fstest.MapFS }

func (p panicking) Open(name string) (fs.File, error) {
	f, err := p.MapFS.Open(name)
	if name == "b.txt" && err == nil {
		return panicFile{f}, nil
	}
	return f, err
}

type panicFile struct{ fs.File }

func (panicFile) Read([]byte) (int, error) { panic(errors.New("boom")) }

// TestMeasureBounded: more files than are worth counting are not counted, and
// nobody takes what was counted of them for all.
func TestMeasureBounded(t *testing.T) {
	for files, want := range map[int]bool{maxCounted: true, maxCounted + 1: false} {
		counted, walked := &measure{}, make(chan struct{})
		stop := counted.start(t.Context(), &source{}, func(s *source) {
			defer close(walked)
			for range files {
				s.measure(1)
			}
		})
		<-walked
		for end := time.Now().Add(20 * time.Second); want && !counted.sized.Load() && time.Now().Before(end); {
			time.Sleep(time.Millisecond)
		}
		stop()
		if got := counted.of(Progress{}).Sized; got != want {
			t.Errorf("%d files: sized %v, want %v", files, got, want)
		}
	}
}
