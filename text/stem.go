package text

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

// Stemmed reports whether words of the language have stems. In this release
// that is English, with its regions, and the unknown language: texts too short
// to tell are stemmed as English.
func Stemmed(lang string) bool {
	return lang == "en" || lang == "" || lang == "und" || strings.HasPrefix(lang, "en-")
}

// stemmer finds English stems with Snowball.
type stemmer struct {
	env  *snowballstem.Env
	word []byte
}

// stem returns the stem of a word as it was written, in lower case but not
// folded: Snowball must see the letters of the language. It is empty for words
// that are not all letters after a possessive 's is dropped, and for words
// longer than MaxToken.
func (t *stemmer) stem(raw string) string {
	if len(raw) > MaxToken {
		return ""
	}
	t.word = t.word[:0]
	for _, r := range norm.NFKC.String(raw) {
		switch {
		case ignorable(r):
			continue
		case classOf(r) == apostrophe:
			r = '\''
		}
		t.word = append(t.word, string(unicode.ToLower(r))...)
	}
	word := strings.TrimSuffix(string(t.word), "'s")
	if word == "" || strings.ContainsFunc(word, notLetter) {
		return ""
	}
	if t.env == nil {
		t.env = snowballstem.NewEnv("")
	}
	t.env.SetCurrent(word)
	english.Stem(t.env)
	return t.env.Current()
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }
