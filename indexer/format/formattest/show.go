package formattest

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"newsdex/indexer/format/record"
)

// NoteLine shows notes without their examples.
func NoteLine(notes []record.Note) string {
	var parts []string
	for _, n := range notes {
		parts = append(parts, n.Code+" "+string(rune('0'+n.Count)))
	}
	return strings.Join(parts, ", ")
}

// Show puts a record on one line: what it holds, without what it does not.
func Show(r record.Record) string {
	var parts []string
	add := func(name, v string) {
		if v != "" {
			parts = append(parts, name+"="+v)
		}
	}
	add("id", r.ID)
	add("headline", r.Headline)
	add("body", strings.ReplaceAll(r.Body, "\n", "¶"))
	add("published", r.Published.String())
	add("updated", r.Updated.String())
	add("byline", strings.Join(r.Byline, "/"))
	add("source", r.Source)
	add("section", r.Section)
	add("tags", strings.Join(r.Tags, "/"))
	add("url", r.URL)
	add("lang", r.Lang)
	for _, n := range r.Notes {
		parts = append(parts, fmt.Sprintf("(%s)", strings.TrimSuffix(n.Code+": "+n.Detail, ": ")))
	}
	return strings.Join(parts, " ")
}

// Told is what a reader gives, one line each.
func Told(records func(func(record.Record, error) bool)) string {
	var b strings.Builder
	for rec, err := range records {
		if err != nil {
			what := err.Error()
			if broken, ok := errors.AsType[*record.RecordError](err); ok {
				what = fmt.Sprintf("%d@%d %s: %s", broken.Number, broken.Offset, broken.Code, broken.What())
			} else if refused, ok := errors.AsType[*record.Refusal](err); ok {
				what = refused.Code + ": " + refused.Reason
			}
			fmt.Fprintf(&b, "! %s\n", what)
		} else {
			fmt.Fprintf(&b, "%d@%d %q %q", rec.Number, rec.Offset, rec.Headline, rec.Body)
			for _, v := range []string{rec.ID, rec.URL, rec.Source, strings.Join(rec.Byline, "+"), rec.Published.String()} {
				if v != "" {
					b.WriteString(" " + v)
				}
			}
			b.WriteString("\n")
		}
		for _, n := range rec.Notes {
			fmt.Fprintf(&b, "  %s: %d %s\n", n.Code, n.Count, n.Detail)
		}
	}
	return b.String()
}

// Outline shows the headlines of what is read, and the errors between them.
func Outline(r io.Reader, read func(record.Input) func(func(record.Record, error) bool)) string {
	var parts []string
	for rec, err := range read(record.Input{Reader: r}) {
		if err != nil {
			parts = append(parts, "!"+err.Error())
			continue
		}
		parts = append(parts, fmt.Sprintf("%d:%s", rec.Number, rec.Headline))
	}
	return strings.Join(parts, " ")
}

// AsRecord reports whether an error is of one record.
func AsRecord(err error, to **record.RecordError) bool {
	broken, ok := err.(*record.RecordError)
	*to = broken
	return ok
}

// RSS puts items into a feed of RSS 2.0.
func RSS(items string) string {
	return `<rss version="2.0"><channel><title>Channel</title><link>https://c.example/</link>` + items + "</channel></rss>"
}
