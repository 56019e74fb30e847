package passage

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"newsdex/search/match"
	"newsdex/text"
)

func word(s string) match.Node { return &match.Word{In: match.Text, Surface: s} }

func near(a, b match.Node, within int) match.Node { return &match.Near{A: a, B: b, Within: within} }

func and(kids ...match.Node) match.Node { return &match.And{Kids: kids} }
func or(kids ...match.Node) match.Node  { return &match.Or{Kids: kids} }

// find asks a tree of a text, as package search does.
func find(b Body, n match.Node) (match.Match, bool) {
	text.NumberSentences(b.Tokens, b.Sentences)
	return match.Find(n, &match.Doc{Body: b.Tokens, Lang: "en"})
}

func TestPairs(t *testing.T) {
	grain, ships, port := word("grain"), word("ships"), word("port")
	far := strings.Repeat(filler, 10)
	some := strings.TrimSpace(filler)
	talk := strings.Repeat("and so on, ", 30)
	tests := []struct {
		name string
		text string
		tree match.Node
		n    int
		want []string
	}{
		{"near enough for one window", "The grain left. " + filler + filler + "The ships came. " + far, near(grain, ships, 40), 2,
			[]string{"The [grain] left. " + some + " " + some + " The [ships] came. " + some + " " + some}},
		{"just fits", filler + "Grain was here. " + strings.Repeat(filler, 6) + "The ships came. " + filler, near(grain, ships, 120), 2,
			[]string{"[Grain] was here. " + strings.TrimSpace(strings.Repeat(filler, 6)) + " The [ships] came."}},
		{"two windows with a gap", filler + "The grain left. " + far + "Then the ships came. " + filler, near(grain, ships, 200), 2,
			[]string{"The [grain] left. … Then the [ships] came."}},
		{"the other way round", filler + "The grain left. " + far + "Then the ships came. " + filler, near(ships, grain, 200), 2,
			[]string{"The [grain] left. … Then the [ships] came."}},
		{"sentences too long for a window", talk + "the grain left, " + talk + talk + "and the ships came, " + talk, near(grain, ships, 250), 1,
			[]string{"so on, " + strings.Repeat("and so on, ", 6) + "the [grain] left, " + strings.Repeat("and so on, ", 13) + "and so … so on, " + strings.Repeat("and so on, ", 13) + "and the [ships] came, " + strings.Repeat("and so on, ", 6) + "and"}},
		{"pairs, rather than one half twice", "Grain. " + far + "Ships here, and grain. " + far + "Grain. Grain again.", near(grain, ships, 5), 1,
			[]string{"[Ships] here, and [grain]. " + strings.TrimSpace(strings.Repeat(filler, 4))}},
		{"each pair is a passage", "Grain, " + filler + "ships. " + far + "Ships! " + filler + "Grain. ", near(grain, ships, 20), 3,
			[]string{"[Grain], " + filler + "[ships]. " + strings.TrimSpace(strings.Repeat(filler, 3)), strings.Repeat(filler, 3) + "[Ships]! " + filler + "[Grain]."}},
		{"two words of one side are not a pair", "Grain and a port. " + far + "The ships came. ", near(or(grain, port), ships, 200), 1,
			[]string{"[Grain] and a [port]. … The [ships] came."}},
		{"a word in either window counts", "The grain left. " + far + "Then the ships came to the port. " + far + "The port is old and left alone. ",
			and(near(grain, ships, 200), port, word("left")), 1, []string{"The [grain] [left]. … Then the [ships] came to the [port]."}},
		{"a chain shows its ends", "The grain left. " + far + "The port is old. " + far + "Then the ships came. ", near(near(grain, port, 200), ships, 200), 2,
			[]string{"The [grain] left. … Then the [ships] came."}},
		{"a chain, most of it near", "The grain left. " + far + "From the old port the ships came. ", near(near(grain, port, 200), ships, 200), 2,
			[]string{"The [grain] left. … From the old [port] the [ships] came."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := body(tt.text)
			m, ok := find(b, tt.tree)
			if !ok {
				t.Fatal("it does not hold")
			}
			got := Choose(b, m.Body, m.Proofs, nil, tt.n)
			var shown []string
			for _, p := range got {
				shown = append(shown, show(tt.text, p))
			}
			if !slices.Equal(shown, tt.want) {
				t.Errorf("got\n%q, want\n%q", shown, tt.want)
			}
			if err := check(b, m.Body, got, tt.n); err != nil {
				t.Error(err)
			}
		})
	}
}

// proven reports whether a passage shows one of the proofs from end to end.
func proven(proofs []text.Span, p Passage) bool {
	marked := func(at int) bool {
		return slices.ContainsFunc(p.Marks, func(m text.Span) bool { return m.Start <= at && at < m.End })
	}
	return slices.ContainsFunc(proofs, func(s text.Span) bool { return marked(s.Start) && marked(s.End-1) })
}

// TestProximityShowsAProof draws proximities, and looks for a passage with a
// whole proof in what is shown of each.
func TestProximityShowsAProof(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	words := []string{"grain", "ships", "port", "a", "née", "国", "e\u0301t\u0301"}
	ends := []string{" ", " ", " ", " ", " ", " ", ", ", ". ", ".\n\n", "! "}
	leaf := func() match.Node {
		if rnd.IntN(4) == 0 {
			return &match.Phrase{In: match.Text, Words: []string{words[rnd.IntN(3)], words[rnd.IntN(3)]}}
		}
		return word(words[rnd.IntN(3)])
	}
	gaps := 0
	for range 3000 {
		var sb strings.Builder
		common := 3 + rnd.IntN(300) // how rare the words of the query are
		for range rnd.IntN(1500) {
			w := rnd.IntN(common)
			if w >= 3 {
				w = 3 + rnd.IntN(len(words)-3)
			}
			sb.WriteString(words[w] + ends[rnd.IntN(len(ends))])
			if rnd.IntN(300) == 0 {
				sb.WriteString(strings.Repeat("o\u0302", rnd.IntN(600)) + " ")
			}
		}
		b := body(sb.String())
		n := &match.Near{A: leaf(), B: leaf(), Unit: match.Unit(rnd.IntN(3)), Within: 1 + rnd.IntN(300), Ordered: rnd.IntN(2) == 0}
		switch rnd.IntN(4) {
		case 0:
			n.A = &match.Near{A: leaf(), B: leaf(), Within: 1 + rnd.IntN(100)}
		case 1:
			n.B = or(leaf(), leaf())
		}
		m, ok := find(b, n)
		if !ok {
			continue
		}
		most := 1 + rnd.IntN(3)
		got := Choose(b, m.Body, m.Proofs, []float64{1, 2, 3}, most)
		err := check(b, m.Body, got, most)
		if shown := slices.ContainsFunc(got, func(p Passage) bool { return proven(m.Proofs[0], p) }); err != nil || !shown {
			t.Fatalf("%v, a proof is shown: %v\n%+v of %q\nproofs %v\npassages %+v", err, shown, n, b.Text, m.Proofs, got)
		}
		for _, p := range got {
			if len(p.Windows) == 2 {
				gaps++
			}
		}
	}
	if gaps < 50 {
		t.Errorf("only %d passages with a gap were seen", gaps)
	}
}

// TestManyPairs chooses from ten thousand pairs.
func TestManyPairs(t *testing.T) {
	s := strings.Repeat("The grain left on ships. Port. ", 10_000) + "The grain left on ships from a far port."
	b := body(s)
	m, _ := find(b, and(near(word("grain"), word("ships"), 4), near(word("far"), word("port"), 4)))
	got := Choose(b, m.Body, m.Proofs, nil, 1)
	if len(got) != 1 || !strings.HasSuffix(show(s, got[0]), "The [grain] left on [ships] from a [far] [port].") {
		t.Errorf("chose %d passages; want the one with both pairs, at the end", len(got))
	}
}
