package search_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/query"
)

func made(id, headline, body, day string) *article.Article {
	a := &article.Article{Headline: headline, Body: body, Lang: "en"}
	if day != "" {
		a.Published = article.Date{Day: day, Origin: article.FromField}
	}
	a.Identify(id)
	a.HashContent()
	return a
}

func TestFacetsIgnoreTheirOwnParameter(t *testing.T) {
	s := store(t, 10) // sources by turns; every third undated, the rest in July 2022
	res := run(t, s, search.Request{Q: "grain", Source: []string{"Reuters"}, Facets: []string{"source", "year", "section", "source"}})
	want := []search.FacetCounts{
		{Field: "source", Values: []search.FacetValue{{Value: "Reuters", Count: 5}, {Value: "The Hill", Count: 5}}, Distinct: 2},
		{Field: "year", Values: []search.FacetValue{{Value: "2022", Count: 3}}, Missing: 2, Distinct: 1},
		{Field: "section", Values: []search.FacetValue{}, Missing: 5},
	}
	if res.Total != 5 || !reflect.DeepEqual(res.Facets, want) {
		t.Errorf("%d hits, facets %+v, want %+v", res.Total, res.Facets, want)
	}
	res = run(t, s, search.Request{From: "2022-07-03", Facets: []string{"year", "source"}, FacetLimit: 1})
	if y := res.Facets[0]; y.Missing != 4 || y.Values[0].Count != 6 {
		t.Errorf("the facet of years does not ignore the dates: %+v", y)
	}
	if f := res.Facets[1]; len(f.Values) != 1 || f.Distinct != 2 {
		t.Errorf("a facet of one value: %+v", f)
	}
	_, err := search.Run(t.Context(), s, search.Request{Facets: []string{"author"}, FacetLimit: 101})
	var bad *search.ParameterError
	if !errors.As(err, &bad) || len(bad.Errors) != 2 {
		t.Errorf("an unknown facet and a limit of 101: %v", err)
	}
}

func TestTimeline(t *testing.T) {
	s := store(t, 0)
	put(t, s,
		made("a", "Grain", "grain", "2021-12-31"), made("b", "Grain", "grain", "2022-01-01"), made("c", "Steel", "steel", "2022-01-31"),
		made("d", "Grain", "grain", "2022-03-01"), made("e", "Steel", "steel", "2022-07-01"), made("f", "Grain", "grain", ""))
	month, day, week, year := search.EachMonth, search.EachDay, search.EachWeek, search.EachYear
	for name, c := range map[string]struct {
		interval *search.Interval
		n        int
		some     []search.Period
	}{
		"month": {&month, 4, []search.Period{{"2021-12-01", "2021-12-31", 1, 1}, {"2022-01-01", "2022-01-31", 1, 2}, {"2022-02-01", "2022-02-28", 0, 0}, {"2022-03-01", "2022-03-31", 1, 1}}},
		"year":  {&year, 2, []search.Period{{"2021-01-01", "2021-12-31", 1, 1}, {"2022-01-01", "2022-12-31", 2, 4}}},
		"week":  {&week, 10, []search.Period{{"2021-12-27", "2022-01-02", 2, 2}}},
		"day":   {&day, 61, []search.Period{{"2021-12-31", "2021-12-31", 1, 1}, {"2022-01-01", "2022-01-01", 1, 1}, {"2022-01-02", "2022-01-02", 0, 0}}},
		"":      {nil, 61, []search.Period{{"2021-12-31", "2021-12-31", 1, 1}}},
	} {
		tl, err := search.When(t.Context(), s, search.Request{Q: "grain"}, c.interval)
		if err != nil {
			t.Fatal(err)
		}
		if len(tl.Periods) != c.n || !slices.Equal(tl.Periods[:len(c.some)], c.some) || tl.Total != 4 || tl.Undated != 1 || !tl.Exact {
			t.Errorf("%s: %+v", name, tl)
		}
	}
	if tl, err := search.When(t.Context(), s, search.Request{Q: "nothing"}, &day); err != nil || len(tl.Periods) != 0 {
		t.Errorf("a timeline of nothing: %+v %v", tl, err)
	}
	put(t, s, made("g", "Grain", "grain", "1921-05-05"))
	if tl, err := search.When(t.Context(), s, search.Request{Q: "grain"}, nil); err != nil || tl.Interval != search.EachYear || len(tl.Periods) != 102 {
		t.Errorf("a hundred years: %v %v", tl.Interval, err)
	}
	_, err := search.When(t.Context(), s, search.Request{Q: "grain"}, &day)
	var bad *search.ParameterError
	if !errors.As(err, &bad) || bad.Errors[0].Fix != "week" {
		t.Errorf("36,000 days: %v", err)
	}
}

func TestSuggest(t *testing.T) {
	s := store(t, 0)
	for i := range 5 {
		put(t, s, made(fmt.Sprint("g", i), "Government report", "The government spoke of grain and of grapes.", ""))
	}
	put(t, s, made("h", "Governor of Łódź", "grains", ""))
	for _, c := range []struct {
		q         string
		words     []search.Completion
		headlines int
		instead   []search.Completion
	}{
		{"gra", []search.Completion{{"grain", "grain", 5}, {"grapes", "grapes", 5}, {"grains", "grains", 1}}, 0, nil},
		{`source:x AND "Gov`, []search.Completion{{"government", `source:x AND "government`, 5}, {"governor", `source:x AND "governor`, 1}}, 0, nil},
		{"Gov", []search.Completion{{"government", "government", 5}, {"governor", "governor", 1}}, 6, nil},
		{"ŁÓD", []search.Completion{{"lodz", "lodz", 1}}, 1, nil},
		{"g", nil, 0, nil},
		{"", nil, 0, nil},
		{"goverment grain ", nil, 0, []search.Completion{{"government", "government grain ", 5}}},
		{"governmnet", nil, 0, []search.Completion{{"government", "government", 5}}},
		{"government report", nil, 5, nil},
	} {
		got, err := search.Suggest(t.Context(), s, c.q, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Words, c.words) || !slices.Equal(got.Instead, c.instead) || len(got.Headlines) != c.headlines {
			t.Errorf("%q: %+v", c.q, got)
		}
	}
}

func TestAlike(t *testing.T) {
	s := store(t, 30)
	put(t, s,
		made("zep", "Zeppelin over Friedrichshafen", "The zeppelin circled the lake; the airship landed at dusk.", ""),
		made("like", "Airship lands", "An airship, a zeppelin, landed at the lake.", ""),
		made("far", "Lake prices", "Prices at the lake.", ""))
	got, err := search.Alike(t.Context(), s, "zep", 5)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range got.Hits {
		ids = append(ids, h.Key.ID)
	}
	if len(ids) < 2 || ids[0] != "like" || slices.Contains(ids, "zep") || !slices.Contains(got.Terms, "zeppelin") {
		t.Errorf("like the zeppelin: %q by %q", ids, got.Terms)
	}
	if _, err := search.Alike(t.Context(), s, "nobody", 5); !errors.Is(err, search.ErrNotFound) {
		t.Errorf("like nobody: %v", err)
	}
}

func TestNothingLeftIsSaid(t *testing.T) {
	s := store(t, 3)
	for q, says := range map[string]string{
		"":    "all articles",
		"  ":  "all articles",
		"-":   "all articles, because nothing of the query is left",
		`""`:  "all articles, because nothing of the query is left",
		"...": "all articles, because nothing of the query is left",
	} {
		res := run(t, s, search.Request{Q: q, Syntax: query.Lenient})
		if parsed := search.ParseQuery(q, query.Lenient, false, time.Now()); res.Query.ReadAs != says || parsed.ReadAs != says || res.Total != 3 {
			t.Errorf("%q finds %d, read as %q and %q, want %q", q, res.Total, res.Query.ReadAs, parsed.ReadAs, says)
		}
	}
}

// The case of words and operators changes nothing that is found.
func TestCaseChangesNothing(t *testing.T) {
	s := store(t, 0)
	put(t, s, made("a", "A woman", "", ""), made("b", "Women", "", ""), made("c", "Man", "men or", ""))
	for _, q := range []string{"woman or women", "woman OR women", "WOMAN Or WOMEN"} {
		if res := run(t, s, search.Request{Q: q}); res.Total != 2 {
			t.Errorf("%s finds %d, want 2", q, res.Total)
		}
	}
}

// TestPeriods holds the sums of periods against asking of each day in which
// period it lies.
func TestPeriods(t *testing.T) {
	var days []search.Day
	for day, i := -900, 1; day < 900; day, i = day+i%9, i+1 {
		days = append(days, search.Day{Day: day, Count: i % 4, Articles: i})
	}
	for _, s := range []search.Stretch{{First: -900, Last: 900}, {First: -100, Last: 77}, {First: 3, Last: 3}, {First: 2000, Last: 2100}, {First: 1, Last: 0}} {
		for i := search.EachDay; i <= search.EachYear; i++ {
			periods := i.Periods(days, s)
			if (len(periods) == 0) != (s.First > s.Last) {
				t.Fatalf("%+v by %s: %d periods", s, i, len(periods))
			}
			for n, p := range periods {
				if n > 0 && p.Start <= periods[n-1].End {
					t.Errorf("%+v by %s: %+v follows %+v", s, i, p, periods[n-1])
				}
				want := search.Period{Start: p.Start, End: p.End}
				for _, d := range days {
					if day := time.Unix(int64(d.Day)*86400, 0).UTC().Format(time.DateOnly); p.Start <= day && day <= p.End {
						want.Count, want.Articles = want.Count+d.Count, want.Articles+d.Articles
					}
				}
				if p != want {
					t.Errorf("%+v by %s: %+v, want %+v", s, i, p, want)
				}
			}
		}
	}
}

func BenchmarkPeriods(b *testing.B) {
	var days []search.Day
	for day := range 7300 {
		days = append(days, search.Day{Day: day, Count: 1, Articles: 2})
	}
	for b.Loop() {
		search.EachMonth.Periods(days, search.Covered(days))
	}
}
