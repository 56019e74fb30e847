package plain

import (
	"errors"
	"fmt"
	"iter"
	"path/filepath"
	"testing"

	"github.com/blevesearch/bleve/v2"
)

func manyTexts(n int, last error) iter.Seq2[Text, error] {
	return func(yield func(Text, error) bool) {
		for i := range n {
			if !yield(Text{ID: fmt.Sprint(i), Headline: "Grain ships", Body: fmt.Sprintf("Ships are leaving port %d.", i)}, nil) {
				return
			}
		}
		if last != nil {
			yield(Text{}, last)
		}
	}
}

// TestLoop holds that the loop makes the index that it says: stemmed as English,
// stored, with the places of words.
func TestLoop(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	const articles = 2*loopBatch + 1
	n, within, err := Loop(dir, manyTexts(articles, nil))
	if n != articles || within <= 0 || err != nil {
		t.Fatalf("%d articles in %v, %v", n, within, err)
	}
	x, err := bleve.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	q := bleve.NewMatchPhraseQuery("leave port 7")
	q.SetField(body)
	r := bleve.NewSearchRequest(q)
	r.Fields, r.IncludeLocations = []string{"*"}, true
	found, err := x.Search(r)
	if err != nil {
		t.Fatal(err)
	}
	if found.Total != 1 || found.Hits[0].ID != "7" || found.Hits[0].Fields[body] != "Ships are leaving port 7." || len(found.Hits[0].Locations[body]) != 3 {
		t.Errorf("found %v", found)
	}
	names, err := x.Fields()
	if err != nil || len(names) > 4 {
		t.Errorf("fields %v, %v", names, err)
	}

	gone := errors.New("gone")
	if n, _, err := Loop(filepath.Join(t.TempDir(), "index"), manyTexts(3, gone)); !errors.Is(err, gone) || n != 0 {
		t.Errorf("a source that breaks off: %d articles, %v", n, err)
	}
	if _, _, err := Loop(dir, manyTexts(1, nil)); err == nil {
		t.Error("a folder that is there was taken")
	}
}
