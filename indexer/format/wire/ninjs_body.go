package wire

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
)

// ninjsText is one form of a body or a description.
type ninjsText struct{ name, kind, text string }

// forms takes all forms of a text: the list of versions 2 and 3, and the fields
// with a prefix of version 1.
func (n *ninjs) forms(list, prefix string) []ninjsText {
	var out []ninjsText
	add := func(name, kind, text string) {
		if strings.TrimSpace(text) == "" {
			return
		}
		switch kind = strings.ToLower(kind); {
		case strings.Contains(kind, "nitf"):
			kind = "nitf"
		case strings.Contains(kind, "html"), looksMarkup(text) && !strings.Contains(kind, "plain"):
			kind = "html"
		default:
			kind = "text"
		}
		out = append(out, ninjsText{name, kind, text})
	}
	for _, p := range n.parts(list) {
		add(strings.TrimSpace(list+" "+first(p["role"], p["contenttype"])), p["contenttype"]+" "+p["role"], p["value"])
	}
	for _, name := range n.names {
		if strings.HasPrefix(name, prefix) && n.fields[name] != nil {
			add(name, name, n.text(name))
		}
	}
	return out
}

// body is the HTML of an item, for it knows where paragraphs end; the plain text
// when there is none, or when the HTML holds less than half of it. The other
// forms are noted.
func (n *ninjs) body() string { return n.best(n.forms("bodies", "body_")) }

func (n *ninjs) description() string { return n.best(n.forms("descriptions", "description_")) }

func (n *ninjs) best(forms []ninjsText) string {
	best, chosen := "", -1
	for _, kind := range []string{"html", "nitf", "text"} {
		for i, f := range forms {
			if f.kind != kind {
				continue
			}
			if text := f.prose(); chosen < 0 || len(text) > 2*len(best) {
				best, chosen = text, i
			}
		}
	}
	for i, f := range forms {
		if i != chosen {
			n.note("ignored field "+record.Printable(f.name)+", "+record.Printable(forms[chosen].name)+" is there too", "")
		}
	}
	return best
}

// prose is the text of a form.
func (f ninjsText) prose() string {
	switch f.kind {
	case "html":
		return htmltext.Of(f.text)
	case "nitf":
		x := newItemReader(record.Input{Reader: strings.NewReader(f.text)}, "nitf", "body", "body.content")
		if doc, _, err := x.next(); err == nil {
			switch doc.name {
			case "body":
				doc = &xmlNode{name: "nitf", kids: []*xmlNode{doc}}
			case "body.content":
				doc = &xmlNode{name: "body", kids: []*xmlNode{doc}}
			}
			if text := nitfText(&wire{}, doc).body; text != "" {
				return text
			}
		}
		return htmltext.Of(f.text) // broken, or a fragment: its tags are much like those of HTML
	}
	return strings.TrimSpace(strings.ReplaceAll(f.text, "\r\n", "\n"))
}

// when takes a date.
func (n *ninjs) when(name string) article.Date { return n.date(name, n.text(name)) }

// readable refuses what has no text: items that only point to a picture, film or
// sound, and those that only say that they exist. A headline alone is an article
// only for a text.
func (n *ninjs) readable(rec *record.Record) error {
	kind := strings.TrimSpace(n.text("type"))
	hasBody := strings.TrimSpace(rec.Body) != ""
	switch {
	case !hasBody && textless[kind]:
		return textlessItem(fmt.Sprintf("an item of type %s without text", record.Printable(kind)))
	case !hasBody && strings.TrimSpace(rec.Headline) == "":
		return textlessItem("the item has neither a headline nor text")
	case kind != "" && kind != "text":
		n.note("item of type "+record.Printable(kind), "")
	}
	return nil
}

// rest notes what has no place in an article.
func (n *ninjs) rest() {
	n.status(n.text("pubstatus"))
	if r := n.text("representationtype"); r != "" && r != "complete" && r != "full" {
		n.note("representation "+record.Printable(r), "")
	}
	for _, name := range n.names {
		raw := n.fields[name]
		if raw == nil || ninjsPlumbing[name] || emptyJSON(raw) {
			continue
		}
		switch name {
		case "associations":
			n.counted("associations not followed", raw)
		case "renditions":
			n.counted("renditions not fetched", raw)
		case "genre", "genres":
			for _, p := range n.parts(name) {
				n.ignored(name, first(p["name"], p["uri"], p["literal"], p["code"]))
			}
		default:
			n.note("ignored field "+record.Printable(name), example(raw))
		}
	}
}

// counted notes the entries of an object or a list.
func (n *ninjs) counted(code string, raw []byte) {
	for name := range entries(raw) {
		n.note(code, name)
	}
}

// entries yields the names of an object's members, or the addresses (else names)
// of a list's objects.
func entries(raw []byte) iter.Seq[string] {
	return func(yield func(string) bool) {
		switch rawjson.KindOf(raw) {
		case "an object":
			for quoted := range rawjson.Members(raw) {
				if !yield(example(quoted)) {
					return
				}
			}
		case "a list":
			for item := range rawjson.Elements(raw) {
				p := ninjsPart{}
				if rawjson.KindOf(item) == "an object" {
					p = partOf(item)
				}
				if !yield(first(p["name"], p["uri"], p["href"])) {
					return
				}
			}
		default:
			yield(example(raw))
		}
	}
}

// example shows a JSON value in a note: a text as it is, a list or object by its
// beginning.
func example(raw []byte) string {
	var s string
	if raw[0] == '"' && json.Unmarshal(raw, &s) == nil {
		return s
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(string(raw[:min(len(raw), 4*record.MaxPrintable)]), "?")), " ")
}

// emptyJSON reports whether a value says nothing.
func emptyJSON(raw []byte) bool {
	switch string(raw) {
	case "null", `""`, "[]", "{}":
		return true
	}
	return false
}
