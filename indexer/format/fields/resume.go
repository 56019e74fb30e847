package fields

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
)

// broken yields an object whose end could not be told, and goes on with what
// looks like the beginning of the next one.
func (j *jsonReader) broken(w *walk, how ending, at int64, line int) {
	if w.over {
		j.tooLarge(at)
	} else {
		err := rawjson.SyntaxError(w.buf, json.Unmarshal(w.buf, new(json.RawMessage)))
		if strings.Contains(err.Err.Error(), "unexpected end") {
			err.Reason = "the object is not closed"
			if how == cutShort {
				err.Reason += ": the file ends here, cut short or damaged; the records before are read"
			}
		}
		from := err.Column - 1
		place(err, w.buf, line)
		j.number++
		err.Number, err.Offset = j.number, at
		j.send(record.Record{}, err)
		key := firstKey(w.buf)
		if bare, ok := bytes.CutSuffix(key, []byte(`:"`)); ok { // its quote was lost
			key = append(bytes.Clone(bare), '"')
		}
		if i := nextRecord(w.buf, from, j.key, key); i > 0 {
			j.again(w.buf[i:])
			return
		}
	}
	switch how {
	case mismatch: // the bracket that closes the list, most likely
		j.again([]byte{']'})
	case cutShort:
		j.stopped = true
	}
}

// again puts bytes back, or gives up.
func (j *jsonReader) again(last []byte) {
	if err := j.s.Rewind(last); err != nil && j.err == nil {
		j.err = fmt.Errorf("looking for the next record after record %d (byte %d): %w; repair or split it", j.number, j.s.Off, err)
	}
}

// nextRecord returns where in a broken object the next record begins: at a
// brace from the fault on that is followed by a name that records begin with.
// It returns 0 when there is none. An unclosed text ends at the quote behind
// that brace, so the search begins before it.
func nextRecord(buf []byte, from int, keys ...[]byte) int {
	from = min(max(from, 1), len(buf))
	if i := len(bytes.TrimRight(bytes.TrimSuffix(buf[:from], []byte{'"'}), record.Blanks)); i > 1 && buf[i-1] == '{' {
		from = i - 1
	}
	for i := from; i < len(buf); i++ {
		next := bytes.IndexByte(buf[i:], '{')
		if next < 0 {
			return 0
		}
		i += next
		rest := record.SkipBlank(buf[i+1 : min(len(buf), i+maxKey)])
		for _, key := range keys {
			if after, ok := bytes.CutPrefix(rest, key); ok && len(key) > 0 && bytes.HasPrefix(record.SkipBlank(after), []byte{':'}) {
				return i
			}
		}
	}
	return 0
}

// maxKey bounds the blanks before a name and the name, where records are looked
// for by their first name, in bytes.
const maxKey = 512

// firstKey returns the first name of an object, in its quotes; empty when there
// is none.
func firstKey(buf []byte) []byte {
	if len(buf) == 0 {
		return nil
	}
	rest := record.SkipBlank(buf[1:min(len(buf), maxKey)])
	if len(rest) == 0 || rest[0] != '"' {
		return nil
	}
	end := rawjson.StringEnd(rest, 0)
	if rest[end-1] != '"' || end < 3 {
		return nil
	}
	return rest[:end]
}
