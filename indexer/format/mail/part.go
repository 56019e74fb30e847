package mail

import (
	"bytes"
	"encoding/base64"
	"mime"
	"strings"

	"newsdex/indexer/format/stream"
)

// mailPart is one part of a mail (RFC 2045 and 2046), or the mail itself. What
// is broken in it is read as well as it can be: readers of mail do the same.
type mailPart struct {
	header  map[string]string // by lower-case name, unfolded, the first of a name
	body    []byte            // as it is encoded
	kind    string            // the media type, in lower case
	params  map[string]string // its parameters
	asFile  bool              // marked as an attachment
	name    string            // of the file, may be empty
	charset string
}

// newMailPart takes a part apart. Without a type it has the one given.
func newMailPart(data []byte, kind string) *mailPart {
	m := &mailPart{}
	m.header, m.body = mailHeader(data)
	m.kind, m.params = mailType(m.get("content-type"))
	if !strings.Contains(m.kind, "/") {
		m.kind = kind
	}
	disposition, params := mailType(m.get("content-disposition"))
	m.asFile = disposition == "attachment"
	m.name = decodeWords(params["filename"])
	if m.name == "" {
		m.name = decodeWords(m.params["name"])
	}
	m.charset = m.params["charset"]
	return m
}

func (m *mailPart) get(name string) string { return m.header[name] }

// decoded is a field as text.
func (m *mailPart) decoded(name string) string { return decodeWords(m.get(name)) }

// mailHeader returns the fields of a part and its body. A line within the
// header that is no field goes on with the one before, as some programs break
// long lines without indent.
func mailHeader(data []byte) (map[string]string, []byte) {
	fields := map[string]string{}
	last := ""
	rest := data
	for first := true; len(rest) > 0; first = false {
		line, after, _ := bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimRight(line, "\r")
		if len(line) == 0 {
			return fields, after
		}
		name, ok := fieldName(line)
		switch indent := line[0] == ' ' || line[0] == '\t'; {
		case ok && !indent:
			last = name
			value := bytes.TrimSpace(line[bytes.IndexByte(line, ':')+1:])
			if _, twice := fields[name]; twice || len(fields) >= stream.MaxHeaderFields {
				last = ""
			} else {
				fields[name] = string(value[:min(len(value), maxMailField)])
			}
		case first && !isFrom(line):
			return fields, data // there is no header
		case last != "" && len(fields[last]) < maxMailField:
			fields[last] += " " + string(bytes.TrimSpace(line))
		}
		rest = after
	}
	return fields, nil
}

// maxMailField bounds one field, in bytes: far above any, and below what makes
// putting its lines together slow.
const maxMailField = 64 << 10

// mailType takes a field such as "text/plain; charset=utf-8" apart.
func mailType(field string) (string, map[string]string) {
	if kind, params, err := mime.ParseMediaType(field); err == nil {
		return kind, params
	}
	parts := splitUnquoted(field, ';')
	params := map[string]string{}
	for _, p := range parts[1:] {
		key, value, _ := strings.Cut(p, "=")
		key = strings.ToLower(strings.TrimSpace(key))
		if _, twice := params[key]; !twice && key != "" {
			params[key] = unquoteParam(value)
		}
	}
	kind := strings.ToLower(strings.TrimSpace(parts[0]))
	if i := strings.IndexAny(kind, " \t,"); i >= 0 {
		kind = kind[:i]
	}
	return kind, params
}

// splitUnquoted splits at a character that stands in neither quotes nor brackets.
func splitUnquoted(s string, at byte) []string {
	var parts []string
	quoted, depth, start := false, 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\' && (quoted || depth > 0):
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '<':
			depth++
		case (c == ')' || c == '>') && depth > 0:
			depth--
		case c == at && depth == 0:
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// unquoteParam drops blanks, quotes and the backslashes within them.
func unquoteParam(s string) string {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, `"`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		} else if s[i] == '"' {
			continue
		}
		b.WriteByte(s[i])
	}
	return strings.TrimSpace(b.String())
}

// parts returns the parts of a multipart body, at most limit of them. A missing
// end mark ends with the body.
func (m *mailPart) parts(limit int) [][]byte {
	if boundary := m.params["boundary"]; boundary != "" {
		if parts := m.split(boundary, limit); parts != nil {
			return parts
		}
	}
	if boundary := guessBoundary(m.body); boundary != "" {
		return m.split(boundary, limit)
	}
	return nil
}

func (m *mailPart) split(boundary string, limit int) [][]byte {
	mark := []byte("--" + boundary)
	var parts [][]byte
	start := -1
	for at := 0; at <= len(m.body); {
		end := len(m.body)
		next := end + 1
		if i := bytes.IndexByte(m.body[at:], '\n'); i >= 0 {
			end = at + i
			next = end + 1
		}
		if rest, ok := bytes.CutPrefix(m.body[at:end], mark); ok {
			last := bytes.HasPrefix(rest, []byte("--"))
			if len(bytes.Trim(bytes.TrimPrefix(rest, []byte("--")), " \t\r")) == 0 {
				if start >= 0 {
					parts = append(parts, trimBreak(m.body[start:at]))
				}
				start = min(next, len(m.body))
				if last || len(parts) == limit {
					return parts
				}
			}
		}
		at = next
	}
	if start >= 0 && start < len(m.body) {
		parts = append(parts, m.body[start:])
	}
	return parts
}

// trimBreak drops the line break before a boundary, which belongs to it.
func trimBreak(b []byte) []byte {
	b = bytes.TrimSuffix(b, []byte("\n"))
	return bytes.TrimSuffix(b, []byte("\r"))
}

// guessBoundary takes the first line of two hyphens and a word for a boundary.
func guessBoundary(body []byte) string {
	for line := range bytes.Lines(body) {
		line = bytes.TrimSpace(line)
		if rest, ok := bytes.CutPrefix(line, []byte("--")); ok && len(rest) > 4 && !bytes.ContainsAny(rest, " \t") {
			return string(rest)
		}
	}
	return ""
}

// content is the body without its transfer encoding; unknown names one that is
// not known.
func (m *mailPart) content() (data []byte, unknown string) {
	coding := strings.ToLower(strings.Trim(m.get("content-transfer-encoding"), " \t\"';."))
	coding, _, _ = strings.Cut(coding, ";")
	switch strings.TrimSpace(coding) {
	case "quoted-printable", "quoted printable", "quotedprintable":
		return unquotePrintable(m.body), ""
	case "base64", "base-64", "base 64":
		if !isBase64(m.body) {
			return m.body, "base64, but it is none"
		}
		return unbase64(m.body), ""
	case "", "7bit", "7-bit", "8bit", "8-bit", "8bits", "7bits", "binary", "none", "plain":
		return m.body, ""
	}
	return m.body, coding
}

// strayBase64 is the share of characters, one in so many, above which a text is
// not base64, whatever it says: prose has more blanks and stops than this.
const strayBase64 = 20

// isBase64 reports whether a text may be base64: damaged places and line ends
// are few in it, blanks within lines none.
func isBase64(b []byte) bool {
	stray := 0
	for line := range bytes.Lines(b) {
		for _, c := range bytes.TrimSpace(line) {
			if !isBase64Letter(c) && c != '=' {
				stray++
			}
		}
	}
	return stray*strayBase64 <= len(b)
}

func isBase64Letter(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// unquotePrintable decodes quoted-printable (RFC 2045, section 6.7); what is no
// code stays as it is.
func unquotePrintable(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for line := range bytes.Lines(b) {
		end := line[len(bytes.TrimRight(line, "\r\n")):]
		line = bytes.TrimRight(line, " \t\r\n")
		if soft, ok := bytes.CutSuffix(line, []byte("=")); ok && len(end) > 0 {
			line, end = soft, nil
		}
		out = appendCodes(out, line)
		out = append(out, end...)
	}
	return out
}

// appendCodes appends a text in which =XX is a byte.
func appendCodes(out, line []byte) []byte {
	for i := 0; i < len(line); i++ {
		if line[i] == '=' && i+2 < len(line) {
			hi, lo := hexDigit(line[i+1]), hexDigit(line[i+2])
			if hi >= 0 && lo >= 0 {
				out = append(out, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		out = append(out, line[i])
	}
	return out
}

func hexDigit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	}
	return -1
}

// unbase64 decodes base64 (RFC 2045, section 6.8); all other characters are
// passed over, and a last group that is not whole gives what it holds.
func unbase64(b []byte) []byte {
	letters := make([]byte, 0, len(b))
	var out []byte
	flush := func() {
		if len(letters)%4 == 1 {
			letters = letters[:len(letters)-1]
		}
		part := make([]byte, base64.RawStdEncoding.DecodedLen(len(letters)))
		n, _ := base64.RawStdEncoding.Decode(part, letters)
		out, letters = append(out, part[:n]...), letters[:0]
	}
	for _, c := range b {
		switch {
		case isBase64Letter(c):
			letters = append(letters, c)
		case c == '=' && len(letters) > 0:
			flush() // padding; another text may follow
		}
	}
	flush()
	return out
}
