package prose

import (
	"bytes"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func FuzzPlain(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readPlain(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzMarkdown(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readMarkdown(record.Input{Reader: bytes.NewReader(data), Name: "2024-02-06-x.md"}))
		formattest.Acceptable(t, readMarkdown(record.Input{Reader: bytes.NewReader(data), URL: "https://example.org/a"}))
	})
}

// FuzzBodyText: any body is text after it, of no more than its length; what it
// looks like is a format that is known.
func FuzzBodyText(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		s := string(data)
		for _, format := range []string{"text", "markdown", "html", LooksLike(s)} {
			got, err := BodyText(s, format)
			if err != nil || len(got) > 3*len(s) {
				t.Fatalf("%s: %d bytes became %d (%v)", format, len(s), len(got), err)
			}
		}
	})
}
