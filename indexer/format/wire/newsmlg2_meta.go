package wire

import (
	"strings"

	"newsdex/indexer/format/record"
)

// nameOf is what a party or concept is called: its name, else what it says of
// itself.
func nameOf(n *xmlNode) string {
	return first(n.child("name").line(), n.get("literal"))
}

// newsMLHeadline prefers the headline of the metadata, then that of the text,
// then the title of the item, which only its makers see.
func newsMLHeadline(w *wire, about, content *xmlNode, text newsMLBody) string {
	all := content.all("headline")
	best := content.child("headline")
	for _, h := range all {
		if strings.HasSuffix(h.get("role"), ":main") {
			best = h
			break
		}
	}
	for _, h := range all {
		if h != best {
			w.ignored("headline "+first(h.get("role"), h.get("lang")), h.line())
		}
	}
	if s := first(best.line(), text.headline); s != "" {
		return s
	}
	title := about.child("title").line()
	if title != "" {
		w.note("headline taken from title", title)
	}
	return title
}

// newsMLSource is the provider by name; by its code, when that is all; else who
// the content came from, or whom to credit.
func newsMLSource(about, content *xmlNode) string {
	provider := about.child("provider")
	return first(nameOf(provider), codeOfScheme(provider), nameOf(content.child("infoSource")), content.child("creditline").line())
}

// codeOfScheme is the code of a qcode only: the end of an address names nobody.
func codeOfScheme(n *xmlNode) string {
	_, code, _ := strings.Cut(n.get("qcode"), ":")
	return code
}

// newsMLByline is by, else the byline of the text, else the names of creators.
func newsMLByline(w *wire, content *xmlNode, text newsMLBody) []string {
	var list []string
	for _, by := range content.all("by") {
		list = w.byline(list, "by", by.line())
	}
	for _, by := range text.byline {
		if len(content.all("by")) == 0 {
			list = w.byline(list, "byline", by)
		}
	}
	if list != nil {
		return list
	}
	for _, c := range content.all("creator") {
		list = w.values(list, "creator", nameOf(c))
	}
	if list != nil {
		w.note("byline taken from creator", list[0])
	}
	return list
}

// newsMLTags are keywords and the names of subjects. A subject with a code only
// would be a number to a reader; it is counted.
func newsMLTags(w *wire, content *xmlNode) []string {
	var tags []string
	for _, k := range content.all("keyword") {
		tags = w.values(tags, "keyword", k.line())
	}
	for _, s := range content.all("subject") {
		name := s.child("name").line()
		if name == "" {
			w.note("ignored subject without a name", first(s.get("qcode"), s.get("uri"), s.get("literal")))
			continue
		}
		tags = w.values(tags, "subject", name)
	}
	return tags
}

// newsMLDescription is the longest description: agencies send captions and
// summaries side by side, and the first is often a label.
func newsMLDescription(content *xmlNode) string {
	best := ""
	for _, d := range content.all("description") {
		if s := d.prose(nil); len(s) > len(best) {
			best = s
		}
	}
	return best
}

// describe makes a description the body of an item that has none, and notes it
// otherwise.
func describe(w *wire, rec *record.Record, description string) {
	switch {
	case strings.TrimSpace(description) == "":
	case strings.TrimSpace(rec.Body) == "":
		rec.Body = description
		w.note("body taken from description", "")
	default:
		w.ignored("description", description)
	}
}

// newsMLNotes says which metadata has no place in an article.
func newsMLNotes(w *wire, item, about, content *xmlNode) {
	w.status(codeOf(about.child("pubStatus")))
	for _, name := range []string{"embargoed", "edNote"} {
		for _, n := range about.all(name) {
			w.ignored(name, n.line())
		}
	}
	for _, name := range []string{"urgency", "dateline", "slugline", "contentModified"} {
		for _, n := range content.all(name) {
			w.ignored(name, n.line())
		}
	}
	for _, name := range []string{"located", "genre", "contributor"} {
		for _, n := range content.all(name) {
			w.ignored(name, first(nameOf(n), n.get("qcode")))
		}
	}
	provider := about.child("provider")
	if nameOf(provider) != "" || codeOfScheme(provider) != "" {
		for _, n := range content.all("infoSource") {
			w.ignored("infoSource", nameOf(n))
		}
		for _, n := range content.all("creditline") {
			w.ignored("creditline", n.line())
		}
	}
	for _, rights := range item.all("rightsInfo") {
		for _, name := range []string{"usageTerms", "copyrightNotice"} {
			for _, n := range rights.all(name) {
				w.ignored(name, first(n.line(), n.get("href")))
			}
		}
		w.ignored("copyrightHolder", nameOf(rights.child("copyrightHolder")))
	}
	if n := len(item.all("partMeta")); n > 0 {
		w.note("ignored partMeta", item.child("partMeta", "description").line())
	}
	if n := len(item.all("assert")); n > 0 {
		w.note("ignored assert", nameOf(item.child("assert")))
	}
}
