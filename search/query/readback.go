package query

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ReadBack says in words what the tree asks for.
func ReadBack(n Node, o Options) string {
	if n == nil {
		return "all articles"
	}
	r := &reader{opts: o}
	says := "articles "
	if and, ok := n.(*And); ok && !content(n) {
		says += strings.Join(r.all(and.Kids), ", ")
	} else {
		says += r.clause(n)
	}
	if r.inflected {
		says += " (words in any form)"
	}
	return says
}

// reader says trees in words.
type reader struct {
	opts      Options
	inflected bool // a word was said that matches its other forms
}

// clause says a node with the word that joins it to "articles": with, without,
// from, published.
func (r *reader) clause(n Node) string {
	if content(n) {
		return "with " + r.words(n)
	}
	switch n := n.(type) {
	case *And:
		return strings.Join(r.all(n.Kids), " and ")
	case *Or:
		return r.list(n.Kids, "or", r.clause)
	case *Not:
		if d, ok := n.Kid.(*Date); ok && d.None {
			return "with a date"
		}
		if content(n.Kid) {
			return "without " + r.group(n.Kid, r.words)
		}
		return "not " + r.group(n.Kid, r.clause)
	case *Must:
		return r.clause(n.Kid)
	case *Field:
		return r.filter(n)
	case *Date:
		return r.date(n)
	}
	return ""
}

// all says the kids of an And: words first gathered into one "with".
func (r *reader) all(kids []Node) []string {
	var out, with []string
	flush := func() {
		if len(with) > 0 {
			out = append(out, "with "+enumerate(with, "and"))
		}
		with = nil
	}
	for _, k := range kids {
		if content(k) {
			with = append(with, r.group(k, r.words))
			continue
		}
		flush()
		if inner, ok := k.(*And); ok {
			out = append(out, r.all(inner.Kids)...)
		} else {
			out = append(out, r.group(k, r.clause))
		}
	}
	flush()
	return out
}

// content reports whether a tree only speaks of words in the text, without
// exclusions, so that one "with" covers it.
func content(n Node) bool {
	switch n := n.(type) {
	case *Word, *Phrase, *Wild, *Fuzzy, *Near, *AtLeast:
		return true
	case *And:
		return !slices.ContainsFunc(n.Kids, func(k Node) bool { return !content(k) })
	case *Or:
		return !slices.ContainsFunc(n.Kids, func(k Node) bool { return !content(k) })
	case *Must:
		return content(n.Kid)
	case *Field:
		return (n.Name == "headline" || n.Name == "body") && content(n.Kid)
	}
	return false
}

// words says a tree of content.
func (r *reader) words(n Node) string {
	switch n := n.(type) {
	case *Word:
		if n.Exact {
			return "the exact word “" + n.Text + "”"
		}
		r.inflected = r.inflected || inflects(n.Text)
		return "“" + n.Text + "”"
	case *Wild:
		return "words like “" + n.Text + "”"
	case *Fuzzy:
		if n.Edits > 1 {
			return "“" + n.Text + "” give or take two letters"
		}
		return "“" + n.Text + "” give or take one letter"
	case *Near:
		return r.near(n)
	case *AtLeast:
		mentions := " mentions of "
		if n.N == 1 {
			mentions = " mention of "
		}
		return "at least " + strconv.Itoa(n.N) + mentions + r.group(n.Kid, r.words)
	case *Phrase:
		if n.Within > 0 {
			return "the words “" + n.Text + "” in any order within " + count(n.Within)
		}
		if inflects(n.Text) { // one word between quotes is that word
			return "the exact word “" + n.Text + "”"
		}
		return "the exact phrase “" + n.Text + "”"
	case *And:
		return r.list(n.Kids, "and", r.words)
	case *Or:
		return r.list(n.Kids, "or", r.words)
	case *Not:
		return "not " + r.group(n.Kid, r.words)
	case *Must:
		return r.words(n.Kid)
	case *Field:
		return r.group(n.Kid, r.words) + " " + r.says(n.Name)
	}
	return ""
}

// near says a proximity; the operands of a chain stand in its order.
func (r *reader) near(n *Near) string {
	b := r.group(n.B, r.words)
	if _, chain := n.B.(*Near); chain {
		b = "(" + b + ")"
	}
	a := r.group(n.A, r.words)
	if left, chain := n.A.(*Near); chain && left.Apart {
		a = "(" + a + ")"
	}
	not := ""
	if n.Apart {
		not = " not"
	}
	switch {
	case n.Unit == InSentence:
		return a + not + " in the same sentence as " + b
	case n.Unit == InParagraph:
		return a + not + " in the same paragraph as " + b
	case n.Ordered:
		return a + not + " at most " + count(n.Within) + " before " + b
	}
	return a + not + " within " + count(n.Within) + " of " + b
}

// count says a number of words.
func count(n int) string {
	if n == 1 {
		return "1 word"
	}
	return strconv.Itoa(n) + " words"
}

// list joins kids; those that join kids themselves stand in brackets.
func (r *reader) list(kids []Node, word string, say func(Node) string) string {
	parts := make([]string, len(kids))
	for i, k := range kids {
		parts[i] = r.group(k, say)
	}
	if slices.ContainsFunc(kids, func(k Node) bool { _, not := k.(*Not); return not }) {
		return strings.Join(parts, " "+word+" ") // "a, not b and c" would say that c is not there either
	}
	return enumerate(parts, word)
}

// enumerate says a, b and c.
func enumerate(parts []string, word string) string {
	last := len(parts) - 1
	if last == 0 {
		return parts[0]
	}
	return strings.Join(parts[:last], ", ") + " " + word + " " + parts[last]
}

// group says a node, in brackets when it joins several.
func (r *reader) group(n Node, say func(Node) string) string {
	switch n.(type) {
	case *And, *Or:
		return "(" + say(n) + ")"
	}
	return say(n)
}

// says is how a field is named in a sentence.
func (r *reader) says(name string) string {
	if f := r.opts.field(name); f != nil && f.Says != "" {
		return f.Says
	}
	return "in " + name
}

// filter says a field that does not hold words of the text, or holds exclusions.
func (r *reader) filter(n *Field) string {
	if n.Name == "headline" || n.Name == "body" {
		if not, ok := n.Kid.(*Not); ok {
			return "without " + r.group(not.Kid, r.words) + " " + r.says(n.Name)
		}
		return "with " + r.group(n.Kid, r.words) + " " + r.says(n.Name)
	}
	return r.says(n.Name) + " " + r.group(n.Kid, r.value)
}

// inflects reports whether a text is one word that may have other forms: all
// letters, with or without an 's, of a script that puts blanks between words.
func inflects(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		letter := unicode.IsLetter(r) || unicode.IsMark(r) || r == '\'' || r == '’'
		return !letter || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	})
}

// value says what stands in a field of values: every word as it is.
func (r *reader) value(n Node) string {
	switch n := n.(type) {
	case *Word:
		return "“" + n.Text + "”"
	case *Phrase:
		return "“" + n.Text + "”"
	case *And:
		return r.list(n.Kids, "and", r.value)
	case *Or:
		return r.list(n.Kids, "or", r.value)
	case *Not:
		return "not " + r.group(n.Kid, r.value)
	case *Must:
		return r.value(n.Kid)
	}
	return ""
}

// date says a date filter.
func (r *reader) date(d *Date) string {
	from, to := d.From, d.To
	switch {
	case d.None:
		return "without a date"
	case from != nil && to != nil:
		return "published " + between(from, to)
	case from != nil && from.Open:
		return "published after " + moment(from)
	case from != nil:
		return "published " + at(from) + " or later"
	case to != nil && to.Open:
		return "published before " + moment(to)
	case to != nil:
		return "published " + at(to) + " or earlier"
	}
	return ""
}

// between says a range: a whole year or month by its name.
func between(from, to *Bound) string {
	if from.text() == to.text() {
		return at(from)
	}
	a, errA := time.Parse(time.DateOnly, from.Day)
	b, errB := time.Parse(time.DateOnly, to.Day)
	if errA == nil && errB == nil && a.Day() == 1 {
		switch {
		case a.Month() == time.January && a.AddDate(1, 0, -1).Equal(b):
			return "in " + a.Format("2006")
		case a.AddDate(0, 1, -1).Equal(b):
			return "in " + a.Format("January 2006")
		}
	}
	return "from " + moment(from) + " to " + moment(to)
}

// at says a bound with its preposition.
func at(b *Bound) string {
	if b.Day != "" {
		return "on " + moment(b)
	}
	return "at " + moment(b)
}

// moment says a bound: "8 July 2022", "10:00 UTC on 8 July 2022".
func moment(b *Bound) string {
	if t, err := time.Parse(time.DateOnly, b.Day); err == nil {
		return t.Format("2 January 2006")
	}
	clock := "15:04"
	if b.Time.Second() != 0 || b.Time.Nanosecond() != 0 {
		clock = "15:04:05.999999999"
	}
	zone := b.Time.Format("-07:00")
	if _, offset := b.Time.Zone(); offset == 0 {
		zone = "UTC"
	}
	return b.Time.Format(clock) + " " + zone + " on " + b.Time.Format("2 January 2006")
}
