//go:build browser

package browser

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// mostTabs is how often a person would press Tab before giving up. Where the
// page begins again, that is sooner.
const mostTabs = 400

// press presses keys, one after the other: letters, or names of kb.
func (b *tab) press(keys string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.KeyEvent(keys)); err != nil {
		b.t.Fatalf("pressing %q: %v", keys, err)
	}
}

// ctrl presses a letter with Ctrl. Without a window there is nothing that
// makes editing commands of such keys, so the command goes with the key.
func (b *tab) ctrl(letter, command string) {
	b.t.Helper()
	upper := strings.ToUpper(letter)
	for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		p := input.DispatchKeyEventParams{Type: kind, Modifiers: int64(kb.ModifierCtrl), Key: letter, Code: "Key" + upper, WindowsVirtualKeyCode: int64(upper[0])}
		if kind == input.DispatchKeyEventTypeRawKeyDown {
			p.Commands = []string{command}
		}
		if err := call(b, input.DispatchKeyEvent, p); err != nil {
			b.t.Fatalf("pressing Ctrl+%s: %v", letter, err)
		}
	}
}

// write types a text in place of what the box that has the focus holds.
func (b *tab) write(text string) {
	b.t.Helper()
	b.ctrl("a", "selectAll")
	if text == "" {
		b.press(kb.Backspace)
		return
	}
	b.press(text)
}

// focus is how a script calls what has the focus.
const focus = "document.activeElement"

// tabTo presses Tab until what has the focus satisfies a script, in which e is
// the element, and tells what a person would see of it. Whatever takes the
// focus on the way must show that it has it.
func (b *tab) tabTo(what, holds string) {
	b.t.Helper()
	var seen []string
	for ends := 0; len(seen) < mostTabs && ends < 2; {
		b.press(kb.Tab)
		at := get[struct {
			Is, Seen, End bool
			Says          string
		}](b, fmt.Sprintf(`((e) => {
			const s = getComputedStyle(e), box = e.getBoundingClientRect();
			const drawn = (s) => (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== "none" || (s.stroke && s.stroke !== "none");
			return {
				is: e !== document.body && !!(%s),
				end: e === document.body,
				seen: e === document.body || drawn(s) || Array.from(e.querySelectorAll("*")).some((c) => drawn(getComputedStyle(c))),
				says: %s,
			};
		})(%s)`, holds, describe("e"), focus))
		if !at.Seen {
			b.t.Errorf("nothing shows that this has the focus: %s", at.Says)
		}
		if at.Is {
			return
		}
		if at.End {
			ends++
		}
		seen = append(seen, at.Says)
	}
	b.t.Fatalf("%d times Tab do not lead to %s; the focus was on\n%s", len(seen), what, strings.Join(seen[:min(len(seen), 60)], "\n"))
}

// named returns a script for tabTo: an element that a reader would call so.
func named(tag, name string) string {
	return fmt.Sprintf(`e.matches(%q) && ((e.getAttribute("aria-label") || e.innerText || "").replace(/\s+/g, " ").trim()).includes(%q)`, tag, name)
}

// follow presses Enter and waits for the page that it leads to.
func (b *tab) follow() {
	b.t.Helper()
	b.leave(func() { b.press(kb.Enter) })
}

// leave does something that leads to another page and waits until that is there.
func (b *tab) leave(do func()) {
	b.t.Helper()
	get[bool](b, `window.testLeft = true`)
	do()
	b.until("another page comes", `!window.testLeft`)
	b.settled()
}

// pasted returns what was copied. It is asked for with scripts on, for which
// another page has to be opened.
func (b *tab) pasted() string {
	b.t.Helper()
	c := chromedp.FromContext(b.ctx)
	ctx, cancel := context.WithTimeout(b.ctx, b.patience)
	defer cancel()
	_, err := chromedp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-read"}, Setting: browser.PermissionSettingGranted,
		Origin: b.site.url, BrowserContextID: c.BrowserContextID,
	})
	if err == nil {
		err = call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	}
	if err != nil {
		b.t.Fatalf("letting the test read what was copied: %v", err)
	}
	return b.text(`navigator.clipboard.readText()`)
}
