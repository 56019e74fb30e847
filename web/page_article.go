package web

import (
	"net/http"
	"net/url"
	"strings"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/query"
)

// articlePage answers GET /articles/{id}: the whole text, marked.
func (s *Server) articlePage(w http.ResponseWriter, r *http.Request) error {
	v, notes := pageValues(r, queryParameters)
	var bad badList
	syntax, any := readReading(v, query.Lenient, &bad)
	for _, b := range bad {
		notes = append(notes, noteView{Message: sentence("“" + b.Parameter + "” was left out: " + b.Message)})
	}
	view, err := s.open(r, v, syntax, any)
	if err != nil {
		return err
	}
	p := articleView(view)
	p.frame = s.frame(p.Title)
	p.Notes = append(notes, findingNotes(view.Query, "/articles/"+url.PathEscape(view.Article.ID), v)...)
	p.Back = "/"
	if len(v) > 0 {
		p.Back = "/?" + v.Encode()
	}
	return render(w, http.StatusOK, s.views.article, p)
}

// articleData is what the page of one article shows.
type articleData struct {
	frame
	Q        string
	Back     string
	ReadAs   string
	Notes    []noteView
	Searched bool
	Matched  bool
	Marks    int
	MarksSay string
	// FirstAt is the anchor of the first mark in the body, when there is one.
	FirstBody bool
	FirstAt   int

	Lang, Dir  string
	Headline   []part
	Paragraphs [][]part
	Byline     []string
	Source     string
	Section    string
	Tags       []string
	// URL is set for http and https only.
	URL       string
	Published dateView
	Updated   *dateView
	FirstSeen string
	Words     string
	Language  string
	ID        string
	ReadFrom  string
	JSON      string
}

func articleView(v *search.View) articleData {
	a := v.Article
	headline, body := spans(v.HeadlineMarks), spans(v.BodyMarks)
	p := articleData{
		frame: frame{Title: titleOf(a)},
		Q:     v.Query.Q, ReadAs: v.Query.ReadAs, Searched: v.Query.Q != "", Matched: v.Matched, Marks: len(headline) + len(body),
		Lang: langAttr(a.Lang), Dir: direction(a.Lang),
		Headline: whole(a.Headline, headline),
		Byline:   a.Byline, Source: a.Source, Section: a.Section, Tags: a.Tags,
		URL: webURL(a.URL), Published: dateOf(a.Published), Words: count(a.WordCount), Language: a.Lang,
		ID: a.ID, ReadFrom: a.ReadFrom.String(), JSON: linksOf(a.ID).Self,
	}
	p.MarksSay = count(p.Marks) + " marks"
	if p.Marks == 1 {
		p.MarksSay = "1 mark"
	}
	if len(body) > 0 {
		p.FirstBody, p.FirstAt = true, body[0].Start
	}
	for _, w := range paragraphs(a.Body) {
		p.Paragraphs = append(p.Paragraphs, search.Parts(a.Body, []span{w}, within(body, w)))
	}
	if !a.Updated.IsZero() {
		d := dateOf(a.Updated)
		p.Updated = &d
	}
	if !a.FirstSeen.IsZero() {
		p.FirstSeen = a.FirstSeen.UTC().Format("2 January 2006, 15:04 UTC")
	}
	return p
}

// within returns the marks that touch a window. It keeps a page of many
// paragraphs and many marks from costing their product.
func within(marks []span, w span) []span {
	lo := 0
	for hi := len(marks); lo < hi; {
		if mid := (lo + hi) / 2; marks[mid].End <= w.Start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(marks) && marks[end].Start < w.End {
		end++
	}
	return marks[lo:end]
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
