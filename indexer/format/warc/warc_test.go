package warc_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"

	"newsdex/indexer/format"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/warc"
)

// read reads an archive of whatever formats there are.
func read(in record.Input) iter.Seq2[record.Record, error] {
	return warc.Archive(format.Detect).Read(in)
}

// warcRecord writes one record of a web archive.
func warcRecord(kind, target, contentType, block string) string {
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2022-07-08T10:00:00Z\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		kind, target, contentType, len(block), block)
}

// warcResponse writes a response record.
func warcResponse(target, header, body string) string {
	return warcRecord("response", target, "application/http; msgtype=response", "HTTP/1.1 200 OK\r\n"+header+"\r\n\r\n"+body)
}

func zip(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func TestWARC(t *testing.T) {
	line := func(n int) string { return fmt.Sprintf("{\"title\":\"T%d\",\"url\":\"http://a.example/%d\"}\n", n, n) }
	json := "Content-Type: application/json"
	one, two, three := warcResponse("http://a.example/1", json, line(1)), warcResponse("http://a.example/2", json, line(2)), warcResponse("http://a.example/3", json, line(3))
	wet := warcRecord("conversion", "http://a.example/t", "text/plain", "Title\nA text.\n")
	info := warcRecord("warcinfo", "", "application/warc-fields", "software: x")
	// claim changes the length that a record says it has.
	claim := func(s string, by int) string {
		i := strings.Index(s, "Content-Length: ") + len("Content-Length: ")
		end := i + strings.Index(s[i:], "\r")
		var n int
		fmt.Sscan(s[i:end], &n)
		return s[:i] + fmt.Sprint(n+by) + s[end:]
	}
	tests := []struct{ name, data, want string }{
		{"what is in it", info + warcRecord("request", "http://a.example/1", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n") + one +
			warcResponse("http://a.example/p.png", "Content-Type: image/png", "\x89PNG") + warcRecord("revisit", "http://a.example/1", "application/http", "HTTP/1.1 200 OK\r\n\r\n") +
			warcRecord("response", "http://a.example/no", "application/http", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<html>") + wet,
			`1@352 "T1" "" http://a.example/1
  warcinfo record: 1 
  request record: 1 http://a.example/1
2@1245 "Title" "A text." http://a.example/t
  payload of type image: 1 image/png http://a.example/p.png
  revisit record: 1 http://a.example/1
  response with HTTP status 400 to 499: 1 http://a.example/no
`},
		{"versions and line ends", strings.ReplaceAll(one, "WARC/1.0", "WARC/0.17") + strings.ReplaceAll(strings.ReplaceAll(wet, "WARC/1.0", "WARC/1.1"), "\r\n", "\n"),
			`1@0 "T1" "" http://a.example/1
2@271 "Title" "A text." http://a.example/t
`},
		{"several in one", warcRecord("resource", "http://a.example/all.jsonl", "application/x-ndjson", line(1)+"{\n"+line(2)),
			`1@0 "T1" "" http://a.example/1
! 2@0 broken record: http://a.example/all.jsonl: column 1: the object does not end on this line; write one whole JSON object per line
3@0 "T2" "" http://a.example/2
`},
		{"type that says nothing", warcResponse("http://a.example/1", "Content-Type: text/plain", line(1)) + warcResponse("http://a.example/r.txt", "Content-Type: text/plain", "User-agent: *") + warcResponse("http://a.example/b", "X: y", "\x00\x01\x02\x03"),
			`1@0 "T1" "" http://a.example/1
  payload of type text: 1 text/plain http://a.example/r.txt
  payload of type unknown: 1 http://a.example/b
`},
		{"not read yet", warcResponse("http://a.example/x.pdf", "Content-Type: application/pdf", "%PDF") + warcResponse("http://a.example/", "Content-Type: application/json", "%PDF-"),
			`! 1@235 format not read: http://a.example/: this is PDF, which is not read yet; save it as text
  payload of type application: 1 application/pdf http://a.example/x.pdf
`},
		{"no article", info + info, `! no article: no record of 2 is an article (warcinfo record: 2)
`},
		{"no archive", "just a text", `! format not read: there is no WARC record in it (none begins with a line such as WARC/1.0)
`},
		{"stray bytes", one + "stray\r\n" + two, `1@0 "T1" "" http://a.example/1
! 2@270 broken record: 7 bytes belong to no record (the length of the record before may be wrong); get the file again
3@277 "T2" "" http://a.example/2
`},
		{"too long", claim(one, 40) + two + three, `! 1@0 broken record: http://a.example/1: another record begins after 97 of 133 bytes; get the file again for this one
2@271 "T2" "" http://a.example/2
3@541 "T3" "" http://a.example/3
`},
		{"too short", claim(one, -10) + two, `! 1@0 broken record: http://a.example/1: column 32: the object does not end on this line; write one whole JSON object per line
! 2@256 broken record: 14 bytes belong to no record (the length of the record before may be wrong); get the file again
3@270 "T2" "" http://a.example/2
`},
		{"cut short", one + two[:len(two)-20], `1@0 "T1" "" http://a.example/1
! 2@270 broken record: http://a.example/2: the file ends after 77 of 93 bytes of the record; get the file again
`},
		{"a huge length", strings.Replace(one, "Content-Length: 93", "Content-Length: 99999999999", 1) + two, `! 1@0 broken record: http://a.example/1: another record begins after 97 of 99999999999 bytes; get the file again for this one
2@279 "T2" "" http://a.example/2
`},
		{"no length", strings.Replace(one, "Content-Length: 93", "Content-Length: x", 1) + two, `! 1@0 broken record: http://a.example/1: Content-Length: "x" is no length; what stands before the next record is passed over
2@269 "T2" "" http://a.example/2
`},
		{"a header without end", "WARC/1.0\r\nWARC-Type: response\r\n" + strings.Repeat("X: y\r\n", 20000) + "\r\n" + two, `! 1@0 broken record: the header of the record has no end within 65536 bytes, 120033 bytes are passed over; get the file again
2@120033 "T2" "" http://a.example/2
`},
		{"an archive in a page", warcRecord("resource", "http://a.example/s", "application/json", `{"title":"T","body":"`+"WARC/1.0\\r\\nWARC-Type: x"+`"}`+"\n") + two, `1@0 "T" "WARC/1.0\nWARC-Type: x"
2@207 "T2" "" http://a.example/2
`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := formattest.Told(read(record.Input{Reader: strings.NewReader(tt.data)})); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
			// However the bytes come in.
			if got := formattest.Told(read(record.Input{Reader: formattest.Slow(strings.NewReader(tt.data))})); got != tt.want {
				t.Errorf("slowly, got:\n%s", got)
			}
		})
	}
}

// gaps gives texts with a gap between them.
type gaps struct{ texts []string }

func (g *gaps) Read(p []byte) (int, error) {
	if len(g.texts) == 0 {
		return 0, io.EOF
	}
	if g.texts[0] == "" {
		if g.texts = g.texts[1:]; len(g.texts) == 0 {
			return 0, io.EOF
		}
		return 0, &record.Gap{Reason: "bytes are missing"}
	}
	n := copy(p, g.texts[0])
	g.texts[0] = g.texts[0][n:]
	return n, nil
}

// TestWARCGaps: a damaged member of a compressed archive costs its record.
func TestWARCGaps(t *testing.T) {
	one, two := warcRecord("conversion", "http://a.example/1", "text/plain", "One"), warcRecord("conversion", "http://a.example/2", "text/plain", "Two")
	for _, tt := range []struct {
		name  string
		texts []string
		want  string
	}{
		{"within a record", []string{one, two[:len(two)-5], one, two}, `1@0 "One" "" http://a.example/1
! 2@157 broken record: bytes are missing; the records behind it are read, get the file again for what is missing
! 3@157 broken record: http://a.example/2: bytes are missing after 2 of 3 bytes of the record; get the file again
4@309 "One" "" http://a.example/1
! 5@466 broken record: bytes are missing; the records behind it are read, get the file again for what is missing
6@466 "Two" "" http://a.example/2
`},
		{"within a header", []string{one[:50], two}, `! 1@0 broken record: bytes are missing within the header of the record, 50 bytes are passed over; get the file again
2@50 "Two" "" http://a.example/2
`},
		{"at the end", []string{one, "", ""}, `1@0 "One" "" http://a.example/1
! 2@157 broken record: bytes are missing; the records behind it are read, get the file again for what is missing
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := formattest.Told(read(record.Input{Reader: &gaps{tt.texts}})); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func TestHTTPBody(t *testing.T) {
	line := "{\"title\":\"T\"}\n"
	chunks := func(s string) string {
		return fmt.Sprintf("5;x=y\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", s[:5], len(s)-5, s[5:])
	}
	got := "1@0 \"T\" \"\"\n"
	tests := []struct{ name, header, body, want string }{
		{"plain", "", line, got},
		{"gzip", "Content-Encoding: gzip", zip(line), got},
		{"gzip, decoded already", "Content-Encoding: gzip", line, got},
		{"chunks", "Transfer-Encoding: chunked", chunks(line), got},
		{"chunks, put together already", "Transfer-Encoding: chunked", line, got},
		{"chunks of gzip", "Transfer-Encoding: chunked\r\nContent-Encoding: GZIP", chunks(zip(line)), got},
		{"gzip twice", "Content-Encoding: gzip, gzip", zip(zip(line)), got},
		{"gzip cut short", "Content-Encoding: gzip", zip(line)[:len(zip(line))-6], got + "  HTTP body breaks off: 1 http://a.example/: unexpected EOF\n"},
		{"a broken chunk", "Transfer-Encoding: chunked", "e\r\n" + line + "\r\nzz\r\n", got + "  HTTP body breaks off: 1 http://a.example/: \"zz\" is no size of a chunk\n"},
		{"deflate, decoded already", "Content-Encoding: deflate", line, got},
		{"brotli", "Content-Encoding: br", "\x1b\x03\x00", "! 1@0 format not read: http://a.example/: the HTTP body is encoded as br, which is not read; archive it with gzip or none\n"},
		{"too many codings", "Content-Encoding: gzip,gzip,gzip,gzip", line, "! 1@0 format not read: http://a.example/: the HTTP body is encoded 4 times, the limit is 3\n"},
		{"empty", "Content-Encoding: gzip", "", "! no article: no record of 1 is an article (response without a body: 1)\n"},
		{"a bomb", "Content-Encoding: gzip", zip(line + strings.Repeat("\n", warc.MaxPayload)), got + "! 2@0 too large: http://a.example/: the HTTP body decodes to more than 67108864 bytes (64 MB), the limit of one page\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := warcResponse("http://a.example/", strings.TrimSuffix("Content-Type: application/json\r\n"+tt.header, "\r\n"), tt.body)
			if got := formattest.Told(read(record.Input{Reader: strings.NewReader(data)})); got != tt.want {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
		})
	}
}

func FuzzWARC(f *testing.F) {
	f.Add([]byte(warcResponse("http://a.example/", "Content-Type: application/json", "{\"title\":\"T\"}\n") + "stray" + warcRecord("conversion", "<http://b.example>", "text/plain", "Text")))
	f.Add([]byte(warcResponse("http://a.example/", "Transfer-Encoding: chunked\r\nContent-Encoding: gzip", "5\r\n"+zip("{}")[:5])))
	f.Add([]byte("WARC/1.1\nWARC-Type: response\nContent-Length: 99\n\nWARC/1.1\nWARC-Type: resource\nContent-Length: 2\n\n{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		// One byte of deflate may become a thousand.
		formattest.Check(t, make([]byte, 1100*len(data)), read(record.Input{Reader: bytes.NewReader(data)}))
	})
}
