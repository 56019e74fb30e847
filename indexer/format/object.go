package format

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsdex/article"
)

// The spellings of each field of a JSON object; the first that is there wins.
var (
	idNames        = []string{"id"}
	headlineNames  = []string{"title", "headline"}
	bodyNames      = []string{"body", "text"}
	publishedNames = []string{"date", "published", "published_at"}
	updatedNames   = []string{"updated", "updated_at", "modified"}
	sourceNames    = []string{"source"}
	bylineNames    = []string{"author", "byline", "by"}
	sectionNames   = []string{"section"}
	tagNames       = []string{"tags", "tag", "keywords"}
	urlNames       = []string{"url"}
	langNames      = []string{"lang", "language"}
)

// answerNames are what the HTTP API adds to an article when it is read. They
// are made from the article, so that taking them back would mean nothing.
var answerNames = []string{
	"links", "headline_html", "body_html", "word_count", "content_hash", "first_seen",
	"read_from", "copies", "matches", "date_origin", "published_day", "query", "matched",
}

// known holds every name that take is asked for, or that is passed over.
var known = slices.Concat(idNames, headlineNames, bodyNames, []string{"summary"}, publishedNames, updatedNames,
	sourceNames, bylineNames, sectionNames, tagNames, urlNames, langNames, answerNames)

// maxIgnored is how many ignored fields of one record are named; a record with
// more is no article's, and its names would only fill the report.
const maxIgnored = 32

// object is one JSON object on its way to a record.
type object struct {
	fields map[string][]byte // the known ones, as they are written
	notes  []Note
	err    *RecordError // the first
}

// parseObject reads one JSON object. The error is a *RecordError without its place.
func parseObject(line []byte) (Record, error) {
	start := skipSpace(line, 0)
	body := line[start:]
	switch {
	case len(body) == 0:
		return Record{}, &RecordError{Code: BrokenRecord, Reason: "nothing was sent; send one JSON object"}
	case !json.Valid(body):
		err := syntaxError(body, json.Unmarshal(body, new(json.RawMessage)))
		if err.Column > 0 {
			err.Column += start
		}
		return Record{}, err
	case body[0] != '{':
		return Record{}, &RecordError{Code: BrokenRecord, Reason: "this is " + kindOf(body) + ", not a JSON object such as {\"headline\": \"…\", \"body\": \"…\"}"}
	}
	o := newObject(body)
	rec := Record{
		ID:        o.id(),
		Headline:  o.text(headlineNames),
		Body:      o.body(),
		Published: o.published(),
		Updated:   o.date(updatedNames),
		Source:    o.text(sourceNames),
		Byline:    o.texts(bylineNames),
		Section:   o.text(sectionNames),
		Tags:      o.texts(tagNames),
		URL:       o.text(urlNames),
		Lang:      o.text(langNames),
	}
	if o.err != nil {
		return Record{}, o.err
	}
	if len(o.fields["summary"]) > 0 {
		o.note("ignored field summary", "")
	}
	rec.Notes = o.notes
	return rec, nil
}

// newObject splits a valid JSON object. Of a name that stands twice the last
// value counts; names that are not known are noted.
func newObject(body []byte) *object {
	o := &object{fields: make(map[string][]byte, 16)}
	more := 0
	for quoted, value := range members(body) {
		name := string(quoted[1 : len(quoted)-1])
		if strings.Contains(name, "\\") && json.Unmarshal(quoted, &name) != nil {
			continue // cannot be: the object is valid
		}
		switch {
		case slices.Contains(known, name):
			o.fields[name] = value
		case string(value) == "null" || string(value) == `""`:
		case len(o.notes) < maxIgnored:
			o.note("ignored field "+printable(name), "")
		default:
			more++
		}
	}
	if more > 0 {
		o.notes = append(o.notes, Note{Code: "ignored more fields", Count: more})
	}
	return o
}

// take removes all spellings of a field from the object and returns the value
// of the first that is there and neither null nor "".
func (o *object) take(names []string) (raw []byte, name string) {
	for _, n := range names {
		v, ok := o.fields[n]
		if !ok {
			continue
		}
		delete(o.fields, n)
		switch {
		case string(v) == "null" || string(v) == `""`:
		case raw == nil:
			raw, name = v, n
		default:
			o.note("ignored field "+n+", "+name+" is there too", "")
		}
	}
	return raw, name
}

func (o *object) note(code, detail string) {
	o.notes = append(o.notes, Note{Code: code, Detail: detail, Count: 1})
}

// fail keeps the first error.
func (o *object) fail(field string, raw []byte, want string) {
	if o.err == nil {
		o.err = &RecordError{Field: printable(field), Code: BrokenRecord, Reason: kindOf(raw) + " where " + want + " should stand"}
	}
}

// id is a text, or a number exactly as it is written.
func (o *object) id() string {
	raw, name := o.take(idNames)
	switch kindOf(raw) {
	case "nothing":
		return ""
	case "a number":
		return string(raw)
	}
	return o.decode(name, raw)
}

func (o *object) text(names []string) string {
	raw, name := o.take(names)
	if raw == nil {
		return ""
	}
	return o.decode(name, raw)
}

// body is the body, or the summary when there is none: what a feed or a
// catalogue gives is the text there is, and it is said.
func (o *object) body() string {
	body := o.text(bodyNames)
	if strings.TrimSpace(body) != "" {
		return body
	}
	summary := o.text([]string{"summary"})
	if summary == "" {
		return body
	}
	o.note("body taken from summary", "")
	return summary
}

// decode returns the text of a JSON string; invalid UTF-8 and lone surrogates
// become U+FFFD.
func (o *object) decode(field string, raw []byte) string {
	var s string
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		o.fail(field, raw, "a text")
	}
	return s
}

// texts is a list of texts, or one text, which stays one value.
func (o *object) texts(names []string) []string {
	raw, name := o.take(names)
	switch kindOf(raw) {
	case "nothing":
		return nil
	case "a text":
		return []string{o.decode(name, raw)}
	case "a list":
	default:
		o.fail(name, raw, "a text or a list of texts")
		return nil
	}
	var out []string
	n := 0
	for item := range elements(raw) {
		// More values than an article may have are counted, not kept.
		if n++; n <= article.MaxValues && kindOf(item) != "null" {
			out = append(out, o.decode(fmt.Sprintf("%s[%d]", name, n-1), item))
		}
	}
	if n > article.MaxValues && o.err == nil {
		o.err = &RecordError{Field: name, Code: BrokenRecord, Reason: fmt.Sprintf("%d values, the limit is %d", n, article.MaxValues)}
	}
	return out
}

// published prefers the instant to the day, which is part of it.
func (o *object) published() article.Date {
	raw := o.fields["published_day"]
	delete(o.fields, "published_day")
	if d := o.date(publishedNames); !d.IsZero() || raw == nil {
		return d
	}
	o.fields["published_day"] = raw
	return o.date([]string{"published_day"})
}

// date reads a day or an instant. What cannot be read leaves the article
// undated and is said; only a value that is no scalar is a broken record.
func (o *object) date(names []string) article.Date {
	raw, name := o.take(names)
	var s string
	switch kindOf(raw) {
	case "nothing":
		return article.Date{}
	case "a number":
		s = string(raw)
	case "a text":
		s = o.decode(name, raw)
	default:
		o.fail(name, raw, "a date such as \"2022-07-08\"")
		return article.Date{}
	}
	if strings.TrimSpace(s) == "" {
		return article.Date{}
	}
	d, err := article.ParseDate(s, article.FromField)
	if err != nil {
		o.note("unreadable date", name+" "+printable(s))
		return article.Date{}
	}
	return d
}

// maxPrintable bounds names and examples in notes and errors, in runes.
const maxPrintable = 60

// printable returns s short and without anything that moves a terminal: long
// texts are cut with "…", characters that do not print become "?".
func printable(s string) string {
	s = strings.TrimSpace(s)
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > maxPrintable {
			return b.String() + "…"
		}
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			r = '?'
		}
		b.WriteRune(r)
	}
	return b.String()
}
