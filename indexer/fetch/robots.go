package fetch

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// Limits of a robots.txt. What stands behind them is not read, as RFC 9309 wants
// at least 500 KiB to be.
const (
	maxRobots     = 512 << 10 // bytes
	maxRules      = 10_000
	maxRobotsLine = 8 << 10 // bytes of one line; the rest of it is cut
)

// rules are what a robots.txt says to one program.
type rules struct {
	list  []rule
	delay time.Duration
}

// rule allows or disallows the paths that a pattern matches.
type rule struct {
	parts  []string // of the normalised pattern, between its "*"
	length int      // of the pattern in bytes: the longest that matches counts
	end    bool     // it must match the whole path
	allow  bool
	line   int
}

// readRobots reads the rules for the program of that name (RFC 9309): those of
// all groups that name it, else those of the groups for "*".
func readRobots(data []byte, token string) rules {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var named, others rules
	var mine, any, found bool
	agents := true // the lines before this one name agents, or the file begins
	for n, line := range splitLines(data) {
		line, _, _ = bytes.Cut(line[:min(len(line), maxRobotsLine)], []byte("#"))
		key, value, colon := strings.Cut(string(line), ":")
		if !colon {
			continue
		}
		value = strings.TrimSpace(value)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "user-agent", "useragent":
			if !agents {
				mine, any = false, false
			}
			agents = true
			switch {
			case value == "*":
				any = true
			case strings.EqualFold(productToken(value), token) && token != "":
				mine, found = true, true
			}
		case "allow", "disallow":
			agents = false
			r := newRule(value, strings.EqualFold(strings.TrimSpace(key), "allow"), n+1)
			if value == "" {
				continue // disallows nothing
			}
			if mine {
				named.add(r)
			}
			if any {
				others.add(r)
			}
		case "crawl-delay":
			agents = false
			if mine {
				named.delay = crawlDelay(value)
			}
			if any {
				others.delay = crawlDelay(value)
			}
		}
	}
	if found {
		return named
	}
	return others
}

// splitLines yields lines by any of the ends that systems have.
func splitLines(data []byte) func(func(int, []byte) bool) {
	return func(yield func(int, []byte) bool) {
		for n := 0; len(data) > 0; n++ {
			end := bytes.IndexAny(data, "\r\n")
			line := data
			if end < 0 {
				data = nil
			} else {
				line = data[:end]
				if data[end] == '\r' && end+1 < len(data) && data[end+1] == '\n' {
					end++
				}
				data = data[end+1:]
			}
			if !yield(n, line) {
				return
			}
		}
	}
}

func (r *rules) add(one rule) {
	if len(r.list) < maxRules {
		r.list = append(r.list, one)
	}
}

// productToken is the name of a program at the beginning of what it calls itself:
// letters, "_" and "-" (RFC 9309, section 2.2.1).
func productToken(agent string) string {
	for i, c := range []byte(agent) {
		if (c|0x20 < 'a' || c|0x20 > 'z') && c != '_' && c != '-' {
			return agent[:i]
		}
	}
	return agent
}

func crawlDelay(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || !(f > 0) {
		return 0
	}
	return time.Duration(min(f, maxDelay.Seconds()) * float64(time.Second))
}

func newRule(pattern string, allow bool, line int) rule {
	if pattern != "" && pattern[0] != '/' && pattern[0] != '*' {
		pattern = "/" + pattern
	}
	pattern = normalPath(pattern)
	r := rule{length: len(pattern), allow: allow, line: line}
	pattern, r.end = strings.CutSuffix(pattern, "$")
	r.parts = strings.Split(pattern, "*")
	return r
}

// allows reports whether a path, with its query, may be fetched, else the line
// that says no. Of the rules that match the longest counts, and of two as long
// the one that allows.
func (r rules) allows(path string) (ok bool, line int) {
	path = normalPath(path)
	best := rule{length: -1, allow: true}
	for _, one := range r.list {
		if (one.length > best.length || one.length == best.length && one.allow) && one.matches(path) {
			best = one
		}
	}
	return best.allow, best.line
}

// matches tells whether the pattern fits a path from its start: "*" is anything.
// Each part is looked for as early as it can stand, which is right because what
// follows may be anything, too; so a path is walked once.
func (r rule) matches(path string) bool {
	rest, ok := strings.CutPrefix(path, r.parts[0])
	if !ok {
		return false
	}
	n := len(r.parts) - 1
	if n == 0 {
		return !r.end || rest == ""
	}
	for _, part := range r.parts[1:n] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	if r.end {
		return strings.HasSuffix(rest, r.parts[n])
	}
	return strings.Contains(rest, r.parts[n])
}

// normalPath writes a path in one way: letters that need no percent encoding are
// without it, all others than ASCII with it, in capitals (RFC 9309, section 2.2.2).
func normalPath(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if unreserved(c) {
				b.WriteByte(c)
				continue
			}
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		case c <= ' ' || c >= 0x7f:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0
}

func isHex(c byte) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
