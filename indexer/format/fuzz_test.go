package format

import (
	"bytes"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// check holds whatever a format yields for some bytes to what every caller may
// rely on: places that grow and lie in the data, texts no larger than the data
// can give, reasons that are safe to print, nothing after the end.
func check(t *testing.T, data []byte, records iter.Seq2[Record, error]) {
	t.Helper()
	number, ended := 0, false
	for rec, err := range records {
		if ended {
			t.Fatal("something follows the last pair")
		}
		size := len(rec.ID) + len(rec.URL) + len(rec.Headline) + len(rec.Body) + len(rec.Source) + len(rec.Section) + len(rec.Lang)
		for _, v := range append(rec.Byline, rec.Tags...) {
			size += len(v)
		}
		if size > 3*len(data) { // one byte becomes at most one character of three
			t.Fatalf("%d bytes became %d", len(data), size)
		}
		if len(rec.Notes) > 2*maxIgnored {
			t.Fatalf("%d notes on one record", len(rec.Notes))
		}
		for _, n := range rec.Notes {
			if n.Count < 1 || len(n.Code) > 8*maxPrintable || hasControl(n.Code+n.Detail) {
				t.Fatalf("note %+v", n)
			}
		}
		if err != nil {
			if hasControl(err.Error()) {
				t.Fatalf("error %q", err)
			}
			var broken *RecordError
			if !errors.As(err, &broken) {
				ended = true
				continue
			}
			rec.Number, rec.Offset = broken.Number, broken.Offset
		}
		if rec.Number <= number || rec.Offset < 0 || rec.Offset > 2*int64(len(data)) {
			t.Fatalf("record %d at %d after record %d", rec.Number, rec.Offset, number)
		}
		number = rec.Number
	}
}

func hasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

func seeds(f *testing.F) {
	for _, name := range []string{"furniture.txt", "wrapped.txt", "mixed.jsonl"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, pattern := range []string{"testdata/html/*.html", "testdata/markdown/*.md"} {
		paths, _ := filepath.Glob(pattern)
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data)
		}
	}
	for _, s := range []string{"", "\n", "\xff\xfe\x00", "\xfe\xff\x00{\x00}", "Caf\xe9\n\nx", "{}\n{}\n", `{"id":1,"title":"a\u0000b"}`, `{"date":"\u001b[2J"}`, "Tweet\nTweet", "{\"\\u001b\":1}"} {
		f.Add([]byte(s))
	}
}

func FuzzPlain(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readPlain(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzJSONL(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readJSONL(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzHTML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readHTML(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzMarkdown(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readMarkdown(Input{Reader: bytes.NewReader(data), Name: "2024-02-06-x.md"}))
	})
}

// FuzzBodyText: any body is text after it, of no more than its length; what it
// looks like is a format that is known.
func FuzzBodyText(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := string(data)
		for _, format := range []string{"text", "markdown", "html", looksLike(s)} {
			got, err := bodyText(s, format)
			if err != nil || len(got) > 3*len(s) {
				t.Fatalf("%s: %d bytes became %d (%v)", format, len(s), len(got), err)
			}
		}
	})
}

// FuzzDetect: any head is a format or a refusal with a code, and what is
// detected can be read.
func FuzzDetect(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.txt", "a.jsonl", "a", "a.html", "a.md"} {
			format, err := Detect(data[:min(len(data), HeadSize)], name, int64(len(data)))
			var r *Refusal
			switch {
			case err == nil:
				check(t, data, format.Read(Input{Reader: bytes.NewReader(data)}))
			case !errors.As(err, &r) || r.Code == "" || r.Reason == "" || hasControl(r.Reason):
				t.Fatalf("refused with %q", err)
			}
		}
	})
}
