package prose

import (
	"fmt"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"

	"golang.org/x/net/html"
)

// BodyText returns a body that is written as text, markdown or html as plain
// text in paragraphs. Another format is an error.
func BodyText(s, format string) (string, error) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	switch strings.ToLower(strings.TrimSpace(format)) {
	case "text":
		return s, nil
	case "markdown":
		s, _ = dropShortcodes(s, false)
		return markdownText(s)
	case "html":
		return htmltext.Of(s), nil
	}
	return "", fmt.Errorf("the format %q is not known; write text, markdown or html", record.Printable(format))
}

// Elements that prove markup, those that hold a block and those within a line.
var (
	blockTags = map[string]bool{
		"p": true, "div": true, "ul": true, "ol": true, "li": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
		"blockquote": true, "table": true, "figure": true, "section": true, "article": true, "pre": true, "br": true,
	}
	inlineTags = map[string]bool{"a": true, "em": true, "strong": true, "b": true, "i": true, "span": true, "u": true, "sup": true, "sub": true, "code": true}
)

// signsRead bounds how much of a text is looked at for signs, in bytes: markup
// that has not begun by then is an exception in a text.
const signsRead = 16 << 10

// LooksLike says how a text of unknown format is written: "html", "markdown" or
// "text". It is conservative: what is not clear is text, which loses nothing. A
// text that has tags but shows its paragraphs by blank lines is markdown, which
// may hold tags; HTML would lose the paragraphs.
func LooksLike(s string) string {
	s = s[:min(len(s), signsRead)]
	blocks, inline, begun := tags(s)
	bare := 0 // paragraphs without a tag at their beginning
	if blocks || inline {
		for _, p := range strings.Split(s, "\n\n") {
			if p = strings.TrimLeft(p, record.Blanks); p != "" && p[0] != '<' {
				bare++
			}
		}
	}
	switch {
	case blocks && begun > bare:
		return "html"
	case markdownSigns(s) >= 2:
		return "markdown"
	case (blocks || inline) && bare > 1:
		return "markdown"
	case blocks || inline:
		return "html"
	}
	return "text"
}

// markdownSigns weighs what only Markdown has. A link or a pair of fences is
// enough (2), of the others two are needed: people write "# 1" and **really** in
// plain text, too.
func markdownSigns(s string) int {
	signs := 0
	if hasMarkdownLink(s) {
		signs += 2
	}
	if strings.Contains(s, "**") && hasStrong(s) {
		signs++
	}
	if !strings.Contains(s, "#") && !strings.Contains(s, "```") && !strings.Contains(s, "]:") {
		return signs
	}
	fences, headings := 0, 0
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, record.Blanks)
		switch {
		case strings.HasPrefix(line, "#"):
			level := len(line) - len(strings.TrimLeft(line, "#"))
			if said := line[level:]; level <= 6 && len(said) >= 4 && said[0] == ' ' && values.Letters(said[1:2]) != "" {
				headings++
			}
		case strings.HasPrefix(line, "```") && !strings.ContainsAny(line[3:], " `"):
			fences++
		case strings.HasPrefix(line, "["):
			_, target, ok := strings.Cut(line, "]: ")
			if target = strings.TrimPrefix(target, "<"); ok && (strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://")) {
				signs += 2
			}
		}
	}
	if fences >= 2 {
		signs += 2
	}
	return signs + min(headings, 2)
}

// hasMarkdownLink reports whether there is a [text](target) in s, where target
// looks like one.
func hasMarkdownLink(s string) bool {
	for at := strings.Index(s, "]("); at >= 0; {
		line := s[strings.LastIndexByte(s[:at], '\n')+1 : at]
		target, _, closed := strings.Cut(s[at+2:min(len(s), at+2+article.MaxURL)], ")")
		if closed && strings.Contains(line, "[") && isTarget(target) {
			return true
		}
		next := strings.Index(s[at+2:], "](")
		if next < 0 {
			break
		}
		at += 2 + next
	}
	return false
}

// isTarget reports whether s is an address, a path or a file's name, with a
// title after it or not.
func isTarget(s string) bool {
	s, _, _ = strings.Cut(s, " \"")
	if s == "" || strings.ContainsAny(s, record.Blanks) {
		return false
	}
	for _, begin := range []string{"http://", "https://", "mailto:", "/", "#", "./", "../"} {
		if strings.HasPrefix(s, begin) {
			return true
		}
	}
	dot := strings.IndexByte(s, '.')
	return dot > 0 && dot < len(s)-1
}

// hasStrong reports whether words stand in double stars.
func hasStrong(s string) bool {
	_, rest, _ := strings.Cut(s, "**")
	inner, _, closed := strings.Cut(rest, "**")
	return closed && inner != "" && !strings.Contains(inner, "\n\n") && strings.TrimSpace(inner) == inner && values.Letters(inner) != ""
}

// tags reports whether a text is marked up with HTML's elements: whether blocks
// are opened and closed, or begun twice, and whether anything within a line is;
// begun counts the blocks.
func tags(s string) (blocks, inline bool, begun int) {
	if !strings.ContainsRune(s, '<') {
		return false, false, 0
	}
	open := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return blocks || begun >= 2, inline, begun
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		default:
			continue
		}
		raw := string(z.Raw())
		b, _ := z.TagName()
		name := string(b)
		// Other texts hold "<" and ">", too, but not around a bare name or
		// attributes.
		if rest := strings.Trim(raw[1:len(raw)-1], "/ \n"); len(rest) != len(name) && !strings.Contains(raw, "=") {
			continue
		}
		switch {
		case kind == html.EndTagToken:
			blocks = blocks || blockTags[name] && open[name]
			inline = inline || inlineTags[name] && open[name]
			continue
		case blockTags[name]:
			begun++
		}
		open[name] = true
	}
}
