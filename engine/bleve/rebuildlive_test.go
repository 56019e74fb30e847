package bleve

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
)

// fillLive makes an index of n articles in small batches.
func fillLive(t *testing.T, n int) (*Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	for first := 0; first < n; first += 100 {
		var batch []*article.Article
		for i := first; i < min(first+100, n); i++ {
			batch = append(batch, grain(fmt.Sprint("id", i), fmt.Sprint("body of ", i)))
		}
		if _, err := s.Write(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	return s, dir
}

// While an index is made anew, articles are written, changed and removed, and
// every answer is right; afterwards it holds what it would have held.
func TestRebuildBesideWriting(t *testing.T) {
	const articles, writes = 3000, 60
	s, dir := fillLive(t, articles)
	ctx, stop := context.WithCancel(t.Context())
	if _, err := s.Write(ctx, []*article.Article{grain("keeps", "id0keeps")}); err != nil {
		t.Fatal(err)
	}
	var answers sync.WaitGroup
	for range 2 {
		answers.Go(func() {
			for ctx.Err() == nil {
				a, err := s.Search(t.Context(), search.Plan{Tree: &match.Word{In: match.Text, Surface: "id0keeps"}, Limit: 5, Facets: []search.Facet{{Field: "tag"}}, FacetLimit: 3})
				if err != nil || a.Total != 1 || len(a.Hits) != 1 {
					t.Errorf("%d hits: %v", a.Total, err)
					return
				}
			}
		})
	}
	var writing sync.WaitGroup
	writing.Go(func() {
		r := rand.New(rand.NewPCG(3, 4))
		for n := range writes {
			var batch []*article.Article
			for range 40 {
				i := r.IntN(articles * 5 / 4)
				batch = append(batch, grain(fmt.Sprint("id", i), fmt.Sprint("changed ", n, " of ", i)))
			}
			if _, err := s.Write(t.Context(), batch); err != nil {
				t.Error(err)
			}
			if _, err := s.Remove(t.Context(), []string{fmt.Sprint("id", r.IntN(articles))}); err != nil {
				t.Error(err)
			}
		}
	})
	rebuilt := 0
	for range 3 {
		n, err := s.Rebuild(t.Context(), func(int, int) {})
		if err != nil || n < articles/2 {
			t.Fatalf("%d articles: %v", n, err)
		}
		rebuilt++
	}
	writing.Wait()
	stop()
	answers.Wait()
	want := rebuildArticlesOf(t, s)
	before, err := s.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rebuild(t.Context(), func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	if got := rebuildArticlesOf(t, s); !reflect.DeepEqual(got, want) {
		t.Errorf("%d articles, want %d", len(got), len(want))
	}
	after, err := s.Stats(t.Context())
	if err != nil || after.Articles != before.Articles || after.Generation <= before.Generation {
		t.Errorf("%+v, it was %+v: %v", after, before, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if name := fmt.Sprint("v2.", rebuilt+1); err != nil || len(entries) != 2 || entries[1].Name() != name {
		t.Errorf("there is %v, want CURRENT and %s: %v", entries, name, err)
	}
	if s, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := rebuildArticlesOf(t, s); !reflect.DeepEqual(got, want) {
		t.Errorf("opened again: %d articles, want %d", len(got), len(want))
	}
}

// What changed is noted from before the copy is begun: a change that meets the
// copy is in the new index, whichever came first.
func TestCatchUp(t *testing.T) {
	s, dir := fillLive(t, 10)
	left := filepath.Join(dir, "v2.0") // by a rebuild that was killed at its end
	if err := os.Mkdir(left, 0o755); err != nil {
		t.Fatal(err)
	}
	first := true
	n, err := s.Rebuild(t.Context(), func(done, all int) {
		if !first {
			return
		}
		first = false
		if _, err := s.Write(t.Context(), []*article.Article{grain("id3", "later"), grain("new", "later")}); err != nil {
			t.Error(err)
		}
		if _, err := s.Remove(t.Context(), []string{"id4", "id5"}); err != nil {
			t.Error(err)
		}
		if _, err := s.Write(t.Context(), []*article.Article{grain("id5", "again")}); err != nil {
			t.Error(err)
		}
		if _, err := s.Rebuild(t.Context(), func(int, int) {}); !errors.Is(err, ErrRebuilding) {
			t.Errorf("a second one at the same time: %v", err)
		}
	})
	if err != nil || n != 10 {
		t.Fatalf("%d articles: %v", n, err)
	}
	for id, body := range map[string]string{"id3": "later", "new": "later", "id5": "again", "id6": "body of 6"} {
		if a, err := s.Article(t.Context(), id); err != nil || a.Body != body {
			t.Errorf("%s: %+v, %v", id, a, err)
		}
	}
	if _, err := s.Article(t.Context(), "id4"); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("id4 was removed: %v", err)
	}
	if exists(left) {
		t.Error("an old index is left on the disk")
	}
}

// Whether few enough articles have changed to let writing wait for them is not
// asked again beside writing that goes on. The race detector tells.
func TestTakeOverBesideWriting(t *testing.T) {
	s, _ := fillLive(t, 10)
	turn, err := s.beginRebuild(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.endRebuild()
	fresh := folder{root: s.folder.root, data: filepath.Join(s.folder.root, "v2.1")}
	next, err := s.copied(t.Context(), fresh, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	for i := range fewChanged {
		turn.changed[fmt.Sprint("gone", i)] = struct{}{}
	}
	// Both wait for the lock for so long that it is handed from one to the other.
	s.writing.Lock()
	var both sync.WaitGroup
	var old *core
	both.Go(func() { old, _, err = s.takeOver(t.Context(), next, turn) })
	time.Sleep(20 * time.Millisecond)
	both.Go(func() {
		s.writing.Lock()
		defer s.writing.Unlock()
		for i := range 1000 { // a batch
			turn.note(&change{next: map[string]*article.Article{fmt.Sprint("not there", i): nil}})
		}
	})
	time.Sleep(20 * time.Millisecond)
	s.writing.Unlock()
	s.writing.Lock() // overtakes those that wait: from here on it is handed over
	time.Sleep(20 * time.Millisecond)
	s.writing.Unlock()
	both.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := old.close(); err != nil {
		t.Error(err)
	}
}

// Who waits for the lock of an index that is made anew meanwhile does not get the
// old one, which is about to be removed.
func TestOpenDuringTakeOver(t *testing.T) {
	s, dir := fillLive(t, 10)
	turn, err := s.beginRebuild(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer s.endRebuild()
	next, err := s.copied(t.Context(), folder{root: dir, data: filepath.Join(dir, "v2.1")}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	opened := make(chan error, 2)
	for _, readOnly := range []bool{false, true} {
		go func() {
			got, err := Open(dir, Options{ReadOnly: readOnly, LockWait: 3 * time.Second})
			if err == nil {
				got.Close()
			}
			opened <- err
		}()
	}
	time.Sleep(300 * time.Millisecond) // they read CURRENT
	old, _, err := s.takeOver(t.Context(), next, turn)
	if err != nil {
		t.Fatal(err)
	}
	if err := old.close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-opened; !errors.Is(err, ErrLocked) {
			t.Errorf("the old index was opened: %v", err)
		}
	}
}

// A rebuild that is ended leaves everything as it was.
func TestRebuildEnded(t *testing.T) {
	s, dir := fillLive(t, 1200)
	want := rebuildArticlesOf(t, s)
	ctx, stop := context.WithCancel(t.Context())
	if _, err := s.Rebuild(ctx, func(done, all int) { stop() }); !errors.Is(err, context.Canceled) {
		t.Fatalf("ended: %v", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 2 || entries[1].Name() != "v2" {
		t.Errorf("there is %v: %v", entries, err)
	}
	if got := rebuildArticlesOf(t, s); !reflect.DeepEqual(got, want) {
		t.Errorf("%d articles, want %d", len(got), len(want))
	}
	if _, err := s.Write(t.Context(), []*article.Article{grain("more", "more")}); err != nil {
		t.Error(err)
	}
	reading, err := Open(dir, Options{ReadOnly: true, LockWait: 1})
	if err == nil {
		reading.Close()
		t.Error("the index is held and was opened")
	}
}
