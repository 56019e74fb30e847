package wire

import (
	"fmt"
	"strings"

	"newsdex/indexer/format/htmltext"
)

// newsMLBody is the text that a contentSet holds.
type newsMLBody struct {
	nitfBody
	lang string
}

// newsMLContent reads the first content of a set that has text, the others are
// other forms of it.
func newsMLContent(w *wire, set *xmlNode) newsMLBody {
	var out newsMLBody
	if set == nil {
		return out
	}
	for _, k := range set.kids {
		var got newsMLBody
		switch k.name {
		case "inlineXML":
			got = inlineXML(w, k)
		case "inlineData":
			got = inlineData(w, k)
		case "remoteContent":
			w.note("content elsewhere, not fetched", k.get("href"))
			continue
		default:
			continue
		}
		switch {
		case strings.TrimSpace(out.body) == "":
			got.headline, got.lang = first(got.headline, out.headline), first(got.lang, out.lang)
			out = got
		case strings.TrimSpace(got.body) != "":
			w.note("ignored another form of the content", k.get("contenttype"))
		}
	}
	return out
}

// otherVocabulary is the code for content in XML that is neither NITF nor XHTML.
const otherVocabulary = "ignored inlineXML of another vocabulary"

// inlineXML reads NITF and XHTML, with or without their root elements; of other
// vocabularies (sports results, company reports) it only says that they are
// there, for their texts are no prose.
func inlineXML(w *wire, k *xmlNode) newsMLBody {
	var root *xmlNode
	for _, e := range k.kids {
		if e.name != "" {
			root = e
			break
		}
	}
	if root == nil {
		w.ignored("inlineXML", k.line())
		return newsMLBody{}
	}
	out := newsMLBody{lang: first(root.get("lang"), k.get("lang"))}
	switch {
	case root.name == "nitf", strings.Contains(strings.ToLower(k.get("contenttype")), "nitf"):
		if root.name != "nitf" {
			root = &xmlNode{name: "nitf", kids: k.kids}
		}
		out.nitfBody = nitfText(w, root)
		if out.headline == "" {
			out.headline = root.child("head", "title").line()
		}
	case strings.EqualFold(root.name, "html"):
		out.headline = root.child("head", "title").line()
		out.body = first(root.child("body").prose(nil), root.prose(nil))
	case xhtmlBlocks[strings.ToLower(root.name)]:
		out.body = k.prose(nil)
	default:
		w.note(otherVocabulary, root.name)
	}
	return out
}

// xhtmlBlocks are elements that a fragment of XHTML may begin with.
var xhtmlBlocks = map[string]bool{
	"body": true, "div": true, "p": true, "article": true, "section": true, "h1": true, "h2": true, "h3": true,
	"ul": true, "ol": true, "table": true, "blockquote": true, "pre": true, "span": true, "main": true,
}

// inlineData reads text and HTML that stand in the item as characters.
func inlineData(w *wire, k *xmlNode) newsMLBody {
	kind := strings.ToLower(k.get("contenttype"))
	if enc := k.get("encoding"); enc != "" {
		w.note("ignored encoded inlineData", fmt.Sprintf("%s %s", kind, enc))
		return newsMLBody{}
	}
	raw := k.raw()
	out := newsMLBody{lang: k.get("lang")}
	switch {
	case strings.Contains(kind, "html"), kind == "" && looksMarkup(raw):
		out.body = htmltext.Of(raw)
	case kind == "", strings.HasPrefix(kind, "text/plain"):
		out.body = strings.TrimSpace(raw)
	default:
		w.note("ignored inlineData of another type", kind)
	}
	return out
}

// raw is the characters within an element as they are, without its elements.
func (n *xmlNode) raw() string {
	var b strings.Builder
	for _, k := range n.kids {
		b.WriteString(k.text)
	}
	return b.String()
}

// looksMarkup reports whether a text begins with a tag and holds an end tag.
func looksMarkup(s string) bool {
	s = strings.TrimSpace(s)
	if len(s) < 2 || s[0] != '<' || !strings.Contains(s, "</") {
		return false
	}
	c := s[1] | 0x20
	return c >= 'a' && c <= 'z' || s[1] == '!'
}
