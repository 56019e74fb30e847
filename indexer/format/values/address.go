package values

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsdex/article"
)

// PageAddress resolves ref against base, which may be empty; "" when that gives
// no http address that an article may have. Fragments that name a part of a
// page, not a page, are dropped.
func PageAddress(ref, base string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > article.MaxURL {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if b, err := url.Parse(base); base != "" && err == nil {
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	if !strings.HasPrefix(u.Fragment, "!") {
		u.Fragment, u.RawFragment = "", ""
	}
	s := u.String()
	if len(s) > article.MaxURL || !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r == utf8.RuneError || unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return ""
	}
	if _, err := url.Parse(s); err != nil {
		return ""
	}
	return s
}

// Absolute returns ref, resolved against base, when it is an address that a
// browser opens, else "".
func Absolute(base, ref string) string {
	u, err := url.Parse(ref)
	if err != nil || ref == "" || strings.ContainsFunc(ref, notASCII) {
		return ""
	}
	if b, err := url.Parse(base); err == nil && b.Host != "" {
		u = b.ResolveReference(u)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(u.String()) > article.MaxURL {
		return ""
	}
	return u.String()
}

func notASCII(r rune) bool { return r > '~' || r <= ' ' }

// IsAbsolute reports whether a text begins as an absolute web address.
func IsAbsolute(s string) bool {
	s = strings.ToLower(s[:min(len(s), 8)])
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// IsWeb reports whether an address is one that articles may have.
func IsWeb(address string) bool {
	u, err := url.Parse(strings.ReplaceAll(address, " ", "%20"))
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}
