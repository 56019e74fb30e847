package format

import (
	"bytes"
	"testing"
)

func FuzzNINJS(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNINJS(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzNITF(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNITF(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzNewsML(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readNewsML(Input{Reader: bytes.NewReader(data)})) })
}

func FuzzReuters(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) { check(t, data, readReuters(Input{Reader: bytes.NewReader(data)})) })
}
