package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"newsdex/engine"
	"newsdex/engine/enginetest/plain"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/query"
)

// found is what an answer says of itself.
type found struct {
	total   int
	partial bool
}

// asking is one question, ready: nothing is left to do but to ask.
type asking func(ctx context.Context) (found, error)

// errNotOffered says that a side has no such question.
var errNotOffered = errors.New("not offered")

// ours makes a query ready for newsdex. The tree is resolved beforehand, as
// bleve's question is; a full page does all that an answer over HTTP does but
// the JSON.
func ours(e engine.Engine, c class, q question) (asking, error) {
	if c.facets || c.timeline {
		return counted(e, c, q)
	}
	if c.page {
		r := search.Request{Q: q.Text, Any: q.Any, Limit: pageLimit, Passages: pagePassages}
		return func(ctx context.Context) (found, error) {
			res, err := search.Run(ctx, e, r)
			if err != nil {
				return found{}, err
			}
			return found{res.Total, !res.Exact}, nil
		}, nil
	}
	tree, err := resolve(q)
	if err != nil {
		return nil, err
	}
	p := search.Plan{Tree: tree, Limit: limit}
	if c.newest {
		p.Sort = search.Newest
	}
	return func(ctx context.Context) (found, error) {
		a, err := e.Search(ctx, p)
		return found{a.Total, a.Partial}, err
	}, nil
}

// counted makes a query with facets or a timeline ready.
func counted(e engine.Engine, c class, q question) (asking, error) {
	tree, err := resolve(q)
	if err != nil {
		return nil, err
	}
	p := search.Plan{Tree: tree, Limit: limit, Days: c.timeline, FacetLimit: search.DefaultFacetLimit}
	if c.facets {
		for _, name := range search.FacetFields() {
			p.Facets = append(p.Facets, search.Facet{Field: name})
		}
	}
	return func(ctx context.Context) (found, error) {
		a, err := e.Search(ctx, p)
		return found{a.Total, a.Partial}, err
	}, nil
}

// resolve turns a query into a tree, and refuses one that was not read as it
// was meant: figures of another question would mislead.
func resolve(q question) (match.Node, error) {
	n, findings := query.Parse(q.Text, query.Options{Fields: search.Fields()})
	if len(findings) > 0 {
		return nil, fmt.Errorf("the query %q was not understood: %s", q.Text, findings[0].Message)
	}
	tree, findings := search.Resolve(n, q.Any)
	if len(findings) > 0 {
		return nil, fmt.Errorf("the query %q was not understood: %s", q.Text, findings[0].Message)
	}
	want := len(q.Plain.Words)
	switch q.Plain.Kind {
	case plain.Phrase, plain.Wild:
		want = 1
	case "": // two words near each other
		want = 2
	}
	if got := len(match.AllLeaves(tree)); got != want {
		return nil, fmt.Errorf("the query %q was read as %d words or phrases, not %d", q.Text, got, want)
	}
	return tree, nil
}

// bleves makes a query ready for bleve.
func bleves(x *plain.Index, c class, q question) (asking, error) {
	if q.Plain.Kind == "" {
		return nil, errNotOffered
	}
	o := plain.Options{Limit: limit, Newest: c.newest, Facets: c.facets, Timeline: c.timeline}
	if c.page {
		o.Limit, o.Fragments = pageLimit, pagePassages
	}
	return func(ctx context.Context) (found, error) {
		a, err := x.Ask(ctx, q.Plain, o)
		if errors.Is(err, context.DeadlineExceeded) {
			return found{a.Total, true}, nil
		}
		return found{total: a.Total}, err
	}, nil
}

// side is one engine with the queries of a class made ready, nil where it has
// no such question.
type side struct {
	name string
	asks []asking
}

// ready makes all queries of a class ready for one side; it has none when the
// class is not offered.
func ready(name string, queries []question, one func(question) (asking, error)) (side, error) {
	s := side{name: name}
	for _, q := range queries {
		a, err := one(q)
		if errors.Is(err, errNotOffered) {
			return side{name: name}, nil
		}
		if err != nil {
			return s, err
		}
		s.asks = append(s.asks, a)
	}
	return s, nil
}

// offered reports whether the side has questions of this class.
func (s side) offered() bool { return len(s.asks) > 0 }

// plainly is a class without what it adds.
func plainly(c class) class {
	return class{name: c.name, newest: c.newest}
}

// chosen returns the classes that the flag asks for.
func (s *settings) chosen() []class {
	out := slices.Clone(classes)
	return slices.DeleteFunc(out, func(c class) bool { return !s.classes.MatchString(c.name) })
}
