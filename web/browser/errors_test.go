//go:build browser

package browser

import (
	"net/http"
	"strings"
	"testing"
)

// errorPages are pages that say what is wrong, and lead on.
func errorPages(t *testing.T, h *house) {
	for _, c := range []struct {
		name, path string
		status     int
		says       string
	}{
		{"nowhere", "/nowhere", http.StatusNotFound, "Nothing is at this address"},
		{"no article", "/articles/nobody", http.StatusNotFound, "identifier"},
		{"a slash in an identifier", "/articles/a/b", http.StatusNotFound, "%2F"},
		{"no import", "/import/none", http.StatusNotFound, ""},
		{"an address that is too long", "/?q=" + strings.Repeat("long+", 8000), http.StatusRequestURITooLong, "limit"},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := h.tab(t, h.full, phone)
			b.answersWith(c.status)
			b.open(c.path)
			if text := b.text(`document.querySelector("main").innerText`); !strings.Contains(text, c.says) {
				t.Errorf("the page does not say %q:\n%s", c.says, text)
			}
			b.fits(phone)
			b.picture("error")
			b.clean()
			b.answersWith(0)
			b.tabTo("a way on", `e.matches("main a")`)
			b.follow()
			b.clean()
		})
	}
}
