package format

import (
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// bodyText returns a body that is written as text, markdown or html as plain
// text in paragraphs. Another format is an error.
func bodyText(s, format string) (string, error) {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	switch strings.ToLower(strings.TrimSpace(format)) {
	case "text":
		return s, nil
	case "markdown":
		s, _ = dropShortcodes(s, false)
		return markdownText(s)
	case "html":
		return htmlText(s), nil
	}
	return "", fmt.Errorf("the format %q is not known; write text, markdown or html", printable(format))
}

// paired are elements that prove markup when they are both opened and closed.
var paired = map[string]bool{
	"p": true, "div": true, "a": true, "ul": true, "ol": true, "li": true, "em": true, "strong": true, "b": true, "i": true,
	"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "blockquote": true, "span": true, "table": true,
	"figure": true, "section": true, "article": true, "u": true, "sup": true, "sub": true, "pre": true, "code": true,
}

// Signs of Markdown. A link or a fence is one by itself, of the others two are
// needed: people write "# 1" and **really** in plain text, too.
var (
	mdLink    = regexp.MustCompile(`!?\[[^\]\n]*\]\((?:https?://|/|#|\.{1,2}/|mailto:|[\w-]+\.\w)[^)\s]*(?:\s+"[^"\n]*")?\)`)
	mdLinkRef = regexp.MustCompile(`(?m)^ {0,3}\[[^\]\n]+\]: ?<?(?:https?://|/)\S+`)
	mdFence   = regexp.MustCompile("(?m)^ {0,3}```[\\w-]*$")
	mdHeading = regexp.MustCompile(`(?m)^#{1,6} +\S`)
	mdStrong  = regexp.MustCompile(`(?:^|[\s("“])\*\*[^\s*][^*\n]*\*\*`)
)

// signsRead bounds how much of a text is looked at for signs, in bytes: markup
// that has not begun by then is an exception in a text.
const signsRead = 64 << 10

// looksLike says how a text of unknown format is written: "html", "markdown" or
// "text". It is conservative: what is not clear is text, which loses nothing.
func looksLike(s string) string {
	s = s[:min(len(s), signsRead)]
	fences := len(mdFence.FindAllStringIndex(s, 2))
	signs := 2 * len(mdLink.FindAllStringIndex(s, 1))
	signs += 2 * len(mdLinkRef.FindAllStringIndex(s, 1))
	if fences == 2 {
		signs += 2
	}
	signs += len(mdHeading.FindAllStringIndex(s, 2)) + len(mdStrong.FindAllStringIndex(s, 1))
	tagged, begins := tags(s)
	switch {
	case begins && tagged:
		return "html"
	case signs >= 2:
		return "markdown" // it may hold HTML
	case tagged:
		return "html"
	}
	return "text"
}

// tags reports whether a text is marked up as HTML: an element is opened and
// closed, or lines or paragraphs are broken twice. begins says that the text
// starts with an element that holds a block.
func tags(s string) (tagged, begins bool) {
	if !strings.ContainsRune(s, '<') {
		return false, false
	}
	start := strings.ToLower(strings.TrimLeft(s[:min(len(s), 1024)], blanks))
	for _, e := range []string{"p", "div", "section", "article", "h1", "h2", "h3", "ul", "ol", "table", "figure", "blockquote"} {
		begins = begins || hasTag([]byte(start), e)
	}
	open := map[string]bool{}
	breaks := 0
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return breaks >= 2, begins
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			if n := string(name); paired[n] {
				open[n] = true
			}
			if n := string(name); n == "br" || n == "p" {
				breaks++
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); open[string(name)] {
				return true, begins
			}
		}
	}
}
