package fields

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// JSONL is the format of JSON Lines.
func JSONL() record.Format {
	return record.Format{Name: "jsonl", Mapped: true, Extensions: rawjson.Extensions, Sniff: rawjson.SniffLines, Read: readJSONL}
}

// Lines yields the records of JSON Lines, one a line, as Format.Read does.
func Lines(r io.Reader) iter.Seq2[record.Record, error] { return readJSONL(record.Input{Reader: r}) }

func readJSONL(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		lines, decoded := stream.NewLines(in)
		set := fields(in.Map)
		for {
			line, err := lines.Next()
			switch {
			case err == io.EOF:
				return
			case errors.Is(err, stream.ErrLineTooLong):
				err = &record.RecordError{Code: record.TooLarge, Reason: fmt.Sprintf("the line holds more than %d bytes (17 MB), the limit of one record; split the article", stream.MaxLine)}
			case err != nil:
				yield(record.Record{}, fmt.Errorf("reading after line %d (byte %d): %w", lines.Number, lines.Offset, err))
				return
			}
			if lines.Number == 1 {
				line = bytes.TrimPrefix(line, []byte(decode.BOM))
			}
			if err == nil && len(bytes.Trim(line, record.Blanks)) == 0 {
				continue
			}
			var rec record.Record
			if err == nil {
				rec, err = parseObject(line, set)
				rec.URL = in.Resolve(rec.URL)
			}
			var broken *record.RecordError
			if errors.As(err, &broken) {
				broken.Number, broken.Offset = lines.Number, lines.Offset
			}
			rec.Number, rec.Offset = lines.Number, lines.Offset
			if decoded != "" {
				rec.Notes = append(rec.Notes, record.Note{Code: "read as " + decoded, Count: 1})
				decoded = "" // said once a file
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// One reads a single JSON object, which may be spread over lines, as one record
// with the fields of JSON Lines. Errors are *RecordError.
func One(data []byte) (record.Record, error) {
	rec, err := parseObject(bytes.Trim(bytes.TrimPrefix(data, []byte(decode.BOM)), record.Blanks), standard)
	rec.Number = 1
	if broken, ok := errors.AsType[*record.RecordError](err); ok {
		broken.Number = 1
	}
	return rec, err
}
