package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// What follows a full stop after an abbreviation decides whether a sentence
// ends there.
type abbreviation uint8

const (
	notListed abbreviation = iota
	joins                  // always followed by more: Mr. Smith, Roe v. Wade
	counted                // followed by a number: No. 5, Jan. 3
	clock                  // a.m. and p.m.: followed by a day or a zone: 9 a.m. Monday
	initial                // one capital: J. Smith
	ordinal                // a number, in German and Turkish: am 3. Mai
	mayEnd                 // others: the sentence goes on unless a word that starts sentences follows
	ends                   // the last words of an enumeration: и т. д.
)

// usage is how a language abbreviates and starts sentences.
type usage struct {
	lang   string // a primary subtag
	listed map[string]abbreviation
}

func usageOf(lang string) usage {
	lang = primarySubtag(lang)
	return usage{lang, abbreviations()[lang]}
}

// goesOn reports whether the sentence goes on after the words of left (without
// their last full stop) when rest follows.
func (u usage) goesOn(left, rest string) bool {
	kind := u.classify(left, unelided(trailingWord(left)))
	if kind == notListed || kind == ends {
		return false
	}
	if kind == joins {
		return true
	}
	rest = strings.TrimLeft(rest, "([")
	number := rest != "" && rest[0] >= '0' && rest[0] <= '9'
	next := leadingWord(rest)
	switch kind {
	case counted:
		return number
	case clock:
		return dayOrZone(next)
	case initial:
		if utf8.RuneCountInString(next) == 1 && strings.HasPrefix(rest[len(next):], ".") {
			return true // the next initial, which may be an A or I
		}
		if u.lang == "en" && strings.HasSuffix(left, "I") {
			return false // more often the speaker than Isaac
		}
	}
	return number || next != "" && !u.startsSentence(next)
}

// classify tells what the word before a full stop is. Abbreviations of several
// words (z. B., т. е., EE. UU.) are looked up with their stops and without blanks.
func (u usage) classify(left, word string) abbreviation {
	if word == "" {
		return notListed
	}
	if kind := u.classifySeveral(left, word); kind != notListed {
		return kind
	}
	if u.lang == "en" {
		if kind := inEnglish(word); kind != notListed {
			return kind
		}
	}
	kind := u.listed[strings.ToLower(word)]
	first, width := utf8.DecodeRuneInString(word)
	alone := width == len(word)
	switch {
	case alone && unicode.IsUpper(first) && kind != joins:
		return initial // P. Dupont, though p. 5
	case kind != notListed:
		return kind
	case alone && unicode.IsLetter(first) && u.lang != "en":
		return joins // z. B., т. е., د. محمد: a letter alone is half of something
	case dotted(word):
		return mayEnd // U.S, D.C, J.T
	case ordinalNumber(word) && (u.lang == "de" || u.lang == "tr"):
		return ordinal
	}
	switch word {
	case "Mr", "Mrs", "Dr", "Prof":
		return joins // English names stand in every language
	}
	return notListed
}

// classifySeveral looks up word with one and with two abbreviations before it.
func (u usage) classifySeveral(left, word string) abbreviation {
	left = strings.TrimSuffix(left, word)
	for range 2 {
		before, ok := strings.CutSuffix(strings.TrimRightFunc(left, blankRune), ".")
		if !ok {
			break
		}
		previous := trailingWord(before)
		if previous == "" {
			break
		}
		word = previous + "." + word
		if kind := u.listed[strings.ToLower(word)]; kind != notListed {
			return kind
		}
		left = strings.TrimSuffix(before, previous)
	}
	return notListed
}

// unelided returns word without an elided word before it: on for l’on.
func unelided(word string) string {
	for i, r := range word {
		if classOf(r) == apostrophe && elided(word[:i]) {
			return word[i+utf8.RuneLen(r):]
		}
	}
	return word
}

// dotted reports whether word is two or more letters with stops between, in a
// script with capitals.
func dotted(word string) bool {
	want, letters := letter, 0
	for _, r := range word {
		if classOf(r) != want || want == letter && !unicode.IsUpper(r) && !unicode.IsLower(r) {
			return false
		}
		if want == dot {
			want = letter
		} else {
			want = dot
			letters++
		}
	}
	return letters > 1 && want == dot
}

// ordinalNumber reports whether word is a number that is more often an ordinal
// than the end of a sentence: one or two digits, or Roman.
func ordinalNumber(word string) bool {
	if len(word) > 0 && len(word) < 3 && strings.Trim(word, "0123456789") == "" {
		return true
	}
	return len(word) > 1 && strings.Trim(word, "IVX") == ""
}

// leadingWord returns the letters at the start of s.
func leadingWord(s string) string {
	for i, r := range s {
		if classOf(r) != letter {
			return s[:i]
		}
	}
	return s
}

// startsSentence tells the capitalised words that far more often start a
// sentence than follow an abbreviation inside one: the function words of the
// language, but not the D of D’Alema.
func (u usage) startsSentence(word string) bool {
	if u.lang == "en" {
		return startsEnglish(word)
	}
	return word != "D" && hasFunctionWord(u.lang, word)
}
