package record

import (
	"fmt"

	"newsdex/article"
)

// Codes under which refusals and broken records are counted.
const (
	EmptyFile    = "empty file"
	TooLarge     = "too large"
	BinaryFile   = "binary file"
	NotRead      = "format not read"
	BrokenRecord = "broken record"
	NoArticle    = "no article" // a page, mail or archive that holds none
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

// Gap is an error of a reader that can be read on: something that belongs here
// is missing. Formats that find their place again go on behind it, for others
// it is the end.
type Gap struct{ Reason string }

func (g *Gap) Error() string { return g.Reason }

// TextTooLarge is the refusal of a text of size bytes; -1 when it is only known to
// be above the limit.
func TextTooLarge(size int64) *Refusal {
	have := "the text holds more bytes than the limit of"
	if size >= 0 {
		have = fmt.Sprintf("the text holds %d bytes, more than the limit of", size)
	}
	return &Refusal{TooLarge, fmt.Sprintf("%s %d (16 MB) for one article; split it, or write it as JSON Lines", have, article.MaxText)}
}

// RefuseBinary is the refusal of what is no text.
func RefuseBinary() *Refusal {
	return &Refusal{BinaryFile, "binary data, not text (NUL bytes, or more than 10 % control characters)"}
}
