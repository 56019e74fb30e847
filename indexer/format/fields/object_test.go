package fields

import (
	"errors"
	"os"
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
)

// TestSystems: a record of each system, as it comes.
func TestSystems(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"NewsAPI", `{"source":{"id":"the-hill","name":"The Hill"},"author":"Ann Lee","title":"Rates rise","description":"The bank acts.","url":"https://e.org/1","urlToImage":"https://e.org/1.jpg","publishedAt":"2022-07-08T10:00:00Z","content":"The bank acted on Friday… [+1234 chars]"}`,
			"headline=Rates rise body=The bank acted on Friday… [+1234 chars] published=2022-07-08T10:00:00Z byline=Ann Lee source=The Hill url=https://e.org/1 (body cut by its source: 1234 characters more) (ignored field description)"},
		{"NewsAPI without content", `{"source":{"id":null,"name":"E"},"author":null,"title":"T","description":"D","url":"https://e.org/1","publishedAt":"2022-07-08T10:00:00Z","content":null}`,
			"headline=T body=D published=2022-07-08T10:00:00Z source=E url=https://e.org/1 (body taken from description)"},
		{"Guardian", `{"id":"world/2022/jul/08/x","type":"article","sectionId":"world","sectionName":"World news","webPublicationDate":"2022-07-08T10:00:00Z","webTitle":"T","webUrl":"https://e.org/x","apiUrl":"https://api.e.org/x","fields":{"headline":"T","byline":"Ann Lee and Bo Oz","body":"<p>One.</p><p>Two.</p>","bodyText":"One. Two.","thumbnail":"x","standfirst":"<p>S</p>"},"tags":[{"webTitle":"Banks","type":"keyword"},{"webTitle":"Ann Lee","type":"contributor"}],"pillarName":"News"}`,
			"id=world/2022/jul/08/x headline=T body=One.¶¶Two. published=2022-07-08T10:00:00Z byline=Ann Lee and Bo Oz section=World news tags=Banks/Ann Lee url=https://e.org/x (ignored field fields.bodyText, fields.body is there too) (body read as html: fields.body) (ignored field fields.standfirst)"},
		{"NYT article search", `{"abstract":"The bank acted.","web_url":"https://e.org/n","snippet":"The bank acted.","lead_paragraph":"WASHINGTON — The bank acted on Friday.","source":"The New York Times","multimedia":[{}],"headline":{"main":"Rates Rise","kicker":null,"print_headline":"Rates"},"keywords":[{"name":"subject","value":"Banks","rank":1},{"name":"glocations","value":"Ohio","rank":2}],"pub_date":"2022-07-08T10:00:00+0000","document_type":"article","news_desk":"Business","section_name":"Business Day","byline":{"original":"By Ann Lee","person":[]},"_id":"nyt://article/1","word_count":300,"uri":"nyt://article/1"}`,
			"id=nyt://article/1 headline=Rates Rise body=WASHINGTON — The bank acted on Friday.¶¶The bank acted. published=2022-07-08T10:00:00Z byline=By Ann Lee source=The New York Times section=Business Day tags=Banks/Ohio url=https://e.org/n (body taken from lead_paragraph and abstract) (ignored field news_desk, section_name is there too)"},
		{"Event Registry", `{"uri":"712","lang":"eng","isDuplicate":false,"date":"2022-07-08","time":"10:00:00","dateTime":"2022-07-08T10:00:00Z","url":"https://e.org/e","title":"T","body":"B","source":{"uri":"e.org","title":"E"},"authors":[{"uri":"a","name":"Ann Lee"},{"name":"Bo Oz"}]}`,
			"id=712 headline=T body=B published=2022-07-08T10:00:00Z byline=Ann Lee/Bo Oz source=E url=https://e.org/e lang=en (ignored field time)"},
		{"MediaStack", `{"author":null,"title":"T","description":"D","url":"https://e.org/m","source":"E","image":null,"category":"general","language":"en","country":"us","published_at":"2022-07-08T10:00:00+00:00"}`,
			"headline=T body=D published=2022-07-08T10:00:00Z source=E section=general url=https://e.org/m lang=en (ignored field country) (body taken from description)"},
		{"GDELT", `{"url":"https://e.org/g","url_mobile":"","title":"T","seendate":"20220708T101500Z","socialimage":"x","domain":"e.org","language":"English","sourcecountry":"US"}`,
			"headline=T published=2022-07-08T10:15:00Z source=e.org url=https://e.org/g lang=en (ignored field sourcecountry) (date taken from seendate) (source taken from domain)"},
		{"WordPress", `{"id":7,"date":"2022-07-08T12:00:00","date_gmt":"2022-07-08T10:00:00","guid":{"rendered":"https://e.org/?p=7"},"modified":"2022-07-09T12:00:00","type":"post","link":"https://e.org/7","title":{"rendered":"Ann&#8217;s rates"},"content":{"rendered":"<p>One.</p>\n<p>Two.</p>","protected":false},"excerpt":{"rendered":"<p>One.</p>"},"format":"standard"}`,
			"id=7 headline=Ann’s rates body=One.¶¶Two. published=2022-07-08T10:00:00Z updated=2022-07-09T12:00:00Z url=https://e.org/7 (ignored field guid.rendered, id is there too) (ignored field format: standard) (ignored field date, date_gmt is there too) (ignored field excerpt)"},
		{"Elasticsearch", `{"_index":"news","_id":"x1","_score":1.5,"_source":{"title":"T","text":"B","tags":["a"]}}`, "id=x1 headline=T body=B tags=a"},
		{"schema.org", `{"@type":"NewsArticle","headline":"T","articleBody":"B","datePublished":"2022-07-08","dateModified":"2022-07-09","author":[{"@type":"Person","name":"Ann Lee"}],"publisher":{"name":"E"},"articleSection":"News","inLanguage":"en-GB"}`,
			"headline=T body=B published=2022-07-08 updated=2022-07-09 byline=Ann Lee source=E section=News lang=en-GB"},
		{"JSON:API", `{"id":"1","type":"articles","attributes":{"title":"T","body":"B","created-at":"2022-07-08"}}`, "id=1 headline=T body=B published=2022-07-08 (date taken from attributes.created-at)"},
		{"MongoDB", `{"_id":{"$oid":"62c8"},"title":"T","text":"B","published_at":{"$date":"2022-07-08T10:00:00Z"}}`, "id=62c8 headline=T body=B published=2022-07-08T10:00:00Z"},
		{"newsdata", `{"article_id":"a1","title":"T","link":"https://e.org/d","keywords":null,"creator":["Ann Lee"],"content":"B","pubDate":"2022-07-08 10:00:00","source_id":"e","source_name":"E","category":["top","business"],"language":"english"}`,
			"id=a1 headline=T body=B published=2022-07-08T10:00:00Z byline=Ann Lee source=E section=top url=https://e.org/d lang=en (ignored field source_id, source_name is there too) (only the first value of category is read)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, err := One([]byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := formattest.Show(rec); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestNames(t *testing.T) {
	tests := []struct{ name, data, want string }{
		{"names are folded", `{"Title":"T","BODY":"B","Published-At":"2022-07-08","WebURL":"https://e.org"}`, "headline=T body=B published=2022-07-08 url=https://e.org"},
		{"the spelling of the table wins", `{"Title":"A","title":"B"}`, "headline=B (ignored field Title, title is there too)"},
		{"else the first", `{"TITLE":"A","Title":"B"}`, "headline=A (ignored field Title, TITLE is there too)"},
		{"the same twice is no loss", `{"title":"A","headline":"A"}`, "headline=A"},
		{"a name beside a description is no headline", `{"name":"tool","description":"It works.","version":"1"}`, "body=It works. (body taken from description) (ignored field name)"},
		{"a name beside a body", `{"name":"T","body":"B"}`, "headline=T body=B (headline taken from name)"},
		{"a body of paragraphs", `{"title":"T","content":["One.","Two."]}`, "headline=T body=One.¶¶Two."},
		{"a body of HTML", `{"title":"T","body":"<p>One.</p><p>Two &amp; three.</p>"}`, "headline=T body=One.¶¶Two & three. (body read as html: body)"},
		{"a body that says it is text", `{"title":"T","body":"<p>One.</p>","format":"text"}`, "headline=T body=<p>One.</p>"},
		{"a body that says it is HTML", `{"title":"T","body":"a &amp; b","format":"html"}`, "headline=T body=a & b"},
		{"a format without body", `{"title":"T","format":"video"}`, "headline=T"},
		{"numbers where times stand", `{"title":"T","created_at":1657274400}`, "headline=T published=2022-07-08T10:00:00Z (date taken from created_at)"},
		{"milliseconds", `{"title":"T","publishedAt":1657274400500}`, "headline=T published=2022-07-08T10:00:00Z"},
		{"seconds as a text", `{"title":"T","published_at":"1657274400.0"}`, "headline=T published=2022-07-08T10:00:00Z"},
		{"numbers where days stand", `{"title":"T","date":1657274400}`, "headline=T (unreadable date: date 1657274400)"},
		{"zero is no date", `{"title":"T","published_at":0}`, "headline=T (unreadable date: published_at 0)"},
		{"negative is no date", `{"title":"T","published_at":-1}`, "headline=T (unreadable date: published_at -1)"},
		{"N/A is no date", `{"title":"T","date":"N/A","published":"2022-07-08"}`, "headline=T published=2022-07-08 (unreadable date: date N/A)"},
		{"NaN without quotes", `{"title":"T NaN","date":NaN,"tags":[NaN,"a"],"x":-Infinity}`, "headline=T NaN tags=a (NaN or Infinity read as null: )"},
		{"words for no value", `{"title":"T","author":"N/A","source":"None","section":"--","lang":"NaN","url":"null"}`, "headline=T (no value: source None) (no value: author N/A) (no value: section --) (no value: url null) (no value: lang NaN)"},
		{"an object that says nothing", `{"title":"T","creator":{"x":1}}`, "headline=T (ignored field creator)"},
		{"one list in another", `{"title":"T","authors":[[{"name":"x"}],{"name":"Ann Lee"}]}`, "headline=T (ignored field authors)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, err := One([]byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if got := formattest.Show(rec); strings.ReplaceAll(got, ": )", ")") != strings.ReplaceAll(tt.want, ": )", ")") {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestMap(t *testing.T) {
	tests := []struct {
		name, data string
		own        map[string][]string
		want       string
	}{
		{"before the names known", `{"title":"A","Schlagzeile":"B"}`, map[string][]string{"headline": {"Schlagzeile"}}, "headline=B (ignored field title, Schlagzeile is there too)"},
		{"the first of two", `{"kicker":"K","slug":"S"}`, map[string][]string{"headline": {"slug", "kicker"}}, "headline=S (ignored field kicker, slug is there too)"},
		{"a nested name", `{"meta":{"titel":{"text":"T"}},"body":"B"}`, map[string][]string{"headline": {"meta.titel.text"}}, "headline=T body=B"},
		{"a name with a dot", `{"dc.title":"T"}`, map[string][]string{"headline": {"dc.title"}}, "headline=T"},
		{"from one field to another", `{"title":"T","source":"E"}`, map[string][]string{"section": {"source"}}, "headline=T section=E"},
		{"a time", `{"title":"T","ts":1657274400}`, map[string][]string{"published": {"ts"}}, "headline=T published=2022-07-08T10:00:00Z"},
		{"letters of other scripts", `{"Заголовок":"T","ТЕКСТ":"B"}`, map[string][]string{"headline": {"Заголовок"}, "body": {"текст"}}, "headline=T body=B"},
		{"nothing there", `{"title":"T"}`, map[string][]string{"headline": {"x"}}, "headline=T"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rec, err := parseObject([]byte(tt.data), fields(tt.own))
			if err != nil {
				t.Fatal(err)
			}
			if got := formattest.Show(rec); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestNamesAreDocumented holds docs/formats.md to the table of names.
func TestNamesAreDocumented(t *testing.T) {
	data, err := os.ReadFile("../../../docs/formats.md")
	if errors.Is(err, os.ErrNotExist) {
		t.Fatal("docs/formats.md is not there")
	}
	for _, f := range fieldNames {
		var names []string
		for _, n := range f.names {
			names = append(names, "`"+strings.TrimRight(n, "!?#")+"`")
		}
		if line := strings.Join(names, ", "); !strings.Contains(string(data), line) {
			t.Errorf("docs/formats.md has no line of %s: %s", f.field, line)
		}
	}
}

func TestListCell(t *testing.T) {
	for _, c := range []struct {
		cell   string
		commas bool
		want   string
	}{
		{`["a", "b, c"]`, true, "a/b, c"},
		{`['a', "b's", 'c\'s']`, true, "a/b's/c's"},
		{`[]`, true, ""},
		{`['a' 'b']`, false, "['a' 'b']"},
		{`['a`, false, "['a"},
		{"a; b ;", true, "a/b"},
		{"a | b, c", true, "a/b, c"},
		{"a, b", true, "a/b"},
		{"Doe, Jane", false, "Doe, Jane"},
		{" one ", false, "one"},
	} {
		if got := strings.Join(splitCell(c.cell, c.commas), "/"); got != c.want {
			t.Errorf("%s: %s, want %s", c.cell, got, c.want)
		}
	}
}
