package gen

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "learn the model that comes with the package anew")

// modelHead is the head of model.txt.
const modelHead = `// How often words of English news and notices are used, and how the commonest follow each other.
// Counted in releases of the White House and articles of digital.gov (works of the US government) and in
// articles of Wikinews (CC BY 2.5). "go test ./engine/enginetest/gen -update" counts again.
`

// collection returns the path of a collection beside the repository, and skips
// the test when it is not there.
func collection(t *testing.T, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil && filepath.Dir(dir) != dir {
		if _, missing := os.Stat(filepath.Join(dir, "go.mod")); missing == nil {
			path := filepath.Join(dir, "..", "shared", "data", "text", name)
			if _, err := os.Stat(path); err != nil {
				t.Skipf("no collections in shared/data beside the repository: %v", err)
			}
			return path
		}
		dir = filepath.Dir(dir)
	}
	t.Fatal("no go.mod above the working folder")
	return ""
}

// TestEmbeddedModel learns the model anew with -update.
func TestEmbeddedModel(t *testing.T) {
	if *update {
		texts, err := ReadTexts(collection(t, "whitehouse.jsonl.gz"), collection(t, "digitalgov.jsonl.gz"), collection(t, "wikinews.jsonl.gz"))
		if err != nil {
			t.Fatal(err)
		}
		m, err := Learn(slices.Values(texts))
		if err != nil {
			t.Fatal(err)
		}
		m.trim(6000, 30)
		var out strings.Builder
		out.WriteString(modelHead)
		if _, err := m.WriteTo(&out); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("model.txt", []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	m, err := ReadModel(strings.NewReader(embedded))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if n, err := m.WriteTo(&out); err != nil || n != int64(out.Len()) {
		t.Fatalf("wrote %d bytes of %d: %v", n, out.Len(), err)
	}
	if got := modelHead + out.String(); got != embedded {
		t.Error("a model that is read and written is another one")
	}
}
