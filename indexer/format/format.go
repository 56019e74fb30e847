// Package format tells which format a file has, from the list of those that are
// read, or why it is not read. It must never know engines, HTTP, or the file
// system beyond an io.Reader; of a format it knows the package.
//
// How the bytes of each format become records is known below, in a package for
// each family: prose (plain text, Markdown), fields (JSON, tables), page (saved
// pages), feed (feeds, lists of links), wire (what agencies send), mail, warc.
// They share leaves: record says what a record is and how a fault is said;
// markup is the reader of broken XML; decode, htmltext, rawjson, stream and
// values know encodings, HTML as text, JSON as it is written, streams with
// places, and single values. docs/formats.md says what is read from where.
//
// Other XML, PDF, office files, pictures and other known kinds are refused by name,
// and so is program text.
package format

import (
	"iter"

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

// All lists the formats, the most particular first: of those that are equally
// sure of a file the first reads it.
func All() []record.Format {
	all := list()
	for i := range all {
		if !all[i].Mapped {
			all[i].Read = unmapped(all[i])
		}
	}
	return all
}

func list() []record.Format {
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

// unmapped reads as a format does that has no use for the names of fields which
// the user gave, and says so once a file.
func unmapped(f record.Format) func(record.Input) iter.Seq2[record.Record, error] {
	return func(in record.Input) iter.Seq2[record.Record, error] {
		if len(in.Map) == 0 {
			return f.Read(in)
		}
		return func(yield func(record.Record, error) bool) {
			said := false
			for rec, err := range f.Read(in) {
				if err == nil && !said {
					rec.Notes = append(rec.Notes, record.Note{Code: "names given with --map are not used in " + f.Name, Count: 1})
					said = true
				}
				if !yield(rec, err) {
					return
				}
			}
		}
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
