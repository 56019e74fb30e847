package web

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"newsdex/search"
	"newsdex/search/query"
)

// emptyView helps on from a question that found nothing.
type emptyView struct {
	// Instead are queries with a word that is there, for one that is not.
	Instead []linkView
	// Nearest are the months before and after the dates in use that have hits.
	Nearest []linkView
	// Clauses say which part of the query to drop.
	Clauses []clauseView
	// Wider are questions that ask for less.
	Wider []linkView
	// Any tells that one of the words is enough.
	Any bool
}

// clauseView is one clause of a query that found nothing, and the query
// without it.
type clauseView struct {
	Text, Hits    string
	Rest, RestURL string
	Without       string
}

// maxInstead is how many corrected queries are offered.
const maxInstead = 3

// helpEmpty fills in what helps when nothing was found.
func (s *Server) helpEmpty(ctx context.Context, p *searchData, r search.Request, res *search.Result, v url.Values) error {
	stats, err := s.deps.Searcher.Stats(ctx)
	if err != nil {
		return fmt.Errorf("reading the state of the index: %w", err)
	}
	if p.EmptyIndex = stats.Articles == 0; p.EmptyIndex {
		return nil
	}
	p.Empty = &emptyView{Any: r.Any}
	for _, c := range res.Clauses {
		p.Empty.Clauses = append(p.Empty.Clauses, clauseViewOf(c, v))
	}
	if err := s.instead(ctx, p.Empty, r, v); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if err := s.nearest(ctx, p.Empty, r, v); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	p.Empty.Wider = widerThan(v)
	if len(p.Empty.Nearest) == 0 { // else the dates are to blame, not the words
		p.Empty.Wider = append(p.Empty.Wider, looserThan(v, res.Query.Tree)...)
	}
	return nil
}

// instead offers words that are there.
func (s *Server) instead(ctx context.Context, p *emptyView, r search.Request, v url.Values) error {
	if r.Q == "" || r.Syntax == query.Words {
		return nil
	}
	found, err := search.DidYouMean(ctx, s.deps.Searcher, r.Q, maxInstead)
	for _, c := range found {
		p.Instead = append(p.Instead, linkView{Label: shorten(c.Q, 200), URL: with("/", v, "q", c.Q)})
	}
	return err
}

// nearest looks for the months with hits next to the dates in use.
func (s *Server) nearest(ctx context.Context, p *emptyView, r search.Request, v url.Values) error {
	if r.From == "" && r.To == "" {
		return nil
	}
	chosen := chosenDates(v)
	if from, to := chosen.moments(v); from || to {
		return nil
	}
	r.From, r.To, r.Cursor, r.Limit, r.Facets = "", "", "", 0, nil
	res, err := search.Run(ctx, s.deps.Searcher, r)
	if err != nil {
		return err
	}
	var before, after *search.Period
	months := search.EachMonth.Periods(res.Days, search.Covered(res.Days))
	for i, m := range months {
		switch {
		case m.Count == 0:
		case !chosen.to.IsZero() && rangeOf(m.Start, m.End).from.After(chosen.to):
			if after == nil {
				after = &months[i]
			}
		default:
			before = &months[i]
		}
	}
	for _, m := range []*search.Period{before, after} {
		if m == nil {
			continue
		}
		// Days count every copy, and the link finds them folded.
		month := rangeOf(m.Start, m.End)
		r.From, r.To = month.values()
		if res, err = search.Run(ctx, s.deps.Searcher, r); err != nil {
			return err
		}
		p.Nearest = append(p.Nearest, linkView{Label: totalOf(res) + " in " + month.label(), URL: month.link(v)})
	}
	return nil
}

// clauseViewOf shows a clause; the rest is a link where it finds something.
func clauseViewOf(c search.Clause, v url.Values) clauseView {
	out := clauseView{Text: shorten(c.Text, 80), Hits: articles(c.Hits), Rest: shorten(c.Rest, 80), Without: articles(c.Without)}
	if c.Without > 0 {
		out.RestURL = with("/", v, "q", c.Rest)
	}
	return out
}

// widerThan offers questions with fewer filters than one that found nothing.
func widerThan(v url.Values) []linkView {
	var out []linkView
	wider := func(label string, drop ...string) {
		c, had := clone(v), false
		for _, name := range drop {
			had = had || c.Has(name)
			c.Del(name)
		}
		if had {
			out = append(out, linkView{Label: label, URL: linkTo("/", c)})
		}
	}
	wider("Search all dates", "from", "to")
	wider("Search without the filters", "source", "section", "byline", "tag", "lang")
	return out
}

// looserThan offers questions that ask for less of the words.
func looserThan(v url.Values, tree query.Node) []linkView {
	var out []linkView
	if q := v.Get("q"); strings.ContainsAny(q, quotes) && unquotable(tree) {
		loose := strings.Map(func(r rune) rune {
			if strings.ContainsRune(quotes, r) {
				return ' '
			}
			return r
		}, q)
		out = append(out, linkView{Label: "Search the words without the quotes", URL: with("/", v, "q", strings.Join(strings.Fields(loose), " "))})
	}
	if v.Get("match") != "any" && len(strings.Fields(v.Get("q"))) > 1 {
		out = append(out, linkView{Label: "Search for any of the words", URL: with("/", v, "match", "any")})
	}
	return out
}

// unquotable reports whether a query says the same with its quotes left out, but
// for the order of the words: no phrase belongs to a field or an operator, and
// none holds a word that would become one.
func unquotable(tree query.Node) bool {
	kids := []query.Node{tree}
	if and, ok := tree.(*query.And); ok {
		kids = and.Kids
	}
	plain := true
	for _, k := range kids {
		text := ""
		if p, ok := k.(*query.Phrase); ok && p.Within == 0 {
			text = p.Text
			k, _ = query.Parse(text, query.Options{Syntax: query.Lenient, Fields: search.Fields()})
		}
		query.Walk(k, func(n query.Node) {
			switch n := n.(type) {
			case *query.Phrase:
				plain = false
			case *query.Word:
			case *query.And:
				plain = plain && n.Adjacent
			default:
				plain = plain && text == ""
			}
		})
	}
	return plain
}

// quotes are the characters that open and close phrases.
const quotes = `"“”„‟«»`
