package format

import (
	"bytes"
	"testing"

	"newsdex/indexer/format/record"
)

func FuzzNINJS(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readNINJS(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzNITF(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNITF(record.Input{Reader: bytes.NewReader(data)})) })
}

func FuzzNewsML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readNewsML(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzReuters(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		check(t, data, readReuters(record.Input{Reader: bytes.NewReader(data)}))
	})
}
