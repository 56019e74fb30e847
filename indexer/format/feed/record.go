package feed

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"newsdex/article"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// record makes the record of an item. The error is a *RecordError.
func (f *feedReader) record(it *item) (record.Record, error) {
	rec := record.Record{Number: it.number, Offset: it.offset}
	refuse := func(code, reason string) (record.Record, error) {
		return record.Record{}, &record.RecordError{Number: it.number, Offset: it.offset, Code: code, Reason: reason}
	}
	switch {
	case it.cut:
		return refuse(record.BrokenRecord, fmt.Sprintf("the file ends within this item, which begins at line %d; get the file again", it.line))
	case it.size > MaxItem:
		return refuse(record.TooLarge, fmt.Sprintf("the item holds more than %d bytes (17 MB), the limit of one; split the article", MaxItem))
	}
	n := notes{}
	rec.Headline = f.headline(it, &n)
	rec.Body = f.body(it, &n)
	if rec.Headline == "" && rec.Body == "" {
		return refuse(record.BrokenRecord, noText+f.instead(it))
	}
	rec.URL = f.url(it, &n)
	rec.ID = f.id(it, &n)
	rec.Byline = f.byline(it, &n)
	rec.Tags = f.tags(it, &n)
	rec.Source = f.source(it)
	if all := it.all(sectionKeys); len(all) > 0 {
		var section []string
		s, _ := f.line(all[0])
		add(&section, s, "section", &n)
		rec.Section = strings.Join(section, "")
	}
	rec.Lang = usableLang(f.lang(it), &n)
	rec.Published, rec.Updated = f.dates(it, &n)
	for _, name := range it.unknown {
		n.add("ignored field "+name, "")
	}
	if it.many {
		n.add("ignored more fields", fmt.Sprintf("the item holds more than %d elements", maxFields))
	}
	rec.Notes = append(n, record.IllFormed(it.faults.Count, it.faults.Line, it.faults.First, it.repaired || f.x.Repaired)...)
	f.x.Repaired = false
	return rec, nil
}

// notes collects what is said of a record.
type notes []record.Note

func (n *notes) add(code, detail string) {
	for i := range *n {
		if (*n)[i].Code == code {
			(*n)[i].Count++
			return
		}
	}
	if len(*n) >= maxItemNotes {
		code, detail = otherNotes, ""
		if last := &(*n)[len(*n)-1]; last.Code == code {
			last.Count++
			return
		}
	}
	*n = append(*n, record.Note{Code: code, Detail: record.Printable(detail), Count: 1})
}

// maxItemNotes bounds the different notes on one record: what a hostile item holds
// must not fill the report. otherNotes takes the rest.
const (
	maxItemNotes = record.MaxIgnored + 16
	otherNotes   = "other notes"
)

// instead says what a reader can do with an item that only points somewhere.
func (f *feedReader) instead(it *item) string {
	if f.url(it, &notes{}) != "" {
		return onlyFollowed
	}
	return ""
}

const (
	noText       = "the item has neither a title nor a text"
	onlyFollowed = "; its page is only fetched with --follow, when the feed is given as URL"
)

// headline is the first title that holds something.
func (f *feedReader) headline(it *item, n *notes) string {
	for _, fd := range it.all(titleKeys) {
		title, refused := f.line(fd)
		if title != "" {
			return title
		}
		if refused != "" {
			n.add("ignored title, "+refused, "")
		}
	}
	return ""
}

// body is the content, else what describes it. A description beside a content
// that does not begin with it is text that is lost, and is said.
func (f *feedReader) body(it *item, n *notes) string {
	body := ""
	for _, fd := range it.all(contentKeys) {
		text, refused := f.content(fd)
		if refused != "" {
			n.add("ignored "+keyOf(fd.elem)+", "+refused, fd.elem.Attr("src"))
		}
		if body == "" {
			body = text
		}
	}
	plain := "" // the body without blanks, made once
	for i, fd := range it.all(descriptionKeys) {
		if i == maxDescriptions {
			n.add("ignored more descriptions", "")
			break
		}
		text, _ := f.content(fd)
		switch {
		case text == "":
			continue
		case body == "":
			if body = text; keyOf(fd.elem) != "description" {
				n.add("body taken from "+keyOf(fd.elem), "")
			}
			continue
		case plain == "":
			plain = spaceless(body)
		}
		if !strings.Contains(plain, beginning(text)) {
			n.add("ignored field "+keyOf(fd.elem)+", the text is there too", text)
		}
	}
	return body
}

// maxDescriptions bounds the descriptions of an item that are compared with its
// text: there is one, or one of each vocabulary.
const maxDescriptions = 16

// beginning is as much of a description as tells whether it begins the text, and
// not the dots or "read more" at its end.
func beginning(s string) string {
	s = spaceless(s[:min(len(s), 400)])
	return strings.ToValidUTF8(s[:min(len(s)*2/3, 100)], "")
}

func spaceless(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// url is where the article's page is.
func (f *feedReader) url(it *item, n *notes) string {
	unusable := ""
	for _, c := range f.addresses(it) {
		u := f.address(c.base, c.ref)
		if u != "" {
			return u
		}
		if unusable == "" {
			unusable = c.ref
		}
	}
	if unusable != "" {
		n.add("unusable link", unusable)
	}
	return ""
}

// candidate is an address as it is written, and what it is relative to.
type candidate struct {
	ref  string
	base *url.URL
}

// addresses lists what may be the address of an item's page, the best first.
func (f *feedReader) addresses(it *item) []candidate {
	var out, other []candidate
	add := func(to *[]candidate, ref string, base *url.URL) {
		if ref = strings.TrimSpace(ref); ref != "" {
			*to = append(*to, candidate{ref, base})
		}
	}
	for _, fd := range it.all(linkKeys) {
		ref := fd.elem.Attr("href")
		if ref == "" {
			ref = f.x.Unescape(fd.raw)
		}
		to := &out
		if typ := mediaType(fd.elem); typ != "" && !strings.Contains(typ, "html") {
			to = &other
		}
		if rel := strings.ToLower(strings.TrimSpace(fd.elem.Attr("rel"))); rel == "" || rel == "alternate" || strings.HasSuffix(rel, "/alternate") {
			add(to, ref, fd.elem.Base)
		}
	}
	add(&out, it.elem.Attr("href"), it.elem.Base) // CDF
	for _, fd := range it.all([]string{"guid"}) {
		if permalink := strings.ToLower(strings.TrimSpace(fd.elem.Attr("ispermalink"))); permalink != "false" {
			if ref := strings.TrimSpace(f.x.Unescape(fd.raw)); permalink == "true" || values.IsAbsolute(ref) {
				add(&out, ref, fd.elem.Base)
			}
		}
	}
	add(&out, it.elem.Attr("rdf:about"), it.elem.Base)
	return append(out, other...)
}

// address returns an absolute http or https address, "" when ref is none. One
// that is absolute stays as it is written.
func (f *feedReader) address(base *url.URL, ref string) string {
	if base == nil {
		base = f.channel.link
	}
	u := markup.Resolve(base, ref)
	if u == nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if s := strings.TrimSpace(ref); values.IsAbsolute(s) {
		if _, err := url.Parse(s); err == nil && len(s) <= article.MaxURL && !strings.ContainsFunc(s, unicode.IsSpace) {
			return s
		}
	}
	return followable(base, ref)
}

// id is what the feed identifies the item by, as it is written. One that newsdex
// cannot keep is said; the article is identified by its address then.
func (f *feedReader) id(it *item, n *notes) string {
	ids := []string{}
	for _, fd := range it.all(feedIDKeys) {
		ids = append(ids, f.x.Unescape(fd.raw))
	}
	for _, id := range append(ids, it.elem.Attr("rdf:about")) {
		if id = strings.TrimSpace(id); id == "" {
			continue
		}
		id = strings.ToValidUTF8(id, "\ufffd")
		if err := article.ValidateID(id); err != nil {
			n.add("unusable id", err.Error())
			continue
		}
		return id
	}
	return ""
}

// add appends a value that is new and can be kept.
func add(to *[]string, v, what string, n *notes) {
	switch {
	case v == "" || slices.Contains(*to, v):
	case len(v) > article.MaxValue:
		n.add("ignored "+what+", too long", v)
	case len(*to) >= article.MaxValues:
		n.add(fmt.Sprintf("more than %d values of %s", article.MaxValues, what), v)
	default:
		*to = append(*to, v)
	}
}

// tags lists the categories, those within others too, by the label that readers
// are shown. Lists of keywords are taken apart.
func (f *feedReader) tags(it *item, n *notes) []string {
	var out []string
	for _, fd := range it.all(tagKeys) {
		f.addTags(&out, fd, n)
		for i := range fd.parts {
			f.addTags(&out, &fd.parts[i], n)
		}
	}
	return out
}

func (f *feedReader) addTags(out *[]string, fd *field, n *notes) {
	s := fd.elem.Attr("label")
	if s == "" && !fd.tags {
		s, _ = f.line(fd)
	}
	for _, name := range []string{"term", "text"} {
		if s == "" {
			s = fd.elem.Attr(name)
		}
	}
	values := []string{s}
	if strings.HasSuffix(fd.elem.Local, "keywords") {
		values = strings.Split(s, ",")
	}
	for _, v := range values {
		add(out, strings.Join(strings.Fields(v), " "), "tag", n)
	}
}

// source is the publication: the one the item says it was taken from, else the
// channel.
func (f *feedReader) source(it *item) string {
	for _, fd := range it.all([]string{"source"}) {
		from := fd
		if fd.tags {
			if from = fd.part("title"); from == nil {
				continue
			}
		}
		if s, _ := f.line(from); s != "" && len(s) <= article.MaxValue {
			return s
		}
	}
	return f.channel.title
}

// lang is the language of the text, as near to it as it is said.
func (f *feedReader) lang(it *item) string {
	if all := it.all(langKeys); len(all) > 0 {
		if s, _ := f.line(all[0]); s != "" {
			return s
		}
	}
	for _, keys := range [][]string{contentKeys, descriptionKeys, titleKeys} {
		for _, fd := range it.all(keys) {
			if fd.elem.Lang != "" && !fd.blank() {
				return fd.elem.Lang
			}
		}
	}
	if it.elem.Lang != "" {
		return it.elem.Lang
	}
	return f.channel.lang
}

// usableLang returns a language that an article can have, "" for what is none: it
// is detected then.
func usableLang(s string, n *notes) string {
	s = strings.TrimSpace(s)
	if s == "" || len(s) <= values.MaxLang && nameLength(strings.NewReplacer("-", "", "_", "").Replace(s)) > 1 && !strings.ContainsAny(s, " ()/,;") {
		return s
	}
	n.add("unusable language", s)
	return ""
}
