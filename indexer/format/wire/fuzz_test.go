package wire

import (
	"bytes"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func FuzzNINJS(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readNINJS(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzNITF(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readNITF(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzNewsML(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readNewsML(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzReuters(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readReuters(record.Input{Reader: bytes.NewReader(data)}))
	})
}
