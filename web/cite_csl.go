package web

import (
	"encoding/json"
	"strings"
)

// cslItem is an item of CSL-JSON (the data of the Citation Style Language 1.0.2).
type cslItem struct {
	ID             string    `json:"id"`
	Type           string    `json:"type"`
	Title          string    `json:"title,omitempty"`
	Author         []cslName `json:"author,omitempty"`
	ContainerTitle string    `json:"container-title,omitempty"`
	Section        string    `json:"section,omitempty"`
	Issued         *cslDate  `json:"issued,omitempty"`
	Keyword        string    `json:"keyword,omitempty"`
	Language       string    `json:"language,omitempty"`
	URL            string    `json:"URL,omitempty"`
}

// cslName is a name as it was written.
type cslName struct {
	Literal string `json:"literal"`
}

// cslDate is a date with the parts that are known: an article has a whole day
// or no date, and CSL has no times.
type cslDate struct {
	DateParts [][]int `json:"date-parts"`
	Circa     bool    `json:"circa,omitempty"`
}

// CSL returns the citation as CSL-JSON: a list of one item.
func (r reference) CSL() string {
	item := cslItem{
		ID: r.id, Type: r.kind("article-newspaper", "webpage", "document"), Title: r.title, ContainerTitle: r.source, Section: r.section,
		Keyword: strings.Join(r.tags, ", "), Language: r.lang, URL: r.url,
	}
	for _, name := range r.authors {
		item.Author = append(item.Author, cslName{name})
	}
	if !r.day.IsZero() {
		year, month, day := r.day.Date()
		item.Issued = &cslDate{[][]int{{year, int(month), day}}, r.guessed != ""}
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode([]cslItem{item}) // strings and numbers can always be written
	return b.String()
}
