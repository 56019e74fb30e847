package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	// robotsAge is how long a robots.txt counts (RFC 9309, section 2.4).
	robotsAge = 24 * time.Hour
	// robotsFault is how long a host whose robots.txt could not be read is left
	// alone before it is asked again.
	robotsFault = 10 * time.Minute
	// robotsRedirects is how often a robots.txt may lead elsewhere (section 2.3.1.2).
	robotsRedirects = 5
)

// cachedRobots is what a scheme, host and port says in its robots.txt.
type cachedRobots struct {
	asking sync.Mutex // held while it is fetched
	mu     sync.Mutex
	until  time.Time
	rules  rules
	fault  error // why it could not be read: then nothing may be fetched
}

func (r *cachedRobots) delay() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rules.delay
}

// fresh returns what is known, unless it is too old.
func (r *cachedRobots) fresh() (rules, error, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.rules, r.fault, time.Now().Before(r.until)
}

// origin names what one robots.txt is for.
func origin(u *url.URL) string { return u.Scheme + "://" + strings.ToLower(u.Host) }

// permitted refuses what the robots.txt of the host does not allow.
func (c *Client) permitted(ctx context.Context, u *url.URL) error {
	r := c.robots.get(origin(u))
	rules, fault, fresh := r.fresh()
	if !fresh {
		r.asking.Lock()
		defer r.asking.Unlock()
		if rules, fault, fresh = r.fresh(); !fresh {
			rules, fault = c.askRobots(ctx, u)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			r.mu.Lock()
			r.rules, r.fault, r.until = rules, fault, time.Now().Add(robotsAge)
			if fault != nil {
				r.until = time.Now().Add(robotsFault)
				if e, ok := errors.AsType[*Error](fault); ok && e.Passing {
					r.until = time.Time{} // the next try asks again
				}
			}
			r.mu.Unlock()
		}
	}
	if fault != nil {
		e := *asError(u, fault)
		e.URL = u.String() // it may have been met by another address of the host
		return &e
	}
	path := u.EscapedPath()
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if path == "/robots.txt" {
		return nil
	}
	if ok, line := rules.allows(path); !ok {
		return &Error{Code: codeRobots, URL: u.String(), Reason: fmt.Sprintf("%s/robots.txt (line %d) asks programs such as %s not to fetch it; save the page by hand and index the file", origin(u), line, c.token)}
	}
	return nil
}

// askRobots fetches the robots.txt for u. One that is not there allows all; one
// that cannot be had allows nothing (RFC 9309, section 2.3.1).
func (c *Client) askRobots(ctx context.Context, u *url.URL) (rules, error) {
	at := &url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/robots.txt"}
	for hop := 0; hop <= robotsRedirects; hop++ {
		var data []byte
		status, next, wait := 0, "", time.Duration(0)
		err := c.send(ctx, at, Known{}, func(res *http.Response, body io.Reader, _ func(int64)) (err error) {
			status, next, wait = res.StatusCode, res.Header.Get("Location"), retryAfter(res.Header.Get("Retry-After"), time.Now())
			if status == http.StatusOK {
				data, err = io.ReadAll(io.LimitReader(body, maxRobots+1))
			}
			return err
		})
		switch {
		case err != nil:
			return rules{}, asError(at, err)
		case status >= 300 && status < 400 && next != "":
			to, err := at.Parse(next)
			if err != nil || check(to) != nil {
				return rules{}, nil // it is nowhere
			}
			at = to
		case status == http.StatusOK:
			if len(data) > maxRobots { // half a line would close more than the whole
				data = data[:bytes.LastIndexAny(data[:maxRobots], "\r\n")+1]
			}
			return readRobots(data, c.token), nil
		case status == http.StatusTooManyRequests || status >= 500:
			return rules{}, &Error{Code: codeRobots, URL: u.String(), Status: status, Passing: true, RetryAfter: wait, Reason: fmt.Sprintf("%s could not be read (the server answered %s), so that nothing of this host may be fetched; try again later", at, statusLine(status))}
		default:
			return rules{}, nil
		}
	}
	return rules{}, nil // too many redirects are as good as no file
}
