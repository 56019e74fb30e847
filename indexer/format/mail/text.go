package mail

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/prose"
	"newsdex/indexer/format/record"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// Limits of one mail's parts.
const (
	// maxMailDepth is how deep parts may be nested: forwards of forwards.
	maxMailDepth = 16
	// maxMailParts bounds all parts of a mail: a digest of a busy day.
	maxMailParts = 1000
)

// mailWalk collects the text of a mail.
type mailWalk struct {
	parts    int
	notes    []record.Note
	attached record.Note // counts attachments
	report   bool        // a part says that a mail was not delivered, or was read
}

// note adds a note, once a code.
func (w *mailWalk) note(code, detail string) {
	for i := range w.notes {
		if w.notes[i].Code == code {
			w.notes[i].Count++
			return
		}
	}
	if len(w.notes) < record.MaxIgnored {
		w.notes = append(w.notes, record.Note{Code: code, Detail: record.Printable(detail), Count: 1})
	}
}

// attach notes a part that is not read.
func (w *mailWalk) attach(p *mailPart) {
	switch p.kind {
	case "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature":
		return
	}
	name := p.name
	if name == "" {
		name = p.kind
	}
	if w.attached.Count == 0 {
		w.attached = record.Note{Code: "attachment not read", Detail: record.Printable(name)}
	}
	w.attached.Count++
}

// text returns the text of a part and the parts in it: of alternatives the one
// that says most, of others all.
func (w *mailWalk) text(p *mailPart, depth int) string {
	if w.parts++; w.parts > maxMailParts || depth > maxMailDepth {
		w.note("parts of a mail beyond the limit not read", "")
		return ""
	}
	switch {
	case p.kind == "message/delivery-status", p.kind == "message/disposition-notification", p.kind == "message/feedback-report":
		w.report = true
		return ""
	case p.asFile && depth > 0:
		w.attach(p)
		return ""
	case strings.HasPrefix(p.kind, "multipart/"):
		return w.multipart(p, depth)
	case p.kind == "message/rfc822" && depth == 0:
		return w.text(newMailPart(bytes.TrimLeft(p.body, "\r\n"), "text/plain"), depth+1)
	case p.kind == "text/plain", p.kind == "text/markdown", p.kind == "text/x-markdown":
		return w.plain(p)
	case p.kind == "text/html", p.kind == "application/xhtml+xml":
		return w.html(p)
	}
	w.attach(p)
	return ""
}

func (w *mailWalk) multipart(p *mailPart, depth int) string {
	kind := strings.TrimPrefix(p.kind, "multipart/")
	blocks := p.parts(maxMailParts)
	if blocks == nil {
		w.note("multipart without its boundary", p.params["boundary"])
		return w.plain(p)
	}
	var texts []string
	for i, b := range blocks {
		def := "text/plain"
		if kind == "digest" {
			def = "message/rfc822"
		}
		part := newMailPart(b, def)
		switch {
		case kind == "related" && i > 0 && len(texts) > 0:
			w.attach(part) // what the first part shows
		case kind == "digest" && part.kind == "message/rfc822":
			mail := newMailPart(bytes.TrimLeft(part.body, "\r\n"), "text/plain")
			texts = addText(texts, mail.decoded("subject"))
			texts = addText(texts, w.text(mail, depth+1))
		default:
			texts = addText(texts, w.text(part, depth+1))
		}
	}
	if kind == "alternative" {
		best, most := "", -1
		for _, t := range texts {
			if n := spelled(t); n > most {
				best, most = t, n
			}
		}
		return best
	}
	return strings.Join(texts, "\n\n")
}

func addText(texts []string, t string) []string {
	if strings.TrimSpace(t) == "" {
		return texts
	}
	return append(texts, t)
}

// address finds addresses, which plain texts spell out and pages hide.
var address = regexp.MustCompile(`https?://\S+`)

// spelled is how much a text says: its letters and digits, addresses not counted.
func spelled(s string) int {
	n := 0
	for _, r := range address.ReplaceAllString(s, "") {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// bytes returns the content of a part without its transfer encoding.
func (w *mailWalk) bytes(p *mailPart) []byte {
	data, unknown := p.content()
	if unknown != "" {
		w.note("unknown transfer encoding", unknown)
	}
	return data
}

func (w *mailWalk) plain(p *mailPart) string {
	s := w.decode(w.bytes(p), p.charset)
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	if strings.EqualFold(p.params["format"], "flowed") {
		s = unflow(s, strings.EqualFold(p.params["delsp"], "yes"))
	}
	return prose.TrimBlankLines(s)
}

func (w *mailWalk) html(p *mailPart) string {
	data := w.bytes(p)
	// US-ASCII says no more than no charset does.
	kind, label := "text/html", plainLabel(p.charset)
	enc, _ := charset.Lookup(label)
	switch {
	case label == "" || ascii(data):
	case enc != nil:
		kind = "text/html; charset=" + label
	default:
		w.note("unknown charset", p.charset)
	}
	s, notes, err := decode.HTML(data, kind)
	if err != nil { // no decoder fails on any bytes
		return ""
	}
	if kind == "text/html" && !ascii(data) {
		for _, n := range notes {
			w.note(n.Code, n.Detail)
		}
	}
	return htmltext.Of(s)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// decode returns a text in a named charset as UTF-8. US-ASCII, and what is not
// known, is what its bytes look like.
func (w *mailWalk) decode(data []byte, label string) string {
	s, notes, known := decodeLabelled(data, label)
	if !known {
		w.note("unknown charset", label)
	}
	for _, n := range notes {
		w.note(n.Code, n.Detail)
	}
	return s
}

// decodeLabelled returns bytes in a charset as UTF-8. known is false when its
// name is not; then, and for US-ASCII and no name, the bytes tell.
func decodeLabelled(data []byte, label string) (s string, notes []record.Note, known bool) {
	label = plainLabel(label)
	enc, name := charset.Lookup(label)
	switch label {
	case "", "utf-8", "utf8":
		s, notes = decode.Text(data)
		return s, notes, true
	case "hz-gb-2312":
		enc, name = simplifiedchinese.HZGB2312, label
	}
	if enc == nil || name == "replacement" {
		s, notes = decode.Text(data)
		return s, notes, false
	}
	out, err := enc.NewDecoder().Bytes(data)
	if err != nil {
		s, notes = decode.Text(data)
		return s, notes, false
	}
	return string(out), nil, true
}

// plainLabel is the name of a charset without a language (RFC 2231); that of
// US-ASCII is none, because mails that say so often hold more.
func plainLabel(label string) string {
	label, _, _ = strings.Cut(strings.ToLower(strings.Trim(label, " \t'\"")), "*")
	label = strings.TrimPrefix(label, "charset=")
	if label == "us-ascii" || label == "ascii" || label == "ansi_x3.4-1968" {
		return ""
	}
	return label
}

// unflow joins the lines of format=flowed (RFC 3676): one that ends in a blank
// goes on in the next of the same depth of quotes. With delsp that blank is
// dropped.
func unflow(s string, delsp bool) string {
	out := make([]byte, 0, len(s))
	before, flowing := 0, false // depth of the line before; whether it goes on
	for line := range strings.SplitSeq(s, "\n") {
		text := strings.TrimLeft(line, ">")
		depth := len(line) - len(text)
		text = strings.TrimPrefix(text, " ") // stuffed
		signature := text == "-- "
		if !flowing || depth != before || signature {
			if len(out) > 0 {
				out = append(out, '\n')
			}
			if depth > 0 {
				out = append(out, line[:depth]...)
				out = append(out, ' ')
			}
		}
		before, flowing = depth, strings.HasSuffix(text, " ") && !signature
		if flowing && delsp {
			text = text[:len(text)-1]
		}
		out = append(out, text...)
	}
	return string(out)
}

// bounce says by what a mail is a message about another one; empty when it is
// not.
func (w *mailWalk) bounce(m *mailPart) string {
	from := ""
	if boxes := mailboxes(m.get("from")); len(boxes) > 0 {
		from = strings.ToLower(boxes[0].address)
	}
	switch {
	case w.report, m.kind == "multipart/report":
		return "it is a report on a mail, by its parts"
	case m.get("x-failed-recipients") != "":
		return "it names failed recipients"
	case strings.HasPrefix(from, "mailer-daemon@"), from == "mailer-daemon", strings.HasPrefix(from, "postmaster@") && strings.TrimSpace(m.get("return-path")) == "<>":
		return fmt.Sprintf("it comes from %s", record.Printable(from))
	}
	return ""
}
