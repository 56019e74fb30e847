package web

import (
	"net/url"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/search/query"
)

// maxWeight is what a page of twenty short articles may weigh whatever is asked,
// in bytes: half a dozen times what holds the query whole, and the rest.
const maxWeight = 400_000

// However long the query is, the page stays small.
func TestLongQueriesMakeSmallPages(t *testing.T) {
	var arts []*article.Article
	for i, a := range numbered(60) {
		a.Lang, a.Section = []string{"en", "fr", "ar"}[i%3], []string{"World", "Markets", "Sport"}[i%3]
		a.Body = "Harvest قمح."
		arts = append(arts, a)
	}
	s := start(t, newMemory(arts...))
	full := func(s string) string { return strings.Repeat(s, query.MaxBytes/len(s)) }
	for name, q := range map[string]string{
		"arabic": full("قمح "), "one word": full("ق"), "words": full("harvest "), "signs": full("- "), "operators": full("AND "), "brackets": full("("), "quotes": full("\"a "),
		"dates": full("published:2022 "), "fields": full("headlne:x "), "stars": full("a* "), "slashes": full("/a/ "),
		"or": strings.TrimSuffix(full("قمح OR "), " OR "), "chains": full("a W/5 b "), "nothing": full("zyx "),
	} {
		for _, rest := range []string{"", "&share=1&sort=newest", "&match=any&from=1999"} {
			r := s.get("/?q="+url.QueryEscape(q)+rest, "Accept", "text/html")
			if r.status != 200 || len(r.body) > maxWeight {
				t.Errorf("%s%s: status %d, %d bytes", name, rest, r.status, len(r.body))
			}
			parsePage(t, r.body).sound()
		}
	}
}

// Links against a base lead where those of the same search, asked shortly, do.
func TestLinksAgainstABase(t *testing.T) {
	arts := append(grain(), numbered(40)...)
	s := start(t, newMemory(arts...))
	long := strings.TrimSpace(strings.Repeat("grain ", 100))
	for _, rest := range []string{"", "&sort=newest&source=Reuters&source=The+Hill", "&from=1987-03&to=1987-03&lang=en", "&fold=none&more=tag&share=1", "&limit=2"} {
		short, d := s.page("/?q=grain"+rest), s.page("/?q="+url.QueryEscape(long)+rest)
		base := attr(d.one("base"), "href")
		if len(short.all("base")) != 0 {
			t.Error("a short search has a base")
		}
		at, err := url.Parse(s.URL() + base)
		if err != nil {
			t.Fatal(err)
		}
		wants, gots := short.all("main a"), d.all("main a")
		if len(wants) != len(gots) || len(wants) < 10 {
			t.Fatalf("%s: %d links, want %d", rest, len(gots), len(wants))
		}
		for i, n := range gots {
			want, got := attr(wants[i], "href"), attr(n, "href")
			if strings.HasPrefix(want, "#") {
				if !strings.HasPrefix(got, "/?q=") || !strings.HasSuffix(got, want) {
					t.Errorf("%s: a place within the page is %s", rest, got)
				}
				continue
			}
			if !strings.HasPrefix(got, "/") {
				to, err := at.Parse(got)
				if err != nil {
					t.Fatal(err)
				}
				fragment := ""
				if to.Fragment != "" { // browsers carry it along
					fragment = "#" + to.Fragment
				}
				status, location := hop(t, s, to.RequestURI())
				if status != 303 {
					t.Errorf("%s: %s answers %d", rest, got, status)
				}
				got = location + fragment
			}
			got = strings.ReplaceAll(got, url.QueryEscape(long), "grain")
			if plain(t, got) != plain(t, want) {
				t.Errorf("%s: %q leads to %s, want %s", rest, textOf(n), got, want)
			}
		}
	}
	if status, to := hop(t, s, "/with/q=grain&source=A%2FB/articles/a%2Fb?source=&sort=oldest"); status != 303 || to != "/articles/a%2Fb?q=grain&sort=oldest" {
		t.Errorf("%d to %s", status, to)
	}
	if status, _ := hop(t, s, "/with/q=%25zz/?sort=oldest"); status != 303 {
		t.Errorf("a percent sign: %d", status)
	}
	if strings.Contains(s.log.String(), "source=A") {
		t.Error("what is asked stands in the log")
	}
}

// plain returns an address without its cursor, which knows the query, and with
// operators as the canonical text of one word has them.
func plain(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	v := u.Query()
	if v.Has("cursor") {
		v.Set("cursor", "x")
	}
	if strings.HasSuffix(v.Get("q"), "published:none") {
		v.Set("q", "published:none")
	}
	u.RawQuery = v.Encode()
	return u.String()
}
