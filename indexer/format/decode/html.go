package decode

import (
	"fmt"
	"unicode/utf8"

	"newsdex/indexer/format/record"

	"golang.org/x/net/html/charset"
)

// sureUTF8 is how many characters of several bytes, all of them whole, prove
// that a text is UTF-8 although it names another encoding: pages that were
// stored anew keep their old declaration. A few pairs of bytes of a Chinese
// encoding can look like UTF-8, so many cannot.
const sureUTF8 = 8

// HTML returns HTML as UTF-8, in the encoding that browsers would take
// (WHATWG, encoding sniffing algorithm): a byte order mark, contentType, a meta
// element within the first 1,024 bytes, else UTF-8 when the bytes are that, else
// windows-1252. Where browsers would show UTF-8 as something else it is still
// read as UTF-8. A note says which it was when not UTF-8, or not as declared.
func HTML(data []byte, contentType string) (string, []record.Note, error) {
	enc, name, declared := charset.DetermineEncoding(data, contentType)
	switch {
	case name == "utf-8", !declared && name == "windows-1252":
		// The guess looks at the first bytes only; Text looks at all.
		s, notes := Text(data)
		return s, notes, nil
	case severalBytes(data) >= sureUTF8 && utf8.Valid(data):
		return string(data), []record.Note{{Code: "read as UTF-8, not as " + name, Count: 1}}, nil
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", nil, fmt.Errorf("decoding %s: %w", name, err)
	}
	return string(out), []record.Note{{Code: "read as " + name, Count: 1}}, nil
}

// severalBytes counts the bytes that begin a character of several bytes in UTF-8.
func severalBytes(data []byte) int {
	n := 0
	for _, c := range data {
		if c >= 0xc0 {
			n++
		}
	}
	return n
}
