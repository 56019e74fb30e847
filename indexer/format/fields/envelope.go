package fields

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"

	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
)

// envelopes are the names under which objects hold lists of articles, alone or
// in one another: {"articles": […]}, {"response": {"docs": […]}},
// {"hits": {"hits": […]}}.
var envelopes = folded(
	"articles", "items", "data", "results", "docs", "documents", "hits", "response", "entries", "posts", "stories", "news",
	"records", "rows", "value", "values", "list", "edges", "nodes", "_embedded", "result", "feed", "page", "payload",
)

// wrappers are the names under which an object holds one article.
var wrappers = folded("data", "response", "content", "result", "item", "post", "document", "story", "record", "payload")

// maxEnvelope is how deep a list of articles may stand in objects.
const maxEnvelope = 4

// maxNesting bounds how deep JSON may be nested, as encoding/json does: what is
// open is remembered for each level.
const maxNesting = 10_000

// ending says why a walk over an object stopped.
type ending int

const (
	whole      ending = iota // the object is closed
	listBegins               // a list of records stands next
	mismatch                 // a bracket closes a list that is not open
	cutShort                 // the file ends
	failed                   // the source does
)

// walk goes over one object by its brackets and texts, without judging what is
// between them: a fault inside must not hide the end. A text ends at a line
// break, which JSON does not allow in one, so that a lost quote costs a line.
type walk struct {
	set *fieldSet
	// buf holds the object as long as keep is set; over says that it did not fit.
	buf        []byte
	keep, over bool
	// stack holds the brackets that are open; keys the name that stands open in
	// each of the outermost objects.
	stack []byte
	// deeper counts the brackets that are open beyond maxNesting.
	deeper int
	keys   [maxEnvelope + 1]string
	// envelope: lists of records are looked for, lists counts those found.
	// headline and body: a text of that kind stands in an object around them.
	envelope       bool
	lists          int
	headline, body bool
	// name: a text that comes next is a name; last is that name.
	name bool
	last []byte
	err  error
}

func newWalk(set *fieldSet, envelope bool) *walk {
	return &walk{set: set, keep: true, envelope: envelope}
}

// listed goes on after a list of records was read: its object is an envelope,
// which need not be held.
func (w *walk) listed() {
	w.lists++
	w.buf, w.keep, w.over = nil, false, false
	w.name = false
}

// take reads one byte of the object.
func (w *walk) take(s *stream.Rewinder) (byte, error) {
	c, err := s.Next()
	if err != nil || !w.keep {
		return c, err
	}
	if len(w.buf) >= stream.MaxLine {
		w.buf, w.keep, w.over = nil, false, true
		return c, nil
	}
	w.buf = append(w.buf, c)
	return c, nil
}

// run walks on until something is to be done.
func (w *walk) run(s *stream.Rewinder) ending {
	for {
		if w.envelope && w.mayList() {
			if c, err := s.Peek(); err == nil && c == '[' && w.listsObjects(s) {
				return listBegins
			}
		}
		c, err := w.take(s)
		if err != nil {
			return w.stop(err)
		}
		switch c {
		case '"':
			if err := w.text(s); err != nil {
				return w.stop(err)
			}
		case '{', '[':
			if len(w.stack) >= maxNesting || w.deeper > 0 {
				w.deeper++ // it is refused when it is parsed
				continue
			}
			w.stack = append(w.stack, c)
			w.name = c == '{'
		case '}', ']':
			if w.deeper > 0 {
				w.deeper--
				continue
			}
			if !w.close(c) {
				return mismatch
			}
			if len(w.stack) == 0 {
				return whole
			}
		case ',':
			w.name = w.stack[len(w.stack)-1] == '{'
		case ':':
			w.name = false
			if d := len(w.stack); w.envelope && d <= maxEnvelope {
				w.keys[d] = foldName(string(w.last))
			}
		}
	}
}

func (w *walk) stop(err error) ending {
	if err == io.EOF {
		return cutShort
	}
	w.err = err
	return failed
}

// close takes the innermost bracket of its kind from the stack, with those that
// were never closed in it.
func (w *walk) close(c byte) bool {
	open := byte('{')
	if c == ']' {
		open = '['
	}
	i := bytes.LastIndexByte(w.stack, open)
	if i < 0 {
		return false
	}
	w.stack = w.stack[:i]
	w.name = false
	return true
}

// text reads a text whose first quote was read, to its end or that of the line.
func (w *walk) text(s *stream.Rewinder) error {
	isName := w.name
	d := len(w.stack)
	outer := w.envelope && d > 0 && d <= maxEnvelope
	if isName {
		w.last = w.last[:0]
	}
	n := 0
	for ; ; n++ {
		c, err := w.take(s)
		if err != nil {
			return err
		}
		switch {
		case c == '\\':
			if c, err = w.take(s); err != nil {
				return err
			}
		case c == '"', c == '\n':
			if outer && !isName && n > 0 && w.stack[d-1] == '{' {
				w.saw(w.keys[d])
			}
			return nil
		}
		if isName && outer && len(w.last) < maxKey {
			w.last = append(w.last, c)
		}
	}
}

// saw remembers that a text stands under a name in an outer object.
func (w *walk) saw(name string) {
	slot, known := w.set.slots[name]
	if !known {
		return
	}
	for i := range w.set.body {
		w.body = w.body || w.set.body[i].slot == slot
	}
	for i := range w.set.headline {
		w.headline = w.headline || w.set.headline[i].slot == slot
	}
}

// mayList reports whether a list that begins here could hold records: all
// objects around it stand under names of envelopes, and none has a body.
func (w *walk) mayList() bool {
	d := len(w.stack)
	if d == 0 || d > maxEnvelope || w.name || w.body {
		return false
	}
	for i := range d {
		if w.stack[i] != '{' || !envelopes[w.keys[i+1]] {
			return false
		}
	}
	return true
}

// listsObjects reports whether the list that begins at the next byte begins
// with an object.
func (w *walk) listsObjects(s *stream.Rewinder) bool {
	const far = 256 // blanks between a bracket and a brace
	if s.Pos < len(s.Back) {
		start := record.SkipBlank(s.Back[s.Pos+1:])
		return len(start) > 0 && start[0] == '{'
	}
	head, _ := s.R.Peek(far)
	start := record.SkipBlank(head[min(1, len(head)):])
	return len(start) > 0 && start[0] == '{'
}

func emptyReader() *bufio.Reader { return bufio.NewReaderSize(strings.NewReader(""), 16) }

// unwrapped returns the one article that an object holds under a name of
// wrappers, nil when there is none.
func unwrapped(obj []byte, set *fieldSet, depth int) []byte {
	for quoted, raw := range rawjson.Members(obj) {
		if raw[0] != '{' || !wrappers[foldName(memberName(quoted))] {
			continue
		}
		if rec, err := parseObject(raw, set); err == nil && isArticle(rec) {
			return raw
		}
		if depth < maxEnvelope {
			if inner := unwrapped(raw, set, depth+1); inner != nil {
				return inner
			}
		}
	}
	return nil
}

// emptyEnvelope reports whether an object is an answer without articles.
func emptyEnvelope(obj []byte) bool {
	for quoted, raw := range rawjson.Members(obj) {
		if !envelopes[foldName(memberName(quoted))] {
			continue
		}
		if raw[0] == '[' && rawjson.SkipSpace(raw, 1) == len(raw)-1 || raw[0] == '{' && emptyEnvelope(raw) {
			return true
		}
	}
	return false
}

// notArticle says what an object has in the place of a headline and a body: the
// message of a service that refused, or its names.
func notArticle(obj []byte, rec record.Record) error {
	var names []string
	for quoted, raw := range rawjson.Members(obj) {
		name := memberName(quoted)
		switch foldName(name) {
		case "message", "error", "errors", "fault", "errormessage":
			if s := (value{raw: raw}); s.kind() == "a text" && !s.empty() && rec.Body == "" {
				return &record.RecordError{Code: record.NotRead, Reason: fmt.Sprintf("this is the answer of a service that says %q, not an article; ask it again", record.Printable(s.text()))}
			}
		}
		if len(names) < record.MaxIgnored {
			names = append(names, record.Printable(name))
		}
	}
	has := "it is empty"
	if len(names) > 0 {
		has = "its fields are " + strings.Join(names, ", ")
	}
	return &record.RecordError{Code: record.NotRead, Reason: "no field is known to be a headline or a body: " + has + "; say which is: --map headline=NAME --map body=NAME"}
}
