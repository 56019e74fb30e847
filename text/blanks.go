package text

import "unicode/utf8"

// asciiBlank tells the bytes that always separate words. Text between two of
// them can be cut into words on its own: no rule of UAX #29 looks across.
func asciiBlank(c byte) bool {
	return c == ' ' || c <= '\r' && c >= '\t'
}

// skipBlanks returns the first position at or after i that is not blank, and
// how many newlines were passed ("\r\n" is one): two or more make a blank line.
func skipBlanks(s string, i int) (next, newlines int) {
	for i < len(s) {
		c := s[i]
		switch {
		case c == ' ':
			i++
		case asciiBlank(c):
			if c == '\n' || c == '\r' && (i+1 == len(s) || s[i+1] != '\n') {
				newlines++
			}
			i++
		case c < utf8.RuneSelf:
			return i, newlines
		default:
			r, w := utf8.DecodeRuneInString(s[i:])
			if !blankRune(r) {
				return i, newlines
			}
			i += w
		}
	}
	return i, newlines
}

// chunkEnd returns where the run of bytes that are not ASCII blanks ends, and
// whether all of it is ASCII.
func chunkEnd(s string, i int) (end int, ascii bool) {
	all := byte(0)
	for i < len(s) && !asciiBlank(s[i]) {
		all |= s[i]
		i++
	}
	return i, all < utf8.RuneSelf
}

// nextParagraph returns the first paragraph at or after i, without the blanks
// around it (but perhaps with blanks outside ASCII at its end); ok is false
// when only blanks are left.
func nextParagraph(s string, i int) (p Span, ok bool) {
	i, _ = skipBlanks(s, i)
	p = Span{i, i}
	for i < len(s) {
		p.End, _ = chunkEnd(s, i)
		next, newlines := skipBlanks(s, p.End)
		if newlines > 1 {
			break
		}
		i = next
	}
	return p, p.Start < p.End
}
