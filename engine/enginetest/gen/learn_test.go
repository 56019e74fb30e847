package gen

import (
	"slices"
	"strings"
	"testing"
)

func TestEachWord(t *testing.T) {
	var got []string
	eachWord("The U.S. grew 3.5%, said Ann\nLee. It won!\n\nMore soon", func(w word) {
		s := w.form
		for _, f := range []struct {
			is   bool
			mark string
		}{{w.first, "<"}, {w.ends, ">"}, {w.closes, "|"}, {w.capital, "^"}, {w.number, "#"}} {
			if f.is {
				s += f.mark
			}
		}
		got = append(got, s)
	})
	want := []string{"the<^", ">^", "grew<", "#", "said", "ann^", "lee>^", "it<^", "won>|", "more<^", "soon>|"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestLearnTooLittle(t *testing.T) {
	for name, texts := range map[string][]string{
		"nothing":    nil,
		"empty":      {"", "\n\n"},
		"a sentence": {"Ships left the port."},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Learn(slices.Values(texts)); err == nil || !strings.Contains(err.Error(), "give it") {
				t.Errorf("error %v does not say what to do", err)
			}
		})
	}
}

// TestLearnRoundTrip learns from what was generated: the new model knows the
// same commonest words, and survives being written.
func TestLearnRoundTrip(t *testing.T) {
	var texts []string
	for a := range New(Options{Seed: 9}).Articles(1500) {
		texts = append(texts, a.Body)
	}
	m, err := Learn(slices.Values(texts))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []string{"the", "of", "to", "and"} {
		if !slices.Contains(m.common[:12], w) {
			t.Errorf("%q is not among the commonest words %q", w, m.common[:12])
		}
	}
	var out strings.Builder
	if _, err := m.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	again, err := ReadModel(strings.NewReader(out.String()))
	if err != nil {
		t.Fatal(err)
	}
	one, two := New(Options{Seed: 1, Model: m}).Article(0), New(Options{Seed: 1, Model: again}).Article(0)
	if one.ContentHash != two.ContentHash {
		t.Error("a model that was written and read gives other articles")
	}
	if one.ContentHash == New(Options{Seed: 1}).Article(0).ContentHash {
		t.Error("another model gives the same articles")
	}
}

func TestLearnCollection(t *testing.T) {
	texts, err := ReadTexts(collection(t, "wikinews.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	m, err := Learn(slices.Values(texts))
	if err != nil {
		t.Fatal(err)
	}
	for a := range New(Options{Seed: 1, Model: m}).Articles(200) {
		if err := a.Validate(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReadModelDamaged(t *testing.T) {
	for name, change := range map[string]func(string) string{
		"a word unknown":         func(s string) string { return strings.Replace(s, "after of ", "after zzzz ", 1) },
		"a count no number":      func(s string) string { return strings.Replace(s, "rare ", "rare x", 1) },
		"a count too large":      func(s string) string { return strings.Replace(s, "rare ", "rare 99999999999", 1) },
		"an odd row":             func(s string) string { return strings.Replace(s, "after of the ", "after of ", 1) },
		"a border that follows":  func(s string) string { return strings.Replace(s, "after of the ", "after of #begin ", 1) },
		"a line of another kind": func(s string) string { return s + "verse a b\n" },
		"no sentences":           func(s string) string { return strings.Replace(s, "sentences ", "// ", 1) },
		"nothing":                func(string) string { return "" },
	} {
		t.Run(name, func(t *testing.T) {
			if change(embedded) == embedded {
				t.Fatal("the change changes nothing")
			}
			if _, err := ReadModel(strings.NewReader(change(embedded))); err == nil {
				t.Error("was read")
			}
		})
	}
}

// TestTable checks that indexes are drawn by weight.
func TestTable(t *testing.T) {
	weights := []uint64{0, 1, 5, 0, 94, 1 << 3}
	var sum uint64
	for _, w := range weights {
		sum += w
	}
	tab, counts := newTable(weights), make([]int, len(weights))
	var d dice
	d.roll(1, 2, 3)
	const draws = 200_000
	for range draws {
		counts[d.of(tab)]++
	}
	for i, w := range weights {
		want := float64(draws) * float64(w) / float64(sum)
		if w == 0 && counts[i] > 0 {
			t.Errorf("index %d has no weight and was drawn", i)
		}
		within(t, "draws", float64(counts[i]), want*0.9, want*1.1)
	}
}
