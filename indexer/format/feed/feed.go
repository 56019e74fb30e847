// Package feed reads what sites publish to be followed: feeds (RSS, Atom, CDF,
// JSON Feed) item by item, and the links of feeds, OPML and sitemaps. It must
// never know wires or pages, nor fetch anything.
package feed

import (
	"bytes"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
)

// Limits of feeds.
const (
	// MaxItem bounds the markup of one item of a feed, in bytes: one article at
	// its limit and a megabyte for the rest. Of a longer item nothing is kept.
	MaxItem = article.MaxText + 1<<20
	// maxFields bounds the elements of one item that are looked at: 256 tags, and
	// more pictures than any item has.
	maxFields = 1024
	// maxHeld is for how many bytes items wait for a channel title that stands
	// behind them, as few channels write it: a megabyte of items is many.
	maxHeld = 1 << 20
)

// feedExtensions name feeds; much is called .xml, and is judged by its content.
var feedExtensions = []string{".rss", ".atom", ".rdf", ".cdf", ".xml"}

// XML is the format of feeds in XML: RSS, Atom and CDF.
func XML() record.Format {
	return record.Format{Name: "feed", Extensions: feedExtensions, Sniff: sniffFeed, Read: readFeed}
}

// sniffFeed is sure of a document whose root is that of a feed. Under the name
// of a feed, what stands before the root (an error message of some program) is
// passed over.
func sniffFeed(head []byte, name string) record.Verdict {
	named := slices.Contains(feedExtensions[:4], record.Extension(name))
	// Most files are no markup at all, and must not cost a reader's buffer.
	if start := record.SkipBlank(head); len(start) == 0 || start[0] != '<' && !named {
		return record.No
	}
	x := markup.NewReader(bytes.NewReader(head), nil, feedWords)
	for n := 0; n < 32; {
		ev := x.Next()
		switch ev.Kind {
		case markup.EOF:
			return record.No
		case markup.Start:
			if n++; isFeedRoot(ev.Elem, head) {
				return record.Sure
			}
			if !named {
				return record.No
			}
		}
	}
	return record.No
}

// isFeedRoot reports whether an element begins a feed: RSS (rss, rdf:RDF with
// something of RSS in it), Atom (feed, or one entry), CDF and RSS 1.1 (channel).
func isFeedRoot(e *markup.Element, head []byte) bool {
	switch e.Local {
	case "rss", "channel":
		return e.Space == ""
	case "rdf":
		return e.Space == rdfSpace && (bytes.Contains(head, []byte("<channel")) || bytes.Contains(head, []byte("rss")))
	case "feed", "entry":
		return e.Space == "" || e.Space == atomSpace
	}
	return false
}

// readFeed yields the items of a feed, one at a time, whatever version of RSS,
// Atom or CDF it is in.
func readFeed(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		f := newFeedReader(in)
		for it := f.next(); it != nil; it = f.next() {
			rec, err := f.record(it)
			if len(f.notes) > 0 && err == nil {
				rec.Notes = append(f.notes, rec.Notes...) // said once a file
				f.notes = nil
			}
			if !yield(rec, err) {
				return
			}
		}
		if err := f.end(); err != nil {
			yield(record.Record{}, err)
		}
	}
}

// channel is what a feed says about itself.
type channel struct {
	title, lang string
	link        *url.URL
	authors     []string
}

// feedReader cuts a feed into items.
type feedReader struct {
	x       *markup.Reader
	channel channel
	// home is where the feed lies: the address it was read from.
	home *url.URL

	item  *item    // that is being read, nil outside of one
	depth int      // of its element in the stack, from 1
	field *capture // the child of an item or channel that is being read
	ready []*item  // read, to be returned in order
	count int
	notes []record.Note // of the file
	done  bool
	cut   bool // within the last item, which says so
}

// item is one item of a feed as it is written: what is known in it, in order.
type item struct {
	number   int
	offset   int64
	line     int
	elem     *markup.Element
	fields   []field
	unknown  []string // names of elements that are not read but hold something
	size     int      // of its markup so far, in bytes
	many     bool     // it holds more fields than maxFields
	cut      bool     // the file ends within it
	faults   markup.Faults
	repaired bool
}

func newFeedReader(in record.Input) *feedReader {
	f := &feedReader{}
	if u, err := url.Parse(in.URL); err == nil && u.Host != "" {
		f.home = u
	}
	r, notes := decode.XML(in)
	f.x, f.notes = markup.NewReader(r, f.home, feedWords), notes
	f.x.Implied = f.implied
	return f
}

// implied: an item that begins within another of its name ends that one, whose
// end tag is missing. What lies in a document or an extension within an item is
// left alone.
func (f *feedReader) implied(name string) int {
	if f.item == nil || f.item.elem.Name != name || f.field != nil && f.field.closed() {
		return 0
	}
	return len(f.x.Stack) - f.depth + 1
}

// next returns the next item, nil at the end.
func (f *feedReader) next() *item {
	for {
		// Items wait for the title of their channel, but not for long.
		if len(f.ready) > 0 && (f.done || f.channel.title != "" || f.x.Offset-f.ready[0].offset > maxHeld) {
			it := f.ready[0]
			f.ready[0] = nil
			f.ready = f.ready[1:]
			return it
		}
		if f.done {
			return nil
		}
		f.step()
	}
}

// step handles one event.
func (f *feedReader) step() {
	ev := f.x.Next()
	switch ev.Kind {
	case markup.Start:
		f.start(ev)
	case markup.End:
		f.finish(ev)
	case markup.Text, markup.CDATA:
		if f.field != nil && f.room(len(ev.Raw)) {
			f.field.text(ev)
		}
	case markup.EOF:
		f.done = true
		if f.item != nil {
			f.item.cut, f.cut = true, true
			f.close()
		}
	}
}

// room counts what an item or a field of the channel holds, and reports whether
// there is room for more.
func (f *feedReader) room(n int) bool {
	if f.item == nil {
		return len(f.field.raw)+n <= MaxItem
	}
	f.item.size += n
	if f.item.size > MaxItem {
		f.item.fields, f.field.raw, f.field.parts = nil, nil, nil
		return false
	}
	return true
}

func (f *feedReader) start(ev markup.Event) {
	depth := len(f.x.Stack)
	e := ev.Elem
	switch {
	case f.field != nil:
		if f.room(len(ev.Raw)) {
			f.field.open(ev)
		}
	case f.item != nil && depth == f.depth+1:
		f.item.size += len(ev.Raw)
		f.field = &capture{elem: e, depth: depth, nested: nests[keyOf(e)]}
	case f.item == nil && isItem(e):
		f.count++
		f.depth = depth
		f.item = &item{number: f.count, offset: e.Offset, line: f.x.Line + 1, elem: e}
	case f.item == nil && depth > 1 && isChannel(f.x.Stack[depth-2]) && channelFields[keyOf(e)]:
		f.field = &capture{elem: e, depth: depth, nested: nests[keyOf(e)]}
	case f.item == nil && isChannel(e):
		if f.channel.lang == "" {
			f.channel.lang = e.Lang
		}
		if href := markup.Resolve(e.Base, e.Attr("href")); href != nil { // CDF
			f.channel.link = href
		}
	}
}

// isItem reports whether an element is an item: RSS and CDF say item, Atom entry.
func isItem(e *markup.Element) bool {
	return (e.Local == "item" || e.Local == "entry") && (e.Space == "" || e.Space == atomSpace)
}

// isChannel reports whether an element holds what a feed says about itself.
func isChannel(e *markup.Element) bool {
	return e.Local == "channel" && e.Space == "" || e.Local == "feed" && (e.Space == "" || e.Space == atomSpace)
}

func (f *feedReader) finish(ev markup.Event) {
	depth := len(f.x.Stack) + 1 // of the element that has ended
	switch {
	case f.field != nil && depth > f.field.depth:
		if f.room(len(ev.Raw)) {
			f.field.close(ev)
		}
	case f.field != nil:
		c := f.field
		f.field = nil
		if f.item != nil {
			f.item.add(c)
		} else {
			f.describe(c)
		}
	case f.item != nil && depth == f.depth:
		f.close()
	}
}

// close puts the item that was read with those that are ready.
func (f *feedReader) close() {
	f.item.faults, f.x.Faults = f.x.Faults, markup.Faults{}
	f.item.repaired, f.x.Repaired = f.x.Repaired, false
	f.ready = append(f.ready, f.item)
	f.item, f.field = nil, nil
}

// channelFields are what is read of a channel.
var channelFields = map[string]bool{
	"title": true, "link": true, "language": true, "dc:language": true, "author": true, "dc:title": true,
}

// describe takes a field of the channel.
func (f *feedReader) describe(c *capture) {
	fd := new(c.field())
	switch key := keyOf(fd.elem); key {
	case "title", "dc:title":
		if title, _ := f.line(fd); f.channel.title == "" && len(title) <= article.MaxValue {
			f.channel.title = title
		}
		if f.channel.lang == "" {
			f.channel.lang = fd.elem.Lang
		}
	case "language", "dc:language":
		f.channel.lang, _ = f.line(fd)
	case "author":
		if name := f.person(fd); name != "" && len(f.channel.authors) < article.MaxValues {
			f.channel.authors = append(f.channel.authors, name)
		}
	case "link":
		ref := fd.elem.Attr("href")
		if ref == "" {
			ref, _ = f.line(fd)
		}
		if rel := fd.elem.Attr("rel"); rel == "" || rel == "alternate" {
			if u := markup.Resolve(fd.elem.Base, ref); u != nil {
				f.channel.link = u
			}
		}
	}
}

// end says why the file is refused or where it broke, nil when it is whole.
func (f *feedReader) end() error {
	place := fmt.Sprintf("line %d (byte %d)", f.x.Line+1, f.x.Offset)
	broken := &record.RecordError{Number: f.count + 1, Offset: f.x.Offset, Code: record.BrokenRecord}
	switch {
	case f.x.Failed != nil && f.x.Err != nil:
		return fmt.Errorf("reading the feed after %s: %w", place, f.x.Failed)
	case f.x.Failed != nil:
		broken.Reason = f.x.Failed.Error()
		return broken
	case f.count == 0:
		return &record.Refusal{Code: record.EmptyFile, Reason: "the feed holds no items" + f.unfinished()}
	}
	if what := f.unfinished(); what != "" && !f.cut {
		broken.Reason = strings.TrimPrefix(what, "; ") + ", at " + place
		return broken
	}
	return nil
}

// unfinished says that the file ends before what holds the items does.
func (f *feedReader) unfinished() string {
	for _, e := range f.x.Stack {
		if isChannel(e) || e.Local == "rdf" && e.Space == rdfSpace {
			return "; the file is cut short, </" + record.Printable(e.Name) + "> is missing: get it again if items are missing"
		}
	}
	return ""
}
