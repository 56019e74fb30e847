package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"newsdex/search"
	"newsdex/search/query"
)

// form is how a parameter is written.
type form int

const (
	one    form = iota // a text, at most once
	many               // texts, any number of times; an array in JSON
	number             // a whole number, at most once
)

// parameter is one parameter of a route.
type parameter struct {
	name string
	form form
}

// searchParameters are those of /v1/search and of the search page.
var searchParameters = []parameter{
	{"q", one}, {"match", one}, {"syntax", one},
	{"source", many}, {"section", many}, {"byline", many}, {"tag", many}, {"lang", many},
	{"from", one}, {"to", one},
	{"sort", one}, {"limit", number}, {"cursor", one}, {"passages", number}, {"highlight", one},
	{"facets", many}, {"facet_limit", number}, {"fold", one},
}

// queryParameters are those of routes that only read a query.
var queryParameters = []parameter{{"q", one}, {"syntax", one}, {"match", one}}

// highlight chooses how an answer shows what matched.
type highlight string

const (
	// highlightHTML gives marks in every form: html, parts, offsets.
	highlightHTML highlight = "html"
	// highlightOffsets gives offsets and plain text only.
	highlightOffsets highlight = "offsets"
	// highlightNone gives plain text only.
	highlightNone highlight = "none"
)

// Values of parameters that are one of a few words.
var (
	syntaxes = []string{"strict", "lenient", "words"} // by query.Syntax
	matches  = []string{"all", "any"}
	folds    = []string{"none", "copies"}
	marks    = []string{string(highlightHTML), string(highlightOffsets), string(highlightNone)}
)

// searchParams are the parameters of a search, read once for page and API.
type searchParams struct {
	search.Request
	highlight highlight
}

// badList collects all that is wrong with a request.
type badList []search.BadParameter

func (l *badList) add(name, fix, format string, args ...any) {
	*l = append(*l, search.BadParameter{Parameter: name, Message: fmt.Sprintf(format, args...), Fix: fix, Code: badParameter})
}

func (l badList) err() error {
	if len(l) == 0 {
		return nil
	}
	return &search.ParameterError{Errors: l}
}

// addressValues returns the parameters in the address of a request.
func addressValues(r *http.Request) (url.Values, error) {
	v, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &httpError{code: badParameter, detail: "The parameters cannot be read: write % as %25, ; as %3B and & inside a value as %26 (curl -G --data-urlencode does it).", cause: err}
	}
	return v, nil
}

// check refuses parameters that are not known, given too often, or not UTF-8.
// Empty values count as not given, since forms send them; they are removed.
func check(v url.Values, known []parameter, bad *badList) {
	names := make([]string, len(known))
	for i, p := range known {
		names[i] = p.name
	}
	for _, name := range sortedKeys(v) {
		i := slices.Index(names, name)
		if i < 0 {
			near := nearest(name, names)
			ask := ""
			if near != "" {
				ask = fmt.Sprintf("; did you mean %q?", near)
			}
			bad.add(name, near, "not a parameter of this address%s It takes %s", orDot(ask), strings.Join(names, ", "))
			continue
		}
		v[name] = slices.DeleteFunc(v[name], func(s string) bool { return s == "" })
		if len(v[name]) > 1 && known[i].form != many {
			bad.add(name, "", "given %d times; give it once", len(v[name]))
		}
		for _, s := range v[name] {
			if !utf8.ValidString(s) {
				bad.add(name, "", "not valid UTF-8; percent-encode the bytes of UTF-8")
				break
			}
		}
	}
}

func orDot(s string) string {
	if s == "" {
		return "."
	}
	return s
}

func sortedKeys(v url.Values) []string {
	var names []string
	for n := range v {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// readSearch reads the parameters of a search. Without one of its own the
// query is read in the syntax given.
func readSearch(v url.Values, syntax query.Syntax, bad *badList) searchParams {
	check(v, searchParameters, bad)
	p := searchParams{highlight: highlightHTML}
	p.readQuestion(v, syntax, bad)
	p.Cursor = v.Get("cursor")
	for _, names := range v["facets"] {
		p.Facets = append(p.Facets, strings.Split(names, ",")...)
	}
	p.FacetLimit = readNumber(v, "facet_limit", search.MaxFacetLimit, bad)
	i, _ := choose(v, "fold", folds, bad)
	p.Fold = i == 1
	p.Limit = readNumber(v, "limit", search.MaxLimit, bad)
	p.Passages = readNumber(v, "passages", search.MaxPassages, bad)
	if name := v.Get("sort"); name != "" {
		if _, ok := choose(v, "sort", search.Sorts(), bad); ok {
			order, _ := search.ParseSort(name)
			p.Sort = &order
		}
	}
	if i, ok := choose(v, "highlight", marks, bad); ok {
		p.highlight = highlight(marks[i])
	}
	p.Unmarked = p.highlight == highlightNone && p.Passages == 0
	return p
}

// readQuestion reads which articles are asked for.
func (p *searchParams) readQuestion(v url.Values, syntax query.Syntax, bad *badList) {
	p.Q, p.From, p.To = v.Get("q"), v.Get("from"), v.Get("to")
	p.Syntax, p.Any = readReading(v, syntax, bad)
	p.Source, p.Section, p.Byline, p.Tag, p.Lang = v["source"], v["section"], v["byline"], v["tag"], v["lang"]
}

// readReading reads how query text is to be read.
func readReading(v url.Values, syntax query.Syntax, bad *badList) (query.Syntax, bool) {
	if i, ok := choose(v, "syntax", syntaxes, bad); ok {
		syntax = query.Syntax(i)
	}
	i, _ := choose(v, "match", matches, bad)
	return syntax, i == 1
}

// choose reads a parameter that is one of a few words; ok is false when it is
// absent or wrong.
func choose(v url.Values, name string, words []string, bad *badList) (i int, ok bool) {
	s := v.Get(name)
	if s == "" {
		return 0, false
	}
	if i = slices.Index(words, s); i >= 0 {
		return i, true
	}
	bad.add(name, nearest(s, words), "%.40q is not one of %s", s, strings.Join(words, ", "))
	return 0, false
}

// readNumber reads a whole number from 0 to most; -1 stands for absent.
func readNumber(v url.Values, name string, most int, bad *badList) int {
	s := v.Get(name)
	if s == "" {
		return -1
	}
	n, err := strconv.Atoi(s)
	switch {
	case err != nil:
		bad.add(name, "", "%.40q is not a whole number; use 0 to %d", s, most)
	case n < 0:
		bad.add(name, "0", "%d is below 0; use 0 to %d", n, most)
	case n > most:
		bad.add(name, strconv.Itoa(most), "%d is above the limit; use 0 to %d", n, most)
	default:
		return n
	}
	return -1
}

// nearEdits is how many letters may differ in a name that is still recognised.
const nearEdits = 2

// nearest returns the word closest to s within nearEdits, the first of equals;
// "" when there is none. A word that would be written anew is not near.
func nearest(s string, words []string) string {
	best, found := nearEdits+1, ""
	for _, w := range words {
		if d := edits(strings.ToLower(s), w); d < best && d < len(w) {
			best, found = d, w
		}
	}
	return found
}

// edits counts the insertions, deletions, replacements and swaps of neighbours
// between two words; more than nearEdits is not counted exactly when the
// lengths already tell.
func edits(a, b string) int {
	if len(a)-len(b) > nearEdits || len(b)-len(a) > nearEdits {
		return nearEdits + 1
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// unescapeID decodes the identifier in a path, once.
func unescapeID(segment string) (string, error) {
	id, err := url.PathUnescape(segment)
	if err != nil {
		return "", &httpError{code: notFound, detail: "The identifier in the address is not percent-encoded: write % as %25.", cause: err}
	}
	return id, nil
}

// sentence ends a message with a full stop when it has no end of its own.
func sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!") {
		return s
	}
	return s + "."
}
