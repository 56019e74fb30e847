package wire

import (
	"fmt"
	"io"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// Limits of one item of a wire.
const (
	// maxXMLItem bounds one item, in bytes of UTF-8: an article at its limit and a
	// megabyte for its metadata.
	maxXMLItem = stream.MaxLine
	// maxItemDepth bounds nesting. Tables within lists within quotes of an
	// article come to thirty.
	maxItemDepth = 128
	// maxXMLNodes bounds the elements, attributes and texts of one item: each
	// costs about a hundred bytes, and the longest article has a few thousand.
	maxXMLNodes = 200_000
)

// errXMLEntities refuses a file that defines entities. News formats have no use
// for them that the five of XML and those of HTML do not serve, and what a
// definition of definitions hides would be lost unsaid.
var errXMLEntities = &record.Refusal{Code: record.NotRead, Reason: "the document type defines entities (<!ENTITY …>), which are not read because they can hide a bomb; write the characters themselves, or remove the definitions"}

// itemReader cuts the XML of a wire into items, the elements that become
// records, and holds one of them at a time, as a tree. Names are compared
// without their namespace prefix: files use other prefixes than the
// specification, or none.
type itemReader struct {
	x     *markup.Reader
	items map[string]bool
	depth int // of the item that is being read in the stack of x, from 1; else 0
	// root is the name of the first element, "" before it was read.
	root  string
	notes []record.Note // of the file and of the item; they belong to the next record
	count int
	gave  bool // up an item, and with it what is around it
	lost  bool // since then no item began: what is ill-formed is a part of it
}

// newItemReader reads the items with the given names.
func newItemReader(in record.Input, items ...string) *itemReader {
	r, notes := decode.XML(in)
	x := &itemReader{x: markup.NewReader(r, nil, nil), items: map[string]bool{}, notes: notes}
	for _, name := range items {
		x.items[name] = true
	}
	x.x.Implied = x.implied
	return x
}

// implied: an item that begins within another of its name ends that one, whose
// end tag is missing.
func (x *itemReader) implied(name string) int {
	if x.depth == 0 || x.x.Stack[x.depth-1].Name != name {
		return 0
	}
	return len(x.x.Stack) - x.depth + 1
}

// next returns the next item and the byte of the decoded stream at which it
// starts; io.EOF after the last one. A *RecordError costs that item, and next
// may be called again; any other error is the end.
func (x *itemReader) next() (*xmlNode, int64, error) {
	for {
		ev := x.x.Next()
		switch {
		case x.x.Declares:
			return nil, x.x.Offset, errXMLEntities
		case ev.Kind == markup.EOF:
			return nil, x.x.Offset, x.end()
		case ev.Kind != markup.Start:
			continue
		}
		if x.root == "" {
			x.root = ev.Elem.Written
		}
		if !x.items[ev.Elem.Written] {
			continue
		}
		if x.lost {
			x.x.Faults, x.lost = markup.Faults{}, false
		}
		x.count++
		x.depth = len(x.x.Stack)
		n, err := x.item(ev.Elem)
		x.depth = 0
		if err != nil {
			return nil, ev.Elem.Offset, x.broken(err)
		}
		faults := x.x.Faults
		x.notes = append(x.notes, record.IllFormed(faults.Count, faults.Line, faults.First, x.x.Repaired)...)
		x.x.Faults, x.x.Repaired = markup.Faults{}, false
		return n, ev.Elem.Offset, nil
	}
}

// end says how the file ends: io.EOF when it is whole.
func (x *itemReader) end() error {
	switch open := x.x.Top(); {
	case x.x.Failed != nil:
		return x.broken(x.x.Failed)
	case open != nil && x.count > 0 && !x.gave:
		x.x.Forget() // said once
		return x.broken(&record.RecordError{Code: record.BrokenRecord, Reason: "the file is cut short, </" + record.Printable(open.Written) + "> is missing: get it again if items are missing"})
	}
	return io.EOF
}

// item reads the rest of an element as a tree.
func (x *itemReader) item(start *markup.Element) (*xmlNode, error) {
	root := newXMLNode(start)
	open := []*xmlNode{root}
	count := 1 + len(start.Attrs)
	var raw []byte // behind the last tag
	for len(open) > 0 {
		ev := x.x.Next()
		top := open[len(open)-1]
		switch ev.Kind {
		case markup.Text:
			raw = append(raw, ev.Raw...)
		case markup.CDATA:
			raw = markup.Escape(raw, ev.Raw)
		case markup.Start, markup.End:
			if len(raw) > 0 {
				top.addText(x.x.Unescape(raw))
				raw = raw[:0]
				count++
			}
			if ev.Kind == markup.End {
				open = open[:len(open)-1]
				break
			}
			n := newXMLNode(ev.Elem)
			top.kids = append(top.kids, n)
			open = append(open, n)
			count += 1 + len(ev.Elem.Attrs)
		case markup.EOF:
			if x.x.Failed != nil {
				return nil, x.x.Failed
			}
			return nil, &record.RecordError{Code: record.BrokenRecord, Reason: fmt.Sprintf("the XML ends inside <%s>: the file is cut short; get it again", record.Printable(top.name))}
		}
		switch {
		case x.x.Offset-start.Offset > maxXMLItem:
			return nil, &record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("one item holds more than %d bytes (17 MB), the limit; split the article", maxXMLItem)}
		case len(open) > maxItemDepth:
			return nil, &record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("elements are nested more than %d deep, which no article is", maxItemDepth)}
		case count > maxXMLNodes:
			return nil, &record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("one item holds more than %d elements, attributes and texts, which no article does", maxXMLNodes)}
		}
	}
	return root, nil
}

// broken says why an item is not read and where that was found, and gives up
// what is open, so that a fault costs no neighbour: the next start tag of an
// item begins anew. It returns errors of the reader as they are.
func (x *itemReader) broken(err error) error {
	line := x.x.Line + 1
	if x.x.Err != nil {
		return fmt.Errorf("reading XML after line %d: %w", line, x.x.Err)
	}
	out, one := err.(*record.RecordError)
	if !one {
		out = &record.RecordError{Code: record.BrokenRecord, Reason: err.Error(), Err: err}
	}
	out.Reason += fmt.Sprintf(" (line %d, byte %d)", line, x.x.Offset)
	x.x.Forget()
	x.x.Failed, x.gave, x.lost = nil, true, true
	return out
}
