package indexer

import (
	"slices"
	"strings"

	"newsdex/article"
	"newsdex/indexer/format"
)

// merged is the article of a feed's item and its page. It is the item by its
// identity: with and without its page it is one article, so that identifier and
// address are the feed's. What else it says is said by the page, and by the feed
// where the page says nothing. The text is the longer one: pages behind a barrier
// show a beginning, of which the feed may have the whole; fromPage tells which it is.
func merged(feed, page format.Record) (out format.Record, fromPage bool) {
	out = completed(page, feed)
	out.Number, out.Offset = feed.Number, feed.Offset
	out.ID, out.URL = feed.ID, feed.URL
	out.Notes = slices.Concat(feed.Notes, page.Notes)
	fromPage = true
	if len(strings.Fields(feed.Body)) > len(strings.Fields(page.Body)) {
		out.Body = feed.Body
		fromPage = false
		if page.Body != "" {
			out.Notes = append(out.Notes, format.Note{Code: "text of the feed kept, it is longer than that of the page", Count: 1})
		}
	}
	return out, fromPage
}

// completed fills what a page does not say with what a list or a feed says of it.
func completed(page, said format.Record) format.Record {
	fill := func(s *string, by string) {
		if strings.TrimSpace(*s) == "" {
			*s = by
		}
	}
	fill(&page.Headline, said.Headline)
	fill(&page.Source, said.Source)
	fill(&page.Section, said.Section)
	fill(&page.Lang, said.Lang)
	if len(page.Byline) == 0 {
		page.Byline = said.Byline
	}
	if len(page.Tags) == 0 {
		page.Tags = said.Tags
	}
	page.Published = surer(page.Published, said.Published)
	page.Updated = surer(page.Updated, said.Updated)
	return page
}

// origins are the origins of dates, the surest first.
var origins = []article.DateOrigin{article.FromField, article.FromJSONLD, article.FromMeta, article.FromFeed, article.FromURL, article.FromText}

// surer returns the date whose origin is the surer; of two as sure the first, and
// of one day that which knows the hour.
func surer(a, b article.Date) article.Date {
	switch {
	case a.IsZero():
		return b
	case b.IsZero():
		return a
	case a.Day == b.Day && a.Time.IsZero() != b.Time.IsZero():
		if a.Time.IsZero() {
			return b
		}
		return a
	case slices.Index(origins, b.Origin) < slices.Index(origins, a.Origin):
		return b
	}
	return a
}
