package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// pageParameters are those of the search page: of the search, and of how the
// page shows it.
var pageParameters = append(slices.Clone(searchParameters), pageOnly...)

// pageOnly are the parameters that only the page knows: share=1 draws the
// timeline as a share of all articles, more=FIELD shows a facet at length.
var pageOnly = []parameter{{"share", one}, {"more", one}}

// searchPage answers GET /: the search box and what it found. It always
// answers: what is wrong with a parameter is said, and done without. The search,
// its facets and its timeline are one question to the engine.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := s.deadline(r)
	defer cancel()
	v, notes := pageValues(r, pageParameters)
	notes = append(notes, checkPage(v)...)
	from, to := v.Get("from"), v.Get("to")
	asked, err := s.ask(ctx, v)
	if err != nil {
		return gone(r, err)
	}
	p := searchData{Form: formOf(v), Chips: chipsOf(v), Notes: append(notes, asked.notes...)}
	p.Form.From, p.Form.To = from, to // as they were typed, to be mended
	title := "Search"
	if p.Form.Q != "" {
		title = p.Form.Q
	}
	p.frame = s.frame(title, "search.js")
	if res := asked.result; res != nil {
		serverTiming(w, res.Took)
		p.Answered = true
		p.fill(res, v)
		p.Chips = append(p.Chips, dateChip(v)...)
		p.Facets, p.Timeline = facetViews(res, v), timelineOf(res, v)
		if err := s.showCopies(ctx, p.Hits, res.Hits); err != nil {
			return gone(r, err)
		}
		if res.Total == 0 {
			if err := s.helpEmpty(ctx, &p, asked.request, res, v); err != nil {
				return gone(r, err)
			}
		}
	}
	p.againstBase(v, r.URL.RequestURI())
	return render(w, http.StatusOK, s.views.search, p)
}

// checkPage leaves out what is wrong with the page's own parameters, and what is
// for programs only. Dates that end before they start are no mistake of the
// search: they find nothing.
func checkPage(v url.Values) (notes []noteView) {
	if v.Has("highlight") {
		notes = append(notes, noteView{Message: "“highlight” was left out: this page always shows its marks."})
		v.Del("highlight")
	}
	if r := chosenDates(v); r.closed() && r.to.Before(r.from) {
		notes = append(notes, noteView{Message: "The dates end before they start, so that no article can match."})
	}
	if share := v.Get("share"); share != "" && share != "1" {
		notes = append(notes, noteView{Message: "“share” was left out: it is 1 or not there."})
		v.Del("share")
	}
	if more := v.Get("more"); more != "" && !slices.Contains(search.FacetFields(), more) {
		notes = append(notes, noteView{Message: "“more” was left out: it is one of " + strings.Join(search.FacetFields(), ", ") + "."})
		v.Del("more")
	}
	return notes
}

// asked is what a page asked, and what came of it.
type asked struct {
	request search.Request
	// result is nil when the query cannot be read at all (syntax=strict).
	result *search.Result
	notes  []noteView
}

// ask runs the search of a page. Parameters that are wrong are left out of v,
// and a note says so.
func (s *Server) ask(ctx context.Context, v url.Values) (asked, error) {
	var out asked
	for {
		var bad badList
		out.request = pageRequest(v, &bad)
		err := bad.err()
		if err == nil {
			var res *search.Result
			if res, err = search.Run(ctx, s.deps.Searcher, out.request); err == nil {
				out.result, out.notes = res, append(out.notes, findingNotes(res.Query, "/", v)...)
				return out, nil
			}
		}
		wrong, ok := errors.AsType[*search.ParameterError](err)
		if !ok {
			return out, err
		}
		dropped := false
		for _, b := range wrong.Errors {
			if b.Parameter == "q" {
				out.notes = append(out.notes, fixNote(v, "/", b.Message, b.Span, b.Fix))
				continue
			}
			if b.Parameter == "cursor" {
				b.Message = "it is no place in these results; this is their first page" // readers never see one
			}
			out.notes = append(out.notes, noteView{Message: sentence("“" + b.Parameter + "” was left out: " + b.Message)})
			dropped = dropped || v.Has(b.Parameter)
			v.Del(b.Parameter)
		}
		if !dropped {
			return out, nil
		}
	}
}

// pageRequest reads the request of a page: copies folded unless fold= says
// otherwise, with all facets and the days.
func pageRequest(v url.Values, bad *badList) search.Request {
	question := clone(v)
	if c := v.Get("cursor"); c != "" {
		question.Set("cursor", c)
	}
	for _, p := range pageOnly {
		question.Del(p.name)
	}
	r := readSearch(question, query.Lenient, bad).Request
	r.Fold = v.Get("fold") != "none"
	r.Days = true
	// Values that are in use are shown wherever they stand, so the list is
	// asked for at its full length.
	r.FacetLimit = search.MaxFacetLimit
	if len(r.Facets) == 0 {
		r.Facets = search.FacetFields()
	}
	return r
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
		values := slices.DeleteFunc(v[name], func(s string) bool { return s == "" })
		if known[i].form != many && len(values) > 1 {
			notes = append(notes, noteView{Message: fmt.Sprintf("“%s” was given %d times; the first is used.", name, len(values))})
			values = values[:1]
		}
		for _, value := range values {
			text := strings.ToValidUTF8(value, "�")
			if text != value {
				notes = append(notes, noteView{Message: "“" + name + "” is not valid UTF-8; what cannot be read became �."})
			}
			out[name] = append(out[name], text)
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
	// Chips are what the answer is narrowed by, each with a link to drop it.
	Chips []filterView
	// Answered is false when the query could not be read at all.
	Answered   bool
	EmptyIndex bool
	ReadAs     string
	Total      string
	Took       string
	// Folded says how many copies are not shown, with a link that shows all;
	// Fold is the link back.
	Folded, Fold linkView
	Sorts        []linkView
	// CountCopies tells that facets and timeline may count copies that the list
	// folds.
	CountCopies bool
	Timeline    *timelineView
	Facets      []facetView
	Hits        []hitView
	// Prev and Next are links, empty where there is nothing.
	Prev, Next           string
	PrevLabel, NextLabel string
	// Start is the link to the first page, set on an empty page behind the last.
	Start string
	// Empty helps when no article matches.
	Empty *emptyView
}

// formView is the search form as it was sent.
type formView struct {
	Q, From, To string
	// Kept are other parameters that the form carries along.
	Kept []keptView
	// Build is the link to the form that writes queries.
	Build string
}

// filterView is something that the answer is narrowed by.
type filterView struct{ Name, Value, Without string }
type keptView struct{ Name, Value string }

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

func formOf(v url.Values) formView {
	f := formView{Q: v.Get("q"), From: v.Get("from"), To: v.Get("to"), Build: buildLink(v)}
	for _, p := range pageParameters {
		if p.name == "q" || p.name == "from" || p.name == "to" || p.name == "cursor" {
			continue
		}
		for _, value := range v[p.name] {
			f.Kept = append(f.Kept, keptView{p.name, value})
		}
	}
	return f
}

// buildLink leads to the form that writes queries, with the query, the dates and
// what is searched within. The form knows neither match=any nor syntax=words: the
// query is written out where they read it otherwise.
func buildLink(v url.Values) string {
	c, as, q := url.Values{}, "q", v.Get("q")
	switch words := v.Get("syntax") == "words"; {
	case v.Get("match") == "any":
		syntax := query.Lenient
		if words {
			syntax = query.Words
		}
		if tree := search.ParseQuery(q, syntax, true, time.Now()).Tree; tree != nil {
			q = search.WriteAny(tree).String()
		}
	case words:
		as = "words"
	}
	for field, value := range map[string]string{as: q, "from": v.Get("from"), "to": v.Get("to"), "within": withinOf(v)} {
		if value != "" {
			c.Set(field, value)
		}
	}
	return linkTo("/build", c)
}

// unchipped are the parameters that have a control of their own on the page, or
// change nothing of it.
var unchipped = []string{"q", "from", "to", "sort", "cursor", "fold", "highlight"}

// chipsOf are the values that are searched within, how words are read and how
// much is shown where that is not the usual way.
func chipsOf(v url.Values) []filterView {
	var out []filterView
	for _, p := range searchParameters {
		if slices.Contains(unchipped, p.name) {
			continue
		}
		for i, value := range v[p.name] {
			rest := clone(v)
			rest[p.name] = slices.Delete(slices.Clone(v[p.name]), i, i+1)
			out = append(out, filterView{p.name, shorten(value, valueRunes), linkTo("/", rest)})
		}
	}
	return out
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
