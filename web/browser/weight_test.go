//go:build browser

package browser

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// firstView is how many bytes the first view of an empty index may take on the
// wire, headers included: a second on a bad phone line.
const firstView = 60_000

// weight adds up all that a first visit loads.
func weight(t *testing.T, h *house) {
	b := h.tab(t, h.empty, wide)
	b.open("/")
	loaded := b.bytes()
	// Browsers ask for the icon when they have time, perhaps after the test.
	icon := b.text(`document.querySelector("link[rel=icon]").href`)
	loaded[icon] = b.iconBytes(icon)
	sum := 0
	for at, n := range loaded {
		t.Logf("%6d bytes  %s", n, at)
		sum += n
	}
	if sum >= firstView {
		t.Errorf("the first view takes %d bytes on the wire", sum)
	}
	for _, kind := range []string{"/", ".css", ".js"} {
		found := 0
		for at, n := range loaded {
			if strings.HasSuffix(at, kind) {
				found += n
			}
		}
		if found == 0 {
			t.Errorf("nothing was loaded that ends in %s", kind)
		}
	}
	b.clean()
}

// iconBytes returns the size of a file as it is sent, and a good guess at its
// headers.
func (b *tab) iconBytes(at string) int {
	b.t.Helper()
	const headers = 600
	req, err := http.NewRequestWithContext(b.t.Context(), "GET", at, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: status %d, %v", at, res.StatusCode, err)
	}
	return int(n) + headers
}
