package fields

import (
	"slices"
	"strings"
	"unicode"
)

// The names that a field has in exports, in the order in which they are looked
// for: the first that holds something wins. A dot leads into an object, or into
// each object of a list. Names are compared folded (see foldName), so that
// published_at stands for publishedAt, "Published At" and published-at, and
// source.name for sourceName and for a column source_name.
//
// A mark behind a name says how it is read:
//
//	!  one of newsdex's own: a value of a wrong type costs the record
//	?  means something else as often: using it is noted
//	#  plainly a time: a number is seconds or milliseconds since 1970
//
// docs/formats.md repeats these lists; a test holds it to them.
var fieldNames = []struct {
	field string
	names []string
}{
	{"id", []string{"id!", "_id", "_id.$oid", "article_id", "uri", "guid", "guid.rendered", "uuid", "story_id", "stories_id", "doc_id"}},
	{"headline", []string{"title!", "headline!", "headline.main", "title.rendered", "webTitle", "headlines", "heading", "article_title", "name?"}},
	{"body", []string{
		"body!", "text!", "content", "content_text", "content_html", "content.rendered", "articleBody", "bodyText", "body_html", "body.html", "body.text",
		"maintext", "full_text", "fulltext", "article_text", "article_body", "content.text", "content.html", "article", "story",
	}},
	{"summary", []string{"summary", "abstract", "description", "snippet", "excerpt", "excerpt.rendered", "standfirst", "trailText", "lead", "teaser"}},
	{"published", []string{
		"date_gmt", "dateTime#", "date!", "published!", "published_at!#", "date.$date", "published_at.$date", "pub_date", "webPublicationDate", "date_published", "publication_date",
		"published_date", "publish_date", "date_publish", "publish_time#", "published_time#", "published_utc#", "first_published_at#", "firstPublicationDate",
		"issued", "published_day", "timestamp?#", "created_at?#", "created_utc?#", "created?", "date_created?", "created_date?", "seendate?",
	}},
	{"updated", []string{
		"modified_gmt", "updated!", "updated_at!#", "modified!", "modified_at#", "date_modified", "last_modified", "updated_date", "date_modify",
		"date_updated", "dateTimeModified#", "last_updated",
	}},
	{"source", []string{
		"source!", "source.name", "source.title", "publication", "publication.name", "publisher", "publisher.name", "publication_name", "publisher_name",
		"source_title", "media_name", "newspaper", "outlet", "site_name", "pubtitle", "source.domain", "source_domain", "source.id?", "source_id?", "domain?",
	}},
	{"byline", []string{
		"author!", "byline!", "by!", "author.name", "byline.original", "authors", "authors.name", "creator", "creator.name", "creators", "author_name",
		"author_names", "writer", "journalist", "reporter",
	}},
	{"section", []string{"section!", "section_name", "section.name", "category", "category.name", "articleSection", "news_desk", "desk"}},
	{"tags", []string{
		"tags!", "tag!", "keywords!", "tags.webTitle", "tags.name", "tags.title", "tags.label", "keywords.value", "keywords.name", "categories",
		"categories.name", "categories.label", "des_facet",
	}},
	{"url", []string{"url!", "web_url", "link", "canonical", "canonical_url", "permalink", "article_url", "href"}},
	{"lang", []string{"lang!", "language!", "inLanguage", "lang_code", "language_code"}},
	{"format", []string{"format", "body_format"}},
	// Half of a body, each: used together when there is no body.
	{"opening", []string{"lead_paragraph"}},
}

// containers are names of objects that stand between a record and its fields:
// what is in them is read as if it stood beside them (Elasticsearch's hits, the
// Guardian's fields, JSON:API, GraphQL). They are compared as written: _source
// is not source.
var containers = []string{"_source", "fields", "attributes", "article", "node"}

// answerNames are what the HTTP API adds to an article when it is read. They
// are made from the article, so that taking them back would mean nothing.
var answerNames = []string{
	"links", "headline_html", "body_html", "word_count", "content_hash", "first_seen",
	"read_from", "copies", "matches", "date_origin", "published_day", "query", "matched",
}

// plumbing are names of what exports add for machines: numbers and addresses of
// other records, how a search found this one, sizes of pictures.
var plumbing = []string{
	"_index", "_type", "_score", "_version", "_routing", "sort", "type", "pillarId", "pillarName", "sectionId", "isHosted", "apiUrl",
	"urlToImage", "image", "images", "image_url", "multimedia", "thumbnail", "thumbnail_url", "media", "media_id", "wordcount", "char_count",
	"document_type", "type_of_material", "print_page", "print_section", "isDuplicate", "sim", "url_mobile", "socialimage", "favicon",
}

// fieldPath is one name under which a field is looked for.
type fieldPath struct {
	// spelled is the name as documents show it.
	spelled string
	// slot is where a value of that very name stands in an object; head where
	// the object that rest leads into does, -1 for a name without a dot.
	slot, head int
	rest       []string // folded
	// strict, weak and unix are the marks ! ? and #; html says that the name
	// promises HTML, mapped that it was given by the caller.
	strict, weak, unix, html, mapped bool
}

// fieldSet is which names mean which fields, for one file.
type fieldSet struct {
	// slots numbers every name that is looked at, by its folded form; names
	// holds the spellings that win over others of the same folded form.
	slots map[string]int
	names []string
	// mapped says of which slots the caller has said what they mean.
	mapped []bool

	id, headline, body, summary, published, updated, source, byline, section, tags, url, lang, format, opening []fieldPath
}

// standard is the set without names of a caller's own.
var standard = newFieldSet(nil)

// paths returns the list of a field by its name, nil for an unknown one.
func (s *fieldSet) paths(field string) *[]fieldPath {
	return map[string]*[]fieldPath{
		"id": &s.id, "headline": &s.headline, "body": &s.body, "summary": &s.summary, "published": &s.published, "updated": &s.updated,
		"source": &s.source, "byline": &s.byline, "section": &s.section, "tags": &s.tags, "url": &s.url, "lang": &s.lang,
		"format": &s.format, "opening": &s.opening,
	}[field]
}

// fields returns the names of the file's own map first (see Input.Map), then
// those known here. Fields that MapFields does not list are passed over.
func fields(own map[string][]string) *fieldSet {
	if len(own) == 0 {
		return standard
	}
	return newFieldSet(own)
}

func newFieldSet(own map[string][]string) *fieldSet {
	s := &fieldSet{slots: map[string]int{}}
	for _, field := range MapFields() {
		for _, name := range own[field] {
			list := s.paths(field)
			p := s.path(name, fieldPath{mapped: true, unix: true})
			s.mapped[p.slot] = true
			*list = append(*list, p)
		}
	}
	for _, f := range fieldNames {
		list := s.paths(f.field)
		for _, marked := range f.names {
			name := strings.TrimRight(marked, "!?#")
			marks := marked[len(name):]
			*list = append(*list, s.path(name, fieldPath{
				strict: strings.Contains(marks, "!"), weak: strings.Contains(marks, "?"), unix: strings.Contains(marks, "#"),
				html: strings.HasSuffix(name, "rendered") || strings.HasSuffix(name, "html"),
			}))
		}
	}
	return s
}

// path completes a path by its name, and gives its names their slots.
func (s *fieldSet) path(name string, p fieldPath) fieldPath {
	p.spelled, p.head = name, -1
	p.slot = s.slot(name, true)
	if parts := strings.Split(name, "."); len(parts) > 1 && !slices.Contains(parts, "") {
		p.head = s.slot(parts[0], p.mapped)
		for _, part := range parts[1:] {
			p.rest = append(p.rest, foldName(part))
		}
	}
	return p
}

// slot returns the number of a name. The first spelling of a folded form is
// the one that wins over others; the head of a path is no spelling of a field.
func (s *fieldSet) slot(name string, spelling bool) int {
	key := foldName(name)
	n, known := s.slots[key]
	if !known {
		n = len(s.names)
		s.slots[key] = n
		s.names = append(s.names, "")
		s.mapped = append(s.mapped, false)
	}
	if spelling && s.names[n] == "" {
		s.names[n] = name
	}
	return n
}

// MapFields lists the fields that names can be given for, in the order in which
// documents show them.
func MapFields() []string {
	return []string{"headline", "body", "published", "updated", "byline", "source", "section", "tags", "url", "id", "lang"}
}

// foldName is what names are compared by: letters and digits, in lower case. A
// name that has none is compared as it is written.
func foldName(name string) string {
	if plainName(name) {
		return name
	}
	folded := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, name)
	if folded == "" {
		return name
	}
	return folded
}

// plainName reports whether folding would change nothing, which is true of most
// names and costs no memory.
func plainName(name string) bool {
	for i := range len(name) {
		if c := name[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// folded returns the set of names by their folded forms.
func folded(names ...string) map[string]bool {
	set := make(map[string]bool, len(names))
	for _, n := range names {
		set[foldName(n)] = true
	}
	return set
}

// silent are names that are passed over without a word.
var silent = folded(slices.Concat(answerNames, plumbing)...)
