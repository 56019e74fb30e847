package web

import (
	"bytes"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
)

func TestSearchPage(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	d := s.page("/?" + q(`"war in Ukraine"`))
	if got := d.texts("li.hit h2 mark"); !slices.Equal(got, []string{"war in Ukraine"}) {
		t.Errorf("marks in the headline: %q", got)
	}
	href := attr(d.one("li.hit h2 a"), "href")
	if want := "/articles/" + seed(t).ID + "?q=%22war+in+Ukraine%22"; href != want {
		t.Errorf("link %s, want %s", href, want)
	}
	if got := textOf(d.one("p.readas")); !strings.Contains(got, "“war in Ukraine”") {
		t.Errorf("read-back %q", got)
	}
	if got := textOf(d.one("div.count strong")); got != "1 article" {
		t.Errorf("total %q", got)
	}
	if got := textOf(d.one("li.hit span.undated")); got != "undated" {
		t.Errorf("date %q", got)
	}
	if got := attr(d.all("form input")[0], "value"); got != `"war in Ukraine"` {
		t.Errorf("the box holds %q", got)
	}
}

// A query that finds nothing says what each part of it finds, and leads to what
// the rest finds.
func TestNothingFoundShowsTheParts(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	const query = "ukraine AND blinken AND martians"
	d := s.page("/?" + q(query))
	if got := d.texts("table.clauses td"); !slices.Equal(got, []string{
		"ukraine", "1 article", "0 articles", "blinken", "1 article", "0 articles", "martians", "0 articles", "1 article: ukraine AND blinken",
	}) {
		t.Errorf("parts: %q", got)
	}
	if got := d.texts("li.hit h2"); len(got) != 0 {
		t.Errorf("hits: %q", got)
	}
	if rest := s.page(attr(d.one("table.clauses a"), "href")); len(rest.all("li.hit")) != 1 {
		t.Error("the link to the rest finds nothing")
	}
	if a := s.get("/v1/search?" + q(query)).answer(t); len(a.Clauses) != 3 || a.Clauses[2] != (clauseJSON{"martians", "ukraine AND blinken", 0, 1}) {
		t.Errorf("clauses of the API: %+v", a.Clauses)
	}
}

func TestHelpPage(t *testing.T) {
	d := start(t, newMemory()).page("/help")
	if got := textOf(d.one("h1")); got != "The query language" {
		t.Errorf("headline %q", got)
	}
	if len(d.all("table")) < 10 || len(d.all("[style]")) > 0 {
		t.Errorf("%d tables, %d style attributes", len(d.all("table")), len(d.all("[style]")))
	}
	if got := d.texts("td code"); !slices.Contains(got, "china W/5 taiwan") {
		t.Error("the examples are missing")
	}
}

func TestBrowse(t *testing.T) {
	s := start(t, newMemory(numbered(45)...))
	d := s.page("/")
	var first []string
	for _, n := range d.all("li.hit time") {
		first = append(first, attr(n, "datetime"))
	}
	if len(first) != 20 || first[0] != "2022-02-14T12:00:00Z" {
		t.Fatalf("%d hits, first %q", len(first), first[0])
	}
	if len(d.all("nav.pages a")) != 1 {
		t.Error("the first page has a way back")
	}
	older := d.link("Older")
	d = s.page(older)
	if got := attr(d.all("li.hit time")[0], "datetime"); got != "2022-01-25T12:00:00Z" {
		t.Errorf("the second page begins at %s", got)
	}
	d = s.page(d.link("Older"))
	if got := len(d.all("li.hit")); got != 5 || len(d.all("nav.pages a")) != 1 {
		t.Errorf("the last page has %d hits and %d links", got, len(d.all("nav.pages a")))
	}
	d = s.page(s.page(d.link("Newer")).link("Newer"))
	if got := attr(d.all("li.hit time")[0], "datetime"); got != first[0] {
		t.Errorf("back on the first page: %s", got)
	}
	d = s.page("/?sort=oldest")
	if got := attr(d.all("li.hit time")[0], "datetime"); got != "2022-01-01T12:00:00Z" {
		t.Errorf("oldest first: %s", got)
	}
	d.link("Newer")
}

func TestFormKeepsTheQuestion(t *testing.T) {
	s := start(t, newMemory(numbered(3)...))
	const path = "/?q=harvest&source=The+Hill&source=Other&from=2022&to=2023&sort=oldest&match=any"
	d := s.page(path)
	values := url.Values{}
	for _, n := range d.all("form input") {
		values.Add(attr(n, "name"), attr(n, "value"))
	}
	want, _ := url.ParseQuery(strings.TrimPrefix(path, "/?"))
	if values.Encode() != want.Encode() {
		t.Errorf("the form sends %s, want %s", values.Encode(), want.Encode())
	}
	if got := attr(d.all("nav ul.sorts a")[1], "href"); got != "/?from=2022&match=any&q=harvest&sort=newest&source=The+Hill&source=Other&to=2023" {
		t.Errorf("sort link %s", got)
	}
	if got := attr(d.all("ul.chips a")[1], "href"); got != "/?from=2022&match=any&q=harvest&sort=oldest&source=Other&to=2023" {
		t.Errorf("link without the first filter %s", got)
	}
	if got := attr(d.all("ul.chips a")[0], "href"); strings.Contains(got, "match") {
		t.Errorf("link without match=any %s", got)
	}
	if cur := d.all("ul.sorts a")[2]; attr(cur, "aria-current") != "true" {
		t.Error("the order in use is not said")
	}
}

func TestPageIsLenient(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	d := s.page("/?" + q(`russia "unclosed`))
	note := d.all("ul.notes li")
	if len(note) == 0 {
		t.Fatalf("nothing is said about the quote:\n%s", d.raw)
	}
	fix := d.all("ul.notes a")
	if len(fix) == 0 || !strings.Contains(attr(fix[0], "href"), "q=russia+%22unclosed%22") {
		t.Errorf("the fix: %s", d.raw)
	}
	for path, want := range map[string]string{
		"/?q=russia&from=someday":       "“from” was left out",
		"/?q=russia&limit=1000":         "“limit” was left out",
		"/?q=russia&cursor=zzz":         "this is their first page",
		"/?q=russia&sort=best":          "“sort” was left out",
		"/?q=russia&utm_source=x&zz=1":  "“utm_source”, “zz”",
		"/?q=russia&x=%zz":              "could not be read",
		"/?q=russia&from=x&sort=y&to=z": "“sort” was left out",
	} {
		d := s.page(path)
		if got := strings.Join(d.texts("ul.notes li"), " "); !strings.Contains(got, want) || len(d.all("li.hit")) != 1 {
			t.Errorf("%s: %d hits, notes %q, want %q", path, len(d.all("li.hit")), got, want)
		}
	}
	if got := attr(s.page("/?from=someday").all("form input")[1], "value"); got != "someday" {
		t.Errorf("the date that was typed is gone: %q", got)
	}
	d = s.page("/?syntax=strict&" + q(`"unclosed`))
	if len(d.all("ul.notes li")) == 0 || len(d.all("li.hit")) != 0 || len(d.all("div.count")) != 0 {
		t.Errorf("strict on the page:\n%s", d.raw)
	}
}

func TestEmptyResult(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	d := s.page("/?from=2020&source=Nobody&" + q(`"war on Ukraine" peace`))
	if got := textOf(d.one("section.empty h2")); got != "No article matches" {
		t.Errorf("heading %q", got)
	}
	for text, want := range map[string]string{
		"all dates":          "/?q=%22war+on+Ukraine%22+peace&source=Nobody",
		"without the filter": "/?from=2020&q=%22war+on+Ukraine%22+peace",
		"without the quotes": "/?from=2020&q=war+on+Ukraine+peace&source=Nobody",
		"any of the words":   "/?from=2020&match=any&q=%22war+on+Ukraine%22+peace&source=Nobody",
	} {
		if got := d.link(text); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	empty := start(t, newMemory())
	d = empty.page("/")
	if got := textOf(d.one("section.empty")); !strings.Contains(got, "newsdex index PATH") {
		t.Errorf("an empty index says %q", got)
	}
	if d := s.page("/?limit=0"); len(d.all("section.empty")) != 0 {
		t.Error("limit=0 says that nothing matches")
	}
}

func TestArticlePage(t *testing.T) {
	a := complete(&article.Article{
		ID: "x/y", Headline: "Grain deal", Body: "First paragraph\nof two lines about grain.\n\nSecond about GRAIN.", Byline: []string{"Ann Lee", "Bo Ek"},
		Source: "The Hill", Section: "World", Tags: []string{"food", "trade"}, URL: "https://example.org/a?b=1&c=2", Lang: "en",
		Published: article.Date{Day: "2022-07-08", Origin: article.FromURL},
	})
	s := start(t, newMemory(a))
	d := s.page("/articles/x%2Fy?q=grain")
	if got := d.texts("div.text p"); len(got) != 2 || got[0] != "First paragraph of two lines about grain." {
		t.Errorf("paragraphs %q", got)
	}
	if got := strings.Join(d.texts("article mark"), " "); got != "Grain grain GRAIN" {
		t.Errorf("marks %q", got)
	}
	if got := textOf(d.one("p.proof")); !strings.HasPrefix(got, "3 marks") {
		t.Errorf("proof %q", got)
	}
	at := d.link("go to the first")
	if n := d.all("article mark")[0]; "#"+attr(n, "id") != at {
		t.Errorf("the first mark is at %s, the link goes to %s", attr(n, "id"), at)
	}
	if got := d.link("Back to the results"); got != "/?q=grain" {
		t.Errorf("back %s", got)
	}
	if got := d.link("https://example.org"); got != a.URL {
		t.Errorf("original %s", got)
	}
	if attr(d.one("h1"), "lang") != "en" || attr(d.one("h1"), "dir") != "auto" {
		t.Error("lang or dir is missing")
	}
	facts := textOf(d.one("section.facts"))
	for _, want := range []string{"8 July 2022 (guessed from the address)", "food, trade", "x/y"} {
		if !strings.Contains(facts, want) {
			t.Errorf("%q is missing in %q", want, facts)
		}
	}
	if got := textOf(d.one("p.about span.origin")); got != "url" {
		t.Errorf("origin %q", got)
	}
	if got := textOf(s.page("/articles/x%2Fy?q=zebra").one("p.proof")); !strings.Contains(got, "does not satisfy") {
		t.Errorf("proof %q", got)
	}
	if d := s.page("/articles/x%2Fy"); len(d.all("mark")) != 0 || len(d.all("p.proof")) != 0 {
		t.Error("a page without a query has marks")
	}
	// A passage leads to the place of its first mark.
	there := attr(s.page("/?q=second").one("a.there"), "href")
	_, anchor, _ := strings.Cut(there, "#")
	found := false
	for _, n := range s.page(there).all("div.text mark") {
		found = found || attr(n, "id") == anchor
	}
	if !found {
		t.Errorf("%s leads nowhere", there)
	}
}

// hostile articles must show what they hold and do nothing.
func hostile() []*article.Article {
	const script = `</title></textarea><script>alert(1)</script><img src=x onerror=alert(2)> "quoted" 'single' {{.}}`
	return []*article.Article{
		complete(&article.Article{ID: script, Headline: script + " hostile", Body: script + " hostile\n\n" + script, Source: script, Section: script, Byline: []string{script}, Tags: []string{script}}),
		complete(&article.Article{ID: "js", Headline: "hostile address", URL: "javascript:alert(1)"}),
		complete(&article.Article{ID: "rtl", Headline: "\u202ehostile مرحبا بالعالم", Body: "\u202eمرحبا hostile", Lang: "ar"}),
		complete(&article.Article{ID: "long", Headline: strings.Repeat("wordwordword", 900) + " hostile", Body: strings.Repeat("x", 5000)}),
		complete(&article.Article{ID: "bare", Body: "hostile only"}),
		complete(&article.Article{ID: "odd", Headline: "hostile", Lang: "x-klingon", Published: article.Date{Day: "not a day", Origin: article.FromText}}),
	}
}

func TestHostileArticles(t *testing.T) {
	arts := hostile()
	s := start(t, newMemory(arts...))
	d := s.page("/?q=hostile")
	if n := len(d.all("li.hit")); n != len(arts) {
		t.Errorf("%d hits, want %d", n, len(arts))
	}
	if got := d.texts("li.hit h2 span.none"); !slices.Equal(got, []string{"No headline"}) {
		t.Errorf("without a headline: %q", got)
	}
	for _, n := range d.all("li.hit h2") {
		if len(textOf(n)) > 4*headlineRunes {
			t.Errorf("a headline of %d bytes fills the page", len(textOf(n)))
		}
	}
	for _, a := range arts {
		d := s.page("/articles/" + url.PathEscape(a.ID) + "?q=hostile")
		if len(d.all("article mark")) == 0 {
			t.Errorf("%.20q shows no mark", a.ID)
		}
		if strings.Contains(d.raw, `href="javascript`) {
			t.Errorf("%.20q links to a script", a.ID)
		}
	}
	if d := s.page("/articles/rtl"); attr(d.one("h1"), "dir") != "rtl" || attr(d.one("h1"), "lang") != "ar" {
		t.Error("direction")
	}
	const evil = `"><script>alert(1)</script>`
	d = s.page("/?sort=newest&source=" + url.QueryEscape(evil) + "&from=" + url.QueryEscape(evil) + "&" + q(evil))
	if got := attr(d.all("form input")[0], "value"); got != evil {
		t.Errorf("the box holds %q", got)
	}
	r := s.get("/articles/"+url.PathEscape(evil), "Accept", "text/html")
	parsePage(t, r.body).sound()
}

// Every template is executed with full, empty and hostile data.
func TestTemplates(t *testing.T) {
	s, err := Listen("127.0.0.1:0", Deps{Searcher: newMemory(), Version: "<v1>"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.listener.Close()
	const evil = `"><script>alert(1)</script><a href='javascript:x'>`
	link := linkView{Label: evil, URL: "javascript:alert(1)", Current: true}
	parts := []part{{Text: evil}, {Text: evil, Mark: true, Start: 3}}
	date := dateView{Machine: evil, Human: evil, Origin: evil, Says: evil, Guessed: true}
	beside := besideView{"javascript:alert(1)", evil, evil, evil, evil, date}
	boxed := func(title string) frame {
		f := s.frame(title, "article.js")
		f.Box = &boxView{title}
		return f
	}
	frame := func(title string) frame { return s.frame(title) }
	for name, tc := range map[string]struct {
		t     *template.Template
		datas []any
	}{
		"search": {s.views.search, []any{
			searchData{frame: frame("x")},
			searchData{frame: frame("x"), EmptyIndex: true, Answered: true},
			searchData{frame: frame("x"), Answered: true, Empty: &emptyView{}},
			searchData{frame: frame("x"), Answered: true, Empty: &emptyView{Instead: []linkView{link, link}, Nearest: []linkView{link}, Clauses: []clauseView{{}, {evil, evil, evil, "javascript:alert(1)", evil}}, Wider: []linkView{link}}},
			searchData{frame: frame("x"), Answered: true, Timeline: &timelineView{}, Facets: []facetView{}},
			searchData{frame: frame("x"), Answered: true, Start: "/"},
			searchData{frame: frame(evil), Answered: true, ReadAs: evil, Total: evil, Took: evil, Sorts: []linkView{link},
				Form: formView{evil, evil, evil, []keptView{{evil, evil}}, evil}, Chips: []filterView{{evil, evil, evil}},
				Folded: link, Fold: link,
				Timeline: &timelineView{Title: evil, Number: link, Share: link, Box: evil, First: evil, Last: evil, Says: evil, Crumbs: []linkView{link, {Label: evil, URL: evil}}, Undated: link,
					Bars: []barView{{}, {URL: "javascript:alert(1)", Label: evil, Says: evil, Count: evil, Articles: evil, Share: evil, X: evil, Y: evil, Height: evil}}},
				Facets: []facetView{{}, {Field: "tag", Title: evil, Values: []facetValueView{{evil, evil, "javascript:alert(1)", true}, {}}, Missing: link, More: link, Rest: evil}},
				Notes:  []noteView{{evil, evil, evil, "javascript:alert(1)"}, {Message: "x"}},
				Hits: []hitView{{}, {URL: "javascript:alert(1)", Headline: parts, Lang: evil, Dir: evil, Source: link, Section: link, Byline: []linkView{link, link}, MoreNames: 2, Published: date,
					Passages: []passageView{{}, {parts, evil, true, true}}, CopiesSay: evil, Copies: []copyView{{}, {"javascript:alert(1)", evil, date}}, AllCopies: link}},
				Prev: "javascript:alert(1)", Next: evil, PrevLabel: evil, NextLabel: evil},
		}},
		"build": {s.views.build, []any{
			buildData{frame: frame("x")},
			buildData{frame: frame("x"), Asked: true},
			buildData{frame: frame(evil), V: url.Values{"q": {evil}, "words": {evil}, "near_a": {evil}, "near_n": {evil}, "from": {evil}}, Text: evil, ReadAs: evil, URL: "javascript:alert(1)",
				Notes: []noteView{{evil, evil, evil, "javascript:alert(1)"}}, Asked: true},
		}},
		"article": {s.views.article, []any{
			articleData{frame: frame("x")},
			articleData{frame: boxed(evil), Q: evil, Back: "javascript:alert(1)", ReadAs: evil, Notes: []noteView{{evil, evil, evil, evil}}, Searched: true, Matched: true, Marks: marksView{2, evil, evil, evil}, Narrowed: true,
				Lang: evil, Dir: evil, Headline: []piece{{Text: evil}, {Text: evil, Mark: true}}, Paragraphs: []paragraphView{{}, {evil, []piece{{Text: evil, Mark: true, ID: "b9", Step: &stepView{evil, evil, evil}}}}}, Byline: []string{evil, evil}, Source: evil, Section: evil, Tags: []string{evil, evil},
				URL: "javascript:alert(1)", Published: date, Updated: &date, FirstSeen: &date, Words: evil, Language: evil, ID: evil, ReadFrom: evil, JSON: evil,
				Cite:    citeView{[]citeFormView{{"cite-text", evil, "javascript:alert(1)", []string{evil, evil}, ""}, {"cite-ris", evil, evil, nil, evil}, {ID: evil}}, evil},
				Copies:  copiesView{evil, []besideView{beside, {}}, evil},
				Similar: similarView{[]besideView{beside}, []linkView{link, link}, evil, "javascript:alert(1)", false, evil}},
			articleData{frame: frame("x"), Similar: similarView{Late: true, JSON: "javascript:alert(1)"}, Copies: copiesView{Says: "x"}},
			articleData{frame: frame("x"), Searched: true, Matched: true},
			articleData{frame: frame("x"), Searched: true},
		}},
		"error": {s.views.failure, []any{failure{frame: frame("")}, failure{boxed(evil), problemJSON{Title: evil, Detail: evil, RequestID: evil, Status: 500, Errors: []problemErrorJSON{{evil, nil, evil, nil}}}, []string{evil}, "javascript:alert(1)", evil}}},
	} {
		t.Run(name, func(t *testing.T) {
			for i, data := range tc.datas {
				var b bytes.Buffer
				if err := tc.t.Execute(&b, data); err != nil {
					t.Fatalf("data %d: %v", i, err)
				}
				if strings.Contains(b.String(), "<no value>") {
					t.Errorf("data %d: something has no value", i)
				}
				d := parsePage(t, b.String())
				d.sound()
			}
		})
	}
}

func TestDateOf(t *testing.T) {
	instant, err := article.ParseDate("2022-07-08T10:05:00+02:00", article.FromField)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		in             article.Date
		machine, human string
		guessed        bool
	}{
		"none":    {article.Date{}, "", "undated", false},
		"day":     {day("2022-07-08", article.FromMeta), "2022-07-08", "8 July 2022", false},
		"instant": {instant, "2022-07-08T10:05:00+02:00", "8 July 2022, 10:05 +02:00", false},
		"guessed": {day("2022-07-08", article.FromText), "2022-07-08", "8 July 2022", true},
	} {
		t.Run(name, func(t *testing.T) {
			v := dateOf(tc.in)
			if v.Machine != tc.machine || v.Human != tc.human || v.Guessed != tc.guessed || v.Says == "" || v.Origin != string(tc.in.From()) {
				t.Errorf("%+v", v)
			}
		})
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1448: "1,448", 1234567: "1,234,567"} {
		if got := count(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
