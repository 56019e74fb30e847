package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"ASCII", "The Hill, 3,000!", "the hill, 3,000!"},
		{"plain", "the hill", "the hill"},
		{"every mapped letter", "łŁøØđĐħĦıæÆœŒßẞþÞðÐ", "llooddhhiaeaeoeoessssththdd"},
		{"with marks as well", "ǿǽ", "oae"},
		{"Turkish", "İIıi", "iiii"},
		{"Cyrillic", "ЁЙЇЎ ёйїў", "ейїў ейїў"},
		{"Greek", "Ά ᾳ ΐ ς", "α α ι σ"},
		{"Vietnamese", "Việt Nam", "viet nam"},
		{"kana", "がパｶﾞ", "がパガ"},
		{"Hangul", "\u1112\u1161\u11AB", "한"},
		{"Devanagari", "क़ि", "क़ि"},
		{"harakat", "مُحَمَّدٌ ٱ", "محمد ٱ"},
		{"hamza and madda stay", "أإآؤئ", "أإآؤئ"},
		{"niqqud", "שָׁלוֹם", "שלום"},
		{"apostrophes", "‘a’ ʼ", "'a' '"},
		{"invisible", "a\u00ADb\u200Cc\u200Dd\uFE0Fe\u2060f", "abcdef"},
		{"width", "ＡＢ１２", "ab12"},
		{"am", "นำ ນຳ", "นำ ນຳ"},
		{"invalid", "a\xffb", "a\uFFFDb"},
		{"decorated", "ж" + strings.Repeat("\u0301", 100), "ж" + strings.Repeat("\u0301", maxMarks)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Fold(tt.text); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

// Every character (every 49th of the large blocks that behave alike): folding
// is settled after one pass, and what can be a word begins with a letter or a
// digit.
func TestEveryCharacter(t *testing.T) {
	a := NewAnalyzer()
	var f folder
	alike := func(r rune) bool {
		return r >= 0x3400 && r < 0xA000 || r >= 0xAC00 && r < 0xF900 || r >= 0x12000 && r < 0x1AFF0 || r >= 0x20000
	}
	for r := rune(0); r <= 0xE01FF; r++ {
		assigned := unicode.IsGraphic(r) || unicode.In(r, unicode.Cf, unicode.Cc)
		if !assigned || !utf8.ValidRune(r) || alike(r) && r%49 != 0 {
			continue
		}
		for _, s := range []string{string(r), "a" + string(r), "ж" + string(r) + "\u0308", "न" + string(r) + "b", string(r) + "\u0301"} {
			once := Fold(s)
			if twice := Fold(once); twice != once {
				t.Fatalf("%+q folds to %+q and then to %+q", s, once, twice)
			}
			checkTokens(t, a, s)
		}
		if c := classOf(r); (c == letter || c == digit || c == number || c == alone) && len(f.surface(string(r))) == 0 {
			// Greek and Arabic points that stand for themselves are letters by
			// category; by NFKC they are marks on a blank or on a tatweel.
			if strings.ContainsFunc(norm.NFKD.String(string(r)), func(r rune) bool { return unicode.IsLetter(r) && !vowelPoint(r) }) {
				t.Errorf("%U is a letter or number that folds to nothing", r)
			}
		}
	}
}
