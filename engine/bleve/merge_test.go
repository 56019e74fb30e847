package bleve

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/article"
)

// scattered returns an index of five segments. Each has more articles than
// scorch would merge by itself as long as there are so few.
func scattered(t *testing.T) (*Store, string) {
	t.Helper()
	const each = 2001 // mergeplan.DefaultMergePlanOptions.FloorSegmentSize and one
	dir := filepath.Join(t.TempDir(), "index")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for i := range 5 {
		var batch []*article.Article
		for n := range each {
			batch = append(batch, grain(fmt.Sprint(i, ".", n), "wheat"))
		}
		if _, err := s.Write(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if n := segmentCount(t, s); n != 5 {
		t.Fatalf("%d segments, want 5", n)
	}
	return s, dir
}

func segmentCount(t *testing.T, s *Store) int {
	t.Helper()
	snap, done, err := s.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	return len(snap.Segments())
}

func TestMerge(t *testing.T) {
	s, _ := scattered(t)
	for range 2 {
		if err := s.Merge(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := segmentCount(t, s); n != 1 {
			t.Errorf("%d segments after a merge", n)
		}
	}
	if got := rebuildArticlesOf(t, s); len(got) != 5*2001 {
		t.Errorf("%d articles after a merge", len(got))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(t.Context()); !errors.Is(err, errClosed) {
		t.Errorf("merging a closed index: %v", err)
	}
}

func TestMergeStops(t *testing.T) {
	s, _ := scattered(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Merge(ctx); !errors.Is(err, context.Canceled) || segmentCount(t, s) != 5 {
		t.Errorf("a merge that was stopped says %v and leaves %d segments", err, segmentCount(t, s))
	}
	if _, err := s.Write(t.Context(), []*article.Article{grain("later", "wheat")}); err != nil {
		t.Errorf("writing after it: %v", err)
	}
}

// TestMergeFails holds that a merge that cannot be written says so, and is not
// waited for.
func TestMergeFails(t *testing.T) {
	s, dir := scattered(t)
	data := filepath.Join(dir, version)
	if err := os.Rename(data, data+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(t.Context()); err == nil || !strings.Contains(err.Error(), "merging") {
		t.Errorf("a merge without a folder says %v", err)
	}
}
