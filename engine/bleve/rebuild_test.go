package bleve

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
)

func rebuildArticlesOf(t *testing.T, s *Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	if err := s.eachStored(t.Context(), func(a *article.Article) error {
		b, err := json.Marshal(a)
		out[a.ID] = string(b)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func grain(id, body string) *article.Article {
	a := &article.Article{Headline: "Grain", Body: body, Lang: "en", Tags: []string{"a", "b"}, ReadFrom: article.Place{Source: "x", Record: 3}}
	a.Identify(id)
	a.HashContent()
	return a
}

func TestRebuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, batch := range [][]*article.Article{{grain("a", "one"), grain("b", "two")}, {grain("a", "changed"), grain("c", "three")}} {
		if _, err := s.Write(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Remove(t.Context(), []string{"b"}); err != nil {
		t.Fatal(err)
	}
	want := rebuildArticlesOf(t, s)
	before, _ := s.Stats(t.Context())
	if _, err := Rebuild(t.Context(), dir, func(int, int) {}); !errors.Is(err, ErrLocked) {
		t.Errorf("an index in use was rebuilt: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Rebuild(cancelled, dir, func(int, int) {}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled rebuild: %v", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "v2.1"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "v2.1", "left.zap"), "by a rebuild that was killed")
	for turn, folder := range []string{"v2.1", "v2.2"} {
		// By one that was killed after CURRENT named the new index.
		if err := os.Mkdir(filepath.Join(dir, "v2.0"), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(dir, "v2.0", "old.zap"), "an index that was in use")
		told := 0
		n, err := Rebuild(t.Context(), dir, func(done, all int) { told = all })
		if err != nil || n != 2 || told != 2 {
			t.Fatalf("rebuild %d: %d articles, told %d: %v", turn, n, told, err)
		}
		entries, err := os.ReadDir(dir)
		if err != nil || len(entries) != 2 || entries[1].Name() != folder {
			t.Errorf("rebuild %d leaves %v, want CURRENT and %s: %v", turn, entries, folder, err)
		}
	}
	if s, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := rebuildArticlesOf(t, s); !reflect.DeepEqual(got, want) {
		t.Errorf("articles\n%v, want\n%v", got, want)
	}
	if after, _ := s.Stats(t.Context()); after.Generation <= before.Generation {
		t.Errorf("generation %d, it was %d before", after.Generation, before.Generation)
	}
	a, err := s.Search(t.Context(), search.Plan{Tree: &match.Word{In: match.Text, Surface: "changed"}, Limit: 5})
	if err != nil || a.Total != 1 {
		t.Errorf("%d hits: %v", a.Total, err)
	}
}

func TestRebuildOfNothing(t *testing.T) {
	if _, err := Rebuild(t.Context(), filepath.Join(t.TempDir(), "none"), func(int, int) {}); !errors.Is(err, ErrMissing) {
		t.Errorf("an index that is not there: %v", err)
	}
}

// An index whose words were made with other tables is refused, and rebuilt.
func TestOtherTablesAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	s.schema = "terms 0"
	if _, err := s.Write(t.Context(), []*article.Article{grain("a", "one")}); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrOutdated) {
		t.Fatalf("opened: %v", err)
	}
	if n, err := Rebuild(t.Context(), dir, func(int, int) {}); err != nil || n != 1 {
		t.Fatalf("%d articles: %v", n, err)
	}
	if s, err = Open(dir, Options{}); err != nil {
		t.Fatal(err)
	}
	s.Close()
}

// storedOnly is a document of schema v1 as far as a rebuild reads it.
type storedOnly struct{ document }

func TestRebuildOfV1(t *testing.T) {
	dir := t.TempDir()
	queue := index.NewAnalysisQueue(1)
	defer queue.Close()
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{"path": filepath.Join(dir, "v1")}, queue)
	if err != nil {
		t.Fatal(err)
	}
	if err := idx.Open(); err != nil {
		t.Fatal(err)
	}
	b := index.NewBatch()
	for _, a := range []*article.Article{grain("a", "one"), grain("b", "two")} {
		whole, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		stored := append([]byte{storedWhole}, whole...)
		d := &storedOnly{document{id: a.ID, fields: []index.Field{&field{name: "a", value: stored, options: index.StoreField}}}}
		b.Update(d)
	}
	b.SetInternal([]byte(sumsKey), []byte(`{"generation":41}`))
	if err := idx.Batch(b); err != nil {
		t.Fatal(err)
	}
	if err := idx.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "CURRENT"), "newsdex v1\n")
	if _, err := Open(dir, Options{Create: true}); !errors.Is(err, ErrOutdated) {
		t.Fatalf("opened: %v", err)
	}
	if n, err := Rebuild(t.Context(), dir, func(int, int) {}); err != nil || n != 2 {
		t.Fatalf("%d articles: %v", n, err)
	}
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got := rebuildArticlesOf(t, s); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if st, _ := s.Stats(t.Context()); st.Generation != 42 {
		t.Errorf("generation %d, want 42", st.Generation)
	}
	if exists(filepath.Join(dir, "v1")) {
		t.Error("the old index is still there")
	}
}
