// Package decode turns bytes into UTF-8, in the encoding that a browser or a
// reader of XML would take for theirs, and says which that was. It must never
// know what the text is about.
package decode

import (
	"bytes"
	"unicode/utf8"

	"newsdex/indexer/format/record"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// BOM is the byte order mark in UTF-8.
const BOM = "\xef\xbb\xbf"

// UTF16 returns the UTF-16 that the bytes are in and its name, nil when they
// are not: by byte order mark, or without one when it is clear. Clear means that
// seven of ten high bytes are NUL and no low byte is, which holds for Latin text
// and for nothing that is not UTF-16.
func UTF16(b []byte) (enc encoding.Encoding, name string) {
	if len(b) >= 2 {
		switch {
		case b[0] == 0xff && b[1] == 0xfe:
			return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM), "UTF-16LE"
		case b[0] == 0xfe && b[1] == 0xff:
			return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM), "UTF-16BE"
		}
	}
	units := min(len(b), 4096) / 2
	if units < 4 {
		return nil, ""
	}
	var first, second int // NUL bytes at even and at odd places
	for i := range units {
		if b[2*i] == 0 {
			first++
		}
		if b[2*i+1] == 0 {
			second++
		}
	}
	switch enough := units * 7; {
	case first == 0 && second*10 >= enough:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16LE"
	case second == 0 && first*10 >= enough:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "UTF-16BE"
	}
	return nil, ""
}

// Head returns the first bytes of a file as UTF-8 as far as that changes
// what a sniffer sees: UTF-16 is decoded, a byte order mark dropped.
func Head(head []byte) []byte {
	if enc, _ := wideXML(head); enc != nil {
		if out, err := enc.NewDecoder().Bytes(head[:len(head)&^3]); err == nil {
			return out
		}
	}
	if enc, _ := UTF16(head); enc != nil {
		if out, err := enc.NewDecoder().Bytes(head[:len(head)&^1]); err == nil {
			return out
		}
	}
	return bytes.TrimPrefix(head, []byte(BOM))
}

// Text returns a whole text as UTF-8, with a note when it was read as
// something else. The result may hold invalid bytes when the text is UTF-8 with
// damaged places: when more multi-byte characters are whole than bytes are
// broken, one bad byte must not turn all the others into windows-1252.
func Text(data []byte) (string, []record.Note) {
	if enc, name := UTF16(data); enc != nil {
		if out, err := enc.NewDecoder().Bytes(data); err == nil {
			return string(out), []record.Note{{Code: "read as " + name, Count: 1}}
		}
	}
	if rest, marked := bytes.CutPrefix(data, []byte(BOM)); marked {
		return string(rest), nil
	}
	s, repaired := RepairUTF8(data)
	if repaired {
		return s, []record.Note{{Code: "read as windows-1252", Count: 1}}
	}
	return s, nil
}

// RepairUTF8 returns bytes that should be UTF-8 as that, and reports whether
// they had to be read as windows-1252. Damaged UTF-8 stays as it is.
func RepairUTF8(data []byte) (string, bool) {
	if utf8.Valid(data) {
		return string(data), false
	}
	whole, broken := 0, 0
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			broken++
		} else {
			whole++
		}
		i += size
	}
	if whole > broken {
		return string(data), false
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil { // every byte has a meaning in windows-1252
		return string(data), false
	}
	return string(out), true
}

// maxControl is the share of control characters, one in so many, above which
// bytes are binary.
const maxControl = 10

// Binary reports whether decoded bytes are no text: they hold a NUL, or more
// than one control character in maxControl bytes.
func Binary[T []byte | string](b T) bool {
	n := 0
	for i := range len(b) {
		c := b[i]
		if c == 0 {
			return true
		}
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' || c == 0x7f {
			n++
		}
	}
	return n*maxControl > len(b)
}
