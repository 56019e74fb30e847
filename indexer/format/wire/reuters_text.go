package wire

import (
	"strconv"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/record"
)

// between returns what stands between the tags of an element, "" when it is not
// there or does not end. Text of these files has no bare "<".
func between(s, name string) string {
	_, s, _ = strings.Cut(s, "<"+name+">")
	inner, _, ok := strings.Cut(s, "</"+name+">")
	if !ok {
		return ""
	}
	return inner
}

// sgmlAttribute returns an attribute of a start tag, with or without quotes.
func sgmlAttribute(tag, name string) string {
	_, v, ok := strings.Cut(tag, " "+name+"=")
	if !ok {
		return ""
	}
	if quoted, found := strings.CutPrefix(v, `"`); found {
		v, _, _ = strings.Cut(quoted, `"`)
		return v
	}
	v, _, _ = strings.Cut(v, " ")
	return v
}

// sgmlEntities are the entities of the distribution; numbered ones are controls
// of the wire (start and end of text, shifts) and become nothing, as do the
// controls themselves.
func sgmlText(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s[:min(len(s), 8)], ';')
		if end < 0 {
			b.WriteByte('&')
			s = s[1:]
			continue
		}
		switch name := s[1:end]; name {
		case "lt":
			b.WriteByte('<')
		case "gt":
			b.WriteByte('>')
		case "amp":
			b.WriteByte('&')
		case "quot":
			b.WriteByte('"')
		default:
			if n, err := strconv.Atoi(strings.TrimPrefix(name, "#")); err != nil || name[0] != '#' {
				b.WriteString(s[:end+1])
			} else if n >= ' ' && n < 0x7f || n > 0x9f {
				b.WriteRune(rune(n))
			}
		}
		s = s[end+1:]
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, b.String())
}

// reutersText reads the TEXT element. A NORM document has title and body, a
// BRIEF the title alone, and an UNPROC one neither: its text is all there is,
// tables mostly, and its first line is the headline.
func reutersText(w *wire, rec *record.Record, doc string) {
	_, text, ok := strings.Cut(doc, "<TEXT")
	if !ok {
		return
	}
	tag, text, _ := strings.Cut(text, ">")
	text, _, _ = strings.Cut(text, "</TEXT>")
	rec.Headline = strings.Join(strings.Fields(sgmlText(between(text, "TITLE"))), " ")
	w.ignored("dateline", strings.TrimSpace(sgmlText(between(text, "DATELINE"))))
	if by := strings.Join(strings.Fields(sgmlText(between(text, "AUTHOR"))), " "); by != "" {
		rec.Byline = w.byline(nil, "author", reutersAuthor(by))
	}
	body := between(text, "BODY")
	if sgmlAttribute(tag, "TYPE") == "UNPROC" && body == "" {
		body = text
	}
	paragraphs := reutersParagraphs(sgmlText(body))
	if rec.Headline == "" && len(paragraphs) > 0 && len(paragraphs[0]) <= record.MaxHeadline {
		line, rest, _ := strings.Cut(paragraphs[0], "\n")
		w.note("headline taken from the first line", line)
		rec.Headline, paragraphs[0] = strings.Join(strings.Fields(line), " "), rest
	}
	if n := len(paragraphs); n > 0 {
		if rest, ok := withoutEndMark(paragraphs[n-1]); ok {
			w.note("furniture cut", "Reuter")
			paragraphs[n-1] = rest
		}
	}
	rec.Body = joinParagraphs(paragraphs)
}

// withoutEndMark drops the "Reuter" that ended a message: on a line of its own,
// or behind the end of the last sentence.
func withoutEndMark(s string) (string, bool) {
	s = strings.TrimSpace(s)
	i := strings.LastIndexAny(s, " \n")
	if last := s[i+1:]; !strings.EqualFold(last, "reuter") && !strings.EqualFold(last, "reuters") {
		return s, false
	}
	if i < 0 {
		return "", true
	}
	before := strings.TrimRight(s[:i], " \n")
	return before, s[i] == '\n' || before == "" || strings.ContainsAny(before[len(before)-1:], ".\"'?!)")
}

// reutersAuthor is the name in "Janie Gabbett, Reuters".
func reutersAuthor(s string) string {
	if i := len(s) - len(", reuters"); i > 0 && strings.EqualFold(s[i:], ", reuters") {
		s = s[:i]
	}
	return strings.TrimRight(s, ", ")
}

// reutersParagraphs cuts a text where a line is indented by four blanks, as the
// wire marked paragraphs, and at blank lines. Lines stay lines: in tables they
// mean something.
func reutersParagraphs(s string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		if p := strings.Trim(b.String(), " \n"); p != "" {
			out = append(out, p)
		}
		b.Reset()
	}
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimRight(line, " \t\r")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if line == "" || indent >= 4 {
			end()
		}
		b.WriteString(strings.TrimSpace(line))
		b.WriteByte('\n')
	}
	end()
	return out
}

// reutersDate reads "26-FEB-1987 15:01:01.79". There is no zone, so it is read
// as UTC. Some times are damaged; the day before them is still the day.
func reutersDate(w *wire, s string) article.Date {
	fields := strings.Fields(s)
	if len(fields) == 0 {
		return article.Date{}
	}
	parts := strings.Split(fields[0], "-")
	if len(parts) != 3 || len(parts[1]) != 3 {
		return w.date("date", s)
	}
	day := parts[0] + " " + parts[1][:1] + strings.ToLower(parts[1][1:]) + " " + parts[2]
	d, err := article.ParseDate(day, article.FromField)
	if err != nil {
		return w.date("date", s)
	}
	if len(fields) < 2 {
		return d
	}
	exact, err := article.ParseDate(d.Day+" "+fields[1], article.FromField)
	if err != nil || len(fields) > 2 {
		w.note("unreadable time", s)
		return d
	}
	return exact
}
