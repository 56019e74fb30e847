package values

import (
	"regexp"
	"strings"
)

var langPattern = regexp.MustCompile(`^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}$`)

// FirstLang returns the first text that is a language tag.
func FirstLang(list ...string) string {
	for _, s := range list {
		s, _, _ = strings.Cut(s, ",")
		if s = strings.TrimSpace(s); langPattern.MatchString(s) && len(s) <= 35 {
			return s
		}
	}
	return ""
}

// MaxLang is the length of the longest tag that an article may have (RFC 5646,
// section 4.4.1).
const MaxLang = 35
