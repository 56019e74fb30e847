package enginetest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// memory is the engine that is too simple to be wrong: a map, asked article by
// article, and written to one file. It shows that the suite can be passed, and
// that naive and match agree without any engine in between.
type memory struct {
	mu   sync.RWMutex
	file string
	held kept
	// cut are the articles of held as the second opinion reads them.
	cut map[string]*naive.Reading
}

// kept is what the file holds.
type kept struct {
	Generation uint64
	Articles   map[string]*article.Article
}

func openMemory(t *testing.T, dir string) Engine {
	t.Helper()
	m := &memory{file: filepath.Join(dir, "articles.json"), held: kept{Articles: map[string]*article.Article{}}}
	data, err := os.ReadFile(m.file)
	if err == nil {
		err = json.Unmarshal(data, &m.held)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	m.read()
	return m
}

func (m *memory) read() {
	m.cut = map[string]*naive.Reading{}
	for id, a := range m.held.Articles {
		m.cut[id] = naive.Read(a)
	}
}

// Merge has nothing to merge.
func (m *memory) Merge(context.Context) error { return nil }

func (m *memory) Close() error { return nil }

func (m *memory) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []article.Outcome
	changed := false
	for _, given := range batch {
		a := clone(given)
		old := m.held.Articles[a.ID]
		seen, replaced := m.leave(a)
		if old == nil && replaced {
			a.FirstSeen = seen
		}
		o, store := article.Reconcile(old, a)
		if o.Kind == article.Added && replaced {
			o.Kind = article.Updated
		}
		if store != nil {
			m.held.Articles[store.ID], changed = store, true
			m.cut[store.ID] = naive.Read(store)
		}
		changed = changed || replaced
		out = append(out, o)
	}
	return out, m.save(changed)
}

// leave lets other texts go from the place that a text is read from.
func (m *memory) leave(a *article.Article) (seen time.Time, replaced bool) {
	if a.Basis != article.TextID || a.ReadFrom.Source == article.API {
		return seen, false
	}
	for id, old := range m.held.Articles {
		if id == a.ID || old.Basis != article.TextID || !slices.Contains(append(slices.Clone(old.AlsoReadFrom), old.ReadFrom), a.ReadFrom) {
			continue
		}
		seen, replaced = old.FirstSeen, true
		if !old.DropPlace(a.ReadFrom) {
			delete(m.held.Articles, id)
			delete(m.cut, id)
		}
	}
	return seen, replaced
}

func (m *memory) save(changed bool) error {
	if !changed {
		return nil
	}
	m.held.Generation++
	data, err := json.Marshal(m.held)
	if err != nil {
		return fmt.Errorf("keeping the articles: %w", err)
	}
	return os.WriteFile(m.file, data, 0o600)
}

func (m *memory) Remove(ctx context.Context, ids []string) ([]bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	found, changed := make([]bool, len(ids)), false
	for i, id := range ids {
		_, found[i] = m.held.Articles[id]
		changed = changed || found[i]
		delete(m.held.Articles, id)
		delete(m.cut, id)
	}
	return found, m.save(changed)
}

func (m *memory) Article(ctx context.Context, id string) (*article.Article, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	a := m.held.Articles[id]
	if a == nil {
		return nil, search.ErrNotFound
	}
	return clone(a), nil
}

func (m *memory) Terms(_ context.Context, of match.Node, limit int) ([]search.Term, error) {
	switch of.(type) {
	case *match.Pattern, *match.Fuzzy:
	default:
		return nil, fmt.Errorf("a node of type %T covers no words", of)
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	return naive.Terms(of, slices.Collect(maps.Values(m.cut)), limit), nil
}

func (m *memory) Stats(ctx context.Context) (search.Stats, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return search.Stats{Articles: len(m.held.Articles), Generation: m.held.Generation}, nil
}

func (m *memory) Search(ctx context.Context, p search.Plan) (search.Answer, error) {
	if err := ctx.Err(); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return search.Answer{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	tree, capped := m.capped(p.Tree)
	leaves := match.Leaves(p.Tree)
	out := search.Answer{Generation: m.held.Generation, DocFreq: make([]int, len(leaves)), Capped: capped}
	for i := range leaves {
		leaves[i], _ = m.capped(leaves[i])
	}
	var all []*naive.Reading
	for _, r := range m.cut {
		all = append(all, r)
	}
	scores := make([]float64, len(all))
	if p.Sort == search.Relevance && p.Limit > 0 {
		scores = naive.Scores(leaves, all)
	}
	var hits []search.EngineHit
	for i, r := range all {
		if err := ctx.Err(); errors.Is(err, context.DeadlineExceeded) {
			out.Partial = true
			break
		} else if err != nil {
			return search.Answer{}, err
		}
		a := r.Article()
		h := search.EngineHit{Key: search.Key{ID: a.ID, Score: scores[i]}, Article: clone(a)}
		h.Key.Published, h.Key.Dated = a.Published.Unix()
		for i, leaf := range leaves {
			if r.Holds(leaf) {
				out.DocFreq[i]++
			}
		}
		if r.Holds(tree) {
			hits = append(hits, h)
		}
	}
	out.Total = len(hits)
	m.count(&out, p)
	before := less(p.Sort)
	sort.Slice(hits, func(i, j int) bool { return before(hits[i].Key, hits[j].Key) })
	out.Hits, out.More = page(hits, p, before)
	return out, nil
}

// count adds the facets and days.
func (m *memory) count(out *search.Answer, p search.Plan) {
	among := func(n match.Node) (arts []*article.Article) {
		for _, r := range m.cut {
			if r.Holds(n) {
				arts = append(arts, r.Article())
			}
		}
		return arts
	}
	for _, f := range p.Facets {
		tree := f.Tree
		if tree == nil {
			tree = p.Tree
		}
		counts, missing := naive.Facet(f.Field, among(tree))
		out.Facets = append(out.Facets, search.FacetCounts{Field: f.Field, Values: search.TopValues(counts, p.FacetLimit), Missing: missing, Distinct: len(counts)})
	}
	if p.Days {
		out.Days, out.Undated = naive.Days(among(p.Tree), among(&match.All{}))
	}
}

// capped returns the tree with the words that patterns and fuzzy words stand
// for in their place, where those are too many to use all.
func (m *memory) capped(n match.Node) (match.Node, []search.Capped) {
	var out []search.Capped
	kids := func(kids []match.Node) []match.Node {
		var to []match.Node
		for _, k := range kids {
			k, c := m.capped(k)
			to, out = append(to, k), append(out, c...)
		}
		return to
	}
	switch n := n.(type) {
	case *match.And:
		return &match.And{Kids: kids(n.Kids)}, out
	case *match.Or:
		return &match.Or{Kids: kids(n.Kids)}, out
	case *match.Not:
		return &match.Not{Kid: kids([]match.Node{n.Kid})[0]}, out
	case *match.AtLeast:
		return &match.AtLeast{Kid: kids([]match.Node{n.Kid})[0], N: n.N}, out
	case *match.Near:
		k := kids([]match.Node{n.A, n.B})
		return &match.Near{A: k[0], B: k[1], Unit: n.Unit, Within: n.Within, Ordered: n.Ordered}, out
	case *match.NotNear:
		k := kids([]match.Node{n.A, n.B})
		return &match.NotNear{A: k[0], B: k[1], Unit: n.Unit, Within: n.Within, Ordered: n.Ordered}, out
	case *match.Pattern:
		return m.cappedLeaf(n, n.In, n.Text)
	case *match.Fuzzy:
		return m.cappedLeaf(n, n.In, fmt.Sprintf("%s~%d", n.Surface, n.Edits))
	}
	return n, nil
}

func (m *memory) cappedLeaf(leaf match.Node, in match.Field, says string) (match.Node, []search.Capped) {
	freq := map[string]int{} // in how many articles
	for _, r := range m.cut {
		h, b := r.Tokens()
		here := map[string]bool{}
		for f, tokens := range map[match.Field][]text.Token{match.Headline: h, match.Body: b} {
			for _, k := range tokens {
				if in&f != 0 && naive.Asks(leaf, k, r.Article().Lang) {
					here[k.Surface] = true
				}
			}
		}
		for s := range here {
			freq[s]++
		}
	}
	if len(freq) <= search.MaxExpansion {
		return leaf, nil
	}
	words := slices.SortedFunc(maps.Keys(freq), func(a, b string) int {
		return cmp.Or(freq[b]-freq[a], strings.Compare(a, b))
	})
	or := &match.Or{}
	for _, s := range words[:search.MaxExpansion] {
		or.Kids = append(or.Kids, &match.Word{In: in, Surface: s})
	}
	return or, []search.Capped{{Says: says, Words: len(words), Used: search.MaxExpansion}}
}

func less(s search.Sort) func(a, b search.Key) bool {
	return func(a, b search.Key) bool {
		switch {
		case s == search.Relevance:
			return relevant(a, b)
		case a.Dated != b.Dated:
			return a.Dated
		case a.Published != b.Published:
			return (a.Published < b.Published) == (s == search.Oldest)
		}
		return a.ID < b.ID
	}
}

// page cuts the hits that the plan asks for out of all of them.
func page(hits []search.EngineHit, p search.Plan, before func(a, b search.Key) bool) (out []search.EngineHit, more bool) {
	for _, h := range hits {
		if p.After == nil || p.Backward && before(h.Key, *p.After) || !p.Backward && before(*p.After, h.Key) {
			out = append(out, h)
		}
	}
	if len(out) <= p.Limit {
		return out, false
	}
	if p.Backward {
		return out[len(out)-p.Limit:], true
	}
	return out[:p.Limit], true
}
