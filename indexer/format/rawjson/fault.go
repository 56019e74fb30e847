package rawjson

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"newsdex/indexer/format/record"
)

// syntaxWords says in plain words what the JSON decoder's messages mean, by the
// words they end in or hold. A message that is not listed is shown as it is.
var syntaxWords = []struct{ holds, says string }{
	{"unexpected end of JSON input", "the object does not end on this line; write one whole JSON object per line"},
	{"looking for beginning of value", "a value should begin here"},
	{"looking for beginning of object key string", "a field name in double quotes should stand here"},
	{"after object key:value pair", "a comma or } should follow the value"},
	{"after object key", "a colon should follow the field name"},
	{"after array element", "a comma or ] should follow the value"},
	{"after top-level value", "the object has ended; write one JSON object per line"},
	{"in string literal", "a control character must be escaped (\\n, \\t, \\u0001)"},
	{"in string escape code", "no such escape; write a backslash as \\\\"},
	{"in \\u hexadecimal character escape", "four hexadecimal digits should follow \\u"},
	{"in literal", "only true, false and null are written without quotes"},
	{"in numeric literal", "this is not a number; put texts in double quotes"},
	{"exceeded max depth", "it is nested too deeply for an article"},
}

// SyntaxError turns an error of the JSON decoder into a RecordError.
func SyntaxError(line []byte, err error) *record.RecordError {
	out := &record.RecordError{Code: record.BrokenRecord, Err: err, Reason: err.Error()}
	wrong, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return out
	}
	out.Column = int(min(max(wrong.Offset, 1), int64(len(line)+1)))
	msg := wrong.Error()
	for _, w := range syntaxWords {
		if !strings.Contains(msg, w.holds) {
			continue
		}
		out.Reason = w.says
		if strings.HasPrefix(msg, "invalid character") && out.Column <= len(line) {
			out.Reason = "found " + found(line[out.Column-1]) + ": " + w.says
		}
		break
	}
	return out
}

// found names the byte at which reading failed.
func found(b byte) string {
	if b < 0x80 {
		return strconv.QuoteRune(rune(b))
	}
	return "a character that is not ASCII"
}

// KindOf names what a JSON value is, by its first byte.
func KindOf(raw []byte) string {
	switch {
	case len(raw) == 0:
		return "nothing"
	case raw[0] == '{':
		return "an object"
	case raw[0] == '[':
		return "a list"
	case raw[0] == '"':
		return "a text"
	case raw[0] == 't', raw[0] == 'f':
		return "true or false"
	case raw[0] == 'n':
		return "null"
	}
	return "a number"
}
