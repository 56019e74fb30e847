package wire

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// newsMLItems are the items of NewsML-G2 (IPTC, NewsML-G2 2.x); only the first
// carries news, the others tell about it or list it.
var newsMLItems = map[string]string{
	"newsItem":      "",
	"packageItem":   "a package, which lists other items and has no text itself",
	"conceptItem":   "a concept, which describes a term, person or place and is no article",
	"knowledgeItem": "a list of concepts and no article",
	"planningItem":  "a plan of coverage and no article",
	"catalogItem":   "a catalogue of schemes and no article",
}

// newsMLParts are roots that show only a part of an item, or what is beside it.
var newsMLParts = map[string]bool{
	"contentSet": true, "contentMeta": true, "itemMeta": true, "groupSet": true, "catalog": true, "rightsInfo": true,
}

const newsMLNamespace = "http://iptc.org/std/nar/2006-10-01/"

// NewsML is the format of NewsML-G2.
func NewsML() record.Format {
	return record.Format{Name: "newsmlg2", Extensions: []string{".newsml", ".xml"}, Sniff: sniffNewsML, Read: readNewsML}
}

// sniffNewsML knows NewsML-G2 by its root element, and NewsML 1 too, which it
// refuses.
func sniffNewsML(head []byte, _ string) record.Verdict {
	name, until := markup.Root(head)
	_, item := newsMLItems[name]
	switch {
	case item, name == "newsMessage", name == "NewsML":
		return record.Sure
	case newsMLParts[name] && (strings.Contains(string(until), newsMLNamespace) || name != "catalog"):
		return record.Sure
	}
	return record.No
}

// readNewsML yields the items of a NewsML-G2 file: one, or those of a
// newsMessage one after the other.
func readNewsML(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		var names []string
		for name := range newsMLItems {
			names = append(names, name)
		}
		x := newItemReader(in, names...)
		for number := 1; ; number++ {
			item, at, err := x.next()
			if err == io.EOF {
				if number == 1 {
					yield(record.Record{}, noNewsML(x.root))
				}
				return
			}
			var rec record.Record
			if err == nil {
				rec, err = newsMLRecord(item, in)
			}
			broken, one := errors.AsType[*record.RecordError](err)
			if err != nil && !one {
				yield(record.Record{}, err)
				return
			}
			if one {
				broken.Number, broken.Offset = number, at
			}
			rec.Number, rec.Offset = number, at
			rec.Notes = append(x.notes, rec.Notes...)
			x.notes = nil
			if !yield(rec, err) {
				return
			}
		}
	}
}

// noNewsML says why a file without items is not read.
func noNewsML(root string) *record.Refusal {
	switch {
	case root == "NewsML":
		return &record.Refusal{Code: record.NotRead, Reason: "this is NewsML 1, which is not read; NewsML-G2, NITF and ninjs are"}
	case root == "newsMessage":
		return &record.Refusal{Code: record.NotRead, Reason: "the newsMessage holds no item"}
	case root == "":
		return &record.Refusal{Code: record.BrokenRecord, Reason: "there is no element in the file"}
	}
	return &record.Refusal{Code: record.NotRead, Reason: fmt.Sprintf("<%s> is a part of NewsML-G2 and no item; give the whole newsItem", record.Printable(root))}
}

// newsMLRecord is the article of an item. Errors are *RecordError.
func newsMLRecord(item *xmlNode, in record.Input) (record.Record, error) {
	if why := newsMLItems[item.name]; why != "" {
		return record.Record{}, textlessItem("this is " + why)
	}
	w := &wire{}
	about, content := item.child("itemMeta"), item.child("contentMeta")
	rec := record.Record{ID: item.get("guid")}
	text := newsMLContent(w, item.child("contentSet"))
	rec.Headline = newsMLHeadline(w, about, content, text)
	rec.Body = w.withoutHeadline(text.body, rec.Headline)
	rec.Source = w.value("provider", newsMLSource(about, content))
	rec.Byline = newsMLByline(w, content, text)
	rec.Lang = w.lang(first(content.child("language").get("tag"), text.lang))
	rec.Tags = newsMLTags(w, content)
	for _, l := range about.all("link") {
		if strings.HasSuffix(l.get("rel"), ":webpage") || l.get("rel") == "irel:isWebVersionOf" {
			rec.URL = first(rec.URL, values.Absolute(in.URL, l.get("href")))
			continue
		}
		w.note("links not followed", first(l.get("href"), l.get("residref")))
	}
	w.newsMLDates(&rec, about, content)
	describe(w, &rec, newsMLDescription(content))
	class := codeOf(about.child("itemClass"))
	if err := newsMLText(w, &rec, class, item); err != nil {
		return record.Record{}, err
	}
	if class != "" && class != "text" {
		w.note("item of class "+record.Printable(class), "")
	}
	newsMLNotes(w, item, about, content)
	rec.Notes = w.done()
	return rec, nil
}

// newsMLText refuses an item without text: pictures, films and sounds have
// theirs outside of the file, and it is not fetched. A headline alone is an
// article only for a text, as agencies send alerts.
func newsMLText(w *wire, rec *record.Record, class string, item *xmlNode) error {
	remote := item.child("contentSet", "remoteContent")
	switch {
	case strings.TrimSpace(rec.Body) != "", strings.TrimSpace(rec.Headline) != "" && !textless[class] && (class != "" || remote == nil):
		return nil
	case remote != nil:
		return textlessItem(fmt.Sprintf("a %s item without text; its content is elsewhere (%s) and is not fetched", record.Printable(first(class, "news")), record.Printable(first(remote.get("href"), remote.get("residref"), "no address"))))
	case textless[class]:
		return textlessItem(fmt.Sprintf("a %s item without text", record.Printable(class)))
	}
	for _, n := range w.notes {
		if n.Code == otherVocabulary {
			return textlessItem(fmt.Sprintf("the item has neither a headline nor text; its content, <%s>, is of a vocabulary that is not read", n.Detail))
		}
	}
	return textlessItem("the item has neither a headline nor text")
}

// newsMLDates: firstCreated is the publication, versionCreated its update.
func (w *wire) newsMLDates(rec *record.Record, about, content *xmlNode) {
	rec.Published, rec.Updated = w.dates(
		w.date("firstCreated", about.child("firstCreated").line()),
		w.date("versionCreated", about.child("versionCreated").line()),
		w.date("contentCreated", content.child("contentCreated").line()))
}

// codeOf is the code of a controlled value without its scheme: "text" of
// qcode="ninat:text", or the end of its address.
func codeOf(n *xmlNode) string {
	code := n.get("qcode")
	if i := strings.IndexByte(code, ':'); i >= 0 {
		return code[i+1:]
	}
	if code == "" {
		code = n.get("uri")
		code = code[strings.LastIndexByte(code, '/')+1:]
	}
	return code
}
