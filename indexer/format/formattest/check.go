package formattest

import (
	"errors"
	"iter"
	"os"
	"strings"
	"testing"
	"unicode"

	"newsdex/article"
	"newsdex/indexer/format/record"
)

// Check holds whatever a format yields for some bytes to what every caller may
// rely on: places that grow and lie in the data, texts no larger than the data
// can give, reasons that are safe to print, nothing after the end.
func Check(t *testing.T, data []byte, records iter.Seq2[record.Record, error]) {
	t.Helper()
	// One byte becomes at most one character of three.
	CheckWithin(t, data, 3*len(data), records)
}

// CheckWithin is check with another limit to the size of one record.
func CheckWithin(t *testing.T, data []byte, limit int, records iter.Seq2[record.Record, error]) {
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
		if size > limit {
			t.Fatalf("%d bytes became %d", len(data), size)
		}
		if len(rec.Notes) > 2*record.MaxIgnored {
			t.Fatalf("%d notes on one record", len(rec.Notes))
		}
		for _, n := range rec.Notes {
			if n.Count < 1 || len(n.Code) > 8*record.MaxPrintable || HasControl(n.Code+n.Detail) {
				t.Fatalf("note %+v", n)
			}
		}
		if err != nil {
			if HasControl(err.Error()) {
				t.Fatalf("error %q", err)
			}
			var broken *record.RecordError
			if !errors.As(err, &broken) {
				ended = true
				continue
			}
			rec.Number, rec.Offset = broken.Number, broken.Offset
		}
		if rec.Number <= number || rec.Offset < 0 || rec.Offset > 3*int64(len(data)) {
			t.Fatalf("record %d at %d after record %d", rec.Number, rec.Offset, number)
		}
		number = rec.Number
	}
}

// HasControl reports whether a text holds what moves a terminal.
func HasControl(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }

// Acceptable holds the fields that a format makes of markup to what an article
// may hold: guesses must not cost the article.
func Acceptable(t *testing.T, records iter.Seq2[record.Record, error]) {
	clean := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsControl(r) {
				return ' '
			}
			return r
		}, strings.ToValidUTF8(s, "\ufffd"))
	}
	for rec, err := range records {
		if err != nil {
			continue
		}
		a := article.Article{ID: "x", Headline: "x", Lang: "und", URL: rec.URL, Source: clean(rec.Source), Section: clean(rec.Section)}
		for _, v := range rec.Byline {
			a.Byline = append(a.Byline, clean(v))
		}
		for _, v := range rec.Tags {
			a.Tags = append(a.Tags, clean(v))
		}
		if err := a.Validate(); err != nil && !strings.Contains(err.Error(), "empty value") { // the builder drops these
			t.Fatal(err)
		}
	}
}

// Seeds adds what every format must bear: the files of testdata, and the ends of
// what bytes can be.
func Seeds(f *testing.F) {
	for _, path := range GoldenFiles(f) {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, s := range []string{"", "\n", "\xff\xfe\x00", "\xfe\xff\x00{\x00}", "Caf\xe9\n\nx", "{}\n{}\n", `{"id":1,"title":"a\u0000b"}`, `{"date":"\u001b[2J"}`, "Tweet\nTweet", "{\"\\u001b\":1}"} {
		f.Add([]byte(s))
	}
}
