package indexer

import (
	"fmt"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format"
)

func TestMerged(t *testing.T) {
	day := func(s string, o article.DateOrigin) article.Date {
		d, err := article.ParseDate(s, o)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	feed := format.Record{ID: "g", URL: "http://x/a", Headline: "Feed", Body: "short", Source: "Wire", Byline: []string{"F"}, Published: day("2022-07-08T10:00:00Z", article.FromFeed)}
	for _, tt := range []struct {
		name string
		page format.Record
		want string
	}{
		{"the page says it", format.Record{Headline: "Page", Body: "a longer text", Byline: []string{"P"}, Source: "Site", Published: day("2022-07-07", article.FromJSONLD)}, "g http://x/a Page|a longer text|[P]|Site|2022-07-07 jsonld"},
		{"the page says nothing", format.Record{URL: "http://x/other", Body: "a longer text"}, "g http://x/a Feed|a longer text|[F]|Wire|2022-07-08T10:00:00Z feed"},
		{"a guess is less than the feed", format.Record{Body: "a longer text", Published: day("2021-01-01", article.FromText)}, "g http://x/a Feed|a longer text|[F]|Wire|2022-07-08T10:00:00Z feed"},
		{"a day with its hour", format.Record{Body: "a longer text", Published: day("2022-07-08", article.FromMeta)}, "g http://x/a Feed|a longer text|[F]|Wire|2022-07-08T10:00:00Z feed"},
		{"a page behind a barrier", format.Record{Body: ""}, "g http://x/a Feed|short|[F]|Wire|2022-07-08T10:00:00Z feed"},
	} {
		r, fromPage := merged(feed, tt.page)
		if fromPage != (r.Body == tt.page.Body) {
			t.Errorf("%s: from the page %v, the text is %q", tt.name, fromPage, r.Body)
		}
		expect(t, tt.name, fmt.Sprintf("%s %s %s|%s|%v|%s|%s %s", r.ID, r.URL, r.Headline, r.Body, r.Byline, r.Source, r.Published, r.Published.From()), tt.want)
	}
}
