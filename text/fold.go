package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxMarks bounds the marks kept on one letter: no script stacks more, and
// text that does (decorated "zalgo" letters) would otherwise cost without end.
const maxMarks = 16

// Fold returns s as surfaces are folded: NFKC, lower case, without the marks
// on Latin and Greek letters, without Arabic harakat, tatweel and Hebrew
// niqqud, with ё as е, ς as σ, ł ø đ ħ ı æ œ ß þ ð as l o d h i ae oe ss th d,
// every apostrophe as ', gershayim as ", and without invisible characters
// (soft hyphens, joiners, direction marks). It keeps й, the signs of Indic
// scripts and the voicing of kana. Fold is idempotent; its result is valid
// UTF-8, where bytes that were not are U+FFFD. Safe for concurrent use.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	var f folder
	return string(f.fold(s, false))
}

// folded reports whether s is ASCII without capitals, which folding keeps.
func folded(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// folder holds the scratch of folding.
type folder struct{ wide, out, composed []byte }

// fold returns s folded; the result is valid until the next call. For a word,
// commas and blanks are dropped too: between digits the former only group
// (3,000), and the latter come out of single characters by NFKC.
func (f *folder) fold(s string, word bool) []byte {
	f.wide = norm.NFKD.AppendString(f.wide[:0], s)
	out := f.out[:0]
	var base, last rune // the last character that is no mark, and the last one kept
	ascii, marks := true, 0
	for i := 0; i < len(f.wide); {
		r, w := utf8.DecodeRune(f.wide[i:])
		i += w
		switch {
		case ignorable(r) || vowelPoint(r):
			continue
		case word && (r == ',' || r == '\u066C' || unicode.IsSpace(r)):
			continue
		case r >= 0x80 && unicode.IsMark(r):
			if dropsMark(base, r) || marks == maxMarks {
				continue
			}
			marks++
			out, last, ascii = utf8.AppendRune(out, r), r, false
			continue
		}
		marks = 0
		r = unicode.ToLower(r)
		base = r
		if s := spelled(r); s != "" {
			out, last = append(out, s...), 0
			base, _ = utf8.DecodeLastRuneInString(s)
			ascii = ascii && base < utf8.RuneSelf
			continue
		}
		// NFKC takes Thai and Lao am apart, so that it begins with a mark. It
		// is one letter, and stays one.
		if r == '\u0E32' && last == '\u0E4D' || r == '\u0EB2' && last == '\u0ECD' {
			out = out[:len(out)-utf8.RuneLen(last)]
			r++
		}
		out, last = utf8.AppendRune(out, r), r
		ascii = ascii && r < utf8.RuneSelf
	}
	f.out = out
	if ascii {
		return out
	}
	f.composed = norm.NFC.Append(f.composed[:0], out...)
	return f.composed
}

// dropsMark reports whether a mark is dropped on its base letter, which is in
// lower case.
func dropsMark(base, r rune) bool {
	switch {
	case base == 0 || r == '\u0E4D' || r == '\u0ECD': // the latter two begin am, see fold
		return false
	case base < 0x80:
		return true
	case base == 'е':
		return r == '\u0308' // ё
	}
	return unicode.In(base, unicode.Latin, unicode.Greek)
}

// vowelPoint tells Arabic harakat and other points of recitation, tatweel, and
// Hebrew niqqud and accents: texts come with and without them. Madda and hamza
// (U+0653 to U+0655) are part of letters and stay.
func vowelPoint(r rune) bool {
	switch {
	case r < 0x0591:
		return false
	case r <= 0x05C7: // U+05BE, U+05C0, U+05C3 and U+05C6 are punctuation
		return unicode.IsMark(r)
	case r == 0x0640 || r == 0x0670:
		return true
	case r >= 0x064B && r <= 0x065F:
		return r < 0x0653 || r > 0x0655
	case r >= 0x0610 && r <= 0x061A, r >= 0x06D6 && r <= 0x06ED, r >= 0x08D3 && r <= 0x08FF:
		return unicode.IsMark(r)
	}
	return false
}

// spelled returns how a lower-case letter that NFKC keeps is written in plain
// letters or signs; empty when it stays as it is.
func spelled(r rune) string {
	switch r {
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ß':
		return "ss"
	case 'þ':
		return "th"
	case 'ς':
		return "σ"
	case '\u2018', '\u2019', '\u02BC', '\u02BB', '\u05F3':
		return "'"
	case '\u05F4':
		return `"`
	}
	return ""
}

// Limits of one word.
const (
	// MaxToken bounds surfaces and stems, in bytes, so that no term of an index
	// is without bound (a word may be megabytes of base64). A longer surface is
	// cut at a character: two words that share their first 256 folded bytes are
	// equal. Offsets are not cut.
	MaxToken = 256
	// maxRaw bounds how much of a word as written is folded, in bytes: enough
	// for MaxToken folded bytes of any real word, even with a mark on each letter.
	maxRaw = 4 * MaxToken
)

// surface returns the folded form of a word as it was written, from its first
// letter or digit to its last letter, digit or mark (or the sign of c++), at
// most MaxToken bytes. It is empty for the few letters that fold to nothing
// that a word can begin with.
func (f *folder) surface(raw string) []byte {
	raw = cutRune(raw, maxRaw)
	out := f.ascii(raw)
	if out == nil {
		out = f.fold(raw, true)
	}
	if n := len(out); n > 0 && (out[n-1] == '+' || out[n-1] == '#') {
		return out
	}
	return trimWord(out)
}

// ascii is fold for a word in ASCII; nil when raw is not.
func (f *folder) ascii(raw string) []byte {
	out := f.out[:0]
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c >= utf8.RuneSelf:
			return nil
		case c == ',':
			continue
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		}
		out = append(out, c)
	}
	f.out = out
	return out
}

// trimWord cuts a folded word to MaxToken and to what a word may begin and end with.
func trimWord(b []byte) []byte {
	for len(b) > 0 {
		r, w := utf8.DecodeRune(b)
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			break
		}
		b = b[w:]
	}
	b = cutRune(b, MaxToken)
	for len(b) > 0 {
		r, w := utf8.DecodeLastRune(b)
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			break
		}
		b = b[:len(b)-w]
	}
	return b
}

// cutRune cuts s to at most n bytes, between characters.
func cutRune[T string | []byte](s T, n int) T {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
