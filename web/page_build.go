package web

import (
	"net/http"
	"net/url"
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
	if text != "" {
		p.URL = with("/", url.Values{}, "q", text)
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
