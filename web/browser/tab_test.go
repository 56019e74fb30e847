//go:build browser

package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pollEvery is how often a condition is looked at until it holds.
const pollEvery = 20 * time.Millisecond

// look is how a person has set up a browser.
type look struct {
	width, height int64
	dark          bool
	// noScripts turns the scripts of pages off. What the tests themselves
	// evaluate still runs, but nothing that waits for a timer or a frame.
	noScripts bool
}

var (
	wide  = look{width: 1440, height: 900}
	phone = look{width: 360, height: 740}
)

func (l look) String() string {
	s := fmt.Sprintf("%d-light", l.width)
	if l.dark {
		s = fmt.Sprintf("%d-dark", l.width)
	}
	if l.noScripts {
		s += "-no-scripts"
	}
	return s
}

// tab is one tab of the browser, with a cache and cookies of its own.
type tab struct {
	*watch
	t     *testing.T
	ctx   context.Context
	shots string
	site  *server
	// patience is how long a step may take.
	patience time.Duration
}

// watchShifts adds up how much a page moves by itself.
const watchShifts = `window.testShift = 0;
window.testShifted = [];
new PerformanceObserver((list) => {
	for (const e of list.getEntries()) {
		if (e.hadRecentInput) continue;
		window.testShift += e.value;
		for (const s of e.sources) {
			const box = (r) => [r.x, r.y, r.width, r.height].map(Math.round).join(" ");
			const what = s.node && (s.node.outerHTML || s.node.parentElement?.outerHTML || "").slice(0, 120);
			window.testShifted.push(box(s.previousRect) + " → " + box(s.currentRect) + ": " + what);
		}
	}
}).observe({ type: "layout-shift", buffered: true });`

// tab opens a tab on a server. When the test fails, it tells where it stood.
func (h *house) tab(t *testing.T, site *server, l look) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(h.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("opening a tab: %v", err)
	}
	b := &tab{watch: newWatch(site.url), t: t, ctx: ctx, shots: h.shots, site: site, patience: stepTime}
	if err := chromedp.Listen(ctx, func(ev any) { b.see(ctx, ev) }); err != nil {
		t.Fatal(err)
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	for _, err := range []error{
		call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.width, Height: l.height, DeviceScaleFactor: 1}),
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}),
		// Several tabs are open, and each must think that it is in front.
		call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}),
		call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScripts}),
		call(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watchShifts}),
	} {
		if err != nil {
			t.Fatalf("setting up a tab: %v", err)
		}
	}
	t.Cleanup(b.tell)
	return b
}

// on returns the tab for a part of its test.
func (b *tab) on(t *testing.T) *tab {
	c := *b
	c.t = t
	t.Cleanup(c.tell)
	return &c
}

// tell says of a failed test what a person would have in front of them, once:
// a test whose part failed has failed too.
func (b *tab) tell() {
	if !b.t.Failed() || b.told {
		return
	}
	b.told = true
	var at, focus string
	b.try(&at, "location.href")
	b.try(&focus, describe("document.activeElement"))
	b.t.Logf("at %s\nfocus on %s\nconsole: %s\nserver: %s\nscreenshot: %s", at, focus, strings.Join(b.complaints(), "\n"), b.site.said(), b.picture("failed"))
}

// describe returns a script that names an element in a few words.
func describe(of string) string {
	return fmt.Sprintf(`((e) => e ? (e.outerHTML.slice(0, 160) + " " + (e.innerText || "").slice(0, 60)).replace(/\s+/g, " ") : "nothing")(%s)`, of)
}

// picture takes a screenshot and returns its file.
func (b *tab) picture(name string) string {
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err.Error()
	}
	file := filepath.Join(b.shots, strings.NewReplacer("/", "_", " ", "_").Replace(b.t.Name())+"-"+name+".png")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		return err.Error()
	}
	return file
}

// open goes to an address of the server and waits until the page is all there.
func (b *tab) open(path string, values ...string) {
	b.t.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		v.Add(values[i], values[i+1])
	}
	if len(v) > 0 {
		path += "?" + v.Encode()
	}
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	res, err := chromedp.Call(ctx, page.Navigate, page.NavigateParams{URL: b.site.url + path})
	if err == nil && res.ErrorText != "" {
		err = fmt.Errorf("%s", res.ErrorText)
	}
	if err != nil {
		b.t.Fatalf("opening %s: %v", path, err)
	}
	b.settled()
}

// settled waits until the page and all that it asks for is there.
func (b *tab) settled() {
	b.t.Helper()
	b.until("the page is loaded", `document.readyState === "complete"`)
	b.wait("every request is answered", func() (bool, string) {
		pending := b.pending()
		return len(pending) == 0, strings.Join(pending, " ")
	})
}

// until waits for a script to return true.
func (b *tab) until(what, script string) {
	b.t.Helper()
	b.wait(what, func() (bool, string) {
		var ok bool
		if err := b.try(&ok, "!!("+script+")"); err != nil {
			return false, err.Error()
		}
		return ok, ""
	})
}

// wait looks at a condition until it holds; the condition says what is in its way.
func (b *tab) wait(what string, holds func() (bool, string)) {
	b.t.Helper()
	deadline := time.After(b.patience)
	for tick := time.NewTicker(pollEvery); ; {
		ok, why := holds()
		if ok {
			tick.Stop()
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			tick.Stop()
			b.t.Fatalf("waited %v for: %s %s", b.patience, what, why)
		}
	}
}

// try evaluates a script, which fails while a page is being left.
func (b *tab) try(out any, script string) error {
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	data, err := chromedp.Run(ctx, chromedp.Evaluate[[]byte](script, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if err != nil {
		return err
	}
	return json.Unmarshal(data, out)
}

// text returns what a script returns.
func (b *tab) text(script string) string { return get[string](b, script) }

// get returns what a script returns. Tests read pages with scripts; what a
// person does is done with keys.
func get[T any](b *tab, script string) T {
	b.t.Helper()
	var out T
	if err := b.try(&out, script); err != nil {
		b.t.Fatalf("%s: %v", script, err)
	}
	return out
}

// call sends a command of the protocol that answers nothing.
func call[P, R any](b *tab, cmd cdpCommand[P, R], params P) error {
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	_, err := chromedp.Call(ctx, cmd, params)
	return err
}

// clean fails the test for anything that a page must never do.
func (b *tab) clean() {
	b.t.Helper()
	for _, c := range b.complaints() {
		b.t.Error(c)
	}
	b.forget()
}

// mostShift is a layout shift that a person does not notice; 0.1 is what is
// called good.
const mostShift = 0.01

// shift returns how much the page moved by itself, and what moved. It waits for
// two frames, so that what the last script did is drawn.
func (b *tab) shift() (sum float64, moved string) {
	b.t.Helper()
	sum = get[float64](b, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.testShift))))`)
	return sum, strings.Join(get[[]string](b, "window.testShifted"), "\n")
}

// steady fails the test when the page moved by itself.
func (b *tab) steady() {
	b.t.Helper()
	if sum, moved := b.shift(); sum >= mostShift {
		b.t.Errorf("the page moves by itself: layout shift %.3f\n%s", sum, moved)
	}
}

// fits fails the test when the page can be scrolled sideways, and names what
// sticks out.
func (b *tab) fits(l look) {
	b.t.Helper()
	if w := get[int64](b, `document.documentElement.scrollWidth`); w > l.width {
		out := get[[]string](b, fmt.Sprintf(`Array.from(document.querySelectorAll("body *")).filter((e) => e.getBoundingClientRect().right > %d).slice(0, 5).map((e) => %s)`, l.width, describe("e")))
		b.t.Errorf("the page is %d wide in a window of %d:\n%s", w, l.width, strings.Join(out, "\n"))
	}
}

// goBack presses the browser's back button.
func (b *tab) goBack() {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	h, err := chromedp.Call(ctx, page.GetNavigationHistory, empty{})
	if err == nil && h.CurrentIndex > 0 {
		err = call(b, page.NavigateToHistoryEntry, page.NavigateToHistoryEntryParams{EntryID: h.Entries[h.CurrentIndex-1].ID})
	}
	if err != nil || h.CurrentIndex == 0 {
		b.t.Fatalf("going back: %v; %d pages", err, len(h.Entries))
	}
}
