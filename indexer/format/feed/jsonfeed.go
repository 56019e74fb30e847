package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format/decode"
	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/markup"
	"newsdex/indexer/format/rawjson"
	"newsdex/indexer/format/record"
)

// MaxJSONFeed bounds a JSON Feed, in bytes. What the feed says about itself may
// stand behind its items, so that it is read as a whole; real ones hold a few
// megabytes at most.
const MaxJSONFeed = 32 << 20

// jsonFeedVersion is what every JSON Feed says of itself; slashes may be escaped.
var jsonFeedVersion = regexp.MustCompile(`"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version`)

// JSON is the format of JSON Feed.
func JSON() record.Format {
	return record.Format{Name: "jsonfeed", Extensions: []string{".json"}, Sniff: sniffJSONFeed, Read: readJSONFeed}
}

// sniffJSONFeed is sure of an object that says it is a JSON Feed, under any name.
func sniffJSONFeed(head []byte, _ string) record.Verdict {
	if start := record.SkipBlank(head); len(start) > 0 && start[0] == '{' && jsonFeedVersion.Match(start) {
		return record.Sure
	}
	return record.No
}

// jsonFeed is a JSON Feed, 1.0 or 1.1 (jsonfeed.org), as far as it could be read.
type jsonFeed struct {
	fields map[string]json.RawMessage // of the feed, but its items
	items  []jsonItem
	notes  []record.Note
	base   *url.URL
	// What holds for all items.
	title, lang string
	authors     []string
	broken      *record.RecordError // where the JSON breaks, nil when it is whole
}

type jsonItem struct {
	offset int64
	raw    json.RawMessage
}

func readJSONFeed(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		f, err := parseJSONFeed(in)
		if err != nil {
			yield(record.Record{}, err)
			return
		}
		for i, it := range f.items {
			rec, err := f.record(it)
			rec.Number, rec.Offset = i+1, it.offset
			if broken, ok := errors.AsType[*record.RecordError](err); ok {
				broken.Number, broken.Offset = rec.Number, rec.Offset
			} else if f.notes != nil {
				rec.Notes = append(f.notes, rec.Notes...) // said once a file
				f.notes = nil
			}
			if !yield(rec, err) {
				return
			}
		}
		switch {
		case f.broken != nil:
			f.broken.Number = len(f.items) + 1
			yield(record.Record{}, f.broken)
		case len(f.items) == 0:
			yield(record.Record{}, &record.Refusal{Code: record.EmptyFile, Reason: "the feed holds no items"})
		}
	}
}

// parseJSONFeed reads a feed up to its end or to where it breaks.
func parseJSONFeed(in record.Input) (*jsonFeed, error) {
	data, err := io.ReadAll(io.LimitReader(in, MaxJSONFeed+1))
	if err != nil {
		return nil, fmt.Errorf("reading the feed: %w", err)
	}
	if len(data) > MaxJSONFeed {
		return nil, &record.Refusal{Code: record.TooLarge, Reason: fmt.Sprintf("the feed holds more than %d bytes (32 MB), the limit of JSON Feed; write its items as JSON Lines", MaxJSONFeed)}
	}
	f := &jsonFeed{fields: map[string]json.RawMessage{}}
	var text string
	text, f.notes = decode.Text(data)
	if u, err := url.Parse(in.URL); err == nil && u.Host != "" {
		f.base = u
	}
	dec := json.NewDecoder(strings.NewReader(text))
	if err := f.walk(dec); err != nil {
		f.broken = brokenJSON(text, dec.InputOffset(), err)
	}
	if s, _ := jsonText(f.fields["title"]); len(s) <= article.MaxValue {
		f.title = strings.Join(strings.Fields(s), " ")
	}
	if s, _ := jsonText(f.fields["language"]); len(s) <= article.MaxValue {
		f.lang = s
	}
	f.authors = jsonAuthors(f.fields, &notes{})
	if home, ok := jsonText(f.fields["home_page_url"]); ok && f.base == nil {
		f.base = markup.Resolve(nil, home)
	}
	return f, nil
}

// walk takes the members of the feed one by one, and the items one by one.
func (f *jsonFeed) walk(dec *json.Decoder) error {
	if _, err := dec.Token(); err != nil {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		if name != "items" {
			var raw json.RawMessage
			if err := dec.Decode(&raw); err != nil {
				return err
			}
			if s, ok := name.(string); ok && len(f.fields) < maxFields {
				f.fields[s] = raw
			}
			continue
		}
		if open, err := dec.Token(); err != nil {
			return err
		} else if open != json.Delim('[') {
			if open == json.Delim('{') {
				return errors.New("\"items\" holds an object where a list should stand")
			}
			continue // null, a number: no items
		}
		for dec.More() {
			var it jsonItem
			if err := dec.Decode(&it.raw); err != nil {
				return err
			}
			it.offset = dec.InputOffset() - int64(len(it.raw))
			f.items = append(f.items, it)
		}
		if _, err := dec.Token(); err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

// brokenJSON says where a feed breaks, and why in plain words.
func brokenJSON(text string, at int64, err error) *record.RecordError {
	if wrong, ok := errors.AsType[*json.SyntaxError](err); ok {
		at = max(at, wrong.Offset)
	}
	at = min(at, int64(len(text)))
	why := rawjson.SyntaxError([]byte(text[:at]), err).Reason
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		why = "the file is cut short; get it again"
	}
	line := strings.Count(text[:at], "\n") + 1
	return &record.RecordError{Offset: at, Code: record.BrokenRecord, Err: err,
		Reason: fmt.Sprintf("the feed breaks at line %d (byte %d), what follows is not read: %s", line, at, why)}
}

// jsonFeedKnown are the members of an item that are read; jsonFeedQuiet those
// that hold no text a reader misses.
var (
	jsonFeedKnown = []string{"id", "url", "external_url", "title", "content_html", "content_text", "summary", "date_published",
		"date_modified", "author", "authors", "tags", "language"}
	jsonFeedQuiet = []string{"image", "banner_image"}
)

// record makes the record of an item. A member of a wrong type costs that member
// only, and is said.
func (f *jsonFeed) record(it jsonItem) (record.Record, error) {
	if rawjson.KindOf(it.raw) != "an object" {
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: "the item is " + rawjson.KindOf(it.raw) + ", not an object such as {\"id\": \"…\", \"content_text\": \"…\"}"}
	}
	n := notes{}
	m := feedMembers(it.raw, &n)
	text := func(name string) string {
		s, ok := jsonText(m[name])
		if !ok {
			n.add("ignored field "+name+", "+rawjson.KindOf(m[name]), "")
		}
		return s
	}
	rec := record.Record{Headline: strings.Join(strings.Fields(text("title")), " "), Lang: text("language"), Body: jsonBody(text, &n)}
	if rec.Headline == "" && rec.Body == "" {
		reason := noText
		if f.address(&notes{}, text("url"), text("external_url")) != "" {
			reason += onlyFollowed
		}
		return record.Record{}, &record.RecordError{Code: record.BrokenRecord, Reason: reason}
	}
	if id := strings.TrimSpace(text("id")); id != "" {
		if err := article.ValidateID(id); err != nil {
			n.add("unusable id", err.Error())
		} else {
			rec.ID = id
		}
	}
	rec.URL = f.address(&n, text("url"), text("external_url"))
	rec.Published, rec.Updated = jsonDates(text, &n)
	rec.Byline = jsonAuthors(m, &n)
	for _, tag := range jsonList(m["tags"]) {
		if s, ok := jsonText(tag); ok {
			add(&rec.Tags, strings.Join(strings.Fields(s), " "), "tag", &n)
		}
	}
	f.inherit(&rec)
	rec.Lang = usableLang(rec.Lang, &n)
	rec.Notes = n
	return rec, nil
}

// jsonDates returns when an item was published and last changed, as dates of items
// in XML are told.
func jsonDates(text func(string) string, n *notes) (published, updated article.Date) {
	published = feedDate(strings.TrimSpace(text("date_published")), n)
	updated = feedDate(strings.TrimSpace(text("date_modified")), n)
	if text("date_published") == "" && !updated.IsZero() {
		published = updated
		n.add("dated by its update", updated.String())
	}
	return published, updated
}

// inherit takes from the feed what holds for all of its items.
func (f *jsonFeed) inherit(rec *record.Record) {
	rec.Source = f.title
	if rec.Byline == nil {
		rec.Byline = f.authors
	}
	if rec.Lang == "" {
		rec.Lang = f.lang
	}
}

// jsonBody is the text of an item: of HTML, which has paragraphs, else plain, else
// the summary. A summary that does not begin the text is lost, and is said.
func jsonBody(text func(string) string, n *notes) string {
	body := htmltext.Of(text("content_html"))
	if body == "" {
		body = plainText(text("content_text"))
	}
	summary := plainText(text("summary"))
	switch {
	case summary == "":
	case body == "":
		n.add("body taken from summary", "")
		return summary
	case !strings.Contains(spaceless(body), beginning(summary)):
		n.add("ignored field summary, the text is there too", summary)
	}
	return body
}

// feedMembers returns the members of an item that are read, and notes those that
// hold something and are not. An item may hold millions; only these are kept.
func feedMembers(raw json.RawMessage, n *notes) map[string]json.RawMessage {
	m := make(map[string]json.RawMessage, len(jsonFeedKnown))
	ignored := 0
	for quoted, value := range rawjson.Members(raw) {
		name := string(quoted[1 : len(quoted)-1])
		switch {
		case slices.Contains(jsonFeedKnown, name):
			m[name] = value
		case slices.Contains(jsonFeedQuiet, name), string(value) == "null", string(value) == `""`, string(value) == "[]":
		case ignored < record.MaxIgnored:
			ignored++
			n.add("ignored field "+record.Printable(name), "")
		default:
			ignored++
		}
	}
	if ignored > record.MaxIgnored {
		*n = append(*n, record.Note{Code: "ignored more fields", Count: ignored - record.MaxIgnored})
	}
	return m
}

// address returns the first that can be used.
func (f *jsonFeed) address(n *notes, refs ...string) string {
	unusable := ""
	for _, ref := range refs {
		if u := followable(f.base, ref); u != "" {
			return u
		}
		if unusable == "" {
			unusable = ref
		}
	}
	if unusable != "" {
		n.add("unusable link", unusable)
	}
	return ""
}

// jsonAuthors lists the names of authors (1.1) or of the author (1.0).
func jsonAuthors(m map[string]json.RawMessage, n *notes) []string {
	var out []string
	list := jsonList(m["authors"])
	if len(list) == 0 && m["author"] != nil {
		list = []json.RawMessage{m["author"]}
	}
	for _, raw := range list {
		var a struct{ Name json.RawMessage }
		name, ok := jsonText(raw) // some write the name alone
		if !ok && json.Unmarshal(raw, &a) == nil {
			name, _ = jsonText(a.Name)
		}
		add(&out, strings.Join(strings.Fields(name), " "), "author", n)
	}
	return out
}

// jsonText returns a text, or a number as it is written; a text is what should
// stand there. Nothing is "".
func jsonText(raw json.RawMessage) (string, bool) {
	switch rawjson.KindOf(raw) {
	case "nothing", "null":
		return "", true
	case "a number":
		return string(raw), true
	case "a text":
		var s string
		err := json.Unmarshal(raw, &s)
		return s, err == nil
	}
	return "", false
}

// jsonList returns the elements of a list, no more than an article may have
// values and one; one value that is no list is the only one.
func jsonList(raw json.RawMessage) []json.RawMessage {
	var out []json.RawMessage
	switch rawjson.KindOf(raw) {
	case "nothing", "null":
	case "a list":
		for item := range rawjson.Elements(raw) {
			if out = append(out, item); len(out) > article.MaxValues {
				break
			}
		}
	default:
		out = append(out, raw)
	}
	return out
}

// jsonFeedLinks takes the pages of a feed's items.
func jsonFeedLinks(in record.Input, c *linkCollector) error {
	f, err := parseJSONFeed(in)
	if err != nil {
		return err
	}
	for _, it := range f.items {
		if rawjson.KindOf(it.raw) != "an object" {
			continue
		}
		n := &notes{}
		m := feedMembers(it.raw, n)
		text := func(name string) string { s, _ := jsonText(m[name]); return s }
		l := Link{URL: f.address(n, text("url"), text("external_url")), Title: strings.TrimSpace(text("title")), Kind: LinkPage}
		l.Published, l.Modified = jsonDates(text, n)
		if err := c.add(l); err != nil {
			return err
		}
	}
	if f.broken != nil {
		return f.broken
	}
	return nil
}
