//go:build browser

package browser

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	box     = `document.querySelector("input[name=q]")`
	inBox   = focus + ` === ` + box
	options = `Array.from(document.querySelectorAll("[role=listbox]")).filter((l) => l.getClientRects().length > 0).flatMap((l) => Array.from(l.querySelectorAll("[role=option]")))`
)

// typing holds what happens while a query is typed.
func typing(t *testing.T, h *house) {
	for _, c := range []struct {
		name string
		run  func(*testing.T, *house)
	}{
		{"results", typingResults},
		{"stale", typingStale},
		{"early", typingEarly},
		{"back", typingBack},
		{"completions", typingCompletions},
		{"lenient", typingLenient},
		{"shortcuts", typingShortcuts},
		{"suggestion", suggestion},
		{"nothing", nothing},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, h) })
	}
}

// words are two words that the corpus has, in different numbers.
func (c corpus) words() (string, string) { return c.word, c.other }

func typingResults(t *testing.T, h *house) {
	b := h.tab(t, h.full, wide)
	b.open("/")
	b.until("the search box has the focus", inBox)
	b.press(h.corpus.word)
	b.answered(url.Values{"q": {h.corpus.word}})
	b.until("the box keeps focus, text and cursor", fmt.Sprintf(`%s && %s.value === %q && %s.selectionStart === %d`, inBox, box, h.corpus.word, box, len(h.corpus.word)))
	b.until("the title names the query", fmt.Sprintf(`document.title.includes(%q)`, h.corpus.word))
	b.until("the number is read out", `Array.from(document.querySelectorAll("[role=status]")).some((e) => /^[\d,]+ articles?$/.test(e.textContent))`)
	b.steady()
	b.clean()
}

// typingStale holds back the answer to a first query until the second is
// answered: it must not be shown any more.
func typingStale(t *testing.T, h *house) {
	first, second := h.corpus.words()
	b := h.tab(t, h.full, wide)
	b.open("/")
	b.until("the search box has the focus", inBox)
	held := make(chan fetch.RequestID, 1)
	if err := chromedp.Listen(b.ctx, func(ev any) {
		if e, ok := ev.(*fetch.EventRequestPaused); ok {
			held <- e.RequestID
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := call(b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: b.site.url + "/\\?q=" + first, RequestStage: fetch.RequestStageResponse}}}); err != nil {
		t.Fatal(err)
	}
	b.press(first)
	var id fetch.RequestID
	b.wait("the first query is asked", func() (bool, string) {
		select {
		case id = <-held:
			return true, ""
		default:
			return false, ""
		}
	})
	b.write(second)
	v := url.Values{"q": {second}, "fold": {"copies"}}
	says := grouped(b.site.ask(t, v).Total.Value) + " articles"
	b.until("the second query is answered: "+says, fmt.Sprintf(`document.querySelector(".count strong")?.innerText === %q`, says))
	// The page may have given the first up, which there is no error for.
	_ = call(b, fetch.ContinueResponse, fetch.ContinueResponseParams{RequestID: id})
	if err := call(b, fetch.Disable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	b.settled()
	b.steady() // two frames later
	b.answered(url.Values{"q": {second}})
	b.clean()
}

// typingEarly types before the page is loaded: nothing of it may be lost.
func typingEarly(t *testing.T, h *house) {
	b := h.tab(t, h.full, wide)
	b.open("/help")
	held := make(chan fetch.RequestID, 16)
	if err := chromedp.Listen(b.ctx, func(ev any) {
		if e, ok := ev.(*fetch.EventRequestPaused); ok {
			held <- e.RequestID
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := call(b, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*search*.js", RequestStage: fetch.RequestStageResponse}}}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, stepTime)
	defer cancel()
	// Navigating answers when the page begins to come.
	if err := call(b, navigate, navigateParams{URL: b.site.url + "/"}); err != nil {
		t.Fatal(err)
	}
	// Browsers give keys to a page when it is first drawn.
	b.until("the box is drawn and has the focus", inBox+` && performance.getEntriesByType("paint").length > 0`)
	b.press(h.corpus.word)
	b.until("the box has the text", fmt.Sprintf(`%s.value === %q`, box, h.corpus.word))
	select {
	case id := <-held:
		if err := call(b, fetch.ContinueResponse, fetch.ContinueResponseParams{RequestID: id}); err != nil {
			t.Fatal(err)
		}
	case <-ctx.Done():
		t.Fatal("the script of the page was not asked for")
	}
	b.settled()
	b.steady()
	if got := b.text(box + ".value"); got != h.corpus.word {
		t.Errorf("what was typed before the page was loaded is lost: the box has %q", got)
	}
	b.clean()
}

func typingBack(t *testing.T, h *house) {
	first, second := h.corpus.words()
	b := h.tab(t, h.full, wide)
	b.open("/")
	b.until("the search box has the focus", inBox)
	b.press(first)
	b.press(kb.Enter)
	b.answered(url.Values{"q": {first}})
	b.press("/")
	b.until("the search box has the focus", inBox)
	b.write(second)
	b.answered(url.Values{"q": {second}})
	b.goBack()
	b.answered(url.Values{"q": {first}})
	b.until("the box has the first query again", fmt.Sprintf(`%s.value === %q`, box, first))
	b.goBack()
	b.answered(url.Values{})
	b.until("the box is empty again", box+`.value === ""`)
	b.clean()
}

func typingCompletions(t *testing.T, h *house) {
	b := h.tab(t, h.full, wide)
	b.open("/")
	b.until("the search box has the focus", inBox)
	part := h.corpus.word[:len(h.corpus.word)-1]
	b.press(part)
	b.until("completions are shown", options+`.length > 0`)
	b.until("the box says so", box+`.getAttribute("aria-expanded") === "true"`)
	b.press(kb.ArrowDown)
	chosen := fmt.Sprintf(`((id) => %s.find((o) => o.id === id && o.getAttribute("aria-selected") === "true"))(%s.getAttribute("aria-activedescendant"))`, options, box)
	b.until("the first is chosen and the box keeps the focus", inBox+" && "+chosen+" === "+options+"[0]")
	b.picture("completions")
	b.accessible(h.axe(t))
	b.press(kb.ArrowDown + kb.ArrowUp)
	b.until("up leads back to the first", chosen+" === "+options+"[0]")
	words := b.text(chosen + `.firstElementChild.innerText`)
	b.press(kb.Enter)
	b.answered(url.Values{"q": {words}})
	b.until("the words are in the box, and the list is gone", fmt.Sprintf(`%s.value === %q && %s.length === 0`, box, words, options))

	b.press("/")
	b.write(part)
	b.until("completions are shown again", options+`.length > 0`)
	b.press(kb.Escape)
	b.until("Escape closes them and nothing else", fmt.Sprintf(`%s.length === 0 && %s && %s.value === %q`, options, inBox, box, part))
	b.clean()
}

// typingLenient types a query that is not finished yet.
func typingLenient(t *testing.T, h *house) {
	b := h.tab(t, h.full, wide)
	b.open("/")
	b.until("the search box has the focus", inBox)
	b.press(`"` + h.corpus.word)
	b.until("there are results", `document.querySelectorAll(".hit").length > 0`)
	b.until("and a word about the quotation mark", `document.querySelector(".notes")?.innerText.includes("quotation mark")`)
	b.clean()
}

// typingShortcuts types the letters that are keys elsewhere.
func typingShortcuts(t *testing.T, h *house) {
	const letters = "jkonpc/?"
	b := h.tab(t, h.full, wide)
	b.open("/", "q", h.corpus.word)
	b.tabTo("the search box", "e === "+box)
	b.write(letters)
	b.until("the box has every letter and the focus", fmt.Sprintf(`%s.value === %q && %s`, box, letters, inBox))
	if get[bool](b, `!!document.querySelector("dialog[open]")`) {
		t.Error("? opened the list of keys while typing")
	}
	b.settled()

	b.open("/", "q", h.corpus.word)
	b.press("?")
	b.until("the list of keys is shown", `document.querySelector("dialog[open]")?.innerText.includes("Next and previous mark")`)
	b.picture("keys")
	b.accessible(h.axe(t))
	b.press("j")
	b.press(kb.Escape)
	b.until("Escape closes it", `!document.querySelector("dialog[open]")`)
	b.press("j")
	b.until("j goes to the first result", focus+` === document.querySelector(".hit h2 a")`)
	b.press("/")
	b.until("/ goes to the box", inBox)

	// Keys can be turned off, which lasts.
	b.open("/", "q", h.corpus.word)
	b.press("?")
	b.until("the list of keys is shown", `!!document.querySelector("dialog[open]")`)
	b.tabTo("the switch of keys", `e.matches("dialog input[type=checkbox]")`)
	b.press(" " + kb.Escape)
	b.open("/help")
	b.press("?")
	b.steady()
	if get[bool](b, `!!document.querySelector("dialog[open]")`) {
		t.Error("keys are turned off, and ? still opens their list")
	}
	b.clean()
}

// suggestion misspells a word. What is meant is offered, and never done.
func suggestion(t *testing.T, h *house) {
	for _, l := range []look{wide, {width: wide.width, height: wide.height, noScripts: true}} {
		t.Run(l.String(), func(t *testing.T) {
			b := h.tab(t, h.full, l)
			b.open("/")
			b.until("the search box has the focus", inBox)
			b.press(h.corpus.misspelt + kb.Enter)
			b.until("nothing is found and the query is as typed", fmt.Sprintf(`document.querySelectorAll(".hit").length === 0 && document.body.innerText.includes("No article matches") && %s.value === %q`, box, h.corpus.misspelt))
			b.tabTo("what may be meant", fmt.Sprintf(`e.matches("a") && e.innerText.trim() === %q`, h.corpus.other))
			b.picture("meant")
			b.follow()
			b.answered(url.Values{"q": {h.corpus.other}})
			b.clean()
		})
	}
}

// nothing asks what nothing answers: the page says which part is to blame, and
// where there is something.
func nothing(t *testing.T, h *house) {
	for _, l := range []look{wide, {width: phone.width, height: phone.height, noScripts: true}} {
		t.Run(l.String(), func(t *testing.T) {
			b := h.tab(t, h.full, l)
			q := h.corpus.word + ` "no such phrase at all"`
			b.open("/", "q", q)
			rows := b.text(`Array.from(document.querySelectorAll("main table tr")).map((r) => r.innerText.replace(/\s+/g, " ").trim()).join("\n")`)
			alone := grouped(b.site.ask(t, url.Values{"q": {h.corpus.word}, "fold": {"copies"}}).Total.Value)
			for _, want := range []string{h.corpus.word + " " + alone + " articles", `"no such phrase at all" 0 articles`} {
				if !strings.Contains(rows, want) {
					t.Errorf("the page does not say %q of a part of the query:\n%s", want, rows)
				}
			}
			b.tabTo("the rest without the phrase", fmt.Sprintf(`e.matches("td a") && e.innerText.trim().endsWith(%q)`, h.corpus.word))
			b.follow()
			b.answered(url.Values{"q": {h.corpus.word}})

			b.open("/", "q", h.corpus.word, "from", "1999-05", "to", "1999-06")
			b.until("nothing is found", `document.body.innerText.includes("No article matches")`)
			b.picture("nearest")
			b.tabTo("the nearest month that has some", `e.matches("a") && e.closest("p")?.innerText.includes("Nearest")`)
			b.follow()
			b.until("there are articles", `document.querySelectorAll(".hit").length > 0`)
			b.clean()
		})
	}
}
