package web

import (
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHostIsChecked(t *testing.T) {
	s := start(t, newMemory(seed(t)), func(d *Deps) { d.Hosts = []string{"news.example", "tunnel.example:9000"} })
	own := s.Addr().String()
	for host, want := range map[string]int{
		own:                    200,
		"127.0.0.1":            200,
		"localhost":            200,
		"LOCALHOST.":           200,
		"localhost:9999":       200, // a tunnel
		"[::1]:8080":           200,
		"[::1]":                200,
		"127.0.0.2":            200,
		"news.example":         200,
		"News.Example:8080":    200,
		"tunnel.example:9000":  200,
		"tunnel.example:9001":  421,
		"tunnel.example":       421,
		"evil.example":         421,
		"evil.example:8080":    421,
		"localhost.evil.com":   421,
		"127.0.0.1.nip.io":     421,
		"news.example.evil.co": 421,
		"192.168.1.7":          421, // bound to loopback only
		"0.0.0.0":              421,
	} {
		for _, path := range []string{"/v1/search", "/", "/healthz", "/openapi.yaml", "/nowhere"} {
			r := s.get(path, "Host", host)
			if path == "/nowhere" && want == 200 {
				continue
			}
			if r.status != want {
				t.Errorf("%s with Host %s: %d, want %d", path, host, r.status, want)
			}
			if want == 421 {
				r.isProblem(t, wrongHost)
			}
		}
	}
}

func TestHostWhenBoundToAll(t *testing.T) {
	s, err := Listen("0.0.0.0:0", Deps{Searcher: newMemory()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.listener.Close()
	for host, want := range map[string]bool{"192.168.1.7:8080": true, "[fe80::1]:80": true, "localhost": true, "evil.example": false, "": false} {
		if got := s.answersTo(host); got != want {
			t.Errorf("Host %q: %v, want %v", host, got, want)
		}
	}
}

func TestForeignOriginMayNotWrite(t *testing.T) {
	m := newMemory(seed(t))
	s := start(t, m)
	own := strings.TrimPrefix(s.URL(), "http://")
	for name, tc := range map[string]struct {
		headers []string
		ok      bool
	}{
		"none":             {nil, true},
		"own":              {[]string{"Origin", s.URL()}, true},
		"own behind TLS":   {[]string{"Origin", "https://" + own}, true},
		"own, fetched":     {[]string{"Origin", s.URL(), "Sec-Fetch-Site", "same-origin"}, true},
		"foreign":          {[]string{"Origin", "https://evil.example"}, false},
		"other port":       {[]string{"Origin", "http://127.0.0.1:1"}, false},
		"null":             {[]string{"Origin", "null"}, false},
		"empty":            {[]string{"Origin", ""}, false},
		"two":              {[]string{"Origin", s.URL(), "Origin", "https://evil.example"}, false},
		"with a path":      {[]string{"Origin", s.URL() + "/x"}, false},
		"file":             {[]string{"Origin", "file://" + own}, false},
		"fetched cross":    {[]string{"Sec-Fetch-Site", "cross-site"}, false},
		"fetched sideways": {[]string{"Sec-Fetch-Site", "same-site"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, w := range [][3]string{
				{"PUT", "/v1/articles/x", `{"headline":"h","body":"b"}`}, {"POST", "/v1/articles", `{"headline":"h","body":"b"}`}, {"DELETE", "/v1/articles/x", ""},
			} {
				before := m.len()
				r := s.do(w[0], w[1], w[2], append([]string{"Content-Type", "application/json"}, tc.headers...)...)
				if tc.ok && r.status >= 300 {
					t.Errorf("%s %s: %d %s", w[0], w[1], r.status, r.body)
				}
				if !tc.ok {
					r.isProblem(t, foreignPage)
					if r.status != 403 || m.len() != before {
						t.Errorf("%s %s: %d, %d articles before, %d after", w[0], w[1], r.status, before, m.len())
					}
				}
			}
		})
	}
}

func TestForeignPagesMayNotFetch(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	cross := []string{"Sec-Fetch-Site", "cross-site"}
	link := append(cross, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document")
	for name, tc := range map[string]struct {
		headers []string
		want    int
	}{
		"image":       {append(cross, "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"), 403},
		"frame":       {append(cross, "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"), 403},
		"other port":  {[]string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors"}, 403},
		"link":        {link, 200},
		"address bar": {[]string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"}, 200},
		"own page":    {[]string{"Sec-Fetch-Site", "same-origin"}, 200},
		"no browser":  {nil, 200},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/v1/search?q=russia", "/?q=russia"} {
				r := s.get(path, tc.headers...)
				if r.status != tc.want {
					t.Errorf("%s: %d, want %d", path, r.status, tc.want)
				}
				if r.header.Get("Cross-Origin-Resource-Policy") != "same-origin" || r.header.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%s: headers %v", path, r.header)
				}
			}
		})
	}
}

func TestWritesAreOffBeyondLoopback(t *testing.T) {
	put := func(s *Server) (int, string) {
		r := httptest.NewRequest("PUT", "/v1/articles/x", strings.NewReader(`{"headline":"h","body":"b"}`))
		r.Host = "192.168.1.7:8080"
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for _, allow := range []bool{false, true} {
		m := newMemory()
		s, err := Listen("0.0.0.0:0", Deps{Searcher: m, Writer: m, AllowWrites: allow})
		if err != nil {
			t.Fatal(err)
		}
		defer s.listener.Close()
		s.SetReady(true)
		code, body := put(s)
		if allow && code != 201 {
			t.Errorf("with --allow-writes: %d %s", code, body)
		}
		if !allow && (code != 403 || !strings.Contains(body, "--allow-writes") || m.len() != 0) {
			t.Errorf("without --allow-writes: %d %s, %d articles", code, body, m.len())
		}
	}
}

func TestContentTypes(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	const one = `{"id":"x","headline":"h","body":"b"}`
	for name, tc := range map[string]struct {
		method, path, body, kind string
		want                     int
	}{
		"search":             {"POST", "/v1/search", `{"q":"x"}`, "application/json", 200},
		"search with utf-8":  {"POST", "/v1/search", `{"q":"x"}`, "Application/JSON; charset=UTF-8", 200},
		"search as text":     {"POST", "/v1/search", `{"q":"x"}`, "text/plain", 415},
		"search as a form":   {"POST", "/v1/search", `q=x`, "application/x-www-form-urlencoded", 415},
		"search as nothing":  {"POST", "/v1/search", `{"q":"x"}`, "", 415},
		"search in latin-1":  {"POST", "/v1/search", `{"q":"x"}`, "application/json; charset=latin1", 415},
		"article":            {"PUT", "/v1/articles/x", one, "application/json", 201},
		"article as text":    {"PUT", "/v1/articles/y", one, "text/plain", 415},
		"article as ndjson":  {"PUT", "/v1/articles/y", one, "application/x-ndjson", 415},
		"articles as text":   {"POST", "/v1/articles", one, "text/plain", 415},
		"articles as form":   {"POST", "/v1/articles", one, "multipart/form-data; boundary=x", 415},
		"articles as ndjson": {"POST", "/v1/articles", `{"id":"z","headline":"h"}`, "application/x-ndjson", 200},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.do(tc.method, tc.path, tc.body, "Content-Type", tc.kind)
			if r.status != tc.want {
				t.Fatalf("status %d, want %d: %s", r.status, tc.want, r.body)
			}
			if tc.want == 415 {
				r.isProblem(t, unsupportedMediaType)
				if r.header.Get("Accept-Post") == "" {
					t.Error("Accept-Post is missing")
				}
			}
		})
	}
	if r := s.do("POST", "/v1/search", `{}`, "Content-Type", "application/json", "Content-Encoding", "gzip"); r.status != 415 {
		t.Errorf("a compressed body: %d", r.status)
	}
}

func TestAccept(t *testing.T) {
	for _, tc := range []struct {
		accept, want string
		ok           bool
	}{
		{"", typeJSON, true}, {"*/*", typeJSON, true}, {"application/json", typeJSON, true}, {"application/*;q=0.1", typeJSON, true},
		{"text/html, */*;q=0.1", typeJSON, true}, {"text/html", typeJSON, false}, {"*/*, application/json;q=0", typeJSON, false},
		{"application/json;q=0", typeJSON, false}, {"text/*", typeHTML, true}, {"TEXT/HTML", typeHTML, true}, {"image/png", typeHTML, false},
		{"application/json; q=0.5, text/plain", typeJSON, true},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if tc.accept != "" {
			r.Header.Set("Accept", tc.accept)
		}
		if got := accepts(r, tc.want); got != tc.ok {
			t.Errorf("Accept %q for %s: %v, want %v", tc.accept, tc.want, got, tc.ok)
		}
	}
}
