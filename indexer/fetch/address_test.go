package fetch

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

func TestAddresses(t *testing.T) {
	c := New(Options{})
	for address, want := range map[string]string{
		"ftp://example.org/a": `"ftp:" is not fetched`, "http://ann:secret@example.org/": "a name or a password", "http://ann@example.org/": "a name or a password",
		"https://": "name of the host", "file:///etc/passwd": "not fetched", "http://exa mple.org/": "no address", "http://[::1": "no address",
		"http://example.org/" + strings.Repeat("x", maxAddress): "the limit is",
	} {
		e := refused(t, c, address)
		if e.Code != codeAddress || !strings.Contains(e.Reason, want) || strings.Contains(e.Error(), "secret") {
			t.Errorf("%.60s: %v", address, e)
		}
	}
	if got := Shown("http://ann:secret@example.org/a?b#c"); got != "http://example.org/a?b" {
		t.Errorf("shown %q", got)
	}
	if a, b := HostKey("http://Example.org/a"), HostKey("https://example.org:443/b"); a != b || a != "example.org" {
		t.Errorf("host keys %q and %q", a, b)
	}
}

func TestPrivateAddresses(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1": true, "127.8.9.1": true, "0.0.0.0": true, "10.1.2.3": true, "172.16.0.1": true, "172.32.0.1": false, "192.168.1.1": true,
		"100.64.0.1": true, "100.128.0.1": false, "169.254.169.254": true, "224.0.0.1": true, "255.255.255.255": true, "198.18.0.1": true, "192.0.2.1": true,
		"8.8.8.8": false, "93.184.216.34": false,
		"::": true, "::1": true, "fe80::1": true, "fe80::1%eth0": true, "fc00::1": true, "fd12::1": true, "ff02::1": true, "fec0::1": true, "2001:db8::1": true,
		"2606:2800:220:1::1": false, "2a00:1450::1": false,
		"::ffff:127.0.0.1": true, "::ffff:8.8.8.8": false, "::127.0.0.1": true, "::ffff:0:10.0.0.1": true,
		"64:ff9b::7f00:1": true, "64:ff9b::808:808": false, "64:ff9b:1::808:808": true,
		"2002:7f00:1::1": true, "2002:c0a8:101::": true, "2002:808:808::1": false, "2001:0:808:808::1": true,
		"2606:2800::5efe:10.0.0.1": true, "2606:2800::200:5efe:127.0.0.1": true, "2606:2800::5efe:8.8.8.8": false,
	} {
		if got := private(netip.MustParseAddr(address)); (got != "") != want {
			t.Errorf("%s: %q", address, got)
		}
	}
}

// TestPrivateRefused: without AllowPrivate this machine is not asked, by
// whatever name or form of its address.
func TestPrivateRefused(t *testing.T) {
	asked := false
	s := site(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { asked = true }})
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	c := New(Options{Resolver: nameServer(t, map[string]string{"rebound.test.": "127.0.0.1", "inner.test.": "10.0.0.7"})})
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "rebound.test", "inner.test", "0.0.0.0", "169.254.169.254"} {
		if e := refused(t, c, "http://"+host+port+"/"); e.Code != codePrivate || !strings.Contains(e.Reason, "--allow-private") {
			t.Errorf("%s: %v", host, e)
		}
	}
	if asked {
		t.Error("the server was asked")
	}
}

// TestPrivateRedirect: a server that may be asked cannot lead to one that may
// not. The first is reached by a transport of the test.
func TestPrivateRedirect(t *testing.T) {
	asked := false
	inner := site(t, map[string]http.HandlerFunc{"/": func(http.ResponseWriter, *http.Request) { asked = true }})
	outer := site(t, map[string]http.HandlerFunc{
		"/": func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/robots.txt" {
				http.Redirect(w, r, inner.URL+"/secret", http.StatusFound)
			}
		},
	})
	c := New(Options{})
	guarded := c.http.Transport.(*http.Transport)
	dial := guarded.DialContext
	guarded.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if addr == "public.test:80" {
			return net.Dial(network, outer.Listener.Addr().String())
		}
		return dial(ctx, network, addr)
	}
	if e := refused(t, c, "http://public.test/"); e.Code != codePrivate || e.URL != inner.URL+"/secret" {
		t.Errorf("got %v", e)
	}
	if asked {
		t.Error("the inner server was asked")
	}
}

// TestProxies: the proxies of the environment are only for clients that may go
// anywhere.
func TestProxies(t *testing.T) {
	if New(Options{}).http.Transport.(*http.Transport).Proxy != nil {
		t.Error("a proxy would connect unchecked")
	}
	if New(Options{AllowPrivate: true}).http.Transport.(*http.Transport).Proxy == nil {
		t.Error("no proxy is used")
	}
}

// nameServer is a resolver that knows these names.
func nameServer(t *testing.T, names map[string]string) *net.Resolver {
	t.Helper()
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go answerNames(theirs, names)
		return ours, nil
	}}
}

func answerNames(conn net.Conn, names map[string]string) {
	defer conn.Close()
	var size [2]byte
	for {
		if _, err := io.ReadFull(conn, size[:]); err != nil {
			return
		}
		b := make([]byte, int(size[0])<<8|int(size[1]))
		if _, err := io.ReadFull(conn, b); err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(b) != nil || len(m.Questions) == 0 {
			return
		}
		q := m.Questions[0]
		m.Response, m.Additionals = true, nil
		if a, known := names[q.Name.String()]; !known {
			m.RCode = dnsmessage.RCodeNameError
		} else if q.Type == dnsmessage.TypeA {
			m.Answers = []dnsmessage.Resource{{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
				Body:   &dnsmessage.AResource{A: netip.MustParseAddr(a).As4()},
			}}
		}
		out, err := m.Pack()
		if err != nil {
			return
		}
		conn.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...))
	}
}

func TestUnknownHost(t *testing.T) {
	c, w := patient(t, Options{Resolver: nameServer(t, nil)})
	if e := refused(t, c, "http://nobody.test/"); !strings.Contains(e.Reason, "no host named nobody.test") || len(w.list) > 0 {
		t.Errorf("%v, waits %v", e, w.list)
	}
}

// TestCertificate: a server that cannot prove who it is is not read, and not asked
// again.
func TestCertificate(t *testing.T) {
	s := httptest.NewUnstartedServer(says("x"))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	c, w := patient(t, Options{})
	if e := refused(t, c, s.URL); e.Passing || !strings.Contains(e.Reason, "the certificate of 127.0.0.1 is not good") || len(w.list) > 0 {
		t.Errorf("%v, waits %v", e, w.list)
	}
}
