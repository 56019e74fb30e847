package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// ninjsPlumbing are names that say how an item is made or sent, and nothing that
// a reader would miss.
var ninjsPlumbing = map[string]bool{
	"$standard": true, "standard": true, "mimetype": true, "contenttype": true, "profile": true, "version": true,
	"charcount": true, "wordcount": true, "altids": true,
}

// ninjs is one object on its way to a record.
type ninjs struct {
	wire
	fields map[string][]byte // by lower-case name
	names  []string          // as they stand, in lower case
}

// ninjsRecord is the article of a ninjs object. The error is a *RecordError
// without its place.
func ninjsRecord(obj []byte, in record.Input) (record.Record, error) {
	if !json.Valid(obj) {
		return record.Record{}, spreadError(obj)
	}
	if obj[0] != '{' {
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: "this is " + rawjson.KindOf(obj) + ", not a ninjs object"}
	}
	n := newNINJS(obj)
	if raw := n.fields["uri"]; raw != nil && rawjson.KindOf(raw) != "a text" && rawjson.KindOf(raw) != "null" {
		return record.Record{}, &record.RecordError{Field: "uri", Code: record.BrokenRecord, Reason: rawjson.KindOf(raw) + " where a text should stand"}
	}
	rec := record.Record{ID: strings.TrimSpace(n.text("uri"))}
	rec.URL = values.Absolute("", rec.ID)
	rec.Headline = n.headline()
	rec.Body = n.withoutHeadline(n.body(), rec.Headline)
	describe(&n.wire, &rec, n.description())
	rec.Byline = n.bylines()
	rec.Source = n.value("source", n.source())
	rec.Lang = n.lang(n.text("language"))
	rec.Tags = n.tags()
	rec.Published, rec.Updated = n.dates(n.when("firstcreated"), n.when("versioncreated"), n.when("contentcreated"))
	if err := n.readable(&rec); err != nil {
		return record.Record{}, err
	}
	n.rest()
	rec.Notes = n.done()
	return rec, nil
}

// maxItemFields bounds the fields of one object that are looked at: ten times those
// that ninjs has, extensions and all. A hostile object has millions.
const maxItemFields = 1024

func newNINJS(obj []byte) *ninjs {
	n := &ninjs{fields: make(map[string][]byte, 16)}
	for quoted, value := range rawjson.Members(obj) {
		var name string
		if json.Unmarshal(quoted, &name) != nil {
			continue // cannot be: the object is valid
		}
		if name = strings.ToLower(name); n.fields[name] == nil {
			if len(n.names) == maxItemFields {
				n.more++
				continue
			}
			n.names = append(n.names, name)
		}
		n.fields[name] = value
	}
	return n
}

// take returns a field and removes it; nil when it is absent, null or "".
func (n *ninjs) take(name string) []byte {
	raw := n.fields[name]
	delete(n.fields, name)
	if string(raw) == "null" || string(raw) == `""` {
		return nil
	}
	return raw
}

// text takes a field that is a text; another kind is said and left out, for it
// must not cost the article.
func (n *ninjs) text(name string) string {
	raw := n.take(name)
	if raw == nil {
		return ""
	}
	var s string
	if raw[0] != '"' || json.Unmarshal(raw, &s) != nil {
		n.note("unreadable field "+record.Printable(name), rawjson.KindOf(raw)+" where a text should stand")
		return ""
	}
	return s
}

// ninjsPart is one entry of a list: a headline or body with its role, or a
// concept with its name.
type ninjsPart map[string]string

// parts takes a list of objects, and of each the members that are texts. A
// single object counts as a list of one.
func (n *ninjs) parts(name string) []ninjsPart {
	raw := n.take(name)
	switch rawjson.KindOf(raw) {
	case "nothing":
		return nil
	case "an object":
		return []ninjsPart{partOf(raw)}
	case "a list":
	default:
		n.note("unreadable field "+record.Printable(name), rawjson.KindOf(raw)+" where a list of objects should stand")
		return nil
	}
	var out []ninjsPart
	for item := range rawjson.Elements(raw) {
		switch {
		case rawjson.KindOf(item) != "an object":
			n.note("unreadable field "+record.Printable(name), rawjson.KindOf(item)+" where an object should stand")
		case len(out) < maxItemParts:
			out = append(out, partOf(item))
		default:
			n.note(fmt.Sprintf("ignored field %s beyond %d entries", record.Printable(name), maxItemParts), "")
		}
	}
	return out
}

// maxItemParts bounds the entries of one list that are looked at: four times as many
// values as an article may have.
const maxItemParts = 1024

// partNames are the members of a part that are read.
var partNames = []string{"name", "value", "role", "contenttype", "literal", "code", "uri", "href"}

func partOf(obj []byte) ninjsPart {
	p := ninjsPart{}
	for quoted, value := range rawjson.Members(obj) {
		name := strings.ToLower(string(quoted[1 : len(quoted)-1]))
		var s string
		if slices.Contains(partNames, name) && value[0] == '"' && json.Unmarshal(value, &s) == nil {
			p[name] = s
		}
	}
	return p
}

// headline is headline, headline_main or the headline of the role main; without
// any, another headline, at last the title, which is a name for the item.
func (n *ninjs) headline() string {
	best := strings.TrimSpace(n.text("headline"))
	var others []string
	offer := func(name, s string, wanted bool) {
		switch s = strings.TrimSpace(s); {
		case s == "" || s == best:
		case best == "" || wanted && others == nil:
			if best != "" {
				others = append(others, best)
			}
			best = s
		default:
			n.ignored(name, s)
		}
	}
	if best == "" {
		best = strings.TrimSpace(n.text("headline_main"))
	}
	parts := n.parts("headlines")
	for _, main := range []bool{true, false} { // main ones first
		for _, p := range parts {
			if (p["role"] == "main") == main {
				offer("headlines "+p["role"], p["value"], false)
			}
		}
	}
	for _, name := range n.names {
		if strings.HasPrefix(name, "headline_") && n.fields[name] != nil {
			offer(name, n.text(name), false)
		}
	}
	title := strings.TrimSpace(n.text("title"))
	switch {
	case best == "" && title != "":
		n.note("headline taken from title", title)
		return title
	case title != best:
		n.ignored("title", title)
	}
	return best
}

// bylines is byline or by, one value each.
func (n *ninjs) bylines() []string {
	var list []string
	for _, name := range []string{"byline", "by"} {
		list = n.wire.byline(list, name, n.text(name))
	}
	return list
}

// source is the first information source, else the holder of the copyright.
func (n *ninjs) source() string {
	var list []string
	for _, name := range []string{"infosources", "infosource"} {
		for _, p := range n.parts(name) {
			list = n.values(list, name, first(p["name"], p["literal"]))
		}
	}
	holder := strings.TrimSpace(n.text("copyrightholder"))
	if len(list) == 0 {
		if holder != "" {
			n.note("source taken from copyrightholder", holder)
		}
		return holder
	}
	n.ignored("copyrightholder", holder)
	for _, other := range list[1:] {
		n.ignored("infosources beyond the first", other)
	}
	return list[0]
}

// tags are keywords and the names of all that the item is about, which ninjs
// keeps in lists by kind and NewsML-G2 in one.
func (n *ninjs) tags() []string {
	var tags []string
	if raw := n.fields["keywords"]; rawjson.KindOf(raw) == "a list" {
		delete(n.fields, "keywords")
		for item := range rawjson.Elements(raw) {
			var s string
			switch {
			case rawjson.KindOf(item) == "an object":
				p := partOf(item)
				s = first(p["value"], p["name"])
			case json.Unmarshal(item, &s) != nil:
				continue
			}
			tags = n.values(tags, "keywords", s)
		}
	} else {
		tags = n.values(tags, "keywords", n.text("keywords"))
	}
	for _, name := range []string{
		"subject", "subjects", "person", "people", "organisation", "organisations", "place", "places",
		"event", "events", "object", "objects",
	} {
		for _, p := range n.parts(name) {
			if p["name"] == "" {
				n.note("ignored "+name+" without a name", first(p["literal"], p["code"], p["uri"]))
				continue
			}
			tags = n.values(tags, name, p["name"])
		}
	}
	return tags
}
