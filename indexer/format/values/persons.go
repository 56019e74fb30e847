package values

import (
	"regexp"
	"strings"
	"unicode"

	"newsdex/article"
)

var (
	ByPrefix = regexp.MustCompile(`(?i)^(?:written by|posted by|by|von|par|por)[:\s]+`)
	dateTail = regexp.MustCompile(`(?i)[\s,|•·–-]*(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2},?|\d{1,2}\.?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?)\s+(?:19|20)\d\d.*$`)
	contact  = regexp.MustCompile(`\s*[(<\[][^()<>\[\]]*(?:://|@)[^()<>\[\]]*[)>\]]`)
	hasDate  = regexp.MustCompile(`\b(?:19|20)\d\d\b`)
)

// PersonName returns a name without "By", or "" when it is none: an address, an
// account, a date, a sentence.
func PersonName(s string) string {
	s = ByPrefix.ReplaceAllString(PlainValue(s), "")
	s = contact.ReplaceAllString(dateTail.ReplaceAllString(s, ""), "")
	switch {
	case len(s) > 200, hasDate.MatchString(s), strings.HasPrefix(s, "@"), strings.Contains(s, "://"), strings.HasPrefix(s, "www."):
		return ""
	case !strings.ContainsFunc(s, unicode.IsLetter):
		return ""
	}
	switch strings.ToLower(s) {
	case "admin", "administrator", "author", "editor", "null", "undefined", "unknown", "none", "follow author", "last updated", "last updated:", "updated", "published":
		return ""
	}
	return s
}

// Distinct returns the values as lines, each once and short enough to be one;
// more says that there were too many.
func Distinct(list []string) (out []string, more bool) {
	seen := map[string]bool{}
	for _, v := range list {
		v = PlainValue(v)
		key := strings.ToLower(v)
		if v == "" || len(v) > article.MaxValue || seen[key] {
			continue
		}
		if len(out) == article.MaxValues {
			return out, true
		}
		seen[key] = true
		out = append(out, v)
	}
	return out, false
}

// SplitOne cuts a single value that is a list without blanks behind its commas;
// an element for each tag is the rule, and these may hold commas.
func SplitOne(list []string) []string {
	if len(list) == 1 && strings.Contains(list[0], ",") && !strings.Contains(list[0], ", ") {
		return Split(list)
	}
	return list
}

// Split cuts lists of keywords at commas, or semicolons where there is no comma.
func Split(list []string) []string {
	var out []string
	for _, s := range list {
		sep := ","
		if !strings.Contains(s, ",") {
			sep = ";"
		}
		out = append(out, strings.Split(s, sep)...)
	}
	return out
}
