package fetch

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"syscall"
	"testing"
	"time"
)

// TestHostGivenUp: a host that is down costs its timeouts a few times only.
func TestHostGivenUp(t *testing.T) {
	s := site(t, nil)
	s.Close()
	c, _ := patient(t, Options{})
	codes := map[string]int{}
	for i := range maxFaults + 3 {
		codes[refused(t, c, fmt.Sprintf("%s/%d", s.URL, i)).Code]++
	}
	if codes[codeNetwork] != maxFaults || codes[codeGivenUp] != 3 {
		t.Errorf("codes %v", codes)
	}
}

func TestDelay(t *testing.T) {
	pages := map[string]http.HandlerFunc{"/": says("x")}
	one, two := site(t, pages), site(t, map[string]http.HandlerFunc{"/": says("x"), "/robots.txt": says("User-agent: *\nCrawl-delay: 7\n")})
	slow := site(t, map[string]http.HandlerFunc{"/": says("x"), "/robots.txt": says("User-agent: newsdex\nCrawl-delay: 86400\n")})
	for _, tt := range []struct {
		name   string
		delay  time.Duration
		server *httptest.Server
		want   []time.Duration
	}{
		{"the usual", 0, one, []time.Duration{DefaultDelay}}, {"its own", 3 * time.Second, one, []time.Duration{3 * time.Second}}, {"none", -1, one, nil},
		{"crawl-delay", 0, two, []time.Duration{7 * time.Second}}, {"crawl-delay of a day", 0, slow, []time.Duration{maxDelay}},
		{"crawl-delay although none", -1, two, []time.Duration{7 * time.Second}},
	} {
		c, w := patient(t, Options{Delay: tt.delay})
		c.now = func() time.Time { return time.Unix(1e9, 0) }
		text(t, c, tt.server.URL+"/a")
		text(t, c, tt.server.URL+"/b")
		if !slices.Equal(w.list, tt.want) {
			t.Errorf("%s: waited %v, want %v", tt.name, w.list, tt.want)
		}
	}
	c, w := patient(t, Options{})
	text(t, c, one.URL)
	text(t, c, two.URL)
	if len(w.list) != 0 {
		t.Errorf("another host was waited for: %v", w.list)
	}
}

// TestNoAnswer: what may be the fault of our own network is told from what the host
// says.
func TestNoAnswer(t *testing.T) {
	u := &url.URL{Scheme: "http", Host: "nowhere.example"}
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{&net.DNSError{Err: "no such host", Name: u.Host, IsNotFound: true}, true}, {&net.DNSError{Err: "server misbehaving", Name: u.Host}, true},
		{syscall.ECONNREFUSED, true}, {errSlow, true}, {&privateError{what: "private"}, false}, {statusError(u, &http.Response{StatusCode: 404}, time.Now()), false},
	} {
		if e := asError(u, tt.err); e.NoAnswer() != tt.want {
			t.Errorf("%v: %v", e, e.NoAnswer())
		}
	}
}

func TestTableForgets(t *testing.T) {
	var tab table[host]
	for i := range maxHosts + 10 {
		tab.get(fmt.Sprint(i)).faults = 1
	}
	if len(tab.m) != maxHosts || len(tab.used) != maxHosts {
		t.Errorf("%d hosts are remembered", len(tab.m))
	}
	if tab.get(fmt.Sprint(maxHosts+9)).faults != 1 {
		t.Error("the last host was forgotten")
	}
}
