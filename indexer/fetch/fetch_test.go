package fetch

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/zstd"
)

// site is a local server, by path.
func site(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	for path, h := range pages {
		mux.HandleFunc(path, h)
	}
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

func says(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, body) }
}

// patient is a client that may ask local servers, and the waits that it did not
// take.
func patient(t *testing.T, o Options) (*Client, *waits) {
	t.Helper()
	w := &waits{}
	o.AllowPrivate, o.Sleep = true, w.sleep
	c := New(o)
	t.Cleanup(c.Close)
	return c, w
}

type waits struct {
	mu   sync.Mutex
	list []time.Duration
}

func (w *waits) sleep(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, d)
	return ctx.Err()
}

// text fetches an address whose answer must be good.
func text(t *testing.T, c *Client, address string) (string, *Response) {
	t.Helper()
	res, err := c.Get(t.Context(), Request{URL: address})
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body.Reader())
	if err != nil || int64(len(b)) != res.Body.Size {
		t.Fatalf("%s: read %d of %d bytes, %v", address, len(b), res.Body.Size, err)
	}
	return string(b), res
}

// refused fetches an address that must fail.
func refused(t *testing.T, c *Client, address string) *Error {
	t.Helper()
	res, err := c.Get(t.Context(), Request{URL: address})
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%s: got %+v, %v", address, res, err)
	}
	if e.Reason == "" || e.Code == "" || e.URL == "" {
		t.Errorf("%s: the error does not say what and where: %+v", address, e)
	}
	return e
}

func TestPlainAnswer(t *testing.T) {
	var got http.Header
	s := site(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "public, max-age=600")
		w.Header().Set("ETag", `"v1"`)
		io.WriteString(w, "hello")
	}})
	c, _ := patient(t, Options{UserAgent: "newsdex/1.2"})
	body, res := text(t, c, s.URL+"/a#part")
	if body != "hello" || res.URL != s.URL+"/a" || res.Moved != "" || res.ContentType != "text/html; charset=utf-8" || res.MaxAge != 10*time.Minute || res.Known != (Known{URL: s.URL + "/a", ETag: `"v1"`}) {
		t.Errorf("body %q, %+v", body, res)
	}
	if got.Get("User-Agent") != "newsdex/1.2" || got.Get("Cookie") != "" || got.Get("Referer") != "" {
		t.Errorf("sent %v", got)
	}
}

func TestConditional(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{
		"/tag": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"v1"`)
			if r.Header.Get("If-None-Match") == `"v1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			io.WriteString(w, "new")
		},
		"/date": func(w http.ResponseWriter, r *http.Request) {
			http.ServeContent(w, r, "a.txt", time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC), strings.NewReader("new"))
		},
		"/old": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("If-None-Match") != "" {
				t.Error("a validator was sent to an address that did not give it")
			}
			http.Redirect(w, r, "/tag", http.StatusFound)
		},
		"/rotates": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", `"v2"`)
			if r.Header.Get("If-None-Match") != "" {
				w.Header().Set("Cache-Control", "max-age=60")
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Header().Set("ETag", `"v1"`)
			io.WriteString(w, "new")
		},
		"/liar": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) },
	})
	c, _ := patient(t, Options{})
	for _, path := range []string{"/tag", "/date", "/old"} {
		_, first := text(t, c, s.URL+path)
		again, err := c.Get(t.Context(), Request{URL: s.URL + path, Known: first.Known})
		if err != nil || !again.Unchanged || again.Body != nil || again.Known != first.Known {
			t.Errorf("%s again: %+v, %v", path, again, err)
		}
	}
	_, first := text(t, c, s.URL+"/rotates")
	again, err := c.Get(t.Context(), Request{URL: s.URL + "/rotates", Known: first.Known})
	if err != nil || !again.Unchanged || again.Known != (Known{URL: s.URL + "/rotates", ETag: `"v2"`}) || again.MaxAge != time.Minute {
		t.Errorf("304 with a new validator: %+v, %v", again, err)
	}
	if e := refused(t, c, s.URL+"/liar"); e.Code != "HTTP 304" {
		t.Errorf("304 without a question: %v", e)
	}
}

func TestRedirects(t *testing.T) {
	to := func(code int, where string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", where)
			w.WriteHeader(code)
		}
	}
	s := site(t, map[string]http.HandlerFunc{
		"/end": says("end"), "/301": to(301, "/end"), "/308": to(308, "301"), "/302": to(302, "/301"), "/307": to(307, "/end"), "/301then302": to(301, "/307"),
		"/loop": to(302, "/pool"), "/pool": to(301, "/loop"), "/self": to(301, "/self"), "/nowhere": to(302, ""), "/file": to(302, "file:///etc/passwd"),
		"/login": to(302, "http://ann:secret@127.0.0.1/"), "/more": to(302, "/end?x#y"),
		"/long/": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) },
	})
	c, _ := patient(t, Options{})
	for _, tt := range []struct {
		path, final, moved string
		count              int
	}{
		{"/301", "/end", "/end", 1}, {"/308", "/end", "/end", 2}, {"/302", "/end", "", 2}, {"/307", "/end", "", 1},
		{"/301then302", "/end", "/307", 2}, {"/more", "/end?x", "", 1},
	} {
		moved := tt.moved
		if moved != "" {
			moved = s.URL + moved
		}
		if _, res := text(t, c, s.URL+tt.path); res.URL != s.URL+tt.final || res.Moved != moved || res.Redirects != tt.count {
			t.Errorf("%s: %+v", tt.path, res)
		}
	}
	for path, want := range map[string]string{
		"/loop": "leads back to itself", "/self": "leads back to itself", "/nowhere": "does not say where to",
		"/file": "only http and https", "/login": "a name or a password", "/long/": "more than 10 times",
	} {
		if e := refused(t, c, s.URL+path); e.Code != codeRedirects || !strings.Contains(e.Reason, want) || strings.Contains(e.Error(), "secret") {
			t.Errorf("%s: %v", path, e)
		}
	}
}

func TestEncodings(t *testing.T) {
	const body = "the text of the page"
	packed := func(name string, pack func(io.Writer) io.WriteCloser) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", name)
			z := pack(w)
			io.WriteString(z, body)
			z.Close()
		}
	}
	s := site(t, map[string]http.HandlerFunc{
		"/gzip":  packed("gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
		"/zlib":  packed("deflate", func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }),
		"/bare":  packed("deflate", func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 5); return z }),
		"/zstd":  packed("zstd", func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z }),
		"/twice": packed("gzip, gzip", func(w io.Writer) io.WriteCloser { return twice{gzip.NewWriter(w)} }),
		"/many":  packed("gzip, gzip, gzip, gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
		"/plain": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, body)
		},
		"/br": packed("br", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
		"/bomb": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			io.Copy(z, io.LimitReader(zeros{}, 200<<20))
			z.Close()
		},
		"/moved": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Location", "/gzip")
			w.WriteHeader(301)
		},
	})
	c, _ := patient(t, Options{})
	for _, path := range []string{"/gzip", "/zlib", "/bare", "/zstd", "/moved", "/twice"} {
		if got, _ := text(t, c, s.URL+path); got != body {
			t.Errorf("%s: %q", path, got)
		}
	}
	for _, path := range []string{"/br", "/many", "/plain"} {
		if e := refused(t, c, s.URL+path); e.Code != codeEncoding || e.Passing {
			t.Errorf("%s: %v", path, e)
		}
	}
	if e := refused(t, c, s.URL+"/bomb"); e.Code != codeTooLarge || !strings.Contains(e.Reason, "16 MB") {
		t.Errorf("bomb: %v", e)
	}
}

// twice compresses what is compressed.
type twice struct{ outer io.WriteCloser }

func (z twice) Write(p []byte) (int, error) {
	inner := gzip.NewWriter(z.outer)
	inner.Write(p)
	return len(p), inner.Close()
}

func (z twice) Close() error { return z.outer.Close() }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestLimits(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{
		"/announced": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1073741824")
			w.Write(make([]byte, HeadSize))
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler) // it must not be waited for
		},
		"/endless": func(w http.ResponseWriter, _ *http.Request) { io.Copy(w, zeros{}) },
		"/middle":  func(w http.ResponseWriter, _ *http.Request) { io.Copy(w, io.LimitReader(zeros{}, 3<<20)) },
		"/list": func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, "list")
			io.Copy(w, io.LimitReader(zeros{}, MaxPage))
		},
	})
	c, _ := patient(t, Options{})
	for _, path := range []string{"/announced", "/endless"} {
		if e := refused(t, c, s.URL+path); e.Code != codeTooLarge {
			t.Errorf("%s: %v", path, e)
		}
	}
	if body, _ := text(t, c, s.URL+"/middle"); len(body) != 3<<20 {
		t.Errorf("%d bytes", len(body))
	}
	res, err := c.Get(t.Context(), Request{URL: s.URL + "/list", Limit: func(head []byte) int64 {
		if bytes.HasPrefix(head, []byte("list")) {
			return 2 * MaxPage
		}
		return 1
	}})
	if err != nil || res.Body.Size != MaxPage+4 {
		t.Fatalf("list: %+v, %v", res, err)
	}
	res.Body.Close()
}

// TestSlow: a body that trickles and one that stops are given up.
func TestSlow(t *testing.T) {
	hold := func(every time.Duration) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			for {
				io.WriteString(w, "x")
				w.(http.Flusher).Flush()
				select {
				case <-time.After(every):
				case <-r.Context().Done():
					return
				}
			}
		}
	}
	s := site(t, map[string]http.HandlerFunc{"/trickles": hold(5 * time.Millisecond), "/stops": hold(time.Hour)})
	c, w := patient(t, Options{})
	c.wholeTime, c.idleTime = 100*time.Millisecond, time.Hour
	if e := refused(t, c, s.URL+"/trickles"); e.Code != codeTimeout || !strings.Contains(e.Reason, "too slowly") {
		t.Errorf("trickles: %v", e)
	}
	c.wholeTime, c.idleTime = time.Hour, 100*time.Millisecond
	if e := refused(t, c, s.URL+"/stops"); e.Code != codeTimeout || !strings.Contains(e.Reason, "in the middle") {
		t.Errorf("stops: %v", e)
	}
	if len(w.list) < 4 {
		t.Errorf("a slow answer is asked for again: waited %v", w.list)
	}
}

func TestTryingAgain(t *testing.T) {
	var mu sync.Mutex
	n := map[string]int{}
	failing := func(times int, fail http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			n[r.URL.Path]++
			now := n[r.URL.Path]
			mu.Unlock()
			if now <= times {
				fail(w, r)
				return
			}
			io.WriteString(w, "at last")
		}
	}
	status := func(code int, after string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			if after != "" {
				w.Header().Set("Retry-After", after)
			}
			w.WriteHeader(code)
		}
	}
	cut := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		io.WriteString(w, "only this")
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	s := site(t, map[string]http.HandlerFunc{
		"/500": failing(2, status(500, "")), "/cut": failing(1, cut), "/429": failing(1, status(429, "30")), "/503": failing(3, status(503, "")), "/522": failing(1, status(522, "")),
		"/404": failing(9, status(404, "")), "/410": failing(9, status(410, "")), "/403": failing(9, status(403, "")), "/later": failing(9, status(503, "3600")),
	})
	c, w := patient(t, Options{Delay: -1})
	for path, want := range map[string]int{"/500": 2, "/cut": 1, "/429": 1, "/522": 1} {
		w.list = nil
		if got, _ := text(t, c, s.URL+path); got != "at last" || len(w.list) != want {
			t.Errorf("%s: %q after %v", path, got, w.list)
		}
		if path == "/429" && w.list[0] < 30*time.Second {
			t.Errorf("Retry-After was not kept: %v", w.list)
		}
		if path == "/500" && (w.list[0] < firstWait || w.list[1] < 4*firstWait) {
			t.Errorf("the waits do not grow: %v", w.list)
		}
	}
	for _, path := range []string{"/503", "/404", "/410", "/403", "/later"} {
		want := 1
		if path == "/503" {
			want = maxTries
		}
		e := refused(t, c, s.URL+path)
		if n[path] != want {
			t.Errorf("%s was asked for %d times, want %d: %v", path, n[path], want, e)
		}
		if path == "/later" && e.RetryAfter != time.Hour {
			t.Errorf("Retry-After: %v", e.RetryAfter)
		}
	}
	// After a wish to be left alone for an hour, the host is.
	if e := refused(t, c, s.URL+"/404"); e.Code != codeGivenUp {
		t.Errorf("after Retry-After: %v", e)
	}
}

func TestEnds(t *testing.T) {
	s := site(t, map[string]http.HandlerFunc{"/a": func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }})
	ctx, stop := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, stop)
	c, _ := patient(t, Options{})
	if _, err := c.Get(ctx, Request{URL: s.URL + "/a"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "": 0, "-5": 0, "soon": 0, "99999999999999999999": 0, "9999999999": maxSeconds * time.Second,
		"Fri, 02 Jan 2026 03:05:05 GMT": time.Minute, "Fri, 02 Jan 2026 03:00:05 GMT": 0, "Fri, 02 Jan 9999 03:00:05 GMT": maxSeconds * time.Second,
	} {
		if got := retryAfter(s, now); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
