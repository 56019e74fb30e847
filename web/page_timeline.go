package web

import (
	"fmt"
	"math"
	"net/url"
	"strings"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// Measures of the timeline, in units of its viewBox.
const (
	// maxBars is how many bars stand in a column of the page and can still be
	// told apart and hit.
	maxBars = 60
	// leastRoom keeps a few bars from becoming walls: so many fit at least.
	leastRoom = 16
	barRoom   = 10
	barWidth  = 8
	barHeight = 100
	// leastBar is the height of a bar that stands for almost nothing.
	leastBar = 2
)

// timelineView is the bars of an answer.
type timelineView struct {
	// Title says what is counted, by which periods; Long says it in full.
	Title, Long string
	// Number and Share are the ways to draw it; empty when the share says nothing.
	Number, Share linkView
	IsShare       bool
	// Box is the viewBox.
	Box  string
	Bars []barView
	// First and Last name the ends of the axis, Says the highest bar.
	First, Last, Says string
	Crumbs            []linkView
	Undated           linkView
}

// barView is one period.
type barView struct {
	// URL narrows the question to the period; empty when nothing is there.
	URL string
	// Label names the period, Says tells what the bar shows.
	Label, Says            string
	Count, Articles, Share string
	Room                   int
	X, Y, Height           string
}

// timelineOf draws the days of an answer; nil when none has a date and no dates
// are in use.
func timelineOf(res *search.Result, v url.Values) *timelineView {
	chosen := chosenDates(v)
	t := &timelineView{IsShare: v.Get("share") == "1"}
	fromMoment, toMoment := chosen.moments(v)
	if !fromMoment && !toMoment {
		t.Crumbs = chosen.crumbs(v)
	}
	if res.Undated > 0 {
		t.Undated = linkView{Label: count(res.Undated) + " undated", URL: undatedLink(res, v)}
	}
	interval, periods := periodsOf(chosen.hold(res.Days), chosen)
	if len(periods) == 0 {
		t.Says = "No article here has a date."
		if res.Total == 0 {
			t.Says = "Nothing on these dates."
		}
		if t.Undated.Label == "" && t.Crumbs == nil {
			return nil
		}
		return t
	}
	most, partly := 0.0, false
	var highest []int // which bars are that high
	for i, p := range periods {
		r := rangeOf(p.Start, p.End).inside(chosen)
		periods[i].Start, periods[i].End = r.from.Format(time.DateOnly), r.to.Format(time.DateOnly)
		most = max(most, height(p, t.IsShare))
		partly = partly || p.Count != p.Articles
	}
	for i, p := range periods {
		bar := barOf(p, i, height(p, t.IsShare)/most, t.IsShare)
		if p.Count > 0 {
			bar.URL = rangeOf(p.Start, p.End).linkWithin(v, fromMoment && i == 0, toMoment && i == len(periods)-1)
		}
		if height(p, t.IsShare) == most {
			highest = append(highest, i)
		}
		t.Bars = append(t.Bars, bar)
	}
	t.Says = t.most(highest, periods)
	t.Title, t.Long = "Articles by "+interval, "Articles by "+interval
	if t.IsShare {
		t.Title, t.Long = "Share by "+interval, "Share of all articles by "+interval
	}
	if partly || t.IsShare {
		t.Number = linkView{"Number", with("/", v, "share", ""), !t.IsShare}
		t.Share = linkView{"Share", with("/", v, "share", "1"), t.IsShare}
	}
	t.Box = fmt.Sprintf("0 0 %d %d", barRoom*max(len(periods), leastRoom), barHeight)
	first, last := periods[0], periods[len(periods)-1]
	t.First = rangeOf(first.Start, first.End).short()
	if len(periods) > 1 {
		t.Last = rangeOf(last.Start, last.End).short()
	}
	return t
}

// most names the highest bar, or those that are as high.
func (t *timelineView) most(highest []int, periods []search.Period) string {
	first := t.Bars[highest[0]]
	if len(periods) == 1 {
		return first.Says // nothing to be more than
	}
	name, value := first.Label, strings.TrimPrefix(first.Says, first.Label)
	if more := len(highest) - 1; more > 0 {
		if t.IsShare {
			value = ": " + first.Share // of different numbers of articles
		}
		if name += " and "; more == 1 {
			name += t.Bars[highest[1]].Label
		} else {
			name += count(more) + " others"
		}
		value += " each"
	}
	if p := periods[highest[0]]; p.Start == p.End {
		return "Most on " + name + value
	}
	return "Most in " + name + value
}

// periodsOf parts the days into at most maxBars periods. Where both dates are
// chosen they are the ends, so that a month shows all its days.
func periodsOf(days []search.Day, chosen dateRange) (interval string, periods []search.Period) {
	all := search.Covered(days)
	if all.First > all.Last {
		return "", nil
	}
	i := all.Fitting(maxBars)
	if chosen.closed() {
		wide := search.Stretch{First: min(all.First, dayOf(chosen.from)), Last: max(all.Last, dayOf(chosen.to))}
		if wide.Fitting(maxBars) == i && i != search.EachYear {
			all = wide
		}
	}
	periods = i.Periods(days, all)
	if len(periods) <= maxBars {
		return i.String(), periods
	}
	return grouped(periods)
}

// grouped joins years until there are at most maxBars.
func grouped(years []search.Period) (interval string, out []search.Period) {
	size := 0
	for _, size = range []int{2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if len(years)/size+2 <= maxBars {
			break
		}
	}
	decade := -1
	for _, y := range years {
		var year int
		fmt.Sscanf(y.Start, "%d", &year) // begins with its year
		if year/size != decade {
			decade = year / size
			out = append(out, search.Period{Start: fmt.Sprintf("%04d-01-01", max(1, decade*size))})
		}
		p := &out[len(out)-1]
		p.End, p.Count, p.Articles = fmt.Sprintf("%04d-12-31", min(decade*size+size-1, 9999)), p.Count+y.Count, p.Articles+y.Articles
	}
	return fmt.Sprintf("%d years", size), out
}

func dayOf(t time.Time) int { return int(t.Unix() / 86400) }

// height is what the bar of a period measures.
func height(p search.Period, share bool) float64 {
	if share {
		return float64(p.Count) / float64(max(p.Articles, 1))
	}
	return float64(p.Count)
}

func barOf(p search.Period, i int, part float64, share bool) barView {
	b := barView{
		Label: rangeOf(p.Start, p.End).label(), Count: count(p.Count), Articles: count(p.Articles), Share: percent(p.Count, p.Articles),
		Room: i * barRoom, X: fmt.Sprint(i*barRoom + (barRoom-barWidth)/2),
	}
	b.Says = b.Label + ": " + articles(p.Count)
	if share {
		b.Says = fmt.Sprintf("%s: %s of %s", b.Label, b.Share, articles(p.Articles))
	}
	h := 0.0
	if p.Count > 0 {
		h = math.Max(leastBar, math.Round(part*barHeight*10)/10)
	}
	b.Height, b.Y = fmt.Sprintf("%g", h), fmt.Sprintf("%g", math.Round((barHeight-h)*10)/10)
	return b
}

// percent writes a share with two figures that say something.
func percent(n, of int) string {
	share := 100 * float64(n) / float64(max(of, 1))
	switch {
	case n == 0:
		return "0 %"
	case share < 0.01:
		return "under 0.01 %"
	case n < of && share >= 99.95:
		return "over 99.9 %"
	case share < 1:
		return fmt.Sprintf("%.2f %%", share)
	}
	return fmt.Sprintf("%.1f %%", share)
}

// undatedLink returns the question for articles without a date, or nothing when
// the query has no operators to say it with.
func undatedLink(res *search.Result, v url.Values) string {
	if v.Get("syntax") != "" {
		return ""
	}
	none := &query.Date{None: true}
	var n query.Node = none
	switch tree := res.Query.Tree.(type) {
	case nil:
	case *query.And:
		n = &query.And{Kids: append(append([]query.Node{}, tree.Kids...), none), Adjacent: tree.Adjacent}
	default:
		n = &query.And{Kids: []query.Node{tree, none}}
	}
	c := clone(v)
	c.Del("from")
	c.Del("to")
	c.Set("q", n.String())
	return linkTo("/", c)
}
