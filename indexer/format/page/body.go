package page

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/prose"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"

	"codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	// minWords is how many words the text of an article must have. A brief has
	// more; what has less is a notice, a frame, or an offer to subscribe.
	minWords = 10
	// maxTeaserWords and minTeasers tell an index page: so many headings that
	// are links, with so few words of text to each.
	maxTeaserWords = 80
	minTeasers     = 4
	// maxLinked is the share of words in links, in percent, above which what
	// was found is a list of links. Lists of references in an encyclopedia
	// reach 40.
	maxLinked = 60
	// maxWeight bounds the bytes of text times the elements around each: the
	// extractor reads a text again for each of these, and for 200 MB takes two
	// seconds. The longest pages of an encyclopedia weigh a twentieth.
	maxWeight = 200 << 20
)

// body returns the text of the article: JSON-LD's when it is whole, else what
// the extractor finds. It takes doc apart. The error is a *Refusal that says
// why there is no article.
func (p *page) body(doc *html.Node, rec *record.Record) (string, error) {
	shown := pageWords(doc)
	if w := weight(doc, 0); w > maxWeight {
		return "", &record.Refusal{Code: record.TooLarge, Reason: "the page holds too much text in too many nested elements to find an article in; save the text of the article"}
	}
	node, byline := p.extract(doc)
	var found contents
	text := ""
	if node != nil {
		found = measure(node)
		p.prune(node)
		var b strings.Builder
		if err := html.Render(&b, node); err == nil {
			text = htmltext.Of(b.String())
		}
	}
	text, cut := prose.CutFurniture(dropHeadline(text, rec.Headline))
	if cut.Count > 0 {
		p.notes = append(p.notes, cut)
	}
	if whole := p.wholeBody(text); whole != "" {
		text = whole
	} else if err := p.refuse(found, wordsIn(text), shown); err != nil {
		return "", err
	}
	if p.ld.paid {
		p.note("not free to read, the text may be cut", "")
	}
	if rec.Byline == nil {
		rec.Byline = p.people([]string{byline})
	}
	return strings.TrimSpace(text), nil
}

// extract finds the article in doc, which is not to be used any more. A fault of
// the extractor costs the text, not the run.
func (p *page) extract(doc *html.Node) (found *html.Node, byline string) {
	defer func() {
		if r := recover(); r != nil {
			p.note("extractor failed", fmt.Sprint(r))
			found = nil
		}
	}()
	drop(doc, func(n *html.Node) bool { return n.DataAtom == atom.Noscript || n.DataAtom == atom.Script })
	parser := readability.NewParser()
	parser.DisableJSONLD = true
	parser.KeepClasses = true
	base, err := url.Parse(p.base)
	if err != nil || base.Host == "" {
		base = nil
	}
	a, err := parser.ParseAndMutate(doc, base)
	if err != nil {
		p.note("extractor failed", err.Error())
		return nil, ""
	}
	return a.Node, a.Byline()
}

// contents is what an extracted node is made of.
type contents struct {
	words, linked int
	// teasers are headings that are links.
	teasers int
}

func measure(node *html.Node) contents {
	var c contents
	walkPage(node, func(n *html.Node) bool {
		switch {
		case n.Type == html.TextNode:
			c.words += wordsIn(n.Data)
		case n.DataAtom == atom.A && attr(n, "href") != "":
			c.linked += wordsIn(textOf(n))
		case heading(n):
			if words := wordsIn(textOf(n)); words >= 3 && linkedWords(n)*10 >= words*8 {
				c.teasers++
			}
		}
		return true
	})
	return c
}

func heading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4:
		return true
	}
	return false
}

// linkedWords counts the words of a heading that are a link, or all when the
// heading stands in one.
func linkedWords(h *html.Node) int {
	if within(h, atom.A) {
		return wordsIn(textOf(h))
	}
	words := 0
	walkPage(h, func(n *html.Node) bool {
		if n.DataAtom != atom.A {
			return true
		}
		words += wordsIn(textOf(n))
		return false
	})
	return words
}

// pageWords counts the words that a page shows, article or not.
func pageWords(doc *html.Node) int {
	words := 0
	walkPage(doc, func(n *html.Node) bool {
		if n.Type == html.TextNode {
			words += wordsIn(n.Data)
		}
		return !htmltext.Unseen[n.DataAtom]
	})
	return words
}

// wordsIn counts words as far as blanks tell them apart; of scripts that are
// written without blanks two letters count as one.
func wordsIn(s string) int {
	n, wide := len(strings.Fields(s)), 0
	for _, r := range s {
		if r >= 0x0e00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
			wide++
		}
	}
	return n + wide/2
}

// saysArticle reports whether the page says of itself that it is an article.
func (p *page) saysArticle() bool {
	return p.ld.found || strings.Contains(strings.ToLower(p.one("og:type")), "article") || len(p.meta["article:published_time"]) > 0 || len(p.meta["citation_title"]) > 0
}

// refuse says why what was found is no article, nil when it is one.
func (p *page) refuse(c contents, words, shown int) error {
	reason := ""
	switch {
	case shown == 0 && p.scripts > 0:
		reason = "the page shows no text, only scripts: save it from a browser once it is shown, as a complete page"
	case shown == 0:
		reason = "the page shows no text"
	case words < minWords && p.saysArticle():
		reason = fmt.Sprintf("the page names an article but does not hold its text (%d words on the page): it is behind a payment or made by scripts; save it from a browser once it is shown", shown)
	case words == 0:
		reason = fmt.Sprintf("no text of an article was found among the %d words of the page", shown)
	case words < minWords:
		reason = fmt.Sprintf("only %d words of text were found, too few for an article", words)
	case p.ld.found:
	case c.teasers >= minTeasers && c.words < c.teasers*maxTeaserWords:
		reason = fmt.Sprintf("this is an index page: %d headings that lead to other pages; save the articles themselves", c.teasers)
	case p.saysArticle(): // og:type says so on index pages, too
	case c.linked*100 > c.words*maxLinked:
		reason = fmt.Sprintf("this is a list of links (%d of %d words), not an article; save the articles themselves", c.linked, c.words)
	}
	if reason == "" {
		return nil
	}
	return &record.Refusal{Code: record.NoArticle, Reason: reason}
}

// asides are parts of the class or id of what stands in an article and is not
// of it. A part is a whole word of the name: "share" is not in "shareholders".
var asides = map[string]bool{
	"caption": true, "credit": true, "figcaption": true, "related": true, "share": true, "sharing": true, "sharedaddy": true, "social": true,
	"newsletter": true, "promo": true, "recirc": true, "advert": true, "advertisement": true, "ad": true, "ads": true,
	"jp-relatedposts": true, "outbrain": true, "taboola": true, "breadcrumbs": true,
}

// maxAside is the share of the words, in percent, that one element may hold and
// still be an aside: class names lie, and an article is worth more than a clean
// end.
const maxAside = 15

// prune removes captions, share bars and links to other articles.
func (p *page) prune(node *html.Node) {
	limit := wordsIn(textOf(node)) * maxAside / 100
	drop(node, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Figcaption:
			return true
		case atom.Table, atom.Tbody, atom.Body:
			return false
		}
		return n.Type == html.ElementNode && namedAside(n) && wordsIn(textOf(n)) <= limit
	})
}

// drop removes the nodes below root that are not wanted.
func drop(root *html.Node, unwanted func(*html.Node) bool) {
	var found []*html.Node
	walkPage(root, func(n *html.Node) bool {
		if n == root || !unwanted(n) {
			return true
		}
		found = append(found, n)
		return false
	})
	for _, n := range found {
		n.Parent.RemoveChild(n)
	}
}

// weight is the sum of the bytes of all texts times their depth. The parser
// bounds the depth of a tree to 512.
func weight(n *html.Node, depth int) int {
	w := 0
	if n.Type == html.TextNode {
		w = len(n.Data) * depth
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w += weight(c, depth+1)
	}
	return w
}

func namedAside(n *html.Node) bool {
	for _, key := range []string{"class", "id"} {
		for _, name := range strings.Fields(strings.ToLower(attr(n, key))) {
			if asides[name] {
				return true
			}
			for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' }) {
				if asides[word] {
					return true
				}
			}
		}
	}
	return false
}

// dropHeadline removes the headline from the beginning of a text.
func dropHeadline(text, headline string) string {
	line, rest, _ := strings.Cut(text, "\n")
	if headline != "" && values.Letters(line) == values.Letters(headline) {
		return prose.TrimBlankLines(rest)
	}
	return text
}

// wholeBody returns the body that JSON-LD gives, in paragraphs, when it is the
// whole text of the article; found is what the extractor made of the page. A
// text without any paragraphs is not taken where the page has the same words in
// paragraphs.
func (p *page) wholeBody(found string) string {
	body := strings.TrimSpace(p.ld.body)
	if body == "" {
		return ""
	}
	if strings.Contains(body, "&lt;p") || prose.LooksLike(body) == "html" {
		if !strings.Contains(body, "<") {
			body = html.UnescapeString(body)
		}
		body = htmltext.Of(body)
	} else {
		body = html.UnescapeString(body)
	}
	body = paragraphsOf(body)
	words, there := wordsIn(body), wordsIn(found)
	cutShort := strings.HasSuffix(body, "…") || strings.HasSuffix(body, "...") || strings.HasSuffix(body, "[…]") || strings.HasSuffix(body, "[...]")
	switch {
	case words < minWords, cutShort, words*5 < there*4:
		return ""
	case words*4 <= there*5 && strings.Count(body, "\n\n") < strings.Count(found, "\n\n")/2:
		return ""
	}
	return body
}

// paragraphsOf makes lines paragraphs in a text that has no blank lines: JSON is
// not wrapped by hand.
func paragraphsOf(s string) string {
	var out []string
	for line := range strings.Lines(strings.ReplaceAll(s, "\r", "\n")) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n\n")
}
