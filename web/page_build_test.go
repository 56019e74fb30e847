package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// hop asks for an address without following where it leads.
func hop(t *testing.T, s *live, path string) (status int, location string) {
	t.Helper()
	c := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := c.Get(s.URL() + path)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r.StatusCode, r.Header.Get("Location")
}

func TestBuildPage(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/build")
	if got := textOf(d.id("built").one("p.says")); got != "The query will stand here." {
		t.Errorf("empty: %q", got)
	}
	d = s.page("/build?words=grain&source=The+Hill&near_n=")
	if got := textOf(d.id("built").one("code")); got != `grain AND source:"The Hill"` {
		t.Errorf("query %q", got)
	}
	if got := textOf(d.one("p.readas")); !strings.Contains(got, "from “The Hill”") {
		t.Errorf("read-back %q", got)
	}
	if got := len(s.page(d.link("Search for this")).all("li.hit")); got != 2 {
		t.Errorf("%d hits", got)
	}
	for _, n := range d.id("build").all("input") {
		if want := map[string]string{"words": "grain", "source": "The Hill"}[attr(n, "name")]; attr(n, "value") != want {
			t.Errorf("%s holds %q, want %q", attr(n, "name"), attr(n, "value"), want)
		}
	}
	if status, to := hop(t, s, "/build?words=grain&go=1"); status != http.StatusSeeOther || to != "/?q=grain" {
		t.Errorf("%d to %s", status, to)
	}
	// What is left out is said before anything is searched.
	if status, _ := hop(t, s, "/build?words=grain&from=soon&go=1"); status != http.StatusOK {
		t.Errorf("a date that was left out leads on: %d", status)
	}
	d = s.page("/build?words=grain&from=soon&go=1&colour=red")
	if got := d.texts("ul.notes li"); len(got) != 2 || d.link("Search for this all the same") != "/?q=grain" {
		t.Errorf("notes %q", got)
	}
	if got := textOf(s.page("/build?go=1").id("built").one("p.says")); got != "Nothing is asked for yet: fill in one of the fields." {
		t.Errorf("nothing: %q", got)
	}
	for from, want := range map[string]string{
		"/?q=grain+OR+x": "/build?q=grain+OR+x",
		"/?q=grain&from=1987&to=1988&sort=oldest":    "/build?from=1987&q=grain&to=1988",
		"/?q=war+and+peace&syntax=words":             "/build?words=war+and+peace",
		"/?q=grain&from=soon&source=Reuters&cursor=": "/build?q=grain&within=source%3DReuters",
	} {
		if got := s.page(from).link("Build a search"); got != want {
			t.Errorf("from %s: %s, want %s", from, got, want)
		}
	}
	// What is mended in the query to go on from is said before it is searched for.
	if status, to := hop(t, s, "/build?q=grain+%22deal&words=x&go=1"); status != http.StatusOK {
		t.Errorf("an unclosed quote leads on to %s", to)
	}
}

// Whatever is typed, the page is sound and its query finds what was meant.
func TestBuildHostile(t *testing.T) {
	s := start(t, newMemory(hostile()...))
	for _, evil := range []string{`"><script>alert(1)</script>`, `javascript:alert(1)`, `" OR "`, `) OR (`, "\u202eمرحبا", `{{.}}`, `AND`, `%zz`, "\xff\xfe", strings.Repeat("x", 9000)} {
		v := url.Values{}
		for _, p := range buildParameters {
			if p.name != "go" {
				v.Set(p.name, evil)
			}
		}
		if all := "/build?" + v.Encode(); len(all) < maxAddress {
			s.page(all)
		}
		d := s.page("/build?" + url.Values{"words": {"hostile " + evil}}.Encode())
		for _, n := range d.all("a") {
			if href := attr(n, "href"); strings.HasPrefix(href, "/?q=") {
				s.page(href)
			}
		}
	}
}

// The query that the form writes, opened from a search, finds what the search
// found: also where match=any or syntax=words read it otherwise, and with its
// filters.
func TestBuildFindsTheSame(t *testing.T) {
	s := start(t, newMemory(append(grain(), numbered(5)...)...))
	for _, search := range []string{
		"/?q=grain+steel&match=any", "/?q=steel+grain+-early&match=any&from=1987", "/?q=steel+%2Bgrain+late&match=any", "/?q=grain+steel",
		"/?q=grain+AND+nothing&match=any&syntax=words", "/?q=steel+%22nothing+of%22+french&match=any", "/?q=headline%3A%28steel+early%29&match=any",
		"/?q=grain+steel&match=any&source=Reuters&source=The+Hill", "/?q=steel+early+tag%3Acorn&match=any&section=Markets&lang=en", "/?q=not+grain&syntax=words",
	} {
		found := s.page(search)
		form := s.page(found.link("Build a search"))
		again := s.page(form.link("Search for this"))
		want, got := found.texts("li.hit h2"), again.texts("li.hit h2")
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s is written as %q, which finds %q, want %q", search, textOf(form.id("built").one("code")), got, want)
		}
	}
	// Filters are said, kept and can be dropped.
	form := s.page(s.page("/?q=grain&source=Reuters&lang=en").link("Build a search"))
	if got := form.texts("ul.chips li"); !slices.Equal(got, []string{"source: Reuters ×", "lang: en ×"}) {
		t.Errorf("within %q", got)
	}
	if got := form.link("Search for this"); got != "/?lang=en&q=grain&source=Reuters" {
		t.Errorf("with filters: %s", got)
	}
	if got := s.page(form.link("×")).link("Search for this"); got != "/?lang=en&q=grain" {
		t.Errorf("without the first: %s", got)
	}
	if _, to := hop(t, s, "/build?q=grain&within=lang%3Den%26sort%3Doldest%26%25zz&go=1"); to != "/?lang=en&q=grain" {
		t.Errorf("what is no filter leads on: %s", to)
	}
}
