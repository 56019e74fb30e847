// Package query knows the query language: text to a tree with positions, the
// tree back to canonical text, and the tree to words (the read-back). Words
// stay as they were typed; which fields exist is told by the caller. It must
// never know how text becomes tokens, or any engine.
package query

import "time"

// Span is a half-open range of bytes in the query text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Node is one node of a parsed query. The kinds are *And, *Or, *Not, *Must,
// *Word, *Phrase, *Wild, *Fuzzy, *Near, *AtLeast, *Field and *Date; a nil Node is the blank query, which asks
// for every article.
type Node interface {
	// Pos returns where the node stands in the query text.
	Pos() Span
	// String returns canonical query text (strict syntax) for the node.
	String() string
	node()
}

// And holds when all of its two or more kids hold. Adjacent is true when the
// kids were only written side by side, which match=any reads as OR.
type And struct {
	Kids     []Node
	Adjacent bool
	Span     Span
}

// Or holds when one of its two or more kids holds.
type Or struct {
	Kids []Node
	Span Span
}

// Not holds when its kid does not.
type Not struct {
	Kid  Node
	Span Span
}

// Must is +x: it holds when its kid does, also under match=any.
type Must struct {
	Kid  Node
	Span Span
}

// Word is an unquoted run as typed, or with Exact (=word) that form only.
// One run may become several tokens; that is settled by package search.
type Word struct {
	Text  string
	Exact bool
	Span  Span
}

// Phrase is what stood between quotes, as typed, without the quotes. With
// Within its words may stand in any order, the first and the last at most
// Within + words - 2 apart.
type Phrase struct {
	Text   string
	Within int
	Span   Span
}

// Field restricts its kid to the field of that canonical name.
type Field struct {
	Name string
	Kid  Node
	Span Span
}

// Date asks for the day or instant of publication. None asks for articles
// without a date; otherwise one or both bounds are set, both inclusive unless
// Bound.Open.
type Date struct {
	From, To *Bound
	None     bool
	Span     Span
}

// Bound is one end of a date range. Either Day is set ("2006-01-02", always
// inclusive: wider units and open ends are settled by the parser) and is
// compared with the published day, or Time is set and instants are compared.
type Bound struct {
	Day  string
	Time time.Time
	Open bool // the instant itself is excluded; only with Time
}

func (n *And) Pos() Span    { return n.Span }
func (n *Or) Pos() Span     { return n.Span }
func (n *Not) Pos() Span    { return n.Span }
func (n *Must) Pos() Span   { return n.Span }
func (n *Word) Pos() Span   { return n.Span }
func (n *Phrase) Pos() Span { return n.Span }
func (n *Field) Pos() Span  { return n.Span }
func (n *Date) Pos() Span   { return n.Span }

func (*And) node()    {}
func (*Or) node()     {}
func (*Not) node()    {}
func (*Must) node()   {}
func (*Word) node()   {}
func (*Phrase) node() {}
func (*Field) node()  {}
func (*Date) node()   {}
