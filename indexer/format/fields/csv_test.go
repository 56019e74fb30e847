package fields

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// tableOf reads a table and shows its records and errors.
func tableOf(in record.Input) string {
	var parts []string
	for rec, err := range readCSV(in) {
		if err != nil {
			parts = append(parts, "!"+err.Error())
			continue
		}
		parts = append(parts, fmt.Sprintf("%d: %s", rec.Number, formattest.Show(rec)))
	}
	return strings.Join(parts, " | ")
}

func utf16le(s string) string {
	var b strings.Builder
	b.WriteString("\xff\xfe")
	for _, r := range s {
		b.WriteByte(byte(r))
		b.WriteByte(byte(r >> 8))
	}
	return b.String()
}

func TestTable(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"commas", "title,body\nA,B\n", "2: headline=A body=B"},
		{"no line end at the end", "title,body\nA,B", "2: headline=A body=B"},
		{"tabs", "title\tbody\nA\tB, C\n", "2: headline=A body=B, C"},
		{"semicolons", "title;body\nA;B, C\n", "2: headline=A body=B, C"},
		{"bars", "title|body\nA|B; C\n", "2: headline=A body=B; C"},
		{"a separator that is named", "sep=^\ntitle^body\nA^B,C\n", "2: headline=A body=B,C"},
		{"one column", "headline\nA, B\nC\n", "2: headline=A, B | 3: headline=C"},
		{"line ends of DOS", "title,body\r\nA,\"B\r\nC\"\r\n", "2: headline=A body=B¶C"},
		{"line ends of old Macs", "title,body\rA,B\rC,D\r", "2: headline=A body=B | 3: headline=C body=D"},
		{"blank rows", "\n\ntitle,body\n\nA,B\n,\n", "5: headline=A body=B"},
		{"a mark", decode.BOM + "\"title\",body\nA,B\n", "2: headline=A body=B"},
		{"utf-16", utf16le("title\tbody\nÄ\tB\nC\tD\n"), "2: headline=Ä body=B (read as UTF-16LE) | 3: headline=C body=D"},
		{"windows-1252 in one row", "title,body\nA,B\nCaf\xe9,\x93D\x94\n", "2: headline=A body=B | 3: headline=Café body=“D” (read as windows-1252)"},
		{"names of other systems", "HEADLINE;Web URL;Published At;Section Name\nA;https://e.org;2022-07-08;News\n", "2: headline=A published=2022-07-08 section=News url=https://e.org"},
		{"a column without name", ",title\n0,A\n", "2: headline=A (ignored field column 1)"},
		{"empty cells at the end", "title,body\nA,B,,\n", "2: headline=A body=B"},
		{"cells too many", "title,body\nA,B,,x\nC,D\n", "!line 2 (byte 11): line 2: the row has 4 cells, the header 2; quote cells that hold the separator ',' or a line break | 3: headline=C body=D"},
		{"cells too few", "title,body\nA\nC,D\n", "!line 2 (byte 11): line 2: the row has 1 cell, the header 2; quote cells that hold the separator ',' or a line break | 3: headline=C body=D"},
		{"nothing in a row that counts", "title,body,x\n,,y\nC,D,\n", "!line 2 (byte 13): line 2: the row has neither a headline nor a body | 3: headline=C body=D"},
		{"a quote that never closes", "title,body\nA,\"B\nC,D\nE,F", "!line 2 (byte 11): line 2: a quotation mark is opened and never closed; close it, or double it within a cell | 3: headline=C body=D | 4: headline=E body=F"},
		{"a quote that closes in another row", "title,body\n\"A,B\nC,\"D\"\nE,F\n", "!line 2 (byte 11): line 2: the row has 1 cell, the header 2; a quotation mark may be missing: the lines are read one by one | 3: headline=C body=D | 4: headline=E body=F"},
		{"quotes within a cell", "title,body\nA \"x\" y,B\n", "2: headline=A \"x\" y body=B"},
		{"stray quotes", "title,body\n\"A \"x\" y\",\"B\"\n", "2: headline=A \"x\" y body=B (stray quotation mark kept)"},
		{"an id that is no value", "id,title\nNaN,A\n7,B\n", "2: headline=A (no value: id NaN) | 3: id=7 headline=B"},
		{"seconds in a column of times", "title,created_utc\nA,1657274400.0\nB,0\n", "2: headline=A published=2022-07-08T10:00:00Z (date taken from created_utc) | 3: headline=B (unreadable date: created_utc 0)"},
		{"lists in cells", "title,tags,authors\nA,\"x, y\",\"['Ann Lee', 'Bo Oz']\"\nB,x|y z,\"Lee, Ann\"\n", "2: headline=A byline=Ann Lee/Bo Oz tags=x/y | 3: headline=B byline=Lee, Ann tags=x/y z"},
		{"files put together", "title,body\nA,B\ntitle,body\nC,D\n", "2: headline=A body=B | 4: headline=C body=D (header row repeated)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tableOf(record.Input{Reader: strings.NewReader(tt.data), Name: "a.csv"}); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
	t.Run("by a map", func(t *testing.T) {
		in := record.Input{Reader: strings.NewReader("Schlagzeile;Inhalt;meta.quelle\nA;B;C\n"), Map: map[string][]string{"headline": {"Schlagzeile"}, "body": {"Inhalt"}, "source": {"meta.quelle"}}}
		if got, want := tableOf(in), "2: headline=A body=B source=C"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
	t.Run("a source that fails", func(t *testing.T) {
		in := record.Input{Reader: io.MultiReader(strings.NewReader("title,body\nA,B\nC,"), formattest.ErrReader(errors.New("disk gone")))}
		if got, want := tableOf(in), "2: headline=A body=B | !reading after row 3 (byte 17): disk gone"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestTableRefuses(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"no name that is known", "a,b;c\n1,2\n", "the table has no column that is known to be a headline or a body: its columns are a, b;c; say which is: --map headline=NAME --map body=NAME (the first row must hold the names)"},
		{"no header", "1,Bank raises rates,2022-07-08\n", "the table has no column that is known to be a headline or a body: its columns are 1, Bank raises rates, 2022-07-08; say"},
		{"names of things", "name,description\nx,y\n", "the table has no column that is known"},
		{"nothing", "", "the file is empty"},
		{"blanks", "\n  \n", "the file is empty (it holds blanks only)"},
		{"a header without end", "\"title,body\n", "the first row is no header: line 1: a quotation mark is opened and never closed"},
		{"columns without end", "title" + strings.Repeat(",", 5000), "the first row has 5001 columns, the limit is 4096"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for rec, err := range readCSV(record.Input{Reader: strings.NewReader(tt.data)}) {
				var r *record.Refusal
				if !errors.As(err, &r) || r.Code == "" || !strings.HasPrefix(r.Reason, tt.want) {
					t.Errorf("got %+v, %v", rec, err)
				}
			}
		})
	}
}

// TestTableMemory: what is held is one row, and looking for the end of a
// quotation has an end.
func TestTableMemory(t *testing.T) {
	good := `A,"` + strings.Repeat("word ", 2000) + "\"\n"
	head := "title,body\n"
	tests := []struct {
		name  string
		r     io.Reader
		whole int
	}{
		{"rows", io.MultiReader(strings.NewReader(head), formattest.Repeated("", good, 1000, "")), 1000},
		{"a row too large", io.MultiReader(strings.NewReader(head+good+"x,"), io.LimitReader(formattest.Endless('x'), stream.MaxLine+2<<20), strings.NewReader("\n"+good)), 2},
		{"a quotation too large", io.MultiReader(strings.NewReader(head+good+"x,\""), io.LimitReader(formattest.Endless('x'), stream.MaxLine+2<<20), strings.NewReader("\n"+good)), 2},
		{"a row of separators", io.MultiReader(strings.NewReader(head+good), io.LimitReader(formattest.Endless(','), stream.MaxLine/2), strings.NewReader("\n"+good)), 1},
	}
	// Each line is a row that cannot be told from the next ones: they are read
	// again only so often.
	t.Run("quotations without end", func(t *testing.T) {
		rows := rowReader{s: stream.NewRewinder(formattest.Repeated("", "\"a\" \"b\n", 1<<18, "")), sep: ','}
		rows.s.Again = stream.MaxAgain - 8<<20
		n := 0
		var err error
		for ; err == nil; n++ {
			_, err = rows.next()
		}
		if !errors.Is(err, stream.ErrNoMore) || n > 8 {
			t.Errorf("ended with %v after %d rows", err, n)
		}
	})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, _, held := formattest.Held(readCSV(record.Input{Reader: tt.r}))
			if n < tt.whole || n > tt.whole+1 {
				t.Errorf("%d records, want %d", n, tt.whole)
			}
			if held > 2*stream.MaxLine+1<<20 {
				t.Errorf("held %d bytes", held)
			}
		})
	}
}
