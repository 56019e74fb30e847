package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"mime"
	"strings"

	"newsdex/indexer/format/prose"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"
)

// content makes articles of the block of a record, or notes what it is.
func (w *warcReader) content(head map[string]string, block []byte) {
	target := strings.Trim(head["warc-target-uri"], "<> ")
	kind := strings.ToLower(head["warc-type"])
	switch kind {
	case "response", "resource":
	case "conversion":
		w.conversion(head, target, block)
		return
	case "warcinfo", "request", "metadata", "revisit", "continuation":
		w.pass(kind+" record", target)
		return
	default: // a list of what may come keeps notes few
		w.pass("record of an unknown type", kind)
		return
	}
	if n := head["warc-segment-number"]; n != "" {
		w.pass("record in segments", target)
		return
	}
	p := payload{url: target, contentType: head["content-type"], Reader: bytes.NewReader(block)}
	if payloadType(p.contentType) == "application/http" || bytes.HasPrefix(block, []byte("HTTP/")) {
		res, err := parseHTTP(block)
		switch {
		case err != nil:
			w.fail(target, record.BrokenRecord, err.Error())
			return
		case res.status != 200:
			w.pass(fmt.Sprintf("response with HTTP status %d00 to %d99", res.status/100, res.status/100), target)
			return
		}
		p.contentType = res.fields["content-type"]
		if !readable(p.contentType) {
			w.passPayload(p)
			return
		}
		p.Reader, err = res.decoded(&p.cut)
		if err != nil {
			w.fail(target, record.NotRead, err.Error())
			return
		}
	}
	if head["warc-truncated"] != "" {
		p.notes = append(p.notes, record.Note{Code: "cut short by the archiver", Detail: record.Printable(head["warc-truncated"]), Count: 1})
	}
	w.payload(&p)
}

// payload is what was at an address, out of HTTP.
type payload struct {
	io.Reader
	url, contentType string
	// cut is set when its encoding breaks off before its end.
	cut   error
	notes []record.Note
}

// conversion reads the text that was made of a page (as in WET files), which
// is plain text.
func (w *warcReader) conversion(head map[string]string, target string, block []byte) {
	if payloadType(head["content-type"]) != "text/plain" {
		w.pass("conversion record without text", target)
		return
	}
	w.articles(prose.Plain().Read(record.Input{Reader: bytes.NewReader(block)}), &payload{url: target}, true)
}

// payload finds the format of a payload and gives its records.
func (w *warcReader) payload(p *payload) {
	name, sure := payloadName(p.contentType)
	if name == "" {
		w.passPayload(*p)
		return
	}
	body := bufio.NewReaderSize(p, record.HeadSize)
	head, err := body.Peek(record.HeadSize)
	if len(head) == 0 {
		if err != nil && err != io.EOF {
			w.failPayload(p, err)
			return
		}
		w.pass("response without a body", p.url)
		return
	}
	f, err := w.detect(head, name, -1)
	switch {
	case err == nil && (f.Name == "warc" || f.Name == "eml" || f.Name == "mbox"):
		w.pass("archive within an archive", p.url)
	case !sure && (err != nil || f.Name == "plain"):
		w.passPayload(*p)
	case err != nil:
		w.failPayload(p, err)
	default:
		w.articles(f.Read(record.Input{Reader: body, Name: name, ContentType: p.contentType, URL: p.url, Map: w.in.Map}), p, f.Whole)
	}
}

// articles gives the records of a payload. One that is a whole page and names
// no address has that of the payload.
func (w *warcReader) articles(records iter.Seq2[record.Record, error], p *payload, whole bool) {
	n := 0
	for rec, err := range records {
		n++
		if err != nil {
			w.failPayload(p, err)
			continue
		}
		if whole && rec.URL == "" && values.IsWeb(p.url) {
			rec.URL = strings.ReplaceAll(p.url, " ", "%20")
		}
		rec.Notes = append(rec.Notes, p.notes...)
		p.notes = nil
		if p.cut != nil {
			rec.Notes = append(rec.Notes, record.Note{Code: "HTTP body breaks off", Detail: record.Printable(p.url + ": " + p.cut.Error()), Count: 1})
			p.cut = nil
		}
		if !w.give(rec, nil) {
			return
		}
	}
	if p.cut != nil && n > 0 {
		w.pass("HTTP body breaks off", p.url+": "+p.cut.Error())
	}
	if n == 0 {
		w.pass("payload without an article", p.url)
	}
}

// failPayload gives an error of a payload as that of a record.
func (w *warcReader) failPayload(p *payload, err error) {
	if broken, ok := errors.AsType[*record.RecordError](err); ok {
		w.fail(p.url, broken.Code, broken.What())
		return
	}
	if refused, ok := errors.AsType[*record.Refusal](err); ok {
		w.fail(p.url, refused.Code, refused.Reason)
		return
	}
	w.fail(p.url, record.BrokenRecord, err.Error())
}

// passPayload notes what kind of payload was passed over, by the family of its
// type: types are too many to be counted one by one.
func (w *warcReader) passPayload(p payload) {
	family, _, _ := strings.Cut(payloadType(p.contentType), "/")
	switch family {
	case "image", "video", "audio", "font", "text", "application":
	default:
		family = "unknown"
	}
	w.pass("payload of type "+family, payloadType(p.contentType)+" "+p.url)
}

// readable reports whether a type may be an article's.
func readable(contentType string) bool {
	name, _ := payloadName(contentType)
	return name != ""
}

// payloadName is a name for a Detector that says what the type says; empty when no
// article has that type. The name in an address says less: "index.php" is a
// page. sure is false for types that say nothing: such a payload is read only
// when its bytes say what it is.
func payloadName(contentType string) (name string, sure bool) {
	switch t := payloadType(contentType); {
	case t == "text/html" || t == "application/xhtml+xml":
		return "page.html", true
	case t == "application/x-ndjson" || t == "application/jsonl" || t == "application/x-jsonlines":
		return "data.jsonl", true
	case t == "application/json" || t == "text/json" || strings.HasSuffix(t, "+json"):
		return "data.json", true
	case t == "image/svg+xml":
		return "", false
	case t == "application/xml" || t == "text/xml" || strings.HasSuffix(t, "+xml"):
		return "feed.xml", true
	case t == "" || t == "text/plain" || t == "application/octet-stream" || t == "unknown/unknown":
		return "payload", false
	}
	return "", false
}

// payloadType is a type without its parameters, in lower case.
func payloadType(contentType string) string {
	t, _, err := mime.ParseMediaType(contentType)
	if err != nil && t == "" {
		t, _, _ = strings.Cut(contentType, ";")
		t = strings.ToLower(strings.TrimSpace(t))
	}
	return t
}
