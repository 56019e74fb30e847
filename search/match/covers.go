package match

import (
	"unicode/utf8"
)

// Covers reports whether a surface is one that the pattern asks for. The work
// is bounded by the product of their lengths.
func (p *Pattern) Covers(surface string) bool {
	// The usual backtracking to the last *: text and pattern positions where
	// it was met, from which one more character is swallowed on a mismatch.
	t, s, star, mark := 0, 0, -1, 0
	for s < len(surface) {
		_, size := utf8.DecodeRuneInString(surface[s:])
		switch {
		case t < len(p.Text) && p.Text[t] == '*':
			star, mark = t, s
			t++
		case t < len(p.Text) && p.Text[t] == '?':
			t++
			s += size
		case t < len(p.Text) && p.Text[t] == surface[s]:
			t++
			s++
		case star >= 0:
			_, size := utf8.DecodeRuneInString(surface[mark:])
			mark += size
			t, s = star+1, mark
		default:
			return false
		}
	}
	for t < len(p.Text) && p.Text[t] == '*' {
		t++
	}
	return t == len(p.Text)
}

// Literal returns the characters that every surface of the pattern begins with.
func (p *Pattern) Literal() string {
	for i := range len(p.Text) {
		if p.Text[i] == '*' || p.Text[i] == '?' {
			return p.Text[:i]
		}
	}
	return p.Text
}

// Covers reports whether a surface is within the allowed edits, counted as
// optimal string alignment distance: Levenshtein's edits and swaps of
// neighbours, no part edited twice (Damerau, 1964).
func (f *Fuzzy) Covers(surface string) bool {
	a, b := []rune(f.Surface), []rune(surface)
	if len(a) == 0 || len(b) == 0 || a[0] != b[0] || len(a)-len(b) > f.Edits || len(b)-len(a) > f.Edits {
		return false
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > f.Edits+1 { // a swap may still take one off
			return false
		}
		before, last, row = last, row, before
	}
	return last[len(b)] <= f.Edits
}

// Literal returns the letter that every surface begins with.
func (f *Fuzzy) Literal() string {
	_, size := utf8.DecodeRuneInString(f.Surface)
	return f.Surface[:size]
}
