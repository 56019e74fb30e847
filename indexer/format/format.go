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
	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/feed"
	"newsdex/indexer/format/fields"
	"newsdex/indexer/format/mail"
	"newsdex/indexer/format/page"
	"newsdex/indexer/format/prose"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/warc"
	"newsdex/indexer/format/wire"
)

// All lists the formats, the most particular first.
func All() []record.Format {
	return []record.Format{
		wire.Reuters(),
		wire.NITF(),
		wire.NewsML(),
		wire.NINJS(),
		feed.XML(),
		feed.JSON(),
		warc.Archive(Detect),
		mail.Mbox(),
		mail.Message(),
		fields.JSON(),
		fields.JSONL(),
		fields.Table(),
		page.HTML(),
		prose.Markdown(),
		prose.Plain(),
	}
}

// Detect returns the format of a file, or a *Refusal that says why it is not
// read. Content and extension are weighed together: a signature alone proves
// nothing (many texts begin with the "magic" letters of some format), nor does a
// name. head is the first bytes of the file, HeadSize of them or all there are;
// size is its length in bytes, -1 when it is not known.
func Detect(head []byte, name string, size int64) (record.Format, error) {
	if len(head) == 0 {
		return record.Format{}, &record.Refusal{Code: record.EmptyFile, Reason: "the file is empty"}
	}
	if r := refuseSignature(head, name); r != nil {
		return record.Format{}, r
	}
	text := decode.Head(head)
	if r := feed.RefuseLinks(text); r != nil {
		return record.Format{}, r
	}
	best, verdict := record.Format{}, record.No
	for _, f := range All() {
		if v := f.Sniff(text, name); v > verdict {
			best, verdict = f, v
		}
	}
	if verdict == record.Sure {
		return best, nil
	}
	if r := refuseMarkup(text, name); r != nil {
		return record.Format{}, r
	}
	// The size first: what is far too large is not looked at any further,
	// whatever it holds.
	if best.Whole && size > article.MaxText {
		return record.Format{}, record.TextTooLarge(size)
	}
	if decode.Binary(text) {
		return record.Format{}, record.RefuseBinary()
	}
	if verdict == record.No {
		return record.Format{}, refuseJSON(text, name)
	}
	return best, nil
}
