package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func stemOf(t *testing.T, word, lang string) string {
	t.Helper()
	tokens := NewAnalyzer().Tokens(nil, word, lang)
	if len(tokens) != 1 {
		t.Fatalf("%q is %d tokens", word, len(tokens))
	}
	return tokens[0].Stem
}

func TestStems(t *testing.T) {
	tests := []struct{ word, want string }{
		{"neutral", "neutral"}, {"Neutrality", "neutral"},
		{"Russia", "russia"}, {"Russia’s", "russia"}, {"RUSSIA'S", "russia"}, {"Russian", "russian"},
		{"invasion", "invas"}, {"countries", "countri"}, {"country’s", "countri"},
		{"naïve", "naiv"}, {"naive", "naiv"}, {"nai\u0308ve", "naiv"}, {"ﬁnances", "financ"},
		{"inter\u00ADnational", "intern"}, {"İstanbul", "istanbul"}, {"Москва", "москва"}, {"中", "中"}, {"हिन्दी", "हिन्दी"},
		{"C's", "c"}, {"s", "s"},
		// No stem: not all letters.
		{"u.s", ""}, {"o'brien", ""}, {"o'brien's", ""}, {"3000", ""}, {"at&t", ""}, {"c++", ""}, {"iphone13", ""},
		{"user_name", ""}, {"don't", ""}, {"½", ""},
	}
	for _, tt := range tests {
		for _, lang := range []string{"en", "en-gb", "und", ""} {
			if got := stemOf(t, tt.word, lang); got != tt.want {
				t.Errorf("stem of %q in %q is %q, want %q", tt.word, lang, got, tt.want)
			}
		}
	}
}

// Inflections share a stem in their language, and other words do not. Each
// language has one word that its neighbours write differently, so that two
// stemmers exchanged would show.
func TestStemsOfEachLanguage(t *testing.T) {
	tests := []struct{ lang, word, same, other string }{
		{"ar", "كتاب", "الكتاب", "مكتب"},
		{"da", "minister", "ministerens", "ministerium"},
		{"de", "Häuser", "Häusern", "Haut"},
		{"en", "countries", "country", "county"},
		{"es", "elecciones", "elección", "elegante"},
		{"fi", "talossa", "talosta", "talvi"},
		{"fr", "présidents", "président", "présence"},
		{"ga", "bhfear", "fear", "fearg"},
		{"hu", "házakban", "házban", "hazám"},
		{"it", "elezioni", "elezione", "eleganti"},
		{"nl", "ministers", "minister", "ministerie"},
		{"no", "regjeringen", "regjeringens", "regime"},
		{"pt", "governos", "governo", "governanta"},
		{"ro", "alegerile", "alegerilor", "alergare"},
		{"ru", "правительства", "правительством", "право"},
		{"sv", "regeringen", "regeringens", "regional"},
		{"ta", "மரங்கள்", "மரங்களை", "மனம்"},
		{"tr", "kitaplar", "kitapları", "kitlesel"},
	}
	var tested []string
	for _, tt := range tests {
		tested = append(tested, tt.lang)
		t.Run(tt.lang, func(t *testing.T) {
			word, same, other := stemOf(t, tt.word, tt.lang), stemOf(t, tt.same, tt.lang), stemOf(t, tt.other, tt.lang)
			if word == "" || word != same {
				t.Errorf("%q has the stem %q, %q has %q", tt.word, word, tt.same, same)
			}
			if word == other {
				t.Errorf("%q and %q share the stem %q", tt.word, tt.other, word)
			}
			if upper := stemOf(t, strings.ToUpper(tt.word), tt.lang); tt.lang != "tr" && tt.lang != "ga" && upper != word {
				t.Errorf("%q has the stem %q in capitals, else %q", tt.word, upper, word)
			}
			if possessive := stemOf(t, tt.word+"’s", tt.lang); possessive != word {
				t.Errorf("%q has the stem %q with ’s, else %q", tt.word, possessive, word)
			}
		})
	}
	if !slices.Equal(tested, Languages()) {
		t.Errorf("%v are tested, not %v", tested, Languages())
	}
}

func TestStemsOfHardWords(t *testing.T) {
	tests := []struct{ name, lang, word, other string }{
		{"diaeresis in English", "en", "naïve", "naive"},
		{"umlaut in German", "de", "Zürich", "Zurich"},
		{"umlaut with an ending", "de", "Zürichs", "Zurichs"},
		{"sharp s", "de", "Straße", "STRASSEN"},
		{"sharp s in capitals", "de", "STRAẞE", "strasse"},
		{"Polish letters in English", "en", "Łódź", "Lodz"},
		{"decomposed", "fr", "pre\u0301sident", "présidents"},
		{"Turkish dotted I", "tr", "İstanbul", "istanbul"},
		{"Turkish dotless I", "tr", "ISPARTA", "ısparta"},
		{"Turkish I typed by others", "tr", "ISTANBUL", "istanbul"},
		{"Turkish capitals", "tr", "SEÇİMLERİN", "seçimlerin"},
		{"Turkish ending of a name", "tr", "Ankara’daki", "Ankara"},
		{"Irish h before a vowel", "ga", "hÉireann", "Éireann"},
		{"Irish n before a vowel", "ga", "nAthair", "Athair"},
		{"Irish t before a decomposed vowel", "ga", "tE\u0301ire", "Éire"},
		{"harakat", "ar", "مُحَمَّد", "محمد"},
		{"yo", "ru", "ёлки", "елки"},
		{"Norwegian, both forms", "nn", "regjeringa", "regjeringa"},
		{"region", "pt-br", "meninas", "menina"},
		{"Dutch plural", "nl", "foto’s", "foto"},
		{"soft hyphen", "de", "Bundes\u00ADtages", "Bundestages"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := stemOf(t, tt.word, tt.lang), stemOf(t, tt.other, tt.lang)
			if a == "" || a != b {
				t.Errorf("%q has the stem %q, %q has %q", tt.word, a, tt.other, b)
			}
		})
	}
}

func TestStemsOfOtherLanguages(t *testing.T) {
	for _, lang := range []string{"pl", "zh", "ja", "he", "enm", "x-en"} {
		for _, word := range []string{"countries", "miastach", "中", "שלום"} {
			if got := stemOf(t, word, lang); got != "" {
				t.Errorf("stem of %q in %q is %q, which has no stemmer", word, lang, got)
			}
		}
	}
}

func TestStemLanguage(t *testing.T) {
	for lang, want := range map[string]string{
		"en": "en", "en-us": "en", "en-gb": "en", "und": "en", "": "en", "de-at": "de", "pt-br": "pt",
		"no": "no", "nb": "no", "nn": "no", "nn-no": "no", "zh": "", "zh-hant": "", "enm": "", "pl": "", "e": "",
	} {
		if got := StemLanguage(lang); got != want || Stemmed(lang) != (want != "") {
			t.Errorf("StemLanguage(%q) is %q, Stemmed %v; want %q", lang, got, Stemmed(lang), want)
		}
	}
	languages := Languages()
	if len(languages) != 18 || !slices.IsSorted(languages) {
		t.Errorf("Languages: %v", languages)
	}
	for _, lang := range languages {
		if StemLanguage(lang) != lang {
			t.Errorf("%q has the stems of %q", lang, StemLanguage(lang))
		}
	}
}

// One analyzer asked in several languages in turn must not mix them up.
func TestCacheKeepsLanguagesApart(t *testing.T) {
	a := NewAnalyzer()
	for range 2 {
		for lang, want := range map[string]string{"en": "countri", "fr": "countr", "pl": "", "tr": "countries", "und": "countri"} {
			if tok := a.Tokens(nil, "countries", lang)[0]; tok.Stem != want {
				t.Errorf("in %s: %+v, want the stem %q", lang, tok, want)
			}
		}
	}
}

// More spellings than the cache holds, in languages that alternate: forms stay
// right, the bound holds over all languages together.
func TestCacheIsBounded(t *testing.T) {
	a := NewAnalyzer()
	held := func(g *generation) (n int) {
		for _, words := range g {
			n += len(words)
		}
		return n
	}
	var dst []Token
	languages := append(Languages(), "zh")
	for i := range 3 * cacheWords {
		word := fmt.Sprintf("word%dx", i)
		dst = a.Tokens(dst[:0], word, languages[i%len(languages)])
		if dst[0].Surface != word {
			t.Fatalf("after %d spellings: %+v", i, dst)
		}
		if dst = a.Tokens(dst[:0], "Countries", "en"); dst[0].Stem != "countri" {
			t.Fatalf("after %d spellings: %+v", i, dst)
		}
		if i%1000 == 0 {
			if n, m := held(&a.cache.young), held(&a.cache.old); n > cacheWords || m > cacheWords || n != a.cache.words {
				t.Fatalf("the cache holds %d and %d spellings, counts %d, and the bound is %d each", n, m, a.cache.words, cacheWords)
			}
		}
	}
	long := strings.Repeat("a", cacheBytes+1)
	a.Tokens(nil, long, "en")
	if _, ok := a.cache.get(long); ok {
		t.Errorf("a spelling of %d bytes is remembered", len(long))
	}
}
