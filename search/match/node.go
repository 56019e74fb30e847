// Package match knows what a resolved query means on one article: the resolved
// tree, whether an article satisfies it, and which words prove it, as spans.
// It must never know postings, storage or HTTP.
package match

import "time"

// Node is one node of a resolved query: *All, *And, *Or, *Not, *Word, *Phrase,
// *Pattern, *Fuzzy, *Near, *NotNear, *Bag, *AtLeast, *Value, *Prefix, *Host,
// *Lang or *Date. Trees are read-only once built.
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

// Word holds when a token of In has this surface, or, in an article of a
// language that Stems has, that stem. It scores and marks.
type Word struct {
	In      Field
	Surface string
	// Stems has the stem of the word in each language that is stemmed (see
	// text.StemLanguage); nil for a word that matches this form only.
	Stems map[string]string
}

// Phrase holds when the surfaces stand next to each other in this order within
// one paragraph of one field of In. It has two words or more, scores and marks.
type Phrase struct {
	In    Field
	Words []string
}

// Pattern holds when a token of In has a surface that the pattern covers: * is
// any run of characters, ? is one character. It scores and marks.
type Pattern struct {
	In   Field
	Text string
}

// Fuzzy holds when a token of In begins with the same letter as Surface and
// differs from it by at most Edits letters put in, left out, replaced, or
// swapped with their neighbour. It scores and marks.
type Fuzzy struct {
	In      Field
	Surface string
	Edits   int
}

// Unit is what a distance is counted in.
type Unit int

const (
	// Words counts from the last word of the earlier operand to the first of
	// the later: neighbours are 1 apart.
	Words Unit = iota
	// Sentence and Paragraph ask that both stand in the same one.
	Sentence
	Paragraph
)

// Near holds when A and B stand near each other in one field, without
// overlapping: at most Within words apart, or in the same sentence or
// paragraph. With Ordered, A ends before B begins. Operands are words,
// phrases, patterns, fuzzy words, Or of operands, and Near, whose occurrences
// are the spans from the first to the last of its words.
type Near struct {
	A, B    Node
	Unit    Unit
	Within  int
	Ordered bool
}

// NotNear holds when an A stands somewhere without any B near it in the same
// field; it marks exactly those.
type NotNear struct {
	A, B    Node
	Unit    Unit
	Within  int
	Ordered bool
}

// Bag holds when its words, which match by surface only and share their field,
// stand in any order, each at a place of its own, the first and the last at most
// Within + len(Words) - 2 apart.
type Bag struct {
	Words  []*Word
	Within int
}

// AtLeast holds when Kid, an operand, occurs N times or more, headline and
// body counted together.
type AtLeast struct {
	Kid Node
	N   int
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

// Prefix holds when the canonical URL of the article begins with Text; with
// Folder, when it is Text or lies below it (Text, then / or ?).
type Prefix struct {
	Text   string
	Folder bool
}

// Host holds when the host of the article's URL is Name, which is not empty, or
// a subdomain of it.
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

func (*All) resolved()     {}
func (*And) resolved()     {}
func (*Or) resolved()      {}
func (*Not) resolved()     {}
func (*Word) resolved()    {}
func (*Phrase) resolved()  {}
func (*Pattern) resolved() {}
func (*Fuzzy) resolved()   {}
func (*Near) resolved()    {}
func (*NotNear) resolved() {}
func (*Bag) resolved()     {}
func (*AtLeast) resolved() {}
func (*Value) resolved()   {}
func (*Prefix) resolved()  {}
func (*Host) resolved()    {}
func (*Lang) resolved()    {}
func (*Date) resolved()    {}

// Leaves returns the words, phrases, patterns and fuzzy words of the tree that
// stand under no Not, in tree order: the terms that score and mark. Their index
// in this slice names them elsewhere (Hit.Leaf, document frequencies).
func Leaves(n Node) []Node {
	var out []Node
	walk(n, func(n Node) { out = append(out, n) })
	return out
}

// walk visits the leaves that may take part in a match.
func walk(n Node, visit func(Node)) {
	switch n := n.(type) {
	case *Word, *Phrase, *Pattern, *Fuzzy:
		visit(n)
	case *And:
		for _, k := range n.Kids {
			walk(k, visit)
		}
	case *Or:
		for _, k := range n.Kids {
			walk(k, visit)
		}
	case *Near:
		walk(n.A, visit)
		walk(n.B, visit)
	case *NotNear:
		walk(n.A, visit)
	case *Bag:
		for _, w := range n.Words {
			visit(w)
		}
	case *AtLeast:
		walk(n.Kid, visit)
	}
}

// AllLeaves returns the leaves of the tree, those under a Not or on the far
// side of a NotNear as well.
func AllLeaves(n Node) []Node {
	var out []Node
	var all func(Node)
	all = func(n Node) {
		switch n := n.(type) {
		case *And:
			for _, k := range n.Kids {
				all(k)
			}
		case *Or:
			for _, k := range n.Kids {
				all(k)
			}
		case *Not:
			all(n.Kid)
		case *Near:
			all(n.A)
			all(n.B)
		case *NotNear:
			all(n.A)
			all(n.B)
		default:
			walk(n, func(n Node) { out = append(out, n) })
		}
	}
	all(n)
	return out
}
