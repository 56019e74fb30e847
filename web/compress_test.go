package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdex/article"
)

// raw asks without what net/http's client does about compression.
func (l *live) raw(path string, headers ...string) (*http.Response, []byte) {
	l.t.Helper()
	req, err := http.NewRequest("GET", l.URL()+path, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	tr := &http.Transport{DisableCompression: true}
	defer tr.CloseIdleConnections()
	resp, err := tr.RoundTrip(req)
	if err != nil {
		l.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return resp, b
}

func unzipped(t *testing.T, b []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestAnswersAreCompressed(t *testing.T) {
	s := start(t, newMemory(append(numbered(30), seed(t))...))
	id := seed(t).ID
	for _, path := range []string{
		"/v1/search?limit=30", "/v1/articles/" + id, "/openapi.yaml", "/help", "/articles/" + id, "/?limit=30", s.assets.path("style.css"), s.assets.path("keys.js"), s.assets.path("article.js"),
	} {
		plain, want := s.raw(path)
		small, got := s.raw(path, "Accept-Encoding", "br, gzip;q=0.8")
		if plain.StatusCode != 200 || plain.Header.Get("Content-Encoding") != "" || small.Header.Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: %d, encodings %q and %q", path, plain.StatusCode, plain.Header.Get("Content-Encoding"), small.Header.Get("Content-Encoding"))
			continue
		}
		for _, r := range []*http.Response{plain, small} {
			if got := strings.Join(r.Header.Values("Vary"), ","); got != "Accept-Encoding" {
				t.Errorf("%s: Vary %q", path, got)
			}
		}
		text := unzipped(t, got)
		if !strings.Contains(path, "limit") && text != string(want) { // times differ in answers
			t.Errorf("%s: compressed, it says something else", path)
		}
		if len(got) > len(text)/2 {
			t.Errorf("%s: %d bytes of %d", path, len(got), len(text))
		}
		for _, refuses := range []string{"identity", "gzip;q=0", "gzip;q=0, *", "*;q=0", "deflate"} {
			if r, _ := s.raw(path, "Accept-Encoding", refuses); r.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s for %q: %s", path, refuses, r.Header.Get("Content-Encoding"))
			}
		}
	}
	if r, _ := s.raw("/healthz", "Accept-Encoding", "gzip"); r.Header.Get("Content-Encoding") != "" {
		t.Error("16 bytes were compressed")
	}
	if r, b := s.raw("/v1/nowhere"+strings.Repeat("x", 3000), "Accept-Encoding", "gzip"); r.StatusCode != 404 || r.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(unzipped(t, b), notFound) {
		t.Errorf("a long problem: %d %v", r.StatusCode, r.Header)
	}
}

// The tag of a file names its bytes, so each form has its own; a page has one
// weak tag for both. Each is good for a 304, and no other is.
func TestTags(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	css := s.assets.path("style.css")
	plain, _ := s.raw(css)
	small, _ := s.raw(css, "Accept-Encoding", "gzip")
	a, b := plain.Header.Get("ETag"), small.Header.Get("ETag")
	if a == b || strings.HasPrefix(a, "W/") || strings.HasPrefix(b, "W/") {
		t.Errorf("tags of a file: %s and %s", a, b)
	}
	pageTag := ""
	for _, path := range []string{"/articles/" + seed(t).ID + "?q=war", "/help", "/articles/" + seed(t).ID + "/cite.ris"} {
		r, _ := s.raw(path)
		z, _ := s.raw(path, "Accept-Encoding", "gzip")
		if pageTag = r.Header.Get("ETag"); !strings.HasPrefix(pageTag, `W/"`) || z.Header.Get("ETag") != pageTag {
			t.Errorf("%s: tags %s and %s", path, pageTag, z.Header.Get("ETag"))
		}
		for _, tag := range []string{pageTag, strings.TrimPrefix(pageTag, "W/"), `"x", ` + pageTag, "*"} {
			if r, body := s.raw(path, "If-None-Match", tag, "Accept-Encoding", "gzip"); r.StatusCode != 304 || len(body) > 0 || r.Header.Get("ETag") != pageTag {
				t.Errorf("%s again for %s: %d, %d bytes", path, tag, r.StatusCode, len(body))
			}
		}
		if r, _ := s.raw(path, "If-None-Match", `"other"`); r.StatusCode != 200 {
			t.Errorf("%s for a foreign tag: %d", path, r.StatusCode)
		}
	}
	for _, tc := range []struct {
		tag, accept string
		status      int
	}{{a, "", 304}, {b, "gzip", 304}, {a, "gzip", 200}, {b, "", 200}} {
		r, _ := s.raw(css, "If-None-Match", tc.tag, "Accept-Encoding", tc.accept)
		if r.StatusCode != tc.status || r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("the file for tag %s and %q: %d, want %d; Vary %q", tc.tag, tc.accept, r.StatusCode, tc.status, r.Header.Get("Vary"))
		}
	}
}

// A page that changes has another tag.
func TestTagFollowsTheArticle(t *testing.T) {
	m := newMemory(complete(&article.Article{ID: "x", Headline: "One", Body: "Text"}))
	s := start(t, m)
	first, _ := s.raw("/articles/x")
	m.Write(t.Context(), []*article.Article{complete(&article.Article{ID: "x", Headline: "Two", Body: "Text"})})
	if r, _ := s.raw("/articles/x", "If-None-Match", first.Header.Get("ETag")); r.StatusCode != 200 || r.Header.Get("ETag") == first.Header.Get("ETag") {
		t.Errorf("after a change: %d", r.StatusCode)
	}
}

// Outcomes of a bulk call come while it runs, for clients that take gzip too.
func TestStreamsAreNotHeldBack(t *testing.T) {
	s := start(t, newMemory())
	body, send := io.Pipe()
	defer send.Close()
	req, _ := http.NewRequest("POST", s.URL()+"/v1/articles", body)
	req.Header.Set("Content-Type", typeNDJSON)
	req.Header.Set("Accept-Encoding", "gzip")
	answered := make(chan *http.Response, 1)
	go func() {
		resp, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Error(err)
		}
		answered <- resp
	}()
	line := []byte(`{"headline":"Grain","body":"Deal ` + strings.Repeat("x", 100) + `"}` + "\n")
	for range 3 { // a batch is stored at once when nothing more comes
		if _, err := send.Write(line); err != nil {
			t.Fatal(err)
		}
	}
	var resp *http.Response
	select {
	case resp = <-answered:
	case <-time.After(time.Minute):
		t.Fatal("no outcome while the call runs")
	}
	if resp == nil {
		return
	}
	defer resp.Body.Close()
	if e := resp.Header.Get("Content-Encoding"); e != "" || resp.Header.Get("Content-Type") != typeNDJSON {
		t.Errorf("encoding %q, type %q", e, resp.Header.Get("Content-Type"))
	}
	if n, err := resp.Body.Read(make([]byte, 10)); n == 0 {
		t.Errorf("nothing to read: %v", err)
	}
}

// budget is how much the first view may take, compressed, in bytes.
const budget = 60 << 10

// All that a browser asks for to show the first page of an empty index: the
// page and the files it names.
func TestBudget(t *testing.T) {
	s := start(t, newMemory())
	for _, path := range []string{"/", "/help", "/nowhere"} {
		resp, body := s.raw(path, "Accept", typeHTML, "Accept-Encoding", "gzip")
		total := len(body)
		if resp.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s is not compressed", path)
		}
		d := parsePage(t, unzipped(t, body))
		var files []string
		for _, n := range append(d.all("link"), d.all("script")...) {
			files = append(files, attr(n, "href")+attr(n, "src"))
		}
		if len(files) < 3 {
			t.Errorf("%s names %q only", path, files)
		}
		for _, f := range files {
			r, b := s.raw(f, "Accept-Encoding", "gzip")
			if r.StatusCode != 200 || !strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
				t.Errorf("%s: %d %s", f, r.StatusCode, r.Header.Get("Cache-Control"))
			}
			total += len(b)
		}
		t.Logf("%s: %d bytes in %d requests", path, total, 1+len(files))
		if total > budget {
			t.Errorf("%s takes %d bytes, the budget is %d", path, total, budget)
		}
	}
}

// HEAD tells the length of GET or none, and what GET tells of the rest.
func TestHeadHasNoLengthOfItsOwn(t *testing.T) {
	long := complete(&article.Article{ID: "long", Headline: "Grain", Body: strings.Repeat("grain ", 150)})
	s := start(t, newMemory(long))
	style := attr(parsePage(t, s.get("/", "Accept", typeHTML).body).all("link")[0], "href")
	for _, path := range []string{"/?q=grain", "/articles/long", "/articles/long/cite.ris", "/v1/articles/long", "/openapi.yaml", "/favicon.ico", style, "/nowhere"} {
		for _, takes := range []string{"gzip", "identity"} {
			get, body := s.raw(path, "Accept-Encoding", takes)
			head := s.do("HEAD", path, "", "Accept-Encoding", takes)
			if n := head.header.Get("Content-Length"); n != "" && n != strconv.Itoa(len(body)) {
				t.Errorf("%s, %s: HEAD tells the length %s, GET has %d", path, takes, n, len(body))
			}
			for _, name := range []string{"ETag", "Vary", "Content-Type", "Cache-Control"} {
				if a, b := get.Header.Get(name), head.header.Get(name); a != b || head.status != get.StatusCode {
					t.Errorf("%s, %s: %s is %q, with HEAD %d %q", path, takes, name, a, head.status, b)
				}
			}
			if tag := get.Header.Get("ETag"); tag != "" {
				same := s.do("HEAD", path, "", "Accept-Encoding", takes, "If-None-Match", tag)
				if same.status != 304 || same.header.Get("ETag") != tag || same.header.Get("Vary") != get.Header.Get("Vary") {
					t.Errorf("%s, %s: asked again %d %v", path, takes, same.status, same.header)
				}
			}
		}
	}
	if s.stop(); strings.Contains(s.log.String(), "status=0") {
		t.Errorf("a status is not logged: %s", s.log)
	}
}
