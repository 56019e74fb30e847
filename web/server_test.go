package web

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestListenOnATakenPort(t *testing.T) {
	s := start(t, newMemory())
	_, err := Listen(s.Addr().String(), Deps{Searcher: newMemory()})
	if err == nil || !strings.Contains(err.Error(), "--addr") || !strings.Contains(err.Error(), s.Addr().String()) {
		t.Errorf("error %v", err)
	}
	if _, err := Listen("nonsense", Deps{Searcher: newMemory()}); err == nil || !strings.Contains(err.Error(), "HOST:PORT") {
		t.Errorf("error %v", err)
	}
	if _, err := Listen("127.0.0.1:0", Deps{}); err == nil {
		t.Error("a server without a Searcher was made")
	}
}

func TestURL(t *testing.T) {
	for addr, want := range map[string]string{"127.0.0.1:0": "http://127.0.0.1:", "0.0.0.0:0": "http://127.0.0.1:", "[::1]:0": "http://[::1]:"} {
		s, err := Listen(addr, Deps{Searcher: newMemory()})
		if err != nil {
			if strings.HasPrefix(addr, "[") {
				t.Logf("no IPv6 here: %v", err)
				continue
			}
			t.Fatal(err)
		}
		if !strings.HasPrefix(s.URL(), want) || s.loopback == strings.HasPrefix(addr, "0") {
			t.Errorf("%s: URL %s, loopback %v", addr, s.URL(), s.loopback)
		}
		s.listener.Close()
	}
}

func TestReadiness(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	s.SetReady(false)
	for _, path := range []string{"/v1/search", "/v1/articles/x"} {
		r := s.get(path)
		if p := r.isProblem(t, notReady); p.Status != 503 || r.header.Get("Retry-After") == "" {
			t.Errorf("%s: %s", path, r.body)
		}
	}
	s.get("/readyz").isProblem(t, notReady)
	s.put("x", `{"headline":"h"}`).isProblem(t, notReady)
	if r := s.get("/", "Accept", "text/html"); r.status != 503 || !strings.Contains(r.body, "not ready") || !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
		t.Errorf("page: %d %s", r.status, r.body)
	}
	for _, path := range []string{"/healthz", "/openapi.yaml"} {
		if r := s.get(path); r.status != 200 {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	s.SetReady(true)
	var ready readyJSON
	s.get("/readyz").into(t, &ready)
	if ready != (readyJSON{"ready", "test", "/tmp/index", 1, 1, true}) {
		t.Errorf("readyz %+v", ready)
	}
}

func TestMethods(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	for path, allow := range map[string]string{
		"/": "GET, HEAD", "/articles/x": "GET, HEAD", "/v1/search": "GET, HEAD, POST", "/v1/articles": "POST",
		"/v1/articles/x": "DELETE, GET, HEAD, PUT", "/v1/parse": "GET, HEAD", "/healthz": "GET, HEAD",
	} {
		r := s.do("PATCH", path, "")
		if r.status != 405 || r.header.Get("Allow") != allow {
			t.Errorf("PATCH %s: %d, Allow %q, want %q", path, r.status, r.header.Get("Allow"), allow)
		}
		if strings.HasPrefix(path, "/v1") {
			r.isProblem(t, methodNotAllowed)
		}
		get := s.get(path)
		head := s.do("HEAD", path, "")
		if head.status != get.status || head.body != "" || head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("HEAD %s: %d %q, GET %d", path, head.status, head.body, get.status)
		}
	}
}

func TestErrorsTakeTheirReadersForm(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	const browser = "text/html,application/xhtml+xml,*/*;q=0.8"
	for _, tc := range []struct {
		path, accept string
		status       int
		kind         string
	}{
		{"/v1/nowhere", browser, 404, typeProblem}, {"/v1", browser, 404, typeProblem}, {"/nowhere", browser, 404, typeHTML}, {"/nowhere", "*/*", 404, typeProblem},
		{"/nowhere", "", 404, typeProblem}, {"/v10", browser, 404, typeHTML}, {"/articles/none", "*/*", 404, typeHTML}, {"/articles/none", browser, 404, typeHTML},
		{"/v1/search", "text/html", 406, typeProblem}, {"/", "application/json", 406, typeHTML}, {"/v1/search", "image/png", 406, typeProblem},
		{"/static/none.css", browser, 404, typeHTML}, {"//", browser, 404, typeHTML}, {"/v1/articles/", browser, 404, typeProblem},
	} {
		r := s.get(tc.path, "Accept", tc.accept)
		if r.status != tc.status || !strings.HasPrefix(r.header.Get("Content-Type"), tc.kind) {
			t.Errorf("%s for %q: %d %s", tc.path, tc.accept, r.status, r.header.Get("Content-Type"))
		}
	}
}

func TestLongAddress(t *testing.T) {
	s := start(t, newMemory())
	p := s.get("/v1/search?q="+strings.Repeat("x", maxAddress)).isProblem(t, addressTooLong)
	if p.Status != 414 || !strings.Contains(p.Detail, "POST /v1/search") {
		t.Errorf("%+v", p)
	}
}

func TestHeaders(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	for _, path := range []string{"/", "/v1/search", "/v1/nowhere", "/healthz"} {
		r := s.get(path)
		for name, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
			"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := r.header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		for name := range r.header {
			if strings.HasPrefix(name, "Access-Control") {
				t.Errorf("%s: %s is set", path, name)
			}
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Error("the policy has holes")
	}
}

func TestRequestID(t *testing.T) {
	s := start(t, newMemory())
	if got := s.get("/healthz", "X-Request-Id", "abc-1.2_Z").header.Get("X-Request-Id"); got != "abc-1.2_Z" {
		t.Errorf("a plain id: %q", got)
	}
	first := s.get("/healthz").header.Get("X-Request-Id")
	if second := s.get("/healthz").header.Get("X-Request-Id"); len(first) != 16 || first == second {
		t.Errorf("made ids: %q, %q", first, second)
	}
	for _, id := range []string{"a b", `x"y`, "é", strings.Repeat("x", 65), "a=b"} {
		if got := s.get("/healthz", "X-Request-Id", id).header.Get("X-Request-Id"); got == id {
			t.Errorf("%q was taken over", id)
		}
	}
}

func TestLogLine(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	s.get("/v1/search?q=secretword", "X-Request-Id", "find-me")
	s.stop()
	line := ""
	for l := range strings.Lines(s.log.String()) {
		if strings.Contains(l, "request_id=find-me") {
			line = l
		}
	}
	for _, want := range []string{"method=GET", "path=/v1/search", "status=200", "bytes=", "took=", "level=INFO"} {
		if !strings.Contains(line, want) {
			t.Errorf("the line lacks %s: %q", want, line)
		}
	}
	if strings.Contains(s.log.String(), "secretword") {
		t.Error("the log tells what was asked")
	}
}

func TestPanicIsAProblem(t *testing.T) {
	m := newMemory(seed(t))
	s := start(t, m)
	m.trouble(func(context.Context) error { panic("secret state") })
	r := s.get("/v1/search?q=x")
	if p := r.isProblem(t, internal); p.Status != 500 || strings.Contains(r.body, "secret") {
		t.Errorf("%s", r.body)
	}
	if page := s.get("/?q=x", "Accept", "text/html"); page.status != 500 || !strings.Contains(page.header.Get("Content-Type"), "html") {
		t.Errorf("page: %d", page.status)
	}
	m.trouble(func(context.Context) error { return errors.New("secret cause") })
	r = s.get("/v1/search?q=x", "X-Request-Id", "find-me")
	if r.isProblem(t, internal); strings.Contains(r.body, "secret") {
		t.Errorf("%s", r.body)
	}
	s.stop()
	log := s.log.String()
	if !strings.Contains(log, "secret state") || !strings.Contains(log, "secret cause") || !strings.Contains(log, "find-me") {
		t.Errorf("the log lacks a cause: %s", log)
	}
}

// Requests in flight finish when the server is told to stop.
func TestShutdownLetsRequestsFinish(t *testing.T) {
	m := newMemory(seed(t))
	s := start(t, m)
	inside, leave := make(chan bool), make(chan bool)
	m.trouble(func(context.Context) error { inside <- true; <-leave; return nil })
	got := make(chan reply, 1)
	go func() { got <- s.get("/v1/search?q=russia") }()
	<-inside
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	<-s.stopping.Done()
	if s.ready.Load() {
		t.Error("still ready while stopping")
	}
	select {
	case err := <-stopped:
		t.Errorf("Serve returned with a request in flight: %v", err)
	default:
	}
	close(leave)
	if r := <-got; r.status != 200 {
		t.Errorf("the request in flight: %d %s", r.status, r.body)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if _, err := net.Dial("tcp", s.Addr().String()); err == nil {
		t.Error("the port is still open")
	}
}

// A client that leaves frees what it held.
func TestClientLeaves(t *testing.T) {
	m := newMemory(seed(t))
	s := start(t, m)
	inside, gone := make(chan bool), make(chan bool)
	m.trouble(func(ctx context.Context) error { inside <- true; <-ctx.Done(); close(gone); return ctx.Err() })
	ctx, cancel := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, "GET", s.URL()+"/v1/search?q=x", nil)
	failed := make(chan error, 1)
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		failed <- err
	}()
	<-inside
	cancel()
	<-gone // hangs when the search is not cancelled
	if err := <-failed; err == nil {
		t.Error("the client got an answer")
	}
	s.stop()
	if !strings.Contains(s.log.String(), "status=499") {
		t.Errorf("log: %s", s.log)
	}
}

func TestQueueIsBounded(t *testing.T) {
	m := newMemory(seed(t))
	s := prepare(t, m)
	s.searches.queue = 1
	s.serve()
	slots := cap(s.searches.slots)
	inside, leave := make(chan bool, 100), make(chan bool)
	m.trouble(func(context.Context) error { inside <- true; <-leave; return nil })
	var wg sync.WaitGroup
	results := make(chan reply, 100)
	ask := func() { wg.Go(func() { results <- s.get("/v1/search?q=russia") }) }
	for range slots {
		ask()
	}
	for range slots {
		<-inside
	}
	ask() // waits
	for s.searches.waiting.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	r := s.get("/v1/search?q=russia")
	if p := r.isProblem(t, busy); p.Status != 429 || r.header.Get("Retry-After") == "" {
		t.Errorf("%+v", p)
	}
	if r := s.get("/?q=russia", "Accept", "text/html"); r.status != 429 {
		t.Errorf("page: %d", r.status)
	}
	if r := s.get("/healthz"); r.status != 200 {
		t.Errorf("healthz: %d", r.status)
	}
	close(leave)
	wg.Wait()
	close(results)
	for r := range results {
		if r.status != 200 {
			t.Errorf("one that was let in or waited: %d", r.status)
		}
	}
}

func TestGate(t *testing.T) {
	g := newGate(1, 1)
	g.wait = time.Millisecond
	leave, err := g.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := g.enter(t.Context()); asProblem(err).code != busy {
		t.Errorf("waited too long: %v", err)
	}
	g.wait = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.enter(ctx); !errors.Is(err, errGone) {
		t.Errorf("left: %v", err)
	}
	leave()
	leave, err = g.enter(t.Context())
	if err != nil || g.waiting.Load() != 0 {
		t.Errorf("%v, %d waiting", err, g.waiting.Load())
	}
	leave()
}

func TestAssets(t *testing.T) {
	s := start(t, newMemory())
	for _, file := range []string{"style.css", "favicon.svg"} {
		path := s.assets.path(file)
		r := s.get(path)
		if r.status != 200 || !strings.Contains(r.header.Get("Cache-Control"), "immutable") || r.header.Get("ETag") == "" || r.header.Get("Content-Type") == "" {
			t.Errorf("%s: %d %v", path, r.status, r.header)
		}
		if again := s.get(path, "If-None-Match", r.header.Get("ETag")); again.status != 304 {
			t.Errorf("%s again: %d", path, again.status)
		}
	}
	if r := s.get("/favicon.ico"); r.status != 200 || r.header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("favicon: %d %v", r.status, r.header)
	}
	if r := s.get("/static/..%2fopenapi.yaml"); r.status != 404 {
		t.Errorf("out of the folder: %d", r.status)
	}
}

// The table is whole: every code stands once and has a status and a title.
func TestProblemTable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range problemTypes {
		if seen[p.code] || p.status < 400 || p.status > 599 || p.title == "" || http.StatusText(p.status) == "" {
			t.Errorf("%+v", p)
		}
		seen[p.code] = true
	}
	for _, code := range []string{badParameter, badQuery, badBody, foreignPage, writesOff, notFound, noArticle, methodNotAllowed, notAcceptable, stalled, idTaken, tooLarge, addressTooLong, unsupportedMediaType, wrongHost, invalidArticle, busy, internal, notReady, timedOut, writesStopped} {
		if !seen[code] {
			t.Errorf("%s is not in the table", code)
		}
	}
}

func TestNearest(t *testing.T) {
	words := []string{"q", "sort", "source", "section", "limit"}
	for s, want := range map[string]string{"sorted": "sort", "srot": "sort", "SOURCE": "source", "sources": "source", "sectoin": "section", "facets": "", "x": "", "": "", "lmt": "limit"} {
		if got := nearest(s, words); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
