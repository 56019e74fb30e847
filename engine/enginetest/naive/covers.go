package naive

// covers reports whether a pattern covers the whole of a word: * any run of
// characters, none as well, ? one character.
func covers(pattern, word []rune) bool {
	if len(pattern) > 0 && len(word) > 0 && pattern[0] != '*' && pattern[0] != '?' && pattern[0] != word[0] {
		return false // most words, at once
	}
	// so[i][j]: the first i characters of the pattern cover the first j of the word.
	so := make([][]bool, len(pattern)+1)
	for i := range so {
		so[i] = make([]bool, len(word)+1)
	}
	so[0][0] = true
	for i := 1; i <= len(pattern); i++ {
		for j := range len(word) + 1 {
			switch pattern[i-1] {
			case '*': // covers one character more, or ends here
				so[i][j] = so[i-1][j] || j > 0 && so[i][j-1]
			case '?':
				so[i][j] = j > 0 && so[i-1][j-1]
			default:
				so[i][j] = j > 0 && so[i-1][j-1] && pattern[i-1] == word[j-1]
			}
		}
	}
	return so[len(pattern)][len(word)]
}

// alike reports whether b begins like a and is at most that many edits away.
func alike(a, b []rune, edits int) bool {
	return len(a) > 0 && len(b) > 0 && a[0] == b[0] && distance(a, b) <= edits
}

// distance is the optimal string alignment distance: letters put in, left out,
// replaced or swapped with their neighbour, and no piece edited twice.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			replace := d[i-1][j-1]
			if a[i-1] != b[j-1] {
				replace++
			}
			d[i][j] = min(replace, d[i-1][j]+1, d[i][j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
