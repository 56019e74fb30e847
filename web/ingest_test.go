package web

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
)

func (l *live) put(id, body string) reply {
	return l.do("PUT", "/v1/articles/"+id, body, "Content-Type", typeJSON)
}

func (l *live) post(kind, body string) reply {
	return l.do("POST", "/v1/articles", body, "Content-Type", kind)
}

type outcome struct {
	Line    int    `json:"line"`
	ID      string `json:"id"`
	Outcome string `json:"outcome"`
	Reason  string `json:"reason"`
	Field   string `json:"field"`
}

func TestPutArticle(t *testing.T) {
	s := start(t, newMemory(complete(&article.Article{ID: "taken", Headline: "Other", ReadFrom: article.Place{Source: "/a/file"}})))
	const body = `{"headline":"Grain deal","body":"It holds.","source":"The Hill","date":"2022-07-08"}`
	for i, want := range []struct {
		body    string
		status  int
		outcome string
	}{
		{body, 201, "added"}, {body, 200, "unchanged"}, {strings.Replace(body, "holds", "ended", 1), 200, "updated"},
	} {
		r := s.put("x", want.body)
		var o outcome
		r.into(t, &o)
		if r.status != want.status || o.Outcome != want.outcome || o.ID != "x" {
			t.Errorf("PUT %d: %d %s, want %d %s", i+1, r.status, r.body, want.status, want.outcome)
		}
	}
	if p := s.put("taken", body).isProblem(t, idTaken); p.Status != 409 {
		t.Errorf("%+v", p)
	}
	for body, want := range map[string]string{
		`{"headline":"  "}`:                    invalidArticle,
		`{"headline":"h","url":"ftp://x/"}`:    invalidArticle,
		`{"headline":"h","url":"javascript:"}`: invalidArticle,
		`{"headline":`:                         badBody,
		`[]`:                                   badBody,
		`{"headline":7}`:                       badBody,
		``:                                     badBody,
	} {
		p := s.put("y", body).isProblem(t, want)
		if want == invalidArticle && p.Status != 422 || want == badBody && p.Status != 400 {
			t.Errorf("%s: %+v", body, p)
		}
	}
	if r := s.put("y", `{"body":"`+strings.Repeat("x", maxArticle)+`"}`); r.status != 413 {
		t.Errorf("17 MB: %d %.200s", r.status, r.body)
	}
}

func TestPostOneArticle(t *testing.T) {
	s := start(t, newMemory())
	r := s.post(typeJSON, `{"id":"a/b","headline":"Grain"}`)
	if r.status != 201 || r.header.Get("Location") != "/v1/articles/a%2Fb" {
		t.Errorf("%d %s %v", r.status, r.body, r.header)
	}
	r = s.post(typeJSON, `{"headline":"No id"}`)
	var o outcome
	r.into(t, &o)
	if r.status != 201 || !strings.HasPrefix(o.ID, "t-") {
		t.Errorf("%d %s", r.status, r.body)
	}
	if r := s.get("/v1/articles/" + o.ID); r.status != 200 {
		t.Errorf("it is not there: %d", r.status)
	}
}

func TestWritesStopped(t *testing.T) {
	m := newMemory()
	s := start(t, m)
	m.trouble(func(context.Context) error {
		return fmt.Errorf("disk full at /secret/path: %w", search.ErrWritesStopped)
	})
	for _, r := range []reply{s.put("x", `{"headline":"h"}`), s.post(typeNDJSON, `{"headline":"h"}`+"\n"), s.do("DELETE", "/v1/articles/x", "")} {
		p := r.isProblem(t, writesStopped)
		if p.Status != 503 || strings.Contains(r.body, "secret") {
			t.Errorf("%s", r.body)
		}
	}
	if !strings.Contains(s.log.String(), "/secret/path") {
		t.Error("the log lacks the cause")
	}
}

func TestNoWriter(t *testing.T) {
	s := start(t, newMemory(), func(d *Deps) { d.Writer = nil })
	s.put("x", `{"headline":"h"}`).isProblem(t, writesOff)
}

// lines decodes the answer of a bulk call; the last may be an error.
func bulkLines(t *testing.T, body string) (outs []outcome, end *problemJSON, last int) {
	t.Helper()
	for line := range strings.Lines(body) {
		var v struct {
			outcome
			Error *problemJSON `json:"error"`
			Last  int          `json:"last_line"`
		}
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		if v.Error != nil {
			end, last = v.Error, v.Last
			continue
		}
		if end != nil {
			t.Fatal("something follows the error")
		}
		outs = append(outs, v.outcome)
	}
	return outs, end, last
}

func TestBulk(t *testing.T) {
	m := newMemory(complete(&article.Article{ID: "taken", Headline: "Other", ReadFrom: article.Place{Source: "/a/file"}}))
	s := start(t, m)
	body := strings.Join([]string{
		`{"id":"1","headline":"One"}`, `{"id":"2","headline":"Two"}`, ``, `{"id":"1","headline":"One"}`, `{broken`, `{"id":"taken","headline":"Mine"}`, `{"id":"3"}`, `{"id":"4","headline":"Four"}`,
	}, "\n")
	r := s.post(typeNDJSON, body)
	outs, end, _ := bulkLines(t, r.body)
	if r.status != 200 || r.header.Get("Content-Type") != typeNDJSON || end != nil {
		t.Fatalf("%d %v %s", r.status, r.header, r.body)
	}
	want := "1 added, 2 added, 4 unchanged, 5 skipped, 6 skipped, 7 skipped, 8 added"
	var got []string
	for _, o := range outs {
		got = append(got, fmt.Sprintf("%d %s", o.Line, o.Outcome))
		if o.Outcome == "skipped" && o.Reason == "" {
			t.Errorf("line %d was skipped without a reason", o.Line)
		}
	}
	if strings.Join(got, ", ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if r := s.post(typeNDJSON, "\n"); r.status != 200 || r.body != "" {
		t.Errorf("nothing in, nothing out: %d %q", r.status, r.body)
	}
}

func manyLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `{"id":"n%07d","headline":"Number %d"}`+"\n", i, i)
	}
	return b.String()
}

// A client that sends everything before it reads gets every outcome, as long
// as they fit into what is held for it.
func TestBulkSendsAllThenReads(t *testing.T) {
	m := newMemory()
	s := start(t, m)
	const n = 8000 // about 400 kB of outcomes
	conn, r := rawBulk(t, s, manyLines(n), true)
	defer conn.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	outs, end, _ := bulkLines(t, string(data))
	if len(outs) != n || end != nil || m.len() != n {
		t.Errorf("%d outcomes for %d lines, %d stored, end %v", len(outs), n, m.len(), end)
	}
}

// A client that sends more than can be held, and reads only after it has sent
// all, is told where the call ended; nothing after that line is stored.
func TestBulkStalls(t *testing.T) {
	m := newMemory()
	s := prepare(t, m)
	s.bulkIdle = 3 * time.Second // enough for a busy machine to send all
	sent := make(chan struct{})
	s.listener = deaf{s.listener, sent}
	s.serve()
	// About 3 MB of outcomes, more than is held, and 40 MB of lines, more than
	// sockets hold: the client can only go on when they are taken from it.
	const n = 60_000
	body := strings.ReplaceAll(manyLines(n), "Number", strings.Repeat("Number ", 90))
	conn, r := rawBulk(t, s, body, true, sent)
	defer conn.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatalf("the answer is cut: %v", err)
	}
	outs, end, last := bulkLines(t, string(data))
	if end == nil || end.Type != problemBase+stalled || last != outs[len(outs)-1].Line || !strings.Contains(end.Detail, fmt.Sprint(last)) {
		t.Fatalf("%d outcomes, end %+v, last %d", len(outs), end, last)
	}
	if last >= n || m.len() < last {
		t.Errorf("last line %d, %d stored", last, m.len())
	}
}

// deaf is a listener to whose connections nothing can be written until the
// client has sent all: a client that does not read, with no room in between.
// (How much sockets hold differs too much from system to system.)
type deaf struct {
	net.Listener
	sent <-chan struct{}
}

type deafConn struct {
	net.Conn
	sent <-chan struct{}
}

func (d deaf) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	return deafConn{c, d.sent}, err
}

func (d deafConn) Write(b []byte) (int, error) {
	<-d.sent
	return d.Conn.Write(b)
}

// rawBulk sends a bulk call by hand, all of it before it reads anything.
func rawBulk(t *testing.T, s *live, body string, whole bool, sent ...chan struct{}) (net.Conn, *http.Response) {
	t.Helper()
	conn, err := net.Dial("tcp", s.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	size := len(body)
	if !whole {
		size *= 2
	}
	fmt.Fprintf(conn, "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\nContent-Length: %d\r\n\r\n", size)
	if _, err := io.Copy(conn, strings.NewReader(body)); err != nil {
		t.Fatalf("sending: %v", err)
	}
	for _, c := range sent {
		close(c)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("reading: %v", err)
	}
	return conn, resp
}

// A client that stops sending is told so.
func TestBulkGoesQuiet(t *testing.T) {
	m := newMemory()
	s := prepare(t, m)
	s.bulkIdle = 300 * time.Millisecond
	s.serve()
	conn, r := rawBulk(t, s, manyLines(3), false)
	defer conn.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	outs, end, last := bulkLines(t, string(data))
	if len(outs) != 3 || end == nil || end.Type != problemBase+stalled || last != 3 || m.len() != 3 {
		t.Errorf("%d outcomes, end %+v after %d", len(outs), end, last)
	}
}

// Outcomes come while the client is still sending.
func TestBulkAnswersAtOnce(t *testing.T) {
	s := start(t, newMemory())
	pr, pw := io.Pipe()
	req, _ := http.NewRequest("POST", s.URL()+"/v1/articles", pr)
	req.Header.Set("Content-Type", typeNDJSON)
	go io.WriteString(pw, manyLines(3))
	resp, err := http.DefaultClient.Do(req) // returns with the first outcome, the body still open
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	in := bufio.NewScanner(resp.Body)
	for i := 0; i < 3 && in.Scan(); i++ {
		if !strings.Contains(in.Text(), `"added"`) {
			t.Errorf("outcome %s", in.Text())
		}
	}
	go func() { io.WriteString(pw, `{"id":"late","headline":"Late"}`+"\n"); pw.Close() }()
	if !in.Scan() || !strings.Contains(in.Text(), `"late"`) {
		t.Errorf("the late outcome: %q %v", in.Text(), in.Err())
	}
	if in.Scan() {
		t.Errorf("more: %s", in.Text())
	}
}

// A server that stops tells its bulk calls.
func TestBulkEndsWhenTheServerStops(t *testing.T) {
	s := start(t, newMemory())
	pr, pw := io.Pipe()
	defer pw.Close()
	req, _ := http.NewRequest("POST", s.URL()+"/v1/articles", pr)
	req.Header.Set("Content-Type", typeNDJSON)
	go io.WriteString(pw, manyLines(2))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stopped := make(chan error, 1)
	go func() { stopped <- s.stop() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	outs, end, last := bulkLines(t, string(data))
	if len(outs) != 2 || end == nil || end.Type != problemBase+notReady || last != 2 {
		t.Errorf("%d outcomes, end %+v after %d", len(outs), end, last)
	}
	if err := <-stopped; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// A writer that fails in the middle is named in the last line.
func TestBulkWriterFails(t *testing.T) {
	m := newMemory()
	s := start(t, m)
	pr, pw := io.Pipe()
	req, _ := http.NewRequest("POST", s.URL()+"/v1/articles", pr)
	req.Header.Set("Content-Type", typeNDJSON)
	go io.WriteString(pw, manyLines(2))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	in := bufio.NewReader(resp.Body)
	var first bytes.Buffer
	for range 2 {
		line, _ := in.ReadString('\n')
		first.WriteString(line)
	}
	m.trouble(func(context.Context) error { return errors.New("internal detail") })
	go func() { io.WriteString(pw, `{"id":"late","headline":"Late"}`+"\n"); pw.Close() }()
	rest, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	outs, end, last := bulkLines(t, first.String()+string(rest))
	if len(outs) != 2 || end == nil || end.Type != problemBase+internal || last != 2 || strings.Contains(string(rest), "internal detail") {
		t.Errorf("%d outcomes, last %d, %s", len(outs), last, rest)
	}
}
