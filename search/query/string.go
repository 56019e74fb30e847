package query

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Canonical text reads back as the same tree: see FuzzParse.

func (n *And) String() string {
	if n.Adjacent {
		return list(n.Kids, " ")
	}
	return list(n.Kids, " AND ")
}

func (n *Or) String() string { return list(n.Kids, " OR ") }

// list writes kids that stand on one level, each as one.
func list(kids []Node, sep string) string {
	parts := make([]string, len(kids))
	for i, k := range kids {
		parts[i] = bracketed(k)
	}
	return strings.Join(parts, sep)
}

func (n *Not) String() string { return "NOT " + bracketed(n.Kid) }

func (n *Must) String() string {
	if _, not := n.Kid.(*Not); not {
		return "+(" + n.Kid.String() + ")"
	}
	return "+" + bracketed(n.Kid)
}

// bracketed returns the text of a node that must stand as one.
func bracketed(n Node) string {
	switch n.(type) {
	case *And, *Or, *Near:
		return "(" + n.String() + ")"
	}
	return n.String()
}

func (n *Word) String() string {
	if n.Exact {
		return "=" + n.Text
	}
	return n.Text
}

func (n *Phrase) String() string {
	if n.Within > 0 {
		return `"` + n.Text + `"~` + strconv.Itoa(n.Within)
	}
	return `"` + n.Text + `"`
}

func (n *Field) String() string {
	switch k := n.Kid.(type) {
	case *Phrase:
		return n.Name + ":" + k.String()
	case *Word:
		if rawNeedsQuotes(k.Text) {
			return n.Name + `:"` + k.Text + `"`
		}
		return n.Name + ":" + k.String()
	case *Wild, *Fuzzy:
		return n.Name + ":" + k.String()
	}
	return n.Name + ":(" + n.Kid.String() + ")"
}

// rawNeedsQuotes reports whether the value of a Raw field would not be read
// back as it stands: it came from between quotes.
func rawNeedsQuotes(s string) bool {
	depth := 0
	for _, r := range s {
		switch {
		case isBlank(r):
			return true
		case isOpen(r):
			depth++
		case isClose(r):
			if depth--; depth < 0 {
				return true
			}
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	return depth != 0 || isSeparator(first) || strings.ContainsRune("-!+=([{（", first)
}

func (n *Date) String() string {
	switch {
	case n.None:
		return "published:none"
	case n.From != nil && n.To != nil:
		if n.From.Day != "" && n.From.Day == n.To.Day {
			return "published:" + n.From.Day
		}
		return "published:" + n.From.text() + ".." + n.To.text()
	case n.From != nil:
		return "published:>" + n.From.equals() + n.From.text()
	case n.To != nil:
		return "published:<" + n.To.equals() + n.To.text()
	}
	return ""
}

func (b *Bound) equals() string {
	if b.Open {
		return ""
	}
	return "="
}

func (b *Bound) text() string {
	if b.Day != "" {
		return b.Day
	}
	return b.Time.Format(time.RFC3339Nano)
}

// Equal reports whether two trees are the same apart from positions.
func Equal(a, b Node) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	switch a := a.(type) {
	case *And:
		b, ok := b.(*And)
		return ok && a.Adjacent == b.Adjacent && slices.EqualFunc(a.Kids, b.Kids, Equal)
	case *Or:
		b, ok := b.(*Or)
		return ok && slices.EqualFunc(a.Kids, b.Kids, Equal)
	case *Not:
		b, ok := b.(*Not)
		return ok && Equal(a.Kid, b.Kid)
	case *Must:
		b, ok := b.(*Must)
		return ok && Equal(a.Kid, b.Kid)
	case *Word:
		b, ok := b.(*Word)
		return ok && a.Text == b.Text && a.Exact == b.Exact
	case *Phrase:
		b, ok := b.(*Phrase)
		return ok && a.Text == b.Text && a.Within == b.Within
	case *Wild:
		b, ok := b.(*Wild)
		return ok && a.Text == b.Text
	case *Fuzzy:
		b, ok := b.(*Fuzzy)
		return ok && a.Text == b.Text && a.Edits == b.Edits
	case *Near:
		b, ok := b.(*Near)
		return ok && a.Unit == b.Unit && a.Within == b.Within && a.Ordered == b.Ordered && a.Apart == b.Apart && Equal(a.A, b.A) && Equal(a.B, b.B)
	case *AtLeast:
		b, ok := b.(*AtLeast)
		return ok && a.N == b.N && Equal(a.Kid, b.Kid)
	case *Field:
		b, ok := b.(*Field)
		return ok && a.Name == b.Name && Equal(a.Kid, b.Kid)
	case *Date:
		b, ok := b.(*Date)
		return ok && a.None == b.None && equalBounds(a.From, b.From) && equalBounds(a.To, b.To)
	}
	return false
}

func equalBounds(a, b *Bound) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Day == b.Day && a.Time.Equal(b.Time) && a.Open == b.Open
}
