package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// HeadSize is how many bytes of a body a Limit sees at most.
const HeadSize = 64 << 10

// maxWindow bounds what a zstd stream may want to have held, in bytes; browsers
// take no more either (RFC 9659).
const maxWindow = 8 << 20

// accepted are the encodings that decoded knows. Brotli is not asked for: it
// saves a little over these, and would be one library more.
const accepted = "gzip, zstd, deflate"

var (
	errSlow = errors.New("the answer takes too long")
	errIdle = errors.New("the answer stopped coming")
)

// ask asks for one address. It returns where that leads to and whether for good,
// or fills out.
func (c *Client) ask(ctx context.Context, u *url.URL, req Request, out *Response) (next *url.URL, permanent bool, err error) {
	limit := req.Limit
	if limit == nil {
		limit = func([]byte) int64 { return MaxPage }
	}
	known := req.Known
	if known.URL != u.String() {
		known = Known{}
	}
	err = c.send(ctx, u, known, func(res *http.Response, body io.Reader, more func(int64)) (err error) {
		if res.StatusCode < 500 && res.StatusCode != http.StatusTooManyRequests {
			c.hosts.get(hostKey(u)).answered()
		}
		switch res.StatusCode {
		case http.StatusMovedPermanently, http.StatusPermanentRedirect, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect:
			permanent = res.StatusCode == http.StatusMovedPermanently || res.StatusCode == http.StatusPermanentRedirect
			next, err = location(u, res)
			return err
		case http.StatusNotModified:
			if known == (Known{}) {
				return &Error{Code: "HTTP 304", URL: u.String(), Status: res.StatusCode, Reason: "the server says that it has not changed, although it was not asked that; look at it in a browser"}
			}
			out.Unchanged, out.Known, out.MaxAge = true, known, maxAge(res.Header)
			// What it says of itself is newer than what is known (RFC 9111, section 4.3.4).
			if v := validator(res, "ETag"); v != "" {
				out.Known.ETag = v
			}
			if v := validator(res, "Last-Modified"); v != "" {
				out.Known.LastModified = v
			}
			return nil
		case http.StatusOK, http.StatusNonAuthoritativeInfo:
		default:
			return statusError(u, res, time.Now())
		}
		out.ContentType, out.MaxAge = res.Header.Get("Content-Type"), maxAge(res.Header)
		out.Known = Known{URL: u.String(), ETag: validator(res, "ETag"), LastModified: validator(res, "Last-Modified")}
		out.Body, err = read(u, res, body, func(head []byte) int64 {
			most := limit(head)
			more(most)
			return most
		})
		return err
	})
	return next, permanent, err
}

// send makes one request, and hands the answer to use with its body decoded. What
// use reads is bounded in time, which it prolongs by saying for how many bytes
// more is meant. The connection is let go when it returns.
func (c *Client) send(ctx context.Context, u *url.URL, known Known, use func(res *http.Response, body io.Reader, more func(int64)) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	whole := time.AfterFunc(c.wholeTime, func() { cancel(errSlow) })
	defer whole.Stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return &Error{Code: codeAddress, URL: u.String(), Reason: "this is no address: " + root(err).Error(), Err: err}
	}
	req.Header.Set("User-Agent", c.agent)
	req.Header.Set("Accept", "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8")
	req.Header.Set("Accept-Encoding", accepted)
	if known.ETag != "" {
		req.Header.Set("If-None-Match", known.ETag)
	}
	if known.LastModified != "" {
		req.Header.Set("If-Modified-Since", known.LastModified)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return cause(ctx, err)
	}
	defer res.Body.Close()
	idle := time.AfterFunc(c.idleTime, func() { cancel(errIdle) })
	defer idle.Stop()
	body, done, err := decoded(u, res, &watched{r: res.Body, idle: idle, limit: c.idleTime})
	if err != nil {
		return err
	}
	defer done()
	return cause(ctx, use(res, body, func(limit int64) {
		whole.Reset(c.wholeTime + time.Duration(limit/slowRate)*time.Second)
	}))
}

// cause returns why ctx ended when that is what an error means.
func cause(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// watched puts the idle limit off with each piece that comes.
type watched struct {
	r     io.Reader
	idle  *time.Timer
	limit time.Duration
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if n > 0 {
		w.idle.Reset(w.limit)
	}
	return n, err
}

// maxEncodings bounds how often a body may be compressed: twice is a mistake, more
// is an attack.
const maxEncodings = 3

// decoded takes off what the server compressed the body with on its way
// (RFC 9110, section 8.4), the last first. done lets go of what that needed.
func decoded(u *url.URL, res *http.Response, body io.Reader) (r io.Reader, done func(), err error) {
	var ends []func()
	done = func() {
		for _, f := range ends {
			f()
		}
	}
	encodings := strings.Split(strings.ToLower(strings.Join(res.Header.Values("Content-Encoding"), ",")), ",")
	if len(encodings) > maxEncodings {
		return nil, done, unknownEncoding(u, strings.Join(encodings, ","))
	}
	buf := bufio.NewReader(body)
	for _, encoding := range slices.Backward(encodings) {
		encoding = strings.TrimSpace(encoding)
		if encoding == "" || encoding == "identity" {
			continue
		}
		if _, err := buf.Peek(1); err == io.EOF {
			return buf, done, nil // no body, whatever its encoding
		}
		r, end, err := decoder(u, encoding, buf)
		if err != nil {
			return nil, done, err
		}
		ends = append(ends, end)
		buf = bufio.NewReader(r)
	}
	return buf, done, nil
}

// decoder reads what is compressed in one way.
func decoder(u *url.URL, encoding string, buf *bufio.Reader) (r io.Reader, done func(), err error) {
	done = func() {}
	switch encoding {
	case "gzip", "x-gzip":
		r, err = gzip.NewReader(buf)
	case "deflate": // that is zlib (RFC 9110, section 8.4.1.2), but some send it bare
		if head, _ := buf.Peek(2); len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			r, err = zlib.NewReader(buf)
		} else {
			r = flate.NewReader(buf)
		}
	case "zstd":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(buf, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow)); err == nil {
			r, done = z, z.Close
		}
	default:
		return nil, done, unknownEncoding(u, encoding)
	}
	if errors.Is(err, gzip.ErrHeader) || errors.Is(err, zlib.ErrHeader) {
		return nil, done, &Error{Code: codeEncoding, URL: u.String(), Reason: fmt.Sprintf("the server says that it compressed the answer as %s, and it did not; tell its publisher, or save it by hand and index the file", encoding), Err: err}
	}
	if err != nil {
		return nil, done, fmt.Errorf("reading the body, compressed as %s: %w", encoding, err)
	}
	return r, done, nil
}

func unknownEncoding(u *url.URL, encoding string) error {
	return &Error{Code: codeEncoding, URL: u.String(), Reason: fmt.Sprintf("the server compressed the answer as %.40q, which it was not asked for; save it by hand and index the file", encoding)}
}

// location returns where an answer leads to.
func location(u *url.URL, res *http.Response) (*url.URL, error) {
	to := res.Header.Get("Location")
	next, err := u.Parse(to)
	if to == "" || err != nil {
		return nil, &Error{Code: codeRedirects, URL: u.String(), Status: res.StatusCode, Reason: fmt.Sprintf("the server answered %s and does not say where to; look at it in a browser", statusLine(res.StatusCode))}
	}
	if err := check(next); err != nil {
		e, _ := errors.AsType[*Error](err)
		return nil, &Error{Code: codeRedirects, URL: u.String(), Status: res.StatusCode, Reason: fmt.Sprintf("it leads to %.200s, which is not followed: %s", e.URL, e.Reason)}
	}
	return next, nil
}

// maxValidator bounds what is remembered of a header, in bytes.
const maxValidator = 512

// validator returns a header that the next request may send back, "" when it is
// none that can be.
func validator(res *http.Response, name string) string {
	v := res.Header.Get(name)
	if len(v) > maxValidator {
		return ""
	}
	return v
}

// maxAge reads how long an answer is good for.
func maxAge(h http.Header) time.Duration {
	for part := range strings.SplitSeq(strings.Join(h.Values("Cache-Control"), ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.EqualFold(name, "max-age") {
			return seconds(strings.Trim(value, `"`))
		}
	}
	return 0
}
