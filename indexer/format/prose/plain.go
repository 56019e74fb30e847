// Package prose reads texts as people write and keep them: plain text and
// Markdown, one article each, and bodies written like that. It knows headlines,
// front matter and the furniture of pages that was copied with a text; it must
// never look for an article in markup.
//
// # Plain text
//
// One file is one article. The text is decoded (a byte order mark, UTF-16, then
// UTF-8, else windows-1252 with a note), page furniture at its edges is cut and
// counted, the first line that is not blank is the headline, and the rest is the
// body with its paragraphs and line breaks. A first line of more than
// record.MaxHeadline bytes is a paragraph, not a headline: such a text is all
// body. Empty files, binary files and files over article.MaxText bytes are
// refused.
//
// # Markdown
//
// One file is one article: front matter, and the text without its marks.
package prose

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
)

// Plain is the format of plain text, one article a file.
func Plain() record.Format {
	return record.Format{Name: "plain", Whole: true, Extensions: []string{".txt", ".text", ".asc"}, Sniff: sniffPlain, Read: readPlain}
}

// sniffPlain takes whatever no other extension claims. That the bytes are text
// is judged in Detect, after the size.
func sniffPlain(head []byte, name string) record.Verdict {
	switch {
	case slices.Contains(rawjson.Extensions, record.Extension(name)), rawjson.Array(record.SkipBlank(head)), rawjson.Spread(head):
		return record.No
	}
	return record.Maybe
}

// readPlain yields the one record of a plain text.
func readPlain(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		yield(plain(in))
	}
}

func plain(r io.Reader) (record.Record, error) {
	s, notes, err := readText(r)
	if err != nil {
		return record.Record{}, err
	}
	s, cut := CutFurniture(s)
	if cut.Count > 0 {
		notes = append(notes, cut)
	}
	rec := record.Record{Number: 1, Notes: notes}
	rec.Headline, rec.Body = splitHeadline(s)
	if rec.Headline == "" {
		rec.Notes = append(rec.Notes, record.Note{Code: "no headline in the text", Count: 1})
	}
	return rec, nil
}

// readText reads a whole text of at most article.MaxText bytes as UTF-8 with
// lines that end in "\n". The error may be a *Refusal.
func readText(r io.Reader) (string, []record.Note, error) {
	// One byte more than the limit tells that there is more.
	data, err := io.ReadAll(io.LimitReader(r, article.MaxText+1))
	if err != nil {
		return "", nil, fmt.Errorf("reading the text: %w", err)
	}
	if len(data) > article.MaxText {
		return "", nil, record.TextTooLarge(-1)
	}
	// Ctrl-Z closed files of early personal computers.
	s, notes := decode.Text(bytes.TrimRight(data, "\x1a"))
	if decode.Binary(s) {
		return "", nil, record.RefuseBinary()
	}
	if len(s) > article.MaxText {
		return "", nil, record.TextTooLarge(int64(len(s)))
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.ReplaceAll(s, "\r", "\n")
	if strings.TrimSpace(s) == "" {
		return "", nil, &record.Refusal{Code: record.EmptyFile, Reason: "the file is empty"}
	}
	return s, notes, nil
}

// splitHeadline takes the first line that is not blank as the headline, and the
// rest, without blank lines at its edges, as the body. A line of more than
// MaxHeadline bytes is no headline; all of the text is the body then.
func splitHeadline(s string) (headline, body string) {
	s = TrimBlankLines(s)
	line, rest, _ := strings.Cut(s, "\n")
	if len(line) > record.MaxHeadline {
		return "", s
	}
	return strings.TrimSpace(line), TrimBlankLines(rest)
}

// TrimBlankLines drops blank lines before and after a text, and blanks at the
// end of its last line; the indent of its first line stays.
func TrimBlankLines(s string) string {
	s = strings.TrimRight(s, record.Blanks)
	for {
		line, rest, more := strings.Cut(s, "\n")
		if !more || strings.TrimSpace(line) != "" {
			return s
		}
		s = rest
	}
}
