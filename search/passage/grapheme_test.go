package passage

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"newsdex/text"
)

// TestGraphemesAreNeverCut cuts strings of characters that are written with
// several everywhere, and holds the result against UAX #29.
func TestGraphemesAreNeverCut(t *testing.T) {
	pieces := []string{"a", " ", "e\u0301", "\u05b4", "\r", "\n", "👨\u200d👩\u200d👧", "👍🏽", "🇫🇷", "1\ufe0f\u20e3", "क्षि", "ক্ষ", "ക്ഷ", "ഈ", "กำ", "ຳ",
		"\u1112\u1161\u11ab", "하", "\u11ab", "か\u3099", "ｶﾞ", "\u0600", "١", "\u200c", "\u200d", "\U000110bd", "𑂍", "ி", "நி", "\u0d4e", "ക", "\u1b44", "ᬓ", "\u1a60", "ᨠ"}
	rnd := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		var sb strings.Builder
		for range 1 + rnd.IntN(6) {
			sb.WriteString(pieces[rnd.IntN(len(pieces))])
		}
		s := sb.String()
		at := rnd.IntN(len(s) + 1)
		for at < len(s) && !utf8.RuneStart(s[at]) {
			at++
		}
		b := Body{Text: s}
		w := b.graphemes(text.Span{Start: at, End: at})
		if !border(s, w.Start) || !border(s, w.End) {
			t.Fatalf("%q cut at %d gives %v", s, at, w)
		}
	}
}

// TestEndlessGrapheme gives up on what no script writes.
func TestEndlessGrapheme(t *testing.T) {
	b := Body{Text: "a" + strings.Repeat("\u0301", 1000)}
	if w := b.graphemes(text.Span{Start: 801, End: 803}); w != (text.Span{Start: 801, End: 803}) {
		t.Errorf("a window of one grapheme became %v", w)
	}
}
