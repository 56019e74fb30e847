//go:build browser

package browser

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// imports brings articles in through the page: a file with faults to its end,
// and a long one that is stopped.
func imports(t *testing.T, h *house) {
	site := h.serve(t, "import", "--no-seeds")
	for _, l := range []look{wide, {width: phone.width, height: phone.height, noScripts: true}} {
		t.Run(l.String(), func(t *testing.T) {
			b := h.tab(t, site, l)
			name := "clippings-" + l.String() + ".jsonl"
			file := filepath.Join(t.TempDir(), name)
			lines := fmt.Sprintf(`{"id": "%s:1", "headline": "Imported one %[1]s", "body": "A kettle of %[1]s."}
{"id": "%[1]s:2", "headline": "Imported two %[1]s", "body": "Another kettle."}
{"id": "%[1]s:3"}
{"id": broken <script>alert(1)</script>
`, l)
			if err := os.WriteFile(file, []byte(lines), 0o600); err != nil {
				t.Fatal(err)
			}
			b.open("/")
			b.tabTo("imports", `e.matches("a") && e.innerText.trim() === "Import"`)
			b.follow()
			b.sends(file)
			b.until("the import is done", `document.querySelector("h1").innerText.includes("Import of") && /finished|done/i.test(document.querySelector("main").innerText) && !document.querySelector("progress")`)
			b.settled()
			for _, c := range []struct{ what, script string }{
				{"two are counted as new", counted("added", 2)},
				{"two are counted as skipped", counted("skipped", 2)},
				{"the third record has its reason", fmt.Sprintf(`/record 3/.test(%s) && /headline/.test(%[1]s)`, `document.querySelector("main").innerText`)},
				{"the fourth has its place", `/record 4|byte/.test(document.querySelector("main").innerText)`},
			} {
				b.until(c.what, c.script)
			}
			b.picture("done")
			if !l.noScripts {
				b.accessible(h.axe(t))
			}
			b.fits(l)
			b.tabTo("the first new article", named("main a", "Imported one "+l.String()))
			b.follow()
			b.until("the article is shown", `document.querySelector("h1").innerText.includes("Imported one")`)
			b.clean()
		})
	}
	t.Run("stopped", func(t *testing.T) {
		b := h.tab(t, site, wide)
		b.open("/import")
		b.sends(madeFile(t, t.TempDir(), longImport))
		b.until("the import shows how far it is", `document.querySelector("progress")?.value > 0 && /\d/.test(document.querySelector("main").innerText)`)
		b.picture("progress")
		b.tabTo("the button that stops it", named("button", "Stop"))
		b.press(kb.Enter)
		b.until("it has stopped", `/stopped|interrupted/i.test(document.querySelector("main").innerText) && !document.querySelector("progress")`)
		b.picture("stopped")
		b.open("/import")
		b.until("the imports are listed", `document.querySelectorAll(".jobs li").length === 3`)
		b.accessible(h.axe(t))
		total := site.ask(t, url.Values{}).Total.Value
		if total >= longImport {
			t.Errorf("the import was stopped and has stored all of %d articles", longImport)
		}
		b.clean()
	})
}

// counted returns a script: a row of the account says so many.
func counted(name string, n int) string {
	return fmt.Sprintf(`Array.from(document.querySelectorAll("main tr")).some((r) => r.innerText.toLowerCase().includes(%q) && r.innerText.trim().endsWith(%q))`, name, fmt.Sprint(n))
}

// sends gives a file to the form and sends that by keyboard. The file is given
// by the browser: the window in which one is chosen belongs to the system.
func (b *tab) sends(file string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, stepTime)
	defer cancel()
	input, err := chromedp.Run(ctx, chromedp.Evaluate[*runtime.RemoteObject](`document.querySelector("input[type=file]")`))
	if err == nil {
		err = call(b, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: input.ObjectID})
	}
	if err != nil {
		b.t.Fatalf("choosing %s: %v", file, err)
	}
	b.tabTo("the files", `e.matches("input[type=file]")`)
	b.tabTo("the button that imports", named("button", "Import"))
	b.follow()
}
