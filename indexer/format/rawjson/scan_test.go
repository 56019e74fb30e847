package rawjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
)

// FuzzMembers holds the walkers to what encoding/json says of the same text.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{`{}`, ` {}`, `{"a":1}`, `{ "a" : [1,{"b":"]"}] , "c\"" : "\\" }`, `{"a":{"b":{}},"c":-1e5,"d":true,"e":null}`, `[]`, `[ 1 , "a,]" , [[]] ]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b := bytes.TrimLeft([]byte(s), " \t\r\n")
		if !json.Valid(b) {
			t.Skip("outside of what this property is about")
		}
		switch b[0] {
		case '{':
			want := map[string]json.RawMessage{}
			if err := json.Unmarshal(b, &want); err != nil {
				t.Skip("outside of what this property is about")
			}
			got := map[string]json.RawMessage{}
			for quoted, value := range Members(b) {
				var name string
				if err := json.Unmarshal(quoted, &name); err != nil {
					t.Fatalf("name %q: %v", quoted, err)
				}
				got[name] = value
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
				t.Errorf("got %q, want %q", got, want)
			}
		case '[':
			var want []json.RawMessage
			if err := json.Unmarshal(b, &want); err != nil {
				t.Skip("outside of what this property is about")
			}
			var got []json.RawMessage
			for e := range Elements(b) {
				got = append(got, e)
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}
