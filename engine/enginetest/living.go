package enginetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
)

// plan asks for a tree, newest first, with the largest page.
func plan(tree match.Node) search.Plan {
	return search.Plan{Tree: tree, Sort: search.Newest, Limit: search.MaxLimit}
}

func testEmpty(t *testing.T, b bench) {
	dir := t.TempDir()
	e := b.at(t, dir)
	for range 2 {
		holds(t, e)
		absent(t, e, "anything")
		for _, sort := range []search.Sort{search.Relevance, search.Newest, search.Oldest} {
			for _, tree := range []match.Node{&match.All{}, word("x"), &match.Not{Kid: word("x")}, &match.Date{None: true}} {
				for _, after := range []*search.Key{nil, {ID: "x", Dated: true}} {
					a := ask(t, e, search.Plan{Tree: tree, Sort: sort, Limit: 10, After: after})
					if a.Total != 0 || a.More || slices.ContainsFunc(a.DocFreq, func(n int) bool { return n != 0 }) {
						t.Errorf("an empty index answers %s with %+v", show(tree), a)
					}
				}
			}
		}
		if out, err := e.Write(background, nil); err != nil || len(out) != 0 {
			t.Errorf("writing nothing: %v, %v", out, err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		e = b.at(t, dir)
	}
}

func testReopen(t *testing.T, b bench) {
	dir, arts := t.TempDir(), Corpus(t)
	e := b.at(t, dir)
	fill(t, e, arts)
	gen := generation(t, e)
	want := found(t, e, &match.All{})
	war := found(t, e, word("the"))
	for range 2 {
		if err := e.Close(); err != nil {
			t.Fatalf("closing: %v", err)
		}
		e = b.at(t, dir)
		holds(t, e, arts...)
		if got := found(t, e, &match.All{}); !slices.Equal(got, want) {
			t.Errorf("after reopening, all articles are %q, want %q", got, want)
		}
		if got := found(t, e, word("the")); !slices.Equal(got, war) {
			t.Errorf("after reopening, %q find \"the\", want %q", got, war)
		}
		if g := generation(t, e); g != gen {
			t.Errorf("reopening took the generation from %d to %d", gen, g)
		}
		for batch := range slices.Chunk(arts, batchSize) {
			writes(t, e, slices.Repeat(kinds(unchanged), len(batch)), batch...)
		}
	}
}

func testGeneration(t *testing.T, b bench) {
	dir := t.TempDir()
	e := b.at(t, dir)
	last := generation(t, e)
	grows := func(what string) {
		t.Helper()
		g := generation(t, e)
		if g <= last {
			t.Errorf("%s: the generation went from %d to %d, it must grow", what, last, g)
		}
		last = g
	}
	stays := func(what string) {
		t.Helper()
		if g := generation(t, e); g != last {
			t.Errorf("%s: the generation went from %d to %d, nothing has changed", what, last, g)
			last = g
		}
	}
	a := made("a", "One", "one")
	write(t, e, a)
	grows("adding")
	write(t, e, a)
	stays("writing the same again")
	found(t, e, word("one"))
	if _, err := e.Article(background, "a"); err != nil {
		t.Error(err)
	}
	stays("reading")
	write(t, e, made("a", "One", "two"))
	grows("updating")
	taken := made("a", "Other", "other")
	taken.ReadFrom.Source = "elsewhere"
	write(t, e, taken)
	stays("an article that is refused")
	if _, err := e.Remove(background, []string{"nobody"}); err != nil {
		t.Error(err)
	}
	stays("removing nobody")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = b.at(t, dir)
	stays("reopening")
	remove(t, e, "a")
	grows("removing")
	write(t, e, a)
	grows("adding after removing")
}

// testLongLife writes, changes, removes, merges and reopens at random, and holds the
// index against a plain map after every step.
func testLongLife(t *testing.T, b bench) {
	const steps = 60
	rng := rand.New(rand.NewPCG(1, 2))
	dir, e := t.TempDir(), Engine(nil)
	e = b.at(t, dir)
	words := strings.Fields("grain war wheat port ship sea")
	model := map[string]*article.Article{}
	for step := range steps {
		switch rng.IntN(9) {
		case 8:
			merge(t, e)
		case 0:
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
			e = b.at(t, dir)
		case 1, 2:
			var ids []string
			for range rng.IntN(4) {
				ids = append(ids, fmt.Sprint("id", rng.IntN(12)))
			}
			slices.Sort(ids)
			ids = slices.Compact(ids)
			got, err := e.Remove(background, ids)
			if err != nil {
				t.Fatal(err)
			}
			for i, id := range ids {
				if _, held := model[id]; held != got[i] {
					t.Errorf("step %d: removing %q says %v, held is %v", step, id, got[i], held)
				}
				delete(model, id)
			}
		default:
			var batch []*article.Article
			var want []article.OutcomeKind
			for range 1 + rng.IntN(5) {
				a := made(fmt.Sprint("id", rng.IntN(12)), words[rng.IntN(6)], words[rng.IntN(6)]+" "+words[rng.IntN(6)])
				old, held := model[a.ID]
				switch {
				case !held:
					want = append(want, added)
				case old.ContentHash == a.ContentHash:
					want = append(want, unchanged)
				default:
					want = append(want, updated)
				}
				batch, model[a.ID] = append(batch, a), a
			}
			writes(t, e, want, batch...)
		}
		var held []*article.Article
		for _, a := range model {
			held = append(held, a)
		}
		holds(t, e, held...)
		for _, w := range words {
			expect(t, e, fmt.Sprintf("step %d", step), word(w), articleIDs(satisfying(word(w), readings(held)))...)
		}
		if t.Failed() {
			t.Fatalf("stopped after step %d", step)
		}
	}
}

func testHostileIDs(t *testing.T, b bench) {
	e := b.fresh(t)
	ids := []string{
		"a/b", "a/b/", "/", "//", "../x", "a b", " a", "a ", "https://example.org/a?b=c#d", "%2F", "%", "a%2Fb",
		"É", "E\u0301", "é", "Ω", "\u2126", "🌊", "中国", "الحرب", "\u200b", "\u2028", "\ufeffx", "_id", "_all", "*", "?", "\"", "'", "\\",
		"0", "00", "1", "10", "2", "a", "A", "aa", "null", "[]", "{}", "<b>", "-", "--help", "a,b", "a;b", "a\u00a0b",
		strings.Repeat("x", article.MaxID), strings.Repeat("x", article.MaxID-1) + "y", strings.Repeat("é", article.MaxID/2), "\U0010FFFF", "\uffff",
	}
	var arts []*article.Article
	for i, id := range ids {
		arts = append(arts, made(id, "Same headline", fmt.Sprintf("number n%d", i)))
	}
	fill(t, e, arts)
	holds(t, e, arts...)
	for i, id := range ids {
		expect(t, e, "its own word", word(fmt.Sprint("n", i)), id)
	}
	want := articleIDs(naive.Newest(arts))
	for _, limit := range []int{7, search.MaxLimit} {
		p := plan(&match.All{})
		p.Limit = limit
		if got := idsOf(walk(t, e, p)); !slices.Equal(got, want) {
			t.Errorf("by %d, undated ties come as\n%q, want by bytes\n%q", limit, got, want)
		}
	}
	for i, id := range ids {
		if i%2 == 0 {
			remove(t, e, id)
			absent(t, e, id)
		}
	}
	var left []*article.Article
	for i, a := range arts {
		if i%2 == 1 {
			left = append(left, a)
		}
	}
	holds(t, e, left...)
}

func testHugeBody(t *testing.T, b bench) {
	e := b.fresh(t)
	const size = 2 << 20 // bytes: far above any article, far below the limit
	var body strings.Builder
	for i := 0; body.Len() < size; i++ {
		fmt.Fprintf(&body, "Ship number s%d left the port of Odesa with grain.\n\n", i%5000)
	}
	body.WriteString("The needle stands last")
	huge := made("huge", "A long list", body.String())
	fill(t, e, []*article.Article{huge, made("small", "A needle", "stands first")})
	last := &match.Phrase{In: match.Body, Words: []string{"needle", "stands", "last"}}
	expect(t, e, "its last words", last, "huge")
	expect(t, e, "its commonest word", word("port"), "huge")
	expect(t, e, "a word of its middle", word("s4999"), "huge")
	expect(t, e, "a phrase over a paragraph", &match.Phrase{In: match.Body, Words: []string{"grain", "the", "needle"}})
	if got := idsOf(all(t, e, word("needle"), search.Relevance)); !slices.Equal(got, []string{"small", "huge"}) {
		t.Errorf("a word in a short headline and one in 2 MB rank as %q", got)
	}
	got, err := e.Article(background, "huge")
	if err != nil || got.Body != huge.Body {
		t.Errorf("the huge body does not come back as it was: %v", err)
	}
}

func testHalfArticles(t *testing.T, b bench) {
	e := b.fresh(t)
	h, y := made("h", "Only the headline", ""), made("y", "", "Only the body")
	fill(t, e, []*article.Article{h, y})
	holds(t, e, h, y)
	only := &match.Phrase{In: match.Text, Words: []string{"only", "the"}}
	expect(t, e, "both", only, "h", "y")
	expect(t, e, "in the headline", &match.Phrase{In: match.Headline, Words: only.Words}, "h")
	expect(t, e, "in the body", &match.Phrase{In: match.Body, Words: only.Words}, "y")
	expect(t, e, "no body", &match.Not{Kid: &match.Word{In: match.Body, Surface: "only"}}, "h")
}

func testLargeTrees(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	fill(t, e, arts)
	rs := readings(arts)
	vocabulary := newVocabulary(rs)
	rng := rand.New(rand.NewPCG(5, 6))
	wide := &match.Or{}
	for range 1024 { // query.MaxLeaves
		wide.Kids = append(wide.Kids, vocabulary.word(rng))
	}
	deep := match.Node(word("the"))
	for i := range 31 { // query.MaxDepth, less the word itself
		switch i % 3 {
		case 0:
			deep = &match.And{Kids: []match.Node{deep, vocabulary.word(rng)}}
		case 1:
			deep = &match.Or{Kids: []match.Node{vocabulary.word(rng), deep}}
		default:
			deep = &match.Not{Kid: deep}
		}
	}
	for _, tree := range []match.Node{wide, &match.Not{Kid: wide}, deep, &match.Not{Kid: deep}} {
		compare(t, e, tree, rs)
	}
}

// testHeadline asks of a headline that holds a blank line: it is one sentence
// and one paragraph all the same.
func testHeadline(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := []*article.Article{made("h", "Storm hits\n\nport. Two dead", "calm"), made("b", "calm", "Storm hits\n\nport. Two dead")}
	fill(t, e, arts)
	rs := readings(arts)
	for _, tree := range []match.Node{
		&match.Phrase{In: match.Text, Words: []string{"hits", "port"}},
		&match.Near{A: word("storm"), B: word("port"), Unit: match.Paragraph},
		&match.Near{A: word("storm"), B: word("dead"), Unit: match.Sentence},
	} {
		expect(t, e, "a headline of two lines", tree, "h")
		compare(t, e, tree, rs)
	}
}

// testOneSpan asks for chains that come about in several ways with the same
// first and last word: they count once, and the words of each way are marked.
func testOneSpan(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := []*article.Article{made("1", "", "a b c x x x x x a c"), made("2", "", "a b x a b"), made("3", "", "b b b a")}
	fill(t, e, arts)
	rs := readings(arts)
	near := func(a, b match.Node, within int) match.Node { return &match.Near{A: a, B: b, Within: within} }
	or := func(k ...match.Node) match.Node { return &match.Or{Kids: k} }
	words := func(w ...string) match.Node { return &match.Phrase{In: match.Text, Words: w} }
	a, bb, c := word("a"), word("b"), word("c")
	for _, q := range []struct {
		tree match.Node
		ids  []string
	}{
		{&match.AtLeast{N: 2, Kid: or(near(a, c, 3), near(words("a", "b"), c, 3))}, []string{"1"}},
		{&match.AtLeast{N: 3, Kid: or(near(a, c, 3), near(words("a", "b"), c, 3))}, nil},
		{near(or(near(a, c, 3), near(words("a", "b"), c, 3)), near(a, c, 3), 9), []string{"1"}},
		{&match.AtLeast{N: 2, Kid: or(near(a, bb, 1), words("a", "b"))}, []string{"2"}},
		{&match.AtLeast{N: 1, Kid: near(words("b", "b"), bb, 1)}, []string{"3"}},
		{&match.AtLeast{N: 2, Kid: near(words("b", "b"), bb, 1)}, nil},
	} {
		expect(t, e, "spans that come about twice", q.tree, q.ids...)
		compare(t, e, q.tree, rs)
	}
}
