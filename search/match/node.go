// Package match knows what a resolved query means on one article: the resolved
// tree, whether an article satisfies it, and which words prove it, as spans.
// It must never know postings, storage or HTTP.
package match

import "time"

// Node is one node of a resolved query: *All, *And, *Or, *Not, *Word, *Phrase,
// *Value, *Prefix, *Host, *Lang or *Date. Trees are read-only once built.
type Node interface{ resolved() }

// Field is a set of the two text fields of an article.
type Field uint8

const (
	Headline Field = 1 << iota
	Body
	// Text is both: where a bare word searches.
	Text = Headline | Body
)

// All holds for every article.
type All struct{}

// And holds when all kids hold; Or when one does; Not when its kid does not.
type And struct{ Kids []Node }
type Or struct{ Kids []Node }
type Not struct{ Kid Node }

// Word holds when a token of In has this surface, or, when Stem is not empty,
// this stem in the article's language. It scores and marks.
type Word struct {
	In      Field
	Surface string
	Stem    string
}

// Phrase holds when the surfaces stand next to each other in this order within
// one paragraph of one field of In. It has two words or more, scores and marks.
type Phrase struct {
	In    Field
	Words []string
}

// Value filters by a field of values (byline, source, section, tag). With
// Whole, one value must equal Text to the byte; otherwise the folded Words
// must stand next to each other in one value.
type Value struct {
	Field string
	Words []string
	Whole bool
	Text  string
}

// Prefix holds when the canonical URL of the article begins with Text.
type Prefix struct{ Text string }

// Host holds when the host of the article's URL is Name or a subdomain of it.
type Host struct{ Name string }

// Lang holds when the article's language is Tag or a regional form of it
// ("en" finds "en-gb").
type Lang struct{ Tag string }

// Date filters by publication. None holds for undated articles. A day bound
// compares the published day (inclusive); an instant bound compares instants,
// and an article that knows only its day holds when its whole day (UTC) lies
// inside. An undated article never satisfies a bound.
type Date struct {
	From, To *Bound
	None     bool
}

// Bound is one end of a Date: a day ("2006-01-02"), or an instant, which Open
// excludes.
type Bound struct {
	Day  string
	Time time.Time
	Open bool
}

func (*All) resolved()    {}
func (*And) resolved()    {}
func (*Or) resolved()     {}
func (*Not) resolved()    {}
func (*Word) resolved()   {}
func (*Phrase) resolved() {}
func (*Value) resolved()  {}
func (*Prefix) resolved() {}
func (*Host) resolved()   {}
func (*Lang) resolved()   {}
func (*Date) resolved()   {}

// Leaves returns the words and phrases of the tree that stand under no Not,
// in tree order: the terms that score and mark. Their index in this slice
// names them elsewhere (Hit.Leaf, document frequencies).
func Leaves(n Node) []Node {
	var out []Node
	var walk func(Node)
	walk = func(n Node) {
		switch n := n.(type) {
		case *Word, *Phrase:
			out = append(out, n)
		case *And:
			for _, k := range n.Kids {
				walk(k)
			}
		case *Or:
			for _, k := range n.Kids {
				walk(k)
			}
		}
	}
	walk(n)
	return out
}
