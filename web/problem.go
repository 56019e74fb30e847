package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/query"
)

// problemBase stands before the code of every problem type. The types are
// names, not addresses: docs/http-api.md explains each.
const problemBase = "urn:newsdex:problem:"

// Codes of problems.
const (
	badParameter         = "bad-parameter"
	badQuery             = "bad-query"
	badBody              = "bad-body"
	foreignPage          = "foreign-page"
	writesOff            = "writes-off"
	notFound             = "not-found"
	noArticle            = "no-article"
	noJob                = "no-job"
	sourcesOff           = "sources-off"
	methodNotAllowed     = "method-not-allowed"
	notAcceptable        = "not-acceptable"
	stalled              = "stalled"
	idTaken              = "id-taken"
	tooLarge             = "too-large"
	addressTooLong       = "address-too-long"
	unsupportedMediaType = "unsupported-media-type"
	wrongHost            = "wrong-host"
	invalidArticle       = "invalid-article"
	busy                 = "busy"
	internal             = "internal"
	notReady             = "not-ready"
	timedOut             = "timed-out"
	writesStopped        = "writes-stopped"
)

// problemType is what never changes about one kind of problem.
type problemType struct {
	code   string
	status int
	title  string
}

// problemTypes is the one table of errors to clients.
var problemTypes = [...]problemType{
	{badParameter, http.StatusBadRequest, "A parameter is not acceptable"},
	{badQuery, http.StatusBadRequest, "The query cannot be read"},
	{badBody, http.StatusBadRequest, "The body cannot be read"},
	{foreignPage, http.StatusForbidden, "Another web page may not ask this"},
	{writesOff, http.StatusForbidden, "Writing is off"},
	{sourcesOff, http.StatusForbidden, "This server does not read that by itself"},
	{notFound, http.StatusNotFound, "Nothing is at this address"},
	{noArticle, http.StatusNotFound, "No article has this identifier"},
	{noJob, http.StatusNotFound, "No job has this name"},
	{methodNotAllowed, http.StatusMethodNotAllowed, "This address does not answer this method"},
	{notAcceptable, http.StatusNotAcceptable, "The answer has no form that is accepted"},
	{stalled, http.StatusRequestTimeout, "Nothing moved for too long"},
	{idTaken, http.StatusConflict, "The identifier belongs to another article"},
	{tooLarge, http.StatusRequestEntityTooLarge, "The body is too large"},
	{addressTooLong, http.StatusRequestURITooLong, "The address is too long"},
	{unsupportedMediaType, http.StatusUnsupportedMediaType, "The body is of a type that is not read here"},
	{wrongHost, http.StatusMisdirectedRequest, "This server does not answer to that host name"},
	{invalidArticle, http.StatusUnprocessableEntity, "The article is not valid"},
	{busy, http.StatusTooManyRequests, "Too much is being asked at once"},
	{internal, http.StatusInternalServerError, "Something went wrong here"},
	{notReady, http.StatusServiceUnavailable, "The server is not ready"},
	{timedOut, http.StatusServiceUnavailable, "The answer took too long"},
	{writesStopped, http.StatusServiceUnavailable, "The index can no longer be written"},
}

// httpError is an error that knows which problem it is. Its detail and errors
// are shown to the client, its cause is only logged.
type httpError struct {
	code   string
	detail string
	errors []search.BadParameter
	cause  error
	retry  int // for busy: seconds to wait, when not 1
}

func (e *httpError) Error() string {
	if e.cause != nil {
		return e.code + ": " + e.detail + ": " + e.cause.Error()
	}
	return e.code + ": " + e.detail
}

func (e *httpError) Unwrap() error { return e.cause }

func problemf(code, format string, args ...any) *httpError {
	return &httpError{code: code, detail: fmt.Sprintf(format, args...)}
}

// errGone stands for a client that left: nobody is there to read an answer.
var errGone = errors.New("the client left")

// asProblem finds the problem that an error is. What it does not know is
// internal: its text stays in the log.
func asProblem(err error) *httpError {
	if e, ok := errors.AsType[*httpError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*search.ParameterError](err); ok {
		return parameterProblem(e.Errors)
	}
	if e, ok := errors.AsType[*article.Invalid](err); ok {
		return &httpError{code: invalidArticle, detail: e.Error() + ".", errors: []search.BadParameter{{Parameter: e.Field, Message: e.Reason}}}
	}
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problemf(tooLarge, "The limit here is %d bytes; ask or send less at a time.", e.Limit)
	}
	switch {
	case errors.Is(err, search.ErrNotFound):
		return problemf(noArticle, "No article of the index has this identifier. It may have been removed, or the address must be percent-encoded once.")
	case errors.Is(err, search.ErrWritesStopped):
		return &httpError{code: writesStopped, cause: err, detail: "Storing articles has stopped, searching still works. The log of the server says why; a full disk is the usual cause."}
	case errors.Is(err, context.DeadlineExceeded):
		return &httpError{code: timedOut, cause: err, detail: "The time limit of a search passed before there was anything to show; narrow the query, by a date for example."}
	}
	return &httpError{code: internal, cause: err, detail: "This is a fault of the server, not of the request. The log of the server tells the cause beside the request_id."}
}

// parameterProblem tells errors in the query from those in other parameters.
func parameterProblem(bad []search.BadParameter) *httpError {
	e := &httpError{code: badQuery, errors: bad}
	for i, b := range bad {
		if b.Parameter != "q" || b.Code == badParameter {
			e.code = badParameter
		}
		if i > 0 {
			e.detail += " "
		}
		e.detail += sentence(b.Parameter + ": " + b.Message)
	}
	return e
}

// problemJSON is a problem as RFC 9457 sends it.
type problemJSON struct {
	Type      string             `json:"type"`
	Title     string             `json:"title"`
	Status    int                `json:"status"`
	Detail    string             `json:"detail"`
	Instance  string             `json:"instance"`
	RequestID string             `json:"request_id"`
	Errors    []problemErrorJSON `json:"errors"`
}

// problemErrorJSON is one thing that is wrong with a request.
type problemErrorJSON struct {
	Parameter string      `json:"parameter"`
	Span      *query.Span `json:"span"`
	Message   string      `json:"message"`
	Fix       *string     `json:"fix"`
}

// problem completes an error for one request.
func problem(e *httpError, r *http.Request) problemJSON {
	p := problemJSON{
		Type: problemBase + e.code, Title: "Something went wrong here", Status: http.StatusInternalServerError,
		Detail: e.detail, Instance: r.URL.EscapedPath(), RequestID: requestID(r), Errors: []problemErrorJSON{},
	}
	for _, t := range problemTypes {
		if t.code == e.code {
			p.Title, p.Status = t.title, t.status
		}
	}
	for _, b := range e.errors {
		p.Errors = append(p.Errors, problemErrorJSON{b.Parameter, b.Span, b.Message, orNull(b.Fix)})
	}
	return p
}

// fail answers with an error, in the form its reader expects.
func (s *Server) fail(to surface, w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, errGone) || r.Context().Err() != nil {
		note(r, err)
		w.WriteHeader(statusGone)   // for the log
		panic(http.ErrAbortHandler) // nobody reads an answer, and none may look like one
	}
	s.send(to, w, r, asProblem(err))
}

// send answers with a problem.
func (s *Server) send(to surface, w http.ResponseWriter, r *http.Request, e *httpError) {
	p := problem(e, r)
	if e.cause != nil {
		note(r, e)
	}
	if e.code == busy {
		w.Header().Set("Retry-After", strconv.Itoa(max(1, e.retry)))
	}
	w.Header().Set("Cache-Control", "no-store")
	if to == page {
		s.errorPage(w, r, p)
		return
	}
	w.Header().Set("Content-Type", typeProblem)
	w.WriteHeader(p.Status)
	_ = encodeJSON(w, p) // the client may have left; the status is logged
}

// writeJSON answers with a value as JSON. HTML is not escaped a second time:
// the type and nosniff keep browsers from reading it as a page.
func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", typeJSON)
	w.WriteHeader(status)
	_ = encodeJSON(w, v) // as above
	return nil
}

func encodeJSON(w interface{ Write([]byte) (int, error) }, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// orNull is how JSON says that there is nothing to say.
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
