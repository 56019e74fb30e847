package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	tests := []struct {
		name, text, want string
		replaced         int
	}{
		{"nothing to do", "Zürich\n\tx", "Zürich\n\tx", 0},
		{"empty", "", "", 0},
		{"newlines", "a\r\nb\rc\n\rd\r", "a\nb\nc\n\nd\n", 0},
		{"replacement characters", "a\uFFFD\uFFFDb", "a  b", 2},
		{"control characters", "a\x00b\x1b[31m\x7f\u0085\v\f", "a b [31m    ", 6},
		{"single bytes", "caf\xe9 \xff\xfe", "caf    ", 3},
		{"a sequence cut short", "a\xe2\x80b\xf0\x9f\x98", "a b ", 2},
		{"overlong and surrogate", "\xc0\xaf\xed\xa0\x80", "     ", 5},
		{"direction marks stay", "a\u202Eb", "a\u202Eb", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, replaced := Clean(tt.text)
			if got != tt.want || replaced != tt.replaced {
				t.Errorf("%q gives %q and %d, want %q and %d", tt.text, got, replaced, tt.want, tt.replaced)
			}
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("a\x00\r\n\r\uFFFD\xc0\xaf\xed\xa0\x80\u0085")
	f.Fuzz(func(t *testing.T, s string) {
		clean, replaced := Clean(s)
		if !utf8.ValidString(clean) || len(clean) > len(s) {
			t.Fatalf("%q gives %q", s, clean)
		}
		if i := strings.IndexFunc(clean, func(r rune) bool {
			return r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\t'
		}); i >= 0 {
			t.Fatalf("%q gives %q, not clean at %d", s, clean, i)
		}
		if again, n := Clean(clean); again != clean || n != 0 {
			t.Fatalf("%q gives %q, and then %q with %d", s, clean, again, n)
		}
		if newlines := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s); replaced == 0 != (clean == newlines) {
			t.Fatalf("%q gives %q and claims %d replacements", s, clean, replaced)
		}
		if strings.Count(clean, " ") != strings.Count(s, " ")+replaced {
			t.Fatalf("%q gives %q: %d replacements are not its new blanks", s, clean, replaced)
		}
	})
}
