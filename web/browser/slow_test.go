//go:build browser

package browser

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A slow line brings so many bytes at a time, so often. The first ones come in
// smaller pieces: the layout of all that follows is settled there, and a busy
// machine may paint at any of them.
const (
	slowFirst  = 256
	slowFirsts = 6 << 10
	slowBytes  = 2 << 10
	slowEvery  = 15 * time.Millisecond
)

// slow looks at pages while they come in piece by piece: what is read already
// must stay where it is.
func slow(t *testing.T, h *house) {
	for _, l := range []look{wide, phone} {
		t.Run(l.String(), func(t *testing.T) {
			lines := map[*server]*server{}
			for _, p := range places(t, h) {
				site := p.on(h)
				if lines[site] == nil {
					lines[site] = slowLine(t, site)
				}
				t.Run(p.name, func(t *testing.T) {
					b := h.tab(t, lines[site], l)
					b.answersWith(p.status)
					b.open(p.path)
					b.steady()
					b.clean()
				})
			}
		})
	}
}

// slowLine returns a server that brings the pages of another slowly. Styles and
// scripts come at once: they are kept from page to page.
func slowLine(t *testing.T, site *server) *server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		req, err := http.NewRequestWithContext(r.Context(), r.Method, site.url+r.URL.RequestURI(), nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		req.Header = r.Header.Clone()
		req.Header.Del("Accept-Encoding") // pieces of a page, not of a stream
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		for name, values := range res.Header {
			w.Header()[name] = values
		}
		w.Header().Del("Content-Length")
		w.WriteHeader(res.StatusCode)
		page := r.Header.Get("Sec-Fetch-Dest") == "document"
		for sent := int64(0); ; {
			piece := int64(slowBytes)
			if page && sent < slowFirsts {
				piece = slowFirst
			}
			n, err := io.CopyN(w, res.Body, piece)
			if err != nil {
				return // the end, or the browser has left
			}
			sent += n
			if page {
				http.NewResponseController(w).Flush()
				<-time.After(slowEvery)
			}
		}
	}))
	t.Cleanup(s.Close)
	return &server{url: s.URL, log: site.log}
}
