package text

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// root returns the folder that holds go.mod.
func root(tb testing.TB) string {
	tb.Helper()
	dir, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			tb.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

// seed returns the body of the sample article: without its first line, the
// headline, and without the comment form at its end.
func seed(tb testing.TB) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(root(tb), "seeds", "000_e6df6ef3f316c946.txt"))
	if err != nil {
		tb.Fatal(err)
	}
	_, body, ok := strings.Cut(string(b), "\n")
	body, _, ok2 := strings.Cut(body, "Leave a Reply")
	if !ok || !ok2 {
		tb.Fatal("the sample article has another shape")
	}
	return strings.TrimSpace(body)
}

func TestSeed(t *testing.T) {
	body := seed(t)
	tokens := NewAnalyzer().Tokens(nil, body, "en")
	if len(tokens) != 407 {
		t.Errorf("%d tokens, want 407", len(tokens))
	}
	if last := tokens[len(tokens)-1].Paragraph; last != 11 {
		t.Errorf("the last paragraph is number %d, want 11", last)
	}
	if lang := langOf(tokens); lang != "en" {
		t.Errorf("the language is %q, want en", lang)
	}
	count := map[string]int{}
	for _, tok := range tokens {
		count["surface "+tok.Surface]++
		count["stem "+tok.Stem]++
	}
	for term, want := range map[string]int{
		"stem neutral": 3, "surface neutral": 2, "surface neutrality": 1,
		"surface russia": 3, "surface russia's": 3, "stem russia": 6, "surface russian": 2,
		"surface uyghurs": 1, "surface uyghur": 0, "stem uyghur": 1,
	} {
		if count[term] != want {
			t.Errorf("%s: %d, want %d", term, count[term], want)
		}
	}
}
