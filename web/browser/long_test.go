//go:build browser

package browser

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// longQuery asks a query so long that the page holds it only once: its links lead on
// all the same, with scripts, which bring such a page into one that was short,
// and without.
func longQuery(t *testing.T, h *house) {
	q := strings.Repeat(h.corpus.word+" OR ", 600/len(h.corpus.word+" OR ")) + h.corpus.other
	for _, l := range []look{wide, phone} {
		for _, l.noScripts = range []bool{false, true} {
			t.Run(l.String(), func(t *testing.T) {
				n := newcomer{h.tab(t, h.full, l), l, h}
				n.open("/")
				n.asks(q)
				if got := get[int](n.tab, `document.querySelectorAll("base").length`); got != 1 {
					t.Errorf("the page has %d bases", got)
				}
				n.press(kb.Escape)
				n.tabTo("the order of the newest", named("a", "newest"))
				n.follow()
				total := n.answered(url.Values{"q": {q}, "sort": {"newest"}})
				n.tabTo("the first article", `e.matches("li.hit h2 a")`)
				n.follow()
				n.until("the page of an article", `location.pathname.startsWith("/articles/") && !!document.querySelector("article mark")`)
				n.tabTo("the way back", `e.matches("nav.back a")`)
				n.follow()
				if again := n.answered(url.Values{"q": {q}, "sort": {"newest"}}); again != total {
					t.Errorf("back at %d articles, not %d", again, total)
				}
				n.until("the order is kept", `new URL(location).searchParams.get("sort") === "newest"`)
				get[bool](n.tab, `window.testLeft = true`)
				n.tabTo("the skip link", named("a", "Skip to the content"))
				n.press(kb.Enter)
				n.until("the place within the page", fmt.Sprintf(`window.testLeft && location.hash === "#main" && %s.id === "main"`, focus))
				n.fits(l)
				n.clean()
			})
		}
	}
}
