package fetch

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestRobots(t *testing.T) {
	tests := []struct {
		name, file string
		allowed    string // paths, by blanks
		refused    string
	}{
		{"nothing", "", "/ /a", ""},
		{"all", "User-agent: *\nDisallow: /", "", "/ /a"},
		{"empty disallow", "User-agent: *\nDisallow:", "/ /a", ""},
		{"by name", "User-agent: newsdex\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/ /b", "/a /ab"},
		{"name in capitals with version", "USER-AGENT: NewsDex/2.0\nDISALLOW: /a", "/b", "/a"},
		{"name with nothing disallowed", "User-agent: newsdex\nDisallow:\nUser-agent: *\nDisallow: /", "/a", ""},
		{"another name", "User-agent: news\nDisallow: /\nUser-agent: newsdexer\nDisallow: /", "/a", ""},
		{"one group of two names", "User-agent: other\nUser-agent: newsdex\nDisallow: /a", "/b", "/a"},
		{"a sitemap between names", "User-agent: newsdex\nSitemap: https://x/\nUser-agent: other\nDisallow: /a", "/b", "/a"},
		{"groups of one name are one", "User-agent: newsdex\nDisallow: /a\nUser-agent: other\nDisallow: /c\nUser-agent: newsdex\nDisallow: /b", "/c", "/a /b"},
		{"rules before any name", "Disallow: /\n", "/a", ""},
		{"longest counts", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b /a/b/d", "/a /a/x /a/b/c"},
		{"of two as long allow counts", "User-agent: *\nDisallow: /page\nAllow: /page", "/page", ""},
		{"wildcards", "User-agent: *\nDisallow: /*.php$\nDisallow: /a*b*c\nDisallow: *q=", "/x.php5 /abd", "/x.php /y/z.php /axbxc/d /s?q=1"},
		{"the end", "User-agent: *\nDisallow: /a$\nDisallow: /$", "/ab /b", "/a /"},
		{"star at the end", "User-agent: *\nDisallow: /a/*", "/a", "/a/ /a/b"},
		{"only a star", "User-agent: *\nDisallow: *\nAllow: /ok", "/ok", "/ /a"},
		{"percent encoding", "User-agent: *\nDisallow: /caf%C3%A9\nDisallow: /a%3cb\nDisallow: /%7Eann", "/a<", "/caf\u00e9 /caf%c3%a9 /a%3Cb /~ann"},
		{"path without slash", "User-agent: *\nDisallow: private", "/public", "/private"},
		{"comments and blanks", "# all\n  User-agent : * # everyone\n\tDisallow\t: /a # this\n", "/b", "/a"},
		{"ends of lines", "User-agent: *\r\nDisallow: /a\rDisallow: /b", "/c", "/a /b"},
		{"byte order mark", "\ufeffUser-agent: *\nDisallow: /a", "/b", "/a"},
		{"a page in its place", "<html><body>Not found: sorry</body></html>", "/a", ""},
		{"a blank line is no end", "User-agent: *\n\nDisallow: /a", "/b", "/a"},
		{"case of paths", "User-agent: *\nDisallow: /A", "/a", "/A"},
	}
	for _, tt := range tests {
		r := readRobots([]byte(tt.file), "newsdex")
		for _, p := range strings.Fields(tt.allowed) {
			if ok, line := r.allows(p); !ok {
				t.Errorf("%s: %s is refused by line %d", tt.name, p, line)
			}
		}
		for _, p := range strings.Fields(tt.refused) {
			if ok, line := r.allows(p); ok || line < 1 {
				t.Errorf("%s: %s is allowed (line %d)", tt.name, p, line)
			}
		}
	}
}

func TestCrawlDelay(t *testing.T) {
	for s, want := range map[string]time.Duration{"2": 2 * time.Second, "0.5": 500 * time.Millisecond, "-1": 0, "NaN": 0, "1e300": maxDelay, "soon": 0, "": 0, "+Inf": maxDelay} {
		if got := readRobots([]byte("User-agent: *\nCrawl-delay: "+s), "newsdex").delay; got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

// TestRobotsObeyed: one request for each origin, and what its failure means.
func TestRobotsObeyed(t *testing.T) {
	asked := 0
	s := site(t, map[string]http.HandlerFunc{
		"/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
			asked++
			says("User-agent: *\nDisallow: /closed\n")(w, nil)
		},
		"/": says("open"),
	})
	c, _ := patient(t, Options{})
	text(t, c, s.URL+"/open")
	e := refused(t, c, s.URL+"/closed/a")
	if e.Code != codeRobots || !strings.Contains(e.Reason, s.URL+"/robots.txt (line 2) asks programs such as newsdex") {
		t.Errorf("got %v", e)
	}
	text(t, c, s.URL+"/robots.txt")
	if asked != 2 {
		t.Errorf("robots.txt was asked for %d times, want once and once as a page", asked)
	}
	named := site(t, map[string]http.HandlerFunc{"/robots.txt": says("User-agent: annbot\nDisallow: /"), "/": says("open")})
	ann, _ := patient(t, Options{UserAgent: "AnnBot/1.0 (ann@example.org)"})
	if e := refused(t, ann, named.URL+"/a"); e.Code != codeRobots {
		t.Errorf("by its own name: %v", e)
	}
}

// TestRobotsFaultOfAll: what keeps a host from being asked is said of each address,
// not of the first that met it.
func TestRobotsFaultOfAll(t *testing.T) {
	s := site(t, nil)
	c := New(Options{})
	defer c.Close()
	for _, path := range []string{"/a", "/b"} {
		_, err := c.Get(t.Context(), Request{URL: s.URL + path})
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != codePrivate || e.URL != s.URL+path {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestRobotsUnreachable(t *testing.T) {
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
	}
	for code, allowed := range map[int]bool{404: true, 403: true, 401: true, 204: true, 500: false, 503: false, 429: false} {
		s := site(t, map[string]http.HandlerFunc{"/robots.txt": status(code), "/": says("open")})
		c, _ := patient(t, Options{})
		if allowed {
			text(t, c, s.URL+"/a")
		} else if e := refused(t, c, s.URL+"/a"); e.Code != codeRobots || e.Status != code {
			t.Errorf("%d: %v", code, e)
		}
	}
	redirect := func(to string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusMovedPermanently) }
	}
	s := site(t, map[string]http.HandlerFunc{"/robots.txt": redirect("/rules"), "/rules": says("User-agent: *\nDisallow: /a"), "/": says("open")})
	c, _ := patient(t, Options{})
	if e := refused(t, c, s.URL+"/a"); e.Code != codeRobots {
		t.Errorf("moved robots.txt: %v", e)
	}
	loop := site(t, map[string]http.HandlerFunc{"/robots.txt": redirect("/robots.txt"), "/": says("open")})
	text(t, c, loop.URL+"/a")
}

// TestRobotsLong: of a robots.txt beyond the limit no half line is read, which would
// close far more than the whole.
func TestRobotsLong(t *testing.T) {
	const last = "Disallow: /private/x\n"
	const rules = "User-agent: *\nDisallow: /a\n"
	for cut := 1; cut < len(last); cut++ {
		file := rules + strings.Repeat("#", maxRobots-len(rules)-cut-1) + "\n" + last + strings.Repeat("# more\n", 80_000)
		s := site(t, map[string]http.HandlerFunc{"/robots.txt": says(file), "/": says("open")})
		c, _ := patient(t, Options{})
		text(t, c, s.URL+"/open")
		if e := refused(t, c, s.URL+"/a"); e.Code != codeRobots {
			t.Errorf("the rules before the limit: %v", e)
		}
		s.Close()
	}
}

// TestRobotsLater: a host that asks to be left alone when asked for its robots.txt
// is left alone.
func TestRobotsLater(t *testing.T) {
	asked := 0
	s := site(t, map[string]http.HandlerFunc{"/robots.txt": func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Retry-After", time.Now().Add(2*time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusTooManyRequests)
	}})
	c, _ := patient(t, Options{})
	if e := refused(t, c, s.URL+"/a"); e.RetryAfter < time.Hour || asked != 1 {
		t.Errorf("asked %d times, %v, to be left alone for %v", asked, e, e.RetryAfter)
	}
	if e := refused(t, c, s.URL+"/b"); e.Code != codeGivenUp || e.RetryAfter < time.Hour || asked != 1 {
		t.Errorf("asked %d times, %v", asked, e)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /a*b$\nCrawl-delay: 3", "/axb")
	f.Add("User-agent: newsdex\r\nAllow: /%7e\n\xff", "/\xff%7E")
	f.Fuzz(func(t *testing.T, file, path string) {
		r := readRobots([]byte(file), "newsdex")
		if len(r.list) > maxRules || r.delay < 0 || r.delay > maxDelay {
			t.Fatalf("%d rules, delay %v", len(r.list), r.delay)
		}
		ok, line := r.allows(path)
		if !ok && (line < 1 || line > len(file)) {
			t.Fatalf("refused by line %d", line)
		}
		// The same path, written in another way, is the same.
		again := normalPath(path)
		if same, _ := r.allows(again); same != ok || normalPath(again) != again || !utf8.ValidString(again) {
			t.Fatalf("%q is %v, %q is %v", path, ok, again, same)
		}
	})
}
