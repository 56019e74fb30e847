package stream

import "bytes"

// HeaderEnd returns where a block of header lines and its blank line end, -1
// when there is no blank line.
func HeaderEnd(b []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			return -1
		}
		at += i + 1
		if bytes.HasPrefix(b[at:], []byte("\n")) {
			return at + 1
		}
		if bytes.HasPrefix(b[at:], []byte("\r\n")) {
			return at + 2
		}
	}
}

// MaxHeaderFields is how many fields of a header are kept: ten times the longest seen.
const MaxHeaderFields = 1000
