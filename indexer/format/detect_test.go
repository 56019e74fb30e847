package format

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// read detects and reads a whole file, as an indexer does.
func read(t *testing.T, data []byte, name string) (recs []record.Record, errs []error) {
	t.Helper()
	f, err := Detect(data[:min(len(data), record.HeadSize)], name, int64(len(data)))
	if err != nil {
		return nil, []error{err}
	}
	return formattest.Read(f, data, name)
}

func TestDetect(t *testing.T) {
	prose := "A headline\n\nA body with some words in it.\n"
	line := `{"title":"x","body":"y"}` + "\n"
	utf16 := func(s string) string {
		var b strings.Builder
		for _, r := range s {
			b.WriteByte(byte(r))
			b.WriteByte(byte(r >> 8))
		}
		return b.String()
	}
	tests := []struct {
		name, file, data string
		size             int64 // 0: the length of the data
		want             string
	}{
		{"prose", "a.txt", prose, 0, "plain"},
		{"prose without extension", "README", prose, 0, "plain"},
		{"prose under an unknown extension", "notes.2022-07-08", prose, 0, "plain"},
		{"markdown", "a.md", "# Title\n\ntext", 0, "markdown"},
		{"a signature that lies: Blink archive", "a.txt", "Blinken asks China", 0, "plain"},
		{"a signature that lies: bitmap", "a.txt", "BMW recalls cars", 0, "plain"},
		{"a signature that lies: program", "a.txt", "MZ is a magazine", 0, "plain"},
		{"a signature that lies: riff", "a.txt", "RIFF RAFF", 0, "plain"},
		{"prose in brackets", "a.txt", "[Editor's note: this] is text", 0, "plain"},
		{"prose in braces", "a.txt", "{{template}} is text", 0, "plain"},
		{"prose in a brace", "a.txt", "{a poem}\nwith lines", 0, "plain"},
		{"html fragment as text", "a.txt", "<p>Hello</p>", 0, "plain"},
		{"utf-16", "a.txt", "\xff\xfe" + utf16(prose), 0, "plain"},
		{"utf-16 without mark", "a.txt", utf16(prose), 0, "plain"},
		{"blanks only", "a.txt", " \n\n ", 0, "plain"}, // refused when read
		{"json lines", "a.jsonl", line + line, 0, "jsonl"},
		{"json lines, marked", "a.jsonl", decode.BOM + line, 0, "jsonl"},
		{"json lines in utf-16", "a.jsonl", "\xff\xfe" + utf16(line), 0, "jsonl"},
		{"json lines under .txt", "a.txt", line + line, 0, "jsonl"},
		{"json lines without extension", "export", line, 0, "jsonl"},
		{"json lines larger than one article", "a.jsonl", line, 1 << 40, "jsonl"},
		{"one object under .json", "a.json", line, 0, "jsonl"},
		{"first line broken", "a.jsonl", `{"title": ` + "\n" + line, 0, "jsonl"},
		{"first line no object", "a.jsonl", "garbage\n" + line, 0, "jsonl"},
		{"only line broken", "a.jsonl", `{"title": "x`, 0, "jsonl"},
		{"long first line", "a.jsonl", `{"body":"` + strings.Repeat("x", record.HeadSize), 0, "jsonl"},

		{"an answer on one line", "a.json", `{"status":"ok","articles":[{"title":"x"}]}`, 0, "json"},
		{"an answer on one line, under .txt", "a.txt", `{"response":{"status":"ok","results":[{"webTitle":"x"}]}}`, 0, "json"},
		{"a long answer on one line", "a.json", `{"status":"ok","articles":[{"title":"x","body":"` + strings.Repeat("x", record.HeadSize), 0, "json"},
		{"one wrapped article", "a.json", `{"data":{"title":"x"}}`, 0, "json"},
		{"a line with a list in it", "a.jsonl", `{"title":"x","items":[{"a":1}],"body":"y"}` + "\n" + line, 0, "jsonl"},
		{"a long line with a list in it", "a.jsonl", `{"title":"x","items":[{"a":1}],"body":"` + strings.Repeat("x", record.HeadSize), 0, "jsonl"},
		{"a list of something else", "a.json", `["x"]`, 0, "json"},
		{"prose in brackets and braces", "a.txt", "[{citation needed}] is text", 0, "plain"},

		{"table with tabs", "a.tsv", "id\ttitle\n1\tx\n", 0, "csv"},
		{"table under .txt", "a.txt", "Title;Date;Text\nx;2022-07-08;y\n", 0, "csv"},
		{"prose that begins like a table", "a.txt", "Title, date, text\nThe reader expects these.\n", 0, "plain"},
		{"two names are prose", "a.txt", "Text, title\nx, y\n", 0, "plain"},
		{"a table in markdown", "a.md", "| Title | Date | Text |\n| x | y | z |\n", 0, "markdown"},
		{"json named as a table", "a.csv", line, 0, "jsonl"},
		{"binary named as a table", "a.csv", "abc\x00def", 0, "binary file: "},

		{"empty", "a.txt", "", 0, "empty file: the file is empty"},
		{"blanks only under .jsonl", "a.jsonl", " \n\n", 0, "empty file: "},
		{"pdf", "a.txt", "%PDF-1.7\n", 0, "format not read: this is PDF"},
		{"zip", "a.docx", "PK\x03\x04....", 0, "format not read: this is a ZIP archive or an office document"},
		{"png", "a.txt", "\x89PNG\r\n\x1a\n\x00", 0, "format not read: this is a PNG picture"},
		{"bitmap", "a.bmp", "BM\x00\x00\x01\x02", 0, "format not read: this is a BMP picture"},
		{"mp4", "a.mp4", "\x00\x00\x00\x18ftypmp42", 0, "format not read: this is an MP4"},
		{"tar", "a.tar", strings.Repeat("\x00", 257) + "ustar\x00", 0, "format not read: this is a tar archive"},
		{"gzip in gzip", "a.gz", "\x1f\x8b\x08", 0, "format not read: this is gzip data"},
		{"rtf", "a.txt", `{\rtf1 hello}`, 0, "format not read: this is RTF"},
		{"html under .txt", "a.txt", "\n<!DOCTYPE html><html>", 0, "html"},
		{"html by name", "a.HTML", "<!-- x --> text", 0, "html"},
		{"xhtml", "a", "<?xml version='1.0'?>\n<!-- x -->\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\">", 0, "html"},
		{"html without doctype", "a", "<head><title>x</title>", 0, "html"},
		{"json under .html", "a.html", line, 0, "jsonl"},
		{"front matter under another name", "a", "---\ntitle: x\n---\ny", 0, "markdown"},
		{"a rule in prose", "a", "---\nSome words.\n---\ny", 0, "plain"},
		{"xml", "a.txt", decode.BOM + "<?xml version='1.0'?>", 0, "format not read: XML"},
		{"xml under .html", "a.html", "<?xml version='1.0'?><rss>", 0, "feed"},
		{"another doctype", "a.html", "<!DOCTYPE nitf SYSTEM 'nitf.dtd'>", 0, "format not read: XML"},
		{"saved archive", "a.mhtml", "From: <Saved>\n", 0, "format not read: a web archive"},
		{"table", "a.csv", "id,title\n1,x\n", 0, "csv"},
		{"array", "a.json", "[\n {\"title\": \"x\"}\n]", 0, "json"},
		{"array under .txt", "a.txt", `[{"title": "x"}]`, 0, "json"},
		{"spread", "a.json", "{\n  \"title\": \"x\"\n}\n", 0, "json"},
		{"spread under .txt", "a.txt", "{\n  \"title\": \"x\"\n}\n", 0, "json"},
		{"spread from the first name", "a.jsonl", "{\"title\": \"x\",\n\"body\": \"y\"}\n", 0, "json"},
		{"prose under .jsonl", "a.jsonl", prose, 0, `format not read: named .jsonl, but the first line is not a JSON object (it begins "A headline")`},
		{"binary", "a.txt", "abc\x00def", 0, "binary file: "},
		{"binary under .jsonl", "a.jsonl", "abc\x00def", 0, "binary file: "},
		{"control characters", "a.txt", "\x01\x02\x03text and more", 0, "binary file: "},
		{"too large", "a.txt", prose, article.MaxText + 1, "too large: the text holds 16777217 bytes, more than the limit of 16777216"},
		{"too large before binary", "a.txt", "\x00\x00\x00\x00", 200 << 20, "too large: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.size == 0 {
				tt.size = int64(len(tt.data))
			}
			head := []byte(tt.data[:min(len(tt.data), record.HeadSize)])
			f, err := Detect(head, tt.file, tt.size)
			got := f.Name
			if err != nil {
				var r *record.Refusal
				if !errors.As(err, &r) {
					t.Fatalf("%T is not a refusal", err)
				}
				got = r.Code + ": " + r.Reason
			}
			if got != tt.want && (err == nil || !strings.HasPrefix(got, tt.want)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDetectFeeds(t *testing.T) {
	rss := formattest.RSS("<item><title>t</title></item>")
	tests := []struct{ name, file, data, want string }{
		{"rss by content", "a.txt", rss, "feed"},
		{"behind comments and a document type", "a", "<!-- x --><?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]>\n" + rss, "feed"},
		{"atom entry", "a.xml", `<entry xmlns="http://www.w3.org/2005/Atom"><title>x</title></entry>`, "feed"},
		{"rss 1.0", "a.xml", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/></rdf:RDF>`, "feed"},
		{"other rdf", "a.xml", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description/></rdf:RDF>`, "refused"},
		{"an error message under .rss", "a.rss", "<b>Warning</b>" + rss, "feed"},
		{"an error message under .html", "a.html", "<b>Warning</b>" + rss, "html"},
		{"a page that mentions a feed", "a.html", "<!doctype html><html><body><rss></rss></body></html>", "html"},
		{"json feed", "a.json", `{"version": "https://jsonfeed.org/version/1.1", "items": []}`, "jsonfeed"},
		{"json feed, slashes escaped, spread, under .txt", "a.txt", "{\n\"items\": [],\n\"version\":\"https:\\/\\/jsonfeed.org\\/version\\/1\"}", "jsonfeed"},
		{"opml", "a.opml", "<opml version='2.0'><body/></opml>", "refused"},
		{"sitemap", "a.xml", "<urlset></urlset>", "refused"},
		{"addresses", "a.txt", "https://e.example/1\nhttps://e.example/2\n", "refused"},
		{"robots.txt", "robots.txt", "# none\r\nUser-agent: *\r\nDisallow: /\r\n", "refused"},
		{"prose with a field of robots.txt", "a.txt", "Host: a play\n\nSitemap of the city: none.\n", "plain"},
		{"prose that begins with an address", "a.txt", "https://e.example/1\nis where it is\n", "plain"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Detect([]byte(tt.data), tt.file, int64(len(tt.data)))
			got := f.Name
			if err != nil {
				got = "refused"
			}
			if got != tt.want {
				t.Errorf("got %s (%v), want %s", got, err, tt.want)
			}
		})
	}
}

func TestMailDetect(t *testing.T) {
	tests := []struct{ file, data, want string }{
		{"a.eml", "Subject: x\n\nText", "eml"},
		{"a.eml", "Text only", "eml"}, // refused when read
		{"a.txt", "From: a@b.example\nSubject: x\nDate: today\n\nText", "eml"},
		{"a", "Received: by x\nFrom: a@b.example\nTo: c@d.example\n\nText", "eml"},
		{"a.txt", "Note: this is a text\nTo: whom it concerns\n\nText", "plain"},
		{"a.txt", "From Kyiv to Lviv\nTimes: are hard\n", "mbox"},
		{"a.txt", "From Kyiv to Lviv\n\nText", "plain"},
		{"Inbox", "From - Fri Jul  8 10:00:00 2022\nSubject: x\n\nText", "mbox"},
		{"a.mbox", "Text", "mbox"},
	}
	for _, tt := range tests {
		if f, err := Detect([]byte(tt.data), tt.file, -1); f.Name != tt.want {
			t.Errorf("%s %q: got %q, %v, want %q", tt.file, tt.data, f.Name, err, tt.want)
		}
	}
}

func TestSniffNINJS(t *testing.T) {
	tests := []struct {
		name, data string
		want       string
	}{
		{"by its standard", `{"$standard": {"name": "ninjs"}, "title": "x"}`, "ninjs"},
		{"spread", "{\n \"uri\": \"a\",\n \"headline\": \"x\"}", "ninjs"},
		{"array", "[\n{\"uri\": \"a\", \"body_text\": \"x\"}]", "ninjs"},
		{"lines", "{\"uri\": \"a\", \"versioncreated\": \"2020-01-01\"}\n{\"uri\": \"b\"}\n", "ninjs"},
		{"cut off", `{"uri": "a", "bodies": [{"value": "` + strings.Repeat("x", record.HeadSize), "ninjs"},
		{"json lines", `{"id": 1, "title": "x", "body": "y"}`, "jsonl"},
		{"json lines with a uri", `{"uri": "a", "title": "x", "body": "y"}`, "jsonl"},
		{"a headline that is an object", `{"uri": "nyt://a", "headline": {"main": "x"}, "web_url": "y"}`, "jsonl"},
		{"a uri that is a number", `{"uri": 1, "title": "x"}`, "jsonl"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Detect([]byte(tt.data[:min(len(tt.data), record.HeadSize)]), "a.json", int64(len(tt.data)))
			if err != nil || f.Name != tt.want {
				t.Errorf("%s, %v", f.Name, err)
			}
		})
	}
}

// TestWideFeeds: encodings in which no letter is one of ASCII, found by Detect.
func TestWideFeeds(t *testing.T) {
	for _, w := range []struct {
		name, bytes string
		enc         encoding.Encoding
	}{
		{"UTF-32BE", "\x00\x00\xfe\xff", utf32.UTF32(utf32.BigEndian, utf32.ExpectBOM)},
		{"UTF-32LE", "\xff\xfe\x00\x00", utf32.UTF32(utf32.LittleEndian, utf32.ExpectBOM)},
		{"UTF-32BE", "", utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)},
		{"UTF-32LE", "", utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)},
		{"UTF-16BE", "", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
		{"UTF-16LE", "", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
		{"EBCDIC", "", charmap.CodePage037},
	} {
		t.Run(w.name+fmt.Sprintf(" %x", w.bytes), func(t *testing.T) {
			text := `<?xml version="1.0"?>` + formattest.RSS("<item><title>Title</title></item>")
			data, err := w.enc.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			recs, errs := read(t, data, "feed.xml")
			if len(recs) != 1 || len(errs) != 0 || recs[0].Headline != "Title" {
				t.Errorf("%+v, %v", recs, errs)
			}
		})
	}
}

// FuzzDetect: any head is a format or a refusal with a code, and what is
// detected can be read.
func FuzzDetect(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.txt", "a.jsonl", "a.json", "a.csv", "a", "a.rss", "a.html", "a.md"} {
			format, err := Detect(data[:min(len(data), record.HeadSize)], name, int64(len(data)))
			var r *record.Refusal
			switch {
			case err == nil:
				limit := 16*len(data) + markup.MaxExpanded // see FuzzFeed
				if format.Name == "warc" || format.Name == "eml" || format.Name == "mbox" {
					limit = 1100 * len(data) // see FuzzWARC and FuzzMail
				}
				formattest.CheckWithin(t, data, limit, format.Read(record.Input{Reader: bytes.NewReader(data)}))
			case !errors.As(err, &r) || r.Code == "" || r.Reason == "" || formattest.HasControl(r.Reason):
				t.Fatalf("refused with %q", err)
			}
		}
	})
}

// TestReadErrors: an error of the reader ends every format as itself, after what
// was read before it.
func TestReadErrors(t *testing.T) {
	for _, f := range All() {
		for _, data := range []string{"", "<newsMessage><newsItem><headline>a", "<nitf><head>", "<REUTERS NEWID=\"1\">\n", `[{"uri": "a`} {
			var last error
			for _, err := range f.Read(record.Input{Reader: formattest.Failing(bytes.NewReader([]byte(data)))}) {
				last = err
			}
			if f.Name == "csv" && errors.As(last, new(*record.Refusal)) {
				continue // the first row was whole, and no header
			}
			if !errors.Is(last, formattest.ErrDisk) {
				t.Errorf("%s, %q: %v", f.Name, data, last)
			}
		}
	}
}

// TestUnmapped: a format that has no use for the names that the user gave says so,
// once a file.
func TestUnmapped(t *testing.T) {
	const said = "names given with --map are not used in "
	for _, f := range All() {
		noted := map[string]int{}
		for _, path := range formattest.GoldenFiles(t) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Detect(data[:min(len(data), record.HeadSize)], filepath.Base(path), -1); err != nil || got.Name != f.Name {
				continue
			}
			articles := 0
			for _, names := range []map[string][]string{nil, {"section": {"desk"}}} {
				for rec, err := range f.Read(record.Input{Reader: bytes.NewReader(data), Map: names}) {
					if err != nil {
						continue
					}
					articles++
					for _, n := range rec.Notes {
						if strings.HasPrefix(n.Code, said) {
							noted[filepath.Base(path)]++
						}
					}
				}
			}
			want := 1
			if f.Mapped || articles == 0 {
				want = 0
			}
			if got := noted[filepath.Base(path)]; got != want {
				t.Errorf("%s (%s): noted %d times, want %d", filepath.Base(path), f.Name, got, want)
			}
		}
	}
}
