package web

import (
	"encoding/json"
	"net/url"
	"testing"

	"newsdex/article"
)

// What stands beside a completion is in how many articles that very form is, and
// the page says so: choosing it finds other forms as well.
func TestCompletionsCountTheForm(t *testing.T) {
	at := func(id, body string) *article.Article {
		return complete(&article.Article{ID: id, Headline: "X", Body: body, Lang: "en"})
	}
	s := start(t, newMemory(at("1", "Sanctions."), at("2", "Sanctions and a sanction."), at("3", "They sanctioned it.")))
	var got struct {
		Words []struct {
			Text, Q string
			Count   int
		}
	}
	if err := json.Unmarshal([]byte(s.get("/v1/suggest?q=sancti").body), &got); err != nil || len(got.Words) != 3 {
		t.Fatalf("%v: %+v", err, got)
	}
	for _, w := range got.Words {
		if total := s.page("/?fold=none&q=" + url.QueryEscape("="+w.Text)).total(); total != articles(w.Count) {
			t.Errorf("%s is said to be in %d, and as that form it is in %s", w.Text, w.Count, total)
		}
		if total := s.page("/?fold=none&q=" + w.Q).total(); total != "3 articles" {
			t.Errorf("%s finds %s", w.Q, total)
		}
	}
}
