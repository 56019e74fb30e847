package text

import (
	"unicode"
	"unicode/utf8"
)

// script is a script or a group of scripts that one language is told by.
type script uint8

const (
	noScript script = iota // numbers
	latin
	cyrillic
	arabicScript
	devanagari
	hebrew
	hanKana
	// Those below are the script of one common language each.
	greek
	armenian
	georgian
	hangul
	thai
	lao
	khmer
	burmese
	bengali
	gurmukhi
	gujarati
	tamilScript
	telugu
	kannada
	malayalam
	sinhala
	otherScript
	scripts // how many there are
)

// tag returns the one language of a script.
func (s script) tag() string {
	switch s {
	case greek:
		return "el"
	case armenian:
		return "hy"
	case georgian:
		return "ka"
	case hangul:
		return "ko"
	case thai:
		return "th"
	case lao:
		return "lo"
	case khmer:
		return "km"
	case burmese:
		return "my"
	case bengali:
		return "bn"
	case gurmukhi:
		return "pa"
	case gujarati:
		return "gu"
	case tamilScript:
		return "ta"
	case telugu:
		return "te"
	case kannada:
		return "kn"
	case malayalam:
		return "ml"
	case sinhala:
		return "si"
	}
	return "und"
}

// scriptOf returns the script of the first character of a surface, and whether
// that is kana.
func scriptOf(surface []byte) (s script, kana bool) {
	if c := surface[0]; c < utf8.RuneSelf {
		if asciiClass[c] == letter {
			return latin, false
		}
		return noScript, false
	}
	r, _ := utf8.DecodeRune(surface)
	switch {
	case r < 0x0370:
		return latin, false
	case r < 0x0400:
		return greek, false
	case r < 0x0530:
		return cyrillic, false
	case unicode.In(r, unicode.Hiragana, unicode.Katakana) || r == 'ー':
		return hanKana, true
	case unicode.Is(unicode.Han, r):
		return hanKana, false
	case unicode.IsNumber(r):
		return noScript, false
	case unicode.Is(unicode.Hangul, r):
		return hangul, false
	case r >= 0x1E00 && r < 0x1F00:
		return latin, false
	case r >= 0x1F00 && r < 0x2000:
		return greek, false
	}
	return byBlock(r), false
}

// byBlock returns the script of a letter by its block, for scripts whose
// letters stand in one or few.
func byBlock(r rune) script {
	switch {
	case r < 0x0530:
		return otherScript
	case r < 0x0590:
		return armenian
	case r < 0x0600:
		return hebrew
	case r < 0x0700, r >= 0x0750 && r < 0x0780, r >= 0x08A0 && r < 0x0900:
		return arabicScript
	case r < 0x0900:
		return otherScript
	case r < 0x0980:
		return devanagari
	case r < 0x0A00:
		return bengali
	case r < 0x0A80:
		return gurmukhi
	case r < 0x0B00:
		return gujarati
	case r < 0x0B80:
		return otherScript // Odia
	case r < 0x0C00:
		return tamilScript
	case r < 0x0C80:
		return telugu
	case r < 0x0D00:
		return kannada
	case r < 0x0D80:
		return malayalam
	case r < 0x0E00:
		return sinhala
	case r < 0x0E80:
		return thai
	case r < 0x0F00:
		return lao
	case r < 0x1000:
		return otherScript // Tibetan
	case r < 0x10A0:
		return burmese
	case r < 0x1100:
		return georgian
	case r >= 0x1780 && r < 0x1800:
		return khmer
	}
	return otherScript
}
