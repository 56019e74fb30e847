package fields

import (
	"errors"
	"io"
	"strings"
	"testing"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

func jsonOutline(r io.Reader) string {
	return formattest.Outline(r, func(in record.Input) func(func(record.Record, error) bool) { return readJSON(in) })
}

func TestJSON(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"a list", `[{"title":"A"},{"title":"B"}]`, "1:A 2:B"},
		{"an empty list", `[]`, ""},
		{"an answer without articles", `{"status":"ok","totalResults":0,"articles":[]}`, ""},
		{"an inner answer without articles", `{"response":{"status":"ok","results":[]}}`, ""},
		{"objects one after the other", `{"title":"A"}{"title":"B"}` + "\n\n" + `{"title":"C"}`, "1:A 2:B 3:C"},
		{"texts with record separators", "\x1e{\"title\":\"A\"}\n\x1e{\"title\":\"B\"}\n", "1:A 2:B"},
		{"lists one after the other", `[{"title":"A"}] [{"title":"B"}]`, "1:A 2:B"},
		{"Event Registry", `{"articles":{"page":1,"results":[{"title":"A"},{"title":"B"}],"pages":1}}`, "1:A 2:B"},
		{"MediaStack", `{"pagination":{"limit":25},"data":[{"title":"A"},{"title":"B"}]}`, "1:A 2:B"},
		{"items", `{"items":[{"title":"A"}]}`, "1:A"},
		{"two lists", `{"articles":[{"title":"A"}],"news":[{"title":"B"}]}`, "1:A 2:B"},
		{"GraphQL", `{"data":{"posts":{"edges":[{"node":{"title":"A"}},{"node":{"title":"B"}}]}}}`, "1:A 2:B"},
		{"one wrapped article", `{"status":"ok","response":{"content":{"id":"x","webTitle":"A"}}}`, "1:A"},
		{"answers, one a line", `{"articles":[{"title":"A"}]}` + "\n" + `{"articles":[{"title":"B"}]}`, "1:A 2:B"},
		{"a list within an article", "{\n\"title\":\"A\",\"body\":\"B\",\"items\":[{\"title\":\"x\"}]}", "1:A"},
		{"a list before a body", "{\n\"items\":[{\"title\":\"x\"}],\"body\":\"B\"}", "1:x !line 2 (byte 0): the object has a list of records and a body of its own; only the list is read"},
		{"marks in texts", `[{"title":"}]{[\"","body":"\\"},{"title":"B"}]`, `1:}]{[" 2:B`},
		{"utf-16", "\xff\xfe[\x00{\x00\"\x00t\x00i\x00t\x00l\x00e\x00\"\x00:\x00\"\x00A\x00\"\x00}\x00]\x00", "1:A"},
		{"a mark", decode.BOM + `[{"title":"A"}]`, "1:A"},

		{"a service that refuses", `{"status":"error","code":"apiKeyInvalid","message":"Your key is wrong."}`, `!line 1 (byte 0): this is the answer of a service that says "Your key is wrong.", not an article; ask it again`},
		{"settings", `{"name":"tool","version":"1","description":"It works."}`, "!line 1 (byte 0): no field is known to be a headline or a body: its fields are name, version, description; say which is: --map headline=NAME --map body=NAME"},
		{"an empty object", `[{},{"title":"B"}]`, "!line 1 (byte 1): no field is known to be a headline or a body: it is empty; say which is: --map headline=NAME --map body=NAME 2:B"},
		{"other values", `["a, b",1,null,[["x"]],{"title":"B"}]`, "!line 1 (byte 1): line 1: a text stands where an object should !line 2 (byte 8): line 1: a number stands where an object should !line 3 (byte 10): line 1: null stands where an object should !line 4 (byte 15): line 1: a list stands where an object should 5:B"},
		{"a NUL", "[{\"title\":\"A\"},\x00{\"title\":\"B\"}]", `1:A !line 2 (byte 15): line 1: "?" stands where an object should 3:B`},

		{"cut in a text", `[{"title":"A"},{"title":"B`, "1:A !line 2 (byte 25): column 11: the object is not closed: the file ends here, cut short or damaged; the records before are read"},
		{"cut between records", `[{"title":"A"},`, "1:A !line 2 (byte 15): the list is not closed: the file ends here, cut short or damaged; the records before are read"},
		{"cut in an envelope", `{"articles":[{"title":"A"}`, "1:A !line 2 (byte 26): the list is not closed: the file ends here, cut short or damaged; the records before are read"},
		{"cut behind the list", `{"articles":[{"title":"A"}],"x":`, "1:A !line 2 (byte 32): line 1: the object around the list is not closed, cut short or damaged; the records before are read"},
		{"a comma missing", `[{"title":"A" "body":"x"},{"title":"B"}]`, `!line 1 (byte 14): column 14: found '"': a comma or } should follow the value 2:B`},
		{"a quote missing", `[{"title":"A},{"title":"B"},{"title":"C"}]`, `!line 1 (byte 16): column 16: found 't': a comma or } should follow the value 2:B 3:C`},
		{"a quote missing at the end of a line", "[\n{\"title\":\"A},\n{\"title\":\"B\"}]", `!line 1 (byte 2): line 2: found '\n': a control character must be escaped (\n, \t, \u0001) 2:B`},
		{"a quote missing in the first name", `[{"title:"A"},{"title":"B"},{"title":"C"}]`, `!line 1 (byte 10): column 10: found 'A': a colon should follow the field name 2:B 3:C`},
		{"a brace missing", `[{"title":"A",{"title":"B"},{"title":"C"}]`, `!line 1 (byte 14): column 14: found '{': a field name in double quotes should stand here 2:B 3:C`},
		{"a brace missing at the end", `[{"title":"A"},{"title":"B"]`, `1:A !line 2 (byte 27): column 13: found ']': a comma or } should follow the value`},
		{"a bracket missing", `[{"title":"A","tags":["x"},{"title":"B"}]`, `!line 1 (byte 25): column 25: found '}': a comma or ] should follow the value 2:B`},
		{"a brace too many", `[{"title":"A"}},{"title":"B"}]`, `1:A !line 2 (byte 14): line 1: "}" stands where an object should 3:B`},
		{"no comma between", `[{"title":"A"}{"title":"B"},,{"title":"C"},]`, "1:A 2:B 3:C"},
		{"a wrong type", `[{"title":1},{"title":"B"}]`, "!line 1 (byte 1): title: a number where a text should stand 2:B"},
		{"a bomb", `[{"title":"A","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `},{"title":"B"}]`, "!line 1 (byte 10017): column 10017: found '[': it is nested too deeply for an article 2:B"},
		{"a bomb without end", `[{"title":"A"},` + strings.Repeat("[{", 20000), "1:A"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := jsonOutline(strings.NewReader(tt.data))
			if tt.name == "a bomb without end" {
				got, _, _ = strings.Cut(got, " !")
			}
			if got != tt.want {
				t.Errorf("got  %.600s\nwant %s", got, tt.want)
			}
		})
	}
	t.Run("a source that fails", func(t *testing.T) {
		gone := errors.New("disk gone")
		got := jsonOutline(io.MultiReader(strings.NewReader(`[{"title":"A"},{"title":`), formattest.ErrReader(gone)))
		if want := "1:A !reading after record 1 (byte 24): disk gone"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
	t.Run("stopping early", func(t *testing.T) {
		for range readJSON(record.Input{Reader: strings.NewReader(`{"articles":[{"title":"A"},{"title":"B"}]}`)}) {
			break
		}
	})
	t.Run("relative addresses", func(t *testing.T) {
		for rec, err := range readJSON(record.Input{Reader: strings.NewReader(`[{"title":"A","url":"../a"}]`), URL: "https://example.org/x/y"}) {
			if err != nil || rec.URL != "https://example.org/a" {
				t.Errorf("got %q, %v", rec.URL, err)
			}
		}
	})
}

// TestJSONMemory: what is held is one record, however long the list is, what
// stands around it, and what is broken in it.
func TestJSONMemory(t *testing.T) {
	body := strings.Repeat("word ", 2000)
	good := `{"title":"A","body":"` + body + `"},`
	tests := []struct {
		name  string
		r     io.Reader
		whole int
	}{
		{"a list", io.MultiReader(strings.NewReader("["), formattest.Repeated("", good, 1000, ""), strings.NewReader("{}]")), 1000},
		{"an envelope", io.MultiReader(strings.NewReader(`{"response":{"docs":[`), formattest.Repeated("", good, 1000, ""), strings.NewReader(`{}]}}`)), 1000},
		{"much around the list", io.MultiReader(strings.NewReader(`{"x":"`), io.LimitReader(formattest.Endless('x'), stream.MaxLine+2<<20), strings.NewReader(`","articles":[`+good+`]}`)), 1},
		{"a record too large", io.MultiReader(strings.NewReader(`[`+good+`{"title":"`), io.LimitReader(formattest.Endless('x'), stream.MaxLine+2<<20), strings.NewReader(`"},`+good+`]`)), 2},
		{"a file of one brace", io.MultiReader(strings.NewReader(`[`+good), io.LimitReader(formattest.Endless('{'), stream.MaxLine+2<<20)), 1},
		{"a file of one quote", io.MultiReader(strings.NewReader(`[`+good+`"`), io.LimitReader(formattest.Endless('x'), stream.MaxLine+2<<20)), 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, _, held := formattest.Held(readJSON(record.Input{Reader: tt.r}))
			if n != tt.whole {
				t.Errorf("%d records, want %d", n, tt.whole)
			}
			if held > 2*stream.MaxLine {
				t.Errorf("held %d bytes", held)
			}
		})
	}
}

// TestSniffJSON: what has a reader of its own is left to it when that is sure.
func TestSniffJSON(t *testing.T) {
	for _, c := range []struct {
		name, head string
		want       record.Verdict
	}{
		{"a list", `[{"title":"x"}]`, record.Sure},
		{"an envelope", `{"articles":[{"title":"x","uri":"y"}]}`, record.Sure},
		{"spread", "{\n\"title\":\"x\"}", record.Sure},
		{"a line", `{"title":"x"}`, record.No},
		{"ninjs", "{\n\"uri\":\"x\",\"type\":\"text\"}", record.Maybe},
		{"a list of ninjs", `[{"uri":"x","versioncreated":"2022-07-08T10:00:00Z","body_xhtml":"<p>x</p>"}]`, record.Maybe},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"1"}]}`, record.Maybe},
		{"a list of texts", `["x"]`, record.Maybe},
		{"nothing", " \n", record.No},
	} {
		if got := sniffJSON([]byte(c.head), "a.json"); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}
