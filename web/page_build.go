package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// buildData is what the form that writes queries shows.
type buildData struct {
	frame
	// V is what was typed, by the name of the field.
	V url.Values
	// Text is the query, ReadAs what it means; empty when nothing is asked for.
	Text, ReadAs, URL string
	Notes             []noteView
	// Within are the filters of the search that the form was opened from.
	Within []filterView
	// Asked is true when a search was wanted that could not be made as it was meant.
	Asked bool
}

// buildPage answers GET /build: it writes a query from a form, and shows it so
// that people learn the language. With go=1 it leads on to the results, unless
// something of the form was left out.
func (s *Server) buildPage(w http.ResponseWriter, r *http.Request) error {
	v, notes := pageValues(r, buildParameters)
	now := time.Now()
	text, more := compose(v, now)
	p := buildData{
		frame: s.frame("Build a search", "search.js"), V: v, Text: text,
		Notes: append(notes, more...), Asked: v.Get("go") != "",
	}
	within := readWithin(v.Get("within"))
	for _, name := range filters {
		for i, value := range within[name] {
			rest, c := clone(within), clone(v)
			rest[name] = slices.Delete(slices.Clone(within[name]), i, i+1)
			c.Del("go")
			p.Within = append(p.Within, filterView{name, shorten(value, valueRunes), with("/build", c, "within", rest.Encode())})
		}
	}
	if text != "" {
		p.URL = with("/", within, "q", text)
		if p.Asked && len(p.Notes) == 0 {
			w.Header().Set("Location", p.URL)
			w.WriteHeader(http.StatusSeeOther)
			return nil
		}
		reading := search.ParseQuery(text, query.Lenient, false, now)
		p.ReadAs = reading.ReadAs
		for _, f := range reading.Findings {
			p.Notes = append(p.Notes, noteView{Message: sentence(f.Message)})
		}
	}
	return render(w, http.StatusOK, s.views.build, p)
}

// filters are the parameters that compare whole values, which no query does.
var filters = []string{"source", "section", "byline", "tag", "lang"}

// withinOf returns the filters of a search as one value for the form.
func withinOf(v url.Values) string {
	within := url.Values{}
	for _, name := range filters {
		if len(v[name]) > 0 {
			within[name] = v[name]
		}
	}
	return within.Encode()
}

// readWithin reads it. What is no filter is left out; the values are checked by
// the search that they lead to.
func readWithin(s string) url.Values {
	given, _ := url.ParseQuery(s) // what of it can be read
	within, _ := url.ParseQuery(withinOf(given))
	return within
}
