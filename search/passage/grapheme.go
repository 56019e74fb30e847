package passage

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"newsdex/text"
)

// maxGrapheme bounds how far, in runes, an end of a window moves to spare a
// character that is written with several: far more than any script uses.
const maxGrapheme = 64

// graphemes moves the ends of a window outwards where they would cut a
// grapheme: a mark may stand on the blank ahead of a sentence, and a word that
// is longer than a passage is cut anywhere. It keeps together all that UAX #29
// does, and some that it does not.
func (b Body) graphemes(w text.Span) text.Span {
	start, end := w.Start, w.End
	for n := 0; joined(b.Text, start); n++ {
		if n == maxGrapheme {
			start = w.Start
			break
		}
		start = b.back(start, 1)
	}
	for n := 0; joined(b.Text, end); n++ {
		if n == maxGrapheme {
			end = w.End
			break
		}
		end = b.forward(end, 1)
	}
	return text.Span{Start: start, End: end}
}

// prepended are the letters of Indic scripts that belong to what follows.
const prepended = "\u0d4e\U000111c2\U000111c3\U0001193f\U00011941\U00011a3a\U00011a84\U00011a85\U00011a86\U00011a87\U00011a88\U00011a89\U00011d46\U00011f02"

// joined reports whether the characters on both sides of an offset may be one.
func joined(s string, at int) bool {
	if at == 0 || at == len(s) {
		return false
	}
	if s[at-1]|s[at] < utf8.RuneSelf {
		return s[at-1] == '\r' && s[at] == '\n'
	}
	before, size := utf8.DecodeLastRuneInString(s[:at])
	after, _ := utf8.DecodeRuneInString(s[at:])
	const (
		joiner = '\u200d'
		virama = 9 // the combining class of what joins consonants of Indic scripts
	)
	switch {
	case unicode.Is(unicode.M, after), unicode.Is(unicode.Other_Grapheme_Extend, after),
		after == joiner, before == joiner,
		unicode.Is(unicode.Prepended_Concatenation_Mark, before), strings.ContainsRune(prepended, before),
		'\U0001F3FB' <= after && after <= '\U0001F3FF', // colours of skin
		after == 'ำ', after == 'ຳ',
		flag(before) && flag(after),
		jamo(before) && (jamo(after) || syllable(after)), syllable(before) && jamo(after):
		return true
	}
	return unicode.IsLetter(after) && norm.NFC.PropertiesString(s[at-size:]).CCC() == virama
}

func flag(r rune) bool { return '\U0001F1E6' <= r && r <= '\U0001F1FF' }

func syllable(r rune) bool { return '가' <= r && r <= '힣' }

// jamo are the parts of Korean syllables.
func jamo(r rune) bool {
	return '\u1100' <= r && r <= '\u11FF' || '\uA960' <= r && r <= '\uA97C' || '\uD7B0' <= r && r <= '\uD7FB'
}
