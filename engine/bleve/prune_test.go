package bleve

import (
	"strings"
	"testing"

	"newsdex/article"
)

func TestPrune(t *testing.T) {
	s, err := Open(t.TempDir()+"/index", Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, name := range []string{"old/1", "old/2", "new/2", "new/3"} {
		a := grain(name[4:], "wheat")
		a.ReadFrom = article.Place{Source: name}
		if _, err := s.Write(t.Context(), []*article.Article{a}); err != nil {
			t.Fatal(err)
		}
	}
	gone := func(p article.Place) bool { return strings.HasPrefix(p.Source, "old/") }
	for _, want := range []int{1, 0} {
		if n, err := s.Prune(t.Context(), gone); n != want || err != nil {
			t.Errorf("%d pruned, %v; want %d", n, err, want)
		}
	}
	held := rebuildArticlesOf(t, s)
	if len(held) != 2 || strings.Contains(held["2"], "old/") || held["3"] == "" {
		t.Errorf("left: %v", held)
	}
}
