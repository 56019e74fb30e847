package text

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/irish"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/tamil"
	"github.com/blevesearch/snowballstem/turkish"
)

// language is a language with a stemmer, as an index of stemmers.
type language uint8

const unstemmed language = 0

// stemmers are the languages of Snowball, by tag. The linker lays the table
// out, so that it costs nothing at start.
var stemmers = [...]struct {
	tag  string
	stem func(*snowballstem.Env) bool
}{
	{"", nil}, // unstemmed
	{"ar", arabic.Stem},
	{"da", danish.Stem},
	{"de", german.Stem},
	{"en", english.Stem},
	{"es", spanish.Stem},
	{"fi", finnish.Stem},
	{"fr", french.Stem},
	{"ga", irish.Stem},
	{"hu", hungarian.Stem},
	{"it", italian.Stem},
	{"nl", dutch.Stem},
	{"no", norwegian.Stem},
	{"pt", portuguese.Stem},
	{"ro", romanian.Stem},
	{"ru", russian.Stem},
	{"sv", swedish.Stem},
	{"ta", tamil.Stem},
	{"tr", turkish.Stem},
}

// primarySubtag returns the language of a tag without region and script: "no"
// for both written forms of Norwegian, "en" for the unknown language.
func primarySubtag(lang string) string {
	primary, _, _ := strings.Cut(lang, "-")
	switch primary {
	case "", "und":
		return "en"
	case "nb", "nn":
		return "no"
	}
	return primary
}

// languageOf returns the language whose stems a text in lang has.
func languageOf(lang string) language {
	primary := primarySubtag(lang)
	for l := range stemmers {
		if stemmers[l].tag == primary {
			return language(l)
		}
	}
	return unstemmed
}

// Languages returns the tags of the languages whose words have stems, sorted.
func Languages() []string {
	tags := make([]string, 0, len(stemmers)-1)
	for _, s := range stemmers[1:] {
		tags = append(tags, s.tag)
	}
	return tags
}

// StemLanguage returns the language, one of Languages, whose stems the words of
// a text in lang have: its primary subtag ("pt" for "pt-br"), "no" for both
// written forms of Norwegian ("nb", "nn"), and "en" for the unknown language
// ("und" and ""), because texts too short to tell are most often English here.
// It is empty for a language without stemmer. lang is a lower-case BCP 47 tag.
func StemLanguage(lang string) string { return stemmers[languageOf(lang)].tag }

// Stemmed reports whether words of a text in lang have stems.
func Stemmed(lang string) bool { return languageOf(lang) != unstemmed }
