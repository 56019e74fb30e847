package fetch

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Error says why an address was not fetched, and what can be done.
type Error struct {
	// Code groups reasons for counting: "HTTP 404", "private address".
	Code string
	// URL is the address at which it happened, which may be one that the address
	// asked for led to.
	URL    string
	Reason string
	// Status is that of HTTP, 0 when no answer came.
	Status int
	// Passing: it may work at another time.
	Passing bool
	// RetryAfter is how long the server asks to be left alone, 0 when it does not.
	RetryAfter time.Duration
	// Err is the error behind the reason, nil when there is none.
	Err error
}

// NoAnswer reports whether the host did not answer at all, which may be the fault
// of our own network.
func (e *Error) NoAnswer() bool {
	return e.Status == 0 && (e.Code == codeNetwork || e.Code == codeTimeout || e.Code == codeGivenUp)
}

func (e *Error) Error() string { return e.URL + ": " + e.Reason }
func (e *Error) Unwrap() error { return e.Err }

// Codes beside "HTTP" and a status.
const (
	codeAddress   = "address not usable"
	codePrivate   = "private address"
	codeRobots    = "robots.txt"
	codeRedirects = "redirects"
	codeTooLarge  = "too large"
	codeTimeout   = "timed out"
	codeNetwork   = "unreachable"
	codeGivenUp   = "host given up"
	codeEncoding  = "encoding not read"
	codeDisk      = "temporary file"
)

// asError makes an *Error of whatever ended the request of u.
func asError(u *url.URL, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	e := &Error{Code: codeNetwork, URL: u.String(), Err: err}
	var dns *net.DNSError
	var private *privateError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	var timeout interface{ Timeout() bool }
	var disk *fs.PathError
	switch {
	case errors.As(err, &disk):
		e.Code, e.Reason = codeDisk, fmt.Sprintf("what was fetched could not be put aside: %v; make room in the folder of temporary files, or name another by TMPDIR", err)
	case errors.As(err, &private):
		is := private.addr.String() + ", "
		if u.Hostname() == private.addr.String() {
			is = ""
		}
		e.Code, e.Reason = codePrivate, fmt.Sprintf("%s is %s%s; such addresses are only fetched with --allow-private", u.Hostname(), is, private.what)
	case errors.As(err, &dns) && dns.IsNotFound:
		e.Reason = fmt.Sprintf("there is no host named %s; check the spelling", u.Hostname())
	case errors.As(err, &dns):
		e.Reason, e.Passing = fmt.Sprintf("the address of %s could not be looked up: %v; check the connection to the network", u.Hostname(), dns.Err), true
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &invalid), errors.As(err, &verify):
		e.Reason = fmt.Sprintf("the certificate of %s is not good: %v; tell its publisher", u.Hostname(), root(err))
	case errors.Is(err, errSlow):
		e.Code, e.Passing, e.Reason = codeTimeout, true, "the answer came too slowly and was given up; try again later, or save it by hand and index the file"
	case errors.Is(err, errIdle):
		e.Code, e.Passing, e.Reason = codeTimeout, true, fmt.Sprintf("nothing came for %v in the middle of the answer; try again later", idleTime)
	case errors.As(err, &timeout) && timeout.Timeout():
		e.Code, e.Passing, e.Reason = codeTimeout, true, fmt.Sprintf("%s did not answer in time; try again later", u.Host)
	case errors.Is(err, syscall.ECONNREFUSED):
		e.Passing, e.Reason = true, fmt.Sprintf("%s takes no connections; check address and port", u.Host)
	default:
		e.Passing, e.Reason = true, fmt.Sprintf("the connection to %s broke (%v); try again later", u.Host, root(err))
	}
	return e
}

// root is the innermost error, without the address that stands beside it.
func root(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// statusError says what an answer other than the page means.
func statusError(u *url.URL, res *http.Response, now time.Time) *Error {
	e := &Error{Code: fmt.Sprintf("HTTP %d", res.StatusCode), URL: u.String(), Status: res.StatusCode}
	say := "the server answered " + statusLine(res.StatusCode)
	switch res.StatusCode {
	case http.StatusNotFound, http.StatusGone:
		e.Reason = say + ": there is nothing at this address; correct it or take it off the list"
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusPaymentRequired, http.StatusProxyAuthRequired, http.StatusUnavailableForLegalReasons:
		e.Reason = say + ": it is not open to everyone; save the page by hand and index the file"
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		e.Passing, e.RetryAfter = true, retryAfter(res.Header.Get("Retry-After"), now)
		e.Reason = say + ": it wants to be left alone"
		if e.RetryAfter > 0 {
			e.Reason += fmt.Sprintf(" for %v", e.RetryAfter.Round(time.Second))
		}
		e.Reason += "; try again later"
	case http.StatusRequestTimeout:
		e.Passing, e.Reason = true, say+"; try again later"
	case http.StatusNoContent, http.StatusResetContent:
		e.Reason = say + ": there is nothing at this address at present"
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		e.Reason = say + ": it does not know how to answer; tell its publisher"
	default:
		e.Reason = say + ", not with the page; look at it in a browser"
		if res.StatusCode >= 500 { // those of services in front of the server, too
			e.Passing, e.Reason = true, say+"; try again later"
		}
	}
	return e
}

func statusLine(code int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", code, http.StatusText(code)))
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110, section
// 10.2.3); 0 when it says nothing.
func retryAfter(s string, now time.Time) time.Duration {
	s = strings.TrimSpace(s)
	if d := seconds(s); d > 0 {
		return d
	}
	if t, err := http.ParseTime(s); err == nil && t.After(now) {
		return min(t.Sub(now), maxSeconds*time.Second)
	}
	return 0
}

// maxSeconds bounds what a server may say in seconds, a year.
const maxSeconds = 365 * 24 * 60 * 60

// seconds reads a number of seconds, 0 when it is none.
func seconds(s string) time.Duration {
	n := 0
	if s == "" || len(s) > 10 {
		return 0
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0
		}
		n = min(n*10+int(c-'0'), maxSeconds)
	}
	return time.Duration(n) * time.Second
}
