package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"
)

// surface says who reads what a route answers, and so the form of its errors.
type surface int

const (
	// api answers JSON, and errors as problems.
	api surface = iota
	// page answers HTML, and errors as a small page.
	page
)

// Media types.
const (
	typeJSON   = "application/json"
	typeNDJSON = "application/x-ndjson"
	// typeStored is the stored form of articles, one a line: what one newsdex
	// says to another.
	typeStored  = "application/vnd.newsdex.stored"
	typeProblem = "application/problem+json"
	typeHTML    = "text/html"
	typeForm    = "multipart/form-data"
	typeYAML    = "application/yaml"
	typeText    = "text/plain"
	// typeRIS and typeCSL are what reference managers read.
	typeRIS = "application/x-research-info-systems"
	typeCSL = "application/vnd.citationstyles.csl+json"
)

// Limits of a request's body, in bytes.
const (
	// maxQuestion bounds the JSON of a search: the longest query and hundreds
	// of filter values.
	maxQuestion = 64 << 10
	// maxArticle bounds the JSON of one article: article.MaxText, escaped
	// where JSON must, and its other fields.
	maxArticle = 17 << 20
)

// handler answers one request, or returns the error to answer with.
type handler func(w http.ResponseWriter, r *http.Request) error

// route is one method of one path. HEAD is answered wherever GET is.
type route struct {
	method, path string
	handle       handler
	surface      surface
	// gives and takes are the media types of answer and body; a route that
	// takes none ignores a body.
	gives, takes []string
	// limit bounds the body in bytes; 0 leaves that to the handler.
	limit int64
	// write marks what changes the index.
	write bool
	// form marks what takes forms of our own pages.
	form bool
	// always answers also while the server is not ready.
	always bool
	// gate bounds how many run at once; nil for what costs nothing.
	gate *gate
}

// streams reports whether an answer is written while it is made, a line at a
// time: compressing it would hold it back.
func (rt route) streams() bool { return slices.Contains(rt.gives, typeNDJSON) }

// routes is the whole surface.
func (s *Server) routes() []route {
	json, html := []string{typeJSON}, []string{typeHTML}
	return []route{
		{method: "GET", path: "/", handle: s.searchPage, surface: page, gives: html, gate: s.searches},
		{method: "GET", path: "/with/{state}/", handle: s.withState, surface: page, gives: html, always: true},
		{method: "GET", path: "/with/{state}/articles/{id}", handle: s.withState, surface: page, gives: html, always: true},
		{method: "GET", path: "/articles/{id}", handle: s.articlePage, surface: page, gives: html, gate: s.searches},
		{method: "GET", path: "/build", handle: s.buildPage, surface: page, gives: html, always: true},
		{method: "GET", path: "/articles/{id}/cite.txt", handle: s.citeFile(citeText), surface: page, gives: []string{typeText}, gate: s.searches},
		{method: "GET", path: "/articles/{id}/cite.ris", handle: s.citeFile(citeRIS), surface: page, gives: []string{typeRIS, typeText}, gate: s.searches},
		{method: "GET", path: "/articles/{id}/cite.json", handle: s.citeFile(citeCSL), surface: page, gives: []string{typeCSL, typeJSON}, gate: s.searches},
		{method: "GET", path: "/help", handle: s.helpPage, surface: page, gives: html, always: true},
		{method: "GET", path: "/import", handle: s.importPage, surface: page, gives: html},
		{method: "POST", path: "/import", handle: s.postImport, surface: page, gives: html, takes: []string{typeForm}, write: true, form: true},
		{method: "GET", path: "/import/{job}", handle: s.importJobPage, surface: page, gives: html},
		{method: "POST", path: "/import/{job}/stop", handle: s.postStop, surface: page, gives: html, takes: []string{typeForm}, limit: maxFormField, write: true, form: true},

		{method: "GET", path: "/v1/search", handle: s.getSearch, gives: json, gate: s.searches},
		{method: "POST", path: "/v1/search", handle: s.postSearch, gives: json, takes: json, limit: maxQuestion, gate: s.searches},
		{method: "GET", path: "/v1/articles/{id}", handle: s.getArticle, gives: []string{typeJSON, typeStored}, gate: s.searches},
		{method: "PUT", path: "/v1/articles/{id}", handle: s.putArticle, gives: json, takes: json, limit: maxArticle, write: true, gate: s.writes},
		{method: "DELETE", path: "/v1/articles/{id}", handle: s.deleteArticle, write: true, gate: s.writes},
		{method: "POST", path: "/v1/articles", handle: s.postArticles, gives: []string{typeJSON, typeNDJSON}, takes: []string{typeJSON, typeNDJSON, typeStored}, write: true},
		{method: "POST", path: "/v1/rebuild", handle: s.postRebuild, gives: []string{typeNDJSON}, write: true, gate: s.rebuilds},
		{method: "GET", path: "/v1/articles/{id}/similar", handle: s.getSimilar, gives: json, gate: s.searches},
		{method: "POST", path: "/v1/jobs", handle: s.postJob, gives: json, takes: json, limit: maxQuestion, write: true},
		{method: "GET", path: "/v1/jobs", handle: s.getJobs, gives: json},
		{method: "GET", path: "/v1/jobs/{job}", handle: s.getJob, gives: json},
		{method: "DELETE", path: "/v1/jobs/{job}", handle: s.deleteJob, gives: json, write: true},
		{method: "GET", path: "/v1/jobs/{job}/entries", handle: s.getEntries, gives: []string{typeNDJSON}},
		{method: "GET", path: "/v1/timeline", handle: s.getTimeline, gives: json, gate: s.searches},
		{method: "GET", path: "/v1/suggest", handle: s.getSuggest, gives: json, gate: s.searches},
		{method: "GET", path: "/v1/parse", handle: s.getParse, gives: json, always: true},

		{method: "GET", path: "/healthz", handle: s.getHealth, gives: json, always: true},
		{method: "GET", path: "/readyz", handle: s.getReady, gives: json, always: true},
		{method: "GET", path: "/openapi.yaml", handle: s.getOpenAPI, gives: []string{typeYAML, "text/yaml", "text/plain"}, always: true},
		{method: "GET", path: "/static/{name}", handle: s.getAsset, surface: page, always: true},
		{method: "GET", path: "/favicon.ico", handle: s.getFavicon, surface: page, always: true},
	}
}

// router finds the route of a request. An identifier is one percent-encoded
// segment of the path, slashes included, so paths are matched as they were
// sent and never cleaned. Methods are told apart here rather than by the
// router, so that one place knows what is allowed.
func (s *Server) router() http.Handler {
	m := mux.NewRouter().UseEncodedPath().SkipClean(true)
	var paths []string
	byPath := map[string][]route{}
	for _, rt := range s.routes() {
		if byPath[rt.path] == nil {
			paths = append(paths, rt.path)
		}
		byPath[rt.path] = append(byPath[rt.path], rt)
	}
	for _, p := range paths {
		h := s.methods(byPath[p])
		if !slices.ContainsFunc(byPath[p], route.streams) {
			h = s.compress(h)
		}
		m.Handle(p, h)
	}
	m.NotFoundHandler = s.compress(http.HandlerFunc(s.notFound))
	return m
}

// pathID returns the identifier in the path, decoded once.
func pathID(r *http.Request) (string, error) { return unescapeID(mux.Vars(r)["id"]) }

// pathName returns the name of a file in the path.
func pathName(r *http.Request) string { return mux.Vars(r)["name"] }

// methods answers the routes of one path by method.
func (s *Server) methods(rs []route) http.Handler {
	var allow []string
	for _, rt := range rs {
		allow = append(allow, rt.method)
		if rt.method == "GET" {
			allow = append(allow, "HEAD")
		}
	}
	slices.Sort(allow)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, rt := range rs {
			if r.Method == rt.method || r.Method == "HEAD" && rt.method == "GET" {
				if err := s.answer(rt, w, r); err != nil {
					s.fail(rt.surface, w, r, err)
				}
				return
			}
		}
		w.Header().Set("Allow", strings.Join(allow, ", "))
		s.fail(rs[0].surface, w, r, problemf(methodNotAllowed, "%s is not a method of this address; it answers %s.", r.Method, strings.Join(allow, ", ")))
	})
}

// answer runs one route behind all that guards it.
func (s *Server) answer(rt route, w http.ResponseWriter, r *http.Request) error {
	if rt.write {
		if err := s.guardWrite(r); err != nil {
			return err
		}
	}
	if rt.form {
		if err := guardForm(r); err != nil {
			return err
		}
	}
	if err := guardBody(rt, w, r); err != nil {
		return err
	}
	if err := guardAccept(rt, r); err != nil {
		return err
	}
	if !rt.always && !s.ready.Load() {
		w.Header().Set("Retry-After", "1")
		return problemf(notReady, "The index is not open yet, or the server is stopping; try again in a moment. /readyz tells when it is.")
	}
	if rt.gate != nil {
		leave, err := rt.gate.enter(r.Context())
		if err != nil {
			return err
		}
		defer leave()
	}
	if rt.limit > 0 {
		r.Body = http.MaxBytesReader(w, r.Body, rt.limit)
	}
	return rt.handle(w, r)
}

// notFound answers what no route has, as a problem under /v1 and to clients
// that do not read HTML, as a page to others.
func (s *Server) notFound(w http.ResponseWriter, r *http.Request) {
	detail := "Nothing is at this address; the routes are listed in /openapi.yaml."
	if p := r.URL.EscapedPath(); strings.HasPrefix(p, "/v1/articles/") || strings.HasPrefix(p, "/articles/") {
		detail = "An identifier is one percent-encoded segment of the address: write a slash in it as %2F. Take links.self or links.page of a hit."
	}
	s.fail(surfaceOf(r), w, r, problemf(notFound, "%s", detail))
}

// surfaceOf guesses who reads an answer that belongs to no route.
func surfaceOf(r *http.Request) surface {
	p := r.URL.EscapedPath()
	if p == "/v1" || strings.HasPrefix(p, "/v1/") {
		return api
	}
	if namesType(r, typeHTML) {
		return page
	}
	return api
}
