package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
)

// orderTrees are the questions whose order is looked at: many hits, few, none,
// filters only, exclusions only, and words that score.
func orderTrees() map[string]match.Node {
	the, ferry := word("the"), &match.Word{In: match.Text, Surface: "ferry", Stems: map[string]string{"en": "ferri"}}
	return map[string]match.Node{
		"all":        &match.All{},
		"a word":     the,
		"either":     &match.Or{Kids: []match.Node{the, ferry}},
		"filter":     &match.Value{Field: "source", Words: []string{"reuters"}},
		"undated":    &match.Date{None: true},
		"exclusion":  &match.Not{Kid: the},
		"no hit":     word("xyzzy"),
		"one moment": &match.Date{From: &match.Bound{Day: "2022-07-08"}, To: &match.Bound{Day: "2022-07-08"}},
	}
}

func testOrders(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	fill(t, e, arts)
	rs := readings(arts)
	for name, tree := range orderTrees() {
		hits := satisfying(tree, rs)
		for _, s := range []struct {
			sort search.Sort
			want []*article.Article
		}{{search.Newest, naive.Newest(hits)}, {search.Oldest, naive.Oldest(hits)}} {
			for range 2 { // the same index gives the same page twice
				if got, want := idsOf(all(t, e, tree, s.sort)), articleIDs(s.want); !slices.Equal(got, want) {
					t.Errorf("%s, sort %d:\n%q, want\n%q", name, s.sort, got, want)
				}
			}
		}
	}
}

// relevant reports whether a stands before b by relevance: score, then the
// newer, undated last, then the smaller identifier.
func relevant(a, b search.Key) bool {
	switch {
	case a.Score != b.Score:
		return a.Score > b.Score
	case a.Dated != b.Dated:
		return a.Dated
	case a.Published != b.Published:
		return a.Published > b.Published
	}
	return a.ID < b.ID
}

func testRelevance(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	// Equal texts score alike, so that dates and identifiers decide.
	for i, when := range []string{"2020-01-01", "", "2021-01-01", "2020-01-01T00:00:00Z", ""} {
		a := dated(fmt.Sprintf("like%d", 9-i), "Zeppelin over the port", when)
		arts = append(arts, a)
	}
	fill(t, e, arts)
	rs := readings(arts)
	trees := orderTrees()
	trees["ties"] = word("zeppelin")
	for name, tree := range trees {
		hits := all(t, e, tree, search.Relevance)
		for i := range hits[:max(0, len(hits)-1)] {
			if !relevant(hits[i].Key, hits[i+1].Key) {
				t.Errorf("%s: %+v stands before %+v", name, hits[i].Key, hits[i+1].Key)
			}
		}
		got, want := idsOf(hits), articleIDs(naive.Newest(satisfying(tree, rs)))
		if name == "ties" || len(match.Leaves(tree)) == 0 {
			if !slices.Equal(got, want) {
				t.Errorf("%s: equal scores come as\n%q, want\n%q", name, got, want)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: relevance finds\n%q, want\n%q", name, got, want)
		}
		for _, h := range hits {
			if len(match.Leaves(tree)) > 0 && h.Key.Score <= 0 {
				t.Errorf("%s: %q has the score %v, though a word of it matched", name, h.Key.ID, h.Key.Score)
			}
		}
	}
	more := made("often", "Zeppelin", "A zeppelin, a zeppelin and a zeppelin.")
	write(t, e, more)
	if got := idsOf(all(t, e, word("zeppelin"), search.Relevance)); got[0] != "often" {
		t.Errorf("an article that only speaks of it ranks behind: %q", got)
	}
}

func testFiltersNeverScore(t *testing.T, b bench) {
	e := b.fresh(t)
	fill(t, e, Corpus(t))
	the, of := word("the"), word("of")
	for _, plain := range [][]match.Node{
		{the, of},
		{&match.Near{A: the, B: of, Within: 3}},
		{&match.Near{A: the, B: of, Unit: match.Sentence, Ordered: true}, the},
		{&match.Pattern{In: match.Text, Text: "th*"}, &match.AtLeast{Kid: of, N: 2}},
		{&match.NotNear{A: of, B: the, Within: 1}, &match.Fuzzy{In: match.Text, Surface: "there", Edits: 1}},
	} {
		filtersDoNotScore(t, e, plain)
	}
}

// filtersDoNotScore asks for a tree alone and together with each filter.
func filtersDoNotScore(t *testing.T, e Engine, plain []match.Node) {
	t.Helper()
	scores := map[string]float64{}
	for _, h := range all(t, e, &match.And{Kids: plain}, search.Relevance) {
		scores[h.Key.ID] = h.Key.Score
		if h.Key.Score <= 0 {
			t.Errorf("%s: %q has the score %v", showKids(plain), h.Key.ID, h.Key.Score)
		}
	}
	for name, filter := range map[string]match.Node{
		"source":  &match.Value{Field: "source", Words: []string{"the", "white", "house"}},
		"whole":   &match.Value{Field: "source", Whole: true, Text: "Wikinews"},
		"lang":    &match.Lang{Tag: "en"},
		"date":    &match.Date{From: &match.Bound{Day: "2000-01-01"}},
		"url":     &match.Prefix{Text: "https://en.wikinews.org/"},
		"site":    &match.Host{Name: "wikinews.org"},
		"all":     &match.All{},
		"exclude": &match.Not{Kid: word("president")},
		"double":  &match.Not{Kid: &match.Not{Kid: word("president")}},
	} {
		tree := &match.And{Kids: slices.Insert(slices.Clone(plain), 1, filter)}
		hits := all(t, e, tree, search.Relevance)
		if len(hits) == 0 || len(hits) == len(scores) && name != "all" && name != "lang" {
			t.Errorf("%s: %s: %d hits of %d tell nothing", name, show(tree), len(hits), len(scores))
		}
		for _, h := range hits {
			if want := scores[h.Key.ID]; h.Key.Score != want {
				t.Errorf("%s: %s: %q has the score %v, without the filter %v", name, show(tree), h.Key.ID, h.Key.Score, want)
			}
		}
	}
}

func testPaging(t *testing.T, b bench) {
	e := b.fresh(t)
	fill(t, e, Corpus(t))
	for name, tree := range orderTrees() {
		for _, sort := range []search.Sort{search.Relevance, search.Newest, search.Oldest} {
			whole := ask(t, e, search.Plan{Tree: tree, Sort: sort, Limit: search.MaxLimit})
			if whole.More {
				t.Fatalf("%s: the corpus no longer fits on one page", name)
			}
			want := idsOf(whole.Hits)
			for _, limit := range []int{1, 2, 7, 50} {
				what := fmt.Sprintf("%s, sort %d, by %d", name, sort, limit)
				if got := idsOf(walk(t, e, search.Plan{Tree: tree, Sort: sort, Limit: limit})); !slices.Equal(got, want) {
					t.Errorf("%s, forwards:\n%q, want\n%q", what, got, want)
				}
				if len(want) > 0 {
					backwards(t, e, what, search.Plan{Tree: tree, Sort: sort, Limit: limit}, whole)
				}
			}
		}
	}
}

// backwards pages from the last hit to the first.
func backwards(t *testing.T, e Engine, what string, p search.Plan, whole search.Answer) {
	t.Helper()
	key := whole.Hits[len(whole.Hits)-1].Key
	got := []search.EngineHit{whole.Hits[len(whole.Hits)-1]}
	p.Backward = true
	for more := true; more && len(got) <= whole.Total; {
		p.After = &key
		a := ask(t, e, p)
		if a.Total != whole.Total {
			t.Errorf("%s, backwards: total %d, want %d", what, a.Total, whole.Total)
		}
		got = append(slices.Clone(a.Hits), got...)
		if more = a.More; more && len(a.Hits) != p.Limit {
			t.Fatalf("%s, backwards: a page of %d with more before it", what, len(a.Hits))
		}
		key = got[0].Key
	}
	if g, w := idsOf(got), idsOf(whole.Hits); !slices.Equal(g, w) {
		t.Errorf("%s, backwards:\n%q, want\n%q", what, g, w)
	}
}

func testPagingForeignKey(t *testing.T, b bench) {
	e := b.fresh(t)
	fill(t, e, []*article.Article{
		dated("b", "x", "2020-01-02"), dated("d", "x", "2020-01-02"), dated("c", "x", "2020-01-03"),
		dated("a", "x", ""), dated("e", "x", ""),
	})
	second := func(date string) int64 {
		at, _ := dated("k", "x", date).Published.Unix()
		return at
	}
	for _, c := range []struct {
		name   string
		sort   search.Sort
		key    search.Key
		before string // what stands before the key; the rest stands behind
		after  string
	}{
		{"between two of one day", search.Newest, search.Key{Published: second("2020-01-02"), Dated: true, ID: "c"}, "cb", "dae"},
		{"between two of one day, oldest", search.Oldest, search.Key{Published: second("2020-01-02"), Dated: true, ID: "c"}, "b", "dcae"},
		{"before all", search.Newest, search.Key{Published: second("2021-01-01"), Dated: true, ID: "x"}, "", "cbdae"},
		{"before 1970", search.Newest, search.Key{Published: second("1900-01-01"), Dated: true, ID: "x"}, "cbd", "ae"},
		{"undated", search.Newest, search.Key{ID: "b"}, "cbda", "e"},
		{"undated, oldest", search.Oldest, search.Key{ID: "b"}, "bdca", "e"},
		{"behind all", search.Newest, search.Key{ID: "z"}, "cbdae", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := search.Plan{Tree: word("x"), Sort: c.sort, Limit: 10, After: &c.key}
			if got := strings.Join(idsOf(ask(t, e, p).Hits), ""); got != c.after {
				t.Errorf("after the key: %q, want %q", got, c.after)
			}
			p.Backward = true
			if got := strings.Join(idsOf(ask(t, e, p).Hits), ""); got != c.before {
				t.Errorf("before the key: %q, want %q", got, c.before)
			}
		})
	}
}

func testPagingOverChange(t *testing.T, b bench) {
	for _, sort := range []search.Sort{search.Newest, search.Oldest} {
		e := b.fresh(t)
		var arts []*article.Article
		for i := range 10 {
			arts = append(arts, dated(fmt.Sprint("p", i), "Ship", fmt.Sprintf("2020-01-%02d", 1+i/2)))
		}
		fill(t, e, arts)
		order := all(t, e, word("ship"), sort)
		page := ask(t, e, search.Plan{Tree: word("ship"), Sort: sort, Limit: 4})
		key := page.Hits[3].Key
		remove(t, e, key.ID, order[5].Key.ID) // the key itself, and one to come
		write(t, e, dated("new", "Ship", "2020-01-01T12:00:00Z"))
		want := []string{order[4].Key.ID, order[6].Key.ID, order[7].Key.ID, order[8].Key.ID, order[9].Key.ID}
		if sort == search.Newest {
			want = slices.Insert(want, 3, "new") // newer than the start of its day
		}
		got := idsOf(walk(t, e, search.Plan{Tree: word("ship"), Sort: sort, Limit: 2, After: &key}))
		if !slices.Equal(got, want) {
			t.Errorf("sort %d, from a key that was removed: %q, want %q", sort, got, want)
		}
	}
}

func testLimitZero(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	fill(t, e, arts)
	rs := readings(arts)
	for name, tree := range orderTrees() {
		for _, sort := range []search.Sort{search.Relevance, search.Newest, search.Oldest} {
			a := ask(t, e, search.Plan{Tree: tree, Sort: sort})
			if want := len(satisfying(tree, rs)); a.Total != want || len(a.Hits) != 0 {
				t.Errorf("%s, sort %d, limit 0: total %d and %d hits, want total %d", name, sort, a.Total, len(a.Hits), want)
			}
		}
	}
}
