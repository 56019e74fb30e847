package text

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostile are texts on which rules meet each other.
var hostile = []string{
	"Russia’s U.S. at&t c++ c# f# 3,000 3.14 l’ONU o'brien nº123",
	"a.b&c x&a.b r&d'or l's.a l's&b l's'x U.S's s'x qu'd'x dell'd'all'x",
	"_'a a_.b 1_.2 a_&b _a.b _c++ c_++ 1'a 3;4 a;b a\"b",
	"中国々'a人々abc カタカナ_カ ｶﾞﾞ ーa\u3099",
	"น้ำ aำ ํา ลำ ຳ",
	"a\u0301.\u0301b c\u0301++ l'\u0301onu l\u0301'a &\u0301 a&\u0301b",
	"a\u00AD_\u0301b \u0301a \u200Da a\u200D❤b a\u00AD",
	"צה״ל צה\"ל ג'ורג' א.ב א\"",
	"\uFDFA \uFE70 ͺ aͺ\u0345b ⑴ ⒈ 🄁 ŉ ŀl Ⅻ½²",
	"ab\xffcd \xe2\x80 \xe2\x80\x99 \xf0\x9f",
	"a\n\n\u00A0\n b\r\n\r\nc\u2028d\u2029e\u0085f",
	"«\u202Fmot\u202F» 3\u202F000 ٣٬٠٠٠ ٣٫١٤",
}

func FuzzTokens(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	// A new analyzer each time: what a cache holds must not look like coverage.
	f.Fuzz(func(t *testing.T, s string) { checkTokens(t, NewAnalyzer(), s) })
}

func FuzzStems(f *testing.F) {
	for i, s := range hostile {
		f.Add(s, uint8(i))
	}
	for i, lang := range Languages() {
		for _, s := range samples {
			if s.lang == lang {
				f.Add(s.text, uint8(i))
			}
		}
	}
	f.Add("l'İıIi Ankara'da nAthair hÉ tE\u0301 h\u0301 ё\u0308 ŐŰ ß ẞ's ｆ's", uint8(7))
	f.Fuzz(func(t *testing.T, s string, n uint8) {
		languages := Languages()
		checkStems(t, s, languages[int(n)%len(languages)])
	})
}

// checkStems holds the promises of stems on one text: the language changes
// them and nothing else, and they come out the same from the cache.
func checkStems(t *testing.T, s, lang string) {
	t.Helper()
	a := NewAnalyzer()
	tokens := a.Tokens(nil, s, lang)
	plain := a.Tokens(nil, s, "zxx")
	if again := a.Tokens(nil, s, lang); !slices.Equal(again, tokens) {
		t.Fatalf("%+q in %s: %+v, and then %+v", s, lang, tokens, again)
	}
	if len(plain) != len(tokens) {
		t.Fatalf("%+q: %d tokens in %s, else %d", s, len(tokens), lang, len(plain))
	}
	for i, tok := range tokens {
		if plain[i].Stem != "" {
			t.Fatalf("%+q: a stem without stemmer: %+v", s, plain[i])
		}
		if tok.Stem != "" {
			checkForm(t, s, tok.Stem)
		}
		tok.Stem = ""
		if tok != plain[i] {
			t.Fatalf("%+q: %+v in %s, else %+v", s, tok, lang, plain[i])
		}
	}
}

// Each stemmer on random words of the letters of its language, and of all.
func TestRandomStems(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	n := 20_000
	if testing.Short() {
		n /= 10
	}
	for _, lang := range Languages() {
		var own []rune
		for _, s := range samples {
			if s.lang == lang {
				own = append(own, []rune(s.text)...)
			}
		}
		own = slices.DeleteFunc(own, func(r rune) bool { return notLetter(r) })
		all := slices.Concat(own, []rune("aeiouyäöüåøæßñçéèêáíóúőűıİşğșțАяёЖлاةىويநாைக்'’h\u0301\u0308\u0307"))
		var b strings.Builder
		for i := range n {
			letters := own
			if i%2 == 1 {
				letters = all
			}
			for range 1 + random.IntN(14) {
				b.WriteRune(letters[random.IntN(len(letters))])
			}
			b.WriteByte(' ')
			if i%100 == 99 {
				checkStems(t, b.String(), lang)
				b.Reset()
			}
		}
	}
}

// checkTokens holds the promises of Tokens on one text.
func checkTokens(t *testing.T, a *Analyzer, s string) {
	t.Helper()
	tokens := a.Tokens(nil, s, "en")
	a.seg.slow = true
	slow := a.Tokens(nil, s, "en")
	a.seg.slow = false
	if !slices.Equal(tokens, slow) {
		t.Fatalf("%+q: the fast path gives %+v, the slow path %+v", s, tokens, slow)
	}
	if n := a.Count(s); n != len(tokens) {
		t.Fatalf("%+q: %d tokens are counted, there are %d", s, n, len(tokens))
	}
	if lang, n := a.Detect(s); n != len(tokens) || lang != langOf(tokens) {
		t.Fatalf("%+q: %d tokens in %q are told, there are %d in %q", s, n, lang, len(tokens), langOf(tokens))
	}
	end, paragraph := 0, 0
	for _, tok := range tokens {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Paragraph < paragraph {
			t.Fatalf("%+q: token %+v does not follow %d in paragraph %d", s, tok, end, paragraph)
		}
		end, paragraph = tok.End, tok.Paragraph
		raw := s[tok.Start:tok.End]
		if !utf8.ValidString(raw) {
			t.Fatalf("%+q: token %+v cuts %+q, which is not UTF-8", s, tok, raw)
		}
		checkForm(t, s, tok.Surface)
		if tok.Stem != "" {
			checkForm(t, s, tok.Stem)
		}
		again := Surfaces(raw)
		if len(again) != 1 || again[0] != tok.Surface {
			t.Fatalf("%+q: token %+v alone, %+q, gives %+q", s, tok, raw, again)
		}
	}
}

// checkForm holds the promises of a surface or stem.
func checkForm(t *testing.T, s, form string) {
	t.Helper()
	first, _ := utf8.DecodeRuneInString(form)
	switch {
	case !unicode.IsLetter(first) && !unicode.IsNumber(first):
		t.Fatalf("%+q: %+q does not begin with a letter or digit", s, form)
	case len(form) > MaxToken:
		t.Fatalf("%+q: %+q has %d bytes", s, form, len(form))
	case !utf8.ValidString(form):
		t.Fatalf("%+q: %+q is not UTF-8", s, form)
	case strings.ContainsFunc(form, unicode.IsSpace):
		t.Fatalf("%+q: %+q holds a blank", s, form)
	case Fold(form) != form:
		t.Fatalf("%+q: %+q folds further, to %+q", s, form, Fold(form))
	}
}

// Every text of up to five of the ASCII characters that the corrections look
// at: the fast path must give what UAX #29 and the corrections give.
func TestEveryShortText(t *testing.T) {
	const alphabet = "aSL1'._,&:+"
	a := NewAnalyzer()
	text := make([]byte, 0, 5)
	var extend func()
	extend = func() {
		checkTokens(t, a, string(text))
		if len(text) == cap(text) {
			return
		}
		for i := range len(alphabet) {
			text = append(text, alphabet[i])
			extend()
			text = text[:len(text)-1]
		}
	}
	extend()
}

// Random texts of the characters that rules look at, in all scripts.
func TestRandomTexts(t *testing.T) {
	alphabet := []rune("aasSlLdqucfI1234  ''’‘.．․,，;:：&＆_＿++##\"״׳אבéßіʼʻ中々がカｶーーﾞไำาํ่ນຳខ្មကё²½Ⅻ⑴ͺﹰ\uFDFA" +
		"\u00AD\u200B\u200C\u200D\u202F\u0301\u0308\u3099\u0345\uFE0F\u0640\u064B\u00A0\u2028\u2029\n\n\r❤👍🏽·⁄٬٫٣!?。)(”\uFFFD")
	n := 40_000
	if testing.Short() {
		n /= 10
	}
	random := rand.New(rand.NewPCG(1, 2))
	a := NewAnalyzer()
	for range n {
		text := make([]rune, 1+random.IntN(12))
		for i := range text {
			text[i] = alphabet[random.IntN(len(alphabet))]
		}
		checkTokens(t, a, string(text))
		checkSentences(t, string(text))
	}
}
