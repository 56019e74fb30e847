package web

import (
	"net/http"
	"net/url"
	"strings"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/query"
)

// articlePage answers GET /articles/{id}: the whole text, marked, and what is
// known of the article. It takes the parameters of the search page, so that the
// way back to the results, as they were shown, is in its address.
func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) error {
	v, notes := pageValues(r, pageParameters)
	var bad badList
	syntax, any := readReading(v, query.Lenient, &bad)
	for _, b := range bad {
		notes = append(notes, noteView{Message: sentence("“" + b.Parameter + "” was left out: " + b.Message)})
		v.Del(b.Parameter)
	}
	view, err := s.open(r, v, syntax, any)
	if err != nil {
		return err
	}
	p := articleView(view)
	p.frame = s.frame(p.Title, "article.js")
	p.Box = &boxView{p.Q}
	p.Notes = append(notes, findingNotes(view.Query, "/articles/"+url.PathEscape(view.Article.ID), v)...)
	p.Back, p.Narrowed = linkTo("/", v), len(v) > 0
	if err := s.beside(r, &p, view, v); err != nil {
		return err
	}
	return renderTagged(w, r, s.views.article, p)
}

// articleData is what the page of one article shows.
type articleData struct {
	frame
	Q string
	// Back is the search that led here; Narrowed tells that it is not the list
	// of all articles.
	Back     string
	Narrowed bool
	ReadAs   string
	Notes    []noteView
	Searched bool
	Matched  bool
	Marks    marksView

	Lang, Dir string
	Headline  []piece
	// LongHeadline asks for smaller type: it holds a text rather than a line.
	LongHeadline bool
	Paragraphs   []paragraphView
	By           string
	Byline       []string
	Source       string
	Section      string
	Tags         []string
	// URL is set for http and https only.
	URL       string
	Published dateView
	Updated   *dateView
	FirstSeen *dateView
	Words     string
	Language  string
	ID        string
	ReadFrom  string
	JSON      string

	Cite    citeView
	Copies  copiesView
	Similar similarView
}

// longHeadline is from how many bytes on a headline is set in smaller type.
const longHeadline = 300

func articleView(v *search.View) articleData {
	a := v.Article
	t := textOfView(v)
	p := articleData{
		frame: frame{Title: titleOf(a)},
		Q:     v.Query.Q, ReadAs: v.Query.ReadAs, Searched: v.Query.Q != "", Matched: v.Matched, Marks: t.marks,
		Lang: langAttr(a.Lang), Dir: direction(a.Lang),
		Headline: t.headline, LongHeadline: len(a.Headline) > longHeadline, Paragraphs: t.paragraphs,
		By: byOf(a.Byline), Byline: a.Byline, Source: a.Source, Section: a.Section, Tags: a.Tags,
		URL: webURL(a.URL), Published: dateOf(a.Published), Words: count(a.WordCount), Language: languageName(a.Lang),
		ID: a.ID, ReadFrom: a.ReadFrom.String(), JSON: linksOf(a.ID).Self,
		Cite: citeViewOf(a),
	}
	if !a.Updated.IsZero() {
		d := dateOf(a.Updated)
		p.Updated = &d
	}
	if !a.FirstSeen.IsZero() {
		at := a.FirstSeen.UTC()
		p.FirstSeen = &dateView{Machine: at.Format("2006-01-02T15:04:05Z07:00"), Human: at.Format("2 January 2006, 15:04 UTC"), Says: "when it was added to this index"}
	}
	return p
}

// titleOf names an article in a window's title.
func titleOf(a *article.Article) string {
	if t := strings.Join(strings.Fields(a.Headline), " "); t != "" {
		return t
	}
	return "Article without a headline"
}

// webURL returns an address that may stand in a link: nothing but http and https.
func webURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return raw
}
