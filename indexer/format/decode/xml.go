package decode

import (
	"bufio"
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"newsdex/indexer/format/record"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// wideBeginnings are how XML begins in encodings that ASCII is no part of (XML
// 1.0, appendix F), the longest first.
var wideBeginnings = []struct {
	bytes string
	name  string
	enc   encoding.Encoding
}{
	{"\x00\x00\xfe\xff", "UTF-32BE", utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM)},
	{"\xff\xfe\x00\x00", "UTF-32LE", utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM)},
	{"\x00\x00\x00<", "UTF-32BE", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
	{"<\x00\x00\x00", "UTF-32LE", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
	{"\x00<\x00", "UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
	{"<\x00", "UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\x4c\x6f\xa7\x94\x93", "EBCDIC", charmap.CodePage037},
}

// wideXML returns the encoding of XML whose letters are not those of ASCII, nil
// when the bytes do not begin like that.
func wideXML(head []byte) (enc encoding.Encoding, name string) {
	for _, w := range wideBeginnings {
		if bytes.HasPrefix(head, []byte(w.bytes)) {
			return w.enc, w.name
		}
	}
	return nil, ""
}

// xmlDeclared finds the encoding in an XML declaration.
var xmlDeclared = regexp.MustCompile(`^\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']{1,40})["']`)

// XML returns a reader of XML as UTF-8: by byte order mark or the first
// letters, else the charset that it was sent with (RFC 7303), else what it
// declares, else UTF-8. A label that is not known, or that the bytes contradict,
// is passed over. Text that is no UTF-8 is repaired where it is read (see
// markup.Reader.Unescape). The reader has a buffer of HeadSize bytes, and looks only at
// what the first read brings.
func XML(in record.Input) (*bufio.Reader, []record.Note) {
	br := bufio.NewReaderSize(in, record.HeadSize)
	br.Peek(4)
	head, _ := br.Peek(br.Buffered())
	enc, name := wideXML(head)
	if name == "EBCDIC" {
		if text, err := enc.NewDecoder().Bytes(head[:min(len(head), 200)]); err == nil {
			if e, label := lookup(declared(text)); e != nil {
				enc, name = e, label
			}
		}
	}
	if enc == nil {
		enc, name = UTF16(head)
	}
	var notes []record.Note
	switch {
	case enc != nil:
	case bytes.HasPrefix(head, []byte(BOM)):
		br.Discard(len(BOM))
		return br, nil
	default:
		enc, name, notes = labelled(head, in.ContentType)
	}
	if enc == nil {
		return br, notes
	}
	notes = append(notes, record.Note{Code: "read as " + name, Count: 1})
	return bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), record.HeadSize), notes
}

// labelled returns the encoding that labels name for bytes that hold ASCII, nil
// for UTF-8.
func labelled(head []byte, contentType string) (enc encoding.Encoding, name string, notes []record.Note) {
	_, params, _ := mime.ParseMediaType(contentType)
	for _, label := range []string{params["charset"], declared(head)} {
		label = strings.Trim(strings.TrimSpace(label), `'"`)
		if label == "" {
			continue
		}
		enc, name = lookup(label)
		switch {
		case name == "":
			notes = append(notes, record.Note{Code: "unknown encoding", Detail: record.Printable(label), Count: 1})
		case name == "utf-8", strings.HasPrefix(name, "utf-16"), strings.HasPrefix(name, "utf-32"):
			return nil, "", notes // whatever it says: the letters are those of ASCII
		case singleByte(name) && multibyte(head):
			return nil, "", append(notes, record.Note{Code: "read as UTF-8, not as " + name, Count: 1})
		default:
			return enc, name, notes
		}
	}
	return nil, "", notes
}

func declared(head []byte) string {
	if m := xmlDeclared.FindSubmatch(head[:min(len(head), 1024)]); m != nil {
		return string(m[1])
	}
	return ""
}

// lookup returns the encoding of a label and its name: as browsers understand
// it, else as IANA registered it. The name is empty when it is not known.
func lookup(label string) (encoding.Encoding, string) {
	if label == "" {
		return nil, ""
	}
	if enc, name := charset.Lookup(label); enc != nil && name != "replacement" {
		return enc, name
	}
	enc, err := ianaindex.IANA.Encoding(label)
	if err != nil || enc == nil {
		return nil, ""
	}
	name, err := ianaindex.IANA.Name(enc)
	if err != nil {
		name = label
	}
	return enc, strings.ToLower(name)
}

// singleByte reports whether an encoding has one byte a character. Text in one
// of them is practically never valid UTF-8 by chance.
func singleByte(name string) bool {
	return strings.HasPrefix(name, "windows-125") || strings.HasPrefix(name, "iso-8859-")
}

// multibyte reports whether bytes are UTF-8 with characters beyond ASCII, which
// text of another encoding practically never is. The last may be cut.
func multibyte(head []byte) bool {
	for cut := range min(len(head), utf8.UTFMax) {
		if part := head[:len(head)-cut]; utf8.Valid(part) {
			return bytes.ContainsFunc(part, func(r rune) bool { return r >= utf8.RuneSelf })
		}
	}
	return false
}
