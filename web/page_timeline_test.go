package web

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
)

func TestTimeline(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/?q=grain")
	if got := textOf(d.one("section.timeline div.over h2")); got != "Articles by week" {
		t.Errorf("title %q", got)
	}
	var bars []string
	for _, n := range d.all("svg.bars a") {
		bars = append(bars, attr(n, "aria-label"))
	}
	// The copies count: the timeline is of all that was published.
	want := []string{"23 February – 1 March 1987: 1 article", "16–22 March 1987: 2 articles", "30 March – 5 April 1987: 1 article", "27 April – 3 May 1987: 1 article"}
	if !slices.Equal(bars, want) {
		t.Errorf("bars %q, want %q", bars, want)
	}
	if got := d.texts("section.timeline table th"); got[0] != "Period" || len(got) != 4+10 {
		t.Errorf("the table has the heads %q", got)
	}
	if got := textOf(d.id("bar").root); got != "Most in 16–22 March 1987: 2 articles" {
		t.Errorf("highest %q", got)
	}
	if got := attr(d.all("svg.bars a")[1], "href"); got != "/?from=1987-03-16&q=grain&to=1987-03-22" {
		t.Errorf("bar %s", got)
	}
	// In one month all its days are shown, and ways out.
	d = s.page("/?q=grain&from=1987-03&to=1987-03")
	rows := d.texts("section.timeline tbody th")
	if len(rows) != 31 || rows[0] != "1 March 1987" || rows[30] != "31 March 1987" {
		t.Errorf("days %q", rows)
	}
	if got := textOf(d.id("bar").root); got != "Most on 20 March 1987 and 21 March 1987: 1 article each" {
		t.Errorf("highest day %q", got)
	}
	if got := textOf(s.page("/?q=grain&from=1987-03-21&to=1987-03-21").id("bar").root); got != "21 March 1987: 1 article" {
		t.Errorf("one day %q", got)
	}
	if got := d.texts("nav.crumbs li"); !slices.Equal(got, []string{"All dates", "1987", "March 1987"}) {
		t.Errorf("crumbs %q", got)
	}
	if got := d.id("timeline").link("All dates"); got != "/?q=grain" {
		t.Errorf("all dates: %s", got)
	}
	if got := d.id("timeline").link("1987"); got != "/?from=1987&q=grain&to=1987" {
		t.Errorf("the year: %s", got)
	}
	if got := s.page(attr(d.all("svg.bars a")[1], "href")).texts("nav.crumbs li"); !slices.Equal(got, []string{"All dates", "1987", "March 1987", "21 March 1987"}) {
		t.Errorf("crumbs of a day %q", got)
	}
	d = s.page("/?q=grain&from=1990&to=1990")
	if got := textOf(d.one("section.timeline p.says")); got != "Nothing on these dates." || len(d.all("svg")) > 0 {
		t.Errorf("without hits: %q", got)
	}
}

func TestTimelineShare(t *testing.T) {
	s := start(t, newMemory(grain()...))
	d := s.page("/?q=grain")
	share := s.page(d.id("timeline").link("Share"))
	var bars []string
	for _, n := range share.all("svg.bars a") {
		bars = append(bars, attr(n, "aria-label"))
	}
	if want := "30 March – 5 April 1987: 50.0 % of 2 articles"; !slices.Contains(bars, want) {
		t.Errorf("bars %q, want %q", bars, want)
	}
	if got := share.id("timeline").link("Number"); got != "/?q=grain" {
		t.Errorf("back to numbers: %s", got)
	}
	// Every bar keeps the share when it narrows.
	if got := attr(share.all("svg.bars a")[0], "href"); !strings.Contains(got, "share=1") {
		t.Errorf("bar %s", got)
	}
	// All articles are all of the coverage: there is nothing to choose.
	if d := s.page("/"); len(d.all("ul.toggle")) != 0 {
		t.Error("a share of everything is offered")
	}
}

// Each bar leads to what it counts, also where a period is cut by the dates in
// use, and its share is of what those dates leave.
func TestBarsFindWhatTheySay(t *testing.T) {
	at := func(id, when string) *article.Article {
		d, err := article.ParseDate(when, article.FromField)
		if err != nil {
			t.Fatal(err)
		}
		return complete(&article.Article{ID: id, Headline: "Grain " + id, Body: "Grain " + id, Published: d})
	}
	other := at("other", "1987-02-24")
	other.Headline, other.Body = "Steel", "Steel"
	arts := append(grain(), other, at("before", "1987-02-25"), at("morning", "1987-03-21T09:00:00Z"), at("evening", "1987-03-21T19:00:00Z"),
		at("leap", "2024-02-29"), at("year", "2024-12-31"), at("next", "2025-01-01"), at("old", "1712-02-29"))
	s := start(t, newMemory(arts...))
	for _, path := range []string{
		"/?q=grain", "/?from=1987-02-27&q=grain&to=1987-04-30", "/?from=1987-02-26&q=grain&to=1988", "/?q=grain&from=1987", "/?q=grain&to=1900",
		"/?q=grain&from=1987-03-21T12:00:00Z", "/?q=grain&to=1987-03-21T12:00:00Z", "/?q=grain&from=1987-03-21T12:00:00Z&to=1987-03", "/?q=grain&from=2024-02&to=2025",
		"/?q=grain&from=1987-03-21T10:00:00Z&to=1987-03-21T20:00:00Z",
	} {
		bars := s.page(path + "&fold=none").all("svg.bars a")
		if len(bars) == 0 {
			t.Errorf("%s has no bars", path)
		}
		for _, n := range bars {
			if says, total := attr(n, "aria-label"), s.page(attr(n, "href")).total(); !strings.HasSuffix(says, ": "+total) {
				t.Errorf("%s: %q finds %s", path, says, total)
			}
		}
	}
	d := s.page("/?from=1987-02-26&q=grain&to=1987-05-03&fold=none&share=1")
	if got, want := attr(d.all("svg.bars a")[0], "aria-label"), "26 February – 1 March 1987: 100.0 % of 1 article"; got != want {
		t.Errorf("the first bar %q, want %q", got, want)
	}
	// A moment is no day: there is no crumb that would lose it.
	d = s.page("/?q=grain&from=1987-03-21T12:00:00Z&to=1987-04-30")
	if got := d.texts("ul.chips li"); !slices.Equal(got, []string{"published: 1987-03-21T12:00:00Z – 1987-04-30 ×"}) || len(d.all("nav.crumbs")) != 0 {
		t.Errorf("chips %q", got)
	}
}

func TestTimelineUndated(t *testing.T) {
	s := start(t, newMemory(grain()...))
	for path, want := range map[string]string{
		"/?q=grain":                         "/?q=grain+published%3Anone",
		"/?q=grain+OR+steel":                "/?q=%28grain+OR+steel%29+AND+published%3Anone",
		"/?q=grain+AND+undated":             "/?q=grain+AND+undated+AND+published%3Anone",
		"/?q=grain+undated&source=The+Hill": "/?q=grain+undated+published%3Anone&source=The+Hill",
		"/":                                 "/?q=published%3Anone",
		"/?q=grain&syntax=words":            "",
	} {
		d := s.page(path)
		p := d.one("p.undateds")
		if textOf(p) != "1 undated" {
			t.Errorf("%s: %q", path, textOf(p))
		}
		if want == "" {
			if len(d.all("p.undateds a")) > 0 {
				t.Errorf("%s: a link that cannot be said", path)
			}
			continue
		}
		// One word and one filter stand side by side, or not: both mean the same.
		got := attr(d.one("p.undateds a"), "href")
		if got != want && got != strings.Replace(want, "grain+published", "grain+AND+published", 1) {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if hits := s.page(got).texts("li.hit h2"); !slices.Equal(hits, []string{"Grain undated"}) {
			t.Errorf("%s finds %q", got, hits)
		}
	}
	only := complete(&article.Article{ID: "x", Headline: "Grain", Body: "x"})
	d := start(t, newMemory(only)).page("/?q=grain")
	if got := textOf(d.one("section.timeline p.says")); got != "No article here has a date." {
		t.Errorf("without dates: %q", got)
	}
}

// A timeline has at most maxBars bars, loses no article, and each bar leads to
// exactly those it counts.
func TestPeriodsFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		first := rng.IntN(700_000) - 700_000
		span := 1 << rng.IntN(20)
		var days []search.Day
		total := 0
		for range 1 + rng.IntN(40) {
			d := search.Day{Day: first + rng.IntN(span), Count: rng.IntN(3), Articles: 3}
			days = append(days, d)
			total += d.Count
		}
		slices.SortFunc(days, func(a, b search.Day) int { return a.Day - b.Day })
		interval, periods := periodsOf(days, dateRange{})
		if len(periods) > maxBars {
			t.Fatalf("%d bars by %s for %d days", len(periods), interval, span)
		}
		sum := 0
		for i, p := range periods {
			sum += p.Count
			if i > 0 && p.Start <= periods[i-1].End {
				t.Fatalf("%v overlaps %v", p, periods[i-1])
			}
			r := rangeOf(p.Start, p.End)
			inside := 0
			for _, d := range days {
				if at := time.Unix(int64(d.Day)*86400, 0).UTC(); !at.Before(r.from) && !at.After(r.to) {
					inside += d.Count
				}
			}
			if inside != p.Count {
				t.Fatalf("%v counts %d, its dates hold %d", p, p.Count, inside)
			}
			if got := chosenDates(must(url.ParseQuery(strings.TrimPrefix(r.link(url.Values{}), "/?")))); got != r {
				t.Fatalf("the link of %v chooses %v", r, got)
			}
		}
		if sum != total {
			t.Fatalf("%d articles in the bars, %d in the days", sum, total)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestBarHeights(t *testing.T) {
	var days []search.Day
	for i := range 50 {
		days = append(days, search.Day{Day: 10_000 + i, Count: i * i, Articles: 3000})
	}
	v := timelineOf(&search.Result{Total: 1, Days: days}, url.Values{})
	for i, b := range v.Bars {
		h, err := strconv.ParseFloat(b.Height, 64)
		y := must(strconv.ParseFloat(b.Y, 64))
		if err != nil || h < 0 || h > barHeight || y+h > barHeight+.11 || y+h < barHeight-.11 {
			t.Errorf("bar %d: height %s from %s", i, b.Height, b.Y)
		}
		if b.URL != "" && h < leastBar {
			t.Errorf("bar %d cannot be seen: %s", i, b.Height)
		}
	}
	if last := v.Bars[len(v.Bars)-1]; last.Height != "100" {
		t.Errorf("the highest is %s", last.Height)
	}
}

func TestDateRange(t *testing.T) {
	for _, tc := range []struct{ from, to, label, short, values string }{
		{"1987-01-01", "1987-12-31", "1987", "1987", "1987 1987"},
		{"1980-01-01", "1989-12-31", "1980–1989", "1980–1989", "1980 1989"},
		{"1987-03-01", "1987-03-31", "March 1987", "Mar 1987", "1987-03 1987-03"},
		{"1988-02-01", "1988-02-29", "February 1988", "Feb 1988", "1988-02 1988-02"},
		{"1987-02-01", "1987-03-31", "February – March 1987", "Feb 1987", "1987-02 1987-03"},
		{"1987-12-01", "1988-01-31", "December 1987 – January 1988", "Dec 1987", "1987-12 1988-01"},
		{"1987-03-04", "1987-03-04", "4 March 1987", "4 Mar 1987", "1987-03-04 1987-03-04"},
		{"1987-03-02", "1987-03-08", "2–8 March 1987", "2 Mar 1987", "1987-03-02 1987-03-08"},
		{"1987-02-23", "1987-03-01", "23 February – 1 March 1987", "23 Feb 1987", "1987-02-23 1987-03-01"},
		{"1987-12-28", "1988-01-03", "28 December 1987 – 3 January 1988", "28 Dec 1987", "1987-12-28 1988-01-03"},
		{"0033-01-01", "0033-12-31", "0033", "0033", "0033 0033"},
		{"1987-03-04", "", "since 4 March 1987", "4 Mar 1987", "1987-03-04 "},
		{"", "1987-03-04", "until 4 March 1987", "1 Jan 0001", " 1987-03-04"},
		{"", "", "all dates", "1 Jan 0001", " "},
	} {
		r := rangeOf(tc.from, tc.to)
		from, to := r.values()
		if r.label() != tc.label || from+" "+to != tc.values || (r.closed() && r.short() != tc.short) {
			t.Errorf("%s..%s: %q, %q, %q", tc.from, tc.to, r.label(), r.short(), from+" "+to)
		}
	}
}

// Bars at the ends stay within the dates in use.
func TestInside(t *testing.T) {
	chosen := rangeOf("1987-03-04", "1987-04-10")
	for _, tc := range [][3]string{
		{"1987-03-02", "1987-03-08", "1987-03-04 1987-03-08"},
		{"1987-03-09", "1987-03-15", "1987-03-09 1987-03-15"},
		{"1987-04-06", "1987-04-12", "1987-04-06 1987-04-10"},
	} {
		from, to := rangeOf(tc[0], tc[1]).inside(chosen).values()
		if got := from + " " + to; got != tc[2] {
			t.Errorf("%v: %s", tc, got)
		}
	}
	if got := rangeOf("1987-03-02", "1987-03-08").inside(dateRange{}); got != rangeOf("1987-03-02", "1987-03-08") {
		t.Errorf("without dates: %v", got)
	}
}

func TestPercent(t *testing.T) {
	for _, tc := range []struct {
		n, of int
		want  string
	}{{0, 0, "0 %"}, {1, 1, "100.0 %"}, {1, 3, "33.3 %"}, {1, 300, "0.33 %"}, {1, 100_000, "under 0.01 %"}, {9999, 10_000, "over 99.9 %"}, {9994, 10_000, "99.9 %"}} {
		if got := percent(tc.n, tc.of); got != tc.want {
			t.Errorf("%d of %d: %s", tc.n, tc.of, fmt.Sprint(got))
		}
	}
}
