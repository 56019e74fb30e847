package web

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"newsdex/search"
	"newsdex/search/query"
)

// getArticle answers GET /v1/articles/{id}.
func (s *Server) getArticle(w http.ResponseWriter, r *http.Request) error {
	v, err := addressValues(r)
	if err != nil {
		return err
	}
	var bad badList
	check(v, queryParameters, &bad)
	syntax, any := readReading(v, query.Strict, &bad)
	if err := bad.err(); err != nil {
		return err
	}
	view, err := s.open(r, v, syntax, any)
	if err != nil {
		return err
	}
	if namesType(r, typeStored) {
		w.Header().Set("Content-Type", typeStored)
		_ = encodeJSON(w, view.Article) // the client may have left; the status is logged
		return nil
	}
	return writeJSON(w, http.StatusOK, articleOf(view))
}

// open reads the article that the path names, with its marks for q.
func (s *Server) open(r *http.Request, v url.Values, syntax query.Syntax, any bool) (*search.View, error) {
	id, err := pathID(r)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.deps.Deadline)
	defer cancel()
	view, err := search.Open(ctx, s.deps.Searcher, id, v.Get("q"), syntax, any)
	if err != nil && r.Context().Err() != nil {
		return nil, errGone
	}
	return view, err
}

// articleJSON is one article in full. Every field is always there but the two
// that belong to a query.
type articleJSON struct {
	ID           string       `json:"id"`
	Links        linksJSON    `json:"links"`
	Headline     string       `json:"headline"`
	HeadlineHTML string       `json:"headline_html"`
	Body         string       `json:"body"`
	BodyHTML     string       `json:"body_html"`
	Byline       []string     `json:"byline"`
	Source       *string      `json:"source"`
	Section      *string      `json:"section"`
	Tags         []string     `json:"tags"`
	Lang         string       `json:"lang"`
	URL          *string      `json:"url"`
	PublishedAt  *string      `json:"published_at"`
	PublishedDay *string      `json:"published_day"`
	DateOrigin   string       `json:"date_origin"`
	UpdatedAt    *string      `json:"updated_at"`
	FirstSeen    *string      `json:"first_seen"`
	WordCount    int          `json:"word_count"`
	ContentHash  string       `json:"content_hash"`
	ReadFrom     *string      `json:"read_from"`
	Copies       []string     `json:"copies"`
	Matches      matchesJSON  `json:"matches"`
	Query        *readingJSON `json:"query,omitempty"`
	Matched      *bool        `json:"matched,omitempty"`
}

type matchesJSON struct {
	Headline [][2]int `json:"headline"`
	Body     [][2]int `json:"body"`
}

func articleOf(v *search.View) articleJSON {
	a := v.Article
	headline, body := spans(v.HeadlineMarks), spans(v.BodyMarks)
	out := articleJSON{
		ID: a.ID, Links: linksOf(a.ID),
		Headline: a.Headline, HeadlineHTML: partsHTML(whole(a.Headline, headline)),
		Body: a.Body, BodyHTML: partsHTML(whole(a.Body, body)),
		Byline: list(a.Byline), Source: orNull(a.Source), Section: orNull(a.Section), Tags: list(a.Tags),
		Lang: a.Lang, URL: orNull(a.URL),
		PublishedAt: dateOrNull(a.Published), PublishedDay: orNull(a.Published.Day), DateOrigin: string(a.Published.From()),
		UpdatedAt: dateOrNull(a.Updated), FirstSeen: timeOrNull(a.FirstSeen),
		WordCount: a.WordCount, ContentHash: a.ContentHash, ReadFrom: orNull(a.ReadFrom.String()),
		Copies:  list(v.Copies),
		Matches: matchesJSON{Headline: pairs(headline), Body: pairs(body)},
	}
	if v.Query.Q != "" {
		reading := readingOf(v.Query)
		out.Query, out.Matched = &reading, &v.Matched
	}
	return out
}

// WriteArticle writes an article as GET /v1/articles/{id} does.
func WriteArticle(w io.Writer, v *search.View) error { return encodeJSON(w, articleOf(v)) }

// deleteArticle answers DELETE /v1/articles/{id}.
func (s *Server) deleteArticle(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r)
	if err != nil {
		return err
	}
	found, err := s.deps.Writer.Remove(r.Context(), []string{id})
	if err != nil {
		return err
	}
	if len(found) == 0 || !found[0] {
		return search.ErrNotFound
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
