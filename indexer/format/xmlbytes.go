package format

import (
	"bufio"
	"bytes"
	"io"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
)

// xmlBytes is a file as valid UTF-8 without characters that XML has not, with
// its place, and a budget that keeps a single token from filling the memory.
type xmlBytes struct {
	r    *bufio.Reader
	back []byte // read again first
	n    int64
	line int
	left int64 // bytes that may still be read; negative: any number
	err  error // of r
}

func (b *xmlBytes) ReadByte() (byte, error) {
	switch {
	case b.left == 0:
		return 0, errXMLBudget
	case b.left > 0:
		b.left--
	}
	var c byte
	if len(b.back) > 0 {
		c, b.back = b.back[0], b.back[1:]
	} else {
		var err error
		if c, err = b.r.ReadByte(); err != nil {
			if err != io.EOF {
				b.err = err
			}
			return 0, err
		}
	}
	b.n++
	if c == '\n' {
		b.line++
	}
	return c, nil
}

// Read is there because the decoder asks for it; it reads single bytes.
func (b *xmlBytes) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	c, err := b.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = c
	return 1, nil
}

// unread gives bytes back that were read last.
func (b *xmlBytes) unread(p []byte) {
	b.back = append(p, b.back...)
	b.n -= int64(len(p))
	b.line -= bytes.Count(p, []byte("\n"))
}

// declaredEncoding finds the encoding in an XML declaration.
var declaredEncoding = regexp.MustCompile(`^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']`)

// newXMLBytes decodes a file: by byte order mark or clear UTF-16, then by
// in.ContentType, then by its declaration, else UTF-8, or windows-1252 when the
// first bytes are clearly not that. It looks only at what the first read brings.
// note says what it was read as when that is not UTF-8.
func newXMLBytes(in Input) (b *xmlBytes, note string) {
	br := bufio.NewReaderSize(in, HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	var enc encoding.Encoding
	var name string
	if enc, name = utf16Of(head); enc == nil {
		if bytes.HasPrefix(head, []byte(utf8BOM)) {
			br.Discard(len(utf8BOM))
		} else {
			enc, name = xmlEncoding(head, in.ContentType)
		}
	}
	if name != "" {
		note = "read as " + name
	}
	clean := transform.Transformer(runes.Map(xmlRune))
	if enc != nil {
		clean = transform.Chain(enc.NewDecoder(), clean)
	}
	return &xmlBytes{r: bufio.NewReaderSize(transform.NewReader(br, clean), 4096), line: 1}, note
}

// xmlEncoding returns nil for UTF-8.
func xmlEncoding(head []byte, contentType string) (encoding.Encoding, string) {
	label := ""
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		label = params["charset"]
	}
	if label == "" {
		if m := declaredEncoding.FindSubmatch(head); m != nil {
			label = string(m[1])
		}
	}
	enc, name := charset.Lookup(label)
	switch {
	case enc != nil && singleByte(name) && clearlyUTF8(head):
		// What is UTF-8 with letters beyond ASCII is nothing else by chance.
		return nil, "UTF-8, not as declared"
	case enc != nil && !strings.HasPrefix(name, "utf-") && name != "replacement" && name != "x-user-defined":
		return enc, name
	case clearlyNotUTF8(head):
		return charmap.Windows1252, "windows-1252"
	}
	return nil, ""
}

// clearlyNotUTF8 judges as decodeText does, by the first bytes alone.
func clearlyNotUTF8(head []byte) bool {
	_, notes := decodeText(wholeRunes(head))
	return len(notes) > 0
}

// clearlyUTF8 reports whether the first bytes hold characters beyond ASCII, and
// all of them are whole.
func clearlyUTF8(head []byte) bool {
	head = wholeRunes(head)
	return utf8.Valid(head) && bytes.ContainsFunc(head, func(r rune) bool { return r >= utf8.RuneSelf })
}

// singleByte reports whether an encoding has one byte a character.
func singleByte(name string) bool {
	return strings.HasPrefix(name, "windows-125") || strings.HasPrefix(name, "iso-8859-")
}

// wholeRunes drops a character at the end that is cut off.
func wholeRunes(head []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(head); i++ {
		if c := head[len(head)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(head[len(head)-i:]) {
				return head[:len(head)-i]
			}
			break
		}
	}
	return head
}

// xmlRune replaces what is no character of XML 1.0 (section 2.2).
func xmlRune(r rune) rune {
	if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff {
		return '\ufffd'
	}
	return r
}
