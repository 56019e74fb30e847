package page

import (
	"bytes"
	"fmt"
	"strings"

	"newsdex/indexer/format/record"

	"golang.org/x/net/html"
)

// Limits of what HTML's parser and the extractor are given. Both take time and
// memory linear in the nodes of the tree, some 10 µs and 500 bytes for each, but
// what a page of 16 MB can become is not bounded by its length: a parser repairs.
const (
	// maxTags bounds the elements and comments of a page. The largest list of an
	// encyclopedia has 100,000.
	maxTags = 150_000
	// maxAttributes bounds the attributes of one element: each is looked for among
	// the others. The most that was seen is 70.
	maxAttributes = 1000
	// maxFormatting bounds the elements such as <b> and <font> that are open at
	// once. A parser opens them anew in every paragraph, so that a short page
	// could become gigabytes.
	maxFormatting = 64
	// maxReopened bounds how many elements that makes in all.
	maxReopened = 300_000
	// maxJoined bounds the bytes that are copied where a text is put together from
	// parts between tags that make no element, such as stray end tags: each part
	// costs the length of all before it. Whole books come to a tenth.
	maxJoined = 1 << 30
)

// survey is what a parser would make of a page. It makes no more nodes than four
// times the tags, the reopened and the texts: at most three are implied by one.
type survey struct {
	tags       int // elements and comments
	attributes int // of the element that has the most
	open       int // formatting elements at once
	reopened   int
	joined     int

	opened map[string]int // start tags less end tags, of formatting elements and a few others
	now    int            // formatting elements that are open
	run    int            // bytes of text since the last tag that surely makes an element
	foster int            // of text in a table but in no cell, which is put before the table
	cells  bool           // text stands in a cell, or outside of all tables
}

// parsePage parses a page whose tree is known to stay in bounds. The error is a
// *Refusal.
func parsePage(s string) (*html.Node, error) {
	v := surveyed(s)
	if v.open > maxFormatting || v.reopened > maxReopened {
		s = withoutFormatting(s)
		v = surveyed(s)
	}
	reason := ""
	switch {
	case v.tags > maxTags:
		reason = fmt.Sprintf("the page has more than %d elements, the limit", maxTags)
	case v.attributes > maxAttributes:
		reason = fmt.Sprintf("an element of the page has more than %d attributes, which none needs", maxAttributes)
	case v.joined > maxJoined:
		reason = "the text of the page is cut up by too many tags that mean nothing"
	}
	if reason != "" {
		return nil, &record.Refusal{Code: record.TooLarge, Reason: reason + "; save the text of the article"}
	}
	doc, err := html.Parse(strings.NewReader(s))
	if err != nil {
		return nil, &record.Refusal{Code: record.BrokenRecord, Reason: "the elements of the page are nested deeper than a page needs (512); save the text of the article"}
	}
	return doc, nil
}

// formatting are the elements that HTML's parser opens anew in each paragraph
// (the list of active formatting elements of the specification).
var formatting = map[string]bool{
	"a": true, "b": true, "big": true, "code": true, "em": true, "font": true, "i": true, "nobr": true, "s": true,
	"small": true, "strike": true, "strong": true, "tt": true, "u": true,
}

// passing are start tags that make no element where they do not belong.
var passing = map[string]bool{"html": true, "head": true, "body": true, "frame": true, "frameset": true}

// rows are the tags that make the frame of a table: true for those whose content
// is a cell.
var rows = map[string]bool{
	"table": false, "colgroup": false, "col": false, "tbody": false, "thead": false, "tfoot": false, "tr": false,
	"td": true, "th": true, "caption": true,
}

// surveyed reads a page as far as its numbers stay in bounds, but for those of
// formatting elements, which can be left out.
func surveyed(s string) survey {
	v := survey{opened: map[string]int{}, cells: true}
	z := html.NewTokenizer(strings.NewReader(s))
	for v.tags <= maxTags && v.attributes <= maxAttributes && v.joined <= maxJoined {
		switch z.Next() {
		case html.ErrorToken:
			return v
		case html.TextToken:
			v.text(z.Raw())
		case html.CommentToken, html.DoctypeToken:
			v.tags++
		case html.StartTagToken, html.SelfClosingTagToken:
			v.start(z)
		case html.EndTagToken:
			v.end(z)
		}
	}
	return v
}

func (v *survey) text(b []byte) {
	v.reopened += v.now
	if v.cells {
		v.run += len(b)
		v.joined += v.run
	} else if len(bytes.TrimSpace(b)) > 0 {
		v.foster += len(b)
		v.joined += v.foster
	} else {
		v.joined += len(b)
	}
}

func (v *survey) start(z *html.Tokenizer) {
	b, more := z.TagName()
	name := string(b)
	n := 0
	for ; more; n++ {
		_, _, more = z.TagAttr()
	}
	v.attributes = max(v.attributes, n)
	v.tags++
	v.reopened += v.now
	cell, row := rows[name]
	switch {
	case (name == "a" || name == "nobr") && v.opened[name] > 0: // ends the one that is open
		v.reopened += 8 * (1 + min(v.now, 3))
	case formatting[name]:
		v.opened[name]++
		v.now++
		v.open = max(v.open, v.now)
	case name == "select", name == "form", name == "p":
		v.opened[name]++
	case name == "table":
		v.opened[name]++
		v.foster = 0
	}
	inTable := v.opened["table"] > 0
	switch {
	case row && inTable:
		v.cells = cell
	case row, passing[name], name == "form" && v.opened[name] > 1:
		return
	case v.opened["select"] > 0 && name != "select" && name != "option" && name != "optgroup":
		return
	}
	v.run = 0
}

func (v *survey) end(z *html.Tokenizer) {
	b, _ := z.TagName()
	name := string(b)
	if name == "br" || name == "p" && v.opened[name] == 0 {
		v.tags++ // it makes an element; </p> may even where one was begun
	}
	_, row := rows[name]
	switch n := v.opened[name]; {
	case formatting[name]:
		// The adoption agency may rebuild eight times what stands around.
		v.reopened += min(n, 8) * (1 + min(v.now, 3))
		if n > 0 {
			v.now--
		}
	case name == "table":
		v.cells = n <= 1
	case row:
		v.cells = v.opened["table"] == 0
	}
	if v.opened[name] > 0 {
		v.opened[name]--
	}
}

// withoutFormatting returns a page without its formatting elements; what they
// hold stays.
func withoutFormatting(s string) string {
	var b strings.Builder
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		raw := z.Raw()
		if kind == html.StartTagToken || kind == html.EndTagToken || kind == html.SelfClosingTagToken {
			raw = bytes.Clone(raw) // TagName lowers it in place
			if name, _ := z.TagName(); formatting[string(name)] {
				continue
			}
		}
		b.Write(raw)
	}
}
