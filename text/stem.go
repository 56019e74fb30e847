package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"golang.org/x/text/unicode/norm"
)

// stemmer finds stems with Snowball.
type stemmer struct {
	env  *snowballstem.Env
	word []byte
}

// stem returns the stem in l of a word as it was written, in lower case but
// not folded: Snowball must see the letters of the language. It is empty for
// words that are not all letters (and the vowel signs that belong to them)
// after a possessive 's is dropped, and for words longer than MaxToken.
//
// The possessive is dropped in every language: Dutch writes foto's, others
// quote English names. Turkish parts all endings of names by an apostrophe
// (Ankara'da), and they are dropped in the same way.
func (t *stemmer) stem(raw string, l language) string {
	if l == unstemmed || len(raw) > MaxToken {
		return ""
	}
	tag := stemmers[l].tag
	word := t.lower(raw, tag)
	if tag == "tr" {
		word, _, _ = strings.Cut(word, "'")
	} else {
		word = strings.TrimSuffix(word, "'s")
	}
	if word == "" || strings.ContainsFunc(word, notLetter) {
		return ""
	}
	if tag == "ga" {
		word = unprefixed(raw, word)
	}
	if t.env == nil {
		t.env = snowballstem.NewEnv("")
	}
	t.env.SetCurrent(word)
	stemmers[l].stem(t.env)
	return t.env.Current()
}

// lower returns a word in the lower case of its language, composed, with plain
// apostrophes and without what cannot be seen.
func (t *stemmer) lower(raw, tag string) string {
	t.word = t.word[:0]
	for _, r := range norm.NFKC.String(raw) {
		switch {
		case ignorable(r):
			continue
		case classOf(r) == apostrophe:
			r = '\''
		case r == 'I' && tag == "tr":
			r = 'ı' // İ becomes i in every language
		case (r == 'ё' || r == 'Ё') && tag == "ru":
			r = 'е' // as Snowball's own description of the stemmer asks
		default:
			r = unicode.ToLower(r)
		}
		t.word = utf8.AppendRune(t.word, r)
	}
	return string(t.word)
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// unprefixed drops the h, n or t that Irish puts before a vowel, where the
// capital after it shows that it is none of the word's own: hÉireann, nAthair.
// (Before a small vowel n and t have a hyphen, which ends a token.)
func unprefixed(raw, word string) string {
	if raw[0] != 'h' && raw[0] != 'n' && raw[0] != 't' {
		return word
	}
	r, _ := utf8.DecodeRuneInString(norm.NFC.String(raw[1:]))
	if strings.ContainsRune("AEIOUÁÉÍÓÚ", r) {
		return word[1:]
	}
	return word
}
