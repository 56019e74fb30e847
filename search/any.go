package search

import (
	"newsdex/search/match"
	"newsdex/search/query"
)

// WriteAny returns the query that finds without match=any what n finds with it:
// words that merely stand side by side are joined by OR. It follows Resolve.
func WriteAny(n query.Node) query.Node {
	switch n := n.(type) {
	case *query.And:
		kids := writeAny(n.Kids)
		if !n.Adjacent {
			return &query.And{Kids: kids}
		}
		return anyOf(kids)
	case *query.Or:
		return &query.Or{Kids: writeAny(n.Kids)}
	case *query.Field:
		if n.Name == "headline" || n.Name == "body" {
			return &query.Field{Name: n.Name, Kid: WriteAny(n.Kid)}
		}
	}
	return n
}

func writeAny(in []query.Node) []query.Node {
	out := make([]query.Node, len(in))
	for i, k := range in {
		out[i] = WriteAny(k)
	}
	return out
}

// anyOf joins the clauses that score by OR; the others must hold besides.
func anyOf(kids []query.Node) query.Node {
	var scoring, fixed []query.Node
	for _, k := range kids {
		tree, _ := Resolve(k, false)
		if _, must := k.(*query.Must); !must && tree != nil && len(match.Leaves(tree)) > 0 {
			scoring = append(scoring, k)
		} else {
			fixed = append(fixed, k)
		}
	}
	switch len(scoring) {
	case 0:
	case 1:
		fixed = append(scoring, fixed...)
	default:
		fixed = append([]query.Node{&query.Or{Kids: scoring}}, fixed...)
	}
	if len(fixed) == 1 {
		return fixed[0]
	}
	return &query.And{Kids: fixed, Adjacent: true}
}
