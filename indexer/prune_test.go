package indexer

import (
	"path/filepath"
	"testing"

	"newsdex/article"
)

func TestReadingGone(t *testing.T) {
	root, err := filepath.Abs("news")
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewReading([]string{"news", "one.txt"})
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	r.Saw(Entry{Path: at("a.txt"), Outcome: article.Unchanged})
	r.Saw(Entry{Path: at("wire.jsonl"), Record: 1, Outcome: article.Added})
	r.Saw(Entry{Path: at("bad.jsonl"), Record: 1, Outcome: article.Added})
	r.Saw(Entry{Path: at("bad.jsonl"), Record: 2, Outcome: article.Skipped})
	r.Saw(Entry{Path: at("closed"), Outcome: article.Skipped})
	for _, c := range []struct {
		name  string
		place article.Place
		gone  bool
	}{
		{"seen", article.Place{Source: at("a.txt")}, false},
		{"not seen", article.Place{Source: at("b.txt")}, true},
		{"deeper", article.Place{Source: at("x/y/b.txt")}, true},
		{"record seen", article.Place{Source: at("wire.jsonl"), Record: 1}, false},
		{"record gone", article.Place{Source: at("wire.jsonl"), Record: 2}, true},
		{"of a file with a skipped record", article.Place{Source: at("bad.jsonl"), Record: 3}, false},
		{"in a folder that could not be read", article.Place{Source: at("closed/a.txt")}, false},
		{"beside it", article.Place{Source: at("closed.txt")}, true},
		{"the file that was named", article.Place{Source: filepath.Join(filepath.Dir(root), "one.txt")}, true},
		{"in an archive that was named", article.Place{Source: filepath.Join(filepath.Dir(root), "one.txt") + "!a"}, true},
		{"elsewhere", article.Place{Source: filepath.Join(filepath.Dir(root), "newsroom", "a.txt")}, false},
		{"over HTTP", article.Place{Source: article.API, Record: 1}, false},
		{"nowhere", article.Place{}, false},
	} {
		if got := r.Gone(c.place); got != c.gone {
			t.Errorf("%s: %v, want %v", c.name, got, c.gone)
		}
	}
	for range maxTroubled + 1 {
		r.Saw(Entry{Path: at("bad.jsonl"), Outcome: article.Skipped})
	}
	if r.Gone(article.Place{Source: at("b.txt")}) {
		t.Error("with more troubled files than are remembered, something is pruned")
	}
}
