package format

import (
	"fmt"

	"golang.org/x/net/html/charset"
)

// decodeMarkup returns HTML as UTF-8, in the encoding that browsers would take
// (WHATWG, encoding sniffing algorithm): a byte order mark, contentType, a meta
// element within the first 1,024 bytes, else UTF-8 when the bytes are that, else
// windows-1252. A note says which when it was not UTF-8.
func decodeMarkup(data []byte, contentType string) (string, []Note, error) {
	enc, name, _ := charset.DetermineEncoding(data, contentType)
	if name == "utf-8" {
		s, notes := decodeText(data)
		return s, notes, nil
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		return "", nil, fmt.Errorf("decoding %s: %w", name, err)
	}
	return string(out), []Note{{Code: "read as " + name, Count: 1}}, nil
}
