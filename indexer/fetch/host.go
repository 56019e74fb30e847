package fetch

import (
	"context"
	"fmt"
	"net/url"
	"sync"
	"time"
)

const (
	// maxHosts bounds what is remembered of hosts; those that were met longest
	// ago are forgotten.
	maxHosts = 4096
	// maxDelay bounds the Crawl-delay that is kept: with more, a feed and its
	// pages would take days, and a host that means it closes itself by Disallow.
	maxDelay = 30 * time.Second
	// maxFaults is after how many addresses in a row that could not be fetched a
	// host is left alone for restTime: it is down, and each costs minutes.
	maxFaults = 5
	restTime  = 10 * time.Minute
	// maxRest is how long a host is left alone at most when it asks for that.
	maxRest = 24 * time.Hour
)

// table remembers what is known of hosts, within bounds.
type table[T any] struct {
	mu   sync.Mutex
	m    map[string]*T
	used map[string]time.Time
}

// get returns what is known of a host, all of it zero at first.
func (t *table[T]) get(key string) *T {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.m == nil {
		t.m, t.used = map[string]*T{}, map[string]time.Time{}
	}
	v := t.m[key]
	if v == nil {
		if len(t.m) >= maxHosts {
			t.forget()
		}
		v = new(T)
		t.m[key] = v
	}
	t.used[key] = time.Now()
	return v
}

// forget drops the host that was met longest ago.
func (t *table[T]) forget() {
	oldest, at := "", time.Time{}
	for key, used := range t.used {
		if oldest == "" || used.Before(at) {
			oldest, at = key, used
		}
	}
	delete(t.m, oldest)
	delete(t.used, oldest)
}

// host is what is known of the machine behind a name.
type host struct {
	mu     sync.Mutex
	next   time.Time // when it may be asked again
	faults int       // addresses in a row that it did not give
	rest   time.Time // until when it is left alone
}

// turn waits until the host of u may be asked.
func (c *Client) turn(ctx context.Context, u *url.URL) error {
	delay := max(c.delay, min(c.robots.get(origin(u)).delay(), maxDelay))
	h := c.hosts.get(hostKey(u))
	h.mu.Lock()
	now := c.now()
	wait := h.next.Sub(now)
	h.next = now.Add(max(wait, 0) + delay)
	h.mu.Unlock()
	if wait <= 0 {
		return nil
	}
	return c.sleep(ctx, wait)
}

// resting refuses an address of a host that is left alone.
func (h *host) resting(u *url.URL) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	left := time.Until(h.rest)
	if left <= 0 {
		return nil
	}
	return &Error{Code: codeGivenUp, URL: u.String(), RetryAfter: left, Reason: fmt.Sprintf("%s did not give the addresses before this one and is left alone for %v; try again later", u.Host, left.Round(time.Second))}
}

// judge counts an address that a host did not give by its own fault.
func (h *host) judge(e *Error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !e.Passing:
	case e.RetryAfter > maxWait:
		h.rest = time.Now().Add(min(e.RetryAfter, maxRest))
	default:
		if h.faults++; h.faults >= maxFaults {
			h.faults, h.rest = 0, time.Now().Add(restTime)
		}
	}
}

// answered forgets the faults: the host is there.
func (h *host) answered() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.faults = 0
}
