package format

import "regexp"

// bodyText and looksLike stand in until the reader of marked-up bodies is
// merged: HTML is read, everything else is taken as it is.
func bodyText(s, format string) (string, error) {
	if format == "html" {
		return htmlText(s), nil
	}
	return s, nil
}

func looksLike(s string) string {
	if len(htmlTags.FindAllStringIndex(s, 2)) == 2 {
		return "html"
	}
	return "text"
}

// htmlTags are those without which HTML has no paragraphs.
var htmlTags = regexp.MustCompile(`(?i)</?(?:p|br|div|li|h[1-6]|blockquote|figure)(?:\s[^<>]*)?/?>`)
