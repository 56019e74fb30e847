package text

import (
	"fmt"
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
		{"inter\u00ADnational", "intern"}, {"İstanbul", "istanbul"}, {"Москва", "москва"}, {"中", "中"},
		{"C's", "c"}, {"s", "s"},
		// No stem: not all letters.
		{"u.s", ""}, {"o'brien", ""}, {"o'brien's", ""}, {"3000", ""}, {"at&t", ""}, {"c++", ""}, {"iphone13", ""},
		{"user_name", ""}, {"don't", ""}, {"½", ""}, {"हिन्दी", ""},
	}
	for _, tt := range tests {
		for _, lang := range []string{"en", "en-gb", "und", ""} {
			if got := stemOf(t, tt.word, lang); got != tt.want {
				t.Errorf("stem of %q in %q is %q, want %q", tt.word, lang, got, tt.want)
			}
		}
		if got := stemOf(t, tt.word, "fr"); got != "" {
			t.Errorf("stem of %q in fr is %q; French has no stems yet", tt.word, got)
		}
	}
}

func TestStemmed(t *testing.T) {
	for lang, want := range map[string]bool{"en": true, "en-us": true, "und": true, "": true, "fr": false, "enm": false, "de-at": false} {
		if Stemmed(lang) != want {
			t.Errorf("Stemmed(%q) is %v", lang, !want)
		}
	}
}

// One analyzer asked in two languages in turn must not mix them up.
func TestCacheKeepsLanguagesApart(t *testing.T) {
	a := NewAnalyzer()
	for range 2 {
		if tok := a.Tokens(nil, "countries", "en")[0]; tok.Stem != "countri" {
			t.Errorf("in English: %+v", tok)
		}
		if tok := a.Tokens(nil, "countries", "fr")[0]; tok.Stem != "" {
			t.Errorf("in French: %+v", tok)
		}
	}
}

// More spellings than the cache holds: forms stay right, the bound holds.
func TestCacheIsBounded(t *testing.T) {
	a := NewAnalyzer()
	var dst []Token
	for i := range 3 * cacheWords {
		word := fmt.Sprintf("word%dx", i)
		dst = a.Tokens(dst[:0], word+" Countries", "en")
		if dst[0].Surface != word || dst[1].Stem != "countri" {
			t.Fatalf("after %d spellings: %+v", i, dst)
		}
	}
	if n, m := len(a.english.young), len(a.english.old); n > cacheWords || m > cacheWords {
		t.Errorf("the cache holds %d and %d spellings, the bound is %d each", n, m, cacheWords)
	}
	long := strings.Repeat("a", cacheBytes+1)
	a.Tokens(nil, long, "en")
	if _, ok := a.english.get(long); ok {
		t.Errorf("a spelling of %d bytes is remembered", len(long))
	}
}
