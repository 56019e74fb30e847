// Package page reads saved pages: what a page says of its article in JSON-LD,
// meta elements and addresses, and the article's text that an extractor finds
// in it. It must never know feeds or wires, nor fetch anything.
package page

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strings"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

const (
	// MaxPage bounds a saved page, in bytes. Pages with their pictures inside
	// hold several megabytes; the text of an article never does.
	MaxPage = 16 << 20
)

// HTML is the format of saved pages, one article each.
func HTML() record.Format {
	return record.Format{Name: "html", Whole: true, Extensions: []string{".html", ".htm", ".xhtml"}, Sniff: sniffHTML, Read: readHTML}
}

// sniffHTML is sure of what begins as HTML does, under any name, and of the
// names of pages unless they hold other markup.
func sniffHTML(head []byte, name string) record.Verdict {
	rest := skipProlog(head)
	lower := bytes.ToLower(rest[:min(len(rest), 64)])
	switch {
	case bytes.HasPrefix(lower, []byte("<!doctype")):
		if kind := bytes.Fields(lower[len("<!doctype"):]); len(kind) > 0 && bytes.HasPrefix(kind[0], []byte("html")) {
			return record.Sure
		}
		return record.No
	case hasTag(lower, "html"), hasTag(lower, "head"), hasTag(lower, "body"):
		return record.Sure
	}
	switch record.Extension(name) {
	case ".html", ".htm", ".xhtml":
		for _, other := range OtherMarkup {
			if bytes.HasPrefix(lower, []byte(other)) {
				return record.No
			}
		}
		if bytes.HasPrefix(record.SkipBlank(head), []byte("<?xml")) || decode.Binary(head) || rawjson.Array(rest) || rawjson.SniffLines(head, "") == record.Sure {
			return record.No
		}
		return record.Sure
	}
	return record.No
}

// hasTag reports whether b, in lower case, begins with the start tag of an
// element: "<head>" but not "<header>".
func hasTag(b []byte, element string) bool {
	rest, ok := bytes.CutPrefix(b, []byte("<"+element))
	return ok && (len(rest) == 0 || strings.IndexByte(record.Blanks+">/", rest[0]) >= 0)
}

// skipProlog passes over what may stand before the first element: blanks, an
// XML declaration, comments.
func skipProlog(b []byte) []byte {
	for {
		b = record.SkipBlank(b)
		end := ""
		switch {
		case bytes.HasPrefix(b, []byte("<?")):
			end = ">"
		case bytes.HasPrefix(b, []byte("<!--")):
			end = "-->"
		default:
			return b
		}
		at := bytes.Index(b, []byte(end))
		if at < 0 {
			return b
		}
		b = b[at+len(end):]
	}
}

// readHTML yields the one article of a saved page.
func readHTML(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		yield(htmlPage(in))
	}
}

func htmlPage(in record.Input) (record.Record, error) {
	data, err := io.ReadAll(io.LimitReader(in, MaxPage+1))
	if err != nil {
		return record.Record{}, fmt.Errorf("reading the page: %w", err)
	}
	if len(data) > MaxPage {
		return record.Record{}, &record.Refusal{Code: record.TooLarge, Reason: fmt.Sprintf("the page holds more than %d bytes (16 MB), the limit of one page; save it without its pictures", MaxPage)}
	}
	s, notes, err := decode.HTML(data, in.ContentType)
	if err != nil {
		return record.Record{}, err
	}
	switch {
	case decode.Binary(s):
		return record.Record{}, record.RefuseBinary()
	case strings.Trim(s, record.Blanks) == "":
		return record.Record{}, &record.Refusal{Code: record.EmptyFile, Reason: "the file is empty"}
	}
	doc, err := parsePage(s)
	if err != nil {
		return record.Record{}, err
	}
	p := newPage(doc, in.URL)
	p.notes = append(notes, p.notes...)
	// Taking the article out takes the page apart: what the page says about it
	// comes first.
	rec := p.record()
	body, err := p.body(doc, &rec)
	if err != nil {
		return record.Record{}, err
	}
	rec.Number, rec.Body = 1, body
	if rec.Headline == "" {
		p.note("no headline in the page", "")
	}
	rec.Notes = p.notes
	return rec, nil
}

// record puts together what the page says about its article; the body comes
// later.
func (p *page) record() record.Record {
	ld := p.ld
	rec := record.Record{
		Source: p.name(ld.source, p.one("og:site_name"), p.one("application-name"), p.one("dc.publisher"), p.one("citation_journal_title")),
		URL:    p.address(),
		Lang:   values.FirstLang(ld.lang, p.lang, p.one("og:locale"), p.one("content-language", "dc.language", "citation_language", "language")),
	}
	p.base = values.FirstFilled(rec.URL, p.base)
	rec.Headline = p.headline(rec.Source)
	rec.Byline = p.byline()
	rec.Section = p.name(ld.section, p.one("article:section", "parsely-section", "sailthru.section", "section", "cxenseparse:section"))
	rec.Tags = p.tags()
	rec.Published = p.published(rec.URL)
	rec.Updated = p.updated()
	return rec
}

// address returns where the article lives. The canonical link is what it is
// defined for (RFC 6596); a site that points it at its front page is passed over.
func (p *page) address() string {
	candidates := append([]string{p.canonical}, p.ld.urls...)
	candidates = append(candidates, p.one("og:url"), p.one("parsely-link", "citation_public_url", "twitter:url"), p.base)
	front := ""
	for _, c := range candidates {
		u := p.resolve(c)
		if u == "" {
			continue
		}
		if parsed, err := url.Parse(u); err == nil && strings.Trim(parsed.Path, "/") == "" && parsed.RawQuery == "" {
			front = values.FirstFilled(front, u)
			continue
		}
		return u
	}
	return front
}

// resolve returns an address of the page as an absolute one, "" when it is none
// of the web.
func (p *page) resolve(ref string) string { return values.PageAddress(ref, p.base) }

func (p *page) note(code, detail string) {
	p.notes = append(p.notes, record.Note{Code: code, Detail: record.Printable(detail), Count: 1})
}

// OtherMarkup are beginnings, in lower case, of documents that need another reader.
var OtherMarkup = []string{"<!doctype", "<?xml", "<rss", "<feed", "<svg", "<urlset"}
