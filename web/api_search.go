package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// getSearch answers GET /v1/search.
func (s *Server) getSearch(w http.ResponseWriter, r *http.Request) error {
	v, err := addressValues(r)
	if err != nil {
		return err
	}
	return s.search(w, r, v, nil)
}

// postSearch answers POST /v1/search: the same parameters, in JSON.
func (s *Server) postSearch(w http.ResponseWriter, r *http.Request) error {
	if r.URL.RawQuery != "" {
		return problemf(badParameter, "With POST the parameters stand in the body; leave out what follows the ? in the address.")
	}
	var bad badList
	v, err := bodyValues(r.Body, searchParameters, &bad)
	if err != nil {
		return err
	}
	return s.search(w, r, v, bad)
}

func (s *Server) search(w http.ResponseWriter, r *http.Request, v url.Values, bad badList) error {
	p := readSearch(v, query.Strict, &bad)
	if err := bad.err(); err != nil {
		return err
	}
	res, err := s.run(r, p.Request)
	if err != nil {
		return err
	}
	serverTiming(w, res.Took)
	return writeJSON(w, http.StatusOK, answerOf(res, p.highlight))
}

// run asks, within the deadline, for as long as the client waits.
func (s *Server) run(r *http.Request, q search.Request) (*search.Result, error) {
	ctx, cancel := s.deadline(r)
	defer cancel()
	res, err := search.Run(ctx, s.deps.Searcher, q)
	return res, gone(r, err)
}

// deadline returns the context of one question.
func (s *Server) deadline(r *http.Request) (context.Context, context.CancelFunc) {
	return context.WithTimeout(r.Context(), s.deps.Deadline)
}

// gone returns errGone in place of an error that a client caused by leaving.
func gone(r *http.Request, err error) error {
	if err != nil && r.Context().Err() != nil {
		return errGone
	}
	return err
}

// bodyValues reads a JSON object of parameters: texts as strings, lists as
// arrays of strings, numbers as numbers; null counts as not given.
func bodyValues(body io.Reader, known []parameter, bad *badList) (url.Values, error) {
	d := json.NewDecoder(body)
	t, err := d.Token()
	if err == nil && t != json.Delim('{') {
		err = errors.New("it does not begin with {")
	}
	v := url.Values{}
	for err == nil && d.More() {
		var name json.Token
		if name, err = d.Token(); err != nil {
			break
		}
		var value any
		if err = d.Decode(&value); err != nil {
			break
		}
		key := name.(string) // keys of an object are strings
		if _, twice := v[key]; twice {
			bad.add(key, "", "stands twice in the object; give it once")
		}
		v[key] = jsonValues(key, value, known, bad)
	}
	if err == nil {
		_, err = d.Token() // the closing brace
	}
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("something follows the object")
		}
	}
	if err == nil {
		return v, nil
	}
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return nil, err
	}
	return nil, &httpError{code: badBody, cause: err, detail: fmt.Sprintf("The body is not one JSON object: %v (near byte %d). Send for example {\"q\": \"grain\", \"source\": [\"The Hill\"]}.", err, d.InputOffset())}
}

// jsonValues returns one value of the object as parameters have it.
func jsonValues(key string, value any, known []parameter, bad *badList) []string {
	i := slices.IndexFunc(known, func(p parameter) bool { return p.name == key })
	if value == nil || i < 0 {
		return nil // check names what is not known
	}
	switch v := value.(type) {
	case string:
		if known[i].form == one {
			return []string{v}
		}
	case float64:
		if known[i].form == number {
			return []string{strings.TrimSuffix(fmt.Sprintf("%f", v), ".000000")}
		}
	case []any:
		if known[i].form != many {
			break
		}
		out := make([]string, 0, len(v))
		for _, e := range v {
			s, ok := e.(string)
			if !ok {
				bad.add(key, "", "holds something that is not a string")
				return nil
			}
			out = append(out, s)
		}
		return out
	}
	want := map[form]string{one: "a string", many: "an array of strings", number: "a whole number"}[known[i].form]
	bad.add(key, "", "must be %s", want)
	return nil
}

// The JSON of an answer. Every field is always there, except those that
// highlight= leaves out.

type answerJSON struct {
	Query      readingJSON `json:"query"`
	Sort       string      `json:"sort"`
	Generation uint64      `json:"generation"`
	Total      totalJSON   `json:"total"`
	TookMS     float64     `json:"took_ms"`
	Limit      int         `json:"limit"`
	NextCursor *string     `json:"next_cursor"`
	PrevCursor *string     `json:"prev_cursor"`
	Hits       []hitJSON   `json:"hits"`
	// Facets are there when facets= asked for some, by field.
	Facets facetsJSON `json:"facets,omitempty"`
	// Clauses is there when nothing was found and the query has several.
	Clauses []clauseJSON `json:"clauses,omitempty"`
}

// clauseJSON is one clause of a query that found nothing.
type clauseJSON struct {
	Text    string `json:"text"`
	Rest    string `json:"rest"`
	Hits    int    `json:"hits"`
	Without int    `json:"without"`
}

type readingJSON struct {
	Q         string        `json:"q"`
	Canonical string        `json:"canonical"`
	ReadAs    string        `json:"read_as"`
	Warnings  []warningJSON `json:"warnings"`
}

type warningJSON struct {
	Code    string      `json:"code"`
	Message string      `json:"message"`
	Span    *query.Span `json:"span"`
	Fix     *string     `json:"fix"`
}

type totalJSON struct {
	Value    int    `json:"value"`
	Relation string `json:"relation"`
	// Folded is there with fold=copies.
	Folded *int `json:"folded,omitempty"`
}

type linksJSON struct {
	Self string `json:"self"`
	Page string `json:"page"`
}

type hitJSON struct {
	ID              string        `json:"id"`
	Score           float64       `json:"score"`
	Headline        string        `json:"headline"`
	HeadlineHTML    *string       `json:"headline_html,omitempty"`
	HeadlineParts   []part        `json:"headline_parts,omitzero"`
	HeadlineMatches [][2]int      `json:"headline_matches,omitzero"`
	Byline          []string      `json:"byline"`
	Source          *string       `json:"source"`
	Section         *string       `json:"section"`
	Lang            string        `json:"lang"`
	PublishedAt     *string       `json:"published_at"`
	DateOrigin      string        `json:"date_origin"`
	URL             *string       `json:"url"`
	WordCount       int           `json:"word_count"`
	Links           linksJSON     `json:"links"`
	Passages        []passageJSON `json:"passages"`
	// Copies is there with fold=copies.
	Copies []string `json:"copies,omitzero"`
}

type passageJSON struct {
	Field string  `json:"field"`
	HTML  *string `json:"html,omitempty"`
	Text  string  `json:"text"`
	Parts []part  `json:"parts,omitzero"`
	Start int     `json:"start"`
	End   int     `json:"end"`
	// Windows are the pieces of the body that text is made of, one or two.
	Windows [][2]int `json:"windows"`
	Matches [][2]int `json:"matches,omitzero"`
}

func answerOf(res *search.Result, h highlight) answerJSON {
	a := answerJSON{
		Query: readingOf(res.Query), Sort: res.Sort.String(), Generation: res.Generation,
		Total:  exactly(res.Total, res.Exact),
		TookMS: milliseconds(res.Took),
		Limit:  res.Limit, NextCursor: orNull(res.NextCursor), PrevCursor: orNull(res.PrevCursor),
		Hits: make([]hitJSON, len(res.Hits)), Facets: facetsOf(res.Facets),
	}
	if res.Fold {
		a.Total.Folded = &res.Folded
	}
	for i, hit := range res.Hits {
		a.Hits[i] = hitOf(hit, h)
		if res.Fold {
			a.Hits[i].Copies = list(hit.Copies)
		}
	}
	for _, c := range res.Clauses {
		a.Clauses = append(a.Clauses, clauseJSON(c))
	}
	return a
}

// exactly returns a total, which is a lower bound when it is not exact.
func exactly(n int, exact bool) totalJSON {
	if !exact {
		return totalJSON{Value: n, Relation: "gte"}
	}
	return totalJSON{Value: n, Relation: "eq"}
}

// milliseconds returns a time as JSON has it, to a hundredth.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}

func readingOf(r search.Reading) readingJSON {
	out := readingJSON{Q: r.Q, Canonical: r.Canonical, ReadAs: r.ReadAs, Warnings: make([]warningJSON, len(r.Findings))}
	for i, f := range r.Findings {
		out.Warnings[i] = warningJSON{Code: f.Code, Message: f.Message, Span: spanOrNull(f.Span), Fix: orNull(f.Fix)}
	}
	return out
}

// spanOrNull returns nil for findings that are not about a place in the query.
func spanOrNull(s query.Span) *query.Span {
	if s == (query.Span{}) {
		return nil
	}
	return &s
}

func hitOf(h search.Hit, how highlight) hitJSON {
	a := h.Article
	out := hitJSON{
		ID: a.ID, Score: h.Score, Headline: a.Headline,
		Byline: list(a.Byline), Source: orNull(a.Source), Section: orNull(a.Section), Lang: a.Lang,
		PublishedAt: dateOrNull(a.Published), DateOrigin: string(a.Published.From()),
		URL: orNull(a.URL), WordCount: a.WordCount, Links: linksOf(a.ID),
		Passages: make([]passageJSON, len(h.Passages)),
	}
	marks := spans(h.HeadlineMarks)
	if how == highlightHTML {
		out.HeadlineParts = whole(a.Headline, marks)
		html := partsHTML(out.HeadlineParts)
		out.HeadlineHTML = &html
	}
	if how != highlightNone {
		out.HeadlineMatches = pairs(marks)
	}
	for i, p := range h.Passages {
		marks := spans(p.Marks)
		parts := search.Parts(a.Body, spans(p.Windows), marks)
		pj := passageJSON{Field: "body", Text: partsText(parts), Start: p.Start(), End: p.End(), Windows: pairs(spans(p.Windows))}
		if how == highlightHTML {
			html := partsHTML(parts)
			pj.HTML, pj.Parts = &html, parts
		}
		if how != highlightNone {
			pj.Matches = pairs(marks)
		}
		out.Passages[i] = pj
	}
	return out
}

// linksOf returns the addresses of an article. An identifier is one segment.
func linksOf(id string) linksJSON {
	segment := url.PathEscape(id)
	return linksJSON{Self: "/v1/articles/" + segment, Page: "/articles/" + segment}
}

// WriteAnswer writes an answer as /v1/search does with highlight=html.
func WriteAnswer(w io.Writer, res *search.Result) error {
	return encodeJSON(w, answerOf(res, highlightHTML))
}
