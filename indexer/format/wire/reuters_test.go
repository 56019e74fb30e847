package wire

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// TestReutersDistribution compares the files as distributed with articles that
// were made from them by other hands.
func TestReutersDistribution(t *testing.T) {
	files := []string{"reut2-000.sgm", "reut2-012.sgm", "reut2-021.sgm"}
	read := map[string]record.Record{}
	refused := []string{}
	for _, name := range files {
		data := formattest.Gunzip(t, formattest.SharedFile(t, "formats/reuters_sgml/"+name+".gz"))
		for rec, err := range readReuters(record.Input{Reader: bytes.NewReader(data)}) {
			if err != nil {
				refused = append(refused, err.Error())
				continue
			}
			if _, twice := read[rec.ID]; twice {
				t.Errorf("%s comes twice", rec.ID)
			}
			read[rec.ID] = rec
		}
	}
	if len(read) != 2577 || len(refused) != 1 { // 12793 is empty
		t.Errorf("%d read, refused %q", len(read), refused)
	}
	compared := 0
	lines := bufio.NewScanner(bytes.NewReader(formattest.Gunzip(t, formattest.SharedFile(t, "text/reuters21578.jsonl.gz"))))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var want struct {
			ID, Title, Body, Date, Author           string
			Topics, Places, People, Orgs, Exchanges []string
		}
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		got, ok := read[want.ID]
		if !ok {
			continue
		}
		compared++
		var tags []string
		w := &wire{}
		for _, list := range [][]string{want.Topics, want.Places, want.People, want.Orgs, want.Exchanges} {
			for _, tag := range list {
				tags = w.values(tags, "tag", tag)
			}
		}
		date, _ := article.ParseDate(want.Date, article.FromField)
		for _, f := range []struct{ name, got, want string }{
			{"text", words(got.Headline + " " + got.Body), strings.TrimSuffix(words(want.Title+" "+want.Body), " REUTERS")},
			{"tags", strings.Join(got.Tags, "|"), strings.Join(tags, "|")},
			{"day", got.Published.Day, date.Day},
			{"date", got.Published.String(), date.String()},
		} {
			if f.got != f.want && f.want != "" {
				t.Errorf("%s: %s\n got %q\nwant %q", want.ID, f.name, f.got, f.want)
			}
		}
	}
	if compared != 2577 {
		t.Errorf("%d compared", compared)
	}
}
