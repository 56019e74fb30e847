// Package format knows the shape of outside files: which format a file has, and
// how its bytes become records. It must never know engines, HTTP, or the file
// system beyond an io.Reader.
//
// # Plain text
//
// One file is one article. The text is decoded (a byte order mark, UTF-16, then
// UTF-8, else windows-1252 with a note), page furniture at its edges is cut and
// counted, the first line that is not blank is the headline, and the rest is the
// body with its paragraphs and line breaks. A first line of more than
// MaxHeadline bytes is a paragraph, not a headline: such a text is all body.
// Empty files, binary files and files over article.MaxText bytes are refused.
//
// # JSON Lines
//
// One line is one article, an object. Its fields may have newsdex's own names or
// those of other systems (see fieldNames and docs/formats.md); the first that is
// there wins:
//
//	id                              text or number, kept as it is written
//	title, headline                 text
//	body, text                      text; a summary when neither is there
//	date, published, published_at   a day or an instant
//	updated, updated_at, modified   a day or an instant
//	source                          text
//	author, byline, by              text or a list of texts; a text is one value
//	section                         text
//	tags, tag, keywords             text or a list of texts; a text is one value
//	url                             text
//	lang, language                  text
//
// Null and "" are the same as absent. A date that cannot be read leaves the
// article undated, with a note. What the HTTP API adds to an article when it is
// read (word_count, links, and so on) is passed over in silence, so that an
// answer can be sent back; every other field is ignored with a note. Blank lines
// are passed over. A broken line, a wrong type under these names, or a line over
// MaxLine bytes costs that record only. The files may be UTF-16; other encodings
// than UTF-8 are read as damaged UTF-8.
//
// # JSON and tables
//
// JSON that is not one object a line (lists, answers of services, objects over
// several lines) and tables (CSV, TSV) are read by the same names, one record at
// a time; see readJSON and readCSV.
//
// # News wires
//
// ninjs, NewsML-G2, NITF and Reuters-21578: docs/formats.md says what is read
// from which element or field.
//
// # Feeds and lists of links
//
// RSS, Atom, CDF and JSON Feed are read item by item; OPML, sitemaps and lists
// of addresses hold no articles and are refused, their links are what Links
// returns. See docs/formats.md.
//
// # Web archives and mail
//
// See docs/formats.md, and readWARC, readEML and readMbox.
//
// # HTML
//
// One saved page is one article: what the page says of it in JSON-LD and meta
// elements, and the text that an extractor finds. Pages without an article are
// refused.
//
// # Markdown
//
// One file is one article: front matter, and the text without its marks.
//
// # Not read
//
// Other XML, PDF, office files, pictures and other known kinds are refused by name,
// and so is program text.
package format

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/url"
	"path"
	"slices"
	"strings"

	"newsdex/article"
)

// Record is what one record of a file says, before it is an article. Texts may
// still hold control characters; nothing is trimmed but what the format trims.
type Record struct {
	// Number counts from 1: the line in JSON Lines, 1 in plain text.
	Number int
	// Offset is where the record starts, in bytes of the decoded stream.
	Offset int64

	ID, URL         string
	Headline, Body  string
	Byline          []string
	Source, Section string
	Tags            []string
	Lang            string
	Published       article.Date
	Updated         article.Date
	Notes           []Note
}

// Note is something that was done to a record or ignored in it.
type Note struct {
	// Code groups notes for counting, such as "furniture cut" or "ignored field
	// dateline". It is short and safe to print.
	Code string
	// Detail is an example, may be empty, and is safe to print.
	Detail string
	// Count is how often, at least 1: lines, fields or characters.
	Count int
}

// Codes under which refusals and broken records are counted.
const (
	EmptyFile    = "empty file"
	TooLarge     = "too large"
	BinaryFile   = "binary file"
	NotRead      = "format not read"
	BrokenRecord = "broken record"
)

// Refusal says why a whole file is not read.
type Refusal struct {
	Code   string
	Reason string
}

func (e *Refusal) Error() string { return e.Reason }

// RecordError says why one record is not read. More records may follow it.
type RecordError struct {
	// Number and Offset are those of the record (see Record).
	Number int
	Offset int64
	// Column is the byte of the line where reading failed, from 1; 0 when the
	// line as a whole is meant.
	Column int
	// Field is the field at fault, empty when it is the whole record.
	Field  string
	Code   string
	Reason string
	// Err is the error behind the reason, nil when there is none.
	Err error
}

func (e *RecordError) Error() string {
	return fmt.Sprintf("line %d (byte %d): %s", e.Number, e.Offset+int64(max(e.Column-1, 0)), e.What())
}

// What is the error without the place of its record.
func (e *RecordError) What() string {
	switch {
	case e.Field != "":
		return e.Field + ": " + e.Reason
	case e.Column > 0:
		return fmt.Sprintf("column %d: %s", e.Column, e.Reason)
	}
	return e.Reason
}

func (e *RecordError) Unwrap() error { return e.Err }

// Verdict is how sure a format is that a file is its own.
type Verdict int

const (
	No Verdict = iota
	Maybe
	Sure
)

// Format is one way to write articles down.
type Format struct {
	Name string
	// Extensions are lower case, with the dot.
	Extensions []string
	// Sniff judges by the first bytes of a file (at most HeadSize, decoded to
	// UTF-8) and its name.
	Sniff func(head []byte, name string) Verdict
	// Whole says that a file is one article, which has no number within it.
	Whole bool
	// Read yields the records of a file, once. A *RecordError is one record's,
	// and more may follow; any other error is the last pair (a *Refusal when the
	// whole file is refused). The reader is not closed.
	Read func(in Input) iter.Seq2[Record, error]
}

// Input is one file to be read. Only the reader must be there.
type Input struct {
	io.Reader
	// Name is the name of the file without folder and compression.
	Name string
	// ContentType is what the file was sent with (an HTTP header), if it was.
	ContentType string
	// URL is where the file comes from: relative links are resolved against it.
	URL string
	// Map gives names of fields that a record may use, by the field of Record
	// they mean: "headline": {"Title"}. They go before those known here.
	Map map[string][]string
}

// resolve makes a relative address absolute by that of the input, when it has
// one. What cannot be resolved stays as it is.
func (in Input) resolve(address string) string {
	if address == "" || in.URL == "" {
		return address
	}
	base, err := url.Parse(in.URL)
	if err != nil {
		return address
	}
	u, err := base.Parse(strings.TrimSpace(address))
	if err != nil {
		return address
	}
	return u.String()
}

// HeadSize is how many first bytes of a file are enough for Detect: a few
// lines of any article, and one read of a disk or a network.
const HeadSize = 64 << 10

// All lists the formats, the most particular first.
func All() []Format {
	return []Format{
		{Name: "reuters", Extensions: []string{".sgm", ".sgml"}, Sniff: sniffReuters, Read: readReuters},
		{Name: "nitf", Whole: true, Extensions: []string{".nitf", ".xml", ".ntf"}, Sniff: sniffNITF, Read: readNITF},
		{Name: "newsmlg2", Extensions: []string{".newsml", ".xml"}, Sniff: sniffNewsML, Read: readNewsML},
		{Name: "ninjs", Extensions: []string{".ninjs", ".json", ".jsonl", ".ndjson"}, Sniff: sniffNINJS, Read: readNINJS},
		{Name: "feed", Extensions: feedExtensions, Sniff: sniffFeed, Read: readFeed},
		{Name: "jsonfeed", Extensions: []string{".json"}, Sniff: sniffJSONFeed, Read: readJSONFeed},
		{Name: "warc", Extensions: []string{".warc", ".wet", ".wat"}, Sniff: sniffWARC, Read: readWARC},
		{Name: "mbox", Extensions: []string{".mbox", ".mbx"}, Sniff: sniffMbox, Read: readMbox},
		{Name: "eml", Whole: true, Extensions: []string{".eml"}, Sniff: sniffEML, Read: readEML},
		{Name: "json", Extensions: []string{".json", ".jsonl", ".ndjson"}, Sniff: sniffJSON, Read: readJSON},
		{Name: "jsonl", Extensions: jsonlExtensions, Sniff: sniffJSONL, Read: readJSONL},
		{Name: "csv", Extensions: tableExtensions, Sniff: sniffCSV, Read: readCSV},
		{Name: "html", Whole: true, Extensions: []string{".html", ".htm", ".xhtml"}, Sniff: sniffHTML, Read: readHTML},
		{Name: "markdown", Whole: true, Extensions: []string{".md", ".markdown", ".mdown", ".mkd"}, Sniff: sniffMarkdown, Read: readMarkdown},
		{Name: "plain", Whole: true, Extensions: []string{".txt", ".text", ".asc"}, Sniff: sniffPlain, Read: readPlain},
	}
}

// Detect returns the format of a file, or a *Refusal that says why it is not
// read. Content and extension are weighed together: a signature alone proves
// nothing (many texts begin with the "magic" letters of some format), nor does a
// name. head is the first bytes of the file, HeadSize of them or all there are;
// size is its length in bytes, -1 when it is not known.
func Detect(head []byte, name string, size int64) (Format, error) {
	if len(head) == 0 {
		return Format{}, &Refusal{EmptyFile, "the file is empty"}
	}
	if r := refuseSignature(head, name); r != nil {
		return Format{}, r
	}
	text := decodeHead(head)
	if r := refuseLinks(text); r != nil {
		return Format{}, r
	}
	best, verdict := Format{}, No
	for _, f := range All() {
		if v := f.Sniff(text, name); v > verdict {
			best, verdict = f, v
		}
	}
	if verdict == Sure {
		return best, nil
	}
	if r := refuseMarkup(text, name); r != nil {
		return Format{}, r
	}
	// The size first: what is far too large is not looked at any further,
	// whatever it holds.
	if best.Whole && size > article.MaxText {
		return Format{}, tooLarge(size)
	}
	if binary(text) {
		return Format{}, refuseBinary()
	}
	if verdict == No {
		return Format{}, refuseJSON(text, name)
	}
	return best, nil
}

// extension returns the lower-case extension of a name, "" when it has none.
func extension(name string) string { return strings.ToLower(path.Ext(name)) }

// NamedAs reports whether the name carries one of the format's extensions.
func (f Format) NamedAs(name string) bool { return slices.Contains(f.Extensions, extension(name)) }

// blanks are the bytes that count as nothing at the edges of a file.
const blanks = " \t\r\n\v\f"

// skipBlank returns b without leading blanks.
func skipBlank(b []byte) []byte { return bytes.TrimLeft(b, blanks) }
