package passage

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"

	"newsdex/search/match"
	"newsdex/text"
)

func body(s string) Body {
	return Body{Text: s, Tokens: text.NewAnalyzer().Tokens(nil, s, "en"), Sentences: text.Sentences(s)}
}

// hits marks every occurrence of each word; the leaf is its index.
func hits(s string, words ...string) []match.Hit {
	var out []match.Hit
	for leaf, w := range words {
		for at := 0; ; {
			i := strings.Index(s[at:], w)
			if i < 0 {
				break
			}
			out = append(out, match.Hit{Start: at + i, End: at + i + len(w), Leaf: leaf})
			at += i + len(w)
		}
	}
	slices.SortFunc(out, func(a, b match.Hit) int { return a.Start - b.Start })
	return out
}

// show renders a passage with its marks.
func show(s string, p Passage) string {
	var out []string
	for _, w := range p.Windows {
		at, line := w.Start, ""
		for _, m := range p.Marks {
			if m.Start >= w.Start && m.End <= w.End {
				line += s[at:m.Start] + "[" + s[m.Start:m.End] + "]"
				at = m.End
			}
		}
		out = append(out, line+s[at:w.End])
	}
	return strings.Join(out, " … ")
}

const filler = "Nothing of interest was said here, and nobody was heard to say it. "

func TestChoose(t *testing.T) {
	long := strings.Repeat("word ", 200)
	tests := []struct {
		name   string
		text   string
		words  []string
		rarity []float64
		n      int
		want   []string
	}{
		{"no hits gives the lead", "First things first. Then the rest.", nil, nil, 2, []string{"First things first. Then the rest."}},
		{"none asked", "grain", []string{"grain"}, nil, 0, nil},
		{"whole sentences", strings.Repeat(filler, 6) + "The grain left.", []string{"grain"}, nil, 1,
			[]string{strings.TrimSpace(strings.Repeat(filler, 4)) + " The [grain] left."}},
		{"more distinct terms win over earlier", "Grain here. " + strings.Repeat(filler, 12) + "Here grain and ships meet. " + strings.Repeat(filler, 3),
			[]string{"rain", "ships"}, []float64{1, 1}, 1, nil},
		{"a long sentence is cut between words", long + "grain " + long, []string{"grain"}, nil, 1, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := Choose(body(tt.text), hits(tt.text, tt.words...), nil, tt.rarity, tt.n)
			var shown []string
			for _, p := range got {
				shown = append(shown, show(tt.text, p))
			}
			if tt.want != nil || tt.n == 0 {
				if !slices.Equal(shown, tt.want) {
					t.Errorf("got  %q\nwant %q", shown, tt.want)
				}
				return
			}
			t.Logf("%q", shown)
			if len(got) != 1 || !strings.Contains(shown[0], "[") {
				t.Fatalf("got %q, want one passage with a mark", shown)
			}
		})
	}
}

func TestMoreTermsThenRarerThenEarlier(t *testing.T) {
	gap := strings.Repeat(filler, 10)
	s := "Alpha stands alone. " + gap + "Beta stands alone. " + gap + "Alpha meets gamma here. " + gap + "Beta again."
	rarity := []float64{1, 5, 1} // Beta is rare
	got := Choose(body(s), hits(s, "Alpha", "Beta", "gamma"), nil, rarity, 2)
	if len(got) != 2 {
		t.Fatalf("%d passages", len(got))
	}
	first, second := show(s, got[0]), show(s, got[1])
	if !strings.Contains(first, "[Beta] stands") || !strings.Contains(second, "[Alpha] meets [gamma]") {
		t.Errorf("chose %q and %q; want the rare one, then the one with two terms, in text order", first, second)
	}
}

func TestLongMatchHasAGap(t *testing.T) {
	s := "Start " + strings.Repeat("middle ", 300) + "end."
	got := Choose(body(s), []match.Hit{{Start: 0, End: len(s) - 1}}, nil, nil, 2)
	if len(got) != 1 || len(got[0].Windows) != 2 || len(got[0].Marks) != 2 {
		t.Fatalf("got %+v, want one passage of two windows, both marked", got)
	}
	if shown := show(s, got[0]); !strings.HasPrefix(shown, "[Start ") || !strings.HasSuffix(shown, " end].") {
		t.Errorf("shows %q", shown)
	}
}

// TestMonsterWord shows a piece of a word that is longer than a passage.
func TestMonsterWord(t *testing.T) {
	s := strings.Repeat("é", 2000) + " end."
	for name, hs := range map[string][]match.Hit{"lead": nil, "marked": {{Start: 0, End: 4000}}} {
		got := Choose(body(s), hs, nil, nil, 1)
		if len(got) != 1 {
			t.Fatalf("%s: %d passages", name, len(got))
		}
		shown := 0
		for _, w := range append(got[0].Windows, got[0].Marks...) {
			if w.Start >= w.End || !utf8.ValidString(s[w.Start:w.End]) {
				t.Errorf("%s: window or mark %v", name, w)
			}
			shown += w.End - w.Start
		}
		if shown > 4*Most { // two bytes a rune, windows and marks
			t.Errorf("%s: shows %d bytes", name, shown)
		}
	}
}

// TestPassagesHoldTheirPromises draws texts and hits, and checks what must be
// true of every passage.
func TestPassagesHoldTheirPromises(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := []string{"grain", "ship", "née", "国", "a", "Unbelievablylongword", "e\u0301t\u0301"}
	ends := []string{" ", " ", " ", " ", ", ", ". ", ".\n", ".\n\n", "! "}
	for range 2000 {
		var b strings.Builder
		for range rnd.IntN(400) {
			b.WriteString(words[rnd.IntN(len(words))] + ends[rnd.IntN(len(ends))])
		}
		s := b.String()
		bd := body(s)
		var hs []match.Hit
		for i, tok := range bd.Tokens {
			if rnd.IntN(20) == 0 {
				end := bd.Tokens[min(len(bd.Tokens)-1, i+rnd.IntN(4)*rnd.IntN(40))].End
				hs = append(hs, match.Hit{Start: tok.Start, End: end, Leaf: rnd.IntN(3)})
			}
		}
		n := rnd.IntN(5)
		got := Choose(bd, hs, nil, []float64{1, 2, 3}, n)
		if err := check(bd, hs, got, n); err != nil {
			t.Fatalf("%v\ntext %q\nhits %v\npassages %+v", err, s, hs, got)
		}
	}
}

func check(b Body, hs []match.Hit, got []Passage, n int) error {
	if len(got) > n || n > 0 && len(b.Tokens) > 0 && len(got) == 0 {
		return fmt.Errorf("%d passages of %d asked", len(got), n)
	}
	marks := match.Spans(hs)
	last := 0
	for _, p := range got {
		shown := 0
		for i, w := range p.Windows {
			if w.Start < last || w.End <= w.Start || w.End > len(b.Text) {
				return fmt.Errorf("window %v overlaps or is empty", w)
			}
			last = w.End
			for _, tok := range b.Tokens {
				if (tok.Start < w.Start && w.Start < tok.End || tok.Start < w.End && w.End < tok.End) && utf8.RuneCountInString(b.Text[tok.Start:tok.End]) <= Aim {
					return fmt.Errorf("window %v cuts the word %q", w, b.Text[tok.Start:tok.End])
				}
			}
			if !border(b.Text, w.Start) || !border(b.Text, w.End) {
				return fmt.Errorf("window %v cuts a grapheme", w)
			}
			shown += utf8.RuneCountInString(b.Text[w.Start:w.End])
			if i > 1 {
				return fmt.Errorf("%d windows", len(p.Windows))
			}
		}
		if len(hs) > 0 && len(p.Marks) == 0 {
			return fmt.Errorf("a passage proves nothing")
		}
		for _, m := range p.Marks {
			inside := slices.ContainsFunc(p.Windows, func(w text.Span) bool { return w.Start <= m.Start && m.End <= w.End })
			proof := slices.ContainsFunc(marks, func(s text.Span) bool { return s.Start <= m.Start && m.End <= s.End })
			if !inside || !proof {
				return fmt.Errorf("mark %v is outside its windows or proves nothing", m)
			}
			i := slices.IndexFunc(marks, func(s text.Span) bool { return s.Start <= m.Start && m.End <= s.End })
			if whole := marks[i]; whole != m && utf8.RuneCountInString(b.Text[whole.Start:whole.End]) <= Aim {
				return fmt.Errorf("mark %v is a piece of %v", m, whole)
			}
		}
		if shown > Most {
			return fmt.Errorf("a passage of %d runes", shown)
		}
	}
	return nil
}

// border reports whether a text may be cut at an offset without cutting a
// grapheme.
func border(s string, at int) bool {
	for it := graphemes.FromString(s); it.Next(); {
		if it.End() >= at {
			return it.Start() == at || it.End() == at
		}
	}
	return at == 0
}
