package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

// minCompressed is the size from which an answer is compressed, in bytes: what
// is smaller goes in one packet either way.
const minCompressed = 1024

// compressing returns the wrapper that compresses pages and answers of the API
// for clients that take gzip. Files of the static folder come compressed and
// are passed through; so is what streams, which is not wrapped at all.
//
// Compression tells the length of an answer, and so something of what is in it
// (BREACH). That is of use to an attacker only where an answer mixes a secret
// with text that he chose. There is no secret here: no cookie, no session, no
// token in any page.
func compressing() (func(http.Handler) http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(minCompressed),
		gzhttp.EnableZstd(false), // hardly smaller for pages, and megabytes of memory for each encoder
		gzhttp.ContentTypes([]string{typeHTML, typeJSON, typeProblem, typeYAML, typeStored, typeRIS, typeCSL, typeText}),
		gzhttp.SetContentType(false), // every answer says its type itself
	)
	if err != nil {
		return nil, err
	}
	return func(h http.Handler) http.Handler {
		get := wrap(h)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodHead && takesGzip(r) {
				w = &lengthless{ResponseWriter: w}
			}
			get.ServeHTTP(w, r)
		})
	}, nil
}

// lengthless answers HEAD where GET would be compressed. HEAD is not, so the
// length it knows is not that of GET, which is the only one that it may tell
// (RFC 9110, 8.6). A file that comes compressed keeps its own.
type lengthless struct {
	http.ResponseWriter
	told bool
}

func (l *lengthless) WriteHeader(status int) {
	l.told = true
	if h := l.Header(); h.Get("Content-Encoding") == "" {
		h.Del("Content-Length")
	}
	l.ResponseWriter.WriteHeader(status)
}

// Write drops what HEAD does not send, lest a length be made of it.
func (l *lengthless) Write(b []byte) (int, error) {
	if !l.told {
		l.WriteHeader(http.StatusOK)
	}
	return len(b), nil
}

// Unwrap lets http.ResponseController reach the connection.
func (l *lengthless) Unwrap() http.ResponseWriter { return l.ResponseWriter }

// gzipped returns data compressed as well as gzip can, or nil when that saves
// less than a tenth. It costs about a millisecond for 20 kB.
func gzipped(data []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	if b.Len() > len(data)-len(data)/10 {
		return nil, nil
	}
	return b.Bytes(), nil
}

// takesGzip reports whether the client reads gzip.
func takesGzip(r *http.Request) bool {
	takes, named := false, false
	eachRange(r.Header.Values("Accept-Encoding"), func(coding string, q float64) {
		switch {
		case coding == "gzip" || coding == "x-gzip":
			takes, named = q > 0, true
		case coding == "*" && !named:
			takes = q > 0
		}
	})
	return takes
}

// fingerprint returns 12 hexadecimal digits that tell data from other data.
func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:6])
}

// unchanged sets a tag that is made of the answer, and reports whether the
// client has that answer already; it is told so then. The tag is weak: it is
// the same for the compressed answer, whose bytes are others.
func unchanged(w http.ResponseWriter, r *http.Request, answer []byte) bool {
	tag := `"` + fingerprint(answer) + `"`
	w.Header().Set("ETag", "W/"+tag)
	for _, line := range r.Header.Values("If-None-Match") {
		for t := range strings.SplitSeq(line, ",") {
			if t = strings.TrimSpace(t); t == "*" || strings.TrimPrefix(t, "W/") == tag {
				w.WriteHeader(http.StatusNotModified)
				return true
			}
		}
	}
	return false
}
