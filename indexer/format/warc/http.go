package warc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"

	"github.com/klauspost/compress/zstd"
)

const (
	// MaxPayload bounds what an HTTP body decodes to, in bytes: four articles at
	// their limit. A small body that becomes more is no page.
	MaxPayload = 64 << 20
	// maxCodings bounds how often a body is encoded; more than one is rare.
	maxCodings = 3
	// maxHTTPWindow bounds what one zstd body takes of memory (RFC 9659).
	maxHTTPWindow = 8 << 20
)

// httpResponse is an HTTP response as it went over the line (RFC 9112).
type httpResponse struct {
	status int
	fields map[string]string // by lower-case name, the first value
	body   []byte
}

// parseHTTP takes a response apart. Header lines may end without CR.
func parseHTTP(b []byte) (*httpResponse, error) {
	line, rest, _ := bytes.Cut(b, []byte("\n"))
	parts := strings.Fields(string(line[:min(len(line), 256)]))
	if len(parts) < 2 || !strings.HasPrefix(parts[0], "HTTP/") {
		return nil, errors.New("the record says it is an HTTP response, but does not begin with a line such as HTTP/1.1 200 OK")
	}
	status, err := strconv.Atoi(parts[1])
	if err != nil || status < 100 || status > 999 {
		return nil, fmt.Errorf("%q is no HTTP status", record.Printable(parts[1]))
	}
	res := &httpResponse{status: status}
	end := stream.HeaderEnd(rest)
	switch {
	case end >= 0:
	case bytes.HasPrefix(rest, []byte("\r\n")), bytes.HasPrefix(rest, []byte("\n")):
		end = bytes.IndexByte(rest, '\n') + 1 // no header at all
	default:
		end = len(rest)
	}
	res.fields, res.body = headerFields(rest[:end]), rest[end:]
	return res, nil
}

// headerFields returns the fields of header lines by their lower-case names; of
// those that stand twice, the first. A line that begins with a blank goes on
// with the one before; lines without a colon are passed over.
func headerFields(b []byte) map[string]string {
	fields := map[string]string{}
	last := ""
	for line := range bytes.Lines(b) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && last != "" {
			fields[last] += " " + string(bytes.TrimSpace(line))
			continue
		}
		last = ""
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			continue
		}
		key := strings.ToLower(string(bytes.TrimSpace(name)))
		if _, twice := fields[key]; !twice && len(fields) < stream.MaxHeaderFields {
			fields[key] = string(bytes.TrimSpace(value))
			last = key
		}
	}
	return fields
}

// decoded returns the body without its transfer and content codings. Archives
// often keep a header and store the body already decoded, so a coding counts
// only when the bytes bear it out. A body that breaks off ends there, and *cut
// says why.
func (res *httpResponse) decoded(cut *error) (io.Reader, error) {
	var r io.Reader = bytes.NewReader(res.body)
	if hasToken(res.fields["transfer-encoding"], "chunked") && startsChunk(res.body) {
		r = &untilFault{r: &dechunk{r: bufio.NewReader(r)}, fault: cut}
	}
	codings := strings.Split(res.fields["content-encoding"], ",")
	if len(codings) > maxCodings {
		return nil, fmt.Errorf("the HTTP body is encoded %d times, the limit is %d", len(codings), maxCodings)
	}
	for i := len(codings) - 1; i >= 0; i-- {
		next, err := decoding(strings.ToLower(strings.TrimSpace(codings[i])), bufio.NewReader(r))
		if err != nil {
			return nil, err
		}
		r = &untilFault{r: next, fault: cut}
	}
	return &bounded{r: r, left: MaxPayload}, nil
}

// decoding undoes one content coding (RFC 9110, section 8.4.1).
func decoding(name string, r *bufio.Reader) (io.Reader, error) {
	head, _ := r.Peek(4)
	bare := record.SkipBlank(bytes.TrimPrefix(head, []byte(decode.BOM)))
	plain := len(bare) == 0 || strings.IndexByte("<{[", bare[0]) >= 0
	switch name {
	case "gzip", "x-gzip":
		if bytes.HasPrefix(head, []byte("\x1f\x8b")) {
			return gzip.NewReader(r)
		}
	case "deflate":
		// Specified as zlib, but often sent without its frame.
		switch {
		case len(head) > 1 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0:
			return zlib.NewReader(r)
		case !plain:
			return flate.NewReader(r), nil
		}
	case "zstd":
		if bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")) {
			d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxHTTPWindow))
			if err != nil {
				return nil, err
			}
			return d.IOReadCloser(), nil
		}
	case "br", "compress", "x-compress":
		if !plain {
			return nil, fmt.Errorf("the HTTP body is encoded as %s, which is not read; archive it with gzip or none", name)
		}
	}
	return r, nil
}

func hasToken(list, token string) bool {
	for t := range strings.SplitSeq(list, ",") {
		if strings.EqualFold(strings.TrimSpace(t), token) {
			return true
		}
	}
	return false
}

// maxChunkLine bounds the line before a chunk: a size and extensions.
const maxChunkLine = 1024

// startsChunk reports whether a body begins with the size of a chunk.
func startsChunk(b []byte) bool {
	line, _, ok := bytes.Cut(b[:min(len(b), maxChunkLine)], []byte("\n"))
	if !ok {
		return false
	}
	_, err := chunkSize(line)
	return err == nil
}

func chunkSize(line []byte) (int64, error) {
	size, _, _ := bytes.Cut(line, []byte(";"))
	n, err := strconv.ParseInt(string(bytes.TrimSpace(size)), 16, 64)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is no size of a chunk", record.Printable(string(size)))
	}
	return n, nil
}

// dechunk reads a body in chunks (RFC 9112, section 7.1).
type dechunk struct {
	r    *bufio.Reader
	left int64
	some bool // a chunk was read; a line end stands before the next
	end  bool
}

func (d *dechunk) Read(p []byte) (int, error) {
	for d.left == 0 && !d.end {
		line, err := d.line()
		if err == nil && d.some && len(line) == 0 {
			line, err = d.line()
		}
		if err != nil {
			return 0, err
		}
		if d.left, err = chunkSize(line); err != nil {
			return 0, err
		}
		d.some = true
		d.end = d.left == 0
	}
	if d.end {
		return 0, io.EOF
	}
	n, err := d.r.Read(p[:min(int64(len(p)), d.left)])
	d.left -= int64(n)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (d *dechunk) line() ([]byte, error) {
	line, err := d.r.ReadSlice('\n')
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return bytes.TrimRight(line, "\r\n"), err
}

// untilFault ends at the first fault, and keeps it.
type untilFault struct {
	r     io.Reader
	fault *error
	ended bool
}

func (u *untilFault) Read(p []byte) (int, error) {
	if u.ended {
		return 0, io.EOF
	}
	n, err := u.r.Read(p)
	u.ended = err != nil
	if err != nil && err != io.EOF {
		*u.fault = err
		err = io.EOF
	}
	return n, err
}

// bounded refuses what goes on behind MaxPayload.
type bounded struct {
	r    io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, &record.Refusal{Code: record.TooLarge, Reason: fmt.Sprintf("the HTTP body decodes to more than %d bytes (64 MB), the limit of one page", MaxPayload)}
	}
	return n, err
}
