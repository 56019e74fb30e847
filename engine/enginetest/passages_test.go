package enginetest

import (
	"os"
	"testing"
)

// TestPassages compares the golden passages with what is shown of the simplest
// engine, and writes them anew with -update.
func TestPassages(t *testing.T) {
	e := bench{openMemory}.fresh(t)
	fill(t, e, Corpus(t))
	got := renderPassages(t, e)
	if *update {
		if err := os.WriteFile(passagesFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != goldenPassages {
		t.Errorf("the passages have changed; run with -update and look at the difference. First: %s", firstDifference(got, goldenPassages))
	}
}
