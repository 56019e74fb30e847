package format

import "newsdex/indexer/format/record"

// What others than formats need of package record stands here under the same
// names: whoever reads files imports this package alone.
type (
	Record      = record.Record
	Note        = record.Note
	Input       = record.Input
	Format      = record.Format
	Refusal     = record.Refusal
	RecordError = record.RecordError
	Gap         = record.Gap
)

// Codes under which refusals and broken records are counted, and how much of a
// file Detect looks at.
const (
	EmptyFile    = record.EmptyFile
	TooLarge     = record.TooLarge
	BrokenRecord = record.BrokenRecord
	HeadSize     = record.HeadSize
)
