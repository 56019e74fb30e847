package fields

import (
	"bytes"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func FuzzJSONL(f *testing.F) {
	formattest.Seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readJSONL(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzJSON(f *testing.F) {
	formattest.Seeds(f)
	for _, s := range []string{`{"articles":[{"title":"x"},{"title":"y}]}`, `[{"a":1,{"a":2}]`, `{"hits":{"hits":[{"_source":{"title":NaN,"source":{"name":"x"}}}]}}`, `[[{"title":"x"}],"y",1]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readJSON(record.Input{Reader: bytes.NewReader(data)}))
	})
}

func FuzzCSV(f *testing.F) {
	formattest.Seeds(f)
	for _, s := range []string{"title,body\n\"a\"\"b\",\"c\nd\"\n", "sep=;\ntitle;tags\nx;[\"a\"]\n", "title\ttext\r\"x\ty\r", "title,body\nx\n\"y,z\nv,w\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		formattest.Check(t, data, readCSV(record.Input{Reader: bytes.NewReader(data)}))
	})
}
