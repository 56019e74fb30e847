package wire

import (
	"strings"

	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"

	"golang.org/x/net/html/atom"
)

// xmlNode is an element, or a text when name is empty.
type xmlNode struct {
	name string // without prefix
	attr []markup.Attribute
	kids []*xmlNode
	text string
}

func newXMLNode(e *markup.Element) *xmlNode {
	return &xmlNode{name: e.Written, attr: e.Attrs}
}

func (n *xmlNode) addText(s string) { n.kids = append(n.kids, &xmlNode{text: s}) }

// get returns an attribute by its local name; "xml:lang" is asked for as "lang".
func (n *xmlNode) get(name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.attr {
		prefix, local, found := strings.Cut(a.Name, ":")
		if !found {
			prefix, local = "", a.Name
		}
		if local == name && prefix != "xmlns" {
			return strings.TrimSpace(a.Value)
		}
	}
	return ""
}

// child returns the first element of a name along a path of names, nil when
// there is none.
func (n *xmlNode) child(path ...string) *xmlNode {
	for _, name := range path {
		found := n.all(name)
		if len(found) == 0 {
			return nil
		}
		n = found[0]
	}
	return n
}

// all returns the child elements of a name.
func (n *xmlNode) all(name string) []*xmlNode {
	if n == nil {
		return nil
	}
	var out []*xmlNode
	for _, k := range n.kids {
		if k.name == name {
			out = append(out, k)
		}
	}
	return out
}

// line is the text within, on one line.
func (n *xmlNode) line() string { return strings.Join(strings.Fields(n.prose(nil)), " ") }

// prose is the text within, a paragraph for each block, as htmltext.Of gives it.
// Elements whose name skip holds are left out, and counted there.
func (n *xmlNode) prose(skip map[string]int) string {
	if n == nil {
		return ""
	}
	var w htmltext.Writer
	for _, k := range n.kids { // whatever n itself is called, its text was asked for
		k.write(&w, skip)
	}
	return w.String()
}

func (n *xmlNode) write(w *htmltext.Writer, skip map[string]int) {
	if n.name == "" {
		w.Text(n.text)
		return
	}
	if _, left := skip[n.name]; left {
		skip[n.name]++
		w.Ask(3)
		return
	}
	a := atom.Lookup([]byte(strings.ToLower(n.name)))
	if htmltext.Unseen[a] {
		return
	}
	strength := nitfBreaks[n.name]
	w.Ask(strength)
	w.Breaks(a)
	for _, k := range n.kids {
		k.write(w, skip)
	}
	w.Breaks(a)
	w.Ask(strength)
}

// nitfBreaks are the breaks around elements of NITF that HTML has not: 3 for a
// paragraph, 2 for a line.
var nitfBreaks = map[string]int{
	"hl1": 3, "hl2": 3, "hedline": 3, "bq": 3, "block": 3, "nitf-table": 3, "note": 3, "abstract": 3, "byline": 3,
	"dateline": 3, "distributor": 3, "media": 3, "media-caption": 3, "fn": 3, "datasource": 3, "credit": 2,
	"body.content": 3, "body.head": 3, "body.end": 3, "tagline": 3, "byttl": 2,
}
