package indexer

import (
	"encoding/json"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format"
)

func TestReport(t *testing.T) {
	r := newReport()
	r.count(article.Added)
	r.count(article.Unchanged)
	r.skip(Problem{Path: "/a.jsonl", Record: 3, Offset: 40, Code: "broken record", Field: "title", Reason: "a number"})
	r.skip(Problem{Path: "/b.txt", Code: "empty file", Reason: "the file is empty"})
	r.skip(Problem{Path: "/c.txt", Code: "empty file", Reason: "the file is empty"})
	r.note("/a.jsonl#1", []format.Note{{Code: "ignored field dateline", Count: 1}, {Code: "unreadable date", Detail: "date soon", Count: 1}})
	r.note("/a.jsonl#2", []format.Note{{Code: "ignored field dateline", Count: 1}, {Code: "ignored field places", Count: 1}, {Code: "ignored field text, body is there too", Count: 1}})
	r.Interrupted = true
	balanced(t, r)

	want := `ignored fields: dateline 2, places 1
noted ignored field text, body is there too: 1, first in /a.jsonl#2
noted unreadable date: 1, first in /a.jsonl#1: date soon
stopped before all was read; run the same command again to go on, what is stored stays
read 5 · added 1 · updated 0 · unchanged 1 · skipped 3 (empty file 2, broken record 1)
`
	if got := r.String(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got, want := r.Problems[0].String(), "/a.jsonl, record 3 (byte 40): title: a number"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestReportJSON: an empty report has empty lists, not null.
func TestReportJSON(t *testing.T) {
	b, err := json.Marshal(newReport())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"files":0,"read":0,"added":0,"updated":0,"unchanged":0,"copies":0,"skipped":0,"bytes":0,"reasons":{},"problems":[],"more_problems":0,"notes":{},"note_examples":{},"interrupted":false}`
	if string(b) != want {
		t.Errorf("got %s", b)
	}
	if strings.Contains(string(b), "null") {
		t.Error("null in the report")
	}
}
