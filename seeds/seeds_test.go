package seeds

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"testing"
)

// TestFiles holds the sample to the bytes it was given in: the text may not be
// edited, not even its end.
func TestFiles(t *testing.T) {
	want := map[string]string{
		"000_e6df6ef3f316c946.txt": "288c700f8743960d2872fdd8ed91ab172890e866f7051a85a097d89cc5fb3187",
	}
	entries, err := fs.ReadDir(Files(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(want) {
		t.Errorf("%d files, want %d", len(entries), len(want))
	}
	for name, sum := range want {
		data, err := fs.ReadFile(Files(), name)
		if err != nil {
			t.Fatal(err)
		}
		got := sha256.Sum256(data)
		if hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s has SHA-256 %x, want %s", name, got, sum)
		}
	}
}
