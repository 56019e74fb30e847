//go:build browser

package browser

import (
	"fmt"
	"net/url"
	"testing"
)

// build lets a person who knows no operators make a query that has some.
func build(t *testing.T, h *house) {
	for _, l := range []look{wide, phone} {
		for _, l.noScripts = range []bool{false, true} {
			t.Run(l.String(), func(t *testing.T) {
				b := h.tab(t, h.full, l)
				b.open("/")
				b.tabTo("the form", named("a", "Build a search"))
				b.follow()
				for _, f := range []struct{ label, text string }{
					{"This exact phrase", "food security"},
					{"First word or phrase", "russia"},
					{"How many words apart", "10"},
					{"Second word or phrase", "ukraine"},
				} {
					b.tabTo(f.label, fmt.Sprintf(`Array.from(e.labels || []).some((l) => l.innerText.trim() === %q || l.textContent.trim() === %[1]q)`, f.label))
					b.press(f.text)
				}
				const query = `(document.querySelector("main code")?.innerText || "")`
				if l.noScripts {
					b.tabTo("the button that shows the query", named("button", "Show the query"))
					b.follow()
				}
				b.until("the query is written", query+`.length > 20`)
				q := b.text(query)
				t.Logf("written: %s", q)
				b.picture("built")
				b.fits(l)
				b.tabTo("the button that searches", named("button", "Search"))
				b.follow()
				if b.answered(url.Values{"q": {q}}) != 1 {
					t.Errorf("%s does not find the seed", q)
				}
				b.clean()
			})
		}
	}
}
