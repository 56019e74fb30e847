package prose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"

	"github.com/pelletier/go-toml/v2"
	"gopkg.in/yaml.v3"
)

// maxFrontMatter bounds the front matter of a file, in bytes: a parser of YAML
// takes many times that, and settings of an article are a screen long.
const maxFrontMatter = 32 << 10

// frontMatter is the settings of a file: fields in the order they stand, names
// in lower case. Values are texts as they are written, or lists of them.
type frontMatter struct {
	names  []string
	values map[string][]string
	// description is kept for files without a body.
	description string
	notes       []record.Note
}

var keyLine = regexp.MustCompile(`(?m)^[ \t]*"?[\w.-]+"?[ \t]*[:=]`)

// cutFrontMatter returns the front matter of a file and what follows it. kind is
// "yaml" between lines of "---" (which may end with "..."), "toml" between lines
// of "+++", "" when there is none: a text may begin with a rule.
func cutFrontMatter(s string) (matter, rest, kind string) {
	start := strings.TrimLeft(s, "\n")
	head, body, _ := strings.Cut(start, "\n")
	ends := []string{"---", "..."}
	switch strings.TrimRight(head, record.Blanks) {
	case "---":
		kind = "yaml"
	case "+++":
		kind, ends = "toml", []string{"+++"}
	default:
		return "", s, ""
	}
	at := 0
	for line := range strings.Lines(body) {
		if slices.Contains(ends, strings.TrimRight(line, record.Blanks)) {
			if matter = body[:at]; strings.TrimSpace(matter) != "" && !keyLine.MatchString(matter) {
				break
			}
			return matter, body[at+len(line):], kind
		}
		if at += len(line); at > maxFrontMatter {
			break
		}
	}
	return "", s, ""
}

// parseFrontMatter reads front matter. One that is broken is read line by line,
// which gives its simple fields, and noted: a colon in a title must not cost the
// article.
func parseFrontMatter(matter, kind string) frontMatter {
	fm := frontMatter{values: map[string][]string{}}
	var err error
	if kind == "toml" {
		err = fm.toml(matter)
	} else {
		err = fm.yaml(matter)
	}
	if err != nil {
		fm.names, fm.values = nil, map[string][]string{}
		fm.lines(matter, map[string]string{"yaml": ":", "toml": "="}[kind])
		fm.note("broken front matter, read line by line", err.Error())
	}
	return fm
}

func (fm *frontMatter) note(code, detail string) {
	if len(fm.notes) < record.MaxIgnored {
		fm.notes = append(fm.notes, record.Note{Code: code, Detail: record.Printable(detail), Count: 1})
	}
}

// set keeps a field; of one that stands twice the first wins.
func (fm *frontMatter) set(name string, values []string) {
	name = strings.ToLower(strings.TrimSpace(name))
	if _, there := fm.values[name]; there || name == "" {
		return
	}
	fm.names = append(fm.names, name)
	fm.values[name] = values
}

// yaml keeps scalars as they are written: a day stays a day, a zone stays.
func (fm *frontMatter) yaml(matter string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading YAML: %v", r)
		}
	}()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(matter), &doc); err != nil {
		return err
	}
	if len(doc.Content) == 0 {
		return nil
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return fmt.Errorf("not a list of fields")
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		fm.set(root.Content[i].Value, yamlTexts(root.Content[i+1], 0))
	}
	return nil
}

// yamlTexts returns the texts in a node: a scalar, a list, the name in an object
// (authors are often written so). Aliases are not followed.
func yamlTexts(n *yaml.Node, depth int) []string {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" || n.Value == "" {
			return nil
		}
		return []string{n.Value}
	case yaml.SequenceNode:
		var out []string
		for _, e := range n.Content {
			if depth < 2 {
				out = append(out, yamlTexts(e, depth+1)...)
			}
		}
		return out
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if k := strings.ToLower(n.Content[i].Value); k == "name" || k == "title" {
				return yamlTexts(n.Content[i+1], 2)
			}
		}
	}
	return nil
}

func (fm *frontMatter) toml(matter string) error {
	var m map[string]any
	if err := toml.Unmarshal([]byte(matter), &m); err != nil {
		return fmt.Errorf("reading TOML: %w", err)
	}
	var names []string
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names) // TOML's tables have no order
	for _, name := range names {
		if t, ok := m[name].(map[string]any); ok && strings.EqualFold(name, "taxonomies") {
			for _, inner := range []string{"tags", "categories"} { // Zola's
				fm.set(inner, tomlTexts(t[inner], 0))
			}
			continue
		}
		fm.set(name, tomlTexts(m[name], 0))
	}
	return nil
}

// tomlTexts is yamlTexts for values of TOML; its dates have one form each.
func tomlTexts(v any, depth int) []string {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, e := range v {
			if depth < 2 {
				out = append(out, tomlTexts(e, depth+1)...)
			}
		}
		return out
	case map[string]any:
		return tomlTexts(v["name"], 2)
	case time.Time:
		return []string{v.Format(time.RFC3339Nano)}
	}
	if s := fmt.Sprint(v); s != "" {
		return []string{s}
	}
	return nil
}

var simpleLine = regexp.MustCompile(`^"?([\w.-]+)"?[ \t]*$`)

// lines reads "name: value" lines, and items of lists under a name.
func (fm *frontMatter) lines(matter, sep string) {
	last := ""
	for line := range strings.Lines(matter) {
		if item, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok && last != "" {
			fm.values[last] = append(fm.values[last], unquote(item))
			continue
		}
		name, value, ok := strings.Cut(line, sep)
		if !ok || !simpleLine.MatchString(name) {
			last = ""
			continue
		}
		name = simpleLine.FindStringSubmatch(name)[1]
		var list []string
		value = strings.TrimSpace(value)
		if inner, ok := strings.CutPrefix(value, "["); ok && strings.HasSuffix(inner, "]") {
			for _, e := range strings.Split(strings.TrimSuffix(inner, "]"), ",") {
				list = append(list, unquote(e))
			}
		} else if value != "" {
			list = []string{unquote(value)}
		}
		fm.set(name, list)
		last = strings.ToLower(name)
	}
}

func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) >= 2 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		return s[1 : len(s)-1]
	}
	return s
}

// take removes the fields of the given names and returns the values of the first
// that has any.
func (fm *frontMatter) take(names ...string) (values []string, name string) {
	for _, n := range names {
		v := fm.values[n]
		delete(fm.values, n)
		if len(v) > 0 && values == nil {
			values, name = v, n
		} else if len(v) > 0 {
			fm.note("ignored field "+record.Printable(n)+", "+name+" is there too", "")
		}
	}
	return values, name
}

func (fm *frontMatter) one(names ...string) string {
	v, _ := fm.take(names...)
	return values.FirstFilled(v...)
}

// value is one that is no longer than a value may be.
func (fm *frontMatter) value(names ...string) string {
	s := values.OneLine(fm.one(names...))
	if len(s) > article.MaxValue {
		fm.note("value too long", s)
		return ""
	}
	return s
}

func (fm *frontMatter) date(names ...string) article.Date {
	v, name := fm.take(names...)
	if len(v) == 0 {
		return article.Date{}
	}
	d, err := article.ParseDate(v[0], article.FromField)
	if err != nil {
		fm.note("unreadable date", name+" "+v[0])
	}
	return d
}

// settings are fields that say how a page is made, not what it says.
var settings = []string{
	"layout", "template", "type", "weight", "draft", "aliases", "image", "images", "thumbnail", "cover", "comments", "toc", "math", "excerpt_separator",
	"cascade", "outputs", "markup", "menu", "nav_order", "parent", "sidebar", "sidebar_position", "redirect_from", "sitemap", "robots", "cssclass", "cssclasses",
}

// fill puts the fields into a record; those that are not used are noted.
func (fm *frontMatter) fill(rec *record.Record, in record.Input) {
	names := func(field string, known ...string) []string { return append(slices.Clone(in.Map[field]), known...) }
	rec.ID = fm.one(names("id", "id", "guid", "uid")...)
	rec.Headline = values.OneLine(fm.one(names("headline", "title", "headline")...))
	if len(rec.Headline) > record.MaxHeadline {
		fm.note("headline too long for one", rec.Headline)
		rec.Headline = ""
	}
	if v := fm.values["published"]; len(v) > 0 && (v[0] == "true" || v[0] == "false") {
		delete(fm.values, "published") // Jekyll's: whether, not when
		if v[0] == "false" {
			fm.note("marked as not published", "")
		}
	}
	if values.FirstFilled(fm.values["draft"]...) == "true" {
		fm.note("marked as a draft", "")
	}
	rec.Published = fm.date(names("published", "date", "published", "published_at", "publishdate", "pubdate", "published_time", "publish_date")...)
	rec.Updated = fm.date(names("updated", "lastmod", "updated", "updated_at", "last_modified_at", "modified", "last_update")...)
	if rec.Published.IsZero() {
		if d := values.DayIn("/" + in.Name); !d.IsZero() && len(in.Name) > 10 && in.Name[4] == '-' {
			rec.Published = d // Jekyll keeps the date of a post in its name, from which its address is made
			fm.note("date taken from the file's name", in.Name)
		}
	}
	people, _ := fm.take(names("byline", "author", "authors", "byline", "by")...)
	rec.Byline = fm.list(people, values.PersonName)
	rec.Source = fm.value(names("source", "source", "publication", "publisher", "site_name")...)
	rec.Section = fm.value(names("section", "section")...)
	rec.Tags = fm.tags(in.Map["tags"])
	rec.Lang = fm.one(names("lang", "lang", "language", "locale")...)
	if rec.Lang != "" && values.FirstLang(rec.Lang) == "" {
		fm.note("unreadable language", rec.Lang)
		rec.Lang = ""
	}
	rec.URL = fm.address(in)
	fm.description = values.OneLine(fm.one(names("body", "description", "summary", "excerpt", "abstract", "dek")...))
	for _, n := range fm.names {
		if len(fm.values[n]) > 0 && !slices.Contains(settings, n) {
			fm.note("ignored field "+record.Printable(n), "")
		}
	}
	rec.Notes = append(rec.Notes, fm.notes...)
}

// tags joins what a site files an article under, in whichever lists it does.
func (fm *frontMatter) tags(mapped []string) []string {
	var all []string
	for _, n := range append(slices.Clone(mapped), "tags", "tag", "categories", "category", "keywords", "topics") {
		v := fm.values[n]
		delete(fm.values, n)
		if len(v) == 1 {
			v = values.Split(v)
		}
		all = append(all, v...)
	}
	return fm.list(all, values.PlainValue)
}

func (fm *frontMatter) list(given []string, clean func(string) string) []string {
	var cleaned []string
	for _, v := range given {
		cleaned = append(cleaned, clean(v))
	}
	out, more := values.Distinct(cleaned)
	if more {
		fm.note("more values than an article may have", "")
	}
	return out
}

// address returns the first field that is an address of the web, or becomes one
// against where the file comes from.
func (fm *frontMatter) address(in record.Input) string {
	out := ""
	for _, n := range append(slices.Clone(in.Map["url"]), "url", "canonical_url", "canonicalurl", "canonical", "link", "original_url", "source_url", "permalink", "slug") {
		v := values.FirstFilled(fm.values[n]...)
		if v == "" {
			continue
		}
		base := in.URL
		if n == "slug" {
			base = "" // a part of an address that only the site can put together
		}
		if u := values.PageAddress(v, base); u != "" && out == "" {
			out = u
		} else if n != "slug" && out == "" {
			fm.note("ignored field "+record.Printable(n)+", not a whole address", v)
		}
		delete(fm.values, n)
	}
	return out
}
