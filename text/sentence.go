package text

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// maxEdge bounds how many characters in a row that are neither letters nor
// digits count at the edge of a sentence. UAX #29 looks ahead from each of
// them, so that a row of a million blanks would cost a million times a million.
const maxEdge = 16

// Sentences returns the sentences of English text: SentencesIn(s, "en").
func Sentences(s string) []Span { return SentencesIn(s, "en") }

// SentencesIn returns the sentences of s: those of UAX #29 within each
// paragraph, where a newline is a blank, joined again after initials and after
// the titles, months and abbreviations of the language, which is given as a
// lower-case BCP 47 tag ("und" and "" count as English; a language without a
// list has initials and few titles). Spans ascend, do not overlap, are not
// empty, begin and end with what is not blank, and never cross a paragraph;
// every token lies within one. Safe for concurrent use.
func SentencesIn(s, lang string) []Span {
	var out []Span
	u := usageOf(lang)
	for at := 0; ; {
		p, ok := nextParagraph(s, at)
		if !ok {
			return out
		}
		out = u.appendSentences(out, s[p.Start:p.End], p.Start)
		at = p.End
	}
}

// appendSentences appends the sentences of one paragraph, which begins at
// offset of the text.
func (u usage) appendSentences(out []Span, p string, offset int) []Span {
	var borders []int // where sentences end
	inWord := false   // a border without a blank before it: perhaps within a word
	for it := sentences.FromString(flatten(p)); it.Next(); {
		end := it.End()
		if end < len(p) && u.continued(p[:end], p[end:]) {
			continue
		}
		borders = append(borders, end)
		if last, _ := utf8.DecodeLastRuneInString(p[:end]); end < len(p) && !blankRune(last) {
			inWord = true
		}
	}
	if inWord {
		borders = outsideWords(p, borders)
	}
	from := 0
	for _, end := range borders {
		sentence := strings.TrimRightFunc(p[from:end], blankRune)
		if trimmed := strings.TrimLeftFunc(sentence, blankRune); trimmed != "" {
			to := offset + from + len(sentence)
			out = append(out, Span{to - len(trimmed), to})
		}
		from = end
	}
	return out
}

// flatten returns p with every newline as a blank, so that hard-wrapped text
// has no sentence borders at line ends, and with long rows of characters that
// are neither letters nor digits made invisible beyond maxEdge. Its length is
// that of p.
func flatten(p string) string {
	var b []byte // a copy of p, when it must differ
	change := func() {
		if b == nil {
			b = []byte(p)
		}
	}
	row, rest := 0, 0 // the characters of the row at hand, and where those beyond maxEdge begin
	for i := 0; i < len(p); {
		r, w := rune(p[i]), 1
		if r >= utf8.RuneSelf {
			r, w = utf8.DecodeRuneInString(p[i:])
		}
		switch classOf(r) {
		case letter, digit, number, alone:
			if row > maxEdge {
				change()
				hide(b[rest:i])
			}
			row = 0
			i += w
			continue
		}
		if blank := flatBlank(r); blank != "" {
			change()
			copy(b[i:], blank)
		}
		i += w
		if row++; row == maxEdge {
			rest = i
		}
	}
	if row > maxEdge {
		change()
		hide(b[rest:])
	}
	if b == nil {
		return p
	}
	return string(b)
}

// hide overwrites b with blanks and soft hyphens, which UAX #29 ignores: they
// take two bytes, so that one blank makes an odd length even.
func hide(b []byte) {
	if len(b)%2 == 1 {
		b[0] = ' '
		b = b[1:]
	}
	for i := 0; i < len(b); i += 2 {
		copy(b[i:], "\u00AD")
	}
}

// flatBlank returns the blank of the same length for what UAX #29 takes as the
// end of a line; empty for others.
func flatBlank(r rune) string {
	switch r {
	case '\n', '\r', '\v', '\f':
		return " "
	case '\u0085':
		return "\u00A0"
	case '\u2028':
		return "\u2003"
	}
	return ""
}

// continued reports whether a sentence that UAX #29 ends with left goes on
// with right, because left ends with an abbreviation.
func (u usage) continued(left, right string) bool {
	left, ok := strings.CutSuffix(strings.TrimRightFunc(left, blankRune), ".")
	return ok && u.goesOn(left, right)
}

// trailingWord returns the letters, digits, stops and apostrophes at the end
// of s, when they are few enough to be an abbreviation.
func trailingWord(s string) string {
	const longest = 24 // bytes: seven letters of Tamil
	i := len(s)
	for i > 0 {
		r, w := utf8.DecodeLastRuneInString(s[:i])
		switch classOf(r) {
		case letter, digit, number, alone, mark, dot, apostrophe:
			if i -= w; len(s)-i > longest {
				return ""
			}
			continue
		}
		break
	}
	return s[i:]
}

// outsideWords returns the borders that do not cut a word of p.
func outsideWords(p string, borders []int) []int {
	kept, next := borders[:0], 0
	newSegmenter(func(start, end, _ int) {
		for next < len(borders) && borders[next] < end {
			if borders[next] <= start {
				kept = append(kept, borders[next])
			}
			next++
		}
	}).run(p)
	return append(kept, borders[next:]...)
}
