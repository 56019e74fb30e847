package feed

import (
	"bytes"
	"slices"
	"strings"

	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"

	"golang.org/x/net/html/atom"
)

// keyOf names an element for the tables below: its local name, behind the short
// name of its namespace when that is neither RSS nor Atom, whose names mean the
// same.
func keyOf(e *markup.Element) string {
	switch e.Space {
	case "", atomSpace:
		return e.Local
	}
	return e.Space + ":" + e.Local
}

// The elements of an item by what they are, the best first.
var (
	titleKeys   = []string{"title", "dc:title", "media:title", "itunes:title"}
	contentKeys = []string{"content:encoded", "content", "xhtml:body", "fullitem", "body"}
	// descriptionKeys hold the text in some feeds, and what it is about in others.
	descriptionKeys = []string{"description", "summary", "dc:description", "dcterms:abstract", "abstract", "media:description", "itunes:summary", "itunes:subtitle"}
	feedIDKeys      = []string{"guid", "id", "dc:identifier"}
	authorKeys      = []string{"author", "dc:creator", "dc:author", "itunes:author"}
	tagKeys         = []string{"category", "dc:subject", "itunes:category", "media:category", "itunes:keywords", "media:keywords"}
	sectionKeys     = []string{"section", "other:section"}
	langKeys        = []string{"dc:language", "language"}
	publishedKeys   = []string{"published", "pubdate", "issued", "dcterms:issued", "dc:date", "date", "dcterms:created", "created"}
	updatedKeys     = []string{"updated", "modified", "dcterms:modified", "lastmod"}
	linkKeys        = []string{"feedburner:origlink", "link", "a"}
)

// isField tells what is read of an item.
var isField = func() map[string]bool {
	m := map[string]bool{"source": true}
	for _, keys := range [][]string{titleKeys, contentKeys, descriptionKeys, feedIDKeys, authorKeys, tagKeys, sectionKeys, langKeys, publishedKeys, updatedKeys, linkKeys} {
		for _, k := range keys {
			m[k] = true
		}
	}
	return m
}()

// isPlumbing tells what is passed over in silence: it is for programs, or says
// again what is read elsewhere.
var isPlumbing = map[string]bool{
	"comments": true, "expirationdate": true, "generator": true, "docs": true, "image": true, "textinput": true,
	"feedburner:awareness": true, "media:thumbnail": true, "media:hash": true, "media:player": true, "media:rating": true,
	"itunes:explicit": true, "itunes:block": true, "itunes:duration": true, "itunes:image": true, "itunes:order": true,
	"itunes:episode": true, "itunes:episodetype": true, "itunes:season": true, "itunes:isclosedcaptioned": true,
	"dc:type": true, "dc:format": true, "logo": true, "schedule": true,
}

// isPlumbingPrefix tells the same of whole vocabularies, by the prefix that all
// write: numbers of comments, places on maps, licences.
var isPlumbingPrefix = map[string]bool{
	"slash": true, "wfw": true, "thr": true, "trackback": true, "geo": true, "georss": true, "gml": true, "geourl": true, "icbm": true,
	"sy": true, "creativecommons": true, "cc": true, "feedburner": true, "gd": true, "app": true, "sx": true,
}

// nests tells whose children are read one by one.
var nests = map[string]bool{
	"author": true, "contributor": true, "source": true, "media:group": true, "media:content": true, "itunes:category": true,
}

// field is an element of an item: its markup in one piece, CDATA sections as
// escaped text.
type field struct {
	elem  *markup.Element
	raw   []byte
	tags  bool // the markup holds elements
	parts []field
}

// capture collects a field. Starts and ends are as balanced as markup.Reader makes
// them.
type capture struct {
	elem   *markup.Element
	depth  int
	nested bool // parts are wanted
	raw    []byte
	tags   bool
	parts  []field
	starts []int // where the open parts begin in raw
}

// maxParts bounds the parts of one field.
const maxParts = 64

// closed reports whether the field may hold elements of feeds itself, so that
// they say nothing of the feed it is in: a document in Atom's content, what Atom
// says of a source, extensions.
func (c *capture) closed() bool {
	if c.nested || !isField[keyOf(c.elem)] {
		return true
	}
	if c.elem.Space != atomSpace || c.elem.Local != "content" {
		return false
	}
	typ := mediaType(c.elem)
	return typ == "xhtml" || typ != "" && typ != "text" && !strings.Contains(typ, "html")
}

func (c *capture) text(ev markup.Event) {
	if ev.Kind == markup.CDATA {
		c.raw = markup.Escape(c.raw, ev.Raw)
		return
	}
	c.raw = append(c.raw, ev.Raw...)
}

// open writes a start tag, without prefix: HTML knows none. An empty element
// is closed at once, which HTML does not read from "/>".
func (c *capture) open(ev markup.Event) {
	c.tags = true
	e := ev.Elem
	tag := append([]byte("<"+e.Local), ev.Raw[min(1+len(e.Name), len(ev.Raw)):]...)
	if rest, empty := bytes.CutSuffix(tag, []byte("/>")); empty {
		tag = append(rest, '>')
		if a := atom.Lookup([]byte(e.Local)); !htmltext.Void[a] {
			tag = append(append(append(tag, "</"...), e.Local...), '>')
		}
	}
	c.raw = append(c.raw, tag...)
	if c.nested {
		c.starts = append(c.starts, len(c.raw))
	}
}

func (c *capture) close(ev markup.Event) {
	e := ev.Elem
	if n := len(c.starts); n > 0 {
		start := min(c.starts[n-1], len(c.raw))
		c.starts = c.starts[:n-1]
		if len(c.parts) < maxParts {
			inner := c.raw[start:len(c.raw):len(c.raw)] // parts within parts share their bytes
			c.parts = append(c.parts, field{elem: e, raw: inner, tags: bytes.IndexByte(inner, '<') >= 0})
		}
	}
	if len(ev.Raw) > 0 {
		c.raw = append(append(append(c.raw, "</"...), e.Local...), '>')
	}
}

func (c *capture) field() field {
	return field{elem: c.elem, raw: c.raw, tags: c.tags, parts: c.parts}
}

// part returns the first part with one of the names, nil when there is none.
func (fd *field) part(keys ...string) *field {
	for i := range fd.parts {
		if slices.Contains(keys, keyOf(fd.parts[i].elem)) {
			return &fd.parts[i]
		}
	}
	return nil
}

// blank reports whether the field holds nothing at all.
func (fd *field) blank() bool { return len(bytes.TrimSpace(fd.raw)) == 0 }

// add takes a field that is known, and the name of one that is not.
func (it *item) add(c *capture) {
	fd := c.field()
	key := keyOf(fd.elem)
	switch {
	case it.size > MaxItem:
	case len(it.fields) >= maxFields:
		it.many = true
	case isField[key]:
		it.fields = append(it.fields, fd)
	case key == "media:group", key == "media:content":
		// What they say about a picture or a film is what the item says.
		for _, part := range fd.parts {
			if part.elem.Space == mediaSpace {
				it.fields = append(it.fields, part)
			}
		}
	case isPlumbing[key], isPlumbingPrefix[prefixOf(fd.elem.Name)], fd.elem.Space == otherSpace && fd.tags:
	case fd.blank() && fd.elem.Attr("url") == "" && fd.elem.Attr("href") == "":
	case len(it.unknown) < record.MaxIgnored:
		if name := record.Printable(fd.elem.Name); !slices.Contains(it.unknown, name) {
			it.unknown = append(it.unknown, name)
		}
	}
}

func prefixOf(name string) string {
	prefix, _, found := strings.Cut(name, ":")
	if !found {
		return ""
	}
	return prefix
}

// all yields the fields with one of the keys, by key and then in order.
func (it *item) all(keys []string) []*field {
	var out []*field
	for _, k := range keys {
		for i := range it.fields {
			if keyOf(it.fields[i].elem) == k {
				out = append(out, &it.fields[i])
			}
		}
	}
	return out
}
