package text

import (
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// segmenter cuts text into the spans of its words: UAX #29, then the
// corrections that make it fit for search. It calls emit for each word, in
// order.
//
// The corrections: a colon always breaks; '.' joins only digits and single
// letters; '&' between letters joins; c++ c# f# keep their sign; elided words
// are words of their own; letters of scripts without blanks are one word each.
// An underscore joins inside a word, as UAX #29 has it, and is dropped at the
// edges of one (so that emphasis written _so_ does not hide the word). A
// narrow no-break space breaks as every blank does, against UAX #29.
type segmenter struct {
	s         string
	paragraph int
	emit      func(start, end, paragraph int)
	uax       *words.Iterator[string]
	// slow sends ASCII through UAX #29 as well; tests hold both ways together.
	slow bool
}

func newSegmenter(emit func(start, end, paragraph int)) *segmenter {
	return &segmenter{emit: emit, uax: words.FromString("")}
}

// run cuts s, chunk by chunk between ASCII blanks.
func (g *segmenter) run(s string) {
	g.s, g.paragraph = s, 0
	for i := 0; i < len(s); {
		start, newlines := skipBlanks(s, i)
		if start == len(s) {
			break
		}
		if newlines > 1 && i > 0 {
			g.paragraph++
		}
		end, ascii := chunkEnd(s, start)
		if ascii && !g.slow {
			g.cutASCII(start, end)
		} else {
			g.cut(start, end)
		}
		i = end
	}
	g.s = ""
	g.uax.SetText("")
}

// word emits one word, with its sign when it is c++, c# or f#.
func (g *segmenter) word(start, end int) {
	if end-start == 1 && end < len(g.s) && (g.s[end] == '+' || g.s[end] == '#') {
		end += signWidth(g.s[start], g.s[end:])
	}
	g.emit(start, end, g.paragraph)
}

// signWidth returns how many bytes of rest are the sign of a programming
// language named by the letter c; the sign must not be part of a longer row.
func signWidth(c byte, rest string) int {
	n := 0
	switch c {
	case 'c', 'C':
		if len(rest) > 1 && rest[:2] == "++" {
			n = 2
		} else if rest[0] == '#' {
			n = 1
		}
	case 'f', 'F':
		if rest[0] == '#' {
			n = 1
		}
	}
	if n < len(rest) && (rest[n] == '+' || rest[n] == '#') {
		return 0
	}
	return n
}

// elided tells the words whose last vowel is dropped before a vowel, in French
// and Italian; what follows their apostrophe is a word of its own.
func elided(s string) bool {
	switch len(s) {
	case 1:
		switch s[0] | 0x20 {
		case 'l', 'd', 'j', 'm', 't', 's', 'n', 'c':
			return true
		}
	case 2:
		return s[0]|0x20 == 'q' && s[1]|0x20 == 'u'
	case 3:
		return s[0]|0x20 == 'a' && s[1]|0x20 == 'l' && s[2]|0x20 == 'l'
	case 4:
		return s[0]|0x20 == 'd' && s[1]|0x20 == 'e' && s[2]|0x20 == 'l' && s[3]|0x20 == 'l'
	}
	return false
}

// cut cuts s[i:end], which holds no ASCII blank, by UAX #29 and joins its
// pieces across '&' before the other corrections.
func (g *segmenter) cut(i, end int) {
	g.uax.SetText(g.s[i:end])
	a, b := i, i    // the piece at hand
	joined := false // it ends with '&' and goes on with the next piece
	for g.uax.Next() {
		from, to := i+g.uax.Start(), i+g.uax.End()
		switch {
		case joined:
			b, joined = to, false
		case ampersand(g.s[from:to]) && endsInLetter(g.s[a:b]) && beginsWithLetter(g.s[to:end]):
			b, joined = to, true
		default:
			g.refine(a, b)
			a, b = from, to
		}
	}
	g.refine(a, b)
}

func ampersand(s string) bool { return s == "&" || s == "＆" || s == "﹠" }

func beginsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return classOf(r) == letter
}

func endsInLetter(s string) bool {
	for s != "" {
		r, w := utf8.DecodeLastRuneInString(s)
		c := classOf(r)
		if c != mark {
			return c == letter
		}
		s = s[:len(s)-w]
	}
	return false
}

// refine applies the corrections to one piece of UAX #29, s[a:b].
func (g *segmenter) refine(a, b int) {
	s := g.s[:b]
	start, end := -1, -1 // the word at hand; none when start < 0
	run := 0             // its word characters since its start or a joining '.'; others count two
	last := stop         // the class of its last word character
	flush := func() {
		if start >= 0 {
			g.word(start, end)
			start = -1
		}
	}
	for p := a; p < b; {
		r, w := utf8.DecodeRuneInString(s[p:])
		c := classOf(r)
		switch c {
		case letter, digit, number:
			if start < 0 {
				start, run = p, 0
			}
			run, last, end = run+1, c, p+w
		case mark:
			if end == p && start >= 0 {
				end = p + w
			}
		case alone:
			flush()
			w += marksWidth(s[p+w:])
			g.word(p, p+w)
		case connector, inner:
			run += 2
		case apostrophe:
			if start >= 0 && elided(s[start:p]) && elides(s[p+w:]) {
				flush()
			}
			run += 2
		case dot:
			if !joinsDot(s[p+w:], run, last) {
				flush()
			}
			run = 0
		default:
			flush()
		}
		p += w
	}
	flush()
}

// marksWidth returns the length of the marks at the start of s.
func marksWidth(s string) int {
	n := 0
	for n < len(s) {
		r, w := utf8.DecodeRuneInString(s[n:])
		if classOf(r) != mark {
			break
		}
		n += w
	}
	return n
}

// elides reports whether what follows an apostrophe makes it an elision: a
// letter, but not the lone s of a possessive (the two C's).
func elides(rest string) bool {
	rest = rest[marksWidth(rest):]
	r, w := utf8.DecodeRuneInString(rest)
	if classOf(r) != letter {
		return false
	}
	return r != 's' && r != 'S' || continues(rest[w:])
}

// continues reports whether s begins with what lengthens a run of word characters.
func continues(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	switch classOf(r) {
	case letter, digit, number, mark, connector:
		return true
	}
	return false
}

// joinsDot reports whether a '.' joins what stands before it (a run of word
// characters that ends with the class last) to rest.
func joinsDot(rest string, run int, last class) bool {
	rest = rest[marksWidth(rest):]
	r, w := utf8.DecodeRuneInString(rest)
	c := classOf(r)
	if last == digit {
		return c == digit
	}
	if last != letter || run != 1 || c != letter {
		return false
	}
	rest = rest[w:]
	rest = rest[marksWidth(rest):]
	return !continues(rest)
}
