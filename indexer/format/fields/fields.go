package fields

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/prose"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
)

// hit is what a name of a field leads to in one object: one value, or those
// of a list.
type hit struct {
	path *fieldPath
	// name is the name as it stands in the object.
	name   string
	values []value
	// count is how many there are; values holds at most maxInner of them.
	count int
	// within is the slot of the object that it stands in, -1 for none.
	within int
	// same is the value as it is written, for comparing.
	same string
}

// find returns what the names of a field lead to, in their order, and notes
// nothing. What is of a kind that the field cannot have is left out; when the
// name is one of newsdex's own, the record is broken then.
func (o *object) find(paths []fieldPath, fits func(kind string) bool, want string) []hit {
	var out []hit
	for i := range paths {
		p := &paths[i]
		if o.set.mapped[p.slot] && !p.mapped {
			continue // the caller has said what it is
		}
		if m := o.member(p.slot); m != nil && !m.used && !m.empty() {
			if f, ok := o.direct(m, p, paths, fits, want); ok {
				m.used = true
				out = append(out, f)
			}
		}
		if p.head < 0 {
			continue
		}
		m := o.member(p.head)
		if m == nil || m.empty() || m.kind() != "an object" && !m.listOfObjects() {
			continue
		}
		values, there := m.value.inner(p.rest)
		if there {
			m.used = true
		}
		values = fitting(values, fits)
		if len(values) > 0 {
			out = append(out, hit{path: p, name: m.name + p.spelled[strings.Index(p.spelled, "."):], values: values, count: len(values), within: p.head, same: string(values[0].raw)})
		}
	}
	return out
}

// member returns what stands in a slot, nil for nothing.
func (o *object) member(slot int) *member {
	if i := o.at[slot]; i > 0 {
		return &o.members[i-1]
	}
	return nil
}

// direct reads a value that stands under the very name of a path.
func (o *object) direct(m *member, p *fieldPath, paths []fieldPath, fits func(string) bool, want string) (hit, bool) {
	f := hit{path: p, name: m.name, count: 1, within: -1, same: string(m.raw) + m.cell}
	kind := m.kind()
	switch {
	case fits(kind):
		f.values = []value{m.value}
		return f, true
	case kind == "an object" || m.listOfObjects():
		if opened(m, p.slot, paths) {
			return f, false
		}
	case kind == "a list" && (!p.strict || m.inner || fits("a list of texts")):
		o.elements(m, p, fits, &f)
		return f, len(f.values) > 0
	}
	if p.strict && !m.inner {
		o.fail(m.name, kind+" where "+want+" should stand")
	}
	return f, false
}

// elements reads the values of a list.
func (o *object) elements(m *member, p *fieldPath, fits func(string) bool, f *hit) {
	f.count = 0
	n := -1
	for raw := range rawjson.Elements(m.raw) {
		n++
		v := value{raw: raw}
		switch {
		case v.empty():
		case fits(v.kind()):
			// More values than an article may have are counted, not kept.
			if f.count++; f.count <= maxInner {
				f.values = append(f.values, v)
			}
		case p.strict && !m.inner:
			o.fail(fmt.Sprintf("%s[%d]", m.name, n), v.kind()+" where a text should stand")
		}
	}
}

// opened reports whether another path of the field leads into what stands in a
// slot.
func opened(m *member, slot int, paths []fieldPath) bool {
	for i := range paths {
		if paths[i].head == slot {
			if _, there := m.value.inner(paths[i].rest); there {
				return true
			}
		}
	}
	return false
}

// fitting returns the values of kinds that a field can have.
func fitting(values []value, fits func(string) bool) []value {
	out := values[:0]
	for _, v := range values {
		if fits(v.kind()) {
			out = append(out, v)
		}
	}
	return out
}

func isText(kind string) bool { return kind == "a text" }

func isScalar(kind string) bool { return kind == "a text" || kind == "a number" }

// first returns the first of what was found, and notes the others that say
// something else. It returns nil when nothing was found.
func (o *object) first(all []hit) *hit {
	if len(all) == 0 {
		return nil
	}
	f := &all[0]
	for _, other := range all[1:] {
		// What is in one object are parts of one thing.
		if other.same != f.same && (f.within < 0 || other.within != f.within) {
			o.unused(member{name: other.name, plain: other.name}, f.name)
		}
	}
	return f
}

// given leaves out what is a word for no value, which is noted.
func (o *object) given(all []hit) []hit {
	out := all[:0]
	for _, f := range all {
		if s, ok := f.values[0].scalar(); ok && len(f.values) == 1 {
			if isMissing(s) {
				o.note("no value", f.name+" "+record.Printable(s))
				continue
			}
			if strings.TrimSpace(s) == "" {
				continue
			}
		}
		out = append(out, f)
	}
	return out
}

// withText leaves out blank texts.
func withText(all []hit) []hit {
	return slices.DeleteFunc(all, func(f hit) bool { return strings.TrimSpace(f.values[0].text()) == "" })
}

// one reads a field of one text. Of a list the first counts.
func (o *object) one(paths []fieldPath) string {
	f := o.first(o.given(o.find(paths, isText, "a text")))
	if f == nil {
		return ""
	}
	if f.count > 1 {
		o.note("only the first value of "+record.Printable(f.name)+" is read", "")
	}
	if f.path.weak {
		o.note("source taken from "+record.Printable(f.name), "") // no other field of one text has weak names
	}
	return f.values[0].text()
}

// id is a text, or a number exactly as it is written. NaN in a table would give
// all articles one id.
func (o *object) id() string {
	all := o.find(o.set.id, isScalar, "a text")
	if len(all) > 0 && all[0].values[0].raw == nil {
		all = o.given(all)
	}
	f := o.first(all)
	if f == nil {
		return ""
	}
	s, _ := f.values[0].scalar()
	return s
}

// headline reads the headline. A weak name counts only beside a body: a name
// and a description are what any list of things has.
func (o *object) headline(body bool) string {
	all := o.find(o.set.headline, isText, "a text")
	if len(all) > 0 && all[0].path.weak && !body {
		if m := o.member(all[0].path.slot); m != nil {
			m.used = false
		}
		all = all[1:]
	}
	f := o.first(all)
	if f == nil {
		return ""
	}
	if f.path.weak {
		o.note("headline taken from "+record.Printable(f.name), "")
	}
	s := f.values[0].text()
	if f.path.html || prose.LooksLike(s) == "html" {
		s = htmltext.Of(s)
	}
	return s
}

// body reads the body, in the format that the record names.
func (o *object) body() string {
	f := o.first(withText(o.find(o.set.body, isText, "a text")))
	named := o.format(f != nil)
	if f == nil {
		return ""
	}
	return o.marked(f, named)
}

// bodyFormats are the names that a body's format may have.
var bodyFormats = map[string]string{
	"text": "text", "plain": "text", "text/plain": "text", "html": "html", "text/html": "html", "xhtml": "html",
	"markdown": "markdown", "md": "markdown", "text/markdown": "markdown",
}

// format reads the name of the body's format, "" when there is none. Other
// systems call other things so: what is not known is ignored and said.
func (o *object) format(body bool) string {
	f := o.first(o.find(o.set.format, isText, "a text"))
	if f == nil {
		return ""
	}
	s := f.values[0].text()
	format, known := bodyFormats[strings.ToLower(strings.TrimSpace(s))]
	if !known && body {
		o.note("ignored field "+record.Printable(f.name), record.Printable(s))
	}
	return format
}

// cutMark is what NewsAPI puts where it cuts a body.
var cutMark = regexp.MustCompile(`\[\+(\d{1,12}) chars\]\s*$`)

// marked returns the text of a body: in the format named, else that which its
// name promises or which it looks like.
func (o *object) marked(f *hit, named string) string {
	parts := make([]string, len(f.values))
	for i, v := range f.values {
		parts[i] = v.text()
	}
	s := strings.Join(parts, "\n\n")
	if m := cutMark.FindStringSubmatch(s[max(0, len(s)-64):]); m != nil {
		o.note("body cut by its source", m[1]+" characters more")
	}
	format := named
	if format == "" && f.path.html {
		format = "html"
	}
	if format == "" {
		if format = prose.LooksLike(s); format == "html" || format == "markdown" {
			o.note("body read as "+format, record.Printable(f.name))
		}
	}
	text, err := prose.BodyText(s, format)
	if err != nil {
		o.fail(f.name, record.Printable(err.Error()))
	}
	if strings.TrimSpace(text) == "" && strings.TrimSpace(s) != "" {
		o.note("body without text", record.Printable(f.name)+": "+record.Printable(s))
	}
	return text
}

// bodyTaken begins the notes that say so.
const bodyTaken = "body taken from "

// summary is what stands for a body that is not there: what a feed or a
// catalogue gives is the text there is, and it is said.
func (o *object) summary(body string) string {
	opening := withText(o.find(o.set.opening, isText, "a text"))
	all := withText(o.find(o.set.summary, isText, "a text"))
	switch {
	case len(opening) == 0 && len(all) == 0:
		return body
	case len(opening) == 0:
		f := o.first(all)
		o.note(bodyTaken+record.Printable(f.name), "")
		return o.marked(f, "")
	}
	f := &opening[0]
	first := o.marked(f, "")
	if len(all) == 0 || foldName(all[0].path.spelled) != "abstract" {
		o.note(bodyTaken+record.Printable(f.name), "")
		for _, other := range all {
			o.unused(member{name: other.name, plain: other.name}, f.name)
		}
		return first
	}
	second := o.marked(o.first(all), "")
	o.note(bodyTaken+record.Printable(f.name)+" and "+record.Printable(all[0].name), "")
	switch {
	case strings.Contains(first, second):
		return first
	case strings.Contains(second, first):
		return second
	}
	return first + "\n\n" + second
}

// list reads a field of several texts. One text is one value; a cell may hold
// several, with commas between them when the field allows that.
func (o *object) list(paths []fieldPath, commas bool) []string {
	fits := func(kind string) bool { return kind == "a text" || kind == "a list of texts" }
	f := o.first(o.given(o.find(paths, fits, "a text or a list of texts")))
	if f == nil {
		return nil
	}
	if len(f.values) == 1 && f.values[0].raw == nil {
		list := splitCell(f.values[0].cell, commas)
		return o.values(f.name, list, len(list))
	}
	out := make([]string, len(f.values))
	for i, v := range f.values {
		out[i] = v.text()
	}
	return o.values(f.name, out, f.count)
}

// values checks how many there are.
func (o *object) values(name string, list []string, n int) []string {
	if n > article.MaxValues {
		o.fail(name, fmt.Sprintf("%d values, the limit is %d", n, article.MaxValues))
		return nil
	}
	return list
}

// date reads a day or an instant. What cannot be read leaves the article
// undated, unless another name has one, and is said; only a value that is no
// scalar is a broken record, under a name of newsdex's own.
func (o *object) date(paths []fieldPath) article.Date {
	var d article.Date
	var from string
	for _, f := range o.find(paths, isScalar, "a date such as \"2022-07-08\"") {
		s, _ := f.values[0].scalar()
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		if !d.IsZero() {
			// A day is part of the instant of that day.
			if !strings.HasPrefix(d.String(), s) {
				o.unused(member{name: f.name, plain: f.name}, from)
			}
			continue
		}
		read, err := parseDate(s, f.path.unix)
		if err != nil {
			o.note("unreadable date", record.Printable(f.name)+" "+record.Printable(s))
			continue
		}
		d, from = read, f.name
		if f.path.weak {
			o.note("date taken from "+record.Printable(f.name), "")
		}
	}
	return d
}
