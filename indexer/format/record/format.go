package record

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strings"
)

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
	// Mapped says that Read goes by Input.Map.
	Mapped bool
	// Read yields the records of a file, once. A *RecordError is one record's,
	// and more may follow; any other error is the last pair (a *Refusal when the
	// whole file is refused). The reader is not closed.
	Read func(in Input) iter.Seq2[Record, error]
}

// NamedAs reports whether the name carries one of the format's extensions.
func (f Format) NamedAs(name string) bool { return slices.Contains(f.Extensions, Extension(name)) }

// HeadSize is how many first bytes of a file are enough for Detect: a few
// lines of any article, and one read of a disk or a network.
const HeadSize = 64 << 10

// Extension returns the lower-case extension of a name, "" when it has none.
func Extension(name string) string { return strings.ToLower(path.Ext(name)) }

// Blanks are the bytes that count as nothing at the edges of a file.
const Blanks = " \t\r\n\v\f"

// SkipBlank returns b without leading blanks.
func SkipBlank(b []byte) []byte { return bytes.TrimLeft(b, Blanks) }
