package eval

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestReadQueries(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []Query
	}{
		"nothing":          {"", nil},
		"tabs":             {"1\tgrain deal\n2\ta\tb\n", []Query{{"1", "grain deal"}, {"2", "a\tb"}}},
		"blank lines, CR":  {"\r\n1\tgrain\r\n \n2\tsteel", []Query{{"1", "grain"}, {"2", "steel"}}},
		"a byte order":     {"\ufeff1\tgrain", []Query{{"1", "grain"}}},
		"objects":          {`{"id": "1", "text": "grain"}` + "\n" + `{"_id": "2", "text": "steel", "metadata": {}}`, []Query{{"1", "grain"}, {"2", "steel"}}},
		"a number as name": {`{"id": 7, "text": "grain"}`, []Query{{"7", "grain"}}},
	} {
		got, err := ReadQueries(strings.NewReader(c.text))
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: %q %v, want %q", name, got, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"1\tx\n2 grain":                `line 2: "2 grain" is no query; write an identifier, a tab and the text`,
		"1\ta\n\n1\tb":                 `line 3: the query "1" stands twice, first on line 1`,
		"\ta":                          "line 1",
		"1\t ":                         "line 1",
		`{"text": "grain"}`:            `it needs "id" and "text"`,
		`{"id": null, "text": "a"}`:    `it needs "id" and "text"`,
		`{"id": "1"}`:                  `it needs "id" and "text"`,
		`{"id": "1", "text"`:           "line 1",
		strings.Repeat("x", maxLine+1): "line 1: longer than",
	} {
		if _, err := ReadQueries(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

func TestReadJudgements(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want map[string]float64 // of query 1
	}{
		"three columns":        {"1\tx y\t2\n1\tz\t0\n2\tx\t1\n", map[string]float64{"x y": 2, "z": 0}},
		"TREC, blanks":         {"1 0 x 1\n1  Q0  y  3\n", map[string]float64{"x": 1, "y": 3}},
		"TREC, tabs":           {"1\t0\tx\t1\n", map[string]float64{"x": 1}},
		"three, blanks":        {"1 x 1\n", map[string]float64{"x": 1}},
		"below nothing":        {"1\tx\t-2\n", map[string]float64{"x": 0}},
		"a line of names":      {"query-id\tcorpus-id\tscore\n1\tx\t1\n", map[string]float64{"x": 1}},
		"the same twice":       {"1\tx\t1\n1\tx\t1\n", map[string]float64{"x": 1}},
		"a half":               {"1\tx\t0.5\n", map[string]float64{"x": 0.5}},
		"blank lines, CR":      {"\r\n1\tx\t1\r\n", map[string]float64{"x": 1}},
		"blanks around a gain": {"1\tx\t 1\n", map[string]float64{"x": 1}},
	} {
		got, err := ReadJudgements(strings.NewReader(c.text))
		if err != nil || !maps.Equal(got["1"], c.want) {
			t.Errorf("%s: %v %v, want %v", name, got, err, c.want)
		}
	}
	for text, want := range map[string]string{
		"1 x":                             `line 1: "1 x" is no judgement`,
		"1\tx\tyes":                       `line 1: "yes" is no gain`,
		"1\tx\t1\nquery\tdoc\tscore":      `line 2: "score" is no gain`,
		"1\tx\tNaN":                       "is no gain",
		"1\tx\t1000":                      "a gain of 1000; use 0 to 30",
		"1 0 x 1 2":                       "is no judgement",
		"\tx\t1":                          "is no judgement",
		"1\tx\t1\n2\tx\t1\n1\tx\t2":       `line 3: the article "x" of query "1" has a gain of 2 here and another on line 1`,
		"1\tx\t1\n1\ty\t1\n1 0 x 0\n":     "line 3",
		"1\tx\t1\n" + "1\t\t1":            "line 2",
		strings.Repeat("1 ", maxLine/2+1): "line 1: longer than",
	} {
		if _, err := ReadJudgements(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: %v, want %s", text, err, want)
		}
	}
}

func TestRunFile(t *testing.T) {
	r := Report{Results: []Result{
		{Query: "1", Hits: []Hit{{"b", 7.25}, {"a", 7.25}, {"c", 1e-7}}},
		{Query: "2"},
		{Query: "3", Hits: []Hit{{"a", 1.0 / 3}}},
	}}
	var b strings.Builder
	if err := r.WriteRun(&b, "newsdex"); err != nil {
		t.Fatal(err)
	}
	want := "1 Q0 b 1 7.25 newsdex\n1 Q0 a 2 7.25 newsdex\n1 Q0 c 3 1e-07 newsdex\n3 Q0 a 1 0.3333333333333333 newsdex\n"
	if b.String() != want {
		t.Errorf("the run is\n%swant\n%s", b.String(), want)
	}
	back, err := ReadRun(strings.NewReader(b.String()))
	if err != nil || len(back) != 2 || !slices.Equal(back["1"], []string{"b", "a", "c"}) || !slices.Equal(back["3"], []string{"a"}) {
		t.Errorf("read again: %v %v", back, err)
	}
	// Other programs' runs need not be in order: the score decides.
	back, err = ReadRun(strings.NewReader("1\tQ0\tx\t1\t0.5\tt\n1 Q0 y 2 2 t\n\n1 Q0 z 0 0.5 t\n"))
	if err != nil || !slices.Equal(back["1"], []string{"y", "z", "x"}) {
		t.Errorf("another's run: %v %v", back, err)
	}
	for _, hit := range []Hit{{"a b", 1}, {"", 1}, {"a\tb", 1}} {
		bad := Report{Results: []Result{{Query: "1", Hits: []Hit{hit}}}}
		if err := bad.WriteRun(&strings.Builder{}, "t"); err == nil || !strings.Contains(err.Error(), "cannot stand in a column") {
			t.Errorf("%q: %v", hit.ID, err)
		}
	}
	for text, want := range map[string]string{
		"1 Q0 a 1 0.5":                     "line 1",
		"1 Q0 a one 0.5 t":                 "line 1",
		"1 Q0 a 1 NaN t":                   "line 1",
		"1 Q0 a 1 2 t\n1 Q0 a 2 1 t":       `line 2: the article "a" of query "1" stands on line 1 already`,
		"1 Q0 a 1 2 t\n2 Q0 a 1 2 t\n3 Q0": "line 3",
	} {
		if _, err := ReadRun(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func FuzzCollection(f *testing.F) {
	f.Add("1\tx\t1\n2 0 y 3\n")
	f.Add("query-id\tcorpus-id\tscore\n")
	f.Add(`{"_id": 1, "text": "grain"}`)
	f.Add("1 Q0 a 1 0.5 t\n")
	f.Fuzz(func(t *testing.T, s string) {
		if qs, err := ReadQueries(strings.NewReader(s)); err == nil {
			for _, q := range qs {
				if q.ID == "" || strings.TrimSpace(q.Text) == "" {
					t.Errorf("the query %+v of %q", q, s)
				}
			}
		}
		if j, err := ReadJudgements(strings.NewReader(s)); err == nil {
			for q, articles := range j {
				for id, gain := range articles {
					if q == "" || id == "" || !(gain >= 0 && gain <= MaxGain) {
						t.Errorf("the judgement %q %q %v of %q", q, id, gain, s)
					}
				}
			}
		}
		if r, err := ReadRun(strings.NewReader(s)); err == nil {
			for q, ranked := range r {
				sorted := slices.Clone(ranked)
				slices.Sort(sorted)
				if len(slices.Compact(sorted)) != len(ranked) {
					t.Errorf("query %q of %q has an article twice", q, s)
				}
			}
		}
	})
}
