// Package htmltext turns HTML into the text that a reader sees, in paragraphs.
// It must never know what the text is about, nor look for an article in it.
package htmltext

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Of returns the text of HTML as a reader sees it: a paragraph for each
// block, a line for each <br>, list item, table row and line of <pre>, blanks
// made one. What is never shown (scripts, styles, templates, comments, what is
// marked hidden) is left out, and so are pictures and their captions' markup;
// an element without an end hides nothing. It takes fragments and broken HTML,
// in time and memory linear in its length.
func Of(fragment string) string {
	t := text{fragment: fragment, endless: map[atom.Atom]bool{}}
	t.readFrom(0)
	for {
		kind := t.z.Next()
		t.at += len(t.z.Raw())
		switch {
		case kind != html.ErrorToken:
			t.token(kind)
		case t.skip == 0 || t.skip == atom.Script || t.skip == atom.Style:
			return t.w.String() // the end: reading a string does not fail
		default:
			// What is not shown has no end, and the text behind it would be lost.
			// Each name comes here once, so that this costs a few readings at most.
			t.endless[t.skip] = true
			t.readFrom(t.begun)
		}
	}
}

// text is HTML on its way to text.
type text struct {
	fragment string
	w        Writer
	z        *html.Tokenizer
	at       int // in fragment, of what z reads next
	// skip is the element that is being passed over, 0 for none, begun where its
	// content begins and depth how many of its name are open.
	skip  atom.Atom
	begun int
	depth int
	// endless are elements that were found to have no end.
	endless map[atom.Atom]bool
}

func (t *text) readFrom(at int) {
	t.z, t.at, t.skip = html.NewTokenizer(strings.NewReader(t.fragment[at:])), at, 0
}

func (t *text) token(kind html.TokenType) {
	switch kind {
	case html.TextToken:
		if t.skip == 0 {
			t.w.Text(string(t.z.Text()))
		}
	case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
		tag := t.z.Token()
		switch {
		case t.skip != 0 && tag.DataAtom == t.skip && kind == html.StartTagToken:
			t.depth++
		case t.skip != 0 && tag.DataAtom == t.skip && kind == html.EndTagToken:
			if t.depth--; t.depth == 0 {
				t.skip = 0
			}
		case t.skip != 0:
		case kind == html.StartTagToken && t.unshown(tag):
			t.skip, t.begun, t.depth = tag.DataAtom, t.at, 1
		default:
			if tag.DataAtom == atom.Pre {
				t.w.preformatted = kind == html.StartTagToken
			}
			t.w.Breaks(tag.DataAtom)
		}
	}
}

// unshown reports whether a start tag begins what is passed over.
func (t *text) unshown(tag html.Token) bool {
	return (Unseen[tag.DataAtom] || !Void[tag.DataAtom] && hidden(tag)) && !t.endless[tag.DataAtom]
}

// Unseen are the elements whose content is no text of the page. The content of
// some is raw: the tokenizer gives it as one text.
var Unseen = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Iframe: true, atom.Object: true,
	atom.Svg: true, atom.Math: true, atom.Title: true, atom.Textarea: true, atom.Select: true, atom.Button: true,
	atom.Audio: true, atom.Video: true, atom.Canvas: true, atom.Noembed: true, atom.Noframes: true,
}

// Void are the elements that have no end tag.
var Void = map[atom.Atom]bool{
	atom.Area: true, atom.Base: true, atom.Br: true, atom.Col: true, atom.Embed: true, atom.Hr: true, atom.Img: true,
	atom.Input: true, atom.Link: true, atom.Meta: true, atom.Source: true, atom.Track: true, atom.Wbr: true,
}

// hidden reports whether an element says that it is not shown.
func hidden(t html.Token) bool {
	if t.DataAtom == 0 {
		return false // its end tag could not be told from others
	}
	for _, a := range t.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "style":
			s := strings.ToLower(strings.ReplaceAll(a.Val, " ", ""))
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// Elements that end a paragraph, and those that only end a line.
var (
	paragraphs = map[atom.Atom]bool{
		atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true,
		atom.Aside: true, atom.Nav: true, atom.Main: true, atom.Figure: true, atom.Figcaption: true, atom.Blockquote: true,
		atom.Pre: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true,
		atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Table: true, atom.Hr: true, atom.Address: true, atom.Form: true,
		atom.Fieldset: true, atom.Details: true, atom.Summary: true, atom.Body: true, atom.Html: true, atom.Center: true,
	}
	lines = map[atom.Atom]bool{
		atom.Br: true, atom.Li: true, atom.Tr: true, atom.Dt: true, atom.Dd: true, atom.Caption: true, atom.Option: true,
	}
)

// Writer puts words together with the breaks between them: the strongest
// that was asked for counts, none at the edges.
type Writer struct {
	b       strings.Builder
	pending int // before the next word: 1 blank, 2 line, 3 paragraph
	// preformatted says that line ends are shown.
	preformatted bool
}

// Ask asks for a break before the next word: 1 for a blank, 2 for a line, 3 for a
// paragraph.
func (w *Writer) Ask(strength int) { w.pending = max(w.pending, strength) }

// Breaks asks for the break that an element's start or end is.
func (w *Writer) Breaks(a atom.Atom) {
	switch {
	case paragraphs[a]:
		w.Ask(3)
	case lines[a]:
		w.Ask(2)
	case a == atom.Td || a == atom.Th:
		w.Ask(1)
	}
}

// Text writes characters that are shown, their blanks made one.
func (w *Writer) Text(s string) {
	for len(s) > 0 {
		blank := strings.IndexFunc(s, isHTMLBlank)
		if blank == 0 {
			rest := strings.TrimLeftFunc(s, isHTMLBlank)
			w.Ask(1)
			if w.preformatted {
				w.Ask(min(1+strings.Count(s[:len(s)-len(rest)], "\n"), 3))
			}
			s = rest
			continue
		}
		word := s
		if blank > 0 {
			word = s[:blank]
		}
		if w.b.Len() > 0 {
			w.b.WriteString([...]string{"", " ", "\n", "\n\n"}[w.pending])
		}
		w.pending = 0
		w.b.WriteString(word)
		s = s[len(word):]
	}
}

func (w *Writer) String() string { return w.b.String() }

// isHTMLBlank reports whether a character is shown as a blank: those of HTML,
// and the no-break space.
func isHTMLBlank(r rune) bool {
	return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\u00a0'
}
