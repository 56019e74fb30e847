package format

import (
	"io"
	"iter"

	"newsdex/indexer/format/feed"
	"newsdex/indexer/format/fields"
	"newsdex/indexer/format/record"
)

// What others than formats need of the packages below stands here under the
// same names: whoever reads files imports this package alone.
type (
	Record      = record.Record
	Note        = record.Note
	Input       = record.Input
	Format      = record.Format
	Refusal     = record.Refusal
	RecordError = record.RecordError
	Gap         = record.Gap
	Link        = feed.Link
	LinkKind    = feed.LinkKind
)

// Codes under which refusals and broken records are counted, how much of a file
// Detect looks at, and what links lead to.
const (
	EmptyFile    = record.EmptyFile
	TooLarge     = record.TooLarge
	BrokenRecord = record.BrokenRecord
	NotRead      = record.NotRead
	NoArticle    = record.NoArticle
	HeadSize     = record.HeadSize
	LinkPage     = feed.LinkPage
	LinkFeed     = feed.LinkFeed
	LinkSitemap  = feed.LinkSitemap
	LinkList     = feed.LinkList
	MaxLinks     = feed.MaxLinks
	MaxLinkBytes = feed.MaxLinkBytes
)

// Links returns what a list of links or a feed points to; see feed.Links.
func Links(in Input) ([]Link, error) { return feed.Links(in) }

// Lines yields the records of JSON Lines; see fields.Lines.
func Lines(r io.Reader) iter.Seq2[Record, error] { return fields.Lines(r) }

// One reads a single JSON object as one record; see fields.One.
func One(data []byte) (Record, error) { return fields.One(data) }

// MapFields are the fields that Input.Map may give names for.
func MapFields() []string { return fields.MapFields() }
