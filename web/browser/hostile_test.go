//go:build browser

package browser

import "testing"

func hostile(t *testing.T, h *house) {
	b := h.tab(t, h.odd, phone)
	b.open(articleAt(huge, "odd"))
	b.steady()
	b.fits(phone)
	b.clean()
}
