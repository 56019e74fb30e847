package naive

import (
	"slices"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

// at returns the pieces of s that spans cover.
func at(s string, spans []text.Span) []string {
	var out []string
	for _, sp := range spans {
		out = append(out, s[sp.Start:sp.End])
	}
	return out
}

func word(s string) match.Node { return &match.Word{In: match.Text, Surface: s} }

func phrase(words ...string) match.Node { return &match.Phrase{In: match.Text, Words: words} }

func TestMarks(t *testing.T) {
	a := &article.Article{Headline: "alpha beta", Body: "alpha beta gamma\nbeta gamma\n\ngamma gamma gamma delta", Lang: "en"}
	and := func(k ...match.Node) match.Node { return &match.And{Kids: k} }
	not := func(k match.Node) match.Node { return &match.Not{Kid: k} }
	for _, c := range []struct {
		name           string
		tree           match.Node
		ok             bool
		headline, body []string
	}{
		{"a word", word("alpha"), true, []string{"alpha"}, []string{"alpha"}},
		{"no word", word("omega"), false, nil, nil},
		{"one field", &match.Word{In: match.Headline, Surface: "alpha"}, true, []string{"alpha"}, nil},
		{"the other field", &match.Word{In: match.Headline, Surface: "gamma"}, false, nil, nil},
		{"a phrase over a line end", phrase("gamma", "beta"), true, nil, []string{"gamma\nbeta"}},
		{"no phrase over a paragraph end", phrase("gamma", "gamma", "gamma", "gamma"), false, nil, nil},
		{"no phrase over fields", phrase("beta", "alpha"), false, nil, nil},
		{"overlapping phrases merge", phrase("gamma", "gamma"), true, nil, []string{"gamma gamma gamma"}},
		{"a word in a phrase merges", or(phrase("alpha", "beta"), word("beta")), true, []string{"alpha beta"}, []string{"alpha beta", "beta"}},
		{"rules: a OR (b AND c) without c", or(word("alpha"), and(word("beta"), word("omega"))), true, []string{"alpha"}, []string{"alpha"}},
		{"and fails as a whole", and(word("alpha"), word("omega")), false, nil, nil},
		{"not marks nothing", and(word("delta"), not(word("omega"))), true, nil, []string{"delta"}},
		{"not holds back", and(word("delta"), not(word("alpha"))), false, nil, nil},
		{"double not holds and marks nothing", not(not(word("delta"))), true, nil, nil},
		{"phrases that overlap count apart", atLeast(2, phrase("gamma", "gamma")), true, nil, []string{"gamma gamma gamma"}},
		{"but are two only", atLeast(3, phrase("gamma", "gamma")), false, nil, nil},
		{"an Or with one half that never holds near", or(near(word("alpha"), word("delta"), 2), word("delta")), true, nil, []string{"delta"}},
		{"a pair under not marks nothing", and(word("delta"), not(near(word("alpha"), word("delta"), 2))), true, nil, []string{"delta"}},
		{"all", &match.All{}, true, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			ok, h, b := Find(c.tree, a)
			if ok != c.ok || !slices.Equal(at(a.Headline, h), c.headline) || !slices.Equal(at(a.Body, b), c.body) {
				t.Errorf("%v %q %q, want %v %q %q", ok, at(a.Headline, h), at(a.Body, b), c.ok, c.headline, c.body)
			}
		})
	}
}

// TestHeadlineIsOneParagraph: whatever blank lines a headline holds.
func TestHeadlineIsOneParagraph(t *testing.T) {
	a := &article.Article{Headline: "alpha\n\nbeta", Body: "alpha\n\nbeta", Lang: "en"}
	for _, tree := range []match.Node{
		phrase("alpha", "beta"), inOne(word("alpha"), word("beta"), match.Paragraph), inOne(word("alpha"), word("beta"), match.Sentence),
	} {
		if ok, h, b := Find(tree, a); !ok || len(h) == 0 || b != nil {
			t.Errorf("%#v: %v %v %v, want marks in the headline alone", tree, ok, h, b)
		}
	}
}

func TestFilters(t *testing.T) {
	a := &article.Article{Headline: "x", Lang: "en-gb", Source: "The Hill", Tags: []string{"city hall", "Zürich"},
		URL: "http://www.News.example.org/a/?utm_source=x&b=1"}
	for _, c := range []struct {
		name string
		tree match.Node
		want bool
	}{
		{"words of a value", &match.Value{Field: "source", Words: []string{"hill"}}, true},
		{"words in order", &match.Value{Field: "source", Words: []string{"hill", "the"}}, false},
		{"words of one value", &match.Value{Field: "tag", Words: []string{"hall", "zurich"}}, false},
		{"folded words", &match.Value{Field: "tag", Words: []string{"zurich"}}, true},
		{"a whole value", &match.Value{Field: "source", Whole: true, Text: "The Hill"}, true},
		{"whole to the byte", &match.Value{Field: "source", Whole: true, Text: "the hill"}, false},
		{"half a whole value", &match.Value{Field: "tag", Whole: true, Text: "hall"}, false},
		{"another field", &match.Value{Field: "section", Words: []string{"hill"}}, false},
		{"address", &match.Prefix{Text: "https://news.example.org/a?b"}, true},
		{"another address", &match.Prefix{Text: "https://news.example.org/b"}, false},
		{"host", &match.Host{Name: "news.example.org"}, true},
		{"domain", &match.Host{Name: "example.org"}, true},
		{"no domain", &match.Host{Name: "ample.org"}, false},
		{"narrower host", &match.Host{Name: "a.news.example.org"}, false},
		{"language", &match.Lang{Tag: "en"}, true},
		{"its region", &match.Lang{Tag: "en-gb"}, true},
		{"not its letters", &match.Lang{Tag: "e"}, false},
		{"not a narrower tag", &match.Lang{Tag: "en-gb-oed"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if ok, h, b := Find(c.tree, a); ok != c.want || h != nil || b != nil {
				t.Errorf("%v %v %v, want %v without marks", ok, h, b, c.want)
			}
		})
	}
}

func TestDates(t *testing.T) {
	day := func(s string) *match.Bound { return &match.Bound{Day: s} }
	instant := func(s string, open bool) *match.Bound {
		at, err := time.Parse(time.RFC3339Nano, s)
		if err != nil {
			t.Fatal(err)
		}
		return &match.Bound{Time: at, Open: open}
	}
	for _, c := range []struct {
		name, published string
		date            match.Date
		want            bool
	}{
		{"day in its zone", "2022-07-08T00:30:00+09:00", match.Date{From: day("2022-07-08")}, true},
		{"not the day in UTC", "2022-07-08T00:30:00+09:00", match.Date{To: day("2022-07-07")}, false},
		{"both ends are inside", "2022-07-08", match.Date{From: day("2022-07-08"), To: day("2022-07-08")}, true},
		{"instants compare over zones", "2022-07-08T14:00:00+02:00", match.Date{From: instant("2022-07-08T12:00:00Z", false)}, true},
		{"an open end excludes", "2022-07-08T14:00:00+02:00", match.Date{From: instant("2022-07-08T12:00:00Z", true)}, false},
		{"a fraction counts", "2022-07-08T12:00:00.5Z", match.Date{From: instant("2022-07-08T12:00:00Z", true)}, true},
		{"a fraction counts above", "2022-07-08T12:00:00.5Z", match.Date{To: instant("2022-07-08T12:00:00Z", false)}, false},
		{"a whole day lies inside", "2022-07-08", match.Date{From: instant("2022-07-08T00:00:00Z", false), To: instant("2022-07-09T00:00:00Z", true)}, true},
		{"its start is cut", "2022-07-08", match.Date{From: instant("2022-07-08T00:00:00Z", true)}, false},
		{"its end is cut", "2022-07-08", match.Date{To: instant("2022-07-08T23:59:59Z", false)}, false},
		{"its last nanosecond is inside", "2022-07-08", match.Date{To: instant("2022-07-08T23:59:59.999999999Z", false)}, true},
		{"its last nanosecond is cut", "2022-07-08", match.Date{To: instant("2022-07-08T23:59:59.999999999Z", true)}, false},
		{"undated is none", "", match.Date{None: true}, true},
		{"dated is not none", "2022-07-08", match.Date{None: true}, false},
		{"undated has no day", "", match.Date{From: day("0001-01-01")}, false},
		{"undated is not before", "", match.Date{To: instant("9999-01-01T00:00:00Z", false)}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := &article.Article{Headline: "x", Lang: "en"}
			if c.published != "" {
				var err error
				if a.Published, err = article.ParseDate(c.published, article.FromField); err != nil {
					t.Fatal(err)
				}
			}
			if ok, _, _ := Find(&c.date, a); ok != c.want {
				t.Errorf("%v, want %v", ok, c.want)
			}
		})
	}
}

func TestOrder(t *testing.T) {
	var arts []*article.Article
	for _, x := range []struct{ id, date string }{
		{"b", "2020-01-01"}, {"u2", ""}, {"a", "2020-01-01T01:00:00+01:00"}, {"old", "1916-01-01"}, {"u1", ""}, {"new", "2020-01-01T00:00:01Z"},
	} {
		a := &article.Article{ID: x.id}
		if x.date != "" {
			var err error
			if a.Published, err = article.ParseDate(x.date, article.FromField); err != nil {
				t.Fatal(err)
			}
		}
		arts = append(arts, a)
	}
	for _, c := range []struct {
		name string
		got  []*article.Article
		want []string
	}{
		{"newest", Newest(arts), []string{"new", "a", "b", "old", "u1", "u2"}},
		{"oldest", Oldest(arts), []string{"old", "a", "b", "new", "u1", "u2"}},
	} {
		var ids []string
		for _, a := range c.got {
			ids = append(ids, a.ID)
		}
		if !slices.Equal(ids, c.want) {
			t.Errorf("%s: %q, want %q", c.name, ids, c.want)
		}
	}
}
