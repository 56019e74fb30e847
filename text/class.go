package text

import "unicode"

// class is what a character does to words, after UAX #29 has had its say.
type class uint8

const (
	stop       class = iota // ends a word: blanks, symbols, most punctuation, the colon
	letter                  // begins and continues a word
	digit                   // decimal digits, which '.' and ',' join
	number                  // other numbers (½, Ⅻ): word characters that nothing joins
	alone                   // a letter of a script without blanks between words: one token each
	mark                    // marks and invisible characters: belong to what stands before
	connector               // underscores: inside a word, never at its edge
	apostrophe              // all characters that are written for '
	dot                     // all characters that are '.' by NFKC
	inner                   // others that UAX #29 keeps inside a word: , ; · ⁄ and gershayim; & when joined
)

// classOf returns the class of a character. Which of them meet inside one word
// is up to UAX #29; the class settles only what the corrections need.
func classOf(r rune) class {
	if r < 0x80 {
		return asciiClass[r]
	}
	switch r {
	case '\u2019', '\u2018', '\uFF07', '\u02BC', '\u02BB', '\u05F3':
		// U+02BC and U+02BB are how Ukrainian and Hawaiian texts often write
		// the apostrophe; U+05F3 (geresh) is how Hebrew does.
		return apostrophe
	case '\u2024', '\uFE52', '\uFF0E':
		return dot
	case '\u00B7', '\u0387', '\u2027', '\u055F', '\u05F4', // between letters: l·l, gershayim
		'\u037E', '\u0589', '\u060C', '\u060D', '\u066B', '\u066C', '\u07F8', '\u2044', // between digits
		'\uFE10', '\uFE14', '\uFE50', '\uFE54', '\uFF0C', '\uFF1B',
		'\uFF06', '\uFE60': // other forms of &
		return inner
	case '\uFF9E', '\uFF9F': // letters by category, voicing marks of kana by use
		return mark
	}
	switch {
	case plainLetter(r):
		return letter
	case unicode.IsMark(r) || ignorable(r):
		return mark
	case unicode.IsDigit(r):
		return digit
	case unicode.IsLetter(r):
		if standsAlone(r) {
			return alone
		}
		return letter
	case unicode.IsNumber(r):
		if standsAlone(r) {
			return alone // 〇
		}
		return number
	case unicode.Is(unicode.Pc, r):
		return connector
	}
	return stop
}

// asciiClass is classOf for ASCII. The colon is a stop: it always breaks.
var asciiClass = [0x80]class{
	'0': digit, '1': digit, '2': digit, '3': digit, '4': digit,
	'5': digit, '6': digit, '7': digit, '8': digit, '9': digit,
	'A': letter, 'B': letter, 'C': letter, 'D': letter, 'E': letter, 'F': letter, 'G': letter,
	'H': letter, 'I': letter, 'J': letter, 'K': letter, 'L': letter, 'M': letter, 'N': letter,
	'O': letter, 'P': letter, 'Q': letter, 'R': letter, 'S': letter, 'T': letter, 'U': letter,
	'V': letter, 'W': letter, 'X': letter, 'Y': letter, 'Z': letter,
	'a': letter, 'b': letter, 'c': letter, 'd': letter, 'e': letter, 'f': letter, 'g': letter,
	'h': letter, 'i': letter, 'j': letter, 'k': letter, 'l': letter, 'm': letter, 'n': letter,
	'o': letter, 'p': letter, 'q': letter, 'r': letter, 's': letter, 't': letter, 'u': letter,
	'v': letter, 'w': letter, 'x': letter, 'y': letter, 'z': letter,
	'_': connector, '\'': apostrophe, '.': dot,
	',': inner, ';': inner, '&': inner, '"': inner,
}

// plainLetter is a short cut for the letters most often met outside ASCII:
// Latin with accents and Cyrillic. It never says yes to anything else.
func plainLetter(r rune) bool {
	switch {
	case r < 0x0250:
		return r >= 0x00C0 && r != '×' && r != '÷'
	case r >= 0x0400 && r < 0x0530:
		return r < 0x0482 || r > 0x0489
	}
	return false
}

// ignorable tells the characters that cannot be seen and do not distinguish
// words: soft hyphens, joiners, direction marks, variation selectors, fillers.
// They may stand in a word and are not part of its surface.
func ignorable(r rune) bool {
	if r < 0x80 {
		return false
	}
	return unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) ||
		unicode.Is(unicode.Variation_Selector, r)
}

// standsAlone tells the letters that are one token each: Han, Hiragana and
// Katakana, and the scripts of South East Asia whose words UAX #29 leaves to
// dictionaries. Hangul is written with blanks and keeps its words.
func standsAlone(r rune) bool {
	switch {
	case r < 0x0E00:
		return false
	case r == '\u30FC' || r == '\uFF70' || r >= '\u3031' && r <= '\u3035': // kana signs of the script Common
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana,
		unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
		unicode.Tai_Le, unicode.New_Tai_Lue, unicode.Tai_Tham, unicode.Tai_Viet, unicode.Ahom)
}

// blankRune tells what separates words without being seen: white space, and
// the two zero-width characters that stand alone on lines that look empty.
func blankRune(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200B' || r == '\uFEFF'
}
