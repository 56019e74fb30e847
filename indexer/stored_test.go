package indexer

import (
	"encoding/json"
	"strings"
	"testing"

	"newsdex/article"
)

func TestStored(t *testing.T) {
	b := NewBuilder(Options{})
	stored := func(change func(*article.Article)) string {
		a := &article.Article{Headline: "Grain", Body: "Ships wait.", Lang: "en", ReadFrom: article.Place{Source: "/news/a.jsonl", Record: 3}}
		a.Identify("x")
		if err := b.complete(a); err != nil {
			t.Fatal(err)
		}
		change(a)
		out, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	lines := strings.Join([]string{
		stored(func(*article.Article) {}),
		stored(func(a *article.Article) { a.ContentHash, a.WordCount = "made up", 99 }),
		stored(func(a *article.Article) { a.Headline, a.Body = "", "" }),
		stored(func(a *article.Article) { a.ID = "" }),
		stored(func(a *article.Article) { a.Published.Day = "2022-02-30" }),
		stored(func(a *article.Article) { a.Updated.Day = "soon" }),
		stored(func(a *article.Article) { a.Basis = "" }),
		stored(func(a *article.Article) { a.ReadFrom = article.Place{} }),
		stored(func(a *article.Article) { a.ReadFrom.Source = "a\x1b[2J" }),
		stored(func(a *article.Article) { a.AlsoReadFrom = make([]article.Place, article.MaxPlaces+1) }),
		"{",
		stored(func(a *article.Article) { a.Body = "Ships leave." }),
	}, "\n")
	w := newMemory()
	var got []Line
	r, err := Stored(t.Context(), w, strings.NewReader(lines), func(l []Line) error { got = append(got, l...); return nil })
	if err != nil {
		t.Fatal(err)
	}
	want := []article.OutcomeKind{article.Added, article.Unchanged, article.Skipped, article.Skipped, article.Skipped, article.Skipped, article.Skipped, article.Skipped, article.Skipped, article.Skipped, article.Skipped, article.Updated}
	if len(got) != len(want) {
		t.Fatalf("%+v", got)
	}
	for i, l := range got {
		if l.Line != i+1 || l.Outcome != want[i] || (l.Outcome == article.Skipped) != (l.Code != "" && l.Reason != "") {
			t.Errorf("line %d: %+v, want %s", i+1, l, want[i])
		}
	}
	if r.Read != 12 || r.Skipped != 9 {
		t.Errorf("%+v", r)
	}
}
