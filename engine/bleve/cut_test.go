package bleve

import (
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/query"
)

// TestCutIsSaid holds that an article of which only a part is looked at is said
// to be so, by the engine that misses it and by the marks.
func TestCutIsSaid(t *testing.T) {
	s, err := Open(t.TempDir()+"/index", Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	body := strings.Repeat("grain ", match.MaxPlaces+1) + "barley"
	if _, err := s.Write(t.Context(), []*article.Article{grain("a", body)}); err != nil {
		t.Fatal(err)
	}
	for q, total := range map[string]int{"grain": 1, "grain W/1 barley": 0} {
		r, err := search.Run(t.Context(), s, search.Request{Q: q, Limit: -1, Passages: -1})
		if err != nil || r.Total != total || !said(r.Query.Findings) {
			t.Errorf("%s: %d found, %+v, %v; want %d and a warning that places were cut", q, r.Total, r.Query.Findings, err, total)
		}
	}
	v, err := search.Open(t.Context(), s, "a", "grain barley", query.Strict, false)
	if err != nil || !said(v.Query.Findings) {
		t.Errorf("opened: %+v, %v; want a warning that places were cut", v.Query.Findings, err)
	}
}

func said(findings []query.Finding) bool {
	for _, f := range findings {
		if f.Code == "places-capped" {
			return true
		}
	}
	return false
}
