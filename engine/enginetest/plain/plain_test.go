package plain

import (
	"strings"
	"testing"

	"newsdex/article"
)

// TestAsk checks that the plain index finds what it should: figures beside a
// wrong answer would mean nothing.
func TestAsk(t *testing.T) {
	x, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := x.Close(); err != nil {
			t.Error(err)
		}
	}()
	var batch []*article.Article
	for _, a := range []struct{ headline, body, day string }{
		{"Grain ships leave", "The ships of the line left the port.\n\nOf course.", "2022-07-08"},
		{"Ship sinks", "A storm of grain. The end of it.", "2022-07-15"},
		{"Nothing", "Nothing about the sea", ""},
	} {
		d := &article.Article{Headline: a.headline, Body: a.body, Lang: "en", Source: "The Hill", Tags: []string{"sea", "trade"}}
		if a.day != "" {
			d.Published = article.Date{Day: a.day, Origin: article.FromField}
		}
		d.Identify(a.headline)
		batch = append(batch, d)
	}
	if err := x.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	if n, err := x.Count(); n != 3 || err != nil {
		t.Fatalf("%d articles, %v", n, err)
	}
	for _, tt := range []struct {
		name string
		q    Question
		want string // identifiers, in order when sorted
	}{
		{"everything", Question{Kind: Everything}, "Ship sinks, Grain ships leave, Nothing"},
		{"a word in any form", Question{Kind: All, Words: []string{"ship"}}, "Ship sinks, Grain ships leave"},
		{"all words", Question{Kind: All, Words: []string{"ships", "port"}}, "Grain ships leave"},
		{"any word", Question{Kind: Any, Words: []string{"port", "sea"}}, "Grain ships leave, Nothing"},
		{"a phrase", Question{Kind: Phrase, Words: []string{"of", "the"}}, "Grain ships leave"},
		{"a phrase of the form", Question{Kind: Phrase, Words: []string{"the", "ship"}}, ""},
		{"a phrase over a paragraph", Question{Kind: Phrase, Words: []string{"port", "of"}}, ""},
		{"a wildcard", Question{Kind: Wild, Words: []string{"gr*n"}}, "Ship sinks, Grain ships leave"},
		{"a narrow date", Question{Kind: All, Words: []string{"grain"}, From: "2022-07-08", To: "2022-07-14"}, "Grain ships leave"},
		{"a wide date", Question{Kind: All, Words: []string{"grain"}, From: "2012-07-08", To: "2022-07-15"}, "Ship sinks, Grain ships leave"},
		{"a date without any", Question{Kind: All, Words: []string{"grain"}, From: "2012-07-08", To: "2022-07-07"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, err := x.Ask(t.Context(), tt.q, Options{Limit: 10, Newest: true})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range a.Hits {
				got = append(got, h.ID)
				if h.Fields[headline] != h.ID {
					t.Errorf("fields of %q: %v", h.ID, h.Fields)
				}
			}
			if s := strings.Join(got, ", "); s != tt.want || a.Total != len(got) {
				t.Errorf("got %q of %d, want %q", s, a.Total, tt.want)
			}
		})
	}
	a, err := x.Ask(t.Context(), Question{Kind: All, Words: []string{"grain"}}, Options{Limit: 1, Facets: true, Timeline: true, Fragments: 2})
	if err != nil {
		t.Fatal(err)
	}
	if got := a.Facets["source"].Terms.Terms(); len(got) != 1 || got[0].Count != 2 {
		t.Errorf("facet of sources: %+v", got)
	}
	if got := a.Facets[month].Terms.Terms(); len(got) != 1 || got[0].Term != "2022-07" {
		t.Errorf("timeline: %+v", got)
	}
	if s := strings.Join(a.Hits[0].Passages, " "); !strings.Contains(strings.ToLower(s), "<mark>grain</mark>") {
		t.Errorf("passages %q", s)
	}
}
