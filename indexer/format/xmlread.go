package format

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/url"
	"strings"
)

// Limits of XML as a tree. All are far above what documents hold, and small
// enough that a hostile one costs neither memory nor time.
const (
	maxXMLDepth   = 4096 // open elements; an unclosed <p> for each paragraph must fit
	maxAttributes = 64   // of one element, the rest is passed over
	maxNamespaces = 256  // declared at a time, the rest is passed over
	maxEntities   = 64   // declared by the document
	maxName       = 60   // bytes of a name that are shown
	maxEntity     = 1024 // bytes of one: a name or an address; they are not expanded in one another
)

// element is an open element. Names are in lower case: CDF writes capitals, and
// nothing is told apart by case alone.
type element struct {
	name  string // as it is written, with its prefix
	space string // of spaces below, "" for RSS and names without one
	local string
	attrs []attribute
	base  *url.URL // what links in it are relative to, may be nil
	lang  string   // xml:lang in force

	written    string // the local name in its own case
	offset     int64  // where its start tag begins
	namespaces int    // how many were declared before it
}

type attribute struct{ name, value string }

// attr returns the value of an attribute by its lower-case name, "" when it is
// not there.
func (e *element) attr(name string) string {
	for _, a := range e.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// vocabulary is what a kind of document calls its namespaces.
type vocabulary struct {
	// spaces are short names by the addresses of namespaces, in lower case
	// without "http://" and what ends them (see spaceKey).
	spaces map[string]string
	// prefixes are what a prefix means that a document forgot to declare.
	prefixes map[string]string
	// other is the short name of all namespaces that are not known.
	other string
	// bases are the elements whose attribute "base" is what xml:base is elsewhere.
	bases map[string]bool
}

// namespace is a declaration in force.
type namespace struct{ prefix, space string }

// xmlEvent is a start, an end or a text. Each element that starts also ends,
// whatever the document says.
type xmlEvent struct {
	kind xmlKind  // xmlStart, xmlEnd, xmlText, xmlCDATA or xmlEOF
	elem *element // that starts or ends; nil for text
	// raw is the text, or the tag as it is written; empty for ends that the
	// document does not write. It is good until the next event.
	raw []byte
}

// xmlReader reads XML as a sequence of events in which all elements are closed.
// Entities are never expanded in one another and nothing outside of the document
// is read, so that neither bombs nor foreign files can do anything.
type xmlReader struct {
	xmlScanner
	stack    []*element
	open     map[string]int // how often a name stands in the stack
	spaces   []namespace
	words    *vocabulary
	base     *url.URL
	entities map[string]string
	// declares says that the document defines entities.
	declares bool
	// pop counts elements at the end of the stack that are closed by what was
	// read; the last of them by closing, the tag itself.
	pop     int
	closing []byte
	// implied says how many elements end, unsaid, before one of a name begins;
	// nil for none. pending is the start tag that waits for them.
	implied  func(name string) int
	pending  []byte
	failed   error // why reading stopped before the end
	sawRoot  bool
	expanded int  // bytes that the document's own entities became
	repaired bool // some text was no UTF-8 and was read as windows-1252
}

// newXMLReader reads r, which is UTF-8 with a buffer of maxTag bytes. base is
// what links are relative to where the document does not say, may be nil; so may
// the vocabulary, when elements are known by their local names alone.
func newXMLReader(r io.Reader, base *url.URL, words *vocabulary) *xmlReader {
	br, ok := r.(*bufio.Reader)
	if !ok || br.Size() < maxTag {
		br = bufio.NewReaderSize(r, maxTag)
	}
	if words == nil {
		words = &vocabulary{}
	}
	return &xmlReader{xmlScanner: xmlScanner{r: br}, open: map[string]int{}, base: base, words: words}
}

// top is the innermost open element, nil outside of all.
func (x *xmlReader) top() *element {
	if len(x.stack) == 0 {
		return nil
	}
	return x.stack[len(x.stack)-1]
}

// next returns the next event.
func (x *xmlReader) next() xmlEvent {
	for {
		if x.pop > 0 {
			return x.end()
		}
		if raw := x.pending; raw != nil {
			x.pending = nil
			return x.start(raw)
		}
		kind, raw := x.xmlScanner.next()
		switch kind {
		case xmlText, xmlCDATA:
			return xmlEvent{kind: kind, raw: raw}
		case xmlStart, xmlEmpty:
			if x.implied != nil {
				name, _ := cutName(raw[1:])
				if n := x.implied(name); n > 0 {
					x.faults.add(x.line, "<"+shown(name)+"> within <"+shown(name)+">")
					x.pop, x.closing, x.pending = n, nil, raw
					continue
				}
			}
			return x.start(raw)
		case xmlEnd:
			x.matchEnd(raw)
		case xmlDoctype:
			x.declare(raw)
		case xmlEOF:
			// What is open stays so: the caller asks where the end was met.
			if x.failed == nil && x.err != nil {
				x.failed = x.err
			}
			return xmlEvent{kind: xmlEOF}
		}
	}
}

// end closes the innermost element.
func (x *xmlReader) end() xmlEvent {
	e := x.top()
	x.stack = x.stack[:len(x.stack)-1]
	if x.open[e.name]--; x.open[e.name] == 0 {
		delete(x.open, e.name)
	}
	x.spaces = x.spaces[:e.namespaces]
	ev := xmlEvent{kind: xmlEnd, elem: e}
	if x.pop--; x.pop == 0 {
		ev.raw, x.closing = x.closing, nil
	}
	return ev
}

// forget closes, unsaid, all that is open: what was read is given up, and the
// next element begins anew.
func (x *xmlReader) forget() {
	x.stack, x.spaces = x.stack[:0], x.spaces[:0]
	clear(x.open)
	x.pop, x.closing, x.pending = 0, nil, nil
	x.faults, x.repaired = xmlFaults{}, false
}

// matchEnd finds what an end tag closes.
func (x *xmlReader) matchEnd(raw []byte) {
	name, _ := cutName(raw[2:])
	if x.open[name] == 0 {
		if !voidMarkup[name] {
			x.faults.add(x.line, "</"+shown(name)+"> closes nothing")
		}
		return
	}
	n := 1
	for x.stack[len(x.stack)-n].name != name {
		n++
	}
	if n > 1 {
		x.faults.add(x.line, "</"+shown(name)+"> closes <"+shown(x.top().name)+"> too")
	}
	x.pop, x.closing = n, raw
}

// start opens an element. When there is no room, the reading ends.
func (x *xmlReader) start(raw []byte) xmlEvent {
	name, rest := cutName(raw[1:])
	e := &element{name: name, offset: x.offset - int64(len(raw)), namespaces: len(x.spaces), base: x.base}
	if up := x.top(); up != nil {
		e.base, e.lang = up.base, up.lang
	}
	if len(x.stack) >= maxXMLDepth {
		x.failed = fmt.Errorf("elements are nested more than %d deep at line %d (byte %d), which no document needs; repair the file", maxXMLDepth, x.line+1, e.offset)
		return xmlEvent{kind: xmlEOF}
	}
	e.attrs = x.attributes(rest)
	for _, a := range e.attrs {
		x.scope(e, a)
	}
	e.space, e.local = x.resolve(name)
	e.written = written(raw[1:])
	x.sawRoot = true
	x.stack = append(x.stack, e)
	x.open[name]++
	if voidMarkup[name] || bytes.HasSuffix(raw, []byte("/>")) {
		x.pop, x.closing = 1, nil
	}
	return xmlEvent{kind: xmlStart, elem: e, raw: raw}
}

// voidMarkup are elements of HTML that have no end tag and no meaning in feeds:
// unescaped HTML must not fill the stack with them.
var voidMarkup = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "wbr": true, "embed": true}

// scope takes note of attributes that hold for all that is within an element.
func (x *xmlReader) scope(e *element, a attribute) {
	switch {
	case a.name == "xml:lang":
		e.lang = strings.TrimSpace(a.value)
	case a.name == "xml:base", a.name == "base" && x.words.bases[e.name]:
		// What is no place of the web is no base: a link must not become a script.
		if u := resolve(e.base, a.value); u != nil && (u.Scheme == "" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "") {
			e.base = u
		}
	case a.name == "xmlns", strings.HasPrefix(a.name, "xmlns:"):
		if len(x.spaces) >= maxNamespaces {
			return
		}
		space, known := x.words.spaces[spaceKey(a.value)]
		if !known {
			space = x.words.other
			if a.name == "xmlns" && !x.sawRoot {
				space = "" // a misspelt address: the root's name must do
			}
		}
		x.spaces = append(x.spaces, namespace{strings.TrimPrefix(strings.TrimPrefix(a.name, "xmlns"), ":"), space})
	}
}

// spaceKey brings the address of a namespace into the form that spaces has.
func spaceKey(uri string) string {
	uri = strings.ToLower(strings.TrimSpace(uri))
	uri = strings.TrimPrefix(strings.TrimPrefix(uri, "http://"), "https://")
	return strings.TrimRight(uri, "/#")
}

// resolve splits a name into its namespace and local name.
func (x *xmlReader) resolve(name string) (space, local string) {
	prefix, local, found := strings.Cut(name, ":")
	if !found {
		prefix, local = "", name
	}
	for i := len(x.spaces) - 1; i >= 0; i-- {
		if x.spaces[i].prefix == prefix {
			return x.spaces[i].space, local
		}
	}
	if prefix == "" {
		return "", local
	}
	if space, known := x.words.prefixes[prefix]; known {
		return space, local
	}
	return x.words.other, local
}

// shown is a name in a fault, cut where it is longer than any.
func shown(name string) string {
	if len(name) <= maxName {
		return name
	}
	return strings.ToValidUTF8(name[:maxName], "") + "…"
}

// nameEnds are the bytes that end a name.
const nameEnds = " \t\r\n/><=\"'"

// cutName takes the lower-case name at the start of a tag's inside.
func cutName(b []byte) (name string, rest []byte) {
	i := bytes.IndexAny(b, nameEnds)
	if i < 0 {
		i = len(b)
	}
	return strings.ToLower(strings.ToValidUTF8(string(b[:i]), "\ufffd")), b[i:]
}

// written is the local name at the start of a tag's inside, as it is written.
func written(b []byte) string {
	if i := bytes.IndexAny(b, nameEnds); i >= 0 {
		b = b[:i]
	}
	return strings.ToValidUTF8(string(b[bytes.IndexByte(b, ':')+1:]), "\ufffd")
}

// attributes reads the inside of a start tag behind its name.
func (x *xmlReader) attributes(b []byte) []attribute {
	var out []attribute
	for len(out) < maxAttributes {
		b = bytes.TrimLeft(b, nameEnds)
		if len(b) == 0 {
			break
		}
		var a attribute
		a.name, b = cutName(b)
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) > 0 && b[0] == '=' {
			var value []byte
			value, b = cutValue(bytes.TrimLeft(b[1:], " \t\r\n"))
			a.value = x.unescape(value)
		}
		out = append(out, a)
	}
	return out
}

// cutValue takes a value in quotes, or one without up to a blank.
func cutValue(b []byte) (value, rest []byte) {
	if len(b) > 0 && (b[0] == '"' || b[0] == '\'') {
		if end := bytes.IndexByte(b[1:], b[0]); end >= 0 {
			return b[1 : end+1], b[end+2:]
		}
	}
	i := bytes.IndexAny(b, " \t\r\n>")
	if i < 0 {
		i = len(b)
	}
	return b[:i], b[i:]
}

// maxAddress bounds an address that is looked at, in bytes: four times the
// longest that an article may have, for what is escaped or relative.
const maxAddress = 16 << 10

// resolve returns the address that ref means at base, nil when it means none.
func resolve(base *url.URL, ref string) *url.URL {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > maxAddress {
		return nil
	}
	u, err := url.Parse(ref)
	if err != nil {
		// Blanks and stray percent signs are common, and browsers take them.
		if u, err = url.Parse(escapeAddress(ref)); err != nil {
			return nil
		}
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	return u
}
