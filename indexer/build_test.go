package indexer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"newsdex/article"
	"newsdex/indexer/format"
)

var noon = time.Date(2022, 7, 8, 12, 0, 0, 0, time.FixedZone("", 7200))

func testBuilder(prefix string) *Builder {
	return NewBuilder(Options{IDPrefix: prefix, Now: func() time.Time { return noon }})
}

func TestBuild(t *testing.T) {
	english := "The ships left the port and the harbour was quiet for the rest of the day, said the mayor of the town when they were asked."
	place := article.Place{Source: "/a.jsonl", Record: 7}
	tests := []struct {
		name   string
		prefix string
		rec    format.Record
		want   func(a *article.Article) string // "" when it is right
	}{
		{"own id, verbatim", "", format.Record{ID: " a/b c ", Headline: "T"}, func(a *article.Article) string {
			return differ(a.ID+"|"+string(a.Basis), " a/b c |own")
		}},
		{"prefix before own ids", "wire:", format.Record{ID: "1", Headline: "T"}, func(a *article.Article) string { return differ(a.ID, "wire:1") }},
		{"no prefix before others", "wire:", format.Record{Headline: "T", URL: "http://www.Example.org/a/?utm_source=x"}, func(a *article.Article) string {
			b := article.Article{URL: "https://example.org/a"}
			b.Identify("")
			return differ(a.ID+"|"+string(a.Basis), b.ID+"|url")
		}},
		{"id of the text", "", format.Record{Headline: "T", Body: "B"}, func(a *article.Article) string {
			return differ(a.ID[:2]+string(a.Basis), "t-text")
		}},
		{"values are cleaned", "", format.Record{Headline: "\n A \u00a0 head\x07line\r\n", Source: "\tThe\x00Hill ", Section: " ", Byline: []string{" Ann  Lee ", "", "\x01"}, Tags: []string{"a\nb"}}, func(a *article.Article) string {
			return differ(fmt.Sprintf("%q %q %q %q %q", a.Headline, a.Source, a.Section, a.Byline, a.Tags), `"A head line" "The Hill" "" ["Ann Lee"] ["a b"]`)
		}},
		{"the body keeps its lines", "", format.Record{Body: "One.\r\n\r\n  Two\x0b\xff.\n"}, func(a *article.Article) string {
			return differ(a.Body, "One.\n\n  Two  .\n")
		}},
		{"words and language", "", format.Record{Body: english}, func(a *article.Article) string {
			return differ(fmt.Sprintf("%d %s", a.WordCount, a.Lang), "26 en")
		}},
		{"the headline counts no words", "", format.Record{Headline: english}, func(a *article.Article) string {
			return differ(fmt.Sprintf("%d %s", a.WordCount, a.Lang), "0 und")
		}},
		{"a language field", "", format.Record{Body: english, Lang: " pt_BR "}, func(a *article.Article) string { return differ(a.Lang, "pt-br") }},
		{"where and when", "", format.Record{Body: "B"}, func(a *article.Article) string {
			return differ(a.ReadFrom.String()+" "+a.FirstSeen.String(), "/a.jsonl#7 2022-07-08 10:00:00 +0000 UTC")
		}},
		{"content hash", "", format.Record{Body: "B"}, func(a *article.Article) string {
			b := *a
			b.HashContent()
			if a.ContentHash == "" {
				return "none"
			}
			return differ(a.ContentHash, b.ContentHash)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, _, err := testBuilder(tt.prefix).Build(tt.rec, place)
			if err != nil {
				t.Fatal(err)
			}
			if wrong := tt.want(a); wrong != "" {
				t.Error(wrong)
			}
		})
	}
}

func differ(got, want string) string {
	if got == want {
		return ""
	}
	return fmt.Sprintf("got %q, want %q", got, want)
}

func TestBuildNotes(t *testing.T) {
	rec := format.Record{Headline: "a\x07b\x07c", Source: "\ufffd", Notes: []format.Note{{Code: "x", Count: 1}}}
	_, notes, err := testBuilder("").Build(rec, article.Place{})
	if got, want := fmt.Sprint(notes, err), "[{x  1} {characters made blank  3}] <nil>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestFutureDates holds that a date that has not come yet is told and not used.
func TestFutureDates(t *testing.T) {
	for _, c := range []struct {
		date string
		kept bool
	}{
		{"2022-07-08", true}, {"2022-07-10", true}, {"2022-07-11", false}, {"9999-12-31", false},
		{"2022-07-10T12:00:00+02:00", true}, {"2022-07-10T12:00:01+02:00", false},
	} {
		d, err := article.ParseDate(c.date, article.FromField)
		if err != nil {
			t.Fatal(err)
		}
		a, notes, err := testBuilder("").Build(format.Record{Headline: "T", Published: d, Updated: d}, article.Place{})
		if err != nil || a.Published.IsZero() == c.kept || a.Updated.IsZero() == c.kept || (len(notes) == 0) != c.kept {
			t.Errorf("%s: %v, %v, %+v, %v", c.date, a.Published, a.Updated, notes, err)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	tests := []struct {
		name   string
		rec    format.Record
		field  string
		prefix string
	}{
		{"nothing", format.Record{ID: "1"}, "headline", ""},
		{"blanks", format.Record{ID: "1", Headline: "\x00 \n", Body: "\n\n"}, "headline", ""},
		{"too large", format.Record{Body: strings.Repeat("word ", article.MaxText/5+1)}, "body", ""},
		{"control character in the id", format.Record{ID: "a\nb", Headline: "T"}, "id", ""},
		{"long id", format.Record{ID: strings.Repeat("x", 500), Headline: "T"}, "id", "a-long-prefix:"},
		{"bad address", format.Record{URL: "/news/1", Headline: "T"}, "url", ""},
		{"long value", format.Record{Source: strings.Repeat("x", 2000), Headline: "T"}, "source", ""},
		{"too many tags", format.Record{Tags: strings.Split(strings.Repeat("x,", 300), ","), Headline: "T"}, "tags", ""},
		{"language", format.Record{Lang: strings.Repeat("x", 40), Headline: "T"}, "lang", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := testBuilder(tt.prefix).Build(tt.rec, article.Place{})
			code, field, reason := problemOf(err)
			if code != invalidRecord || field != tt.field || reason == "" {
				t.Errorf("got %q %q %q, want an invalid %s", code, field, reason, tt.field)
			}
		})
	}
}

// TestBuildPanics: a text that makes the tokenizer panic is one skipped record.
func TestBuildPanics(t *testing.T) {
	b := testBuilder("")
	panicOn := func(s string) {
		if strings.Contains(s, "hostile") {
			panic("out of range")
		}
	}
	count, detect := b.count, b.detect
	b.count = func(s string) int { panicOn(s); return count(s) }
	b.detect = func(s string) (string, int) { panicOn(s); return detect(s) }
	for _, lang := range []string{"", "en"} {
		_, _, err := b.Build(format.Record{Body: "a hostile text", Lang: lang}, article.Place{})
		if code, _, reason := problemOf(err); code != internalFailed || !strings.Contains(reason, "out of range") {
			t.Errorf("language %q: got %v", lang, err)
		}
	}
	if a, _, err := b.Build(format.Record{Body: "a good text"}, article.Place{}); err != nil || a.WordCount != 3 {
		t.Errorf("the next one: %+v, %v", a, err)
	}
}

// FuzzBuild: whatever bytes a file holds, each record is a valid article or is
// refused with a reason, and every text of an article is valid UTF-8.
func FuzzBuild(f *testing.F) {
	for _, pattern := range []string{"format/testdata/*.txt", "format/testdata/*.jsonl", "../seeds/*.txt"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			f.Fatalf("%s: %v, %v", pattern, paths, err)
		}
		for _, p := range paths {
			data, err := os.ReadFile(p)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, strings.HasSuffix(p, "l"))
		}
	}
	f.Add([]byte("{\"title\":\"\\ud800\\u0000\",\"id\":\"\\u0085\",\"url\":\"http://[::1\",\"lang\":\"\\u0000\"}"), true)
	f.Add([]byte("{\"tags\":[\"\\u00a0\",\"a\\u2028b\"],\"title\":\"x\"}"), true)
	f.Fuzz(func(t *testing.T, data []byte, jsonl bool) {
		b := testBuilder("p:")
		name := "a.txt"
		if jsonl {
			name = "a.jsonl"
		}
		f, err := format.Detect(data[:min(len(data), format.HeadSize)], name, int64(len(data)))
		if err != nil {
			return
		}
		for rec, err := range f.Read(format.Input{Reader: strings.NewReader(string(data))}) {
			if err != nil {
				continue
			}
			a, _, err := b.Build(rec, article.Place{Source: "/x", Record: 1})
			if err != nil {
				if code, field, reason := problemOf(err); code != invalidRecord || field == "" || reason == "" {
					t.Fatalf("refused with %v", err)
				}
				continue
			}
			if err := a.Validate(); err != nil {
				t.Fatalf("built an invalid article: %v", err)
			}
			for _, s := range append(append([]string{a.ID, a.Headline, a.Body, a.Source, a.Section, a.URL, a.Lang}, a.Byline...), a.Tags...) {
				if !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
					t.Fatalf("text %q", s)
				}
			}
		}
	})
}

var errTest = errors.New("disk full")
