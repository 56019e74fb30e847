package format

import (
	"fmt"
	"io"

	"newsdex/indexer/format/decode"
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
	x     *xmlReader
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
	x := &itemReader{x: newXMLReader(r, nil, nil), items: map[string]bool{}, notes: notes}
	for _, name := range items {
		x.items[name] = true
	}
	x.x.implied = x.implied
	return x
}

// implied: an item that begins within another of its name ends that one, whose
// end tag is missing.
func (x *itemReader) implied(name string) int {
	if x.depth == 0 || x.x.stack[x.depth-1].name != name {
		return 0
	}
	return len(x.x.stack) - x.depth + 1
}

// next returns the next item and the byte of the decoded stream at which it
// starts; io.EOF after the last one. A *RecordError costs that item, and next
// may be called again; any other error is the end.
func (x *itemReader) next() (*xmlNode, int64, error) {
	for {
		ev := x.x.next()
		switch {
		case x.x.declares:
			return nil, x.x.offset, errXMLEntities
		case ev.kind == xmlEOF:
			return nil, x.x.offset, x.end()
		case ev.kind != xmlStart:
			continue
		}
		if x.root == "" {
			x.root = ev.elem.written
		}
		if !x.items[ev.elem.written] {
			continue
		}
		if x.lost {
			x.x.faults, x.lost = xmlFaults{}, false
		}
		x.count++
		x.depth = len(x.x.stack)
		n, err := x.item(ev.elem)
		x.depth = 0
		if err != nil {
			return nil, ev.elem.offset, x.broken(err)
		}
		faults := x.x.faults
		x.notes = append(x.notes, record.IllFormed(faults.count, faults.line, faults.first, x.x.repaired)...)
		x.x.faults, x.x.repaired = xmlFaults{}, false
		return n, ev.elem.offset, nil
	}
}

// end says how the file ends: io.EOF when it is whole.
func (x *itemReader) end() error {
	switch open := x.x.top(); {
	case x.x.failed != nil:
		return x.broken(x.x.failed)
	case open != nil && x.count > 0 && !x.gave:
		x.x.forget() // said once
		return x.broken(&record.RecordError{Code: record.BrokenRecord, Reason: "the file is cut short, </" + record.Printable(open.written) + "> is missing: get it again if items are missing"})
	}
	return io.EOF
}

// item reads the rest of an element as a tree.
func (x *itemReader) item(start *element) (*xmlNode, error) {
	root := newXMLNode(start)
	open := []*xmlNode{root}
	count := 1 + len(start.attrs)
	var raw []byte // behind the last tag
	for len(open) > 0 {
		ev := x.x.next()
		top := open[len(open)-1]
		switch ev.kind {
		case xmlText:
			raw = append(raw, ev.raw...)
		case xmlCDATA:
			raw = escapeMarkup(raw, ev.raw)
		case xmlStart, xmlEnd:
			if len(raw) > 0 {
				top.addText(x.x.unescape(raw))
				raw = raw[:0]
				count++
			}
			if ev.kind == xmlEnd {
				open = open[:len(open)-1]
				break
			}
			n := newXMLNode(ev.elem)
			top.kids = append(top.kids, n)
			open = append(open, n)
			count += 1 + len(ev.elem.attrs)
		case xmlEOF:
			if x.x.failed != nil {
				return nil, x.x.failed
			}
			return nil, &record.RecordError{Code: record.BrokenRecord, Reason: fmt.Sprintf("the XML ends inside <%s>: the file is cut short; get it again", record.Printable(top.name))}
		}
		switch {
		case x.x.offset-start.offset > maxXMLItem:
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
	line := x.x.line + 1
	if x.x.err != nil {
		return fmt.Errorf("reading XML after line %d: %w", line, x.x.err)
	}
	out, one := err.(*record.RecordError)
	if !one {
		out = &record.RecordError{Code: record.BrokenRecord, Reason: err.Error(), Err: err}
	}
	out.Reason += fmt.Sprintf(" (line %d, byte %d)", line, x.x.offset)
	x.x.forget()
	x.x.failed, x.gave, x.lost = nil, true, true
	return out
}
