package enginetest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// treeCount is how many random trees are tried: a few seconds' worth unless
// more are asked for.
var treeCount = flag.Int("trees", 500, "how many random trees the engine suite tries")

// treeSeed starts the random trees; a failure names its tree by number.
const treeSeed = 20220708

// testTrees asks random trees of the corpus and of tiny articles full of
// repeated words, and holds engine, match and naive together.
func testTrees(t *testing.T, b bench) {
	e := b.fresh(t)
	rng := rand.New(rand.NewPCG(treeSeed, 0))
	arts := Corpus(t)
	tiny := tinyArticles(rng, 40)
	// Leave traces first: articles that were changed or removed since must not
	// be found or counted.
	gone := tinyArticles(rng, 60)
	fill(t, e, gone)
	fill(t, e, arts)
	for batch := range slices.Chunk(tiny, batchSize) {
		writes(t, e, slices.Repeat(kinds(updated), len(batch)), batch...)
	}
	remove(t, e, articleIDs(gone[len(tiny):])...)
	rs := readings(slices.Concat(arts, tiny))
	wide, narrow := newVocabulary(rs), newVocabulary(readings(tiny))
	telling := 0
	for i := range *treeCount {
		v := wide
		if i%2 == 0 {
			v = narrow
		}
		tree := v.tree(rand.New(rand.NewPCG(treeSeed, uint64(i+1))), 4)
		if !compare(t, e, tree, rs) {
			t.Fatalf("stopped at tree %d: %s", i, show(tree))
		}
		if n := len(satisfying(tree, rs)); n > 0 && n < len(rs) {
			telling++
		}
	}
	if telling < *treeCount/3 {
		t.Errorf("only %d of %d trees hold for some articles and not for all: they tell too little", telling, *treeCount)
	}
}

// compare asks one tree of the engine, of match and of the second opinion, and
// reports whether they agree on hits, marks and document frequencies.
func compare(t *testing.T, e Engine, tree match.Node, rs []reading) bool {
	t.Helper()
	agree := true
	fail := func(format string, args ...any) {
		t.Helper()
		agree = false
		t.Errorf("%s: %s", show(tree), fmt.Sprintf(format, args...))
	}
	freq := make([]int, len(match.Leaves(tree)))
	for _, r := range rs {
		ok, headline, body := r.Find(tree)
		m, mok := match.Find(tree, r.doc)
		if ok != mok {
			fail("%q satisfies it: match says %v, naive %v\n%s", r.Article().ID, mok, ok, excerpt(r.Article()))
		} else if ok {
			if twice(m.Headline) || twice(m.Body) {
				fail("match gives hits of one leaf that overlap in %q: %v %v", r.Article().ID, m.Headline, m.Body)
			}
			if got := match.Spans(m.Headline); !slices.Equal(got, headline) {
				fail("headline of %q: match marks %v, naive %v\n%s", r.Article().ID, got, headline, excerpt(r.Article()))
			}
			if got := match.Spans(m.Body); !slices.Equal(got, body) {
				fail("body of %q: match marks %v, naive %v\n%s", r.Article().ID, got, body, excerpt(r.Article()))
			}
		}
		for i, leaf := range match.Leaves(tree) {
			if ok, _, _ := r.Find(leaf); ok {
				freq[i]++
			}
		}
	}
	want := articleIDs(naive.Newest(satisfying(tree, rs)))
	if got := found(t, e, tree); !slices.Equal(got, want) {
		fail("the engine finds\n%q, naive\n%q", got, want)
	}
	if a := ask(t, e, search.Plan{Tree: tree}); a.Total != len(want) || !slices.Equal(a.DocFreq, freq) {
		fail("the engine counts %d with leaves in %v, naive %d with %v", a.Total, a.DocFreq, len(want), freq)
	}
	return agree
}

// twice reports whether two hits of one leaf overlap; hits come by start.
func twice(hits []match.Hit) bool {
	end := map[int]int{}
	for _, h := range hits {
		if last, seen := end[h.Leaf]; seen && h.Start < last {
			return true
		}
		end[h.Leaf] = h.End
	}
	return false
}

// excerpt shows an article that is short enough to be looked at.
func excerpt(a *article.Article) string {
	return fmt.Sprintf("headline %q body %.300q lang %s published %s url %s", a.Headline, a.Body, a.Lang, a.Published, a.URL)
}

// tinyArticles returns articles of few words that repeat, overlap and stand at
// paragraph ends, with sparse fields and clashing dates.
func tinyArticles(rng *rand.Rand, n int) []*article.Article {
	words := strings.Fields("a b b b war wars war's Łódź u.s. 3,000 中国 l'onu c++ covid-19")
	gaps := []string{" ", " ", " ", "\n", "\n\n", ", ", ". ", "—", "\n \n"}
	dates := []string{"", "2020-01-01", "2020-01-01T00:00:00Z", "2020-01-01T23:59:59.5Z", "2020-01-01T23:30:00-05:00",
		"2020-01-02", "2020-01-02T04:30:00Z", "1969-12-31", "1969-12-31T23:59:59Z"}
	pick := func(from []string) string { return from[rng.IntN(len(from))] }
	run := func(most int) string {
		var s strings.Builder
		for range rng.IntN(most + 1) {
			s.WriteString(pick(words) + pick(gaps))
		}
		return s.String()
	}
	var out []*article.Article
	for i := range n {
		a := &article.Article{
			Headline: "b " + run(3), Body: run(12), Lang: pick([]string{"en", "en", "en-gb", "fr", "und"}),
			Source: pick([]string{"", "a b", "b a", "War"}), Section: pick([]string{"", "a", "A"}),
			URL:      pick([]string{"", "http://a.example/b", "https://www.a.example/b/c", "https://b.a.example/", "https://xa.example/b?a=1"}),
			ReadFrom: article.Place{Source: "tiny", Record: i + 1},
		}
		for range rng.IntN(3) {
			a.Tags = append(a.Tags, pick([]string{"a", "b", "a b", "b b a", "c++"}))
			a.Byline = append(a.Byline, pick([]string{"A B", "B", "Łódź"}))
		}
		if d := pick(dates); d != "" {
			var err error
			if a.Published, err = article.ParseDate(d, article.FromField); err != nil {
				panic(err) // a mistake in the table above
			}
		}
		out = append(out, finish(a, fmt.Sprintf("tiny:%02d", i)))
	}
	return out
}

// vocabulary is what random trees are made of: pieces of real articles, so that
// they match often enough to tell something.
type vocabulary struct {
	readings []reading
	texts    [][]text.Token // headlines and bodies that have words
}

func newVocabulary(rs []reading) *vocabulary {
	v := &vocabulary{readings: rs}
	for _, r := range rs {
		h, b := r.Tokens()
		for _, tokens := range [][]text.Token{h, b} {
			if len(tokens) > 0 {
				v.texts = append(v.texts, tokens)
			}
		}
	}
	return v
}

// tree returns a random tree of at most that depth.
func (v *vocabulary) tree(rng *rand.Rand, depth int) match.Node {
	if depth > 0 && rng.IntN(3) > 0 {
		if rng.IntN(5) == 0 {
			return &match.Not{Kid: v.tree(rng, depth-1)}
		}
		var kids []match.Node
		for range 2 + rng.IntN(3) {
			kids = append(kids, v.tree(rng, depth-1))
		}
		if rng.IntN(6) == 0 {
			kids = append(kids, kids[0]) // the same node twice, as resolving shares leaves
		}
		if rng.IntN(2) == 0 {
			return &match.And{Kids: kids}
		}
		return &match.Or{Kids: kids}
	}
	switch rng.IntN(12) {
	case 0, 1, 2, 3, 4:
		return v.word(rng)
	case 5, 6, 7:
		return v.phrase(rng)
	case 8:
		return v.value(rng)
	case 9:
		return v.address(rng)
	case 10:
		return v.date(rng)
	}
	if rng.IntN(4) == 0 {
		return &match.All{}
	}
	return &match.Lang{Tag: []string{"en", "en", "fr", "und", "en-gb", "xx", "e"}[rng.IntN(7)]}
}

func (v *vocabulary) field(rng *rand.Rand) match.Field {
	return []match.Field{match.Text, match.Text, match.Headline, match.Body}[rng.IntN(4)]
}

// tokens returns the words of a random headline or body, never none.
func (v *vocabulary) tokens(rng *rand.Rand) []text.Token {
	return v.texts[rng.IntN(len(v.texts))]
}

func (v *vocabulary) word(rng *rand.Rand) match.Node {
	tokens := v.tokens(rng)
	t := tokens[rng.IntN(len(tokens))]
	w := &match.Word{In: v.field(rng), Surface: t.Surface}
	switch rng.IntN(8) {
	case 0, 1, 2:
	case 3:
		w.Surface = "xyzzy" // by stem alone
		w.Stem = t.Stem
	case 4:
		w.Surface = t.Stem + "x"
	default:
		w.Stem = t.Stem
	}
	return w
}

// phrase returns words that stand in a row somewhere, over paragraph ends too,
// and sometimes one of them changed.
func (v *vocabulary) phrase(rng *rand.Rand) match.Node {
	for {
		tokens := v.tokens(rng)
		if len(tokens) < 2 {
			continue
		}
		n := min(2+rng.IntN(4), len(tokens))
		first := rng.IntN(len(tokens) - n + 1)
		p := &match.Phrase{In: v.field(rng)}
		for _, t := range tokens[first : first+n] {
			p.Words = append(p.Words, t.Surface)
		}
		switch rng.IntN(8) {
		case 0:
			p.Words[rng.IntN(n)] = "xyzzy"
		case 1:
			p.Words[0], p.Words[n-1] = p.Words[n-1], p.Words[0]
		case 2:
			p.Words = slices.Repeat(p.Words[:1], n)
		}
		return p
	}
}

func (v *vocabulary) article(rng *rand.Rand) *article.Article {
	return v.readings[rng.IntN(len(v.readings))].Article()
}

func (v *vocabulary) value(rng *rand.Rand) match.Node {
	field := []string{"byline", "source", "section", "tag"}[rng.IntN(4)]
	values := v.article(rng).Values(field)
	n := &match.Value{Field: field}
	if len(values) == 0 {
		n.Words = []string{"nowhere"}
		return n
	}
	val := values[rng.IntN(len(values))]
	if rng.IntN(3) == 0 {
		n.Whole, n.Text = true, val
		if rng.IntN(4) == 0 {
			n.Text = strings.ToUpper(val)
		}
		return n
	}
	n.Words = text.Surfaces(val)
	if len(n.Words) == 0 {
		n.Words = []string{"nowhere"}
	}
	first := rng.IntN(len(n.Words))
	n.Words = n.Words[first : first+1+rng.IntN(len(n.Words)-first)]
	return n
}

func (v *vocabulary) address(rng *rand.Rand) match.Node {
	for range 20 {
		a := v.article(rng)
		if a.URL == "" {
			continue
		}
		if rng.IntN(2) == 0 {
			url := article.CanonicalURL(a.URL)
			return &match.Prefix{Text: url[:1+rng.IntN(len(url))]}
		}
		host := a.Host()
		if dot := strings.Index(host, "."); rng.IntN(2) == 0 && dot >= 0 {
			host = host[dot+1:]
		}
		return &match.Host{Name: host}
	}
	return &match.Prefix{Text: "https://nowhere.example/"}
}

func (v *vocabulary) date(rng *rand.Rand) match.Node {
	n := &match.Date{}
	switch rng.IntN(7) {
	case 0:
		n.None = true
	case 1, 2:
		n.From = v.bound(rng)
	case 3, 4:
		n.To = v.bound(rng)
	default:
		n.From, n.To = v.bound(rng), v.bound(rng)
	}
	return n
}

// bound returns a bound at, or close to, the date of an article.
func (v *vocabulary) bound(rng *rand.Rand) *match.Bound {
	d := v.article(rng).Published
	if d.IsZero() {
		d = article.Date{Day: "2020-01-01"}
	}
	if rng.IntN(2) == 0 {
		return &match.Bound{Day: d.Day}
	}
	at := d.Time
	if at.IsZero() {
		var err error
		if at, err = time.Parse(time.DateOnly, d.Day); err != nil {
			panic(err) // ParseDate made the day
		}
	}
	at = at.Add([]time.Duration{0, 0, 0, time.Nanosecond, -time.Nanosecond, time.Second, -time.Second, 24 * time.Hour, 24*time.Hour - time.Nanosecond}[rng.IntN(9)])
	return &match.Bound{Time: at, Open: rng.IntN(2) == 0}
}
