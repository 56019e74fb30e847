package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"newsdex/search"
	"newsdex/search/query"
)

// Limits of what the page shows of one hit, in runes.
const (
	// headlineRunes keeps a "headline" that holds a whole text from filling the
	// page; the part around the first mark is kept.
	headlineRunes = 300
	// bylineNames is how many names a hit shows.
	bylineNames = 6
)

// searchPage answers GET /: the search box and what it found. It always
// answers: what is wrong with a parameter is said, and done without.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	v, notes := pageValues(r, searchParameters)
	from, to := v.Get("from"), v.Get("to")
	res, more, err := s.ask(r, v)
	if err != nil {
		return err
	}
	p := searchData{Form: formOf(v), Notes: append(notes, more...)}
	p.Form.From, p.Form.To = from, to // as they were typed, to be mended
	title := "Search"
	if p.Form.Q != "" {
		title = p.Form.Q
	}
	p.frame = s.frame(title)
	if res != nil {
		p.Answered = true
		p.fill(res, v)
		if res.Total == 0 {
			if p.EmptyIndex, err = s.holdsNothing(r); err != nil {
				return err
			}
		}
	}
	return render(w, http.StatusOK, s.views.search, p)
}

// ask runs the search of a page. Parameters that are wrong are left out, and a
// note says so; a query that cannot be read at all (syntax=strict) gives no result.
func (s *Server) ask(r *http.Request, v url.Values) (*search.Result, []noteView, error) {
	var notes []noteView
	for {
		var bad badList
		p := readSearch(v, query.Lenient, &bad)
		var err error
		if err = bad.err(); err == nil {
			var res *search.Result
			if res, err = s.run(r, p.Request); err == nil {
				return res, append(notes, findingNotes(res.Query, "/", v)...), nil
			}
		}
		wrong, ok := errors.AsType[*search.ParameterError](err)
		if !ok {
			return nil, nil, err
		}
		dropped := false
		for _, b := range wrong.Errors {
			if b.Parameter == "q" {
				notes = append(notes, fixNote(v, "/", b.Message, b.Span, b.Fix))
				continue
			}
			notes = append(notes, noteView{Message: sentence("“" + b.Parameter + "” was left out: " + b.Message)})
			dropped = dropped || v.Has(b.Parameter)
			v.Del(b.Parameter)
		}
		if !dropped {
			return nil, notes, nil
		}
	}
}

func (s *Server) holdsNothing(r *http.Request) (bool, error) {
	ctx, cancel := context.WithTimeout(r.Context(), s.deps.Deadline)
	defer cancel()
	stats, err := s.deps.Searcher.Stats(ctx)
	if err != nil {
		return false, fmt.Errorf("reading the state of the index: %w", err)
	}
	return stats.Articles == 0, nil
}

// pageValues returns the parameters of a page's address. A page ignores what
// it does not know, and says so: links gather strangers' parameters.
func pageValues(r *http.Request, known []parameter) (url.Values, []noteView) {
	v, err := url.ParseQuery(r.URL.RawQuery)
	var notes []noteView
	if err != nil {
		notes = append(notes, noteView{Message: "Part of the address could not be read and was left out."})
	}
	out := url.Values{}
	var strange []string
	for _, name := range sortedKeys(v) {
		i := slices.IndexFunc(known, func(p parameter) bool { return p.name == name })
		if i < 0 {
			strange = append(strange, "“"+shorten(strings.ToValidUTF8(name, "�"), 40)+"”")
			continue
		}
		for _, value := range v[name] {
			if value != "" && (known[i].form == many || len(out[name]) == 0) {
				out[name] = append(out[name], strings.ToValidUTF8(value, "�"))
			}
		}
	}
	if len(strange) > 0 {
		notes = append(notes, noteView{Message: "Not known here and left out: " + strings.Join(strange, ", ") + "."})
	}
	return out, notes
}

// searchData is what the search page shows.
type searchData struct {
	frame
	Form  formView
	Notes []noteView
	// Answered is false when the query could not be read at all.
	Answered   bool
	EmptyIndex bool
	ReadAs     string
	Total      string
	Took       string
	Sorts      []linkView
	Hits       []hitView
	// Prev and Next are links, empty where there is nothing.
	Prev, Next           string
	PrevLabel, NextLabel string
	Help                 []linkView
	// Nothing is true when no article matches.
	Nothing bool
	// Clauses say, when nothing was found, which part of the query to drop.
	Clauses []clauseView
	// Start is the link to the first page, set on an empty page behind the last.
	Start string
}

// formView is the search form as it was sent.
type formView struct {
	Q, From, To string
	// Filters are the values searched within, and how words are read where that
	// is not the usual way, each with a link to drop it.
	Filters []filterView
	// Kept are other parameters that the form carries along.
	Kept []keptView
}

type filterView struct{ Name, Value, Without string }
type keptView struct{ Name, Value string }

// clauseView is one clause of a query that found nothing, and the query
// without it.
type clauseView struct {
	Text, Hits    string
	Rest, RestURL string
	Without       string
}

// linkView is a link, or the place where one is.
type linkView struct {
	Label, URL string
	Current    bool
}

// noteView says what was ignored or assumed, with a repair to click.
type noteView struct {
	Message string
	// At is the piece of the query it is about.
	At string
	// Fixed is the repaired query, FixURL the search for it.
	Fixed, FixURL string
}

// hitView is one result.
type hitView struct {
	URL       string
	Headline  []part
	Lang, Dir string
	Source    linkView
	Section   linkView
	Byline    []linkView
	MoreNames int
	Published dateView
	Passages  []passageView
}

type passageView struct {
	Parts []part
	// URL opens the article at the first mark.
	URL string
	// Before and After tell that the body goes on there.
	Before, After bool
}

func formOf(v url.Values) formView {
	f := formView{Q: v.Get("q"), From: v.Get("from"), To: v.Get("to")}
	for _, p := range searchParameters {
		for i, value := range v[p.name] {
			switch {
			case p.form == many || p.name == "match" || p.name == "syntax":
				without := clone(v)
				without[p.name] = slices.Delete(slices.Clone(v[p.name]), i, i+1)
				f.Filters = append(f.Filters, filterView{p.name, value, linkTo("/", without)})
			case p.name != "q" && p.name != "from" && p.name != "to" && p.name != "cursor":
				f.Kept = append(f.Kept, keptView{p.name, value})
			}
		}
	}
	return f
}

// clone copies parameters for a new question: without the place in the old one.
func clone(v url.Values) url.Values {
	out := url.Values{}
	for name, values := range v {
		if name != "cursor" {
			out[name] = slices.Clone(values)
		}
	}
	return out
}

func linkTo(path string, v url.Values) string {
	if e := v.Encode(); e != "" {
		return path + "?" + e
	}
	return path
}

// with returns the link of a new question that differs in one parameter.
func with(path string, v url.Values, name, value string) string {
	c := clone(v)
	c.Del(name)
	if value != "" {
		c.Set(name, value)
	}
	return linkTo(path, c)
}

// findingNotes shows the findings of a reading.
func findingNotes(r search.Reading, path string, v url.Values) []noteView {
	var out []noteView
	for _, f := range r.Findings {
		out = append(out, fixNote(v, path, f.Message, &f.Span, f.Fix))
	}
	return out
}

// fixNote makes a note about a place in the query. Fix stands in for the place.
func fixNote(v url.Values, path, message string, at *query.Span, fix string) noteView {
	n, q := noteView{Message: sentence(message)}, v.Get("q")
	if at == nil || at.Start < 0 || at.End > len(q) || at.Start > at.End {
		return n
	}
	n.At = shorten(q[at.Start:at.End], 80)
	if fix != "" {
		fixed := q[:at.Start] + fix + q[at.End:]
		n.Fixed, n.FixURL = shorten(fixed, 200), with(path, v, "q", fixed)
	}
	return n
}
