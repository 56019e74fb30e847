package web

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
)

// byID returns the element with an id, and the number of those.
func (d *dom) byID(id string) *html.Node {
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// Without scripts, the links behind each mark lead through all of them and back.
func TestWalkingMarks(t *testing.T) {
	s := start(t, newMemory(complete(&article.Article{ID: "x", Headline: "Grain deal", Body: "First grain.\n\nNone here.\n\nMore GRAIN, and grain."})))
	d := s.page("/articles/x?q=grain")
	step := func(mark *html.Node, class string) string {
		steps := mark.NextSibling
		for n := range steps.Descendants() {
			if n.Type == html.ElementNode && attr(n, "class") == class {
				return strings.TrimPrefix(attr(n, "href"), "#")
			}
		}
		return ""
	}
	var walk, says []string
	at := strings.TrimPrefix(d.link("go to the first"), "#")
	last := ""
	for at != "" {
		mark := d.byID(at)
		if mark == nil || mark.Data != "mark" {
			t.Fatalf("#%s is no mark", at)
		}
		if prev := step(mark, "prev"); prev != last {
			t.Errorf("#%s leads back to %q, want %q", at, prev, last)
		}
		walk, says = append(walk, at+" "+textOf(mark)), append(says, attr(mark.NextSibling, "aria-label"))
		last, at = at, step(mark, "next")
	}
	if want := []string{"h0 Grain", "b6 grain", "b31 GRAIN", "b42 grain"}; !slices.Equal(walk, want) {
		t.Errorf("walked %q, want %q", walk, want)
	}
	if want := "Mark 1 of 4|Mark 2 of 4|Mark 3 of 4|Mark 4 of 4"; strings.Join(says, "|") != want {
		t.Errorf("said %q", says)
	}
	// The text is not changed by what leads through it.
	if got := d.texts("div.text p"); !slices.Equal(got, []string{"First grain.", "None here.", "More GRAIN, and grain."}) {
		t.Errorf("paragraphs %q", got)
	}
	for i, n := range d.all("div.text a.para") {
		if want := fmt.Sprintf("#p%d", i+1); attr(n, "href") != want || d.byID(want[1:]) != n.Parent {
			t.Errorf("paragraph %d: %s", i+1, attr(n, "href"))
		}
	}
}

// The way back is the search that led here, with all that it was made of.
func TestWayBack(t *testing.T) {
	s := start(t, newMemory(append(numbered(3), complete(&article.Article{ID: "x", Headline: "Grain"}))...))
	const state = "from=2022&q=harvest&section=World&sort=newest&source=The+Hill&source=X"
	d := s.page("/articles/x?" + state)
	if got := d.link("Back to the results for"); got != "/?"+state {
		t.Errorf("back: %s", got)
	}
	// A hit leads there with all of it.
	const search = "/?from=2022-01-02&q=harvest&sort=oldest&source=The+Hill"
	hit := attr(s.page(search).all("li.hit h2 a")[0], "href")
	if got := s.page(hit).link("Back to the results for"); got != search {
		t.Errorf("from %s back to %s", hit, got)
	}
	for _, kept := range []string{"share=1", "more=byline", "fold=none", "facet_limit=3"} {
		search := "/?" + url.Values{"q": {"grain"}}.Encode() + "&" + kept
		if kept < "q" {
			search = "/?" + kept + "&q=grain"
		}
		d := s.page(attr(s.page(search).all("li.hit h2 a")[0], "href"))
		if got := d.link("Back to the results for"); got != search || len(d.all("ul.notes")) > 0 {
			t.Errorf("from %s the way back is %s; notes %q", search, got, d.texts("ul.notes"))
		}
	}
	if got := s.page("/articles/x?source=X").link("Back to the results"); got != "/?source=X" {
		t.Errorf("back without a query: %s", got)
	}
	if got := s.page("/articles/x").link("All articles"); got != "/" {
		t.Errorf("back from nowhere: %s", got)
	}
	if got := attr(d.byID("q"), "value"); got != "harvest" {
		t.Errorf("the box holds %q", got)
	}
	d = s.page("/articles/x?q=grain&syntax=odd&utm_source=z")
	if got := strings.Join(d.texts("ul.notes li"), " "); !strings.Contains(got, "“syntax” was left out") || !strings.Contains(got, "utm_source") {
		t.Errorf("notes %q", got)
	}
	if got := d.link("Back to the results"); got != "/?q=grain" {
		t.Errorf("back keeps what was left out: %s", got)
	}
}

// withCopies is an engine that knows copies, and in how many articles words stand.
type withCopies struct {
	*memory
	copies []string
}

func (w withCopies) Search(ctx context.Context, p search.Plan) (search.Answer, error) {
	ans, err := w.memory.Search(ctx, p)
	for i, leaf := range match.Leaves(p.Tree) {
		for _, a := range w.articles {
			if ok, _, _ := naive.Find(leaf, a); ok {
				ans.DocFreq[i]++
			}
		}
	}
	return ans, err
}

func (w withCopies) Copies(context.Context, *article.Article) ([]string, error) { return w.copies, nil }

func TestBeside(t *testing.T) {
	var arts []*article.Article
	for i := range 14 {
		arts = append(arts, complete(&article.Article{ID: fmt.Sprintf("c%d", i), Headline: "Wheat tender", Body: "Jordan seeks wheat tonnes", Source: fmt.Sprintf("Paper %d", i)}))
	}
	for i := range 3 {
		arts = append(arts, complete(&article.Article{ID: fmt.Sprintf("s%d", i), Headline: "Another tender", Body: "Egypt seeks wheat", Published: day("2022-07-08", article.FromMeta)}))
	}
	m := newMemory(arts...)
	copies := []string{"gone"}
	for i := 1; i < 14; i++ {
		copies = append(copies, fmt.Sprintf("c%d", i))
	}
	s := start(t, m, func(d *Deps) { d.Searcher = withCopies{m, copies} })
	d := s.page("/articles/c0?q=wheat&source=X")
	if got := textOf(d.one("section.same h2")); got != "14 copies" {
		t.Errorf("copies: %q", got)
	}
	// Ten are asked for, one of them is gone.
	if got := d.texts("section.same li"); len(got) != 9 || got[0] != "Wheat tenderPaper 1 · undated" {
		t.Errorf("copies %q", got)
	}
	if got := textOf(d.one("section.same")); !strings.Contains(got, "5 more; the JSON lists them") {
		t.Errorf("the rest: %q", got)
	}
	similar := d.texts("section.similar li")
	if len(similar) != 3 || !strings.Contains(similar[0], "Another tender8 July 2022") {
		t.Errorf("similar %q", similar)
	}
	for _, n := range d.all("div.beside li a") {
		if href := attr(n, "href"); !strings.HasSuffix(href, "?q=wheat&source=X") || s.get(href).status != 200 {
			t.Errorf("link %s", href)
		}
	}
	terms := d.all("p.terms a")
	if len(terms) < 3 || textOf(terms[0]) == "" {
		t.Fatalf("terms: %q", d.texts("p.terms"))
	}
	for _, n := range terms {
		if got := s.page(attr(n, "href")).all("li.hit"); len(got) == 0 {
			t.Errorf("%s finds nothing", attr(n, "href"))
		}
	}
	if d := s.page("/articles/s0"); len(d.all("section.similar")) != 1 {
		t.Error("no similar articles")
	}
}

// slow finds articles but no time for more.
type slow struct{ *memory }

func (s slow) Search(ctx context.Context, p search.Plan) (search.Answer, error) {
	return search.Answer{}, fmt.Errorf("searching: %w", context.DeadlineExceeded)
}

func TestBesideIsNoReasonToFail(t *testing.T) {
	m := newMemory(seed(t))
	d := start(t, m, func(d *Deps) { d.Searcher = slow{m}; d.Deadline = time.Minute }).page("/articles/" + seed(t).ID)
	if got := textOf(d.one("section.similar")); !strings.Contains(got, "no time to look for them") {
		t.Errorf("said: %q", got)
	}
}

// Two megabytes, thousands of marks, one headline of 10,000 characters: the page
// has all of the text, and says where its links end.
func TestHugeArticle(t *testing.T) {
	para := strings.Repeat("the grain deal and the rest of a line. ", 10)
	body := strings.Repeat(para+"\n\n", 2<<20/len(para))
	m := newMemory(complete(&article.Article{ID: "huge", Headline: strings.Repeat("grain ", 1700), Body: body}))
	r := start(t, m).get("/articles/huge?q=grain", "Accept", "text/html")
	if r.status != 200 {
		t.Fatalf("%d %.300s", r.status, r.body)
	}
	marks := strings.Count(r.body, "<mark id=")
	want := 1700 + strings.Count(body, "grain")
	if marks != want || want <= maxSteps {
		t.Errorf("%d marks, want %d", marks, want)
	}
	if n := strings.Count(r.body, `<span class="step"`); n != maxSteps {
		t.Errorf("%d steps, want %d", n, maxSteps)
	}
	if !strings.Contains(r.body, "among the first 2,000.") || !strings.Contains(r.body, count(want)+" marks") {
		t.Error("the page does not say how many marks there are, and how many have links")
	}
	if n := strings.Count(r.body, "rest of a line"); n != strings.Count(body, "rest of a line") {
		t.Errorf("%d sentences are shown", n)
	}
	if limit := 2*len(body) + maxSteps*300; len(r.body) > limit {
		t.Errorf("a page of %d bytes, more than %d", len(r.body), limit)
	}
}

func TestManyParagraphs(t *testing.T) {
	body := strings.Repeat("x\n\n", maxParagraphLinks+500)
	a := complete(&article.Article{ID: "p", Headline: "Lines", Body: body})
	got := textOfView(&search.View{Article: a})
	if len(got.paragraphs) != maxParagraphLinks+500 || got.paragraphs[maxParagraphLinks-1].ID != fmt.Sprintf("p%d", maxParagraphLinks) || got.paragraphs[maxParagraphLinks].ID != "" {
		t.Errorf("%d paragraphs, the last link is %q", len(got.paragraphs), got.paragraphs[maxParagraphLinks-1].ID)
	}
}

func TestErrorPagesHelp(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	page := func(path string) *dom {
		t.Helper()
		r := s.get(path, "Accept", "text/html")
		if r.status < 400 {
			t.Fatalf("%s: %d", path, r.status)
		}
		d := parsePage(t, r.body)
		d.sound()
		return d
	}
	d := page("/articles/none?" + q(`"grain deal"`) + "&source=X")
	if got := attr(d.byID("q"), "value"); got != `"grain deal"` {
		t.Errorf("the box holds %q", got)
	}
	if got := d.link("Back to the results"); got != "/?q=%22grain+deal%22&source=X" {
		t.Errorf("back: %s", got)
	}
	if len(d.all("section.failure li")) < 3 {
		t.Errorf("hints: %q", d.texts("section.failure li"))
	}
	d = page("/nowhere")
	if got := attr(d.one("form"), "action"); got != "/" {
		t.Errorf("the box asks %s", got)
	}
	s.SetReady(false)
	d = page("/?q=a+b&x=%zz")
	if got := d.link("Ask again"); got != "/?q=a+b" {
		t.Errorf("again: %s", got)
	}
	for code := range hintsFor {
		if !slices.ContainsFunc(problemTypes[:], func(p problemType) bool { return p.code == code }) {
			t.Errorf("hints for %s, which is no problem", code)
		}
	}
	p := page("/nowhere?q=" + url.QueryEscape("\xff"))
	if got := attr(p.byID("q"), "value"); got != "�" {
		t.Errorf("the box holds %q", got)
	}
}

// Every page lists the keys, and the list of the help page is the same.
func TestKeysAreListed(t *testing.T) {
	s := start(t, newMemory(seed(t)))
	want := s.page("/help").texts("div.help table.keys kbd")
	if !slices.Equal(want, strings.Fields("/ j k o Enter n p c ? Esc")) {
		t.Errorf("keys %q", want)
	}
	for _, path := range []string{"/", "/articles/" + seed(t).ID, "/help"} {
		d := s.page(path)
		if got := d.texts("dialog table.keys kbd"); !slices.Equal(got, want) {
			t.Errorf("%s lists %q", path, got)
		}
		if got := d.link("Keyboard"); !strings.HasSuffix(got, "#keyboard") {
			t.Errorf("%s: without scripts the list is at %s", path, got)
		}
		if len(d.all("dialog input.keys-on")) != 1 || attr(d.one("dialog"), "open") != "" {
			t.Errorf("%s: the list cannot turn keys off, or is open", path)
		}
	}
	for _, file := range []string{"keys.js", "article.js"} {
		src, err := staticFiles.ReadFile("static/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, writes := range []string{"innerHTML", "outerHTML", "insertAdjacent", "document.write", "createElement", "eval("} {
			if bytes.Contains(src, []byte(writes)) {
				t.Errorf("%s writes to the page: %s", file, writes)
			}
		}
	}
}

// A name that was stored with its "by" does not get another, and languages have
// names.
func TestBylineAndLanguage(t *testing.T) {
	s := start(t, newMemory(
		complete(&article.Article{ID: "with", Headline: "Grain one", Byline: []string{"By Ann Lee", "Bo Ek"}, Lang: "de"}),
		complete(&article.Article{ID: "without", Headline: "Grain two", Byline: []string{"Byron Ek"}, Lang: "tlh"}),
	))
	for id, want := range map[string][2]string{"with": {"By Ann Lee, Bo Ek", "German (de)"}, "without": {"by Byron Ek", "tlh"}} {
		d := s.page("/articles/" + id)
		if got := textOf(d.one("p.about span.byline")); got != want[0] {
			t.Errorf("%s: %q", id, got)
		}
		if got := d.texts("section.facts dd"); !slices.Contains(got, want[1]) {
			t.Errorf("%s: %q", id, got)
		}
	}
	if got := s.page("/?sort=oldest").texts("li.hit span.byline"); !slices.Equal(got, []string{"By Ann Lee, Bo Ek", "by Byron Ek"}) {
		t.Errorf("hits %q", got)
	}
}
