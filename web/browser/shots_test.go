//go:build browser

package browser

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// shots takes the pictures that the README shows. Without -update they are only
// taken, not written.
func shots(t *testing.T, h *house) {
	if h.corpus.made {
		t.Skip("the pictures of the README are of real articles: " + h.corpus.name)
	}
	small := look{width: 1180, height: 760}
	seed := h.full.ask(t, url.Values{"q": {`"` + seedPhrase + `"`}}).Hits[0].ID
	for _, s := range []struct{ name, path string }{
		{"results", "/?q=" + url.QueryEscape(`sugar W/10 export`)},
		{"article", articleAt(seed, `russia W/10 ukraine "food security"`)},
	} {
		b := h.tab(t, h.full, small)
		b.open(s.path)
		b.steady()
		data, err := os.ReadFile(b.picture(s.name))
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			dir := filepath.Join(root(t), "docs", "screenshots")
			if err := os.MkdirAll(dir, 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, s.name+".png"), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		b.clean()
	}
}
