package search

import (
	"fmt"
	"strings"
	"time"

	"newsdex/search/match"
	"newsdex/search/query"
)

// plan is a request made ready for an engine.
type plan struct {
	Plan
	reading Reading
	filters []filter
	cursor  cursor
}

// filter is what one parameter lets through.
type filter struct {
	// parameter is its name; for dates, the name of the facet they choose from.
	parameter string
	node      match.Node
}

func nodesOf(filters []filter) []match.Node {
	var out []match.Node
	for _, f := range filters {
		out = append(out, f.node)
	}
	return out
}

// plan checks and resolves the request. Everything wrong with it is reported
// at once, as a *ParameterError.
func (r *Request) plan(now time.Time) (*plan, error) {
	var bad ParameterError
	reading, tree := read(r.Q, r.Syntax, r.Any, now)
	if r.Syntax == query.Strict {
		bad.Errors = append(bad.Errors, queryErrors(reading.Findings)...)
	}
	p := &plan{reading: reading}
	filters := r.filters(&bad)
	dates := r.dates(now, &bad)
	if dates != nil {
		filters = append(filters, filter{YearFacet, &match.Date{From: bound(dates.From), To: bound(dates.To)}})
	}
	scores := len(match.Leaves(tree)) > 0
	p.Tree, p.filters = withFilters(tree, nodesOf(filters)), filters
	p.Facets, p.FacetLimit = r.facets(tree, filters, &bad), r.FacetLimit
	if p.FacetLimit <= 0 {
		p.FacetLimit = DefaultFacetLimit
	}
	if p.FacetLimit > MaxFacetLimit {
		bad.add("facet_limit", fmt.Sprintf("%d is more than a facet may hold; use up to %d", p.FacetLimit, MaxFacetLimit), fmt.Sprint(MaxFacetLimit))
	}
	p.reading.ReadAs = r.readAs(reading.Tree, dates, now)

	p.Fold, p.Days = r.Fold, r.Days
	if r.Sort != nil {
		p.Sort = *r.Sort
	} else if !scores {
		p.Sort = Newest
	}
	p.Limit = r.Limit
	if r.Limit < 0 {
		p.Limit = DefaultLimit
	}
	if r.Limit > MaxLimit {
		bad.add("limit", fmt.Sprintf("%d is more than a page may hold; use 0 to %d and next_cursor", r.Limit, MaxLimit), fmt.Sprint(MaxLimit))
	}
	if r.Passages > MaxPassages {
		bad.add("passages", fmt.Sprintf("%d is more than an answer may hold; use 0 to %d", r.Passages, MaxPassages), fmt.Sprint(MaxPassages))
	}
	key, c, err := r.resume(p.Sort)
	if err != nil {
		bad.add("cursor", err.Error(), "")
	}
	p.After, p.Backward, p.cursor = key, c.Backward, c
	if len(bad.Errors) > 0 {
		return nil, &bad
	}
	return p, nil
}

func (e *ParameterError) add(parameter, message, fix string) {
	e.Errors = append(e.Errors, BadParameter{Parameter: parameter, Message: message, Fix: fix, Code: "bad-" + parameter})
}

// queryErrors turns error-grade findings into what is wrong with q.
func queryErrors(fs []query.Finding) []BadParameter {
	var out []BadParameter
	for _, f := range fs {
		if f.Grade == query.Error {
			span := f.Span
			out = append(out, BadParameter{Parameter: "q", Span: &span, Message: f.Message, Fix: f.Fix, Code: f.Code})
		}
	}
	return out
}

// read parses and resolves query text.
func read(q string, syntax query.Syntax, any bool, now time.Time) (Reading, match.Node) {
	o := query.Options{Syntax: syntax, Fields: Fields(), Now: now}
	n, findings := query.Parse(q, o)
	tree, more := Resolve(n, any)
	reading := Reading{Q: q, Tree: n, Findings: append(findings, more...), ReadAs: query.ReadBack(n, o)}
	if n != nil {
		reading.Canonical = n.String()
	} else if strings.TrimSpace(q) != "" {
		reading.ReadAs += nothingSays
	}
	return reading, tree
}

// ParseQuery reads query text without asking an engine.
func ParseQuery(q string, syntax query.Syntax, any bool, now time.Time) Reading {
	r, _ := read(q, syntax, any, now)
	if any {
		r.ReadAs += anySays
	}
	return r
}

// nothingSays is said after the reading of a query of which nothing is left.
const nothingSays = ", because nothing of the query is left"

// anySays is said after the reading of a query under match=any.
const anySays = " (any of the words that stand side by side)"

// valueFilters lists the parameters that compare whole values.
func (r *Request) valueFilters() []struct {
	name   string
	values []string
} {
	return []struct {
		name   string
		values []string
	}{{"source", r.Source}, {"section", r.Section}, {"byline", r.Byline}, {"tag", r.Tag}, {"lang", r.Lang}}
}

// filters returns one node for each filter parameter in use.
func (r *Request) filters(bad *ParameterError) []filter {
	var out []filter
	for _, f := range r.valueFilters() {
		if len(f.values) > MaxFilterValues {
			bad.add(f.name, fmt.Sprintf("%d values, the limit is %d", len(f.values), MaxFilterValues), "")
			continue
		}
		var any []match.Node
		for _, v := range f.values {
			if f.name == "lang" {
				any = append(any, &match.Lang{Tag: strings.ToLower(v)})
			} else {
				any = append(any, &match.Value{Field: f.name, Whole: true, Text: v})
			}
		}
		if n := or(any); n != nil {
			out = append(out, filter{f.name, n})
		}
	}
	return out
}

// dates reads the from and to parameters; nil when there is neither.
func (r *Request) dates(now time.Time, bad *ParameterError) *query.Date {
	var out query.Date
	for _, p := range []struct {
		name, text string
		kind       query.Kind
		bound      func(*query.Date)
	}{
		{"from", r.From, query.Since, func(d *query.Date) { out.From = d.From }},
		{"to", r.To, query.Until, func(d *query.Date) { out.To = d.To }},
	} {
		if p.text == "" {
			continue
		}
		d, err := query.ParseDate(p.text, p.kind, now)
		if err != nil {
			bad.add(p.name, err.Error(), "")
			continue
		}
		p.bound(d)
	}
	if out.From == nil && out.To == nil {
		return nil
	}
	return &out
}

func withFilters(tree match.Node, filters []match.Node) match.Node {
	if len(filters) == 0 {
		return tree
	}
	if _, all := tree.(*match.All); !all {
		filters = append([]match.Node{tree}, filters...)
	}
	return and(filters)
}

// readAs says the whole question in words: the query, the dates and the values.
func (r *Request) readAs(n query.Node, dates *query.Date, now time.Time) string {
	switch {
	case dates != nil && n != nil:
		n = &query.And{Kids: []query.Node{n, dates}}
	case dates != nil:
		n = dates
	}
	says := query.ReadBack(n, query.Options{Fields: Fields(), Now: now})
	if n == nil && strings.TrimSpace(r.Q) != "" {
		says += nothingSays
	}
	if r.Any {
		says += anySays
	}
	for _, f := range r.valueFilters() {
		if len(f.values) == 0 {
			continue
		}
		quoted := make([]string, len(f.values))
		for i, v := range f.values {
			quoted[i] = "“" + v + "”"
		}
		says += "; " + f.name + " is " + strings.Join(quoted, " or ")
	}
	return says
}
