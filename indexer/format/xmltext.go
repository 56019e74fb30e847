package format

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"newsdex/indexer/format/decode"

	"golang.org/x/text/encoding/charmap"
)

// maxExpanded bounds what the entities of a document may become in all, in
// bytes: they are names and addresses, and a million of them is a bomb.
const maxExpanded = 64 << 10

// maxReference is the longest name of a character in HTML, with & and ;.
const maxReference = 34

// unescape resolves the references in raw characters to text: those of XML, of
// HTML (feeds use them without declaring them), and the entities that the
// document declares. What is none stays as it is written. The bytes are UTF-8,
// or windows-1252 when they cannot be UTF-8.
func (x *xmlReader) unescape(raw []byte) string {
	s := x.utf8(raw)
	next := strings.IndexByte(s, '&')
	if next < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for next >= 0 {
		b.WriteString(s[:next])
		s = s[next:]
		ref := s[:min(len(s), maxReference)]
		if end := strings.IndexByte(ref, ';'); end > 0 {
			if text, ok := x.reference(ref[1:end]); ok {
				b.WriteString(text)
				s = s[end+1:]
				next = strings.IndexByte(s, '&')
				continue
			}
		}
		b.WriteByte('&')
		s = s[1:]
		next = strings.IndexByte(s, '&')
	}
	b.WriteString(s)
	return b.String()
}

// utf8 returns bytes as UTF-8 (see decode.RepairUTF8). Control characters of the range
// U+0080 to U+009F are read as in HTML: they come from windows-1252 that was taken
// for ISO 8859-1, and are quotation marks and dashes.
func (x *xmlReader) utf8(raw []byte) string {
	s, repaired := decode.RepairUTF8(raw)
	x.repaired = x.repaired || repaired
	if !strings.Contains(s, "\xc2") {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x80 && r <= 0x9f {
			return charmap.Windows1252.DecodeByte(byte(r))
		}
		return r
	}, s)
}

// entity returns the text of an entity that the document declares.
func (x *xmlReader) entity(name string) (string, bool) {
	text, ok := x.entities[name]
	if !ok || x.expanded+len(text) > maxExpanded {
		return "", false
	}
	x.expanded += len(text)
	return text, true
}

// reference returns what a reference means, without & and ;.
func (x *xmlReader) reference(name string) (string, bool) {
	if text, ok := x.entity(name); ok {
		return text, true
	}
	if number, ok := strings.CutPrefix(name, "#"); ok {
		number, isHexadecimal := strings.CutPrefix(strings.ToLower(number), "x")
		digits := "0123456789"
		if isHexadecimal {
			digits += "abcdef"
		}
		if number == "" || strings.Trim(number, digits) != "" {
			return "", false
		}
		return html.UnescapeString("&" + strings.ToLower(name) + ";"), true
	}
	text := html.UnescapeString("&" + name + ";")
	// A shorter name at its start ("notit" for "not") is not what was written.
	return text, name != "" && (name == "amp" || !strings.ContainsAny(text, "&;"))
}

// declare reads the entities of a document type: plain texts only. They are
// not expanded in one another, and those that lie elsewhere are not read.
func (x *xmlReader) declare(doctype []byte) {
	x.declares = x.declares || bytes.Contains(doctype, []byte("<!ENTITY"))
	for len(x.entities) < maxEntities {
		_, rest, found := bytes.Cut(doctype, []byte("<!ENTITY"))
		if !found {
			return
		}
		doctype = rest
		fields := bytes.TrimLeft(rest, " \t\r\n")
		end := bytes.IndexAny(fields, " \t\r\n>")
		if end <= 0 || fields[0] == '%' {
			continue
		}
		value := bytes.TrimLeft(fields[end:], " \t\r\n")
		if len(value) == 0 || value[0] != '"' && value[0] != '\'' {
			continue // SYSTEM or PUBLIC: another file
		}
		if text, _ := cutValue(value); len(text) <= maxEntity {
			if x.entities == nil {
				x.entities = map[string]string{}
			}
			name := string(fields[:end])
			if _, known := x.entities[name]; !known {
				x.entities[name] = html.UnescapeString(x.utf8(text))
			}
		}
	}
}

// escapeMarkup writes the characters of a CDATA section as raw characters.
func escapeMarkup(dst, cdata []byte) []byte {
	for _, c := range cdata {
		switch c {
		case '&':
			dst = append(dst, "&amp;"...)
		case '<':
			dst = append(dst, "&lt;"...)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// escapeAddress makes an address that does not parse one that does, as browsers
// do: blanks, control characters and percent signs before no digits are escaped.
func escapeAddress(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		stray := c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]))
		if c <= ' ' || c == 0x7f || stray {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
