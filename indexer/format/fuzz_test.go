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
	for _, name := range []string{"furniture.txt", "wrapped.txt", "mixed.jsonl", "json/*.json", "tables/*"} {
		names, err := filepath.Glob("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
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

func FuzzJSON(f *testing.F) {
	seeds(f)
	for _, s := range []string{`{"articles":[{"title":"x"},{"title":"y}]}`, `[{"a":1,{"a":2}]`, `{"hits":{"hits":[{"_source":{"title":NaN,"source":{"name":"x"}}}]}}`, `[[{"title":"x"}],"y",1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readJSON(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzCSV(f *testing.F) {
	seeds(f)
	for _, s := range []string{"title,body\n\"a\"\"b\",\"c\nd\"\n", "sep=;\ntitle;tags\nx;[\"a\"]\n", "title\ttext\r\"x\ty\r", "title,body\nx\n\"y,z\nv,w\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readCSV(Input{Reader: bytes.NewReader(data)})) })
}

// FuzzDetect: any head is a format or a refusal with a code, and what is
// detected can be read.
func FuzzDetect(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.txt", "a.jsonl", "a.json", "a.csv", "a"} {
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
