package markup

import (
	"bytes"
	"strings"
)

// xmlBlanks are the bytes that count as nothing before an element.
const xmlBlanks = " \t\r\n\v\f"

// Root returns the local name of the first element of XML, and everything
// before and in its tag as far as the head shows it, for namespaces and document
// types. "" when the head is no XML or does not get to an element.
func Root(head []byte) (name string, until []byte) {
	rest := bytes.TrimLeft(head, xmlBlanks)
	for len(rest) > 1 && rest[0] == '<' {
		var end string
		switch {
		case bytes.HasPrefix(rest, []byte("<?")):
			end = "?>"
		case bytes.HasPrefix(rest, []byte("<!--")):
			end = "-->"
		case bytes.HasPrefix(rest, []byte("<!")):
			end = ">"
			if open, gt := bytes.IndexByte(rest, '['), bytes.IndexByte(rest, '>'); open >= 0 && open < gt {
				end = "]>"
			}
		default:
			stop := bytes.IndexAny(rest, xmlBlanks+"/>")
			if stop < 0 {
				return "", nil
			}
			tagEnd := bytes.IndexByte(rest, '>')
			if tagEnd < 0 {
				tagEnd = len(rest)
			}
			name = string(rest[1:stop])
			if i := strings.LastIndexByte(name, ':'); i >= 0 {
				name = name[i+1:]
			}
			return name, head[:len(head)-len(rest)+tagEnd]
		}
		i := bytes.Index(rest, []byte(end))
		if i < 0 {
			return "", nil
		}
		rest = bytes.TrimLeft(rest[i+len(end):], xmlBlanks)
	}
	return "", nil
}
