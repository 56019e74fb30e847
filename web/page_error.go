package web

import (
	"net/http"
	"net/url"
	"strings"
)

// failure is a page that says what went wrong, and what can be done now.
type failure struct {
	frame
	Problem problemJSON
	Hints   []string
	// Again is the address of the page, where asking again may help.
	Again string
	// Back leads to the results of the query in the address.
	Back string
}

// hintsFor says what a person can do about a problem.
var hintsFor = map[string][]string{
	notFound:         {"Check the address: part of it may be missing, or it was copied with a full stop at its end.", "Search for what you were looking for."},
	noArticle:        {"Search for words of its headline: it may have been stored again under another identifier.", "In the address of an article, a slash of its identifier is written as %2F."},
	methodNotAllowed: {"This address is for programs; see the description of the API."},
	notAcceptable:    {"This address is for programs; see the description of the API."},
	addressTooLong:   {"Shorten the query, or send it with POST /v1/search."},
	wrongHost:        {"Open the address that newsdex printed when it started.", "To use another name, start it with --host NAME."},
	foreignPage:      {"Open the page itself rather than from within another one."},
	busy:             {"Wait a moment, then ask again."},
	notReady:         {"Wait a moment, then ask again: a large index takes some seconds to open."},
	timedOut:         {"Ask again with a shorter period, with more words, or without wildcards."},
	internal:         {"Ask again; if it fails again, the log of the server tells why, beside the number of this request."},
}

// againHelps are the problems that may be gone by themselves.
var againHelps = map[string]bool{busy: true, notReady: true, timedOut: true, internal: true}

func (s *Server) errorPage(w http.ResponseWriter, r *http.Request, p problemJSON) {
	code := strings.TrimPrefix(p.Type, problemBase)
	f := failure{frame: s.frame(p.Title), Problem: p, Hints: hintsFor[code]}
	v, _ := url.ParseQuery(r.URL.RawQuery) // what of it can be read
	q := strings.ToValidUTF8(v.Get("q"), "�")
	if len(r.URL.RawQuery) <= maxAddress {
		f.Box = &boxView{q}
		if againHelps[code] && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			f.Again = linkTo(r.URL.EscapedPath(), v)
		}
		if strings.HasPrefix(r.URL.EscapedPath(), "/articles/") && q != "" {
			f.Back = linkTo("/", v)
		}
	} else {
		f.Box = &boxView{}
	}
	if err := render(w, p.Status, s.views.failure, f); err != nil {
		note(r, err)
		http.Error(w, p.Title, p.Status)
	}
}
