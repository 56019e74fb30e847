package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"newsdex/search"
)

// Answer is what a person reads of an answer of GET /v1/search.
type Answer struct {
	Query struct {
		ReadAs   string `json:"read_as"`
		Warnings []struct {
			Message string `json:"message"`
		} `json:"warnings"`
	} `json:"query"`
	Sort  string `json:"sort"`
	Total struct {
		Value    int    `json:"value"`
		Relation string `json:"relation"`
		Folded   int    `json:"folded"`
	} `json:"total"`
	TookMS  float64 `json:"took_ms"`
	Hits    []Hit   `json:"hits"`
	Clauses []struct {
		Text    string `json:"text"`
		Hits    int    `json:"hits"`
		Without int    `json:"without"`
	} `json:"clauses"`
	// Body is the answer as it came.
	Body []byte `json:"-"`
}

// Hit is one article of an Answer.
type Hit struct {
	ID            string        `json:"id"`
	HeadlineParts []search.Part `json:"headline_parts"`
	Byline        []string      `json:"byline"`
	Source        string        `json:"source"`
	Section       string        `json:"section"`
	PublishedAt   string        `json:"published_at"`
	Copies        []string      `json:"copies"`
	Passages      []struct {
		Parts []search.Part `json:"parts"`
	} `json:"passages"`
}

// Search asks a question: of the request, what the command line sets. The error
// is a *search.ParameterError when the question cannot be answered as asked.
func (c *Client) Search(ctx context.Context, r search.Request) (*Answer, error) {
	v := url.Values{"q": {r.Q}, "limit": {strconv.Itoa(r.Limit)}}
	if r.Any {
		v.Set("match", "any")
	}
	if r.Fold {
		v.Set("fold", "copies")
	}
	if r.Sort != nil {
		v.Set("sort", r.Sort.String())
	}
	for name, value := range map[string]string{"from": r.From, "to": r.To} {
		if value != "" {
			v.Set(name, value)
		}
	}
	res, err := c.do(ctx, http.MethodGet, "/v1/search?"+v.Encode(), nil, nil, http.StatusOK)
	if err != nil {
		return nil, err
	}
	a := &Answer{}
	if a.Body, err = read(res); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(a.Body, a); err != nil {
		return nil, fmt.Errorf("reading the server's answer: %w", err)
	}
	return a, nil
}
