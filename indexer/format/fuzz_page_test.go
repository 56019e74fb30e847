package format

import (
	"bytes"
	"testing"

	"newsdex/indexer/format/record"
)

func FuzzHTML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readHTML(record.Input{Reader: bytes.NewReader(data)}))
		acceptable(t, readHTML(record.Input{Reader: bytes.NewReader(data), URL: "https://example.org/a"}))
	})
}
