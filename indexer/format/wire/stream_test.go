package wire

import (
	"iter"
	"runtime"
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
	for _, tt := range []struct {
		name string
		e    formattest.Sequel
		read func(record.Input) iter.Seq2[record.Record, error]
	}{
		{"newsmlg2", formattest.Sequel{Head: "<newsMessage>", Part: "<newsItem guid='a'><contentMeta><headline>x</headline></contentMeta><contentSet><inlineXML><p>" + text + "</p></inlineXML></contentSet></newsItem>\n", Tail: "</newsMessage>"}, readNewsML},
		{"ninjs array", formattest.Sequel{Head: "[\n{\"uri\":\n\"z\",\"headline\":\"x\"}", Part: ",{\"uri\":\"a\",\"headline\":\"x\",\"body_text\":\"" + text + "\"}", Tail: "]"}, readNINJS},
		{"ninjs lines", formattest.Sequel{Part: "{\"uri\":\"a\",\"headline\":\"x\",\"body_text\":\"" + text + "\"}\n"}, readNINJS},
		{"reuters", formattest.Sequel{Part: "<REUTERS NEWID=\"1\">\n<TEXT><TITLE>x</TITLE><BODY>" + text + "\n</BODY></TEXT></REUTERS>\n"}, readReuters},
	} {
		t.Run(tt.name, func(t *testing.T) {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			before, peak, n := m.HeapAlloc, uint64(0), 0
			tt.e.Left = size
			for rec, err := range tt.read(record.Input{Reader: &tt.e}) {
				if err != nil || rec.Headline != "x" {
					t.Fatalf("record %d: %+v, %v", n+1, rec, err)
				}
				if n++; n%500 == 0 {
					runtime.GC()
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapAlloc)
				}
			}
			if n < size/len(tt.e.Part) {
				t.Errorf("%d records", n)
			}
			if peak > before+limit {
				t.Errorf("%d bytes of memory for a stream of %d", peak-before, size)
			}
			t.Logf("%d records, %d KB", n, (peak-before)>>10)
		})
	}
}
