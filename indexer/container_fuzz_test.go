package indexer

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzContainers: whatever the bytes of a container, reading them ends, names
// are safe to print, and each item is an article, a problem or a note.
func FuzzContainers(f *testing.F) {
	t := &testing.T{}
	text := member{name: "a/b.txt", data: "One\n\nBody"}
	archive := zipOf(t, text, stored("c!.txt", "Two"), member{name: "d.gz", data: zipped(t, "Three")})
	for _, s := range []string{
		archive, archive[:len(archive)-30], tarred(t, text, member{name: "../x", data: archive}), zipped(t, tarred(t, text)),
		zstdOf(t, "One\n\nBody"), zipped(t, "WARC/1.0\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n") + "junk" + zipped(t, "WARC/1.0\r\n"),
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := source{ctx: t.Context(), builder: NewBuilder(Options{}), yield: func(it item) bool {
			shown := it.place.Source
			if !strings.HasPrefix(shown, "x") || !utf8.ValidString(shown) || visible(shown) != shown || it.offset < 0 || it.bytes < 0 {
				t.Fatalf("item at %q, offset %d, %d bytes", shown, it.offset, it.bytes)
			}
			if it.problem != nil && (it.problem.Code == "" || it.problem.Reason == "") {
				t.Fatalf("problem %+v", it.problem)
			}
			return true
		}}
		in := string(data)
		s.contents(stream{r: strings.NewReader(in), at: strings.NewReader(in), size: int64(len(in)), name: "x", shown: "x", budget: &budget{}})
	})
}
