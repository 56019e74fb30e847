package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

// statusGone is logged, never sent: the client left before the answer.
const statusGone = 499

// maxAddress bounds path and parameters together, in bytes: a query of the
// full length, percent-encoded. POST /v1/search has room for more.
const maxAddress = 32 << 10

// maxRequestID bounds an identifier of a request that a client sends.
const maxRequestID = 64

// record is what is kept about one request for its log line.
type record struct {
	id    string
	cause error
}

type recordKey struct{}

func recordOf(r *http.Request) *record {
	rec, ok := r.Context().Value(recordKey{}).(*record)
	if !ok {
		return &record{}
	}
	return rec
}

// requestID returns the identifier of the request, which stands in problems,
// in the log and in the X-Request-Id of the answer.
func requestID(r *http.Request) string { return recordOf(r).id }

// note keeps the cause of a failure for the log line.
func note(r *http.Request, err error) { recordOf(r).cause = err }

// chain wraps the router: what stands first here runs first. It stands outside
// of the router because a router's own middleware sees only what it matched.
func (s *Server) chain(h http.Handler) http.Handler {
	for _, wrap := range []func(http.Handler) http.Handler{s.guard, headers, s.rescue, s.logged, identify} {
		h = wrap(h)
	}
	return h
}

// identify gives the request an identifier: the client's X-Request-Id when it
// is short and plain, else a new one.
func identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &record{id: r.Header.Get("X-Request-Id")}
		if !plainID(rec.id) {
			var b [8]byte
			rand.Read(b[:]) // never fails
			rec.id = hex.EncodeToString(b[:])
		}
		w.Header().Set("X-Request-Id", rec.id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), recordKey{}, rec)))
	})
}

func plainID(s string) bool {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	odd := func(r rune) bool { return !strings.ContainsRune(plain, r) }
	return s != "" && len(s) <= maxRequestID && !strings.ContainsFunc(s, odd)
}

// counter sees the status and size of an answer.
type counter struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (c *counter) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
	if status != statusGone {
		c.ResponseWriter.WriteHeader(status)
	}
}

func (c *counter) Write(b []byte) (int, error) {
	if c.status == 0 {
		c.status = http.StatusOK
	}
	n, err := c.ResponseWriter.Write(b)
	c.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (c *counter) Unwrap() http.ResponseWriter { return c.ResponseWriter }

// logged writes one line for each request. Parameters are left out: what a
// reporter asks is nobody's business, the log's included.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start, c := time.Now(), &counter{ResponseWriter: w}
		defer func() {
			rec := recordOf(r)
			attrs := []slog.Attr{
				slog.String("method", r.Method), slog.String("path", loggedPath(r)), slog.Int("status", c.status),
				slog.Int64("bytes", c.bytes), slog.Duration("took", time.Since(start)),
				slog.String("remote", r.RemoteAddr), slog.String("request_id", rec.id),
			}
			level := slog.LevelInfo
			if c.status >= 500 {
				level = slog.LevelError
			}
			if rec.cause != nil {
				attrs = append(attrs, slog.Any("cause", rec.cause))
			}
			s.log.LogAttrs(r.Context(), level, "request", attrs...)
		}()
		next.ServeHTTP(c, r)
	})
}

// loggedPath is the path of a request without the parameters that may stand in it.
func loggedPath(r *http.Request) string {
	p := r.URL.EscapedPath()
	if strings.HasPrefix(p, withPrefix) {
		return withPrefix
	}
	return p
}

// rescue turns a panic into a problem, or cuts the connection when part of an
// answer was already sent: a cut answer must not look whole.
func (s *Server) rescue(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			err := fmt.Errorf("panic: %v", v)
			note(r, err)
			s.log.Error("a handler panicked", "request_id", requestID(r), "panic", v, "stack", string(debug.Stack()))
			if c, ok := w.(*counter); ok && c.status != 0 {
				panic(http.ErrAbortHandler)
			}
			s.fail(surfaceOf(r), w, r, err)
		}()
		next.ServeHTTP(w, r)
	})
}

// policy lets a page load our style, scripts and images, and talk to us, and
// nothing else: nothing inline, no frame, no other host.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'"

// headers sets what keeps other pages and sniffing browsers away.
func headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "private, no-cache")
		next.ServeHTTP(w, r)
	})
}
