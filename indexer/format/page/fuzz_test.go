package page

import (
	"bytes"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func FuzzHTML(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		holdSurvey(t, string(data))
		formattest.Check(t, data, readHTML(record.Input{Reader: bytes.NewReader(data)}))
		formattest.Acceptable(t, readHTML(record.Input{Reader: bytes.NewReader(data), URL: "https://example.org/a"}))
	})
}
