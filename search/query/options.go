package query

import "time"

// Syntax chooses how text is read.
type Syntax int

const (
	// Strict reads operators and grades mistakes as errors (API, CLI).
	Strict Syntax = iota
	// Lenient reads operators and repairs mistakes (the page).
	Lenient
	// Words reads no operator at all (pasted text, evaluation).
	Words
)

// Kind says what may follow a field's colon.
type Kind int

const (
	// Text fields take words, phrases and bracketed groups of them, and score.
	Text Kind = iota
	// Values fields take words, phrases and groups, which filter.
	Values
	// Raw fields take one run up to the next blank (or quotes), as it stands.
	Raw
	// Published takes dates: a, a..b, >a, >=a, <a, <=a, none.
	Published
	// After, Before, Since and Until take one date.
	After
	Before
	Since
	Until
)

// FieldSpec tells the parser of one field.
type FieldSpec struct {
	// Name is the canonical name: "headline". Date fields other than
	// "published" only spell bounds of "published".
	Name string
	Kind Kind
	// Aliases are accepted spellings: "title", "hd".
	Aliases []string
	// Codes are spellings that count only in the forms code=x and code(x), which
	// cannot be taken for words: "ti", "au".
	Codes []string
	// Says is how the read-back names it: "in the headline".
	Says string
}

// Options is what Parse needs to be told.
type Options struct {
	Syntax Syntax
	Fields []FieldSpec
	// Now settles "today" and "7d".
	Now time.Time
}

// Limits of one query; passing one is a finding, never a crash.
const (
	// MaxBytes bounds the query text: a page of pasted text fits.
	MaxBytes = 8192
	// MaxLeaves bounds words, phrases and filters: each is a lookup per segment.
	MaxLeaves = 1024
	// MaxDepth bounds nesting, and so recursion everywhere behind the parser.
	MaxDepth = 32
)
