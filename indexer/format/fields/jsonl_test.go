package fields

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

func TestOne(t *testing.T) {
	tests := []struct {
		name, data string
		want       record.Record // Number and Notes apart
		notes      string
	}{
		{"all fields", `{"id":"i","title":"T","body":"B","date":"2022-07-08","updated":"2022-07-09","source":"S","author":"A and B","section":"sec","tags":["x","y"],"url":"https://e.org","lang":"en"}`,
			record.Record{ID: "i", Headline: "T", Body: "B", Published: article.Date{Day: "2022-07-08", Origin: "field"}, Updated: article.Date{Day: "2022-07-09", Origin: "field"},
				Source: "S", Byline: []string{"A and B"}, Section: "sec", Tags: []string{"x", "y"}, URL: "https://e.org", Lang: "en"}, ""},
		{"other spellings", `{"headline":"T","text":"B","by":["A"],"tag":"x","language":"en"}`, record.Record{Headline: "T", Body: "B", Byline: []string{"A"}, Tags: []string{"x"}, Lang: "en"}, ""},
		{"spread over lines", "\xef\xbb\xbf {\n \"title\" : \"T\" ,\n \"tags\" : [ \"a\" , \"b\" ]\n}\n", record.Record{Headline: "T", Tags: []string{"a", "b"}}, ""},
		{"null is absent", `{"title":null,"headline":"T","tags":null,"date":null,"foo":null}`, record.Record{Headline: "T"}, ""},
		{"empty is absent", `{"title":"","headline":"T","date":"","id":""}`, record.Record{Headline: "T"}, ""},
		{"number as id", `{"id":12345678901234567890,"title":"T"}`, record.Record{ID: "12345678901234567890", Headline: "T"}, ""},
		{"escapes", `{"tit\u006ce":"a\"b\\c\u00e9\ud83d\ude00","body":"{\"x\": [1, 2}]"}`, record.Record{Headline: "a\"b\\cé😀", Body: `{"x": [1, 2}]`}, ""},
		{"lone surrogate and bad UTF-8", "{\"title\":\"a\\ud800b\xff\"}", record.Record{Headline: "a\ufffdb\ufffd"}, ""},
		{"last of two", `{"title":"A","title":"B"}`, record.Record{Headline: "B"}, ""},
		{"two spellings", `{"text":"B2","body":"B1"}`, record.Record{Body: "B1"}, "ignored field text, body is there too 1"},
		{"unknown fields", `{"title":"T","dateline":"BONN","nested":{"title":"no","a":[{}]},"e":[]}`, record.Record{Headline: "T"}, "ignored field dateline 1, ignored field nested 1, ignored field e 1"},
		{"what the API adds", `{"title":"T","word_count":3,"links":{"self":"x"},"matches":{"body":[[1,2]]},"first_seen":"2022-01-01T00:00:00Z","date_origin":"none","copies":[]}`, record.Record{Headline: "T"}, ""},
		{"summary for a body", `{"title":"T","summary":"S"}`, record.Record{Headline: "T", Body: "S"}, "body taken from summary 1"},
		{"summary and a body", `{"body":"B","summary":"S"}`, record.Record{Body: "B"}, "ignored field summary 1"},
		{"unreadable date", `{"title":"T","date":"soon"}`, record.Record{Headline: "T"}, "unreadable date 1"},
		{"number as date", `{"title":"T","date":1657238400}`, record.Record{Headline: "T"}, "unreadable date 1"},
		{"day when no instant", `{"title":"T","published_at":null,"published_day":"2022-07-08"}`, record.Record{Headline: "T", Published: article.Date{Day: "2022-07-08", Origin: "field"}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := One([]byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if notes := formattest.NoteLine(got.Notes); notes != tt.notes {
				t.Errorf("notes %q, want %q", notes, tt.notes)
			}
			got.Notes, tt.want.Number = nil, 1
			if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", tt.want); g != w {
				t.Errorf("got  %s\nwant %s", g, w)
			}
		})
	}
}

func TestOneRefuses(t *testing.T) {
	many := `{"tags":[` + strings.Repeat(`"x",`, 300) + `"x"]}`
	tests := []struct{ name, data, want string }{
		{"nothing", "", "nothing was sent; send one JSON object"},
		{"a list", ` [1]`, "this is a list, not a JSON object"},
		{"null", `null`, "this is null, not a JSON object"},
		{"not ended", `{"title": "x"`, "column 13: the object does not end on this line"},
		{"no quotes", `{title: "x"}`, "column 2: found 't': a field name in double quotes should stand here"},
		{"single quotes", `{'title': 'x'}`, `column 2: found '\'': a field name in double quotes`},
		{"no colon", `{"title" "x"}`, `column 10: found '"': a colon should follow`},
		{"no comma", `{"a": 1 "b": 2}`, `column 9: found '"': a comma or } should follow`},
		{"comma at the end", `{"a": 1,}`, `column 9: found '}': a field name`},
		{"no comma in a list", `{"a": [1 2]}`, `column 10: found '2': a comma or ] should follow`},
		{"no value", `{"a": }`, `column 7: found '}': a value should begin here`},
		{"two objects", `{"a": 1} {"b": 2}`, `column 10: found '{': the object has ended`},
		{"line break in a text", "{\"a\": \"x\ny\"}", `column 9: found '\n': a control character must be escaped`},
		{"bad escape", `{"a": "\x"}`, `column 9: found 'x': no such escape`},
		{"bad word", `{"a": nope}`, `column 8: found 'o': only true, false and null`},
		{"bomb", strings.Repeat(`{"a":`, 200000), "nested too deeply for an article"},
		{"bomb of lists", `{"title":` + strings.Repeat("[", 100000) + strings.Repeat("]", 100000) + "}", "nested too deeply for an article"},
		{"headline is a number", `{"title": 5}`, "title: a number where a text should stand"},
		{"body is a list", `{"body": ["x"]}`, "body: a list where a text should stand"},
		{"id is true", `{"id": true}`, "id: true or false where a text should stand"},
		{"author is an object", `{"author": {"nick": "x"}}`, "author: an object where a text or a list of texts should stand"},
		{"a tag is a number", `{"tags": ["x", 1]}`, "tags[1]: a number where a text should stand"},
		{"date is an object", `{"date": {}}`, "date: an object where a date such as"},
		{"too many tags", many, "tags: 301 values, the limit is 256"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, err := One([]byte(tt.data))
			var broken *record.RecordError
			if !errors.As(err, &broken) {
				t.Fatalf("got %+v and %v, want a record error", rec, err)
			}
			if got := broken.What(); !strings.HasPrefix(got, tt.want) && !strings.HasSuffix(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if broken.Code != record.BrokenRecord || broken.Number != 1 {
				t.Errorf("code %q, number %d", broken.Code, broken.Number)
			}
		})
	}
}

// TestLongLines: a line over the limit costs that record only, and is not held.
func TestLongLines(t *testing.T) {
	good := `{"id":"a","title":"T"}` + "\n"
	for _, tt := range []struct {
		name string
		size int64
	}{{"just over", stream.MaxLine + 1}, {"twenty times", 20 * stream.MaxLine}} {
		t.Run(tt.name, func(t *testing.T) {
			src := io.MultiReader(strings.NewReader(good+`{"body":"`), io.LimitReader(formattest.Endless('x'), tt.size), strings.NewReader("\"}\n"+good))
			lines, _ := stream.NewLines(src)
			most := 0
			var got []string
			for {
				line, err := lines.Next()
				most = max(most, cap(lines.Long))
				if err == io.EOF {
					break
				}
				if err != nil {
					got = append(got, err.Error())
					continue
				}
				got = append(got, string(line))
			}
			want := []string{strings.TrimSpace(good), stream.ErrLineTooLong.Error(), strings.TrimSpace(good)}
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("got %.200q", got)
			}
			if most > 2*stream.MaxLine {
				t.Errorf("held %d bytes of a line", most)
			}
		})
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("y", 3*record.HeadSize)
	data := "one\n\n" + long + "\r\nlast"
	lines, _ := stream.NewLines(strings.NewReader(data))
	type got struct {
		text   string
		offset int64
		number int
	}
	var all []got
	for {
		line, err := lines.Next()
		if err == io.EOF {
			break
		}
		all = append(all, got{string(line), lines.Offset, lines.Number})
	}
	want := []got{{"one", 0, 1}, {"", 4, 2}, {long + "\r", 5, 3}, {"last", int64(7 + len(long)), 4}}
	if fmt.Sprint(all) != fmt.Sprint(want) {
		t.Errorf("got %.300v", all)
	}
}

func TestJSONLEnds(t *testing.T) {
	gone := errors.New("disk gone")
	line := `{"title":"T"}` + "\n"
	collect := func(r io.Reader) (n int, errs []string) {
		for _, err := range Lines(r) {
			if err != nil {
				errs = append(errs, err.Error())
			} else {
				n++
			}
		}
		return n, errs
	}
	t.Run("a source that fails is the last pair", func(t *testing.T) {
		n, errs := collect(io.MultiReader(strings.NewReader(line+line+`{"title":`), formattest.ErrReader(gone)))
		if n != 2 || len(errs) != 1 || errs[0] != "reading after line 2 (byte 28): disk gone" {
			t.Errorf("%d records, errors %q", n, errs)
		}
	})
	t.Run("a last line without newline", func(t *testing.T) {
		if n, errs := collect(strings.NewReader("\xef\xbb\xbf" + line + "\r\n" + strings.TrimSpace(line))); n != 2 || errs != nil {
			t.Errorf("%d records, errors %q", n, errs)
		}
	})
	t.Run("utf-16", func(t *testing.T) {
		var b bytes.Buffer
		b.WriteString("\xff\xfe")
		for _, c := range []byte(line + line) {
			b.Write([]byte{c, 0})
		}
		var notes []string
		for rec, err := range Lines(&b) {
			if err != nil {
				t.Fatal(err)
			}
			notes = append(notes, formattest.NoteLine(rec.Notes))
		}
		if fmt.Sprintf("%q", notes) != `["read as UTF-16LE 1" ""]` {
			t.Errorf("notes %q", notes)
		}
	})
	t.Run("stopping early", func(t *testing.T) {
		for range Lines(strings.NewReader(line + line)) {
			return
		}
	})
}
