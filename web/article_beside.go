package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"newsdex/article"
	"newsdex/search"
)

// Limits of what stands beside an article.
const (
	// maxCopiesShown is how many copies are named: each is read.
	maxCopiesShown = 10
	// maxSimilarShown is how many similar articles are named.
	maxSimilarShown = 5
	// maxTermsShown is how many of the words are shown by which those were
	// found: the most telling come first.
	maxTermsShown = 12
	// besideTime bounds looking for both: a page must not wait for what is only
	// beside it.
	besideTime = time.Second
	// besideRunes bounds a headline or a name beside an article.
	besideRunes = 160
)

// besideView is another article.
type besideView struct {
	URL, Label string
	Lang, Dir  string
	Source     string
	Published  dateView
}

// copiesView are the articles with the same text.
type copiesView struct {
	Says string
	List []besideView
	// More counts those that are not named; JSON lists them by identifier.
	More string
}

// similarView are the articles most like this one.
type similarView struct {
	List []besideView
	// Terms are the words by which they were found, each a search.
	Terms []linkView
	// More counts words that are not shown; All searches for any of the words.
	More, All string
	// Late is set when there was no time to look for them.
	Late bool
	JSON string
}

// beside fills in what leads from an article to others. Parameters are carried
// along, so that the way back stays open.
func (s *Server) beside(r *http.Request, p *articleData, view *search.View, v url.Values) error {
	ctx, cancel := context.WithTimeout(r.Context(), min(besideTime, s.deps.Deadline))
	defer cancel()
	id := view.Article.ID
	if n := len(view.Copies); n > 0 {
		p.Copies.Says = plural(n, "copy", "copies")
		shown := 0
		for _, c := range view.Copies[:min(n, maxCopiesShown)] {
			a, err := s.deps.Searcher.Article(ctx, c)
			switch {
			case errors.Is(err, search.ErrNotFound), errors.Is(err, context.DeadlineExceeded):
				continue // gone meanwhile, or late: it is among those not named
			case err != nil:
				return gone(r, fmt.Errorf("reading a copy of %q: %w", id, err))
			}
			p.Copies.List = append(p.Copies.List, besideOf(a, v))
			shown++
		}
		if n > shown {
			p.Copies.More = count(n - shown)
		}
	}
	p.Similar.JSON = linksOf(id).Self + "/similar"
	limit := min(maxSimilarShown+len(view.Copies), search.MaxSimilar)
	found, err := search.Alike(ctx, s.deps.Searcher, id, limit)
	if errors.Is(err, context.DeadlineExceeded) && r.Context().Err() == nil {
		p.Similar.Late = true
		return nil
	}
	if err != nil {
		return gone(r, err)
	}
	for _, h := range found.Hits {
		if len(p.Similar.List) < maxSimilarShown && !slices.Contains(view.Copies, h.Article.ID) {
			p.Similar.List = append(p.Similar.List, besideOf(h.Article, v))
		}
	}
	p.Similar.terms(found.Terms)
	return nil
}

func besideOf(a *article.Article, v url.Values) besideView {
	return besideView{
		URL: linkTo("/articles/"+url.PathEscape(a.ID), v), Label: shorten(titleOf(a), besideRunes),
		Lang: langAttr(a.Lang), Dir: direction(a.Lang), Source: shorten(a.Source, besideRunes), Published: dateOf(a.Published),
	}
}

// terms shows the words, each as a search, and the search for any of them.
func (s *similarView) terms(words []string) {
	any := url.Values{"match": {"any"}, "syntax": {"words"}}
	for i, w := range words {
		any.Set("q", any.Get("q")+" "+w)
		if i < maxTermsShown {
			s.Terms = append(s.Terms, linkView{Label: w, URL: linkTo("/", url.Values{"q": {w}, "syntax": {"words"}})})
		}
	}
	if n := len(words) - len(s.Terms); n > 0 {
		s.More = count(n)
	}
	if len(words) > 0 {
		any.Set("q", any.Get("q")[1:])
		s.All = linkTo("/", any)
	}
}
