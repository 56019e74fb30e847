// Package markup reads XML as it comes, broken or not: elements and texts as
// events in order, with their places, the damage there was, and limits to all
// of it. It must never know what an element means: nothing of feeds, wires or
// records.
package markup

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
	MaxDepth      = 4096 // open elements; an unclosed <p> for each paragraph must fit
	maxAttributes = 64   // of one element, the rest is passed over
	maxNamespaces = 256  // declared at a time, the rest is passed over
	maxEntities   = 64   // declared by the document
	maxName       = 60   // bytes of a name that are shown
	maxEntity     = 1024 // bytes of one: a name or an address; they are not expanded in one another
)

// Element is an open element. Names are in lower case: CDF writes capitals, and
// nothing is told apart by case alone.
type Element struct {
	Name  string // with the prefix that is written
	Space string // the short name of its namespace in the vocabulary
	Local string // without the prefix
	Attrs []Attribute
	Base  *url.URL // what links in it are relative to, may be nil
	Lang  string   // xml:lang in force

	Written    string // the local name in its own case
	Offset     int64  // where its start tag begins
	namespaces int    // how many were declared before it
}

// Attribute has its name in lower case, with its prefix, and its value as text.
type Attribute struct{ Name, Value string }

// Attr returns the value of an attribute by its lower-case name, "" when it is
// not there.
func (e *Element) Attr(name string) string {
	for _, a := range e.Attrs {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

// Vocabulary is what a kind of document calls its namespaces.
type Vocabulary struct {
	// Spaces are short names by the addresses of namespaces, in lower case
	// without "http://" and without "/" and "#" at their ends.
	Spaces map[string]string
	// Prefixes are what a prefix means that a document forgot to declare.
	Prefixes map[string]string
	// Other is the short name of all namespaces that are not known.
	Other string
	// Bases are the elements whose attribute "base" is what xml:base is elsewhere.
	Bases map[string]bool
}

// namespace is a declaration in force.
type namespace struct{ prefix, space string }

// Event is a start, an end or a text. Each element that starts also ends,
// whatever the document says.
type Event struct {
	Kind Kind     // Start, End, Text, CDATA or EOF
	Elem *Element // that starts or ends; nil for text
	// Raw is the text, or the tag as it is written; empty for ends that the
	// document does not write. It is good until the next event.
	Raw []byte
}

// Reader reads XML as a sequence of events in which all elements are closed.
// Entities are never expanded in one another and nothing outside of the document
// is read, so that neither bombs nor foreign files can do anything.
type Reader struct {
	scanner
	Stack  []*Element     // the open elements, the innermost last
	open   map[string]int // how often a name stands in the stack
	spaces []namespace
	words  *Vocabulary
	base   *url.URL
	// Entities are those that the document declares, by name.
	Entities map[string]string
	// Declares says that the document defines entities.
	Declares bool
	// pop counts elements at the end of the stack that are closed by what was
	// read; the last of them by closing, the tag itself.
	pop     int
	closing []byte
	// Implied says how many elements end, unsaid, before one of a name begins;
	// nil for none. pending is the start tag that waits for them.
	Implied  func(name string) int
	pending  []byte
	Failed   error // why reading stopped before the end
	sawRoot  bool
	expanded int  // bytes that the document's own entities became
	Repaired bool // some text was no UTF-8 and was read as windows-1252
}

// NewReader reads r, which is UTF-8 with a buffer of MaxTag bytes. base is
// what links are relative to where the document does not say, may be nil; so may
// the vocabulary, when elements are known by their local names alone.
func NewReader(r io.Reader, base *url.URL, words *Vocabulary) *Reader {
	br, ok := r.(*bufio.Reader)
	if !ok || br.Size() < MaxTag {
		br = bufio.NewReaderSize(r, MaxTag)
	}
	if words == nil {
		words = &Vocabulary{}
	}
	return &Reader{scanner: scanner{r: br}, open: map[string]int{}, base: base, words: words}
}

// Top is the innermost open element, nil outside of all.
func (x *Reader) Top() *Element {
	if len(x.Stack) == 0 {
		return nil
	}
	return x.Stack[len(x.Stack)-1]
}

// Next returns the next event.
func (x *Reader) Next() Event {
	for {
		if x.pop > 0 {
			return x.end()
		}
		if raw := x.pending; raw != nil {
			x.pending = nil
			return x.start(raw)
		}
		kind, raw := x.scanner.next()
		switch kind {
		case Text, CDATA:
			return Event{Kind: kind, Raw: raw}
		case Start, Empty:
			if x.Implied != nil {
				name, _ := cutName(raw[1:])
				if n := x.Implied(name); n > 0 {
					x.Faults.add(x.Line, "<"+shown(name)+"> within <"+shown(name)+">")
					x.pop, x.closing, x.pending = n, nil, raw
					continue
				}
			}
			return x.start(raw)
		case End:
			x.matchEnd(raw)
		case Doctype:
			x.declare(raw)
		case EOF:
			// What is open stays so: the caller asks where the end was met.
			if x.Failed == nil && x.Err != nil {
				x.Failed = x.Err
			}
			return Event{Kind: EOF}
		}
	}
}

// end closes the innermost element.
func (x *Reader) end() Event {
	e := x.Top()
	x.Stack = x.Stack[:len(x.Stack)-1]
	if x.open[e.Name]--; x.open[e.Name] == 0 {
		delete(x.open, e.Name)
	}
	x.spaces = x.spaces[:e.namespaces]
	ev := Event{Kind: End, Elem: e}
	if x.pop--; x.pop == 0 {
		ev.Raw, x.closing = x.closing, nil
	}
	return ev
}

// Forget closes, unsaid, all that is open: what was read is given up, and the
// next element begins anew.
func (x *Reader) Forget() {
	x.Stack, x.spaces = x.Stack[:0], x.spaces[:0]
	clear(x.open)
	x.pop, x.closing, x.pending = 0, nil, nil
	x.Faults, x.Repaired = Faults{}, false
}

// matchEnd finds what an end tag closes.
func (x *Reader) matchEnd(raw []byte) {
	name, _ := cutName(raw[2:])
	if x.open[name] == 0 {
		if !voidMarkup[name] {
			x.Faults.add(x.Line, "</"+shown(name)+"> closes nothing")
		}
		return
	}
	n := 1
	for x.Stack[len(x.Stack)-n].Name != name {
		n++
	}
	if n > 1 {
		x.Faults.add(x.Line, "</"+shown(name)+"> closes <"+shown(x.Top().Name)+"> too")
	}
	x.pop, x.closing = n, raw
}

// start opens an element. When there is no room, the reading ends.
func (x *Reader) start(raw []byte) Event {
	name, rest := cutName(raw[1:])
	e := &Element{Name: name, Offset: x.Offset - int64(len(raw)), namespaces: len(x.spaces), Base: x.base}
	if up := x.Top(); up != nil {
		e.Base, e.Lang = up.Base, up.Lang
	}
	if len(x.Stack) >= MaxDepth {
		x.Failed = fmt.Errorf("elements are nested more than %d deep at line %d (byte %d), which no document needs; repair the file", MaxDepth, x.Line+1, e.Offset)
		return Event{Kind: EOF}
	}
	e.Attrs = x.attributes(rest)
	for _, a := range e.Attrs {
		x.scope(e, a)
	}
	e.Space, e.Local = x.resolve(name)
	e.Written = written(raw[1:])
	x.sawRoot = true
	x.Stack = append(x.Stack, e)
	x.open[name]++
	if voidMarkup[name] || bytes.HasSuffix(raw, []byte("/>")) {
		x.pop, x.closing = 1, nil
	}
	return Event{Kind: Start, Elem: e, Raw: raw}
}

// voidMarkup are elements of HTML that have no end tag and no meaning in feeds:
// unescaped HTML must not fill the stack with them.
var voidMarkup = map[string]bool{"br": true, "hr": true, "img": true, "input": true, "wbr": true, "embed": true}

// scope takes note of attributes that hold for all that is within an element.
func (x *Reader) scope(e *Element, a Attribute) {
	switch {
	case a.Name == "xml:lang":
		e.Lang = strings.TrimSpace(a.Value)
	case a.Name == "xml:base", a.Name == "base" && x.words.Bases[e.Name]:
		// What is no place of the web is no base: a link must not become a script.
		if u := Resolve(e.Base, a.Value); u != nil && (u.Scheme == "" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "") {
			e.Base = u
		}
	case a.Name == "xmlns", strings.HasPrefix(a.Name, "xmlns:"):
		if len(x.spaces) >= maxNamespaces {
			return
		}
		space, known := x.words.Spaces[spaceKey(a.Value)]
		if !known {
			space = x.words.Other
			if a.Name == "xmlns" && !x.sawRoot {
				space = "" // a misspelt address: the root's name must do
			}
		}
		x.spaces = append(x.spaces, namespace{strings.TrimPrefix(strings.TrimPrefix(a.Name, "xmlns"), ":"), space})
	}
}

// spaceKey brings the address of a namespace into the form that spaces has.
func spaceKey(uri string) string {
	uri = strings.ToLower(strings.TrimSpace(uri))
	uri = strings.TrimPrefix(strings.TrimPrefix(uri, "http://"), "https://")
	return strings.TrimRight(uri, "/#")
}

// resolve splits a name into its namespace and local name.
func (x *Reader) resolve(name string) (space, local string) {
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
	if space, known := x.words.Prefixes[prefix]; known {
		return space, local
	}
	return x.words.Other, local
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
func (x *Reader) attributes(b []byte) []Attribute {
	var out []Attribute
	for len(out) < maxAttributes {
		b = bytes.TrimLeft(b, nameEnds)
		if len(b) == 0 {
			break
		}
		var a Attribute
		a.Name, b = cutName(b)
		b = bytes.TrimLeft(b, " \t\r\n")
		if len(b) > 0 && b[0] == '=' {
			var value []byte
			value, b = cutValue(bytes.TrimLeft(b[1:], " \t\r\n"))
			a.Value = x.Unescape(value)
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

// Resolve returns the address that ref means at base, nil when it means none.
func Resolve(base *url.URL, ref string) *url.URL {
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
