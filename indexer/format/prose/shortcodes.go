package prose

import (
	"strings"

	"newsdex/indexer/format/record"
)

// shortcode is one way to put a call of a template into Markdown: {{< figure
// src="a.png" >}} and {{% note %}} of Hugo, {% include x %} and {{ page.title }}
// of Jekyll. What stands between an opening and a closing one is text and stays.
type shortcode struct{ opens, closes string }

// shortcodeKinds are tried in order. The last is a value, which only templates
// have: other texts quote it.
var shortcodeKinds = []shortcode{
	{"{{</*", "*/>}}"}, {"{{%/*", "*/%}}"}, {"{{<", ">}}"}, {"{{%", "%}}"}, {"{%", "%}"}, {"{{", "}}"},
}

// maxShortcode bounds one shortcode, in bytes: what is not closed by then is
// none, and a text of openings must not be searched to its end for each.
const maxShortcode = 4096

// dropShortcodes removes shortcodes that stand outside of fenced code, and
// Liquid's comments with what they hold; the note counts them and shows the
// first. liquid says that the file is a template, so that values go, too.
func dropShortcodes(s string, liquid bool) (string, record.Note) {
	note := record.Note{Code: "shortcodes dropped"}
	if !strings.Contains(s, "{{") && !strings.Contains(s, "{%") {
		return s, note
	}
	kinds := shortcodeKinds
	if !liquid {
		kinds = kinds[:len(kinds)-1]
	}
	var b strings.Builder
	for part, code := range fenced(s) {
		for !code {
			at := strings.IndexByte(part, '{')
			if at < 0 {
				break
			}
			b.WriteString(part[:at])
			part = part[at:]
			n := shortcodeAt(part, kinds)
			if n == 0 {
				b.WriteByte('{')
				part = part[1:]
				continue
			}
			if note.Count++; note.Count == 1 {
				note.Detail = record.Printable(part[:n])
			}
			part = part[n:]
		}
		b.WriteString(part)
	}
	return b.String(), note
}

// shortcodeAt returns how long the shortcode is that s begins with, 0 when it
// does not.
func shortcodeAt(s string, kinds []shortcode) int {
	near := s[:min(len(s), maxShortcode)]
	for _, k := range kinds {
		if !strings.HasPrefix(s, k.opens) {
			continue
		}
		end := strings.Index(near[len(k.opens):], k.closes)
		if end < 0 {
			continue
		}
		n := len(k.opens) + end + len(k.closes)
		inner := strings.Trim(near[len(k.opens):n-len(k.closes)], "- \t\n")
		if k.opens == "{%" && inner == "comment" {
			if close := strings.Index(near, "endcomment"); close > 0 {
				if end := strings.Index(near[close:], "%}"); end > 0 {
					return close + end + len("%}")
				}
			}
		}
		if k.opens == "{{" && strings.ContainsAny(inner, "{\n") {
			continue
		}
		return n
	}
	return 0
}

// fenced yields the parts of a Markdown text in order, and whether each is
// fenced code (CommonMark, section 4.5).
func fenced(s string) func(yield func(part string, code bool) bool) {
	return func(yield func(string, bool) bool) {
		start, at := 0, 0
		fence := "" // that is open
		for line := range strings.Lines(s) {
			mark := fenceOf(line)
			switch {
			case fence == "" && mark != "":
				if !yield(s[start:at], false) {
					return
				}
				start, fence = at, mark
			case fence != "" && strings.HasPrefix(mark, fence) && strings.Trim(line, " \t\r\n`~") == "":
				if !yield(s[start:at+len(line)], true) {
					return
				}
				start, fence = at+len(line), ""
			}
			at += len(line)
		}
		yield(s[start:], fence != "")
	}
}

// fenceOf returns the fence that a line begins with, "" when it does not.
func fenceOf(line string) string {
	rest := strings.TrimLeft(line, " ")
	for _, c := range []string{"`", "~"} {
		if n := len(rest) - len(strings.TrimLeft(rest, c)); n >= 3 && len(line)-len(rest) <= 3 && (c == "~" || !strings.Contains(rest[n:], c)) {
			return rest[:n]
		}
	}
	return ""
}
