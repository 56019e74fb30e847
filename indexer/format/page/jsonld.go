package page

import (
	"encoding/json"
	"io"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"

	"golang.org/x/net/html"
)

// ldArticle is what the JSON-LD of a page says about its article
// (schema.org/Article and what is derived from it).
type ldArticle struct {
	found                bool
	headline, name, body string
	byline, tags         []string
	section, source      string
	lang                 string
	urls                 []string
	published, modified  []string
	// paid says that the article is not free to read.
	paid bool
}

// ldGraph is the JSON-LD of one page.
type ldGraph struct {
	byID     map[string]map[string]any
	articles []map[string]any
	notes    []record.Note
}

// maxLDDepth bounds how deep articles are looked for: a graph within a list
// within an entity is the deepest that is written.
const maxLDDepth = 16

// articleTypes are the types of schema.org that are an article as a whole, in
// lower case.
var articleTypes = map[string]bool{
	"article": true, "newsarticle": true, "reportagenewsarticle": true, "analysisnewsarticle": true, "opinionnewsarticle": true,
	"backgroundnewsarticle": true, "reviewnewsarticle": true, "askpublicnewsarticle": true, "satiricalarticle": true,
	"advertisercontentarticle": true, "blogposting": true, "liveblogposting": true, "socialmediaposting": true,
	"techarticle": true, "scholarlyarticle": true, "medicalscholarlyarticle": true, "report": true,
}

// readJSONLD reads the scripts of a page. One that cannot be read is noted.
func readJSONLD(scripts []string) *ldGraph {
	g := &ldGraph{byID: map[string]map[string]any{}}
	for _, s := range scripts {
		values, err := ldValues(s)
		if err != nil {
			g.notes = append(g.notes, record.Note{Code: "broken JSON-LD", Detail: record.Printable(err.Error()), Count: 1})
			if len(g.notes) == record.MaxIgnored {
				break
			}
		}
		for _, v := range values {
			g.add(v, 0)
		}
	}
	return g
}

// ldValues parses the JSON of one script, repairing what is often wrong with it.
func ldValues(s string) ([]any, error) {
	s = strings.TrimSpace(s)
	for _, edge := range []string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, edge))
	}
	for _, edge := range []string{"-->", "//]]>", "/*]]>*/", "]]>", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, edge))
	}
	if s == "" {
		return nil, nil
	}
	values, err := decodeAll(s)
	if err == nil {
		return values, nil
	}
	if repaired, err2 := decodeAll(repairJSON(s)); err2 == nil {
		return repaired, nil
	}
	if strings.Contains(s, "&quot;") { // escaped as if it were text
		if repaired, err2 := decodeAll(repairJSON(html.UnescapeString(s))); err2 == nil {
			return repaired, nil
		}
	}
	return values, err
}

// decodeAll decodes the values that follow each other in s; those before an
// error are returned with it.
func decodeAll(s string) (values []any, err error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	for {
		var v any
		if err := d.Decode(&v); err == io.EOF {
			return values, nil
		} else if err != nil {
			return values, err
		}
		values = append(values, v)
	}
}

// repairJSON escapes control characters within strings, repairs escapes that
// JSON has not, and drops commas before a closing bracket.
func repairJSON(s string) string {
	var b strings.Builder
	quoted := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quoted && c == '\\':
			i++
			switch {
			case i == len(s):
			case strings.IndexByte(`"\/bfnrtu`, s[i]) >= 0:
				b.WriteByte('\\')
				b.WriteByte(s[i])
			default: // \' and the like
				b.WriteByte(s[i])
			}
		case c == '"':
			quoted = !quoted
			b.WriteByte(c)
		case quoted && c < ' ':
			b.WriteString(map[bool]string{true: `\n`, false: " "}[c == '\n'])
		case !quoted && c == ',':
			rest := strings.TrimLeft(s[i+1:min(len(s), i+1+1024)], record.Blanks)
			if rest == "" || rest[0] != '}' && rest[0] != ']' {
				b.WriteByte(c)
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// add keeps the articles in v. Lists of other pages (itemListElement and the
// like) are not looked into.
func (g *ldGraph) add(v any, depth int) {
	if depth > maxLDDepth {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.add(e, depth+1)
		}
	case map[string]any:
		if id, _ := v["@id"].(string); id != "" && len(v) > 1 && g.byID[id] == nil {
			g.byID[id] = v
		}
		if isArticleType(v["@type"]) {
			g.articles = append(g.articles, v)
			return
		}
		g.add(v["@graph"], depth+1)
		g.add(v["mainEntity"], depth+1)
	}
}

func isArticleType(t any) bool {
	switch t := t.(type) {
	case string:
		return articleTypes[strings.ToLower(t[strings.LastIndexAny(t, "/:#")+1:])]
	case []any:
		for _, e := range t {
			if s, ok := e.(string); ok && isArticleType(s) {
				return true
			}
		}
	}
	return false
}

// article returns the article of the page: the one at the given address, else
// the first.
func (g *ldGraph) article(address string) ldArticle {
	if len(g.articles) == 0 {
		return ldArticle{}
	}
	m := g.articles[0]
	for _, a := range g.articles[1:] {
		for _, u := range g.addresses(a) {
			if address != "" && article.CanonicalURL(u) == article.CanonicalURL(address) {
				m = a
			}
		}
	}
	return ldArticle{
		found:     true,
		headline:  ldText(m["headline"]),
		name:      ldText(m["name"]),
		body:      ldText(m["articleBody"]),
		byline:    first2(g.names(m["author"], 0), g.names(m["creator"], 0)),
		tags:      g.keywords(m["keywords"]),
		section:   values.PlainValue(values.FirstFilled(ldText(m["articleSection"]))),
		source:    values.PlainValue(values.FirstFilled(values.FirstFilled(g.names(m["publisher"], 0)...), values.FirstFilled(g.names(m["sourceOrganization"], 0)...))),
		lang:      values.FirstFilled(ldText(m["inLanguage"]), ldText(ldField(m["inLanguage"], "alternateName"))),
		urls:      g.addresses(m),
		published: ldTexts(m["datePublished"]),
		modified:  ldTexts(m["dateModified"]),
		paid:      m["isAccessibleForFree"] == false || strings.EqualFold(ldText(m["isAccessibleForFree"]), "false"),
	}
}

func (g *ldGraph) addresses(m map[string]any) []string {
	urls := append(ldTexts(m["url"]), ldTexts(m["mainEntityOfPage"])...)
	return append(urls, ldText(ldField(m["mainEntityOfPage"], "@id")), ldText(ldField(m["mainEntityOfPage"], "url")))
}

// names returns the names of persons or organisations: texts, objects, objects
// that refer to others of the page, and lists of these.
func (g *ldGraph) names(v any, depth int) []string {
	if depth > maxLDDepth {
		return nil
	}
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v[:min(len(v), maxMetaValues)] {
			out = append(out, g.names(e, depth+1)...)
		}
		return out[:min(len(out), maxMetaValues)]
	case map[string]any:
		if names := ldTexts(v["name"]); len(names) > 0 {
			return names
		}
		if id, _ := v["@id"].(string); id != "" && g.byID[id] != nil {
			return ldTexts(g.byID[id]["name"])
		}
		if full := values.OneLine(ldText(v["givenName"]) + " " + ldText(v["familyName"])); full != "" {
			return []string{full}
		}
	}
	return nil
}

// keywords are a text with commas, a list of texts, or a list of terms. Names
// that some sites put before a keyword for their own use stay.
func (g *ldGraph) keywords(v any) []string {
	if list, ok := v.([]any); ok {
		return g.names(list, 0)
	}
	return values.Split(g.names(v, 0))
}

// ldText returns a text, or the first of a list.
func ldText(v any) string { return values.FirstFilled(ldTexts(v)...) }

// ldTexts returns a text or a list of texts; values with a language or type
// (@value) count as texts.
func ldTexts(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case json.Number:
		return []string{v.String()}
	case map[string]any:
		if s, ok := v["@value"].(string); ok {
			return []string{s}
		}
	case []any:
		var out []string
		for _, e := range v[:min(len(v), maxMetaValues)] {
			switch e.(type) {
			case string, json.Number, map[string]any:
				out = append(out, ldTexts(e)...)
			}
		}
		return out
	}
	return nil
}

// ldField returns a member of an object, nil when v is none.
func ldField(v any, name string) any {
	m, _ := v.(map[string]any)
	return m[name]
}

// first2 returns the first list that is not empty.
func first2(a, b []string) []string {
	if len(a) > 0 {
		return a
	}
	return b
}
