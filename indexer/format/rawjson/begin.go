package rawjson

import (
	"bytes"
	"encoding/json"
	"slices"

	"newsdex/indexer/format/record"
)

// Extensions promise JSON Lines; plain text keeps away from them.
var Extensions = []string{".jsonl", ".ndjson", ".json"}

// SniffLines is sure of a file whose first line is a JSON object, under any
// name, and trusts an extension when some line of the head could be one.
func SniffLines(head []byte, name string) record.Verdict {
	named := slices.Contains(Extensions, record.Extension(name))
	start := record.SkipBlank(head)
	if len(start) == 0 {
		return record.No
	}
	line, rest, ended := bytes.Cut(start, []byte("\n"))
	line = bytes.TrimRight(line, record.Blanks)
	cut := !ended && len(head) >= record.HeadSize
	switch {
	case start[0] == '{' && cut:
		// The head ends within the first line: its first name must do.
		if after := record.SkipBlank(start[1:]); len(after) > 0 && after[0] == '"' {
			return record.Sure
		}
		return record.No
	case start[0] == '{' && json.Valid(line):
		return record.Sure
	case Spread(head), Array(start):
		return record.No
	case named && start[0] == '{':
		return record.Sure // a broken first line; the reader says what is wrong with it
	case named:
		for len(rest) > 0 {
			line, rest, _ = bytes.Cut(rest, []byte("\n"))
			if line = bytes.TrimSpace(line); len(line) > 0 && line[0] == '{' && json.Valid(line) {
				return record.Maybe
			}
		}
	}
	return record.No
}

// Spread reports whether the head begins with a JSON object that is written
// over several lines.
func Spread(head []byte) bool {
	start := record.SkipBlank(head)
	line, rest, _ := bytes.Cut(start, []byte("\n"))
	rest = record.SkipBlank(rest)
	if len(start) == 0 || start[0] != '{' || len(rest) == 0 || rest[0] == '{' || json.Valid(line) {
		return false
	}
	after := record.SkipBlank(start[1:])
	return len(after) > 0 && (after[0] == '"' || after[0] == '}')
}

// Array reports whether the text begins with an array of JSON objects.
func Array(start []byte) bool {
	if len(start) == 0 || start[0] != '[' {
		return false
	}
	after := record.SkipBlank(start[1:])
	if len(after) == 0 || after[0] != '{' {
		return false
	}
	after = record.SkipBlank(after[1:])
	return len(after) == 0 || after[0] == '"' || after[0] == '}'
}
