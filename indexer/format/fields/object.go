package fields

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
)

const (
	// maxNotes bounds what is noted on one record in all, for the same reason.
	maxNotes = 2*record.MaxIgnored - 2
)

// object is one JSON object, or one row of a table, on its way to a record.
type object struct {
	set *fieldSet
	// at is where the value of a slot stands in members, from 1; 0 is nowhere.
	at      []int16
	members []member
	notes   []record.Note
	ignored int // notes on fields that are not known
	more    int // notes that were too many
	err     *record.RecordError
}

// member is a value that has a known name.
type member struct {
	value
	name  string // as it is shown: with the container that it stands in
	plain string // as it is written
	// inner: it stands in a container, not beside the others.
	inner bool
	// used: it was taken, or said to be ignored.
	used bool
}

// parseObject reads one JSON object whose fields have the names of set. The
// error is a *RecordError without its place.
func parseObject(line []byte, set *fieldSet) (record.Record, error) {
	start := rawjson.SkipSpace(line, 0)
	body := line[start:]
	valid, repaired := json.Valid(body), 0
	if !valid {
		if fixed, n := withoutNaN(body); n > 0 && json.Valid(fixed) {
			body, valid, repaired = fixed, true, n
		}
	}
	switch {
	case len(body) == 0:
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: "nothing was sent; send one JSON object"}
	case !valid:
		err := rawjson.SyntaxError(body, json.Unmarshal(body, new(json.RawMessage)))
		if err.Column > 0 {
			err.Column += start
		}
		return record.Record{}, err
	case body[0] != '{':
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: "this is " + rawjson.KindOf(body) + ", not a JSON object such as {\"headline\": \"…\", \"body\": \"…\"}"}
	}
	if isSchema(body) {
		return record.Record{}, &record.RecordError{Code: record.NotRead, Reason: "this is a JSON Schema, which describes records and is none"}
	}
	o := newObject(set)
	o.add(body, "", 0)
	if repaired > 0 {
		o.notes = append(o.notes, record.Note{Code: "NaN or Infinity read as null", Count: repaired})
	}
	return o.record()
}

// isSchema reports whether a valid JSON object is a JSON Schema: its title and
// description would pass for an article.
func isSchema(body []byte) bool {
	for quoted, raw := range rawjson.Members(body) {
		if memberName(quoted) == "$schema" && bytes.Contains(raw, []byte("json-schema.org")) {
			return true
		}
	}
	return false
}

// withoutNaN puts null in the place of NaN and Infinity, which JSON does not
// have and some programs write, and counts them. Texts stay as they are.
func withoutNaN(body []byte) ([]byte, int) {
	words := []string{"NaN", "-Infinity", "Infinity"}
	var out []byte
	from, n := 0, 0
	for i := 0; i < len(body); {
		switch body[i] {
		case '"':
			i = rawjson.StringEnd(body, i)
			continue
		case 'N', 'I', '-':
			for _, w := range words {
				if rest := body[i:]; len(rest) >= len(w) && string(rest[:len(w)]) == w {
					out = append(append(out, body[from:i]...), "null"...)
					i += len(w) - 1
					from = i + 1
					n++
					break
				}
			}
		}
		i++
	}
	if n == 0 {
		return body, 0
	}
	return append(out, body[from:]...), n
}

func newObject(set *fieldSet) *object {
	return &object{set: set, at: make([]int16, len(set.names)), members: make([]member, 0, 16)}
}

// maxContainers is how deep containers may stand in each other: a hit of
// Elasticsearch that holds a record of another system.
const maxContainers = 3

// add sorts the members of a valid JSON object, and those of the containers in
// it after them: what stands beside a container goes before what is in it.
func (o *object) add(body []byte, prefix string, depth int) {
	type container struct {
		name string
		raw  []byte
	}
	var inside []container
	for quoted, raw := range rawjson.Members(body) {
		name := memberName(quoted)
		if raw[0] == '{' && depth < maxContainers && slices.Contains(containers, name) && len(inside) < len(containers) {
			inside = append(inside, container{name, raw})
			continue
		}
		o.put(foldName(name), name, prefix, value{raw: raw})
	}
	for _, c := range inside {
		o.add(c.raw, prefix+c.name+".", depth+1)
	}
}

// put keeps a value under its name (key when it is folded), or notes that the name is not known. Of the
// same name twice the last value counts, of two spellings of a name that which
// the table has, else the first.
func (o *object) put(key, name, prefix string, v value) {
	n, known := o.set.slots[key]
	switch {
	case !known && (v.empty() || silent[key]):
		return
	case !known && o.ignored < record.MaxIgnored:
		o.ignored++
		o.note("ignored field "+record.Printable(prefix+name), "")
		return
	case !known:
		o.more++
		return
	}
	m := member{value: v, name: prefix + name, plain: name, inner: prefix != ""}
	if o.at[n] == 0 {
		o.members = append(o.members, m)
		o.at[n] = int16(len(o.members))
		return
	}
	old := &o.members[o.at[n]-1]
	switch {
	case old.name == m.name, old.empty():
		*old = m
	case v.empty():
	case !m.inner && m.plain == o.set.names[n] && old.plain != m.plain:
		o.unused(*old, m.name)
		*old = m
	default:
		o.unused(m, old.name)
	}
}

// unused notes that a known field is not read since another one is there. What
// says the same, or what newsdex itself adds, is not worth a word.
func (o *object) unused(m member, instead string) {
	if !silent[foldName(m.plain)] {
		o.note("ignored field "+record.Printable(m.name)+", "+record.Printable(instead)+" is there too", "")
	}
}

func (o *object) note(code, detail string) {
	if len(o.notes) >= maxNotes {
		o.more++
		return
	}
	o.notes = append(o.notes, record.Note{Code: code, Detail: detail, Count: 1})
}

// fail keeps the first error.
func (o *object) fail(field, reason string) {
	if o.err == nil {
		o.err = &record.RecordError{Field: record.Printable(field), Code: record.BrokenRecord, Reason: reason}
	}
}

// record reads all fields.
func (o *object) record() (record.Record, error) {
	rec := record.Record{ID: o.id()}
	rec.Body = o.body()
	rec.Headline = o.headline(strings.TrimSpace(rec.Body) != "")
	if strings.TrimSpace(rec.Body) == "" {
		rec.Body = o.summary(rec.Body)
	}
	rec.Published = o.date(o.set.published)
	rec.Updated = o.date(o.set.updated)
	rec.Source = o.one(o.set.source)
	rec.Byline = o.list(o.set.byline, false)
	rec.Section = o.one(o.set.section)
	rec.Tags = o.list(o.set.tags, true)
	rec.URL = o.one(o.set.url)
	rec.Lang = langTag(o.one(o.set.lang))
	if o.err != nil {
		return record.Record{}, o.err
	}
	o.rest()
	rec.Notes = o.notes
	return rec, nil
}

// rest notes the known fields that nothing asked for.
func (o *object) rest() {
	for i := range o.members {
		m := &o.members[i]
		if m.used || m.empty() || silent[foldName(m.plain)] {
			continue
		}
		o.note("ignored field "+record.Printable(m.name), "")
	}
	if o.more > 0 {
		o.notes = append(o.notes, record.Note{Code: "ignored more fields", Count: o.more})
	}
}
