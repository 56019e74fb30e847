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

// scattered returns an index of so many segments at least.
func scattered(t *testing.T, batches int) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	for i := range batches {
		if _, err := s.Write(t.Context(), []*article.Article{grain(fmt.Sprint("a", i), "wheat")}); err != nil {
			t.Fatal(err)
		}
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
	s, _ := scattered(t, 30)
	for range 2 {
		if err := s.Merge(t.Context()); err != nil {
			t.Fatal(err)
		}
		// One that has more than half of the articles already may stay beside another.
		if n := segmentCount(t, s); n > 2 {
			t.Errorf("%d segments of 30 articles after a merge", n)
		}
	}
	if got := rebuildArticlesOf(t, s); len(got) != 30 {
		t.Errorf("%d articles after a merge of 30", len(got))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.Merge(t.Context()); !errors.Is(err, errClosed) {
		t.Errorf("merging a closed index: %v", err)
	}
}

func TestMergeStops(t *testing.T) {
	s, _ := scattered(t, 12)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Merge(ctx); !errors.Is(err, context.Canceled) && segmentCount(t, s) > 1 {
		t.Errorf("a merge that was stopped says %v", err)
	}
	if _, err := s.Write(t.Context(), []*article.Article{grain("later", "wheat")}); err != nil {
		t.Errorf("writing after it: %v", err)
	}
}

// TestMergeFails holds that a merge that cannot be written says so, and is not
// waited for.
func TestMergeFails(t *testing.T) {
	s, dir := scattered(t, 40)
	data := filepath.Join(dir, version)
	if err := os.Rename(data, data+".gone"); err != nil {
		t.Fatal(err)
	}
	before := segmentCount(t, s)
	if before <= 2 {
		t.Skip("there is nothing left to merge")
	}
	if err := s.Merge(t.Context()); err == nil || !strings.Contains(err.Error(), "merging") {
		t.Errorf("a merge of %d segments without a folder says %v", before, err)
	}
}
