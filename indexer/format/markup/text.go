package markup

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"newsdex/indexer/format/decode"

	"golang.org/x/text/encoding/charmap"
)

// MaxExpanded bounds what the entities of a document may become in all, in
// bytes: they are names and addresses, and a million of them is a bomb.
const MaxExpanded = 64 << 10

// MaxReference is the longest name of a character in HTML, with & and ;.
const MaxReference = 34

// Unescape resolves the references in raw characters to text: those of XML, of
// HTML (feeds use them without declaring them), and the entities that the
// document declares. What is none stays as it is written. The bytes are UTF-8,
// or windows-1252 when they cannot be UTF-8.
func (x *Reader) Unescape(raw []byte) string {
	s := x.UTF8(raw)
	next := strings.IndexByte(s, '&')
	if next < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for next >= 0 {
		b.WriteString(s[:next])
		s = s[next:]
		ref := s[:min(len(s), MaxReference)]
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

// UTF8 returns bytes as UTF-8 (see decode.RepairUTF8). Control characters of the range
// U+0080 to U+009F are read as in HTML: they come from windows-1252 that was taken
// for ISO 8859-1, and are quotation marks and dashes.
func (x *Reader) UTF8(raw []byte) string {
	s, repaired := decode.RepairUTF8(raw)
	x.Repaired = x.Repaired || repaired
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

// Entity returns the text of an entity that the document declares.
func (x *Reader) Entity(name string) (string, bool) {
	text, ok := x.Entities[name]
	if !ok || x.expanded+len(text) > MaxExpanded {
		return "", false
	}
	x.expanded += len(text)
	return text, true
}

// reference returns what a reference means, without & and ;.
func (x *Reader) reference(name string) (string, bool) {
	if text, ok := x.Entity(name); ok {
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
func (x *Reader) declare(doctype []byte) {
	x.Declares = x.Declares || bytes.Contains(doctype, []byte("<!ENTITY"))
	for len(x.Entities) < maxEntities {
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
			if x.Entities == nil {
				x.Entities = map[string]string{}
			}
			name := string(fields[:end])
			if _, known := x.Entities[name]; !known {
				x.Entities[name] = html.UnescapeString(x.UTF8(text))
			}
		}
	}
}

// Escape writes the characters of a CDATA section as raw characters.
func Escape(dst, cdata []byte) []byte {
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
