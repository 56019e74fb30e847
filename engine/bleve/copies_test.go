package bleve

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/bleve/column"
	"newsdex/search"
	"newsdex/search/match"
)

// wire returns an article with one of a few texts, by a few words.
func wire(id, body, day string) *article.Article {
	a := &article.Article{Headline: "Wire", Body: body, Lang: "en", ReadFrom: article.Place{Source: id}}
	if day != "" {
		a.Published = article.Date{Day: day, Origin: article.FromField}
	}
	a.Identify(id)
	a.HashContent()
	return a
}

func TestCopies(t *testing.T) {
	s, err := Open(t.TempDir()+"/index", Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	mere := wire("mere", "", "")
	for _, c := range []struct {
		name   string
		batch  []*article.Article
		kinds  []article.OutcomeKind
		copyOf []string
	}{
		{"in one batch", []*article.Article{wire("a", "one two", ""), wire("b", "one\n two", "")}, []article.OutcomeKind{article.Added, article.Copy}, []string{"", "a"}},
		{"in another", []*article.Article{wire("c", "one two ", ""), wire("d", "one Two", "")}, []article.OutcomeKind{article.Copy, article.Added}, []string{"a", ""}},
		{"again", []*article.Article{wire("b", "one\n two", "")}, []article.OutcomeKind{article.Unchanged}, []string{""}},
		{"changed into a copy", []*article.Article{wire("d", "one two", "")}, []article.OutcomeKind{article.Updated}, []string{""}},
		{"without a body", []*article.Article{mere, wire("more", "", "")}, []article.OutcomeKind{article.Added, article.Added}, []string{"", ""}},
	} {
		out, err := s.Write(t.Context(), c.batch)
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range out {
			// Which of several is named does not matter.
			if o.Kind != c.kinds[i] || (o.CopyOf == "") != (c.copyOf[i] == "") {
				t.Errorf("%s: %+v, want %s of %q", c.name, o, c.kinds[i], c.copyOf[i])
			}
		}
	}
	for id, want := range map[string][]string{"a": {"b", "c", "d"}, "d": {"a", "b", "c"}, "mere": nil} {
		a, err := s.Article(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Copies(t.Context(), a); !slices.Equal(got, want) || err != nil {
			t.Errorf("copies of %s: %q, %v, want %q", id, got, err, want)
		}
	}
	if _, err := s.Remove(t.Context(), []string{"a", "b", "d"}); err != nil {
		t.Fatal(err)
	}
	if out, err := s.Write(t.Context(), []*article.Article{wire("e", "one two", "")}); err != nil || out[0].CopyOf != "c" {
		t.Errorf("after removing the others: %+v, %v", out, err)
	}
}

// TestFold holds folded answers against a plain recount, in every order, page by
// page, over several segments with changes and removals, and after a merge.
func TestFold(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	s, err := Open(t.TempDir()+"/index", Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	held := map[string]*article.Article{}
	words := []string{"grain", "ships", "port"}
	for range 12 {
		var batch []*article.Article
		for range 12 {
			day := ""
			if rng.IntN(4) > 0 {
				day = time.Date(2022, 7, 1+rng.IntN(3), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			}
			a := wire(fmt.Sprint("id", rng.IntN(90)), words[rng.IntN(3)]+" "+words[rng.IntN(3)]+" "+words[rng.IntN(3)], day)
			if slices.ContainsFunc(batch, func(b *article.Article) bool { return b.ID == a.ID }) {
				continue
			}
			batch = append(batch, a)
			held[a.ID] = a
		}
		if _, err := s.Write(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
		gone := fmt.Sprint("id", rng.IntN(90))
		if _, err := s.Remove(t.Context(), []string{gone}); err != nil {
			t.Fatal(err)
		}
		delete(held, gone)
	}
	word := func(w string) match.Node { return &match.Word{In: match.Text, Surface: w} }
	trees := map[string]match.Node{
		"all": &match.All{}, "word": word("grain"), "and": &match.And{Kids: []match.Node{word("grain"), word("port")}},
		"or":   &match.Or{Kids: []match.Node{word("ships"), word("port")}},
		"near": &match.Near{A: word("grain"), B: word("ships"), Within: 1}, "not": &match.Not{Kid: word("grain")},
		"dates": &match.Date{From: &match.Bound{Day: "2022-07-02"}},
	}
	for _, merged := range []bool{false, true} {
		if merged {
			if err := s.Merge(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for name, tree := range trees {
			for _, sort := range []search.Sort{search.Relevance, search.Newest, search.Oldest} {
				foldHolds(t, fmt.Sprintf("%s, %v, merged %v", name, sort, merged), s, search.Plan{Tree: tree, Sort: sort}, held)
			}
		}
	}
}

func foldHolds(t *testing.T, what string, s *Store, p search.Plan, held map[string]*article.Article) {
	t.Helper()
	p.Limit = search.MaxLimit
	all, err := s.Search(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if all.More || all.Folded != 0 {
		t.Fatalf("%s: more than a page, or %d folded without being asked", what, all.Folded)
	}
	// The plain way: of the hits without scores in order, the first of each text.
	groups, first := map[int64][]string{}, map[int64]search.Key{}
	for _, h := range all.Hits {
		key, _ := held[h.Key.ID].TextKey()
		k := h.Key
		k.Score = 0
		if was, again := first[key]; !again || p.Sort.Compare(k, was) < 0 {
			first[key] = k
		}
		groups[key] = append(groups[key], h.Key.ID)
	}
	var want []string
	for _, h := range all.Hits {
		key, _ := held[h.Key.ID].TextKey()
		if first[key].ID == h.Key.ID {
			want = append(want, h.Key.ID)
		}
	}
	p.Fold, p.Limit = true, 2
	var got []string
	for {
		a, err := s.Search(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if a.Total != len(want) || a.Folded != len(all.Hits)-len(want) {
			t.Fatalf("%s: %d and %d folded, want %d and %d", what, a.Total, a.Folded, len(want), len(all.Hits)-len(want))
		}
		for _, h := range a.Hits {
			got = append(got, h.Key.ID)
			key, _ := held[h.Key.ID].TextKey()
			others := slices.DeleteFunc(slices.Clone(groups[key]), func(id string) bool { return id == h.Key.ID })
			slices.Sort(others)
			if !slices.Equal(h.Copies, others) {
				t.Errorf("%s: under %s are %q, want %q", what, h.Key.ID, h.Copies, others)
			}
		}
		if !a.More {
			break
		}
		p.After = &a.Hits[len(a.Hits)-1].Key
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n%q, want\n%q", what, got, want)
	}
}

// TestRepeated holds which documents have a text that stands elsewhere against a
// recount, among many that have one of their own.
func TestRepeated(t *testing.T) {
	s, err := Open(t.TempDir()+"/index", Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	rng := rand.New(rand.NewPCG(5, 6))
	for batch := range 5 {
		var arts []*article.Article
		for i := range 400 {
			body := ""
			if i%40 > 0 {
				body = fmt.Sprint("text ", rng.IntN(20_000))
			}
			arts = append(arts, wire(fmt.Sprint("id", batch, ".", i), body, ""))
		}
		if _, err := s.Write(t.Context(), arts); err != nil {
			t.Fatal(err)
		}
	}
	snap, done, err := s.snapshot()
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	views, err := newViews(snap)
	if err != nil {
		t.Fatal(err)
	}
	times := map[int64]int{}
	for _, v := range views {
		for doc := range v.size {
			times[v.text.At(uint32(doc))]++
		}
	}
	got, err := newRepeated(t.Context(), views)
	if err != nil {
		t.Fatal(err)
	}
	some := 0
	for i, v := range views {
		for doc := range v.size {
			key := v.text.At(uint32(doc))
			want := key != column.Missing && times[key] > 1
			if want {
				some++
			}
			if got[i].Contains(uint32(doc)) != want {
				t.Errorf("document %d of segment %d, whose text stands %d times: %v", doc, i, times[key], !want)
			}
		}
	}
	if some == 0 || len(views) < 2 {
		t.Errorf("%d repeated in %d segments tell nothing", some, len(views))
	}
	for looks := range 3 {
		if _, err := newRepeated(endAfter(t.Context(), looks), views); err == nil {
			t.Errorf("went on after %d looks at the deadline", looks)
		}
	}
}
