package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of one item of an XML file.
const (
	// maxXMLItem bounds one item, or one tag or comment outside of items, in
	// bytes of UTF-8: an article at its limit and a megabyte for its metadata.
	maxXMLItem = MaxLine
	// maxItemDepth bounds nesting. Tables within lists within quotes of an
	// article come to thirty.
	maxItemDepth = 128
	// maxXMLNodes bounds the elements, attributes and texts of one item: each
	// costs about a hundred bytes, and the longest article has a few thousand.
	maxXMLNodes = 200_000
)

// errXMLBudget is what the decoder meets when an item exceeds maxXMLItem.
var errXMLBudget = errors.New("the item is too large")

// errXMLEntities refuses a file that defines entities. A definition can make
// gigabytes of a kilobyte, or read another file; news formats have no use for
// it that the five entities of XML and those of HTML do not serve.
var errXMLEntities = &Refusal{NotRead, "the document type defines entities (<!ENTITY …>), which are not read because they can hide a bomb; write the characters themselves, or remove the definitions"}

// itemReader cuts XML into items, the elements that become records, and holds
// one of them at a time. It takes what encoding/xml calls non-strict, and end
// tags that are missing or have no start; it never resolves anything outside of
// the file. Names are compared without their namespace prefix: files use other
// prefixes than the specification, or none.
type itemReader struct {
	src   *xmlBytes
	dec   *xml.Decoder
	base  int64 // where in src the decoder began
	items map[string]bool
	// root is the name of the first element, "" before it was read.
	root  string
	notes []Note // of the file; they belong to its first record
}

// newItemReader reads the items with the given names.
func newItemReader(in Input, items ...string) *itemReader {
	x := &itemReader{items: map[string]bool{}}
	for _, name := range items {
		x.items[name] = true
	}
	var note string
	x.src, note = newXMLBytes(in)
	if note != "" {
		x.notes = append(x.notes, Note{Code: note, Count: 1})
	}
	x.start()
	return x
}

// start begins a new decoder at the place that src is at.
func (x *itemReader) start() {
	x.base = x.src.n
	x.dec = xml.NewDecoder(x.src)
	x.dec.Strict = false
	x.dec.Entity = xml.HTMLEntity
	// The bytes are UTF-8 already, whatever their declaration says.
	x.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
}

// next returns the next item and the byte of the decoded stream at which it
// starts; io.EOF after the last one. A *RecordError costs that item, and next
// may be called again; any other error is the end.
func (x *itemReader) next() (*xmlNode, int64, error) {
	for {
		x.src.left = maxXMLItem
		at := x.base + x.dec.InputOffset()
		tok, err := x.dec.RawToken()
		switch {
		case err == io.EOF:
			return nil, at, io.EOF
		case err != nil:
			return nil, at, x.broken(at, err)
		}
		switch t := tok.(type) {
		case xml.Directive:
			if bytes.Contains(t, []byte("<!ENTITY")) {
				return nil, at, errXMLEntities
			}
		case xml.StartElement:
			if x.root == "" {
				x.root = t.Name.Local
			}
			if x.items[t.Name.Local] {
				n, err := x.item(t)
				if err != nil {
					return nil, at, x.broken(at, err)
				}
				return n, at, nil
			}
		}
	}
}

// item reads the rest of an element as a tree.
func (x *itemReader) item(start xml.StartElement) (*xmlNode, error) {
	root := newXMLNode(start)
	open := []*xmlNode{root}
	count := 0
	for len(open) > 0 {
		tok, err := x.dec.RawToken()
		if err == io.EOF {
			return nil, &RecordError{Code: BrokenRecord, Reason: fmt.Sprintf("the XML ends inside <%s>: the file is cut short; get it again", open[len(open)-1].name)}
		}
		if err != nil {
			return nil, err
		}
		top := open[len(open)-1]
		switch t := tok.(type) {
		case xml.StartElement:
			n := newXMLNode(t)
			top.kids = append(top.kids, n)
			open = append(open, n)
			count += 1 + len(t.Attr)
		case xml.CharData:
			top.addText(string(t))
			count++
		case xml.EndElement:
			i := len(open) - 1
			for i >= 0 && open[i].name != t.Name.Local {
				i--
			}
			if i >= 0 { // else it ends nothing
				open = open[:i]
			}
		}
		switch {
		case len(open) > maxItemDepth:
			return nil, &RecordError{Code: TooLarge, Reason: fmt.Sprintf("elements are nested more than %d deep, which no article is", maxItemDepth)}
		case count > maxXMLNodes:
			return nil, &RecordError{Code: TooLarge, Reason: fmt.Sprintf("one item holds more than %d elements, attributes and texts, which no article does", maxXMLNodes)}
		}
	}
	return root, nil
}

// broken says why an item is not read, and goes on to the start of the next
// one, so that a fault costs no neighbour. It returns errors of the reader as
// they are.
func (x *itemReader) broken(at int64, err error) error {
	out, one := errors.AsType[*RecordError](err)
	if wrong, ok := errors.AsType[*xml.SyntaxError](err); ok && x.src.err == nil {
		out, one = &RecordError{Code: BrokenRecord, Err: err, Reason: "the XML is broken: " + printableAll(wrong.Msg)}, true
	}
	if errors.Is(err, errXMLBudget) {
		out, one = &RecordError{Code: TooLarge, Err: err, Reason: fmt.Sprintf("one item holds more than %d bytes (17 MB), the limit; split the article", maxXMLItem)}, true
	}
	if !one {
		return fmt.Errorf("reading XML after line %d: %w", x.src.line, err)
	}
	out.Offset = at
	out.Reason += fmt.Sprintf(" (line %d, byte %d)", x.src.line, x.src.n)
	x.resync()
	return out
}

// maxXMLName is how many bytes of a tag resync looks at for a name.
const maxXMLName = 64

// resync moves to the next start tag of an item and begins anew there. Where
// there is none the decoder meets the end of the file.
func (x *itemReader) resync() {
	x.src.left = -1
	defer x.start()
	for {
		c, err := x.src.ReadByte()
		if err != nil {
			return
		}
		for c == '<' {
			tag := []byte{'<'}
			for len(tag) < maxXMLName {
				if c, err = x.src.ReadByte(); err != nil {
					return
				}
				if c == '<' { // begins another tag, which the loop looks at
					tag = nil
					break
				}
				tag = append(tag, c)
				if c == '>' || c == '/' || strings.IndexByte(blanks, c) >= 0 {
					break
				}
			}
			if tag == nil {
				continue
			}
			name := string(tag[1:max(1, len(tag)-1)])
			if i := strings.LastIndexByte(name, ':'); i >= 0 {
				name = name[i+1:]
			}
			if x.items[name] {
				x.src.unread(tag)
				return
			}
			break
		}
	}
}

// xmlRoot returns the local name of the first element of XML, and everything
// before and in its tag as far as the head shows it, for namespaces and document
// types. "" when the head is no XML or does not get to an element.
func xmlRoot(head []byte) (name string, until []byte) {
	rest := skipBlank(head)
	for len(rest) > 1 && rest[0] == '<' {
		var end string
		switch {
		case bytes.HasPrefix(rest, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(rest, []byte("<!")):
			end = ">"
			if open, gt := bytes.IndexByte(rest, '['), bytes.IndexByte(rest, '>'); open >= 0 && open < gt {
				end = "]>"
			}
		default:
			stop := bytes.IndexAny(rest, blanks+"/>")
			if stop < 0 {
				return "", nil
			}
			tagEnd := bytes.IndexByte(rest, '>')
			if tagEnd < 0 {
				tagEnd = len(rest)
			}
			name = string(rest[1:stop])
			if i := strings.LastIndexByte(name, ':'); i >= 0 {
				name = name[i+1:]
			}
			return name, head[:len(head)-len(rest)+tagEnd]
		}
		i := bytes.Index(rest, []byte(end))
		if i < 0 {
			return "", nil
		}
		rest = skipBlank(rest[i+len(end):])
	}
	return "", nil
}
