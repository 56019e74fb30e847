package web

import (
	"html"
	"reflect"
	"strings"
	"testing"

	"newsdex/search"
)

func TestCut(t *testing.T) {
	const text = "one two three four"
	for name, tc := range map[string]struct {
		windows, marks []span
		want           string
	}{
		"no marks":          {[]span{{0, 18}}, nil, "one two three four"},
		"one":               {[]span{{0, 18}}, []span{{4, 7}}, "one [two] three four"},
		"at both ends":      {[]span{{0, 18}}, []span{{0, 3}, {14, 18}}, "[one] two three [four]"},
		"neighbours":        {[]span{{0, 7}}, []span{{0, 3}, {3, 7}}, "[one][ two]"},
		"two windows":       {[]span{{0, 3}, {14, 18}}, []span{{0, 3}, {14, 18}}, "[one] … [four]"},
		"outside":           {[]span{{4, 7}}, []span{{0, 3}, {8, 13}}, "two"},
		"over the edge":     {[]span{{4, 7}}, []span{{2, 9}}, "[two]"},
		"no text":           {[]span{{0, 0}}, nil, ""},
		"overlapping marks": {[]span{{0, 18}}, []span{{0, 7}, {4, 13}}, "[one two][ three] four"},
	} {
		t.Run(name, func(t *testing.T) {
			var got strings.Builder
			for _, p := range search.Parts(text, tc.windows, tc.marks) {
				if p.Mark {
					got.WriteString("[" + p.Text + "]")
				} else {
					got.WriteString(p.Text)
				}
			}
			if got.String() != tc.want {
				t.Errorf("got %q, want %q", got.String(), tc.want)
			}
		})
	}
}

func TestPartsHTML(t *testing.T) {
	parts := []part{{Text: `<b>&"'`}, {Text: "<script>", Mark: true}}
	if got, want := partsHTML(parts), "&lt;b&gt;&amp;&#34;&#39;<mark>&lt;script&gt;</mark>"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestParagraphs(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []string
	}{
		"none":              {" \n\n ", nil},
		"one":               {"a b", []string{"a b"}},
		"single newline":    {"a\nb", []string{"a\nb"}},
		"blank line":        {"a\n\nb\n", []string{"a", "b"}},
		"blanks in between": {"a\n \t\nb", []string{"a", "b"}},
		"CRLF":              {"a\r\nb\r\n\r\nc\r\n", []string{"a\r\nb", "c"}},
		"many blank lines":  {"\n\n\na\n\n\n\nb", []string{"a", "b"}},
		"indented":          {"  a\n\n  b", []string{"  a", "  b"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, s := range paragraphs(tc.text) {
				got = append(got, tc.text[s.Start:s.End])
			}
			if !reflect.DeepEqual(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestWithin(t *testing.T) {
	marks := []span{{0, 2}, {4, 6}, {8, 12}, {20, 22}}
	for _, tc := range []struct {
		w    span
		want []span
	}{
		{span{0, 30}, marks}, {span{2, 4}, nil}, {span{5, 9}, []span{{4, 6}, {8, 12}}}, {span{12, 20}, nil}, {span{30, 40}, nil},
	} {
		got := within(marks, tc.w)
		if len(got) != len(tc.want) || len(got) > 0 && !reflect.DeepEqual(got, tc.want) {
			t.Errorf("within %v: got %v, want %v", tc.w, got, tc.want)
		}
	}
}

func TestClip(t *testing.T) {
	long := strings.Repeat("é", 500)
	for name, tc := range map[string]struct {
		in   []part
		want string
	}{
		"short":     {[]part{{Text: "a"}, {Text: "b", Mark: true}}, "a[b]"},
		"long":      {[]part{{Text: long}}, strings.Repeat("é", 300) + " …"},
		"mark late": {[]part{{Text: long}, {Text: "b", Mark: true}, {Text: "c"}}, "…" + strings.Repeat("é", 60) + "[b]c …"},
		"mark near": {[]part{{Text: "b", Mark: true}, {Text: long}}, "[b]" + strings.Repeat("é", 299) + " …"},
	} {
		t.Run(name, func(t *testing.T) {
			var got strings.Builder
			for _, p := range clip(tc.in, 300) {
				if p.Mark {
					got.WriteString("[" + p.Text + "]")
				} else {
					got.WriteString(p.Text)
				}
			}
			if got.String() != tc.want {
				t.Errorf("got %q, want %q", got.String(), tc.want)
			}
		})
	}
}

// FuzzCut holds cut to its promise: the parts are the text, whatever the marks,
// and the html is the text again once marks are dropped and escapes undone.
func FuzzCut(f *testing.F) {
	f.Add("a <b> & c", 0, 3, 2, 5)
	f.Add("Привет, мир", 0, 4, 4, 8)
	f.Add("", 0, 0, 0, 0)
	f.Fuzz(func(t *testing.T, text string, a, b, c, d int) {
		in := func(n int) int { return min(max(n, 0), len(text)) }
		parts := whole(text, []span{{in(a), in(b)}, {in(c), in(d)}})
		if got := partsText(parts); got != text {
			t.Fatalf("parts say %q, the text is %q", got, text)
		}
		bare := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(partsHTML(parts))
		if strings.ContainsAny(bare, "<>\"'") {
			t.Fatalf("html holds more than marks: %q", bare)
		}
		if got := html.UnescapeString(bare); got != text {
			t.Fatalf("html says %q, the text is %q", got, text)
		}
	})
}
