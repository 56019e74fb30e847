package format

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"golang.org/x/text/transform"
)

// jsonlExtensions promise JSON Lines; plain text keeps away from them.
var jsonlExtensions = []string{".jsonl", ".ndjson", ".json"}

// sniffJSONL is sure of a file whose first line is a JSON object, under any
// name, and trusts an extension when some line of the head could be one.
func sniffJSONL(head []byte, name string) Verdict {
	named := slices.Contains(jsonlExtensions, extension(name))
	start := skipBlank(head)
	if len(start) == 0 {
		return No
	}
	line, rest, ended := bytes.Cut(start, []byte("\n"))
	line = bytes.TrimRight(line, blanks)
	cut := !ended && len(head) >= HeadSize
	switch {
	case start[0] == '{' && cut:
		// The head ends within the first line: its first name must do.
		if after := skipBlank(start[1:]); len(after) > 0 && after[0] == '"' {
			return Sure
		}
		return No
	case start[0] == '{' && json.Valid(line):
		return Sure
	case spreadJSON(head), jsonArray(start):
		return No
	case named && start[0] == '{':
		return Sure // a broken first line; the reader says what is wrong with it
	case named:
		for len(rest) > 0 {
			line, rest, _ = bytes.Cut(rest, []byte("\n"))
			if line = bytes.TrimSpace(line); len(line) > 0 && line[0] == '{' && json.Valid(line) {
				return Maybe
			}
		}
	}
	return No
}

// spreadJSON reports whether the head begins with a JSON object that is written
// over several lines.
func spreadJSON(head []byte) bool {
	start := skipBlank(head)
	line, rest, _ := bytes.Cut(start, []byte("\n"))
	rest = skipBlank(rest)
	if len(start) == 0 || start[0] != '{' || len(rest) == 0 || rest[0] == '{' || json.Valid(line) {
		return false
	}
	after := skipBlank(start[1:])
	return len(after) > 0 && (after[0] == '"' || after[0] == '}')
}

// jsonArray reports whether the text begins with an array of JSON objects.
func jsonArray(start []byte) bool {
	if len(start) == 0 || start[0] != '[' {
		return false
	}
	after := skipBlank(start[1:])
	if len(after) == 0 || after[0] != '{' {
		return false
	}
	after = skipBlank(after[1:])
	return len(after) == 0 || after[0] == '"' || after[0] == '}'
}

// Lines yields the records of JSON Lines, one a line, as Format.Read does.
func Lines(r io.Reader) iter.Seq2[Record, error] { return readJSONL(Input{Reader: r}) }

func readJSONL(in Input) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		lines, decoded := newLineReader(in)
		set := fields(in.Map)
		for {
			line, err := lines.next()
			switch {
			case err == io.EOF:
				return
			case errors.Is(err, errLineTooLong):
				err = &RecordError{Code: TooLarge, Reason: fmt.Sprintf("the line holds more than %d bytes (17 MB), the limit of one record; split the article", MaxLine)}
			case err != nil:
				yield(Record{}, fmt.Errorf("reading after line %d (byte %d): %w", lines.number, lines.offset, err))
				return
			}
			if lines.number == 1 {
				line = bytes.TrimPrefix(line, []byte(utf8BOM))
			}
			if err == nil && len(bytes.Trim(line, blanks)) == 0 {
				continue
			}
			var rec Record
			if err == nil {
				rec, err = parseObject(line, set)
				rec.URL = in.resolve(rec.URL)
			}
			var broken *RecordError
			if errors.As(err, &broken) {
				broken.Number, broken.Offset = lines.number, lines.offset
			}
			rec.Number, rec.Offset = lines.number, lines.offset
			if decoded != "" {
				rec.Notes = append(rec.Notes, Note{Code: "read as " + decoded, Count: 1})
				decoded = "" // said once a file
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

// newLineReader returns the lines of r, which may be UTF-16 (then decoded names
// it). It looks only at what the first read brings: a slow sender must not be
// waited for.
func newLineReader(r io.Reader) (lines *lineReader, decoded string) {
	br := bufio.NewReaderSize(r, HeadSize)
	br.Peek(2)
	head, _ := br.Peek(br.Buffered())
	if enc, name := utf16Of(head); enc != nil {
		br = bufio.NewReaderSize(transform.NewReader(br, enc.NewDecoder()), HeadSize)
		decoded = name
	}
	return &lineReader{r: br}, decoded
}

// One reads a single JSON object, which may be spread over lines, as one record
// with the fields of JSON Lines. Errors are *RecordError.
func One(data []byte) (Record, error) {
	rec, err := parseObject(bytes.Trim(bytes.TrimPrefix(data, []byte(utf8BOM)), blanks), standard)
	rec.Number = 1
	if broken, ok := errors.AsType[*RecordError](err); ok {
		broken.Number = 1
	}
	return rec, err
}
