package enginetest

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the answers of the golden queries anew")

// TestMemory holds the simplest engine against the suite.
func TestMemory(t *testing.T) { Run(t, openMemory) }

// TestGolden compares the golden file with what the second opinion answers,
// and writes it anew with -update.
func TestGolden(t *testing.T) {
	data, err := os.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	rs := readings(Corpus(t))
	got := renderGolden(string(data), rs)
	if *update {
		if err := os.WriteFile(goldenFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got != string(data) {
		t.Errorf("the answers have changed; run with -update and look at the difference. First: %s", firstDifference(got, string(data)))
	}
	if n := len(questions(got)); n < 120 {
		t.Errorf("%d golden queries, want 120 or more", n)
	}
	if n := checkByHand(t, got, rs); n < 60 {
		t.Errorf("%d golden queries were checked by hand, want 60 or more", n)
	}
}
