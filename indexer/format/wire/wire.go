// Package wire reads what news agencies send and archives keep of it: ninjs,
// NewsML-G2, NITF and Reuters-21578, item by item. It must never know feeds or
// pages, nor follow an address.
package wire

import (
	"fmt"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// wire gathers what the formats of news agencies have in common: notes without
// end are bounded, dates are read in the agencies' spellings, values are unique.
type wire struct {
	notes []record.Note
	more  int // notes that did not fit
}

// note adds a note, once for each code.
func (w *wire) note(code, detail string) {
	for i := range w.notes {
		if w.notes[i].Code == code {
			w.notes[i].Count++
			return
		}
	}
	if len(w.notes) >= record.MaxIgnored {
		w.more++
		return
	}
	w.notes = append(w.notes, record.Note{Code: code, Detail: record.Printable(detail), Count: 1})
}

// ignored notes a field that says something and has no place in an article.
func (w *wire) ignored(field, value string) {
	if strings.TrimSpace(value) != "" {
		w.note("ignored field "+record.Printable(field), value)
	}
}

// done returns the notes, with the number of those that did not fit.
func (w *wire) done() []record.Note {
	if w.more > 0 {
		return append(w.notes, record.Note{Code: "ignored more fields", Count: w.more})
	}
	return w.notes
}

// date reads a day or an instant; what cannot be read is said, and no date.
func (w *wire) date(field, value string) article.Date {
	if value = strings.TrimSpace(value); value == "" {
		return article.Date{}
	}
	d, err := article.ParseDate(spellOut(value), article.FromField)
	if err != nil {
		w.note("unreadable date", field+" "+value)
		return article.Date{}
	}
	return d
}

// spellOut writes the dates of ISO 8601's basic form (20041231T1315-0500), and
// days with a zone (2004-12-31Z), as ParseDate reads them. Others stay.
func spellOut(s string) string {
	day, clock, timed := strings.Cut(s, "T")
	if !timed {
		if len(s) > 10 && s[4] == '-' && s[7] == '-' && (s[10:] == "Z" || len(s) == 16 && (s[10] == '+' || s[10] == '-')) {
			return s[:10]
		}
		return s
	}
	if len(day) != 8 || !digits(day) {
		return s
	}
	zone := ""
	if i := strings.IndexAny(clock, "Z+-"); i >= 0 {
		clock, zone = clock[:i], clock[i:]
	}
	whole, fraction, _ := strings.Cut(clock, ".")
	if !digits(whole) || len(whole) != 4 && len(whole) != 6 {
		return s
	}
	out := day[:4] + "-" + day[4:6] + "-" + day[6:] + "T" + whole[:2] + ":" + whole[2:4]
	if len(whole) == 6 {
		out += ":" + whole[4:]
		if fraction != "" {
			out += "." + fraction
		}
	}
	return out + zone
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// dates gives what is published and what is updated: the first version is the
// publication, the present one an update of it; the time at which the content
// came to be stands in only when there is neither.
func (w *wire) dates(first, version, content article.Date) (published, updated article.Date) {
	switch {
	case first.IsZero() && version.IsZero():
		return content, article.Date{}
	case first.IsZero():
		return version, article.Date{}
	case version.IsZero() || version.String() == first.String():
		return first, article.Date{}
	}
	return first, version
}

// values adds a value that is not there yet. More than an article may have, and
// longer ones, are said and left out.
func (w *wire) values(list []string, field, v string) []string {
	v = strings.Join(strings.Fields(v), " ")
	switch {
	case v == "":
		return list
	case len(v) > article.MaxValue:
		w.note("ignored field "+field+", longer than a value may be", v)
		return list
	case len(list) >= article.MaxValues: // before the comparisons, which would add up
		w.note(fmt.Sprintf("ignored field %s beyond %d values", field, article.MaxValues), v)
		return list
	case slices.Contains(list, v):
		return list
	}
	return append(list, v)
}

// value is a single one, "" when it is longer than a value may be.
func (w *wire) value(field, v string) string {
	if list := w.values(nil, field, v); list != nil {
		return list[0]
	}
	return ""
}

// lang is a language tag. What is too long to be one is said and left out, for
// the language can be detected.
func (w *wire) lang(v string) string {
	if v = strings.TrimSpace(v); len(v) > values.MaxLang {
		w.note("unreadable language", v)
		return ""
	}
	return v
}

// byline is values for a byline, without the word "by" before the names.
func (w *wire) byline(list []string, field, v string) []string {
	v = strings.TrimSpace(v)
	if word, name, more := strings.Cut(v, " "); more && strings.EqualFold(word, "by") {
		v = name
	}
	return w.values(list, field, v)
}

// withoutHeadline drops a first paragraph that only says the headline again, as
// the HTML of agencies does.
func (w *wire) withoutHeadline(body, headline string) string {
	first, rest, more := strings.Cut(body, "\n\n")
	if more && headline != "" && strings.EqualFold(strings.Join(strings.Fields(first), " "), strings.Join(strings.Fields(headline), " ")) {
		w.note("headline cut from the body", headline)
		return rest
	}
	return body
}

// status notes an item that is not simply usable: "canceled" withdraws what was
// sent before. Such an item is kept, for whoever searches must see it.
func (w *wire) status(s string) {
	if s = strings.ToLower(strings.TrimSpace(s)); s != "" && s != "usable" {
		w.note("status "+record.Printable(s), "")
	}
}

// textless are kinds of items (of ninjs, and of NewsML-G2 by their codes) that a
// headline alone does not make an article: what it names is a picture, film,
// sound or plan, which is elsewhere.
var textless = map[string]bool{
	"picture": true, "graphic": true, "video": true, "audio": true, "animation": true, "event": true, "planning": true,
}

// textlessItem is why an item with nothing to read is no article.
func textlessItem(what string) *record.RecordError {
	return &record.RecordError{Code: record.NotRead, Reason: what}
}
