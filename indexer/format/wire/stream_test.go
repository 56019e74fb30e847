package wire

import (
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

// TestStreams: files of many records are read with the memory of one.
func TestStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 128 MB")
	}
	const size, limit = 32 << 20, 16 << 20
	text := strings.Repeat("The ferry ran aground. ", 100)
	for _, tt := range []struct{ name, head, part, tail string }{
		{"newsmlg2", "<newsMessage>", "<newsItem guid='a'><contentMeta><headline>x</headline></contentMeta><contentSet><inlineXML><p>" + text + "</p></inlineXML></contentSet></newsItem>\n", "</newsMessage>"},
		{"ninjs array", "[\n{\"uri\":\n\"z\",\"headline\":\"x\"}", ",{\"uri\":\"a\",\"headline\":\"x\",\"body_text\":\"" + text + "\"}", "]"},
		{"ninjs lines", "", "{\"uri\":\"a\",\"headline\":\"x\",\"body_text\":\"" + text + "\"}\n", ""},
		{"reuters", "", "<REUTERS NEWID=\"1\">\n<TEXT><TITLE>x</TITLE><BODY>" + text + "\n</BODY></TEXT></REUTERS>\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			read, times := readNewsML, size/len(tt.part)
			switch {
			case strings.HasPrefix(tt.name, "ninjs"):
				read = readNINJS
			case tt.name == "reuters":
				read = readReuters
			}
			n, broken, held := formattest.Held(read(record.Input{Reader: formattest.Repeated(tt.head, tt.part, times, tt.tail)}))
			if n < times || broken > 0 {
				t.Errorf("%d records of %d, %d broken", n, times, broken)
			}
			if held > limit {
				t.Errorf("%d bytes of memory for a stream of %d", held, size)
			}
			t.Logf("%d records, %d KB", n, held>>10)
		})
	}
}
