// Package client asks and feeds a newsdex that is serving an index, over its
// HTTP API; it must never know how the server answers, or any engine.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"newsdex/article"
	"newsdex/indexer"
	"newsdex/search"
	"newsdex/search/query"
)

// typeStored is the stored form of articles, one a line.
const typeStored = "application/vnd.newsdex.stored"

const (
	// maxAnswer bounds an answer in bytes: a page of a hundred hits, or one
	// article of article.MaxText with everything escaped, has room.
	maxAnswer = 256 << 20
	// maxProblem bounds the body of a refusal in bytes.
	maxProblem = 1 << 20
)

// Client talks to one server. It is safe for concurrent use.
type Client struct {
	base string
	http *http.Client
}

// New returns a client of the server at an address such as
// http://127.0.0.1:8080. Time limits are those of the contexts it is given.
func New(address string) (*Client, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("%q is not the address of a server; write http://127.0.0.1:8080 for example", address)
	}
	return &Client{base: strings.TrimSuffix(address, "/"), http: &http.Client{}}, nil
}

// Address returns the address of the server.
func (c *Client) Address() string { return c.base }

// Index returns the absolute path of the index that the server holds.
func (c *Client) Index(ctx context.Context) (string, error) {
	res, err := c.do(ctx, http.MethodGet, "/readyz", nil, nil, http.StatusOK)
	if err != nil {
		return "", err
	}
	b, err := read(res)
	if err != nil {
		return "", err
	}
	var ready struct {
		Index string `json:"index"`
	}
	if err := json.Unmarshal(b, &ready); err != nil {
		return "", fmt.Errorf("reading the server's answer: %w", err)
	}
	return ready.Index, nil
}

// do sends a request and returns the answer when it is one of the statuses. The
// body must be closed. Other statuses are errors: search.ErrNotFound, a
// *search.ParameterError, or what the server says.
func (c *Client) do(ctx context.Context, method, path string, body io.Reader, header map[string]string, statuses ...int) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", c.base, err)
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, fmt.Errorf("asking the server: %w", err)
	}
	for _, s := range statuses {
		if res.StatusCode == s {
			return res, nil
		}
	}
	defer res.Body.Close()
	return nil, c.refusal(res)
}

// problem is what the server says when it refuses (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Detail string `json:"detail"`
	Errors []struct {
		Parameter string      `json:"parameter"`
		Span      *query.Span `json:"span"`
		Message   string      `json:"message"`
		Fix       string      `json:"fix"`
	} `json:"errors"`
}

func (c *Client) refusal(res *http.Response) error {
	var p problem
	b, err := io.ReadAll(io.LimitReader(res.Body, maxProblem))
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	switch {
	case err != nil:
		return fmt.Errorf("%s answers %s, and not as newsdex does; is another program at this address?", c.base, res.Status)
	case strings.HasSuffix(p.Type, ":no-article"):
		return search.ErrNotFound
	case (strings.HasSuffix(p.Type, ":bad-parameter") || strings.HasSuffix(p.Type, ":bad-query")) && len(p.Errors) > 0:
		bad := &search.ParameterError{}
		for _, e := range p.Errors {
			bad.Errors = append(bad.Errors, search.BadParameter{Parameter: e.Parameter, Span: e.Span, Message: e.Message, Fix: e.Fix})
		}
		return bad
	}
	return fmt.Errorf("the server at %s says: %s (%s)", c.base, strings.TrimSuffix(p.Detail, "."), res.Status)
}

// read returns the whole body of an answer.
func read(res *http.Response) ([]byte, error) {
	defer res.Body.Close()
	b, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(b) > maxAnswer {
		err = fmt.Errorf("it holds more than %d bytes", maxAnswer)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the server's answer: %w", err)
	}
	return b, nil
}

// articlePath is the path of an article: its identifier is one segment.
func articlePath(id string) string { return "/v1/articles/" + url.PathEscape(id) }

// Article returns one article as it is stored, or search.ErrNotFound.
func (c *Client) Article(ctx context.Context, id string) (*article.Article, error) {
	res, err := c.do(ctx, http.MethodGet, articlePath(id), nil, map[string]string{"Accept": typeStored}, http.StatusOK)
	if err != nil {
		return nil, err
	}
	b, err := read(res)
	if err != nil {
		return nil, err
	}
	a := &article.Article{}
	if err := json.Unmarshal(b, a); err != nil {
		return nil, fmt.Errorf("reading article %q from the server: %w", id, err)
	}
	return a, nil
}

// Remove deletes articles, one after the other. See indexer.Writer.
func (c *Client) Remove(ctx context.Context, ids []string) ([]bool, error) {
	found := make([]bool, len(ids))
	for i, id := range ids {
		res, err := c.do(ctx, http.MethodDelete, articlePath(id), nil, nil, http.StatusNoContent)
		switch {
		case errors.Is(err, search.ErrNotFound):
		case err != nil:
			return nil, fmt.Errorf("removing %q: %w", id, err)
		default:
			found[i] = true
			_ = res.Body.Close()
		}
	}
	return found, nil
}

// Write stores articles; the server answers when they are on its disk. See
// indexer.Writer.
func (c *Client) Write(ctx context.Context, batch []*article.Article) ([]article.Outcome, error) {
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // five bytes more for each <, of which pages are full
	for _, a := range batch {
		if err := enc.Encode(a); err != nil {
			return nil, fmt.Errorf("sending article %q: %w", a.ID, err)
		}
	}
	res, err := c.do(ctx, http.MethodPost, "/v1/articles", &body, map[string]string{"Content-Type": typeStored}, http.StatusOK)
	if err != nil {
		return nil, err
	}
	b, err := read(res)
	if err != nil {
		return nil, err
	}
	outcomes := make([]article.Outcome, 0, len(batch))
	for d := json.NewDecoder(bytes.NewReader(b)); ; {
		var line struct {
			indexer.Line
			Error *problem `json:"error"`
		}
		if err := d.Decode(&line); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("reading the server's answer: %w", err)
		}
		if line.Error != nil {
			return nil, fmt.Errorf("the server at %s says: %s", c.base, line.Error.Detail)
		}
		outcomes = append(outcomes, article.Outcome{ID: line.ID, Kind: line.Outcome, CopyOf: line.CopyOf, Code: line.Code, Reason: line.Reason})
	}
	if len(outcomes) != len(batch) {
		return nil, fmt.Errorf("the server answered %d of %d articles", len(outcomes), len(batch))
	}
	return outcomes, nil
}
