package feed

import (
	"encoding/base64"
	"html"
	"mime"
	"strings"
	"unicode/utf8"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"

	"golang.org/x/net/html/atom"
)

// mediaType returns the type of an element in lower case, without parameters.
func mediaType(e *markup.Element) string {
	typ := strings.ToLower(strings.TrimSpace(e.Attr("type")))
	if t, _, err := mime.ParseMediaType(typ); err == nil {
		return t
	}
	return typ
}

// content returns the text of a field by what it says it holds (Atom 1.0,
// sections 3.1 and 4.1.3; Atom 0.3: type and mode), or, where it does not say,
// by what it looks like: descriptions of RSS hold text or HTML. It is not ok,
// and the reason is returned, for what is no text.
func (f *feedReader) content(fd *field) (text, refused string) {
	typ, mode := mediaType(fd.elem), strings.ToLower(fd.elem.Attr("mode"))
	raw := fd.raw
	switch {
	case fd.blank() && fd.elem.Attr("src") != "":
		return "", "content lies elsewhere"
	case mode == "base64", typ != "" && !isTextType(typ) && !fd.tags:
		// Of another type than text, Atom 1.0 writes base64; some write texts so.
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(raw)), ""))
		if err != nil || !utf8.Valid(data) || decode.Binary(data) {
			return "", "content of type " + record.Printable(typ)
		}
		s := string(data)
		if strings.Contains(typ, "html") || typ != "text/plain" && looksHTML(s) {
			return htmltext.Of(s), ""
		}
		return plainText(s), ""
	case typ != "" && !isTextType(typ):
		return "", "content of type " + record.Printable(typ)
	case fd.tags:
		return htmltext.Of(f.declaredEntities(raw)), ""
	}
	s := f.x.Unescape(raw)
	switch {
	case typ == "html" || typ == "text/html":
		return htmltext.Of(s), ""
	case fd.elem.Space != atomSpace && looksHTML(s):
		return htmltext.Of(s), ""
	}
	return plainText(s), ""
}

// declaredEntities makes markup of raw that an HTML reader understands: UTF-8,
// and the document's own entities resolved.
func (f *feedReader) declaredEntities(raw []byte) string {
	s := f.x.UTF8(raw)
	if len(f.x.Entities) == 0 {
		return s
	}
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "&")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		end := strings.IndexByte(rest[:min(len(rest), markup.MaxReference)], ';')
		text, known := "", false
		if end > 0 {
			text, known = f.x.Entity(rest[:end])
		}
		if !known {
			b.WriteByte('&')
			s = rest
			continue
		}
		b.WriteString(html.EscapeString(text))
		s = rest[end+1:]
	}
}

// isTextType reports whether a type that a feed names is text, or markup of text.
func isTextType(typ string) bool {
	switch typ {
	case "text", "html", "xhtml", "application/xhtml+xml", "application/xml", "text/xml", "escaped", "xml":
		return true
	}
	return strings.HasPrefix(typ, "text/") || !strings.Contains(typ, "/")
}

// line returns the text of a field in one line, with the reason when there is
// none to read.
func (f *feedReader) line(fd *field) (text, refused string) {
	text, refused = f.content(fd)
	return strings.Join(strings.Fields(text), " "), refused
}

// looksHTML reports whether a text that may be HTML is: it holds a tag that HTML
// has, or a reference. "a < b" and "the <sigh> heard" are plain text.
func looksHTML(s string) bool {
	for {
		i := strings.IndexAny(s, "<&")
		if i < 0 {
			return false
		}
		s = s[i:]
		if s[0] == '&' && startsReference(s) || s[0] == '<' && startsTag(s) {
			return true
		}
		s = s[1:]
	}
}

// startsReference reports whether a text begins with a reference such as &eacute;
// or &#233;.
func startsReference(s string) bool {
	end := strings.IndexByte(s[:min(len(s), markup.MaxReference)], ';')
	if end < 0 {
		return false
	}
	name := s[1:end]
	if number, ok := strings.CutPrefix(name, "#"); ok {
		name = number
	}
	return name != "" && nameLength(name) == len(name)
}

// startsTag reports whether a text begins with a comment or a tag of HTML.
func startsTag(s string) bool {
	if strings.HasPrefix(s, "<!--") {
		return true
	}
	s = strings.TrimPrefix(s[1:], "/")
	n := nameLength(s)
	if n == 0 || n == len(s) || n > markup.MaxReference || atom.Lookup([]byte(strings.ToLower(s[:n]))) == 0 {
		return false
	}
	if !strings.ContainsRune("> /\t\r\n", rune(s[n])) {
		return false
	}
	end := strings.IndexAny(s[:min(len(s), markup.MaxDeclaration)], "<>")
	return end >= 0 && s[end] == '>'
}

// nameLength is how many letters and digits a text begins with.
func nameLength(s string) int {
	n := 0
	for n < len(s) && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z' || s[n] >= '0' && s[n] <= '9') {
		n++
	}
	return n
}

// plainText cleans a text that is no HTML of the layout of its file: blanks at
// the edges of lines go, paragraphs stay apart.
func plainText(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	var b strings.Builder
	blank := false
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			blank = true
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n")
			if blank {
				b.WriteString("\n")
			}
		}
		blank = false
		b.WriteString(line)
	}
	return b.String()
}
