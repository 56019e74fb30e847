package text

// cutASCII cuts s[i:end], ASCII without blanks, into exactly the words that
// cut gives. Nearly all words of English text come this way, at about half
// of the cost of cut; a fuzz test holds the two together.
func (g *segmenter) cutASCII(i, end int) {
	s := g.s[:end]
	for i < len(s) {
		if c := asciiClass[s[i]]; c != letter && c != digit {
			i++
			continue
		}
		start, run := i, i // run: where the word began, or goes on after a joining '.'
		for {
			for i < len(s) && wordByte(s[i]) {
				i++
			}
			if i+1 >= len(s) || !joinsASCII(s, i, i-run) {
				break
			}
			if s[i] == '\'' && elided(s[start:i]) && elidesASCII(s[i+1:]) {
				break
			}
			i++
			if s[i-1] == '.' {
				run = i
			}
		}
		last := i
		for s[last-1] == '_' {
			last--
		}
		g.word(start, last)
	}
}

func wordByte(c byte) bool {
	switch asciiClass[c] {
	case letter, digit, connector:
		return true
	}
	return false
}

// joinsASCII reports whether s[i], which is not the last byte, joins its
// neighbours; run is the length of the run of word characters before it, more
// when that run follows a joining character other than '.'.
func joinsASCII(s string, i, run int) bool {
	before, after := asciiClass[s[i-1]], asciiClass[s[i+1]]
	letters := before == letter && after == letter
	digits := before == digit && after == digit
	switch s[i] {
	case '\'':
		return letters || digits
	case ',', ';':
		return digits
	case '&':
		return letters
	case '.':
		return digits || letters && run == 1 && (i+2 == len(s) || !wordByte(s[i+2]))
	}
	return false
}

// elidesASCII is elides for ASCII; the caller knows that rest begins with a
// word character.
func elidesASCII(rest string) bool {
	if asciiClass[rest[0]] != letter {
		return false
	}
	return rest[0]|0x20 != 's' || len(rest) > 1 && wordByte(rest[1])
}
