package client

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/search"
)

// serving returns a client of a server that answers everything alike.
func serving(t *testing.T, status int, body string) *Client {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(s.Close)
	c, err := New(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{"", "localhost:8080", "/index.bleve", "gopher://x", "http://", "http://[::1"} {
		if _, err := New(bad); err == nil {
			t.Errorf("%q is taken for an address", bad)
		}
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		is     func(error) bool
	}{
		{"no article", 404, `{"type": "urn:newsdex:problem:no-article"}`, func(err error) bool { return errors.Is(err, search.ErrNotFound) }},
		{"a bad query", 400, `{"type": "urn:newsdex:problem:bad-query", "errors": [{"parameter": "q", "span": {"start": 1, "end": 2}, "message": "m", "fix": null}]}`, func(err error) bool {
			bad, ok := errors.AsType[*search.ParameterError](err)
			return ok && len(bad.Errors) == 1 && bad.Errors[0].Span.End == 2 && bad.Errors[0].Message == "m"
		}},
		{"busy", 429, `{"type": "urn:newsdex:problem:busy", "detail": "Ask later."}`, func(err error) bool { return strings.Contains(err.Error(), "Ask later (429") }},
		{"another program", 404, `<html>not found</html>`, func(err error) bool { return strings.Contains(err.Error(), "another program") }},
		{"what is no answer", 200, `<html>hello</html>`, func(err error) bool { return strings.Contains(err.Error(), "reading") }},
	} {
		cl := serving(t, c.status, c.body)
		if _, err := cl.Search(t.Context(), search.Request{Q: "x"}); err == nil || !c.is(err) {
			t.Errorf("%s, searching: %v", c.name, err)
		}
		if _, err := cl.Article(t.Context(), "a/b"); err == nil || !c.is(err) {
			t.Errorf("%s, getting: %v", c.name, err)
		}
	}
}

func TestWriteCounts(t *testing.T) {
	two := []*article.Article{{ID: "a"}, {ID: "b"}}
	line := `{"line": 1, "id": "a", "outcome": "skipped", "code": "id taken", "reason": "r"}` + "\n"
	for body, want := range map[string]string{
		line + line: "",
		line:        "answered 1 of 2",
		line + `{"error": {"detail": "The disk is full."}}`: "disk is full",
		line + `{"li`: "reading",
	} {
		out, err := serving(t, 200, body).Write(t.Context(), two)
		switch {
		case want == "" && (err != nil || len(out) != 2 || out[0].Code != "id taken" || out[0].Kind != article.Skipped):
			t.Errorf("%+v, %v", out, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}

func TestRebuildLines(t *testing.T) {
	for body, want := range map[string]string{
		`{"done": 1, "of": 2}` + "\n" + `{"articles": 2, "took_ms": 5}` + "\n": "",
		`{"done": 1, "of": 2}` + "\n":                                          "without a word",
		`{"error": {"detail": "The disk is full."}}`:                           "disk is full",
	} {
		told := 0
		n, err := serving(t, 200, body).Rebuild(t.Context(), func(done, all int) { told = done })
		switch {
		case want == "" && (err != nil || n != 2 || told != 1):
			t.Errorf("%d articles, told %d: %v", n, told, err)
		case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}
