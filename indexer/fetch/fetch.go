// Package fetch gets addresses of the web as a reader of feeds should: it asks
// only for what has changed, obeys robots.txt, waits between requests to one
// host, gives up on what is too large or too slow, and refuses addresses of
// private networks. It must never know what an answer holds.
package fetch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Limits of one address. Each ends something that a server could make last, or
// grow, as it likes.
const (
	// MaxPage is the limit of a body when a request names none, in bytes: that of
	// one article.
	MaxPage = 16 << 20
	// maxAddress bounds an address in bytes, as that of an article is bounded.
	maxAddress = 4096
	// maxRedirects is how often one address may lead to another: browsers allow
	// 20, and more than five are a mistake already.
	maxRedirects = 10
	// maxHeader bounds all header lines of an answer, in bytes.
	maxHeader = 256 << 10
	// connectTime bounds connecting, and again agreeing on encryption.
	connectTime = 10 * time.Second
	// headerTime is how long a server may think before it answers.
	headerTime = 30 * time.Second
	// idleTime is how long nothing may come in the middle of a body.
	idleTime = 30 * time.Second
	// wholeTime bounds one request. When its limit is known, the time that so many
	// bytes take at slowRate bytes a second is added.
	wholeTime = time.Minute
	slowRate  = 256 << 10
	// maxTries is how often an address is asked for when the fault may pass.
	maxTries = 3
	// firstWait is how long the second try waits; the third waits four times as
	// long.
	firstWait = 2 * time.Second
	// maxWait is how long a try waits at most: a server that wants to be left
	// alone for longer is left alone.
	maxWait = time.Minute
)

// DefaultDelay is the time between two requests to one host: what readers of
// feeds and archives of the web keep.
const DefaultDelay = time.Second

// Options change how a client asks. The zero value is fine.
type Options struct {
	// UserAgent is how the client calls itself; robots.txt is searched for the
	// word before its first slash. "" is "newsdex".
	UserAgent string
	// Delay is the time between two requests to one host; 0 is DefaultDelay, a
	// negative one none. A longer Crawl-delay of robots.txt goes before it.
	Delay time.Duration
	// AllowPrivate takes addresses of this machine and of private networks. Only
	// then proxies named in the environment are used: a proxy connects in our
	// place, and where to is not ours to check.
	AllowPrivate bool
	// Resolver finds the addresses of names; nil is that of the system.
	Resolver *net.Resolver
	// Sleep waits; nil does so by the clock. Tests put their own here.
	Sleep func(context.Context, time.Duration) error
}

// Client fetches addresses. It is safe for concurrent use; requests to one host
// go one after another.
type Client struct {
	agent, token string
	delay        time.Duration
	http         *http.Client
	sleep        func(context.Context, time.Duration) error
	hosts        table[host]
	robots       table[cachedRobots]
	// The constants and the clock; tests have their own.
	wholeTime, idleTime time.Duration
	now                 func() time.Time
}

// New returns a client.
func New(o Options) *Client {
	c := &Client{agent: o.UserAgent, delay: o.Delay, sleep: o.Sleep, wholeTime: wholeTime, idleTime: idleTime, now: time.Now}
	if c.agent == "" {
		c.agent = "newsdex"
	}
	c.token = productToken(c.agent)
	switch {
	case c.delay == 0:
		c.delay = DefaultDelay
	case c.delay < 0:
		c.delay = 0
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	dialer := &net.Dialer{Timeout: connectTime, Resolver: o.Resolver}
	transport := &http.Transport{
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    connectTime,
		ResponseHeaderTimeout:  headerTime,
		IdleConnTimeout:        idleTime,
		MaxIdleConnsPerHost:    1,
		MaxIdleConns:           16,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // see decoded
		ForceAttemptHTTP2:      true,
	}
	if o.AllowPrivate {
		transport.Proxy = http.ProxyFromEnvironment
	} else {
		dialer.Control = publicOnly
	}
	c.http = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // see Get
	}
	return c
}

// Close lets go of idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Known is what an earlier answer said, so that only a change is sent.
type Known struct {
	// URL is the address that the answer came from in the end: what it said holds
	// for that address only.
	URL          string
	ETag         string
	LastModified string
}

// Request is what is asked for.
type Request struct {
	// URL is an http or https address.
	URL string
	Known
	// Limit returns how many bytes the body may hold, after decompression, by its
	// first bytes (at most HeadSize); nil allows MaxPage.
	Limit func(head []byte) int64
}

// Response is a page, or the word that it has not changed.
type Response struct {
	// URL is where the answer came from, behind all redirects.
	URL string
	// Moved is the address that is to be used from now on, "" when that is the
	// one that was asked for.
	Moved string
	// Redirects counts how often one address led to another.
	Redirects int
	// Unchanged: it is as it was when it was Known; there is no body.
	Unchanged   bool
	ContentType string
	// Known is what the next request may say.
	Known Known
	// MaxAge is how long the answer is good for by Cache-Control, 0 when it does
	// not say.
	MaxAge time.Duration
	// Body holds all of it, nil when Unchanged. It must be closed.
	Body *Body
}

// Get fetches an address. Redirects are followed, faults that may pass are tried
// again. The error is an *Error, or that of ctx.
func (c *Client) Get(ctx context.Context, req Request) (*Response, error) {
	u, err := parse(req.URL)
	if err != nil {
		return nil, err
	}
	for try := 1; ; try++ {
		res, err := c.follow(ctx, u, req)
		if err == nil {
			return res, nil
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		e := asError(u, err)
		wait := max(e.RetryAfter, firstWait<<(2*(try-1)))
		if !e.Passing || try == maxTries || wait > maxWait {
			c.hosts.get(HostKey(e.URL)).judge(e)
			return nil, e
		}
		if err := c.sleep(ctx, jitter(wait)); err != nil {
			return nil, err
		}
	}
}

// follow asks for an address and for those that it leads to.
func (c *Client) follow(ctx context.Context, u *url.URL, req Request) (*Response, error) {
	out := &Response{}
	seen, turns := map[string]bool{}, map[string]bool{}
	permanent := true
	for {
		if seen[u.String()] {
			return nil, &Error{Code: codeRedirects, URL: u.String(), Reason: "it leads back to itself, however often it is asked; tell its publisher"}
		}
		seen[u.String()] = true
		if err := c.hosts.get(hostKey(u)).resting(u); err != nil {
			return nil, err
		}
		if err := c.permitted(ctx, u); err != nil {
			return nil, err
		}
		if key := hostKey(u); !turns[key] {
			turns[key] = true
			if err := c.turn(ctx, u); err != nil {
				return nil, err
			}
		}
		next, kept, err := c.ask(ctx, u, req, out)
		if err != nil {
			return nil, err
		}
		if next == nil {
			out.URL = u.String()
			return out, nil
		}
		if out.Redirects++; out.Redirects > maxRedirects {
			return nil, &Error{Code: codeRedirects, URL: u.String(), Reason: fmt.Sprintf("it leads from one address to the next more than %d times; find the last one in a browser and give that", maxRedirects)}
		}
		if permanent = permanent && kept; permanent {
			out.Moved = next.String()
		}
		u = next
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// jitter lengthens a wait by up to a tenth, so that many clients that were sent
// away together do not come back together.
func jitter(d time.Duration) time.Duration {
	return d + time.Duration(rand.Int64N(int64(d)/10+1))
}
