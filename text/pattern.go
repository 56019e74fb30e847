package text

import "strings"

// FoldPattern folds a word with wildcards as surfaces are folded: the letters
// around each * and ? change, the wildcards stay.
func FoldPattern(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexAny(s, "*?")
		if i < 0 {
			b.WriteString(Fold(s))
			break
		}
		b.WriteString(Fold(s[:i]))
		b.WriteByte(s[i])
		s = s[i+1:]
	}
	return b.String()
}
