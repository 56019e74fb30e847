package web

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
)

func search1(t *testing.T, s *live, params string) answerJSON {
	t.Helper()
	return s.get("/v1/search?" + params).answer(t)
}

func q(s string) string { return "q=" + url.QueryEscape(s) }

func TestSearchOnTheSeed(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	for query, want := range map[string]int{
		`"war in Ukraine"`: 1, `"war on Ukraine"`: 0, `neutral`: 1, `“food security”`: 1, `"email address"`: 0,
		`blinken NOT taiwan`: 0, `blinken -moscow`: 1, `headline:taiwan`: 0, `(moscow OR bali) AND wang`: 1,
		`published:none`: 1, `china "standing up"`: 0, ``: 1, `"Uyghur"`: 0, `uyghur`: 1,
	} {
		a := search1(t, s, q(query))
		if a.Total.Value != want || a.Total.Relation != "eq" || len(a.Hits) != want {
			t.Errorf("%s: total %+v with %d hits, want %d", query, a.Total, len(a.Hits), want)
		}
	}
}

func TestHit(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	r := s.get("/v1/search?" + q(`"war in Ukraine"`))
	h := r.answer(t).Hits[0]
	if h.HeadlineHTML == nil || !strings.Contains(*h.HeadlineHTML, "<mark>war in Ukraine</mark>") {
		t.Errorf("headline_html %v", h.HeadlineHTML)
	}
	if !strings.Contains(r.body, "<mark>war in Ukraine</mark>") {
		t.Error("JSON escapes the marks, so that a person cannot read them")
	}
	marked := h.Headline[h.HeadlineMatches[0][0]:h.HeadlineMatches[0][1]]
	if len(h.HeadlineMatches) != 1 || marked != "war in Ukraine" {
		t.Errorf("headline_matches %v, %q", h.HeadlineMatches, marked)
	}
	if h.Byline == nil || h.Source != nil || h.PublishedAt != nil || h.DateOrigin != "none" || h.URL != nil {
		t.Errorf("absent fields: %+v", h)
	}
	for _, part := range []string{`"byline":[]`, `"source":null`, `"section":null`, `"published_at":null`, `"url":null`, `"next_cursor":null`, `"prev_cursor":null`, `"warnings":[]`} {
		if !strings.Contains(r.body, part) {
			t.Errorf("%s is missing in %s", part, r.body)
		}
	}
}

func TestPassages(t *testing.T) {
	art := seed(t)
	s := start(t, newMemory(art))
	a := search1(t, s, q(`neutral`)+"&passages=3")
	if len(a.Hits[0].Passages) == 0 {
		t.Fatal("no passages")
	}
	for _, p := range a.Hits[0].Passages {
		if p.Field != "body" || p.Start >= p.End || p.End > len(art.Body) {
			t.Fatalf("passage %+v", p)
		}
		var html strings.Builder
		for _, part := range p.Parts {
			if part.Mark {
				html.WriteString("<mark>" + part.Text + "</mark>")
			} else {
				html.WriteString(part.Text)
			}
		}
		if len(p.Matches) == 0 || !strings.Contains(*p.HTML, "<mark>") || partsText(p.Parts) != p.Text || strings.ReplaceAll(*p.HTML, "&#39;", "'") != html.String() {
			t.Errorf("the forms of a passage differ: %+v", p)
		}
		for _, m := range p.Matches {
			if w := art.Body[m[0]:m[1]]; !strings.HasPrefix(strings.ToLower(w), "neutral") {
				t.Errorf("%q is marked", w)
			}
		}
	}
	if n := len(search1(t, s, q(`neutral`)+"&passages=0").Hits[0].Passages); n != 0 {
		t.Errorf("passages=0 gives %d", n)
	}
	lead := search1(t, s, q(`published:none`))
	if ps := lead.Hits[0].Passages; len(ps) != 1 || ps[0].Matches == nil || len(ps[0].Matches) != 0 || !strings.HasPrefix(art.Body, ps[0].Text[:40]) {
		t.Errorf("a filter's passage should be the lead without marks: %+v", ps)
	}
}

func TestHighlight(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	for mode, want := range map[string][4]bool{ // html, parts, matches, text
		"html": {true, true, true, true}, "offsets": {false, false, true, true}, "none": {false, false, false, true},
	} {
		h := search1(t, s, q(`ukraine`)+"&highlight="+mode).Hits[0]
		p := h.Passages[0]
		got := [4]bool{p.HTML != nil, p.Parts != nil, p.Matches != nil, p.Text != ""}
		head := [4]bool{h.HeadlineHTML != nil, h.HeadlineParts != nil, h.HeadlineMatches != nil, h.Headline != ""}
		if got != want || head != want {
			t.Errorf("highlight=%s: passage %v, headline %v, want %v", mode, got, head, want)
		}
	}
}

func TestPaging(t *testing.T) {
	s := start(t, newMemory(numbered(25)...))
	var forward []string
	var cursors []string
	next := ""
	for {
		a := search1(t, s, "sort=newest&limit=10&cursor="+url.QueryEscape(next))
		for _, h := range a.Hits {
			forward = append(forward, h.ID)
		}
		if a.PrevCursor != nil {
			cursors = append(cursors, *a.PrevCursor)
		}
		if a.NextCursor == nil {
			break
		}
		next = *a.NextCursor
	}
	if len(forward) != 25 || len(slices.Compact(slices.Sorted(slices.Values(forward)))) != 25 || forward[0] != "aay" || forward[24] != "aaa" {
		t.Fatalf("paging gives %v", forward)
	}
	back := search1(t, s, "sort=newest&limit=10&cursor="+url.QueryEscape(cursors[len(cursors)-1]))
	if len(back.Hits) != 10 || back.Hits[0].ID != forward[10] {
		t.Errorf("going back gives %d hits from %s, want %s", len(back.Hits), back.Hits[0].ID, forward[10])
	}
	p := s.get("/v1/search?q=harvest&sort=newest&cursor="+url.QueryEscape(next)).isProblem(t, badParameter)
	if p.Errors[0].Parameter != "cursor" {
		t.Errorf("a cursor of another query: %+v", p)
	}
	if a := search1(t, s, "limit=0"); a.Total.Value != 25 || len(a.Hits) != 0 || a.Limit != 0 {
		t.Errorf("limit=0: %+v", a)
	}
}

func TestFiltersAndDates(t *testing.T) {
	arts := []*article.Article{
		complete(&article.Article{ID: "1", Headline: "Grain", Source: "The Hill", Section: "World", Byline: []string{"Ann Lee", "Bo Ek"}, Published: day("2022-07-08", article.FromMeta)}),
		complete(&article.Article{ID: "2", Headline: "Grain", Source: "Hill", Tags: []string{"a,b"}, Published: day("2022-08-01", article.FromURL)}),
		complete(&article.Article{ID: "3", Headline: "Grain", Source: "The Hill", Lang: "de"}),
	}
	s := start(t, newMemory(arts...))
	for params, want := range map[string]string{
		"source=The+Hill":                             "1 3",
		"source=The+Hill&source=Hill":                 "1 2 3",
		"source=The+Hill&lang=de":                     "3",
		"byline=Bo+Ek":                                "1",
		"byline=Bo":                                   "",
		"tag=" + url.QueryEscape("a,b"):               "2",
		"from=2022-07-09":                             "2",
		"to=2022-07":                                  "1",
		"from=2022-07&to=2022-08":                     "1 2",
		"source=&from=&limit=":                        "1 2 3",
		"q=grain&section=World&section=Sport&lang=en": "1",
		"sort=newest":                                 "1 2 3",
	} {
		a := search1(t, s, params)
		var ids []string
		for _, h := range a.Hits {
			ids = append(ids, h.ID)
		}
		slices.Sort(ids)
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("%s: %s, want %s", params, got, want)
		}
	}
	if h := search1(t, s, "source=Hill").Hits[0]; *h.PublishedAt != "2022-08-01" || h.DateOrigin != "url" {
		t.Errorf("a bare day: %+v", h)
	}
}

func TestBadParameters(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	for params, want := range map[string][3]string{ // parameter, fix, a piece of the message
		"sorted=newest":        {"sorted", "sort", "q, match, syntax"},
		"Source=x":             {"Source", "source", "source"},
		"lnag=en":              {"lnag", "lang", "lang"},
		"facets=source,author": {"facets", "", "not something to count by"},
		"facet_limit=101":      {"facet_limit", "100", "above the limit"},
		"explain=1":            {"explain", "", "not a parameter"},
		"sort=newset":          {"sort", "newest", "relevance, newest, oldest"},
		"match=some":           {"match", "", "all, any"},
		"syntax=loose":         {"syntax", "", "strict, lenient, words"},
		"highlight=off":        {"highlight", "", "html, offsets, none"},
		"limit=ten":            {"limit", "", "0 to 100"},
		"limit=101":            {"limit", "100", "0 to 100"},
		"limit=-1":             {"limit", "0", "0 to 100"},
		"limit=1.5":            {"limit", "", "whole number"},
		"passages=11":          {"passages", "10", "0 to 10"},
		"q=a&q=b":              {"q", "", "once"},
		"q=%ff":                {"q", "", "UTF-8"},
		"from=someday":         {"from", "", ""},
		"cursor=zzz":           {"cursor", "", "next_cursor"},
		"to=2022-13&from=x":    {"from", "", ""},
	} {
		r := s.get("/v1/search?" + params)
		p := r.isProblem(t, badParameter)
		if r.status != 400 || len(p.Errors) == 0 {
			t.Errorf("%s: %d %s", params, r.status, r.body)
			continue
		}
		e := p.Errors[0]
		if e.Parameter != want[0] || !strings.Contains(e.Message, want[2]) || (e.Fix == nil) != (want[1] == "") || e.Fix != nil && *e.Fix != want[1] {
			t.Errorf("%s: %s", params, r.body)
		}
	}
	if p := s.get("/v1/search?limit=x&sort=y&sorted=z").isProblem(t, badParameter); len(p.Errors) != 3 {
		t.Errorf("all that is wrong should be said at once: %+v", p.Errors)
	}
	s.get("/v1/search?q=50%").isProblem(t, badParameter)
	s.get("/v1/search?q=a;b").isProblem(t, badParameter)
	s.get("/v1/articles/x?sort=newest").isProblem(t, badParameter)
	s.get("/v1/parse?limit=1").isProblem(t, badParameter)
}

func TestBadQuery(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	for _, path := range []string{"/v1/search?", "/v1/parse?", "/v1/articles/" + seed(t).ID + "?"} {
		p := s.get(path+q(`grain "unclosed`)).isProblem(t, badQuery)
		e := p.Errors[0]
		if p.Status != 400 || e.Parameter != "q" || e.Span == nil || e.Span.Start != 6 || e.Fix == nil {
			t.Errorf("%s: %+v", path, p)
		}
		r := s.get(path + q(`grain "unclosed`) + "&syntax=lenient")
		if r.status != 200 || !strings.Contains(r.body, `"warnings":[{`) {
			t.Errorf("%s leniently: %d %s", path, r.status, r.body)
		}
	}
}

func TestPostSearch(t *testing.T) {
	s := start(t, newMemory(numbered(3)...))
	post := func(body string) reply { return s.do("POST", "/v1/search", body, "Content-Type", "application/json") }
	a := post(`{"q":"harvest","source":["The Hill","Other"],"sort":"oldest","limit":2,"passages":0,"cursor":null}`).answer(t)
	if a.Total.Value != 3 || len(a.Hits) != 2 || a.Hits[0].ID != "aaa" || a.Sort != "oldest" {
		t.Errorf("answer %+v", a)
	}
	get := search1(t, s, "q=harvest&source=The+Hill&source=Other&sort=oldest&limit=2&passages=0")
	get.TookMS = a.TookMS
	if fmt.Sprint(*a.NextCursor, a.Hits[0].ID) != fmt.Sprint(*get.NextCursor, get.Hits[0].ID) {
		t.Error("GET and POST differ")
	}
	for body, want := range map[string]string{
		`{"q":"x","sorted":"newest"}`: badParameter, `{"q":["x"]}`: badParameter, `{"source":"x"}`: badParameter, `{"source":[1]}`: badParameter,
		`{"limit":"10"}`: badParameter, `{"limit":1.5}`: badParameter, `{"limit":1e300}`: badParameter, `{"q":"x","q":"y"}`: badParameter,
		`{"q":"\"x"}`: badQuery, `[]`: badBody, `{"q":`: badBody, `{"q":"x"} {}`: badBody, `q=x`: badBody, `null`: badBody, `{"q":"x"`: badBody, `{"q" "x"}`: badBody,
	} {
		r := post(body)
		if p := r.isProblem(t, want); p.Status != 400 {
			t.Errorf("%s: %s", body, r.body)
		}
	}
	post("{}").answer(t)
	post("").isProblem(t, badBody)
	if r := post(`{"q":"` + strings.Repeat("x", maxQuestion) + `"}`); r.status != 413 {
		t.Errorf("a body over the limit: %d %s", r.status, r.body)
	}
	s.do("POST", "/v1/search?q=x", "{}", "Content-Type", "application/json").isProblem(t, badParameter)
}

func TestArticle(t *testing.T) {
	art := seed(t)
	s := start(t, newMemory(art))
	r := s.get("/v1/articles/" + art.ID + "?q=neutral")
	var a articleJSON
	r.into(t, &a)
	var words []string
	for _, m := range a.Matches.Body {
		words = append(words, a.Body[m[0]:m[1]])
	}
	if got := strings.Join(words, " "); got != "neutral neutral neutrality" || len(a.Matches.Headline) != 0 || strings.Count(a.BodyHTML, "<mark>") != 3 {
		t.Errorf("marks %q, headline %v", got, a.Matches.Headline)
	}
	if a.Query == nil || a.Query.Q != "neutral" || a.Matched == nil || !*a.Matched {
		t.Errorf("query %+v", a.Query)
	}
	for _, part := range []string{`"copies":[]`, `"tags":[]`, `"published_day":null`, `"date_origin":"none"`, `"updated_at":null`, `"first_seen":"2026-01-02T03:04:05Z"`} {
		if !strings.Contains(r.body, part) {
			t.Errorf("%s is missing in %s", part, r.body)
		}
	}
	r = s.get("/v1/articles/" + art.ID)
	if strings.Contains(r.body, `"query"`) || strings.Contains(r.body, "<mark>") || !strings.Contains(r.body, `"matches":{"headline":[],"body":[]}`) {
		t.Errorf("without q: %s", r.body)
	}
	r = s.get("/v1/articles/" + art.ID + "?q=xylophone")
	if !strings.Contains(r.body, `"matched":false`) {
		t.Errorf("not matched: %s", r.body)
	}
	s.get("/v1/articles/none").isProblem(t, noArticle)
}

// Identifiers of every kind must work on every route.
func TestIdentifiers(t *testing.T) {
	m := newMemory()
	s := start(t, m)
	for _, id := range []string{
		"a/b", "https://example.org/a/b?c=d&e=f#g", "two words", "100%", "%2F", "a+b", "Ünïcode/Ж", "//", "..a", "a;b", "a=b&c", "'\"<>", "a//b", "./x", "../x", "{id}", "x?y", "…",
	} {
		path := "/v1/articles/" + url.PathEscape(id)
		if r := s.do("PUT", path, `{"headline":"Zebra","body":"One zebra."}`, "Content-Type", "application/json"); r.status != 201 {
			t.Errorf("PUT %q: %d %s", id, r.status, r.body)
			continue
		} else if r.header.Get("Location") != path {
			t.Errorf("PUT %q: Location %s", id, r.header.Get("Location"))
		}
		hit := search1(t, s, "q=zebra").Hits[0]
		var a articleJSON
		s.get(hit.Links.Self).into(t, &a)
		if hit.ID != id || a.ID != id || a.Links != hit.Links || hit.Links.Self != path {
			t.Errorf("%q comes back as %q and %q at %s", id, hit.ID, a.ID, hit.Links.Self)
		}
		if r := s.get(hit.Links.Page + "?q=zebra"); r.status != 200 || !strings.Contains(r.body, ">Zebra</mark>") {
			t.Errorf("page of %q: %d", id, r.status)
		}
		if r := s.do("DELETE", path, ""); r.status != 204 || r.body != "" {
			t.Errorf("DELETE %q: %d %s", id, r.status, r.body)
		}
		s.do("DELETE", path, "").isProblem(t, noArticle)
	}
	p := s.get("/v1/articles/a/b").isProblem(t, notFound)
	if !strings.Contains(p.Detail, "%2F") {
		t.Errorf("an unescaped slash: %s", p.Detail)
	}
	s.do("PUT", "/v1/articles/%00", `{"headline":"h"}`, "Content-Type", "application/json").isProblem(t, invalidArticle)
	s.do("PUT", "/v1/articles/"+strings.Repeat("x", 513), `{"headline":"h"}`, "Content-Type", "application/json").isProblem(t, invalidArticle)
}

func TestHostileTextIsHarmlessInJSON(t *testing.T) {
	const evil = `<script>alert("x")</script> & </mark><img src=x onerror=y>`
	s := start(t, newMemory(complete(&article.Article{ID: "e", Headline: evil, Body: evil})))
	h := search1(t, s, "q=alert").Hits[0]
	for _, html := range []string{*h.HeadlineHTML, *h.Passages[0].HTML} {
		bare := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(html)
		if strings.ContainsAny(bare, "<>") || !strings.Contains(html, "<mark>alert</mark>") {
			t.Errorf("html %s", html)
		}
	}
	if h.Headline != evil {
		t.Errorf("headline %s", h.Headline)
	}
	if r := s.get("/v1/search?q=alert"); !strings.HasPrefix(r.header.Get("Content-Type"), "application/json") || r.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v", r.header)
	}
}

func TestDeadlineIsAnAnswer(t *testing.T) {
	m := newMemory(seed(t))
	m.partial = true
	s := start(t, m)
	a := search1(t, s, "q=russia")
	if a.Total.Relation != "gte" || len(a.Query.Warnings) == 0 {
		t.Errorf("answer %+v", a)
	}
	m.trouble(func(ctx context.Context) error { return context.DeadlineExceeded })
	if p := s.get("/v1/search?q=russia").isProblem(t, timedOut); p.Status != 503 {
		t.Errorf("problem %+v", p)
	}
}

func TestParse(t *testing.T) {
	s := start(t, newMemory())
	var p parseJSON
	s.get("/v1/parse?"+q(`grain -"bad deal" OR (headline:wheat since:2022-07)`)).into(t, &p)
	if p.Canonical == "" || p.ReadAs == "" || p.Tree == nil || p.Tree.Kind != "or" || len(p.Tree.Kids) != 2 {
		t.Errorf("parse %+v", p)
	}
	kinds := map[string]bool{}
	var walk func(n *nodeJSON)
	walk = func(n *nodeJSON) {
		kinds[n.Kind] = true
		for _, k := range n.Kids {
			walk(k)
		}
	}
	walk(p.Tree)
	for _, k := range []string{"or", "and", "not", "word", "phrase", "field", "date"} {
		if !kinds[k] {
			t.Errorf("the tree lacks %s: %v", k, kinds)
		}
	}
	if r := s.get("/v1/parse"); !strings.Contains(r.body, `"tree":null`) {
		t.Errorf("blank: %s", r.body)
	}
	s.SetReady(false)
	if r := s.get("/v1/parse?q=x"); r.status != 200 {
		t.Errorf("parsing needs no index: %d", r.status)
	}
}
