package fields

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// tableExtensions are lower case, as in Format, with the separator that each
// promises when the header does not tell.
var tableExtensions = []string{".csv", ".tsv", ".tab", ".psv"}

// separators are those that are tried, in the order of preference.
const separators = ",\t;|"

// noSeparator stands for the separator of a table of one column.
const noSeparator = 0

// maxColumns bounds the columns of a table: no export has so many, and a file
// of commas shall not fill the memory with empty cells.
const maxColumns = 4096

// Table is the format of tables with a header, CSV and TSV.
func Table() record.Format {
	return record.Format{Name: "csv", Mapped: true, Extensions: tableExtensions, Sniff: sniffCSV, Read: readCSV}
}

// sniffCSV takes what is named as a table, and is sure under another name when
// the first row has three names of fields, the headline or body among them, and
// the second as many cells.
func sniffCSV(head []byte, name string) record.Verdict {
	ext := record.Extension(name)
	start := record.SkipBlank(head)
	switch {
	case len(start) == 0, start[0] == '{', start[0] == '<':
		return record.No
	case slices.Contains(tableExtensions, ext):
		return record.Maybe
	case start[0] == '[', slices.Contains(rawjson.Extensions, ext), ext == ".md", ext == ".markdown":
		return record.No
	}
	t := newTable(record.Input{Reader: bytes.NewReader(head), Name: name})
	if t.header() != nil || t.known < 3 || decode.Binary(head) {
		return record.No
	}
	if r, err := t.rows.next(); err != nil || r.count != len(t.names) {
		return record.No
	}
	return record.Sure
}

// table is a file of rows under a header.
type table struct {
	in   record.Input
	set  *fieldSet
	rows *rowReader
	// names and keys are the header as it is written and folded; known counts
	// the names that are fields.
	names, keys []string
	known       int
	repeated    int // header rows since the last record
}

func newTable(in record.Input) *table {
	return &table{in: in, set: fields(in.Map), rows: &rowReader{s: stream.NewRewinder(in)}}
}

// readCSV yields the rows of a table, one at a time.
func readCSV(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		t := newTable(in)
		if err := t.header(); err != nil {
			yield(record.Record{}, err)
			return
		}
		for {
			r, err := t.rows.next()
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(record.Record{}, fmt.Errorf("reading after row %d (byte %d): %w", t.rows.number, t.rows.s.Off, err))
				return
			}
			if r.blank() {
				continue
			}
			if r.fault == "" && t.isHeader(r) {
				t.repeated++
				continue
			}
			rec, err := t.record(r)
			if _, one := err.(*record.RecordError); !yield(rec, err) || err != nil && !one {
				return
			}
		}
	}
}

// header finds the separator and reads the names of the columns. The error is a
// *Refusal when no column is known to be a headline or a body.
func (t *table) header() error {
	head, err := t.rows.s.R.Peek(record.HeadSize)
	if len(head) == 0 {
		if err != nil && err != io.EOF {
			return fmt.Errorf("reading the first row: %w", err)
		}
		return &record.Refusal{Code: record.EmptyFile, Reason: "the file is empty"}
	}
	if sep, ok := sepLine(head); ok {
		t.rows.sep = sep
		t.rows.line()
	} else {
		t.rows.sep = t.separator(head)
	}
	for {
		r, err := t.rows.next()
		switch {
		case err == io.EOF:
			return &record.Refusal{Code: record.EmptyFile, Reason: "the file is empty (it holds blanks only)"}
		case err != nil:
			return fmt.Errorf("reading the first row: %w", err)
		case r.large:
			return &record.Refusal{Code: record.TooLarge, Reason: fmt.Sprintf("the first row holds more than %d bytes (17 MB), it is no header", stream.MaxLine)}
		case r.fault != "":
			return &record.Refusal{Code: record.BrokenRecord, Reason: "the first row is no header: " + r.fault}
		case r.blank():
			continue
		case r.count > maxColumns:
			return &record.Refusal{Code: record.NotRead, Reason: fmt.Sprintf("the first row has %d columns, the limit is %d", r.count, maxColumns)}
		}
		cells := r.texts()
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		t.names = slices.Clone(cells)
		break
	}
	t.known = 0
	for i, name := range t.names {
		t.names[i] = strings.TrimSpace(name)
		t.keys = append(t.keys, foldName(t.names[i]))
		if _, ok := t.set.slots[t.keys[i]]; ok {
			t.known++
		}
		if t.names[i] == "" {
			t.names[i], t.keys[i] = fmt.Sprintf("column %d", i+1), ""
		}
	}
	if !t.usable(t.keys) {
		return &record.Refusal{Code: record.NotRead, Reason: "the table has no column that is known to be a headline or a body: its columns are " + t.columns() + "; say which is: --map headline=NAME --map body=NAME (the first row must hold the names)"}
	}
	return nil
}

// columns lists the names for a refusal.
func (t *table) columns() string {
	var shown []string
	for _, n := range t.names[:min(len(t.names), record.MaxIgnored)] {
		shown = append(shown, record.Printable(n))
	}
	if len(t.names) > len(shown) {
		shown = append(shown, fmt.Sprintf("and %d more", len(t.names)-len(shown)))
	}
	return strings.Join(shown, ", ")
}

// usable reports whether a headline or a body is among the columns.
func (t *table) usable(keys []string) bool {
	for _, key := range keys {
		slot, known := t.set.slots[key]
		if !known {
			continue
		}
		for _, p := range t.set.headline {
			if p.slot == slot && !p.weak {
				return true
			}
		}
		for _, p := range t.set.body {
			if p.slot == slot {
				return true
			}
		}
	}
	return false
}

// sepLine reads the line "sep=;" that spreadsheets put first.
func sepLine(head []byte) (byte, bool) {
	line, _, _ := bytes.Cut(head[:min(len(head), 16)], []byte("\n"))
	line = bytes.ToLower(bytes.Trim(bytes.TrimRight(line, "\r"), `"`))
	if sep, ok := bytes.CutPrefix(line, []byte("sep=")); ok && len(sep) == 1 {
		return sep[0], true
	}
	return 0, false
}

// separator returns what stands between the cells of the first row: that which
// makes the most names of fields of it, with a headline or body among them, else
// the most cells.
func (t *table) separator(head []byte) byte {
	best, most := byte(','), -1
	order := separators
	switch record.Extension(t.in.Name) {
	case ".tsv", ".tab":
		order = "\t,;|"
	case ".psv":
		order = "|,\t;"
	}
	for i := range len(order) {
		rows := rowReader{s: &stream.Rewinder{R: emptyReader(), Back: head, Line: 1}, sep: order[i]}
		r, err := rows.next()
		for err == nil && r.blank() {
			r, err = rows.next()
		}
		if err != nil {
			continue
		}
		score := min(r.count, maxColumns-1)
		var keys []string
		for _, cell := range r.texts() {
			key := foldName(strings.TrimSpace(cell))
			keys = append(keys, key)
			if _, known := t.set.slots[key]; known {
				score += maxColumns
			}
		}
		if t.usable(keys) {
			score += maxColumns * maxColumns
		}
		if score > most {
			best, most = order[i], score
		}
	}
	if most%maxColumns == 1 {
		return noSeparator // one column: what stands on a line is its cell
	}
	return best
}

// isHeader reports whether a row repeats the header, as in files that were put
// together of others.
func (t *table) isHeader(r *row) bool {
	if r.count != len(t.names) {
		return false
	}
	from := 0
	for i, end := range r.ends {
		cell := bytes.TrimSpace(r.buf[from:end])
		if string(cell) != t.names[i] && (len(cell) > 0 || t.keys[i] != "") {
			return false
		}
		from = end
	}
	return true
}

// record makes the record of a row.
func (t *table) record(r *row) (record.Record, error) {
	fail := func(err *record.RecordError) (record.Record, error) {
		err.Number, err.Offset = r.number, r.offset
		return record.Record{}, err
	}
	switch {
	case r.large:
		return fail(&record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("the row holds more than %d bytes (17 MB), the limit of one record; split the article", stream.MaxLine)})
	case r.fault != "":
		return fail(&record.RecordError{Code: record.BrokenRecord, Reason: r.fault})
	case r.count < len(t.names), r.beyond(len(t.names)):
		reason := fmt.Sprintf("line %d: the row has %s, the header %d; ", r.line, cells(r.count), len(t.names))
		if t.rows.suspect() {
			reason += "a quotation mark may be missing: the lines are read one by one"
			if err := t.rows.firstLine(); err != nil {
				return record.Record{}, err
			}
		} else {
			reason += fmt.Sprintf("quote cells that hold the separator %q or a line break", t.rows.sep)
		}
		return fail(&record.RecordError{Code: record.BrokenRecord, Reason: reason})
	}
	texts, decoded := r.decoded()
	o := newObject(t.set)
	for i, name := range t.names {
		cell := texts[i]
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if strings.Contains(cell, "\r") {
			cell = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), "\r", "\n")
		}
		o.put(t.keys[i], name, "", value{cell: cell})
	}
	rec, err := o.record()
	if broken, ok := err.(*record.RecordError); ok {
		return fail(broken)
	}
	if !isArticle(rec) {
		return fail(&record.RecordError{Code: record.NotRead, Reason: fmt.Sprintf("line %d: the row has neither a headline nor a body", r.line)})
	}
	rec.Number, rec.Offset = r.number, r.offset
	rec.URL = t.in.Resolve(rec.URL)
	for _, n := range []record.Note{
		{Code: "stray quotation mark kept", Count: r.stray},
		{Code: "header row repeated", Count: t.repeated},
	} {
		if n.Count > 0 {
			rec.Notes = append(rec.Notes, n)
		}
	}
	t.repeated = 0
	rec.Notes = append(rec.Notes, decoded...)
	if t.rows.s.Decoded != "" {
		rec.Notes = append(rec.Notes, record.Note{Code: "read as " + t.rows.s.Decoded, Count: 1})
		t.rows.s.Decoded = "" // said once a file
	}
	return rec, nil
}

func cells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// decoded returns the cells as UTF-8. Exports of spreadsheets are windows-1252
// where they are not UTF-8, and one row tells as well as another.
func (r *row) decoded() ([]string, []record.Note) {
	texts := r.texts()
	if utf8.Valid(r.buf) {
		return texts, nil
	}
	if _, notes := decode.Text(r.buf); len(notes) == 0 {
		return texts, nil // damaged UTF-8
	}
	for i, cell := range texts {
		texts[i] = windows1252(cell)
	}
	return texts, []record.Note{{Code: "read as windows-1252", Count: 1}}
}
