package web

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"newsdex/article"
)

// reference is what a citation may say of an article: what is stored, and
// nothing else. A field that the article lacks is empty, and is left out of
// every form; names are never split into first and last, since only people can.
type reference struct {
	id, title string
	authors   []string
	source    string
	section   string
	tags      []string
	lang      string // "" when it is not known
	url       string
	// day is the day of publication in the zone it was published with; zero
	// when undated. guessed tells that it is no statement of the publisher.
	day     time.Time
	guessed string
}

// referenceOf takes from an article what is cited.
func referenceOf(a *article.Article) reference {
	r := reference{
		id: oneLine(a.ID), title: oneLine(a.Headline), authors: authorsOf(a.Byline), source: oneLine(a.Source), section: oneLine(a.Section),
		tags: oneLines(a.Tags), lang: langAttr(oneLine(a.Lang)), url: oneLine(webURL(a.URL)),
	}
	if day, err := time.Parse(time.DateOnly, a.Published.Day); err == nil {
		r.day = day
		if d := dateOf(a.Published); d.Guessed {
			r.guessed = d.Says
		}
	}
	return r
}

// oneLine makes of a value what can stand in one line of any of the forms:
// blanks of all kinds, line ends among them, become one blank, and controls go,
// those that turn the direction of what stands behind the value included.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// oneLines does so with each, and drops what is empty then.
func oneLines(in []string) []string {
	var out []string
	for _, s := range in {
		if s = oneLine(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// authorsOf returns the names of a byline without a "by" that was stored with
// them: it is no part of a name.
func authorsOf(byline []string) []string {
	names := oneLines(byline)
	for i, n := range names {
		if saysBy(n) {
			names[i] = n[len("by "):]
		}
	}
	return names
}

// kind is what an article is to a reference manager: an article of a newspaper
// when it names its publication, a page of the web when it has an address only.
func (r reference) kind(newspaper, page, other string) string {
	switch {
	case r.source != "":
		return newspaper
	case r.url != "":
		return page
	}
	return other
}

// manyAuthors is how many names a citation lists before it says "et al.".
const manyAuthors = 10

// Text returns the citation as a line of a bibliography, and ends in a line
// feed.
func (r reference) Text() string { return strings.Join(r.pieces(), ", ") + "\n" }

// pieces returns what the line is made of. A date that was guessed stands in
// brackets, an article without one is "n.d.".
func (r reference) pieces() []string {
	var out []string
	add := func(s string) {
		if s != "" {
			out = append(out, s)
		}
	}
	add(names(r.authors))
	if r.title != "" {
		add("“" + r.title + "”")
	} else {
		add("[no headline]")
	}
	add(r.source)
	switch {
	case r.day.IsZero():
		add("n.d.")
	case r.guessed != "":
		add("[" + r.day.Format("2 January 2006") + "]")
	default:
		add(r.day.Format("2 January 2006"))
	}
	add(r.url)
	return out
}

// names writes a list of names: A, B and C.
func names(list []string) string {
	n := len(list)
	switch {
	case n == 0:
		return ""
	case n == 1:
		return list[0]
	case n > manyAuthors:
		return strings.Join(list[:manyAuthors], ", ") + " et al."
	}
	return strings.Join(list[:n-1], ", ") + " and " + list[n-1]
}

// citeView is the citation of an article as its page shows it.
type citeView struct {
	Forms []citeFormView
	// Guessed says where the date of the citation was taken from, when that was
	// a guess.
	Guessed string
}

// citeFormView is one form of it: a text to copy and the same as a file.
type citeFormView struct {
	ID, Name, URL string
	// Pieces or Text is what is shown; pieces are parted by commas, and each is
	// kept apart from the others where directions of writing meet. Both are
	// empty when it is too long to be shown.
	Pieces []string
	Text   string
}

// maxCiteShown bounds a citation on a page, in bytes. That of an article fits
// many times over; a longer one can still be had as a file.
const maxCiteShown = 8 << 10

// citeViewOf makes the citation of a page.
func citeViewOf(a *article.Article) citeView {
	r := referenceOf(a)
	at := "/articles/" + url.PathEscape(a.ID) + "/"
	text := citeFormView{ID: "cite-text", Name: "plain text", URL: at + "cite.txt"}
	if len(r.Text()) <= maxCiteShown {
		text.Pieces = r.pieces()
	}
	ris := citeFormView{ID: "cite-ris", Name: "RIS", URL: at + "cite.ris"}
	if s := r.RIS(); len(s) <= maxCiteShown {
		ris.Text = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	}
	csl := citeFormView{ID: "cite-csl", Name: "CSL-JSON", URL: at + "cite.json"}
	if s := r.CSL(); len(s) <= maxCiteShown {
		csl.Text = strings.TrimSpace(s)
	}
	return citeView{Forms: []citeFormView{text, ris, csl}, Guessed: r.guessed}
}
