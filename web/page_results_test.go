package web

import (
	"context"
	"fmt"
	"net/url"
	"newsdex/article"
	"newsdex/search"
	"slices"
	"strings"
	"testing"
)

// id returns the part of a page with that id.
func (d *dom) id(id string) *dom {
	d.t.Helper()
	for n := range d.root.Descendants() {
		if attr(n, "id") == id {
			return &dom{d.t, n, d.raw}
		}
	}
	d.t.Fatalf("nothing has the id %s in\n%s", id, d.raw)
	return nil
}

// grain are articles with values of all facets, two of them with one text.
func grain() []*article.Article {
	dated := func(id, day, source, section, by string, tags ...string) *article.Article {
		a := &article.Article{ID: id, Headline: "Grain " + id, Body: "Grain of " + id + ".", Source: source, Section: section, Tags: tags, Lang: "en"}
		if by != "" {
			a.Byline = []string{by}
		}
		if day != "" {
			a.Published = article.Date{Day: day, Origin: article.FromField}
		}
		return complete(a)
	}
	copied := dated("copied", "1987-03-20", "The Sun", "World", "Ann Lee", "wheat")
	original := dated("original", "1987-03-21", "Reuters", "World", "Ann Lee", "wheat", "corn")
	copied.Headline, copied.Body = original.Headline, original.Body
	copied.HashContent()
	other := dated("other", "1987-04-02", "Reuters", "World", "")
	other.Headline, other.Body = "Steel", "Nothing of that."
	other.HashContent()
	return []*article.Article{
		original, copied, other,
		dated("early", "1987-02-28", "Reuters", "Markets", "Bo Ek", "corn"),
		dated("late", "1987-05-01", "The Hill", "World", "Ann Lee", "wheat"),
		dated("french", "1987-04-01", "Le Monde", "", "", "blé"),
		dated("undated", "", "The Hill", "World", "Bo Ek"),
	}
}

// total is how many articles the page says that it found.
func (d *dom) total() string { return textOf(d.id("total").root) }

// facet returns the values and counts of a facet.
func (d *dom) facet(field string) []string { return d.id("facet-" + field).texts("li") }

func TestFacets(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/?q=grain")
	for field, want := range map[string][]string{
		"source":  {"Reuters 2", "The Hill 2", "Le Monde 1", "The Sun 1"},
		"section": {"World 4", "Markets 1", "not given 1"},
		"byline":  {"Ann Lee 3", "Bo Ek 2", "not given 1"},
		"tag":     {"wheat 3", "corn 2", "blé 1", "not given 1"},
		"lang":    {"English (en) 6"},
		"year":    {"1987 5", "undated 1"},
	} {
		if got := d.facet(field); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	chosen := s.page(d.id("facet-source").link("The Hill"))
	if got := len(chosen.all("li.hit")); got != 2 {
		t.Errorf("%d hits from The Hill", got)
	}
	if got := chosen.facet("source"); !slices.Equal(got, []string{"Reuters 2", "The Hill 2", "Le Monde 1", "The Sun 1"}) {
		t.Errorf("the values beside the chosen one lost their counts: %q", got)
	}
	if got := attr(chosen.id("facet-source").all("a")[1], "aria-current"); got != "true" {
		t.Errorf("the chosen value is not said: %q", got)
	}
	both := s.page(chosen.id("facet-source").link("The Sun"))
	if got := len(both.all("li.hit")); got != 3 {
		t.Errorf("%d hits from two sources", got)
	}
	if got := both.texts("ul.chips li"); !slices.Equal(got, []string{"source: The Hill ×", "source: The Sun ×"}) {
		t.Errorf("chips %q", got)
	}
	for _, back := range []string{both.id("facet-source").link("The Sun"), attr(both.all("ul.chips a")[1], "href")} {
		if back != attr(chosen.all("a")[0], "href") && back != "/?q=grain&source=The+Hill" {
			t.Errorf("back to one source: %s", back)
		}
	}
	year := s.page(d.id("facet-year").link("1987"))
	if got := year.texts("ul.chips li"); !slices.Equal(got, []string{"published: 1987 ×"}) {
		t.Errorf("chips %q", got)
	}
	if got := year.id("facet-year").link("1987"); got != "/?q=grain" {
		t.Errorf("without the year: %s", got)
	}
	if got := s.page(d.id("facet-year").link("undated")).texts("li.hit h2"); !slices.Equal(got, []string{"Grain undated"}) {
		t.Errorf("undated: %q", got)
	}
}

// Each link of a facet finds what its count says, where nothing of that facet is
// in use; a language is found with its regions.
func TestFacetCountsAreWhatLinksFind(t *testing.T) {
	arts := grain()
	for i, lang := range []string{"en-gb", "en-us", "eng", "de"} {
		arts = append(arts, complete(&article.Article{ID: lang, Headline: "Grain", Body: fmt.Sprint("Report ", i), Lang: lang, Source: " padded ", Published: day("2020-02-29", article.FromField)}))
	}
	s := start(t, newMemory(arts...))
	d := s.page("/?q=grain&fold=none")
	seen := 0
	for _, field := range search.FacetFields() {
		for _, n := range d.id("facet-" + field).all("li a") {
			says, _ := strings.CutSuffix(s.page(attr(n, "href")).total(), "s")
			if text := textOf(n); !strings.HasSuffix(text, " "+strings.TrimSuffix(says, " article")) {
				t.Errorf("%s: %q finds %s", field, text, says)
			}
			seen++
		}
	}
	if seen < 15 {
		t.Errorf("only %d links", seen)
	}
	if got := d.facet("lang"); !slices.Equal(got, []string{"English (en) 8", "German (de) 1", "en-gb 1", "en-us 1", "eng 1"}) {
		t.Errorf("languages %q", got)
	}
}

// Where copies are folded, the page says that other counts hold them, also when
// the list has none: a facet ignores its own parameter.
func TestCountsOfCopiesAreSaid(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for path, want := range map[string]bool{
		"/?q=grain":                          true,
		"/?q=grain&source=Reuters":           true,
		"/?q=grain&from=1987-04":             true,
		"/?q=late":                           false,
		"/?q=grain&fold=none":                false,
		"/?q=grain&fold=none&source=Reuters": false,
	} {
		if got := strings.Contains(s.page(path).raw, "Counts, and the timeline, include copies."); got != want {
			t.Errorf("%s: said is %v, want %v", path, got, want)
		}
	}
}

// Whatever changes the page and has no control of its own is a chip.
func TestChipsRemove(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/?q=grain&limit=0&passages=1&facets=source&facet_limit=3&match=any&syntax=lenient&tag=wheat&from=1987-02-01T00:00Z&to=1987-05")
	want := []string{"match: any ×", "syntax: lenient ×", "tag: wheat ×", "limit: 0 ×", "passages: 1 ×", "facets: source ×", "facet_limit: 3 ×", "published: 1987-02-01T00:00Z – 1987-05 ×"}
	if got := d.texts("ul.chips li"); !slices.Equal(got, want) {
		t.Fatalf("chips %q, want %q", got, want)
	}
	for len(want) > 0 {
		d, want = s.page(attr(d.all("ul.chips a")[0], "href")), want[1:]
		if got := d.texts("ul.chips li"); !slices.Equal(got, want) {
			t.Fatalf("chips %q, want %q", got, want)
		}
	}
	if got := len(d.all("li.hit")); got != 5 {
		t.Errorf("%d hits without chips", got)
	}
}

// What stands below an empty answer finds what it says.
func TestClausesFindWhatTheySay(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for _, fold := range []string{"", "&fold=none"} {
		d := s.page("/?q=original+zebra" + fold)
		n := d.one("table.clauses a")
		if total := s.page(attr(n, "href")).total(); textOf(n) != total+": original" {
			t.Errorf("%q finds %s", textOf(n), total)
		}
	}
	for path, want := range map[string]string{"/?q=zebra": "all of them must be there", "/?q=zebra+yak&match=any": "one of them is enough"} {
		if got := textOf(s.page(path).one("section.empty")); !strings.Contains(got, want) {
			t.Errorf("%s: %q", path, got)
		}
	}
}

// Quotes are offered to be left out only where that leaves the words.
func TestWithoutQuotes(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for q, want := range map[string]string{
		`"deal grain"`:               "/?q=deal+grain",
		`zebra “deal grain” -steel`:  "/?q=zebra+deal+grain+-steel",
		`"war or peace"`:             "",
		`"not zebra"`:                "",
		`"zebra w/5 yak"`:            "",
		`source:"The Post"`:          "",
		`zebra W/5 "deal grain"`:     "",
		`-"grain of" zebra`:          "",
		`"deal grain"~2`:             "",
		`"zebra yak" OR "yak zebra"`: "",
	} {
		d, got := s.page("/?"+url.Values{"q": {q}}.Encode()), ""
		for _, n := range d.all("ul.wider a") {
			if strings.Contains(textOf(n), "without the quotes") {
				got = attr(n, "href")
			}
		}
		if got != want || len(d.all("section.empty")) == 0 {
			t.Errorf("%s: %q, want %q", q, got, want)
		}
	}
}

func TestDatesInReverse(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for path, want := range map[string]bool{"/?from=1988&to=1987": true, "/?from=1987&to=1987": false, "/?from=1988": false} {
		if got := strings.Contains(strings.Join(s.page(path).texts("ul.notes li"), ""), "end before they start"); got != want {
			t.Errorf("%s: said is %v", path, got)
		}
	}
}

// A page is one question to the engine, however much it shows.
func TestPageIsOneQuestion(t *testing.T) {
	m := newMemory(grain()...)
	s := start(t, m)
	asked := 0
	m.trouble(func(context.Context) error { asked++; return nil })
	r := s.get("/?q=grain&from=1987&share=1&more=tag&fold=none", "Accept", "text/html")
	if r.status != 200 || asked != 1 {
		t.Errorf("%d: the engine was asked %d times", r.status, asked)
	}
	if !strings.HasPrefix(r.header.Get("Server-Timing"), "search;dur=") {
		t.Errorf("Server-Timing %q", r.header.Get("Server-Timing"))
	}
}

// What only helps is left out when time runs out; the page is there.
func TestHelpIsLate(t *testing.T) {
	m := newMemory(grain()...)
	s := start(t, m)
	asked := 0
	m.trouble(func(context.Context) error {
		if asked++; asked > 1 {
			return context.DeadlineExceeded
		}
		return nil
	})
	d := s.page("/?q=grian&from=1990")
	if got := textOf(d.one("section.empty h2")); got != "No article matches" || len(d.all("p.instead")) > 0 {
		t.Errorf("heading %q", got)
	}
}

// A long facet shows its first values, then a hundred, and says what is left.
// Values in use are always shown.
func TestLongFacet(t *testing.T) {
	const all = 500
	var arts []*article.Article
	for i := range all {
		arts = append(arts, complete(&article.Article{ID: fmt.Sprint(i), Headline: "Wire", Body: fmt.Sprint("text ", i), Source: fmt.Sprintf("Source %03d", i)}))
	}
	s := start(t, newMemory(arts...))
	d := s.page("/?source=Source+050")
	got := d.facet("source")
	if len(got) != facetShown+1 || got[facetShown] != "Source 050 1" {
		t.Errorf("%d values: %q", len(got), got)
	}
	more := s.page(d.id("facet-source").link("Show 100 of 500"))
	if got := more.facet("source"); len(got) != search.MaxFacetLimit {
		t.Errorf("%d values", len(got))
	}
	if got := textOf(more.id("facet-source").one("p.says")); got != "400 more are not shown; narrow the search to see them." {
		t.Errorf("what is left: %q", got)
	}
	if got := more.id("facet-source").link("Show fewer"); got != "/?source=Source+050#facet-source" {
		t.Errorf("fewer: %s", got)
	}
	if got := s.page("/?facet_limit=20").facet("source"); len(got) != 20 {
		t.Errorf("facet_limit=20 shows %d", len(got))
	}
}

func TestCopiesOnThePage(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/?q=grain&sort=newest")
	if got := textOf(d.one("div.count p")); !strings.HasPrefix(got, "5 articles in ") || !strings.HasSuffix(got, ", and 1 copy: show all") {
		t.Errorf("total %q", got)
	}
	if got := textOf(d.one("p.copies")); got != "and 1 copy: The Sun, 20 March 1987 field" {
		t.Errorf("copies %q", got)
	}
	if got := attr(d.one("p.copies a"), "href"); got != "/articles/copied?q=grain&sort=newest" {
		t.Errorf("link of the copy %s", got)
	}
	all := s.page(d.link("show all"))
	if got := len(all.all("li.hit")); got != 6 || len(all.all("p.copies")) != 0 {
		t.Errorf("%d hits", got)
	}
	if got := all.link("fold them"); got != "/?q=grain&sort=newest" {
		t.Errorf("folded again: %s", got)
	}
}

// Of many copies some are named; the rest is one link away.
func TestManyCopies(t *testing.T) {
	var arts []*article.Article
	for i := range 9 {
		arts = append(arts, complete(&article.Article{ID: fmt.Sprint("x", i), Headline: "Wire", Body: "The same."}))
	}
	d := start(t, newMemory(arts...)).page("/?q=wire")
	if got := textOf(d.one("p.copies")); got != "and 8 copies: x1, undated; x2, undated; x3, undated; 5 more" {
		t.Errorf("copies %q", got)
	}
	if got := d.link("5 more"); got != "/?fold=none&q=wire" {
		t.Errorf("the others: %s", got)
	}
}

func TestNearestMonths(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for path, want := range map[string]string{
		"/?q=grain&from=1987-03&to=1987-03-10": "Nothing on these dates. Nearest: 1 article in March 1987; 1 article in April 1987.",
		"/?q=grain&from=1986&to=1986":          "Nothing on these dates. Nearest: 1 article in February 1987.",
		"/?q=grain&from=2001":                  "Nothing on these dates. Nearest: 1 article in May 1987.",
		"/?q=grain&to=1900":                    "Nothing on these dates. Nearest: 1 article in February 1987.",
	} {
		d := s.page(path)
		if got := textOf(d.one("p.nearest")); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
		for _, n := range d.all("p.nearest a") {
			if total := s.page(attr(n, "href")).total(); !strings.HasPrefix(textOf(n), total+" in ") {
				t.Errorf("%s: %q finds %s", path, textOf(n), total)
			}
		}
	}
	// The same with copies shown each.
	// Where the dates are to blame, looser words would find nothing either.
	if got := s.page("/?q=%22grain+early%22&from=2001").texts("ul.wider li"); !slices.Equal(got, []string{"Search all dates"}) {
		t.Errorf("offered besides: %q", got)
	}
	if got := s.page("/?q=%22grain+nowhere%22&from=2001").texts("ul.wider li"); len(got) != 3 {
		t.Errorf("offered for words that are not there: %q", got)
	}
	if got := textOf(s.page("/?q=grain&from=1986&to=1987-02-27&fold=none").one("p.nearest")); got != "Nothing on these dates. Nearest: 1 article in February 1987; 2 articles in March 1987." {
		t.Errorf("copies included: %q", got)
	}
	// Months cannot be compared with a moment.
	if d := s.page("/?q=grain&from=1986-01-01T00:00:00Z&to=1986-01-02T00:00:00Z"); len(d.all("p.nearest")) != 0 {
		t.Error("a month is near to a moment")
	}
	if d := s.page("/?q=zebra&from=1986&to=1986"); len(d.all("p.nearest")) != 0 {
		t.Error("a month without hits is near")
	}
}

func TestDidYouMean(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/?q=grian+early&source=Reuters")
	if got := textOf(d.one("p.instead")); got != "Did you mean grain early?" {
		t.Errorf("instead: %q", got)
	}
	if got := attr(d.one("p.instead a"), "href"); got != "/?q=grain+early&source=Reuters" {
		t.Errorf("link %s", got)
	}
	if got := textOf(d.id("total").root); got != "0 articles" {
		t.Errorf("the word was put in: %s", got)
	}
	for _, path := range []string{"/?q=grain", "/?q=grian&syntax=words", "/?q=xyzzy"} {
		if d := s.page(path); len(d.all("p.instead")) != 0 {
			t.Errorf("%s offers a word", path)
		}
	}
}

func TestPageParameters(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for path, want := range map[string]string{
		"/?q=grain&q=steel":        "“q” was given 2 times; the first is used.",
		"/?q=grain&to=%ff&to=":     "“to” is not valid UTF-8",
		"/?q=grain&highlight=none": "“highlight” was left out",
		"/?q=grain&share=yes":      "“share” was left out",
		"/?q=grain&more=colour":    "“more” was left out",
	} {
		d := s.page(path)
		if got := strings.Join(d.texts("ul.notes li"), " "); !strings.Contains(got, want) || len(d.all("li.hit")) == 0 {
			t.Errorf("%s: notes %q", path, got)
		}
	}
	// The form keeps what the page is set to.
	var kept []string
	for _, n := range s.page("/?share=1&more=tag&cursor=zzz").id("kept").all("input") {
		kept = append(kept, attr(n, "name")+"="+attr(n, "value"))
	}
	if !slices.Equal(kept, []string{"share=1", "more=tag"}) {
		t.Errorf("kept %q", kept)
	}
}

// Every link of a page with hostile data in every field leads to a sound page.
func TestHostileLinks(t *testing.T) {
	var arts []*article.Article
	for i, evil := range []string{`</script><script>alert(1)</script>`, `javascript:alert(1)`, `" onfocus="alert(1)`, "\u202eمرحبا", `a&b=c#d?e%zz+f`, `{{.}}`, strings.Repeat("long ", 2000)} {
		arts = append(arts, complete(&article.Article{ID: fmt.Sprint(i, evil[:min(9, len(evil))]), Headline: evil + " hostile", Body: evil, Source: evil, Section: evil, Byline: []string{evil}, Tags: []string{evil, "x" + evil}, Lang: "en", Published: day(fmt.Sprintf("2022-0%d-01", i+1), article.FromURL)}))
	}
	s := start(t, newMemory(arts...))
	d := s.page("/?q=hostile")
	if got := len(d.all("li.hit")); got != len(arts) {
		t.Fatalf("%d hits", got)
	}
	seen := map[string]bool{}
	for _, n := range append(d.all("aside a"), d.all("li.hit p.about a")...) {
		href := attr(n, "href")
		if seen[href] || strings.HasPrefix(href, "#") {
			continue
		}
		seen[href] = true
		u, err := url.Parse(href)
		if err != nil || u.Host != "" || u.Path != "/" {
			t.Errorf("a link to %q", href)
			continue
		}
		if got := s.page(href); len(got.all("li.hit")) == 0 {
			t.Errorf("%s finds nothing", href)
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d links were followed", len(seen))
	}
}
