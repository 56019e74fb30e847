//go:build browser

package browser

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// hostile looks at what must not break: that nothing of an article runs, and
// that nothing of it takes more of a page than its place. The width of these
// pages, their dialogs and requests are looked at everywhere.
func hostile(t *testing.T, h *house) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *tab)
	}{
		{"markup", hostileMarkup},
		{"addresses", hostileAddresses},
		{"right to left", hostileDirection},
		{"lengths", hostileLengths},
		{"facets", hostileFacets},
		{"two megabytes", hostileHuge},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := h.tab(t, h.odd, phone)
			c.run(t, b)
			b.clean()
		})
	}
}

// foreign are elements that only an article can have brought.
const foreign = `Array.from(document.querySelectorAll("script:not([src^='/static/']), img, iframe, object, embed, main b > script, svg[onload], [onerror], [onclick], [onfocus], [style]")).map((e) => e.outerHTML)`

func hostileMarkup(t *testing.T, b *tab) {
	const literal = `<script>alert(1)</script>`
	for _, path := range []string{"/?q=" + url.QueryEscape("odd bold"), articleAt(scripted, "odd"), "/?source=" + url.QueryEscape(literal), "/?q=" + url.QueryEscape(literal), "/build?phrase=" + url.QueryEscape(literal), "/nowhere/" + url.PathEscape(literal)} {
		status := 0
		if strings.HasPrefix(path, "/nowhere") {
			status = http.StatusNotFound
		}
		b.answersWith(status)
		b.open(path)
		if found := get[[]string](b, foreign); len(found) > 0 {
			t.Errorf("%s has elements of an article: %q", path, found)
		}
		b.fits(phone)
	}
	b.answersWith(0)
	b.open(articleAt(scripted, "odd"))
	if got := b.text(`document.querySelector("h1").innerText`); !strings.Contains(got, literal) {
		t.Errorf("the headline is not shown as it is: %q", got)
	}
}

// hostileAddresses looks for links that would run. An article with such an
// address is refused; one that was stored otherwise would not be linked.
func hostileAddresses(t *testing.T, b *tab) {
	if n := b.site.ask(t, url.Values{"q": {"odd"}, "limit": {"1"}}).Total.Value; n != oddCount {
		t.Errorf("%d articles, want %d: the one with an address that runs is to be refused", n, oddCount)
	}
	for _, path := range []string{"/?q=odd", articleAt(scripted, "odd"), articleAt(unbroken, "odd")} {
		b.open(path)
		if bad := get[[]string](b, `Array.from(document.querySelectorAll("a[href], form[action]")).filter((e) => !/^https?:$/.test(new URL(e.href || e.action, location).protocol)).map((e) => e.outerHTML)`); len(bad) > 0 {
			t.Errorf("%s has links that run: %q", path, bad)
		}
	}
}

func hostileDirection(t *testing.T, b *tab) {
	b.open("/", "q", "odd", "lang", "ar")
	const is = `((e) => [getComputedStyle(e).direction, e.closest("[lang]").lang].join(" "))`
	for _, of := range []string{`document.querySelector(".hit h2")`, `document.querySelector(".passage")`} {
		if got := b.text(is + "(" + of + ")"); got != "rtl ar" {
			t.Errorf("%s is %q", of, got)
		}
	}
	b.open(articleAt(arabic, "odd"))
	for _, of := range []string{`document.querySelector("h1")`, `document.querySelector(".text p")`, `document.querySelector(".text mark")`} {
		if got := b.text(is + "(" + of + ")"); got != "rtl ar" {
			t.Errorf("%s is %q", of, got)
		}
	}
	if got := b.text(`getComputedStyle(document.body).direction`); got != "ltr" {
		t.Errorf("the page around the article is %q", got)
	}
}

// hostileLengths holds headlines of 10,000 characters to a part of the page.
func hostileLengths(t *testing.T, b *tab) {
	const most = 3 // windows that a hit may fill
	for _, q := range []string{"headline:words", "xxx*"} {
		b.open("/", "q", q)
		b.until("there are hits", `document.querySelectorAll(".hit").length > 0`)
		if got := get[float64](b, `Math.max(...Array.from(document.querySelectorAll(".hit")).map((e) => e.getBoundingClientRect().height)) / innerHeight`); got > most {
			t.Errorf("a result for %s is %.1f windows high", q, got)
		}
		b.fits(phone)
		b.picture("result")
	}
	b.open(articleAt(long, "odd"))
	if got := get[int](b, `document.querySelector("h1").innerText.length`); got < oddHeadline-1 {
		t.Errorf("the article's page shows %d characters of the headline", got)
	}
}

// hostileFacets counts the values that a page shows of 500.
func hostileFacets(t *testing.T, b *tab) {
	const most = 100
	values := func() map[string]int {
		return get[map[string]int](b, `Object.fromEntries(Array.from(document.querySelectorAll(".facet")).map((f) => [f.querySelector("h2").innerText || f.querySelector("h2").textContent, f.querySelectorAll("li").length]))`)
	}
	b.open("/", "q", "odd facets")
	short := values()
	for name, n := range short {
		if n > most {
			t.Errorf("%d values of %s", n, name)
		}
	}
	if len(short) < 4 {
		t.Errorf("facets: %v", short)
	}
	b.open("/", "q", "odd facets", "more", "source")
	if n := values()["Source"]; n <= short["Source"] || n > most+1 {
		t.Errorf("%d sources when more are asked for, %d before", n, short["Source"])
	}
	b.fits(phone)
	b.picture("more")
}

func hostileHuge(t *testing.T, b *tab) {
	b.patience = hugeTime
	b.open(articleAt(huge, "odd"))
	b.steady()
	b.fits(phone)
	b.picture("huge")
	if n := get[int](b, `document.querySelector(".text").textContent.length`); n < 2_000_000 {
		t.Errorf("%d characters are shown", n)
	}
	b.press("n")
	b.until("the first mark is gone to", fmt.Sprintf(`document.querySelector("mark:target") === %s`, `document.querySelector(".full mark[id]")`))
}
