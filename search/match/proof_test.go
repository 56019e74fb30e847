package match

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"newsdex/text"
)

func near(a, b Node, within int) *Near  { return &Near{A: a, B: b, Within: within} }
func ahead(a, b Node, within int) *Near { return &Near{A: a, B: b, Within: within, Ordered: true} }
func bag(within int, words ...string) *Bag {
	b := &Bag{Within: within}
	for _, w := range words {
		b.Words = append(b.Words, exact(w))
	}
	return b
}

func TestProofs(t *testing.T) {
	const body = "a b x x a x b b c x\n\nc a x x x c x x b"
	a, b, c := exact("a"), exact("b"), exact("c")
	tests := []struct {
		name string
		tree Node
		want string // proofs by proximity; one proof from another by "|"
	}{
		{"words alone", all(a, b), ""},
		{"nearest on both sides", near(a, b, 5), "[a b | b x x a | a x b | b c x\n\nc a]"},
		{"only what is near enough", near(a, b, 1), "[a b]"},
		{"ordered", ahead(b, a, 9), "[b x x a | b c x\n\nc a]"},
		{"paragraph", &Near{A: a, B: b, Unit: Paragraph}, "[a b | b x x a | a x b | a x x x c x x b]"},
		{"or: either one", near(some(a, c), b, 2), "[a b | a x b | b c]"},
		{"chain", near(near(a, b, 1), c, 9), "[a b x x a x b b c]"},
		{"chain: the shortest of all ways", near(near(a, b, 9), c, 9), "[a x b b c | b c x\n\nc a x x x c | c a x x x c x x b]"},
		{"bag", bag(2, "a", "b", "c"), "no"},
		{"bag, wider", bag(4, "c", "b", "a"), "[a x b b c | b c x\n\nc a]"},
		{"bag with a word twice", bag(3, "b", "a", "b"), "[a x b b]"},
		{"two proximities", all(near(a, b, 1), near(b, c, 1)), "[a b] [b c]"},
		{"a proximity that holds nowhere", some(a, near(a, c, 1), near(exact("nowhere"), c, 9)), "[c a]"},
		{"not near", &NotNear{A: a, B: c, Within: 3}, ""},
		{"a chain that is not near", &NotNear{A: near(a, b, 1), B: c, Within: 3}, "[a b]"},
		{"at least", &AtLeast{Kid: some(a, b), N: 3}, ""},
		{"at least so many chains", &AtLeast{Kid: some(c, near(a, b, 1)), N: 2}, "[a b]"},
		{"excluded", all(c, not(near(a, exact("nowhere"), 9))), ""},
	}
	d := doc("", body)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, ok := Find(tt.tree, d)
			var got []string
			for _, spans := range m.Proofs {
				var ps []string
				for _, s := range spans {
					ps = append(ps, body[s.Start:s.End])
				}
				got = append(got, "["+strings.Join(ps, " | ")+"]")
			}
			s := strings.Join(got, " ")
			if !ok {
				s = "no"
			}
			if s != tt.want {
				t.Errorf("proofs\n%s, want\n%s", s, tt.want)
			}
			if err := checkProofs(m); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestHeadlineHasNoProofs(t *testing.T) {
	m, ok := Find(near(exact("a"), exact("b"), 3), doc("a b", "a c c c c b"))
	if !ok || len(m.Headline) != 2 || m.Headline[0].Near != 0 || len(m.Body) != 0 || len(m.Proofs) != 0 {
		t.Errorf("%v %+v", ok, m)
	}
}

// TestProofsKeepWhatMatchPromises draws proximities over texts of few words.
func TestProofsKeepWhatMatchPromises(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	words := []string{"a", "b", "c", "d"}
	var draw func(depth int) Node
	draw = func(depth int) Node {
		unit := Unit(rnd.IntN(3))
		switch k := rnd.IntN(8); {
		case depth == 0 || k < 2:
			return exact(words[rnd.IntN(3)])
		case k == 2:
			return phrase(words[rnd.IntN(3)] + " " + words[rnd.IntN(3)])
		case k == 3:
			return some(draw(depth-1), draw(depth-1))
		default:
			return &Near{A: draw(depth - 1), B: draw(depth - 1), Unit: unit, Within: 1 + rnd.IntN(12), Ordered: rnd.IntN(2) == 0}
		}
	}
	held := 0
	for range 3000 {
		var b strings.Builder
		for range rnd.IntN(60) {
			b.WriteString(words[rnd.IntN(len(words))] + []string{" ", " ", " ", ". ", "\n\n"}[rnd.IntN(5)])
		}
		d := doc("", b.String())
		text.NumberSentences(d.Body, text.Sentences(b.String()))
		var tree Node = &Near{A: draw(2), B: draw(2), Within: 1 + rnd.IntN(12), Ordered: rnd.IntN(2) == 0}
		if rnd.IntN(4) == 0 {
			tree = bag(1+rnd.IntN(5), words[rnd.IntN(3)], words[rnd.IntN(3)], words[rnd.IntN(3)])
		}
		m, ok := Find(tree, d)
		if !ok {
			continue
		}
		held++
		if err := checkProofs(m); err != nil || len(m.Proofs) != 1 {
			t.Fatalf("%d proximities with proofs, %v\n%+v of %q\n%+v", len(m.Proofs), err, tree, b.String(), m)
		}
	}
	if held < 1000 {
		t.Errorf("only %d draws hold", held)
	}
}

// checkProofs checks what Match says of its proofs.
func checkProofs(m Match) error {
	begins, ends, nears := map[int]bool{}, map[int]bool{}, map[int]bool{}
	marks := Spans(m.Body)
	for _, h := range m.Body {
		nears[h.Near] = true
		if h.Near > len(m.Proofs) {
			return fmt.Errorf("a hit of proximity %d of %d", h.Near, len(m.Proofs))
		}
	}
	for _, s := range marks {
		begins[s.Start], ends[s.End] = true, true
	}
	for i, spans := range m.Proofs {
		if len(spans) == 0 || !nears[i+1] {
			return fmt.Errorf("proximity %d has %d proofs, and hits: %v", i+1, len(spans), nears[i+1])
		}
		for k, s := range spans {
			if k > 0 && (s.Start <= spans[k-1].Start || s.End <= spans[k-1].End) {
				return fmt.Errorf("proof %v behind %v", s, spans[k-1])
			}
			inMark := func(at int) bool {
				return slices.ContainsFunc(marks, func(m text.Span) bool { return m.Start <= at && at < m.End })
			}
			if !inMark(s.Start) || !inMark(s.End-1) {
				return fmt.Errorf("proof %v does not begin and end with marks", s)
			}
		}
	}
	return nil
}

// TestManyInTheWay asks for words near pairs of others that all overlap them:
// looking at each of them from each word would take 30,000 times as long.
func TestManyInTheWay(t *testing.T) {
	d := doc("", strings.Repeat("a ", 30_000)+strings.Repeat("b ", 30_000)+strings.Repeat("c ", 30_000))
	a, b, c := exact("a"), exact("b"), exact("c")
	pair := &Near{A: a, B: c, Unit: Paragraph}
	for _, tree := range []Node{&Near{A: b, B: pair, Unit: Paragraph}, &Near{A: &Near{A: b, B: pair, Unit: Paragraph}, B: a, Unit: Paragraph}} {
		if _, ok := Find(tree, d); ok {
			t.Errorf("%+v holds: what overlaps is not near", tree)
		}
	}
	if m, ok := Find(&Near{A: b, B: some(a, c), Unit: Paragraph}, d); !ok || len(m.Body) != 90_000 || len(m.Proofs[0]) != 2 {
		t.Errorf("%v with %d hits and %d proofs, want all words, and the two shortest", ok, len(m.Body), len(m.Proofs))
	}
}
