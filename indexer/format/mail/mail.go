// Package mail reads mails, one a file or a mailbox of them: their headers,
// parts, encodings and text. It must never know how a mail comes in or goes
// out.
package mail

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/stream"
	"newsdex/indexer/format/values"
)

// mailKnown are fields that tell a mail from a text that happens to begin with
// lines like "Note: …".
var mailKnown = map[string]bool{
	"from": true, "to": true, "cc": true, "subject": true, "date": true, "message-id": true, "received": true, "sender": true,
	"return-path": true, "mime-version": true, "delivered-to": true, "reply-to": true, "content-type": true,
	"list-id": true, "list-unsubscribe": true, "dkim-signature": true, "x-mailer": true,
}

// mailSure is how many known fields make a mail of a file by any name; among
// them must be one that only mails have, or From, Subject and Date.
const mailSure = 3

// Message is the format of mails, one a file.
func Message() record.Format {
	return record.Format{Name: "eml", Whole: true, Extensions: []string{".eml"}, Sniff: sniffEML, Read: readEML}
}

// sniffEML is sure of a header of mail; under its own name a field will do.
func sniffEML(head []byte, name string) record.Verdict {
	known, certain := 0, false
	seen := map[string]bool{}
	for line := range bytes.Lines(headerLines(head)) {
		field, ok := fieldName(line)
		if !ok {
			continue
		}
		switch field {
		case "received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature":
			certain = true
		}
		if mailKnown[field] && !seen[field] {
			known++
		}
		seen[field] = true
	}
	certain = certain || seen["from"] && seen["subject"] && seen["date"]
	named := record.Extension(name) == ".eml"
	if known >= mailSure && (certain || named) || named && known > 0 {
		return record.Sure
	}
	if named {
		return record.Maybe
	}
	return record.No
}

// headerLines returns the lines of a mail's header, none when what begins the
// text is no field.
func headerLines(b []byte) []byte {
	b = record.SkipBlank(b)
	if isFrom(b) {
		_, b, _ = bytes.Cut(b, []byte("\n"))
	}
	if _, ok := fieldName(b); !ok {
		return nil
	}
	if end := stream.HeaderEnd(b); end >= 0 {
		return b[:end]
	}
	return b
}

// fieldName returns the lower-case name of the field that a line begins.
func fieldName(line []byte) (string, bool) {
	i := bytes.IndexByte(line[:min(len(line), maxFieldName)], ':')
	if i < 1 {
		return "", false
	}
	for _, c := range line[:i] {
		if c <= ' ' && !(c == ' ' || c == '\t') || c >= 0x7f {
			return "", false
		}
	}
	name := strings.TrimRight(string(line[:i]), " \t")
	if name == "" || strings.ContainsAny(name, " \t") {
		return "", false
	}
	return strings.ToLower(name), true
}

// maxFieldName is the length of a line (RFC 5322, section 2.1.1), which a name
// cannot exceed.
const maxFieldName = 998

// readEML reads a file that is one mail (RFC 5322).
func readEML(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		data, more, err := readMost(in, maxMail)
		if err != nil {
			yield(record.Record{}, fmt.Errorf("reading the mail: %w", err))
			return
		}
		data = bytes.TrimPrefix(data, []byte(decode.BOM))
		if enc, _ := decode.UTF16(data); enc != nil {
			if out, err := enc.NewDecoder().Bytes(data); err == nil {
				data = out
			}
		}
		rec, err := parseMail(data)
		if broken, ok := errors.AsType[*record.RecordError](err); ok {
			err = &record.Refusal{Code: broken.Code, Reason: broken.Reason}
		}
		rec.Number = 1
		if more {
			rec.Notes = append(rec.Notes, cutMail)
		}
		yield(rec, err)
	}
}

// cutMail notes what was not looked at.
var cutMail = record.Note{Code: "mail over 17 MB, the rest not looked at", Count: 1}

// parseMail makes the record of one mail. The error is a *RecordError without
// its place.
func parseMail(data []byte) (record.Record, error) {
	m := newMailPart(record.SkipBlank(data), "text/plain")
	if len(m.header) == 0 {
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: "this is no mail: it does not begin with fields such as From: and Subject:"}
	}
	w := &mailWalk{}
	body := w.text(m, 0)
	if why := w.bounce(m); why != "" {
		return record.Record{}, &record.RecordError{Code: record.NoArticle, Reason: "a message about a mail that could not be delivered (" + why + "), not an article"}
	}
	rec := record.Record{Headline: m.decoded("subject"), Body: body}
	if strings.TrimSpace(body) == "" {
		why := "the mail has no text"
		if w.attached.Count > 0 {
			why = fmt.Sprintf("the mail has no text, only attachments: %d (%s)", w.attached.Count, w.attached.Detail)
		}
		return record.Record{}, &record.RecordError{Code: record.NoArticle, Reason: why}
	}
	rec.Notes = w.notes
	note := func(code, detail string) {
		rec.Notes = append(rec.Notes, record.Note{Code: code, Detail: record.Printable(detail), Count: 1})
	}
	if w.attached.Count > 0 {
		rec.Notes = append(rec.Notes, w.attached)
	}
	for _, a := range mailboxes(m.get("from")) {
		name, source := a.name, a.name
		if name == "" {
			name = a.address
			_, source, _ = strings.Cut(a.address, "@")
			source, _, _ = strings.Cut(source, " ")
		}
		if name != "" && len(rec.Byline) < article.MaxValues {
			rec.Byline = append(rec.Byline, name)
		}
		if rec.Source == "" {
			rec.Source = source
		}
	}
	rec.Published = m.date(note)
	rec.ID = m.messageID(note)
	rec.Lang, _, _ = strings.Cut(m.get("content-language"), ",")
	for tag := range strings.SplitSeq(m.decoded("keywords"), ",") {
		if tag = strings.TrimSpace(tag); tag != "" && len(rec.Tags) < article.MaxValues {
			rec.Tags = append(rec.Tags, tag)
		}
	}
	if u := strings.Trim(m.get("archived-at"), "<> "); values.IsWeb(u) {
		rec.URL = u
	}
	if list := m.decoded("list-id"); list != "" {
		note("mailing list", list)
	}
	for _, field := range []string{"to", "cc", "comments"} {
		if m.get(field) != "" {
			note("ignored field "+field, "")
		}
	}
	return rec, nil
}

// maxMessageID is article.MaxID without a prefix: a longer one is no identifier
// that anyone refers to.
const maxMessageID = article.MaxID / 2

// messageID is what stands between the angle brackets, which are no part of it
// (RFC 5322, section 3.6.4).
func (m *mailPart) messageID(note func(code, detail string)) string {
	raw := strings.TrimSpace(m.get("message-id"))
	id := withoutComments(raw)
	if i := strings.IndexByte(id, '<'); i >= 0 {
		id = id[i+1:]
	}
	id, _, _ = strings.Cut(id, ">")
	id = strings.Join(strings.Fields(id), "")
	if id == "" || len(id) > maxMessageID || hasUnprintable(id) {
		if raw != "" {
			note("unreadable Message-ID", raw)
		}
		return ""
	}
	return id
}

// date is the Date field. Comments stand in brackets; years of two digits and
// names of zones are those of RFC 5322, section 4.3.
func (m *mailPart) date(note func(code, detail string)) article.Date {
	raw := m.get("date")
	s := strings.TrimSpace(withoutComments(raw))
	if s == "" {
		return article.Date{}
	}
	d, err := article.ParseDate(s, article.FromField)
	if err == nil {
		return d
	}
	s = aroundColon.ReplaceAllString(s, ":")
	// mail.ParseDate would take any name of a zone for UTC.
	named := len(s) - len(strings.TrimRightFunc(s, unicode.IsLetter))
	if offset, known := mailZones[strings.ToUpper(s[len(s)-named:])]; known {
		s = s[:len(s)-named] + offset
		named = 0
	}
	if t, mailErr := mail.ParseDate(s); mailErr == nil && named == 0 {
		if d, err := article.ParseDate(t.Format(time.RFC3339), article.FromField); err == nil {
			return d
		}
	}
	note("unreadable date", "Date "+raw)
	return article.Date{}
}

// aroundColon finds a colon of a time with the blanks that once were allowed.
var aroundColon = regexp.MustCompile(`\s*:\s*`)

// mailZones are the names of zones that mails may have.
var mailZones = map[string]string{
	"GMT": "+0000", "UT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600", "CDT": "-0500",
	"MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}
