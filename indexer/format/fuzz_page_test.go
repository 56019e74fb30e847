package format

import (
	"bytes"
	"testing"
)

func FuzzHTML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readHTML(Input{Reader: bytes.NewReader(data)}))
		acceptable(t, readHTML(Input{Reader: bytes.NewReader(data), URL: "https://example.org/a"}))
	})
}
