//go:build browser

package browser

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// seedPhrase stands in the seed alone, with stop words, word for word.
const seedPhrase = "human rights and fundamental freedoms"

// newcomer is a person with a keyboard who has never seen the pages.
type newcomer struct {
	*tab
	look look
	h    *house
}

// tasks lets a newcomer do with the pages what they are for: by keyboard, with
// scripts and without, on a wide screen and on a phone.
func tasks(t *testing.T, h *house) {
	for _, l := range []look{wide, phone} {
		for _, l.noScripts = range []bool{false, true} {
			t.Run(l.String(), func(t *testing.T) {
				n := newcomer{h.tab(t, h.full, l), l, h}
				n.open("/")
				n.findsPhrase()
				n.narrowsToMonth()
				n.opensThird()
				n.walksMarks()
				n.copiesCitation()
				n.clean()
			})
		}
	}
}

// asks types a query and presses Enter.
func (n *newcomer) asks(q string) {
	n.t.Helper()
	n.until("the search box has the focus", focus+`.matches("input[name=q]")`)
	n.write(q)
	n.press(kb.Enter)
	n.answered(url.Values{"q": {q}})
}

// answered waits until the page shows as many articles as the API finds.
func (b *tab) answered(v url.Values) int {
	b.t.Helper()
	v.Set("fold", "copies") // as the page does
	total := b.site.ask(b.t, v).Total.Value
	b.until("the address asks for "+v.Get("q"), fmt.Sprintf(`(new URL(location).searchParams.get("q") || "") === %q`, v.Get("q")))
	b.settled()
	says := grouped(total) + " articles"
	if total == 1 {
		says = "1 article"
	}
	b.until("the page says "+says, fmt.Sprintf(`document.querySelector(".count strong")?.innerText === %q`, says))
	return total
}

// grouped writes a number as pages do.
func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (n *newcomer) findsPhrase() {
	n.t.Helper()
	n.asks(`"` + seedPhrase + `"`)
	if found := get[int](n.tab, `document.querySelectorAll(".hit").length`); found != 1 {
		n.t.Errorf("the phrase of the seed is in %d articles", found)
	}
	marked := get[[]string](n.tab, `Array.from(document.querySelectorAll(".hit mark")).map((m) => m.innerText)`)
	if got := strings.Join(marked, " "); !strings.EqualFold(got, seedPhrase) {
		n.t.Errorf("marked is %q, want exactly the phrase", got)
	}
	n.picture("1-phrase")
}

// narrowsToMonth goes from all articles to those of one month, by the timeline.
func (n *newcomer) narrowsToMonth() {
	n.t.Helper()
	n.toBox()
	n.asks("")
	month, err := time.Parse("2006-01", n.h.corpus.month)
	if err != nil {
		n.t.Fatal(err)
	}
	name := month.Format("January 2006")
	const folded = `Array.from(document.querySelectorAll("summary")).some((s) => s.innerText.trim() === "Timeline" && s.getClientRects().length > 0 && !s.parentElement.open)`
	if get[bool](n.tab, folded) {
		n.tabTo("the timeline, which is folded", named("summary", "Timeline"))
		n.press(kb.Enter)
		n.until("the timeline is unfolded", "!"+folded)
	}
	// A bar is the month, or a week or day in it.
	n.tabTo("a bar of "+name, fmt.Sprintf(`e.matches(".bars a") && /^(\d+(–\d+)? )?%s:/.test(e.getAttribute("aria-label"))`, name))
	n.follow()
	whole := fmt.Sprintf(`new URL(location).searchParams.get("from") === %q && new URL(location).searchParams.get("to") === %[1]q`, n.h.corpus.month)
	if !get[bool](n.tab, whole) {
		if get[bool](n.tab, folded) {
			n.tabTo("the timeline, which is folded", named("summary", "Timeline"))
			n.press(kb.Enter)
		}
		n.tabTo("the month around it", fmt.Sprintf(`e.matches("a") && e.innerText.trim() === %q`, name))
		n.follow()
	}
	n.until("the address is of the month", whole)
	n.answered(url.Values{"from": {n.h.corpus.month}, "to": {n.h.corpus.month}})
	n.picture("2-month")
}

// toBox goes to the search box: with the key for it, or with Tab.
func (n *newcomer) toBox() {
	n.t.Helper()
	if n.look.noScripts {
		n.tabTo("the search box", `e.matches("input[name=q]")`)
		return
	}
	n.press("/")
}

// opensThird asks for a word, within the month, and opens the third article.
func (n *newcomer) opensThird() {
	n.t.Helper()
	n.toBox()
	n.until("the search box has the focus", focus+`.matches("input[name=q]")`)
	n.write(n.h.corpus.word)
	n.press(kb.Enter)
	v := url.Values{"q": {n.h.corpus.word}, "from": {n.h.corpus.month}, "to": {n.h.corpus.month}}
	if n.answered(v) < 3 {
		n.t.Fatalf("%v finds too little", v)
	}
	const third = `document.querySelectorAll(".hit")[2].querySelector("h2 a")`
	headline := n.text(third + ".innerText")
	if n.look.noScripts {
		n.tabTo("the third article", "e === "+third)
		n.follow()
	} else {
		n.until("the page takes keys", focus+` === document.body`)
		n.press("jjj")
		n.until("the third article has the focus", focus+" === "+third)
		n.leave(func() { n.press("o") })
	}
	if got := n.text(`document.querySelector("h1").innerText`); got != headline {
		n.t.Errorf("opened is %q, want %q", got, headline)
	}
}

// walksMarks goes through the marks of the article, there and back.
func (n *newcomer) walksMarks() {
	n.t.Helper()
	const marks = `Array.from(document.querySelectorAll("article mark[id]"))`
	all := get[int](n.tab, marks+".length")
	if all == 0 {
		n.t.Fatal("the article has no marks")
	}
	at := func(i int) {
		n.t.Helper()
		n.until(fmt.Sprintf("mark %d of %d is gone to and in sight", i+1, all), fmt.Sprintf(`((m) => {
			const box = m.getBoundingClientRect();
			return document.querySelector("mark:target") === m && box.top >= 0 && box.bottom <= innerHeight;
		})(%s[%d])`, marks, i))
	}
	for i := range all {
		switch {
		case !n.look.noScripts:
			n.press("n")
		case i == 0:
			n.tabTo("the first mark", named("a", "first"))
			n.press(kb.Enter)
		default:
			n.tabTo("the next mark", named("a", "Next mark"))
			n.press(kb.Enter)
		}
		at(i)
	}
	n.picture("3-mark")
	if all == 1 {
		return
	}
	if n.look.noScripts {
		n.tabTo("the mark before", named("a", "Previous mark"))
		n.press(kb.Enter)
	} else {
		n.press("p")
	}
	at(all - 2)
}

// copiesCitation copies the citation as text.
func (n *newcomer) copiesCitation() {
	n.t.Helper()
	headline := n.text(`document.querySelector("h1").textContent.trim()`)
	shown := n.text(`document.querySelector("#cite-text").textContent`)
	if n.look.noScripts {
		n.tabTo("the citation as plain text", named("a", "citation as plain text"))
		n.follow()
		n.ctrl("a", "selectAll")
		n.ctrl("c", "copy")
	} else {
		n.press("c")
		n.until("the page says that it is copied", `Array.from(document.querySelectorAll("[role=status]")).some((e) => e.innerText.includes("Copied"))`)
		n.picture("4-copied")
	}
	got := n.pasted()
	if strings.TrimSpace(got) != strings.TrimSpace(shown) {
		n.t.Errorf("copied is %q, shown was %q", got, shown)
	}
	year, _, _ := strings.Cut(n.h.corpus.month, "-")
	if !strings.Contains(got, headline) || !strings.Contains(got, year) {
		n.t.Errorf("the citation %q is not of %q of %s", got, headline, year)
	}
}
