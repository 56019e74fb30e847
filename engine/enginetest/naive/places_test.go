package naive

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

func or(k ...match.Node) match.Node { return &match.Or{Kids: k} }

func in(f match.Field, s string) match.Node { return &match.Word{In: f, Surface: s} }

func near(a, b match.Node, within int) *match.Near { return &match.Near{A: a, B: b, Within: within} }

func pre(a, b match.Node, within int) *match.Near {
	return &match.Near{A: a, B: b, Within: within, Ordered: true}
}

func inOne(a, b match.Node, unit match.Unit) *match.Near { return &match.Near{A: a, B: b, Unit: unit} }

func notNear(a, b match.Node, within int) *match.NotNear {
	return &match.NotNear{A: a, B: b, Within: within}
}

func bag(within int, words ...string) *match.Bag {
	n := &match.Bag{Within: within}
	for _, w := range words {
		n.Words = append(n.Words, &match.Word{In: match.Text, Surface: w})
	}
	return n
}

func atLeast(n int, kid match.Node) *match.AtLeast { return &match.AtLeast{Kid: kid, N: n} }

func pattern(s string) match.Node { return &match.Pattern{In: match.Text, Text: s} }

func fuzzy(s string, edits int) match.Node {
	return &match.Fuzzy{In: match.Text, Surface: s, Edits: edits}
}

// textOf is the article of TestProximity. The words of its body by number:
//
//	One fish two fish. Red fish blue  fish \n\n cat dog. Cat cow
//	0   1    2   3     4   5    6     7         8   9    10  11
//
// Sentences: 0-3, 4-7, 8-9, 10-11. Paragraphs: 0-7, 8-11.
var textOf = &article.Article{Headline: "cat one. fish", Body: "One fish two fish. Red fish blue fish\n\ncat dog. Cat cow", Lang: "en"}

func TestProximity(t *testing.T) {
	headline := func(s string) match.Node { return in(match.Headline, s) }
	for _, c := range []struct {
		name           string
		tree           match.Node
		headline, body []string // nil twice: it does not hold
	}{
		// Distances.
		{"neighbours are 1 apart", near(word("two"), word("one"), 1), nil, nil},
		{"one word between is 2 apart", near(word("two"), word("one"), 2), nil, []string{"One", "two"}},
		{"either order", near(word("one"), word("two"), 2), nil, []string{"One", "two"}},
		{"in order", pre(word("one"), word("two"), 2), nil, []string{"One", "two"}},
		{"not in order", pre(word("two"), word("one"), 2), nil, nil},
		{"only those that take part", near(word("red"), word("fish"), 1), nil, []string{"fish", "Red", "fish"}},
		{"only those after", pre(word("red"), word("fish"), 1), nil, []string{"Red", "fish"}},
		{"each pair marks", pre(word("red"), word("fish"), 3), nil, []string{"Red", "fish", "fish"}},
		{"over a sentence end", near(word("two"), word("red"), 2), nil, []string{"two", "Red"}},
		{"over a paragraph end", near(word("blue"), word("cat"), 2), nil, []string{"blue", "cat"}},
		{"never over fields", near(word("dog"), word("one"), 3), nil, nil},
		{"a field that holds marks alone", near(word("cat"), word("one"), 1), []string{"cat", "one"}, nil},
		{"both fields hold", near(word("one"), word("fish"), 1), []string{"one", "fish"}, []string{"One", "fish"}},
		{"one field asked", near(headline("one"), headline("fish"), 9), []string{"one", "fish"}, nil},
		{"two fields asked", near(headline("one"), in(match.Body, "fish"), 9), nil, nil},
		// Overlaps.
		{"a word needs another one", near(word("red"), word("red"), 9), nil, nil},
		{"two of a word", near(word("cat"), word("cat"), 2), nil, []string{"cat", "Cat"}},
		{"a word within a phrase is not near it", near(word("two"), phrase("two", "fish"), 9), nil, nil},
		{"a phrase is a span", near(phrase("one", "fish"), word("fish"), 2), nil, []string{"One fish", "fish"}},
		{"a phrase from its last word", near(phrase("one", "fish"), word("two"), 1), nil, []string{"One fish", "two"}},
		// Operands.
		{"or of operands", near(or(word("dog"), phrase("one", "fish"), word("xyzzy")), word("two"), 1), nil, []string{"One fish", "two"}},
		{"or marks all that take part", near(or(word("blue"), word("red")), word("fish"), 1), nil, []string{"fish", "Red", "fish", "blue", "fish"}},
		{"pattern and fuzzy word", near(pattern("c?w"), fuzzy("cats", 1), 1), nil, []string{"Cat", "cow"}},
		// Chains: the operand of the next link is the span so far.
		{"a chain", pre(pre(word("one"), word("two"), 2), word("red"), 2), nil, []string{"One", "two", "Red"}},
		{"a chain measures from the end of its span", near(near(word("blue"), word("red"), 2), word("fish"), 1), nil, []string{"fish", "Red", "blue", "fish"}},
		{"not from a word inside", near(near(word("one"), word("blue"), 6), word("two"), 9), nil, nil},
		{"only pairs that go on mark", near(pre(word("fish"), word("fish"), 2), word("cat"), 1), nil, []string{"fish", "fish", "cat"}},
		{"a chain on the right", pre(word("two"), pre(word("fish"), word("red"), 1), 1), nil, []string{"two", "fish", "Red"}},
		// Sentences and paragraphs.
		{"one sentence", inOne(word("cat"), word("dog"), match.Sentence), nil, []string{"cat", "dog"}},
		{"another sentence", inOne(word("dog"), word("cow"), match.Sentence), nil, nil},
		{"a sentence in order", &match.Near{A: word("fish"), B: word("two"), Unit: match.Sentence, Ordered: true}, nil, []string{"fish", "two"}},
		{"one paragraph", inOne(word("dog"), word("cow"), match.Paragraph), nil, []string{"dog", "cow"}},
		{"another paragraph", inOne(word("dog"), word("red"), match.Paragraph), nil, nil},
		{"the headline is one sentence", inOne(word("cat"), word("fish"), match.Sentence), []string{"cat", "fish"}, nil},
		{"a phrase over a sentence end stands in none", inOne(phrase("dog", "cat"), word("cow"), match.Sentence), nil, nil},
		{"but in a paragraph", inOne(phrase("dog", "cat"), word("cow"), match.Paragraph), nil, []string{"dog. Cat", "cow"}},
		{"a chain in one sentence", inOne(inOne(word("red"), word("blue"), match.Sentence), word("fish"), match.Sentence), nil, []string{"Red", "blue", "fish"}},
		{"a chain that has left its sentence", inOne(near(word("two"), word("red"), 2), word("blue"), match.Sentence), nil, nil},
		// Not near.
		{"those without one near", notNear(word("cat"), word("dog"), 1), []string{"cat"}, nil},
		{"none without one near", notNear(in(match.Body, "cat"), word("dog"), 1), nil, nil},
		{"another field does not count", notNear(headline("cat"), word("dog"), 500), []string{"cat"}, nil},
		{"not another of itself", notNear(in(match.Body, "fish"), word("fish"), 2), nil, nil},
		{"not before", &match.NotNear{A: in(match.Body, "cat"), B: word("dog"), Within: 1, Ordered: true}, nil, []string{"Cat"}},
		{"not in a sentence", &match.NotNear{A: in(match.Body, "cat"), B: word("dog"), Unit: match.Sentence}, nil, []string{"Cat"}},
		{"not in a paragraph", &match.NotNear{A: in(match.Body, "fish"), B: word("red"), Unit: match.Paragraph}, nil, nil},
		{"a phrase that holds it is not near it", notNear(in(match.Body, "dog"), phrase("cat", "dog"), 9), nil, []string{"dog"}},
		{"a chain without", notNear(near(word("fish"), word("blue"), 1), word("red"), 1), nil, []string{"blue", "fish"}},
		// Bags.
		{"neighbours in any order", bag(1, "blue", "red", "fish"), nil, []string{"Red", "fish", "blue"}},
		{"one word more", bag(2, "two", "red"), nil, []string{"two", "Red"}},
		{"not enough", bag(1, "two", "red"), nil, nil},
		{"each a place of its own", bag(500, "red", "red"), nil, nil},
		{"two of a word have two places", bag(1, "fish", "two", "fish"), nil, []string{"fish", "two", "fish"}},
		{"all that can take part", bag(2, "fish", "blue"), nil, []string{"fish", "blue", "fish"}},
		{"a bag in the headline", bag(1, "fish", "one", "cat"), []string{"cat", "one", "fish"}, nil},
		{"a bag not over fields", bag(500, "red", "one", "dog", "cat", "xyzzy"), nil, nil},
		// Counting.
		{"headline and body together", atLeast(5, word("fish")), []string{"fish"}, []string{"fish", "fish", "fish", "fish"}},
		{"too few", atLeast(6, word("fish")), nil, nil},
		{"or counts together", atLeast(2, or(word("dog"), word("cow"))), nil, []string{"dog", "cow"}},
		{"or counts a spot once", atLeast(2, or(word("dog"), pattern("do*"))), nil, nil},
		{"chains count by span", atLeast(2, near(word("cat"), word("one"), 1)), nil, nil},
		{"pairs of a chain", atLeast(2, near(word("two"), word("fish"), 1)), nil, []string{"fish", "two", "fish"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok, h, b := Find(c.tree, textOf)
			if want := len(c.headline)+len(c.body) > 0; ok != want {
				t.Errorf("holds: %v, want %v", ok, want)
			}
			gh, gb := at(textOf.Headline, h), at(textOf.Body, b)
			if !slices.Equal(gh, c.headline) || !slices.Equal(gb, c.body) {
				t.Errorf("marks %q %q, want %q %q", gh, gb, c.headline, c.body)
			}
		})
	}
}

// TestBagsByTrying compares bags with giving places to words in every way.
func TestBagsByTrying(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	some := func(n int) []string {
		out := make([]string, n)
		for i := range out {
			out[i] = string(rune('a' + rng.IntN(3)))
		}
		return out
	}
	held := 0
	for range 3000 {
		a := &article.Article{Body: strings.Join(some(1+rng.IntN(8)), " "), Lang: "und"}
		n := bag(1+rng.IntN(4), some(2+rng.IntN(3))...)
		r := Read(a)
		taken := map[int]bool{}
		var give func(at []int)
		give = func(at []int) {
			if len(at) > 0 && slices.Max(at)-slices.Min(at) > n.Within+len(n.Words)-2 {
				return
			}
			if len(at) == len(n.Words) {
				for _, i := range at {
					taken[i] = true
				}
				return
			}
			for i, k := range r.body {
				if k.Surface == n.Words[len(at)].Surface && !slices.Contains(at, i) {
					give(append(slices.Clone(at), i))
				}
			}
		}
		give(nil)
		var want []text.Span
		for i, k := range r.body {
			if taken[i] {
				want = append(want, text.Span{Start: k.Start, End: k.End})
			}
		}
		ok, _, got := r.Find(n)
		if ok != (len(want) > 0) || !slices.Equal(got, want) {
			t.Fatalf("%+v in %q: %v %v, want %v", *n, a.Body, ok, got, want)
		}
		if ok {
			held++
		}
	}
	if held < 500 {
		t.Errorf("only %d of the bags hold somewhere: they tell too little", held)
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		pattern, word string
		want          bool
	}{
		{"wom?n", "women", true}, {"wom?n", "womn", false}, {"wom?n", "womeen", false},
		{"plan*", "plan", true}, {"plan*", "planning", true}, {"plan*", "pla", false}, {"plan*", "aplan", false},
		{"co*ion", "coalition", true}, {"co*ion", "coion", true}, {"co*ion", "coalitions", false},
		{"a*b*c", "aXbXbXc", true}, {"a*b*c", "acb", false}, {"ж?к*", "жукам", true},
		{"a?", "a\u0301", true}, {"a?", "aé", true}, {"*", "", true}, {"", "a", false},
	} {
		if got := covers([]rune(c.pattern), []rune(c.word)); got != c.want {
			t.Errorf("%q covers %q: %v, want %v", c.pattern, c.word, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"ferry", "ferry", 0}, {"ferry", "fery", 1}, {"ferry", "ferrry", 1},
		{"ferry", "ferny", 1}, {"ferry", "frery", 1}, {"kitten", "sitting", 3},
		{"ca", "abc", 3}, // 2 if a piece could be edited twice
		{"abcd", "badc", 2}, {"йод", "йдо", 1}, {"zelensky", "zelenskiy", 1},
	} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("from %q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := distance([]rune(c.b), []rune(c.a)); got != c.want {
			t.Errorf("from %q to %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

func TestFuzzy(t *testing.T) {
	a := &article.Article{Headline: "Kremlin", Body: "kremlin Kermlin gremlin kremli kremlins krmeiln kremlinology", Lang: "und"}
	for _, c := range []struct {
		edits int
		want  []string
	}{
		{0, []string{"kremlin"}},
		{1, []string{"kremlin", "Kermlin", "kremli", "kremlins"}},
		{2, []string{"kremlin", "Kermlin", "kremli", "kremlins", "krmeiln"}},
	} {
		_, h, b := Find(fuzzy("kremlin", c.edits), a)
		if got := at(a.Body, b); !slices.Equal(got, c.want) || len(h) != 1 {
			t.Errorf("%d edits: %q and %v in the headline, want %q and one", c.edits, got, h, c.want)
		}
	}
}

func TestFolder(t *testing.T) {
	for _, c := range []struct {
		url, text string
		want      bool
	}{
		{"https://news.example.org/a", "https://news.example.org/a", true},
		{"https://news.example.org/a/b", "https://news.example.org/a", true},
		{"https://news.example.org/a?b=1", "https://news.example.org/a", true},
		{"https://news.example.org/ab", "https://news.example.org/a", false},
		{"https://news.example.org/", "https://news.example.org/a", false},
		{"", "https://news.example.org/a", false},
		{"", "", false},
	} {
		a := &article.Article{Headline: "x", URL: c.url}
		if ok, _, _ := Find(&match.Prefix{Text: c.text, Folder: true}, a); ok != c.want {
			t.Errorf("%q lies in %q: %v, want %v", c.url, c.text, ok, c.want)
		}
	}
}
