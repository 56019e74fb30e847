package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"newsdex/search/match"
)

// FacetFields lists what answers can be counted by.
func FacetFields() []string { return []string{"source", "section", "byline", "tag", "lang", YearFacet} }

// YearFacet is the facet of the year of publication, as "2022".
const YearFacet = "year"

// Limits of facets.
const (
	DefaultFacetLimit = 10
	// MaxFacetLimit bounds the values of one facet: a longer list is not read.
	MaxFacetLimit = 100
)

// Facet asks for how often each value of a field stands in some articles.
type Facet struct {
	// Field is one of FacetFields.
	Field string
	// Tree chooses the articles, in place of the plan's tree; nil for the same.
	Tree match.Node
}

// FacetCounts are the values of a field, most frequent first, then by bytes.
type FacetCounts struct {
	Field  string
	Values []FacetValue
	// Missing is how many articles have no value.
	Missing int
	// Distinct is how many values there are.
	Distinct int
}

// FacetValue is a value and in how many articles it stands.
type FacetValue struct {
	Value string
	Count int
}

// TopValues returns the most frequent values of counts, at most limit: engines
// order them alike.
func TopValues(counts map[string]int, limit int) []FacetValue {
	out := make([]FacetValue, 0, len(counts))
	for v, n := range counts {
		out = append(out, FacetValue{v, n})
	}
	slices.SortFunc(out, func(a, b FacetValue) int {
		return cmp.Or(b.Count-a.Count, strings.Compare(a.Value, b.Value))
	})
	return out[:min(limit, len(out))]
}

// Day is one day on which articles were published.
type Day struct {
	// Day is in days since 1970, in the zone of each publication.
	Day int
	// Count is how many articles of the answer were published on it, Articles
	// how many of all.
	Count, Articles int
}

// YearOf returns the year of a day in days since 1970, as YearFacet has it.
func YearOf(day int64) string {
	return fmt.Sprintf("%04d", time.Unix(day*86400, 0).UTC().Year())
}

// facets returns what the request counts. A facet ignores the parameter of its
// own field, so that the values beside the chosen one keep their counts.
func (r *Request) facets(tree match.Node, filters []filter, bad *ParameterError) []Facet {
	var out []Facet
	for _, name := range r.Facets {
		if !slices.Contains(FacetFields(), name) {
			bad.add("facets", fmt.Sprintf("%.40q is not something to count by; use %s", name, strings.Join(FacetFields(), ", ")), "")
			continue
		}
		if slices.ContainsFunc(out, func(f Facet) bool { return f.Field == name }) {
			continue
		}
		f := Facet{Field: name}
		var others []match.Node
		for _, other := range filters {
			if other.parameter != name {
				others = append(others, other.node)
			}
		}
		if len(others) < len(filters) {
			f.Tree = withFilters(tree, others)
		}
		out = append(out, f)
	}
	return out
}
