package wire

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"

	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// NITF is the format of NITF, one document a file.
func NITF() record.Format {
	return record.Format{Name: "nitf", Whole: true, Extensions: []string{".nitf", ".xml", ".ntf"}, Sniff: sniffNITF, Read: readNITF}
}

// sniffNITF knows NITF by its root element.
func sniffNITF(head []byte, _ string) record.Verdict {
	if name, _ := markup.Root(head); name == "nitf" {
		return record.Sure
	}
	return record.No
}

// readNITF yields the one article of a NITF 3 document (IPTC, nitf-3-6.dtd and
// its namesakes before).
func readNITF(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		x := newItemReader(in, "nitf")
		doc, at, err := x.next()
		switch broken, one := errors.AsType[*record.RecordError](err); {
		case err == io.EOF:
			err = &record.Refusal{Code: record.BrokenRecord, Reason: "there is no <nitf> element in the file"}
		case one: // it is all of the file
			err = &record.Refusal{Code: broken.Code, Reason: broken.Reason}
		}
		if err != nil {
			yield(record.Record{}, err)
			return
		}
		rec, err := nitfRecord(doc, in)
		if err != nil {
			yield(record.Record{}, err)
			return
		}
		rec.Number, rec.Offset = 1, at
		rec.Notes = append(x.notes, rec.Notes...)
		yield(rec, nil)
	}
}

// nitfRecord is the article of a <nitf> element.
func nitfRecord(doc *xmlNode, in record.Input) (record.Record, error) {
	w := &wire{}
	text := nitfText(w, doc)
	head, bodyHead := doc.child("head"), doc.child("body", "body.head")
	data, pub := head.child("docdata"), head.child("pubdata")
	rec := record.Record{
		ID:       data.child("doc-id").get("id-string"),
		URL:      values.Absolute(in.URL, pub.get("ex-ref")),
		Headline: text.headline,
		Body:     text.body,
		Byline:   text.byline,
		Source:   w.value("name", first(pub.get("name"), bodyHead.child("distributor").line(), data.child("doc-id").get("regsrc"))),
		Section:  w.value("position.section", pub.get("position.section")),
		Lang:     w.lang(first(doc.get("lang"), doc.get("baselang"), doc.child("body").get("lang"))),
	}
	if rec.Headline == "" {
		if rec.Headline = head.child("title").line(); rec.Headline != "" {
			w.note("headline taken from title", rec.Headline)
		}
	}
	rec.Tags = nitfTags(w, head)
	rec.Published = w.date("date.issue", normOf(data.child("date.issue")))
	if printed := w.date("date.publication", pub.get("date.publication")); rec.Published.IsZero() {
		rec.Published = printed
	}
	if story := w.date("story.date", normOf(bodyHead.child("dateline", "story.date"))); rec.Published.IsZero() {
		rec.Published = story
	}
	nitfNotes(w, head)
	if strings.TrimSpace(rec.Headline+rec.Body) == "" {
		return record.Record{}, &record.Refusal{Code: record.NotRead, Reason: "the NITF document has neither a headline nor text (body.content)"}
	}
	rec.Notes = w.done()
	return rec, nil
}

// normOf is the date of an element: its norm attribute, else what it says.
func normOf(n *xmlNode) string { return first(n.get("norm"), n.line()) }

// first returns the first that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// nitfBody is what the body of a NITF document says; NewsML-G2 carries such.
type nitfBody struct {
	headline, body string
	byline         []string
}

// nitfText reads the body element. A subordinate headline (hl2) is the first
// paragraph of the body, so that its words are found.
func nitfText(w *wire, doc *xmlNode) nitfBody {
	body := doc.child("body")
	if doc.child("body.content") != nil || doc.child("body.head") != nil {
		body = doc
	}
	head := body.child("body.head")
	out := nitfBody{headline: head.child("hedline", "hl1").line()}
	var parts []string
	for _, hl2 := range head.child("hedline").all("hl2") {
		parts = append(parts, hl2.line())
	}
	skip := map[string]int{"media": 0}
	for _, content := range body.all("body.content") {
		for _, part := range fullText(w, content) {
			parts = append(parts, part.prose(skip))
		}
	}
	text := false
	for _, p := range parts[len(head.child("hedline").all("hl2")):] {
		text = text || p != ""
	}
	abstract := head.child("abstract").prose(nil)
	switch {
	case text:
		w.ignored("abstract", abstract)
	case abstract != "":
		w.note("body taken from abstract", "")
		parts = append(parts, abstract)
	}
	out.body = joinParagraphs(parts)
	bylines := head.all("byline")
	for _, by := range bylines {
		if len(bylines) > 1 && by.get("class") == "normalized_byline" {
			continue // the printed one in another order
		}
		out.byline = nitfByline(w, out.byline, by)
	}
	for _, name := range []string{"dateline", "note", "rights", "series"} {
		for _, n := range head.all(name) {
			w.ignored(name, first(n.line(), n.get("series.name")))
		}
	}
	if skip["media"] > 0 {
		for _, m := range body.all("body.content") {
			countMedia(w, m)
		}
	}
	w.ignored("body.end", body.child("body.end").line())
	return out
}

// fullText is the content, or only its blocks of the class full_text where
// newspaper archives have them: the blocks beside repeat the first paragraphs.
func fullText(w *wire, content *xmlNode) []*xmlNode {
	var full []*xmlNode
	for _, b := range content.all("block") {
		if b.get("class") == "full_text" {
			full = append(full, b)
		}
	}
	if full == nil {
		return []*xmlNode{content}
	}
	for _, b := range content.all("block") {
		if b.get("class") != "full_text" {
			w.ignored("block "+b.get("class"), b.line())
		}
	}
	return full
}

// countMedia notes pictures and the like; their captions are no text of the
// article.
func countMedia(w *wire, n *xmlNode) {
	for _, k := range n.kids {
		if k.name == "media" {
			w.note("ignored media", k.child("media-caption").line())
			continue
		}
		countMedia(w, k)
	}
}

// nitfByline adds the persons of a byline; without any, its tag line (bytag) or
// what it says itself, without titles.
func nitfByline(w *wire, list []string, by *xmlNode) []string {
	w.ignored("byttl", by.child("byttl").line())
	persons := by.all("person")
	for _, p := range persons {
		list = w.byline(list, "byline", p.line())
	}
	if len(persons) > 0 {
		return list
	}
	if tag := by.child("bytag").line(); tag != "" {
		return w.byline(list, "byline", tag)
	}
	text := by.prose(map[string]int{"byttl": 0, "location": 0, "virtloc": 0})
	return w.byline(list, "byline", strings.TrimRight(strings.Join(strings.Fields(text), " "), ", "))
}

// nitfTags are keywords, subjects, and what the document is identified with.
func nitfTags(w *wire, head *xmlNode) []string {
	var tags []string
	data := head.child("docdata")
	for _, list := range data.all("key-list") {
		for _, k := range list.all("keyword") {
			tags = w.values(tags, "keyword", first(k.get("key"), k.line()))
		}
	}
	for _, s := range head.child("tobject").all("tobject.subject") {
		for _, a := range []string{"tobject.subject.type", "tobject.subject.matter", "tobject.subject.detail"} {
			tags = w.values(tags, "tobject.subject", s.get(a))
		}
	}
	for _, list := range data.all("identified-content") {
		for _, k := range list.kids {
			if k.name != "" {
				// The value is a code where there is a text as well.
				tags = w.values(tags, k.name, first(k.line(), k.get("value")))
			}
		}
	}
	return tags
}

// nitfNotes says which metadata has no place in an article.
func nitfNotes(w *wire, head *xmlNode) {
	data, pub := head.child("docdata"), head.child("pubdata")
	w.ignored("urgency", data.child("urgency").get("ed-urg"))
	copyright := data.child("doc.copyright")
	w.ignored("doc.copyright", strings.TrimSpace(copyright.get("holder")+" "+copyright.get("year")))
	w.ignored("date.release", normOf(data.child("date.release")))
	w.ignored("date.expire", normOf(data.child("date.expire")))
	w.ignored("ed-msg", data.child("ed-msg").get("info"))
	w.ignored("fixture", data.child("fixture").get("fix-id"))
	w.ignored("series", data.child("series").get("series.name"))
	w.ignored("edition.name", pub.get("edition.name"))
	w.ignored("correction", data.child("correction").get("info"))
	for _, meta := range head.all("meta") {
		w.ignored("meta", meta.get("name")+" "+meta.get("content"))
	}
	for _, r := range head.all("revision-history") {
		w.ignored("revision-history", r.get("comment"))
	}
	w.status(data.get("management-status"))
}

// joinParagraphs joins what is not empty by blank lines.
func joinParagraphs(parts []string) string {
	var b bytes.Buffer
	for _, p := range parts {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		b.WriteString(p)
	}
	return b.String()
}
