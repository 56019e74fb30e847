package fetch

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
)

// parse checks an address, and returns it without its fragment.
func parse(address string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return nil, &Error{Code: codeAddress, URL: redacted(address), Reason: "this is no address: " + root(err).Error(), Err: err}
	}
	return u, check(u)
}

// check refuses an address that is not to be fetched whatever it leads to.
func check(u *url.URL) error {
	u.Scheme = strings.ToLower(u.Scheme)
	u.Fragment, u.RawFragment = "", ""
	refuse := func(reason string) error {
		return &Error{Code: codeAddress, URL: redacted(u.String()), Reason: reason}
	}
	switch {
	case u.User != nil:
		return refuse("it holds a name or a password, which would end up in reports and in the index; take them out (pages behind a login are not fetched)")
	case u.Scheme != "http" && u.Scheme != "https":
		return refuse(fmt.Sprintf("%q is not fetched, only http and https are", u.Scheme+":"))
	case u.Hostname() == "":
		return refuse("the name of the host is missing")
	case len(u.String()) > maxAddress:
		return refuse(fmt.Sprintf("it holds %d bytes, the limit is %d", len(u.String()), maxAddress))
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return nil
}

// Shown is an address as it may be shown and stored: without password, name and
// fragment. What is no address comes back as it is.
func Shown(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return redacted(address)
	}
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u.String()
}

// redacted cuts what may be a password out of what may be no address.
func redacted(address string) string {
	if u, err := url.Parse(address); err == nil {
		u.User = nil
		return u.String()
	}
	if scheme, rest, ok := strings.Cut(address, "://"); ok {
		if at := strings.LastIndex(rest, "@"); at >= 0 {
			return scheme + "://" + rest[at+1:]
		}
	}
	return address
}

// HostKey names the host of an address: what goes to one is sent one after
// another. What is no address is a host of its own.
func HostKey(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return hostKey(u)
}

// hostKey leaves the usual ports out: the same machine answers behind both.
func hostKey(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		host = net.JoinHostPort(host, p)
	}
	return host
}

// privateError is an address that is not open to everyone.
type privateError struct {
	addr netip.Addr
	what string
}

func (e *privateError) Error() string { return fmt.Sprintf("%s is %s", e.addr, e.what) }

// publicOnly is asked by net.Dialer with each address that is to be connected
// to, after the name was looked up: a name whose addresses change between two
// look-ups is no way around it.
func publicOnly(network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil || network != "tcp4" && network != "tcp6" {
		return fmt.Errorf("connecting to %s %q is not known to be safe", network, address)
	}
	if what := private(ap.Addr()); what != "" {
		return &privateError{ap.Addr().WithZone(""), what}
	}
	return nil
}

// block is a range of addresses that are not public.
type block struct {
	prefix netip.Prefix
	what   string
}

func blocks(what string, prefixes ...string) []block {
	var out []block
	for _, p := range prefixes {
		out = append(out, block{netip.MustParsePrefix(p), what})
	}
	return out
}

// closed lists the ranges that no address of the web lies in (IANA's registries
// of special-purpose addresses, RFC 6890 and those after it).
var closed = func() []block {
	var all []block
	for _, list := range [][]block{
		blocks("an address of this machine", "127.0.0.0/8", "0.0.0.0/8", "::1/128", "::/128"),
		blocks("an address of a private network", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
		blocks("an address of a provider's own network", "100.64.0.0/10"),
		blocks("an address of the local link, where clouds keep their secrets", "169.254.0.0/16", "fe80::/10"),
		blocks("an address of a group of machines", "224.0.0.0/4", "ff00::/8"),
		blocks("a reserved address", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
			"64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16"),
	} {
		all = append(all, list...)
	}
	return all
}()

// carriers are ranges of IPv6 in which an address of IPv4 stands, at that byte:
// such an address leads to where the inner one does.
var carriers = []struct {
	prefix netip.Prefix
	at     int
}{
	{netip.MustParsePrefix("::/96"), 12},           // IPv4-compatible, RFC 4291, section 2.5.5.1
	{netip.MustParsePrefix("64:ff9b::/96"), 12},    // NAT64, RFC 6052
	{netip.MustParsePrefix("2002::/16"), 2},        // 6to4, RFC 3056
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12}, // IPv4-translated, RFC 2765
}

// private says what an address is when it is not open to everyone, "" when it is.
func private(a netip.Addr) string {
	if a.Zone() != "" {
		return "an address of the local link"
	}
	a = a.Unmap() // ::ffff:127.0.0.1
	for _, b := range closed {
		if b.prefix.Contains(a) {
			return b.what
		}
	}
	if !a.Is6() {
		return ""
	}
	b := a.As16()
	for _, c := range carriers {
		if c.prefix.Contains(a) {
			return inner(b[c.at:])
		}
	}
	// ISATAP, RFC 5214: the interface is 0:5efe or 200:5efe and the inner address.
	if (b[8] == 0 || b[8] == 2) && b[9] == 0 && b[10] == 0x5e && b[11] == 0xfe {
		return inner(b[12:])
	}
	return ""
}

// inner judges the address of IPv4 at the beginning of b.
func inner(b []byte) string {
	if what := private(netip.AddrFrom4([4]byte(b))); what != "" {
		return what + " in another form"
	}
	return ""
}
