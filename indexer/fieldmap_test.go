package indexer

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

func TestFieldMap(t *testing.T) {
	m := FieldMap{}
	for _, pair := range []string{"headline=Title", " Body = meta.text ", "headline=Kicker", "headline=Title", "tag=Topics", "url=a=b"} {
		if err := m.Add(pair); err != nil {
			t.Errorf("%s: %v", pair, err)
		}
	}
	if got, want := fmt.Sprint(m), "map[body:[meta.text] headline:[Title Kicker] tags:[Topics] url:[a=b]]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for pair, want := range map[string]string{
		"headline":  "write FIELD=NAME, such as headline=Title; the fields are headline, body,",
		"headline=": "write FIELD=NAME",
		"titel=x":   `"titel" is not a field; the fields are headline, body, published, updated, byline, source, section, tags, url, id and lang`,
	} {
		if err := m.Add(pair); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", pair, err, want)
		}
	}
}

// TestRunWithMap: names given reach every format that has names.
func TestRunWithMap(t *testing.T) {
	files := fstest.MapFS{
		"a.csv":   {Data: []byte("Schlagzeile;Inhalt\nA;x\n")},
		"b.json":  {Data: []byte(`[{"Schlagzeile":"B"}]`)},
		"c.jsonl": {Data: []byte(`{"Schlagzeile":"C"}` + "\n")},
	}
	for _, tt := range []struct {
		name  string
		m     FieldMap
		added int
	}{{"with names", FieldMap{"headline": {"Schlagzeile"}}, 3}, {"without", nil, 0}} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Files(t.Context(), newMemory(), files, "x", Options{Map: tt.m})
			if err != nil {
				t.Fatal(err)
			}
			if r.Added != tt.added || r.Read != 3 {
				t.Errorf("%v", r)
			}
		})
	}
}
