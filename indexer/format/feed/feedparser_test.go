package feed

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/record"
)

// clause is one comparison of an expectation: a path into what the other reader
// gives, and the value there.
type clause struct {
	path  string // "entries.0.title", "feed.title"
	value string // as it is written
}

var (
	expectLine = regexp.MustCompile(`(?m)^\s*Expect:\s*(.*)$`)
	headerLine = regexp.MustCompile(`(?m)^\s*Header:\s*(\S+?):\s*(.*)$`)
	pathText   = regexp.MustCompile(`\['([^']*)'\]|\[(\d+)\]|\.([a-z_]+)`)
	pathStart  = regexp.MustCompile(`^(entries|feed)(\[|\.)`)
)

// expectations takes the comparisons with == out of an expectation, and counts
// what else it says by kind.
func expectations(expr string) (clauses []clause, other []string) {
	for _, part := range splitAtWords(expr, " and ") {
		part = strings.TrimSpace(part)
		for strings.HasPrefix(part, "(") && strings.HasSuffix(part, ")") {
			part = part[1 : len(part)-1]
		}
		sides := splitAtWords(part, " == ")
		last := strings.TrimSpace(sides[len(sides)-1])
		if len(sides) < 2 || strings.Contains(last, "locals()") || len(splitAtWords(part, " or ")) > 1 {
			other = append(other, kindOfClause(part))
			continue
		}
		for _, side := range sides[:len(sides)-1] {
			side = strings.TrimSpace(side)
			if !pathStart.MatchString(side) {
				other = append(other, kindOfClause(side))
				continue
			}
			p, _, _ := strings.Cut(side, "[")
			p, _, _ = strings.Cut(p, ".")
			for _, m := range pathText.FindAllStringSubmatch(side, -1) {
				p += "." + m[1] + m[2] + m[3]
			}
			clauses = append(clauses, clause{p, last})
		}
	}
	return clauses, other
}

func kindOfClause(s string) string {
	switch {
	case strings.HasSuffix(s, "bozo"):
		return "bozo: whether the XML is well formed"
	case strings.HasPrefix(s, "encoding"):
		return "encoding: its name; that texts are decoded is checked"
	case strings.HasPrefix(s, "version"):
		return "version: the kind of feed, which no article keeps"
	}
	return "other expressions: what is absent, ord, len, headers, alternatives"
}

// splitAtWords splits at sep where it stands in no quotes.
func splitAtWords(s, sep string) []string {
	var out []string
	var quote byte
	start := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0 && c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case strings.HasPrefix(s[i:], sep):
			out = append(out, s[start:i])
			i += len(sep) - 1
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// pythonText reads a text as Python writes it; false when it is none.
func pythonText(s string) (string, bool) {
	s = strings.TrimPrefix(s, "u")
	for _, triple := range []string{`"""`, "'''"} {
		if len(s) > 6 && strings.HasPrefix(s, triple) && strings.HasSuffix(s, triple) {
			return s[3 : len(s)-3], true
		}
	}
	if len(s) < 2 || s[0] != '\'' && s[0] != '"' || s[len(s)-1] != s[0] {
		return "", false
	}
	quote := s[0]
	var b strings.Builder
	for s = s[1 : len(s)-1]; s != ""; {
		if s[0] == '\\' && len(s) > 1 && (s[1] == '\'' || s[1] == '"') {
			b.WriteByte(s[1])
			s = s[2:]
			continue
		}
		if s[0] == '\\' && len(s) > 3 && s[1] == 'x' { // a character, not a byte as in Go
			n, _ := strconv.ParseUint(s[2:4], 16, 8)
			b.WriteRune(rune(n))
			s = s[4:]
			continue
		}
		r, _, rest, err := strconv.UnquoteChar(s, quote)
		if err != nil {
			b.WriteByte(s[0])
			s = s[1:]
			continue
		}
		b.WriteRune(r)
		s = rest
	}
	return b.String(), true
}

// parsedFeed is a feed as it was read, refused items too.
type parsedFeed struct {
	*feedReader
	items []*item
}

func parseFeed(data []byte, in record.Input) parsedFeed {
	in.Reader = bytes.NewReader(data)
	p := parsedFeed{feedReader: newFeedReader(in)}
	for it := p.next(); it != nil; it = p.next() {
		p.items = append(p.items, it)
	}
	return p
}

// texts of a list of fields; those that hold none are left out.
func (p parsedFeed) texts(it *item, keys []string) (texts []string, fields []*field) {
	for _, fd := range it.all(keys) {
		if s, _ := p.content(fd); s != "" {
			texts, fields = append(texts, s), append(fields, fd)
		}
	}
	return texts, fields
}

func at(list []string, i string) string {
	if n, err := strconv.Atoi(i); err == nil && n < len(list) {
		return list[n]
	}
	return ""
}

// lookup returns what we have at a path of the other reader; false when it is
// not read.
func (p parsedFeed) lookup(name string) (string, bool) {
	parts := strings.Split(name, ".")
	if parts[0] == "feed" {
		switch rest := strings.Join(parts[1:], "."); {
		case rest == "title", rest == "title_detail.value":
			return p.channel.title, true
		case rest == "link":
			if p.channel.link == nil {
				return "", true
			}
			return p.channel.link.String(), true
		case rest == "language":
			return p.channel.lang, true
		case rest == "author_detail.name" && p.channel.authors != nil, rest == "authors.0.name":
			return at(p.channel.authors, "0"), true
		case rest == "authors.1.name":
			return at(p.channel.authors, "1"), true
		}
		return "", false
	}
	n, err := strconv.Atoi(parts[1])
	if err != nil || n >= len(p.items) || len(parts) < 3 {
		return "", err == nil && len(parts) > 2
	}
	return p.lookupItem(p.items[n], parts[2:])
}

func (p parsedFeed) lookupItem(it *item, parts []string) (string, bool) {
	none := &notes{}
	keys := map[string][]string{"title": titleKeys, "title_detail": titleKeys, "summary": descriptionKeys, "description": descriptionKeys,
		"summary_detail": descriptionKeys, "content": contentKeys}[parts[0]]
	texts, fields := p.texts(it, keys)
	switch rest := strings.Join(parts[1:], "."); parts[0] {
	case "title", "title_detail", "summary", "summary_detail", "description", "content":
		which := "0"
		if parts[0] == "content" {
			which, rest, _ = strings.Cut(rest, ".")
		}
		if len(texts) == 0 && parts[0] != "title" {
			texts, fields = p.texts(it, contentKeys)
		}
		if i, err := strconv.Atoi(which); err == nil && i < len(fields) {
			switch rest {
			case "language":
				return fields[i].elem.Lang, true
			case "base":
				if fields[i].elem.Base == nil {
					return "", true
				}
				return fields[i].elem.Base.String(), true
			}
		}
		if rest != "" && rest != "value" {
			return "", false
		}
		return at(texts, which), true
	case "link":
		return p.url(it, none), true
	case "id", "guid":
		return p.id(it, none), true
	case "author":
		return at(p.byline(it, none), "0"), true
	case "author_detail":
		return at(p.byline(it, none), "0"), rest == "name"
	case "authors":
		i, rest, _ := strings.Cut(rest, ".")
		return at(p.byline(it, none), i), rest == "name"
	case "tags":
		i, rest, _ := strings.Cut(rest, ".")
		labelled := slices.ContainsFunc(it.all(tagKeys), func(fd *field) bool { return fd.elem.Attr("label") != "" })
		return at(p.tags(it, none), i), rest == "term" && !labelled || rest == "label"
	case "category":
		return at(p.tags(it, none), "0"), true
	case "source":
		return p.source(it), rest == "title" || rest == "title_detail.value"
	case "published", "updated", "created", "published_parsed", "updated_parsed", "created_parsed":
		return p.lookupDate(it, parts[0])
	}
	return "", false
}

// lookupDate returns a date as it is written, or as a tuple in UTC.
func (p parsedFeed) lookupDate(it *item, name string) (string, bool) {
	name, parsed := strings.CutSuffix(name, "_parsed")
	keys := map[string][]string{"published": publishedKeys, "updated": append(updatedKeys, "dc:date"), "created": {"created", "dcterms:created"}}[name]
	none := &notes{}
	d, _ := p.date(it, keys, none)
	raw := it.elem.Attr("lastmod")
	if d.IsZero() {
		d = feedDate(raw, none)
	}
	if all := it.all(keys); len(all) > 0 {
		raw = strings.TrimSpace(p.x.Unescape(all[0].raw))
	}
	if !parsed {
		return raw, true
	}
	t := d.Time.UTC()
	return fmt.Sprintf("(%d, %d, %d, %d, %d, %d, %d, %d, 0)", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), (t.Weekday()+6)%7, t.YearDay()), true
}

// deviations are the samples of a set where we mean to differ, with the reason.
func deviations(t *testing.T, set string) map[string]string {
	t.Helper()
	data, err := os.ReadFile("testdata/" + set + "-deviations.tsv")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(data)) {
		name, reason, _ := strings.Cut(strings.TrimSpace(line), "\t")
		out[name] = reason
	}
	return out
}

// sample returns what the comment of a sample expects, and how it was sent.
func sample(data []byte, name string) (expect string, in record.Input) {
	text := decode.Head(data)
	in = record.Input{Name: path.Base(name), URL: "http://127.0.0.1:8097/" + name}
	for _, m := range headerLine.FindAllSubmatch(text, -1) {
		switch strings.ToLower(string(m[1])) {
		case "content-type":
			in.ContentType = strings.TrimSpace(string(m[2]))
		case "content-location":
			from, _ := url.Parse(in.URL)
			if u := markup.Resolve(from, string(m[2])); u != nil && u.Host != "" {
				in.URL = u.String()
			}
		}
	}
	if m := expectLine.FindSubmatch(text); m != nil {
		expect = string(m[1])
	}
	return expect, in
}

// TestFeedparserExpectations holds feeds to what another reader's samples say
// of them. Markup that it keeps is compared as the text that we keep.
func TestFeedparserExpectations(t *testing.T) {
	names, files := formattest.Samples(t, "feeds_feedparser")
	meant := deviations(t, "feedparser")
	checked, unchecked := 0, map[string]int{}
	for _, name := range names {
		expect, in := sample(files[name], name)
		clauses, other := expectations(expect)
		for _, o := range other {
			unchecked[o]++
		}
		p := parseFeed(files[name], in)
		differs := ""
		for _, c := range clauses {
			got, read := p.lookup(c.path)
			if !read {
				unchecked[numbers.ReplaceAllString(c.path, "")]++
				continue
			}
			want, ok := pythonText(c.value)
			if !ok && !strings.HasPrefix(c.value, "(") {
				unchecked["values that are no text"]++
				continue
			}
			if !ok {
				want = c.value
			}
			checked++
			if !sameText(got, want) {
				differs = fmt.Sprintf("%s: %s is %q, expected %q", name, c.path, got, want)
			}
		}
		_, may := meant[name]
		switch {
		case differs != "" && !may:
			t.Error(differs)
		case differs == "" && may:
			t.Errorf("%s does not differ any more", name)
		}
	}
	t.Logf("%d expectations checked, %d samples differ on purpose", checked, len(meant))
	for _, k := range sortedKeys(unchecked) {
		t.Logf("not checked %5d %s", unchecked[k], k)
	}
	if checked < 1000 {
		t.Errorf("only %d expectations were checked", checked)
	}
}

var numbers = regexp.MustCompile(`\.\d+`)

func sortedKeys(m map[string]int) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b string) int {
		if m[a] != m[b] {
			return m[b] - m[a]
		}
		return strings.Compare(a, b)
	})
	return out
}

// sameText compares what we read with the markup that is expected.
func sameText(got, want string) bool {
	fold := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	got = fold(got)
	name, _, _ := strings.Cut(want, " (")
	return got == fold(htmltext.Of(want)) || got == fold(want) || got == name && strings.Contains(want, "@")
}
