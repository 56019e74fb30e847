//go:build browser

package browser

import (
	"net/http"
	"net/url"
	"testing"
)

// place is a page, on one of the servers.
type place struct {
	name string
	on   func(*house) *server
	path string
	// status is what it answers when it is an error.
	status int
}

func full(h *house) *server  { return h.full }
func none(h *house) *server  { return h.empty }
func oddly(h *house) *server { return h.odd }

func articleAt(id, q string) string {
	return "/articles/" + url.PathEscape(id) + "?q=" + url.QueryEscape(q)
}

// places are all pages in all their states.
func places(t *testing.T, h *house) []place {
	c := h.corpus
	first := h.full.ask(t, url.Values{"q": {c.word}, "limit": {"1"}}).Hits[0].ID
	seed := h.full.ask(t, url.Values{"q": {`"food security" blinken`}}).Hits[0].ID
	return []place{
		{name: "start", on: full, path: "/"},
		{name: "start-empty", on: none, path: "/"},
		{name: "results", on: full, path: "/?q=" + c.word},
		{name: "results-narrowed", on: full, path: "/?q=" + c.word + "&from=" + c.month + "&to=" + c.month + "&sort=newest&lang=en"},
		{name: "nothing", on: full, path: "/?q=" + url.QueryEscape(`blinken "no such phrase" zzyzx`)},
		{name: "misread", on: full, path: "/?q=" + url.QueryEscape(`"food security headlne:x AND`)},
		{name: "article", on: full, path: "/articles/" + url.PathEscape(first)},
		{name: "article-marked", on: full, path: articleAt(seed, `"food security" OR china`)},
		{name: "build", on: full, path: "/build"},
		{name: "build-filled", on: full, path: "/build?phrase=food+security&near_a=russia&near_n=10&near_b=ukraine&times=war&times_n=2"},
		{name: "import", on: full, path: "/import"},
		{name: "help", on: full, path: "/help"},
		{name: "not-found", on: full, path: "/nowhere", status: http.StatusNotFound},
		{name: "no-article", on: full, path: "/articles/nobody", status: http.StatusNotFound},
		{name: "odd-results", on: oddly, path: "/?q=odd"},
		{name: "odd-script", on: oddly, path: articleAt(scripted, "odd")},
		{name: "odd-arabic", on: oddly, path: articleAt(arabic, "odd")},
		{name: "odd-turned", on: oddly, path: articleAt(turned, "odd")},
		{name: "odd-long", on: oddly, path: articleAt(long, "odd")},
		{name: "odd-unbroken", on: oddly, path: articleAt(unbroken, "odd")},
	}
}

// everywhere holds every page, on a phone and on a wide screen, by day and by
// night, to what no page may break.
func everywhere(t *testing.T, h *house) {
	axe := h.axe(t)
	all := places(t, h)
	for _, l := range []look{wide, phone} {
		for _, dark := range []bool{false, true} {
			l.dark = dark
			t.Run(l.String(), func(t *testing.T) {
				tabs := map[*server]*tab{}
				for _, p := range all {
					site := p.on(h)
					if tabs[site] == nil {
						tabs[site] = h.tab(t, site, l)
					}
					t.Run(p.name, func(t *testing.T) {
						b := tabs[site].on(t)
						b.answersWith(p.status)
						b.open(p.path)
						b.steady()
						b.fits(l)
						b.picture("top")
						b.accessible(axe)
						b.clean()
					})
				}
			})
		}
	}
}
