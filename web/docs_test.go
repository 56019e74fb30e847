package web

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"newsdex/indexer"
	"newsdex/search"
)

// Everything that a client can send or get stands in docs/http-api.md.
func TestDocs(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "docs", "http-api.md"))
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	has := func(what, text string) {
		t.Helper()
		if !strings.Contains(doc, text) {
			t.Errorf("docs/http-api.md does not say %s: %s is missing", what, text)
		}
	}
	for _, rt := range (&Server{}).routes() {
		has("a route", "`"+rt.method+" "+rt.path+"`")
	}
	for _, p := range searchParameters {
		has("a parameter", "| `"+p.name+"` |")
	}
	for _, p := range problemTypes {
		has("a problem", fmt.Sprintf("| `%s` | %d |", p.code, p.status))
	}
	for _, v := range []any{answerJSON{}, clauseJSON{}, readingJSON{}, warningJSON{}, totalJSON{}, linksJSON{}, hitJSON{}, passageJSON{}, part{}, articleJSON{}, matchesJSON{}, parseJSON{}, facetValueJSON{}, timelineJSON{}, periodJSON{}, suggestJSON{}, completionJSON{}, headlineJSON{}, similarJSON{}, nodeJSON{}, boundJSON{}, readyJSON{}, problemJSON{}, problemErrorJSON{}, jobJSON{}, jobLinksJSON{}, jobProgressJSON{}, jobsJSON{}, jobRequest{}, indexer.Counts{}, indexer.Problem{}, indexer.Entry{}} {
		typ := reflect.TypeOf(v)
		for i := range typ.NumField() {
			if name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); name != "-" {
				has("a field of "+typ.Name(), "`"+name+"`")
			}
		}
	}
	for _, s := range jobStates {
		has("a state", "`"+string(s)+"`")
	}
	for _, words := range [][]string{syntaxes, matches, marks, search.Intervals(), search.FacetFields()} {
		for _, w := range words {
			has("a value", "`"+w+"`")
		}
	}
	if !strings.Contains(doc, "curl ") {
		t.Error("docs/http-api.md has no example")
	}
}
