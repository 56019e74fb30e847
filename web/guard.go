package web

import (
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// A reporter's browser runs pages of strangers, and it can reach this server.
// The guards here keep such pages out: by the name they use for us (DNS
// rebinding), by where the browser says that they come from, and by the types
// of bodies that a plain form cannot send.

// guard refuses what no route may see.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := s.guardHost(r)
		if err == nil {
			err = guardFetch(r)
		}
		if err == nil && len(r.RequestURI) > maxAddress {
			err = problemf(addressTooLong, "The address has %d bytes, the limit is %d; send a long query with POST /v1/search.", len(r.RequestURI), maxAddress)
		}
		if err != nil {
			s.fail(surfaceOf(r), w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// guardHost refuses names that are not ours. A page of another site can make
// its own name point at this machine, but it cannot make the browser send a
// name of ours. The port is not compared: it proves nothing, and it differs
// behind a tunnel or a container's port mapping.
func (s *Server) guardHost(r *http.Request) error {
	if s.answersTo(r.Host) {
		return nil
	}
	return problemf(wrongHost, "The Host %.100q is not the address of this server. Use %s, or start the server with --host and that name.", r.Host, s.URL())
}

func (s *Server) answersTo(hostPort string) bool {
	host := hostName(hostPort)
	if host == "localhost" {
		return true
	}
	for _, h := range s.deps.Hosts {
		if strings.EqualFold(h, hostPort) || hostName(h) == host && host != "" && !hasPort(h) {
			return true
		}
	}
	ip := net.ParseIP(host)
	if ip == nil {
		return false
	}
	bound, ok := s.listener.Addr().(*net.TCPAddr)
	if !ok {
		return false
	}
	switch {
	case ip.IsLoopback():
		return true
	case bound.IP.IsUnspecified():
		return true // an address cannot be rebound; only names can
	}
	return ip.Equal(bound.IP)
}

// hostName returns the lower-case host without port, brackets and final dot.
func hostName(hostPort string) string {
	host := hostPort
	if h, _, err := net.SplitHostPort(hostPort); err == nil {
		host = h
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.TrimSuffix(strings.ToLower(host), ".")
}

func hasPort(hostPort string) bool {
	_, port, err := net.SplitHostPort(hostPort)
	return err == nil && port != ""
}

// guardFetch refuses what a browser fetches for a page of another site, where
// the browser says so (Fetch Metadata). Such a page could not read the answer,
// but it could measure how long it takes. Following a link to us stays possible.
func guardFetch(r *http.Request) error {
	site := r.Header.Get("Sec-Fetch-Site")
	if site == "" || site == "same-origin" || site == "none" {
		return nil
	}
	link := r.Method == "GET" && r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	if link {
		return nil
	}
	return problemf(foreignPage, "The browser says that a page of another site asks this (Sec-Fetch-Site: %.40s); only pages of this server may.", site)
}

// guardWrite refuses to change the index for pages of other sites, and for
// anyone when the server is open to more than this machine.
func (s *Server) guardWrite(r *http.Request) error {
	if origins := r.Header.Values("Origin"); len(origins) > 1 || len(origins) == 1 && !sameOrigin(origins[0], r.Host) {
		return problemf(foreignPage, "The Origin %.100q is not this server; only its own pages, and programs that send no Origin, may change the index.", strings.Join(origins, ", "))
	}
	if off := s.writesOff(); off != nil {
		return off
	}
	return nil
}

// writesOff says why the server takes no articles, nil when it does.
func (s *Server) writesOff() *httpError {
	if s.deps.Writer == nil {
		return problemf(writesOff, "This server reads its index only.")
	}
	if !s.loopback && !s.deps.AllowWrites {
		return problemf(writesOff, "The server is bound to %s, which other machines can reach, so it takes no articles. Start it with --allow-writes to take them from anyone, or bind it to 127.0.0.1.", s.Addr())
	}
	return nil
}

// guardForm wants a proof that a form comes from a page of ours: any page may
// send one of this type without asking, so that the absence of an Origin, which
// guardWrite takes for a program, is not enough. A page cannot set either header.
func guardForm(r *http.Request) error {
	if len(r.Header.Values("Origin")) > 0 || r.Header.Get("Sec-Fetch-Site") == "same-origin" { // guardWrite has compared the Origin
		return nil
	}
	return problemf(foreignPage, "Nothing tells that this form comes from a page of this server; programs use POST /v1/jobs and POST /v1/articles.")
}

// sameOrigin reports whether an Origin is the host that was asked. The scheme
// is not compared: a proxy in front may speak TLS for us, under one name.
func sameOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.User != nil || u.Path != "" || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	port := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	trim := func(h string) string { return strings.TrimSuffix(strings.ToLower(h), port) }
	return trim(u.Host) == trim(host)
}

// guardBody refuses bodies of types that the route does not read. A form of
// another site can send only types that no route reads.
func guardBody(rt route, w http.ResponseWriter, r *http.Request) error {
	if len(rt.takes) == 0 {
		return nil
	}
	want := strings.Join(rt.takes, " or ")
	refuse := func(format string, args ...any) error {
		w.Header().Set("Accept-Post", strings.Join(rt.takes, ", "))
		return problemf(unsupportedMediaType, format, args...)
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(rt.takes, kind) {
		return refuse("The Content-Type is %.80q; send %s.", r.Header.Get("Content-Type"), want)
	}
	if c := params["charset"]; c != "" && !strings.EqualFold(c, "utf-8") {
		return refuse("The charset is %.40q; send UTF-8.", c)
	}
	if e := r.Header.Get("Content-Encoding"); e != "" && !strings.EqualFold(e, "identity") {
		w.Header().Set("Accept-Encoding", "identity")
		return refuse("The Content-Encoding is %.40q; send the body as it is.", e)
	}
	return nil
}

// guardAccept refuses clients that accept none of the types a route gives.
func guardAccept(rt route, r *http.Request) error {
	if len(rt.gives) == 0 {
		return nil
	}
	for _, t := range rt.gives {
		if accepts(r, t) {
			return nil
		}
	}
	hint := ""
	if rt.path == "/" {
		hint = " For JSON ask /v1/search."
	}
	return problemf(notAcceptable, "The answer is %s, which the Accept header leaves out.%s", strings.Join(rt.gives, " or "), hint)
}

// accepts reports whether the Accept header allows a media type (RFC 9110
// §12.5.1): the most specific range that names it decides. No header accepts all.
func accepts(r *http.Request, want string) bool {
	best, quality := -1, 0.0
	eachRange(r.Header.Values("Accept"), func(kind string, q float64) {
		level := -1
		major, _, _ := strings.Cut(want, "/")
		switch kind {
		case want:
			level = 2
		case major + "/*":
			level = 1
		case "*/*", "*":
			level = 0
		}
		if level > best || level == best && level >= 0 && q > quality {
			best, quality = level, q
		}
	})
	return len(r.Header.Values("Accept")) == 0 || quality > 0
}

// namesType reports whether the Accept header asks for the type by name.
func namesType(r *http.Request, want string) bool {
	named := false
	eachRange(r.Header.Values("Accept"), func(kind string, q float64) { named = named || kind == want && q > 0 })
	return named
}

// eachRange calls f for everything that the lines of Accept, or of a header of
// the same form, name, with its weight.
func eachRange(lines []string, f func(kind string, q float64)) {
	for _, line := range lines {
		for part := range strings.SplitSeq(line, ",") {
			kind, rest, _ := strings.Cut(part, ";")
			q := 1.0
			for p := range strings.SplitSeq(rest, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
				if strings.EqualFold(name, "q") {
					if f, err := strconv.ParseFloat(value, 64); err == nil {
						q = f
					}
				}
			}
			f(strings.ToLower(strings.TrimSpace(kind)), q)
		}
	}
}
