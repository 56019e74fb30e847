package text

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sharedTexts yields the first n bodies of a file of the shared data; the test
// is skipped when it is not there.
func sharedTexts(tb testing.TB, name string, n int) iter.Seq[string] {
	tb.Helper()
	articles := sharedArticles(tb, name)
	return func(yield func(string) bool) {
		left := n
		for _, body := range articles {
			if left--; left < 0 || !yield(body) {
				return
			}
		}
	}
}

// sharedArticles yields titles and bodies, those that are not blank.
func sharedArticles(tb testing.TB, name string) iter.Seq2[string, string] {
	tb.Helper()
	f, err := os.Open(filepath.Join(root(tb), "..", "shared", "data", "text", name))
	if err != nil {
		tb.Skipf("the shared data is not there: %v", err)
	}
	tb.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewReader(z)
	return func(yield func(title, body string) bool) {
		for {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				return
			}
			var a struct{ Title, Body, Text string }
			if err := json.Unmarshal(line, &a); err != nil {
				tb.Fatal(err)
			}
			if body := strings.TrimSpace(a.Body + a.Text); body != "" && !yield(a.Title, body) {
				return
			}
		}
	}
}
