package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"newsdex/search"
)

// facetShown is how many values of a facet stand on the page until more are
// asked for.
const facetShown = 8

// facetView is one field and how often its values stand in the answer.
type facetView struct {
	// Field is the name of the field, Title its heading.
	Field, Title string
	Values       []facetValueView
	// Missing counts the articles that have no value.
	Missing linkView
	// More shows the facet at length, or short again.
	More linkView
	// Rest says how many values are not shown even so.
	Rest string
	// InUse is how many values are chosen.
	InUse int
}

// facetValueView is a value: a link that chooses it, or drops it when it is in use.
type facetValueView struct {
	Label, Count, URL string
	InUse             bool
}

// facetTitles are the headings of facets.
var facetTitles = map[string]string{"source": "Source", "section": "Section", "byline": "Byline", "tag": "Tag", "lang": "Language", search.YearFacet: "Year"}

// facetViews shows the facets that have values.
func facetViews(res *search.Result, v url.Values) []facetView {
	var out []facetView
	for _, f := range res.Facets {
		if len(f.Values) > 0 {
			out = append(out, facetViewOf(f, res, v))
		}
	}
	return out
}

func facetViewOf(f search.FacetCounts, res *search.Result, v url.Values) facetView {
	out := facetView{Field: f.Field, Title: facetTitles[f.Field]}
	most, long := facetShown, v.Get("more") == f.Field
	if n, err := strconv.Atoi(v.Get("facet_limit")); err == nil && n >= 0 {
		most = n
	}
	if long {
		most = search.MaxFacetLimit
	}
	toggle := toggleValue
	if f.Field == search.YearFacet {
		toggle = toggleYear
	}
	for i, value := range f.Values {
		link, inUse := toggle(v, f.Field, value.Value)
		if i >= most && !inUse {
			continue
		}
		if inUse {
			out.InUse++
		}
		label := shorten(value.Value, valueRunes)
		if f.Field == "lang" {
			label = languageName(value.Value)
		}
		out.Values = append(out.Values, facetValueView{label, count(found(f, value.Value)), link, inUse})
	}
	if f.Missing > 0 {
		out.Missing = linkView{Label: count(f.Missing)}
		if f.Field == search.YearFacet {
			out.Missing.URL = undatedLink(res, v)
		}
	}
	switch shown := min(len(f.Values), most); {
	case long:
		out.More = linkView{Label: "Show fewer", URL: with("/", v, "more", "") + "#facet-" + f.Field}
		if f.Distinct > shown {
			out.Rest = count(f.Distinct-shown) + " more are not shown; narrow the search to see them."
		}
	case f.Distinct > shown:
		out.More = linkView{Label: "Show all " + count(f.Distinct), URL: with("/", v, "more", f.Field) + "#facet-" + f.Field}
		if f.Distinct > search.MaxFacetLimit {
			out.More.Label = "Show " + count(search.MaxFacetLimit) + " of " + count(f.Distinct)
		}
	}
	return out
}

// found returns how many articles the link of a value finds: a language is
// found with its regions (en with en-gb), any other value alone.
func found(f search.FacetCounts, value string) int {
	n := 0
	for _, v := range f.Values {
		if v.Value == value || f.Field == "lang" && strings.HasPrefix(v.Value, value+"-") {
			n += v.Count
		}
	}
	return n
}

// toggleValue returns the question with a value chosen besides the others of its
// field, or without it when it is in use.
func toggleValue(v url.Values, field, value string) (link string, inUse bool) {
	c := clone(v)
	same := func(s string) bool {
		return s == value || field == "lang" && strings.EqualFold(s, value)
	}
	if slices.ContainsFunc(c[field], same) {
		c[field] = slices.DeleteFunc(c[field], same)
		return linkTo("/", c), true
	}
	c.Add(field, value)
	return linkTo("/", c), false
}

// toggleYear returns the question within a year, or without dates when they are
// that year.
func toggleYear(v url.Values, _, year string) (link string, inUse bool) {
	r := rangeOf(year+"-01-01", year+"-12-31")
	if chosenDates(v) == r {
		return dateRange{}.link(v), true
	}
	return r.link(v), false
}
