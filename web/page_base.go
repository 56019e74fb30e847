package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gorilla/mux"
)

// longState is from how many bytes on the parameters of a search page stand once
// in it rather than in each of its links: a query of the full length in Arabic has
// 24 kB in an address, and a page some two hundred links.
const longState = 512

// withPrefix begins the path of every base.
const withPrefix = "/with/"

// baseOf returns the base that the links of a page are read against: an address
// whose path holds the parameters as they stand behind a question mark.
func baseOf(state url.Values) string { return withPrefix + state.Encode() + "/" }

// againstBase writes the links of a page whose parameters are long against a
// base that holds them once. here is the address that was asked for: a place
// within the page is written with it, where there is a base.
func (p *searchData) againstBase(v url.Values, here string) {
	state := clone(v)
	base := baseOf(state)
	if len(base) < longState {
		return
	}
	p.Base, p.Here = base, here
	p.Notes = fewerFixes(p.Notes)
	p.links(func(link *string) {
		if short := changesOf(*link, state); len(short) < len(*link) && len(base)+len(short) < maxAddress {
			*link = short
		}
	})
}

// maxFixes bounds the links to mended queries on a page whose query is long, in
// bytes: each holds the query anew.
const maxFixes = 48 << 10

// fewerFixes leaves out the links of later notes, whose messages say what to
// write as well.
func fewerFixes(notes []noteView) []noteView {
	size, shown, left := 0, 0, 0
	for i := range notes {
		n := &notes[i]
		if n.FixURL == "" {
			continue
		}
		if size += len(n.FixURL); size > maxFixes && shown > 0 {
			n.Fixed, n.FixURL = "", ""
			left++
			continue
		}
		shown++
	}
	if left > 0 {
		notes = append(notes, noteView{Message: "The query is long: only " + plural(shown, "repair is a link", "repairs are links") + " here, and the others are when those are done."})
	}
	return notes
}

// changesOf writes a link to a search or an article as what it changes in a
// state: a parameter that changes stands with all its values, one that goes is
// empty. Other links stay.
func changesOf(link string, state url.Values) string {
	address, place, placed := strings.Cut(link, "#")
	path, parameters, _ := strings.Cut(address, "?")
	if path != "/" && !strings.HasPrefix(path, "/articles/") {
		return link
	}
	to, err := url.ParseQuery(parameters)
	if err != nil {
		return link
	}
	changes := url.Values{}
	for name := range state {
		if len(to[name]) == 0 {
			changes.Set(name, "")
		}
	}
	for name, values := range to {
		if !slices.Equal(values, state[name]) {
			changes[name] = values
		}
	}
	out := path[1:] + "?" + changes.Encode()
	if placed {
		out += "#" + place
	}
	return out
}

// links visits every link of the page that holds its parameters.
func (p *searchData) links(visit func(*string)) {
	some := func(list []linkView) {
		for i := range list {
			visit(&list[i].URL)
		}
	}
	for i := range p.Chips {
		visit(&p.Chips[i].Without)
	}
	for _, link := range []*string{&p.Folded.URL, &p.Fold.URL, &p.Prev, &p.Next, &p.Start} {
		visit(link)
	}
	some(p.Sorts)
	if t := p.Timeline; t != nil {
		for _, link := range []*string{&t.Number.URL, &t.Share.URL, &t.Undated.URL} {
			visit(link)
		}
		some(t.Crumbs)
		for i := range t.Bars {
			visit(&t.Bars[i].URL)
		}
	}
	for i := range p.Facets {
		f := &p.Facets[i]
		visit(&f.Missing.URL)
		visit(&f.More.URL)
		for j := range f.Values {
			visit(&f.Values[j].URL)
		}
	}
	for i := range p.Hits {
		h := &p.Hits[i]
		for _, link := range []*string{&h.URL, &h.Source.URL, &h.Section.URL, &h.AllCopies.URL} {
			visit(link)
		}
		some(h.Byline)
		for j := range h.Passages {
			visit(&h.Passages[j].URL)
		}
		for j := range h.Copies {
			visit(&h.Copies[j].URL)
		}
	}
	if e := p.Empty; e != nil {
		some(e.Nearest)
		some(e.Wider)
	}
}

// withState answers GET /with/{state}/ and /with/{state}/articles/{id}, where the
// links of a page with a base lead: it leads on to the address that has the state
// with the changes.
func (s *Server) withState(w http.ResponseWriter, r *http.Request) error {
	vars := mux.Vars(r)
	state, err := url.ParseQuery(vars["state"])
	if err != nil {
		return problemf(notFound, "What stands behind /with/ are not the parameters of a search.")
	}
	changes, err := addressValues(r)
	if err != nil {
		return err
	}
	for name, values := range changes {
		if state[name] = values; slices.Equal(values, []string{""}) {
			state.Del(name)
		}
	}
	path := "/"
	if id := vars["id"]; id != "" {
		path = "/articles/" + id // encoded as it was sent
	}
	w.Header().Set("Location", linkTo(path, state))
	w.WriteHeader(http.StatusSeeOther)
	return nil
}
