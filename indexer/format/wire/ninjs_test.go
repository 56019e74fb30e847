package wire

import (
	"fmt"
	"strings"
	"testing"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func TestNINJSObjects(t *testing.T) {
	const a, b = `{"uri":"a","headline":"A"}`, `{"uri":"b","headline":"B"}`
	tests := []struct{ name, data, want string }{
		{"one", a, "1@0 a"},
		{"one, spread", "{\n\"uri\":\"a\",\n\"headline\":\"A\"}\n", "1@0 a"},
		{"lines", a + "\n\n" + b + "\n", "1@0 a, 3@28 b"},
		{"lines, the middle broken", a + "\n{\"uri\":\n" + b, "1@0 a, 2@27 error, 3@35 b"},
		{"array", "[" + a + ",\n" + b + "]\n", "1@1 a, 2@29 b"},
		{"array on several lines, the first broken", "[{\"uri\" \"x\"},\n" + b + "]", "1@1 error, 2@14 b"},
		{"array with other things", "[1, " + a + ", \"{\", null]", "1@1 error, 2@4 a, 3@32 error, 4@33 error"},
		{"array with a byte order mark", decode.BOM + "[" + a + "]", "1@1 a"},
		{"braces in texts", "[{\"uri\":\"}{\\\"\",\n\"headline\":\"[\"}," + b + "]", "1@1 }{\", 2@32 b"},
		{"two spread objects", "{\n\"uri\":\"a\",\n\"title\":\"A\"}\n{\n\"uri\":\"b\",\n\"title\":\"B\"}", "1@0 a, 2@26 b"},
		{"cut short", "[" + a + ",{\"uri\":\"b\"", "1@1 a, 2@28 error"},
		{"nothing in it", "[]", "refused"},
		{"utf-16", "[\x00{\x00\"\x00u\x00r\x00i\x00\"\x00:\x00\"\x00a\x00\"\x00,\x00\"\x00t\x00i\x00t\x00l\x00e\x00\"\x00:\x00\"\x00A\x00\"\x00}\x00]\x00", "1@1 a"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for rec, err := range readNINJS(record.Input{Reader: strings.NewReader(tt.data)}) {
				switch broken := new(record.RecordError); {
				case err == nil:
					got = append(got, fmt.Sprintf("%d@%d %s", rec.Number, rec.Offset, rec.ID))
				case formattest.AsRecord(err, &broken):
					got = append(got, fmt.Sprintf("%d@%d error", broken.Number, broken.Offset))
				default:
					got = append(got, "refused")
				}
			}
			if s := strings.Join(got, ", "); s != tt.want {
				t.Errorf("got  %s\nwant %s", s, tt.want)
			}
		})
	}
}

func TestSpellOut(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"20041231T131500Z", "2004-12-31T13:15:00Z"},
		{"20041231T1315-0500", "2004-12-31T13:15-0500"},
		{"20041231T131500+01:00", "2004-12-31T13:15:00+01:00"},
		{"20041231T131500.5Z", "2004-12-31T13:15:00.5Z"},
		{"20041231", "20041231"},
		{"2004-12-31Z", "2004-12-31"},
		{"2004-12-31+01:00", "2004-12-31"},
		{"2004-12-31T10:00:00Z", "2004-12-31T10:00:00Z"},
		{"Last Tuesday", "Last Tuesday"},
		{"T", "T"}, {"20041231T", "20041231T"}, {"20041231Tab", "20041231Tab"},
	} {
		if got := spellOut(tt.in); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.in, got, tt.want)
		}
	}
}
