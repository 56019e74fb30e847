package format

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/article"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// read detects and reads a whole file, as an indexer does.
func read(t *testing.T, data []byte, name string) (recs []Record, errs []error) {
	t.Helper()
	f, err := Detect(data[:min(len(data), HeadSize)], name, int64(len(data)))
	if err != nil {
		return nil, []error{err}
	}
	for rec, err := range f.Read(Input{Reader: bytes.NewReader(data), Name: name}) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		recs = append(recs, rec)
	}
	return recs, errs
}

// render shows records and errors in the order they came.
func render(data []byte, name string) string {
	var b strings.Builder
	f, err := Detect(data[:min(len(data), HeadSize)], name, int64(len(data)))
	if err != nil {
		return fmt.Sprintf("refused: %v\n", err)
	}
	fmt.Fprintf(&b, "format %s\n", f.Name)
	for rec, err := range f.Read(Input{Reader: bytes.NewReader(data), Name: name}) {
		if err != nil {
			fmt.Fprintf(&b, "\nerror: %v\n", err)
			continue
		}
		fmt.Fprintf(&b, "\nrecord %d at byte %d\n", rec.Number, rec.Offset)
		for _, f := range []struct{ name, value string }{
			{"id", rec.ID}, {"headline", rec.Headline}, {"source", rec.Source}, {"section", rec.Section}, {"url", rec.URL},
			{"lang", rec.Lang}, {"published", rec.Published.String()}, {"updated", rec.Updated.String()},
		} {
			if f.value != "" {
				fmt.Fprintf(&b, "  %s: %s\n", f.name, f.value)
			}
		}
		if rec.Byline != nil {
			fmt.Fprintf(&b, "  byline: %q\n", rec.Byline)
		}
		if rec.Tags != nil {
			fmt.Fprintf(&b, "  tags: %q\n", rec.Tags)
		}
		for _, n := range rec.Notes {
			fmt.Fprintf(&b, "  note: %s %d (%s)\n", n.Code, n.Count, n.Detail)
		}
		fmt.Fprintf(&b, "  body:\n    |%s|\n", strings.ReplaceAll(rec.Body, "\n", "|\n    |"))
	}
	return b.String()
}

// goldens are files of testdata; all are seeds of the fuzz targets, too.
var goldens = []string{"furniture.txt", "wrapped.txt", "mixed.jsonl", "harbour.nitf", "archive.nitf", "message.newsml", "items.ninjs", "wire.sgm",
	"rss2.xml", "atom1.xml", "rss1.rdf", "channel.cdf", "feed.json"}

func TestGolden(t *testing.T) {
	for _, name := range goldens {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name)
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := render(data, name)
			if *update {
				if err := os.WriteFile(path+".golden", []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
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
		{"json lines, marked", "a.jsonl", utf8BOM + line, 0, "jsonl"},
		{"json lines in utf-16", "a.jsonl", "\xff\xfe" + utf16(line), 0, "jsonl"},
		{"json lines under .txt", "a.txt", line + line, 0, "jsonl"},
		{"json lines without extension", "export", line, 0, "jsonl"},
		{"json lines larger than one article", "a.jsonl", line, 1 << 40, "jsonl"},
		{"one object under .json", "a.json", line, 0, "jsonl"},
		{"first line broken", "a.jsonl", `{"title": ` + "\n" + line, 0, "jsonl"},
		{"first line no object", "a.jsonl", "garbage\n" + line, 0, "jsonl"},
		{"only line broken", "a.jsonl", `{"title": "x`, 0, "jsonl"},
		{"long first line", "a.jsonl", `{"body":"` + strings.Repeat("x", HeadSize), 0, "jsonl"},

		{"an answer on one line", "a.json", `{"status":"ok","articles":[{"title":"x"}]}`, 0, "json"},
		{"an answer on one line, under .txt", "a.txt", `{"response":{"status":"ok","results":[{"webTitle":"x"}]}}`, 0, "json"},
		{"a long answer on one line", "a.json", `{"status":"ok","articles":[{"title":"x","body":"` + strings.Repeat("x", HeadSize), 0, "json"},
		{"one wrapped article", "a.json", `{"data":{"title":"x"}}`, 0, "json"},
		{"a line with a list in it", "a.jsonl", `{"title":"x","items":[{"a":1}],"body":"y"}` + "\n" + line, 0, "jsonl"},
		{"a long line with a list in it", "a.jsonl", `{"title":"x","items":[{"a":1}],"body":"` + strings.Repeat("x", HeadSize), 0, "jsonl"},
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
		{"xml", "a.txt", utf8BOM + "<?xml version='1.0'?>", 0, "format not read: XML"},
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
			head := []byte(tt.data[:min(len(tt.data), HeadSize)])
			f, err := Detect(head, tt.file, tt.size)
			got := f.Name
			if err != nil {
				var r *Refusal
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
