package search

import (
	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

// Document returns an article as package match sees it, tokenised in the
// article's language. The headline is one sentence and one paragraph.
func Document(a *article.Article, an *text.Analyzer) *match.Doc {
	d, _ := document(a, an)
	return d
}

// bytesPerToken is a little less than the bytes of text for each word of most
// languages: growing a slice of tokens to its size would cost five times it.
const bytesPerToken = 5

// document also returns the sentences of the body.
func document(a *article.Article, an *text.Analyzer) (*match.Doc, []text.Span) {
	d := &match.Doc{
		Headline: text.OneParagraph(an.Tokens(nil, a.Headline, a.Lang)),
		Body:     an.Tokens(make([]text.Token, 0, len(a.Body)/bytesPerToken), a.Body, a.Lang),
		Values:   a.Values,
		Host:     a.Host(),
		Lang:     a.Lang,
		Day:      a.Published.Day,
		Time:     a.Published.Time,
	}
	if a.URL != "" {
		d.URL = article.CanonicalURL(a.URL)
	}
	sentences := text.SentencesIn(a.Body, a.Lang)
	text.NumberSentences(d.Body, sentences)
	return d, sentences
}
