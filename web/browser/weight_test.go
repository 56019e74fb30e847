//go:build browser

package browser

import "testing"

// firstView is how many bytes the first view of an empty index may take on the
// wire, headers included: a second on a bad phone line.
const firstView = 60_000

// weight adds up all that a first visit loads.
func weight(t *testing.T, h *house) {
	b := h.tab(t, h.empty, wide)
	b.open("/")
	sum := 0
	for at, n := range b.bytes() {
		t.Logf("%6d bytes  %s", n, at)
		sum += n
	}
	if sum >= firstView {
		t.Errorf("the first view takes %d bytes on the wire", sum)
	}
	if sum == 0 {
		t.Error("nothing was loaded")
	}
	b.clean()
}
