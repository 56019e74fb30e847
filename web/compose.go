package web

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// buildParameters are the fields of the form that writes queries. q is a query
// to go on from, within holds the filters of its search as an address does; go=1
// searches at once.
var buildParameters = []parameter{
	{"q", one}, {"within", one}, {"words", one}, {"phrase", one}, {"headline", one},
	{"near_a", one}, {"near_b", one}, {"near_n", one}, {"sentence_a", one}, {"sentence_b", one}, {"times", one}, {"times_n", one},
	{"source", one}, {"section", one}, {"byline", one}, {"from", one}, {"to", one}, {"go", one},
}

// Numbers of the form when none is given.
const (
	nearUsual  = 5
	timesUsual = 3
)

// compose writes the query that a filled-in form asks for, in canonical text.
// What is typed into the form is words, never operators: the text is made from
// a tree and read back, and it is given only when it reads as that tree. Notes
// say what was left out or changed.
func compose(v url.Values, now time.Time) (text string, notes []noteView) {
	for _, quoted := range []bool{false, true} {
		c := composer{now: now, quoted: quoted}
		n := c.form(v)
		if n == nil {
			return "", c.notes
		}
		text = n.String()
		read, findings := c.read(text, query.Strict)
		if query.Equal(n, read) && firstError(findings) == nil {
			return text, c.notes
		}
		notes = c.notes
		// A word alone may be an operator among others: then all are quoted.
		if f := firstError(findings); f != nil && quoted {
			notes = append(notes, noteView{Message: sentence("The query cannot be written: " + f.Message)})
		}
	}
	if len(notes) == 0 {
		notes = []noteView{{Message: "The query cannot be written so that it reads as it was meant; type it into the search box."}}
	}
	return "", notes
}

func firstError(findings []query.Finding) *query.Finding {
	for i, f := range findings {
		if f.Grade == query.Error {
			return &findings[i]
		}
	}
	return nil
}

// composer makes the tree of a form.
type composer struct {
	now time.Time
	// quoted puts every word between quotes.
	quoted bool
	notes  []noteView
}

func (c *composer) read(text string, s query.Syntax) (query.Node, []query.Finding) {
	return query.Parse(text, query.Options{Syntax: s, Fields: search.Fields(), Now: c.now})
}

func (c *composer) note(at, message string) {
	c.notes = append(c.notes, noteView{At: shorten(at, 80), Message: message})
}

// form returns the tree of a form; nil when it asks for nothing.
func (c *composer) form(v url.Values) query.Node {
	words, plain := c.words(v.Get("words")), true
	kids := words
	start, findings := c.read(v.Get("q"), query.Lenient)
	for _, f := range findings {
		c.notes = append(c.notes, fixNote(v, "", f.Message, &f.Span, ""))
	}
	if start != nil {
		if and, ok := start.(*query.And); ok {
			plain = and.Adjacent
			kids = append(append([]query.Node{}, and.Kids...), words...)
		} else {
			kids = append([]query.Node{start}, words...)
		}
	}
	mere := len(kids)
	add := func(n query.Node) {
		if n != nil {
			kids = append(kids, n)
		}
	}
	add(c.phrase(v.Get("phrase")))
	add(c.headline(v.Get("headline")))
	add(c.near(v))
	add(c.sentence(v.Get("sentence_a"), v.Get("sentence_b")))
	add(c.times(v))
	for _, field := range []string{"source", "section", "byline"} {
		if p := c.phrase(v.Get(field)); p != nil {
			add(&query.Field{Name: field, Kid: p})
		}
	}
	add(c.dates(v.Get("from"), v.Get("to")))
	return join(kids, plain && mere == len(kids))
}

// join returns one node of several: side by side, or with AND.
func join(kids []query.Node, adjacent bool) query.Node {
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return kids[0]
	}
	return &query.And{Kids: kids, Adjacent: adjacent}
}

// unquoted returns words as they were typed, with blanks for what would end a
// phrase or a bracket.
func unquoted(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool {
		return strings.ContainsRune(quotes+"()（）", r) || strings.TrimSpace(string(r)) == ""
	})
}

// words returns each word: as it stands when it reads as one word, else quoted.
func (c *composer) words(s string) (out []query.Node) {
	for _, w := range unquoted(s) {
		if n := c.word(w); n != nil {
			out = append(out, n)
		}
	}
	return out
}

func (c *composer) word(w string) query.Node {
	if n, findings := c.read(w, query.Strict); len(findings) == 0 && !c.quoted {
		switch n.(type) {
		case *query.Word, *query.Wild, *query.Fuzzy:
			return n
		}
	}
	return c.phrase(w)
}

// phrase returns the words in that order; nil, with a note, when there are none.
func (c *composer) phrase(s string) query.Node {
	words := strings.Join(unquoted(s), " ")
	if words == "" {
		if strings.TrimSpace(s) != "" {
			c.note(s, "holds no word and was left out.")
		}
		return nil
	}
	n, findings := c.read((&query.Phrase{Text: words}).String(), query.Strict)
	if f := firstError(findings); f != nil {
		c.note(s, sentence("was left out: "+f.Message))
		return nil
	}
	if n == nil {
		c.note(s, "holds no word and was left out.")
	}
	return n
}

// term returns what may stand in a proximity: a word, or a phrase of several.
func (c *composer) term(s string) query.Node {
	if w := unquoted(s); len(w) == 1 {
		return c.word(w[0])
	}
	return c.phrase(s)
}

func (c *composer) headline(s string) query.Node {
	words := c.words(s)
	if len(words) == 0 {
		return nil
	}
	return &query.Field{Name: "headline", Kid: join(words, true)}
}

func (c *composer) near(v url.Values) query.Node {
	a, b := c.pair(v.Get("near_a"), v.Get("near_b"), "near")
	if a == nil {
		c.idle(v.Get("near_n"), v.Get("near_a")+v.Get("near_b"), "say what should stand so near.")
		return nil
	}
	return &query.Near{A: a, B: b, Unit: query.InWords, Within: c.number(v.Get("near_n"), nearUsual)}
}

func (c *composer) sentence(a, b string) query.Node {
	m, n := c.pair(a, b, "in the same sentence as")
	if m == nil {
		return nil
	}
	return &query.Near{A: m, B: n, Unit: query.InSentence}
}

// pair returns two terms, or none when one is missing.
func (c *composer) pair(a, b, what string) (query.Node, query.Node) {
	m, n := c.term(a), c.term(b)
	if m == nil && n == nil {
		return nil, nil
	}
	if m == nil || n == nil {
		c.note(strings.TrimSpace(a+" "+b), "was left out: say what it should stand "+what+".")
		return nil, nil
	}
	return m, n
}

func (c *composer) times(v url.Values) query.Node {
	n := c.term(v.Get("times"))
	if n == nil {
		c.idle(v.Get("times_n"), v.Get("times"), "say what should be mentioned so often.")
		return nil
	}
	return &query.AtLeast{Kid: n, N: c.number(v.Get("times_n"), timesUsual)}
}

// idle notes a number that stands for nothing, unless what it is for was typed
// and has a note of its own.
func (c *composer) idle(number, of, say string) {
	if strings.TrimSpace(number) != "" && of == "" {
		c.note(number, "was left out: "+say)
	}
}

// number reads a distance or a number of mentions.
func (c *composer) number(s string, usual int) int {
	if strings.TrimSpace(s) == "" {
		return usual
	}
	n, err := strconv.Atoi(strings.TrimSpace(s))
	switch {
	case err != nil && !errors.Is(err, strconv.ErrRange):
		c.note(s, fmt.Sprintf("is not a whole number; %d was used.", usual))
		return usual
	case n < 1 || n > query.MaxDistance:
		n = max(1, min(n, query.MaxDistance))
		c.note(s, fmt.Sprintf("is not between 1 and %d; %d was used.", query.MaxDistance, n))
	}
	return n
}

// dates returns the range of days; nil when there is none, or with a note when
// it cannot be read.
func (c *composer) dates(from, to string) query.Node {
	out := &query.Date{}
	for _, end := range []struct {
		text string
		kind query.Kind
	}{{from, query.Since}, {to, query.Until}} {
		if strings.TrimSpace(end.text) == "" {
			continue
		}
		d, err := query.ParseDate(strings.TrimSpace(end.text), end.kind, c.now)
		if err != nil {
			c.note(end.text, sentence("was left out: "+err.Error()))
			continue
		}
		if end.kind == query.Since {
			out.From = d.From
		} else {
			out.To = d.To
		}
	}
	if out.From == nil && out.To == nil {
		return nil
	}
	if n, findings := c.read(out.String(), query.Strict); !query.Equal(n, out) {
		message := "it cannot be written"
		if f := firstError(findings); f != nil {
			message = f.Message
		}
		c.note(from+" – "+to, sentence("was left out: "+message))
		return nil
	}
	return out
}
