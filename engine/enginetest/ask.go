package enginetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// batchSize is how many articles the suite writes in one step: several
// segments for the corpus, without waiting for many.
const batchSize = 20

// fill writes articles in several steps, and expects each to be added.
func fill(t *testing.T, e Engine, arts []*article.Article) {
	t.Helper()
	for batch := range slices.Chunk(arts, batchSize) {
		for _, o := range write(t, e, batch...) {
			if asAdded(o.Kind) != article.Added {
				t.Fatalf("writing %q: outcome %+v, want added", o.ID, o)
			}
		}
	}
}

// asAdded takes a copy for what it is besides: added. That it is told is for
// engines that find copies.
func asAdded(k article.OutcomeKind) article.OutcomeKind {
	if k == article.Copy {
		return article.Added
	}
	return k
}

// write stores copies of the articles in one step, and checks that each has
// its outcome.
func write(t *testing.T, e Engine, arts ...*article.Article) []article.Outcome {
	t.Helper()
	batch := make([]*article.Article, len(arts))
	for i, a := range arts {
		batch[i] = clone(a)
	}
	out, err := e.Write(background, batch)
	if err != nil {
		t.Fatalf("writing %d articles: %v", len(batch), err)
	}
	if len(out) != len(arts) {
		t.Fatalf("writing %d articles gave %d outcomes", len(arts), len(out))
	}
	for i, o := range out {
		if o.ID != arts[i].ID {
			t.Fatalf("outcome %d is of %q, want %q", i, o.ID, arts[i].ID)
		}
		if o.Kind == article.Skipped && (o.Reason == "" || o.Code == "") {
			t.Errorf("outcome of %q: skipped without a reason: %+v", o.ID, o)
		}
	}
	return out
}

// writes stores articles and expects those outcomes.
func writes(t *testing.T, e Engine, want []article.OutcomeKind, arts ...*article.Article) {
	t.Helper()
	var wrong grievances
	out := write(t, e, arts...)
	for i, o := range out {
		if asAdded(o.Kind) != want[i] {
			wrong.add("outcome of %q (%d of %d): %s %s, want %s", o.ID, i+1, len(out), o.Kind, o.Reason, want[i])
		}
	}
	wrong.report(t)
}

// grievances are things wrong of one kind: a broken engine is wrong about every
// article at once, and the first few tell enough.
type grievances []string

func (g *grievances) add(format string, args ...any) { *g = append(*g, fmt.Sprintf(format, args...)) }

func (g grievances) report(t *testing.T) {
	t.Helper()
	const shown = 3
	for i, s := range g {
		if i == shown {
			t.Errorf("… and %d more of the kind", len(g)-shown)
			return
		}
		t.Error(s)
	}
}

// ask puts one question that nothing cuts short and checks what holds for
// every answer.
func ask(t *testing.T, e Engine, p search.Plan) search.Answer {
	t.Helper()
	a, err := e.Search(background, p)
	if err != nil {
		t.Fatalf("searching %s: %v", show(p.Tree), err)
	}
	if a.Partial {
		t.Fatalf("searching %s: partial without a deadline", show(p.Tree))
	}
	if len(a.Hits) > p.Limit || len(a.Hits) > a.Total {
		t.Fatalf("searching %s: %d hits with limit %d and total %d", show(p.Tree), len(a.Hits), p.Limit, a.Total)
	}
	if want := len(match.Leaves(p.Tree)); len(a.DocFreq) != want {
		t.Errorf("searching %s: %d document frequencies for %d leaves", show(p.Tree), len(a.DocFreq), want)
	}
	for _, h := range a.Hits {
		if h.Article == nil {
			t.Fatalf("searching %s: a hit without its article: %+v", show(p.Tree), h.Key)
		}
		at, isDated := h.Article.Published.Unix()
		if h.Key.ID != h.Article.ID || h.Key.Dated != isDated || h.Key.Published != at {
			t.Errorf("searching %s: key %+v does not fit article %q of %q", show(p.Tree), h.Key, h.Article.ID, h.Article.Published)
		}
		if math.IsNaN(h.Key.Score) || math.IsInf(h.Key.Score, 0) || h.Key.Score < 0 {
			t.Errorf("searching %s: %q has the score %v", show(p.Tree), h.Key.ID, h.Key.Score)
		}
	}
	return a
}

// all returns every hit of a tree, in order, asking page by page.
func all(t *testing.T, e Engine, tree match.Node, sort search.Sort) []search.EngineHit {
	t.Helper()
	return walk(t, e, search.Plan{Tree: tree, Sort: sort, Limit: search.MaxLimit})
}

// walk follows a plan forwards to its end. Every page must give the same
// total, and hits of which the total speaks.
func walk(t *testing.T, e Engine, p search.Plan) []search.EngineHit {
	t.Helper()
	fromStart := p.After == nil
	var out []search.EngineHit
	for {
		a := ask(t, e, p)
		out = append(out, a.Hits...)
		if len(out) > a.Total {
			t.Fatalf("paging %s by %d: %d hits so far, the total is %d", show(p.Tree), p.Limit, len(out), a.Total)
		}
		if !a.More {
			if fromStart && len(out) != a.Total {
				t.Errorf("paging %s by %d ended after %d hits of %d", show(p.Tree), p.Limit, len(out), a.Total)
			}
			return out
		}
		if len(a.Hits) != p.Limit {
			t.Fatalf("paging %s by %d: a page of %d with more to come", show(p.Tree), p.Limit, len(a.Hits))
		}
		last := a.Hits[len(a.Hits)-1].Key
		p.After = &last
	}
}

// idsOf returns the identifiers of hits.
func idsOf(hits []search.EngineHit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = h.Key.ID
	}
	return out
}

// articleIDs returns the identifiers of articles.
func articleIDs(arts []*article.Article) []string {
	out := make([]string, len(arts))
	for i, a := range arts {
		out[i] = a.ID
	}
	return out
}

// found returns the identifiers that satisfy a tree, newest first.
func found(t *testing.T, e Engine, tree match.Node) []string {
	t.Helper()
	return idsOf(all(t, e, tree, search.Newest))
}

// expect checks that exactly these articles satisfy a tree, in any order.
func expect(t *testing.T, e Engine, what string, tree match.Node, ids ...string) {
	t.Helper()
	got := found(t, e, tree)
	slices.Sort(got)
	slices.Sort(ids)
	if !slices.Equal(got, ids) {
		t.Errorf("%s: %s finds %q, want %q", what, show(tree), got, ids)
	}
}

// holds checks that the index holds exactly these articles: every one with
// what it says, found by its own words, and nothing else.
func holds(t *testing.T, e Engine, want ...*article.Article) {
	t.Helper()
	expect(t, e, "all articles", &match.All{}, articleIDs(want)...)
	st, err := e.Stats(background)
	if err != nil || st.Articles != len(want) {
		t.Errorf("stats: %d articles, %v; want %d", st.Articles, err, len(want))
	}
	var wrong grievances
	defer func() { wrong.report(t) }()
	for _, w := range want {
		got, err := e.Article(background, w.ID)
		if err != nil {
			wrong.add("article %q: %v", w.ID, err)
			continue
		}
		if got.Headline != w.Headline || got.Body != w.Body || got.ContentHash != w.ContentHash {
			wrong.add("article %q: holds %.60q / %.60q, want %.60q / %.60q", w.ID, got.Headline, got.Body, w.Headline, w.Body)
		}
	}
}

// absent checks that an identifier is not held.
func absent(t *testing.T, e Engine, id string) {
	t.Helper()
	if a, err := e.Article(background, id); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("article %q: got %v, error %v; want ErrNotFound", id, a, err)
	}
}

// generation returns the generation, and checks that an answer tells the same.
func generation(t *testing.T, e Engine) uint64 {
	t.Helper()
	st, err := e.Stats(background)
	if err != nil {
		t.Fatalf("stats: %v", err)
	}
	if a := ask(t, e, search.Plan{Tree: &match.All{}}); a.Generation != st.Generation {
		t.Errorf("an answer has generation %d, stats %d", a.Generation, st.Generation)
	}
	return st.Generation
}

// reading is an article with its words cut once, for the second opinion and
// for package match.
type reading struct {
	*naive.Reading
	doc       *match.Doc
	sentences []text.Span // of the body
}

// readings cuts the words of articles.
func readings(arts []*article.Article) []reading {
	an := text.NewAnalyzer()
	out := make([]reading, len(arts))
	for i, a := range arts {
		out[i] = reading{naive.Read(a), search.Document(a, an), text.SentencesIn(a.Body, a.Lang)}
	}
	return out
}

// satisfying returns the articles that satisfy a tree by the second opinion.
func satisfying(tree match.Node, rs []reading) []*article.Article {
	var out []*article.Article
	for _, r := range rs {
		if r.Holds(tree) {
			out = append(out, r.Article())
		}
	}
	return out
}

// asJSON is the stored form of an article, for comparing: times compare by
// what they say, not by how their zone is held in memory.
func asJSON(t testing.TB, a *article.Article) string {
	t.Helper()
	b, err := json.MarshalIndent(a, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
