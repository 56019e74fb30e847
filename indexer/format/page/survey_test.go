package page

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"

	"golang.org/x/net/html"
)

// numbered is parts with a number in each, up to a size.
func numbered(part string, size int) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, part, i)
	}
	return b.String()
}

// hostile are pages of a megabyte that were made to cost time or memory, by what
// they do; refused are those of which nothing is read.
func hostile() map[string]struct {
	page    string
	refused bool
} {
	const size = 1 << 20
	many := func(s string) string { return strings.Repeat(s, size/len(s)) }
	words := "The council of the small town voted on Tuesday to keep its library open. "
	type page = struct {
		page    string
		refused bool
	}
	return map[string]page{
		"elements":                  {many("<br>"), true},
		"ends that make elements":   {many("</p>"), true},
		"breaks":                    {many("</br>"), true},
		"comments":                  {many("<!>"), true},
		"attributes":                {"<p " + numbered("a%d ", size) + ">" + words, true},
		"attributes in many":        {many("<p a b c d e f g h i j k l m n o p>" + words), false},
		"stray ends":                {many("a</x>"), true},
		"cells outside of tables":   {many("<td>" + words), true},
		"text in no cell":           {"<table>" + many("<tr>"+words), true},
		"blocks in a list of kinds": {"<select>" + many("<p>"+words), true},
		"roots":                     {many("<html>" + words), true},
		"forms in forms":            {"<form>" + many("<form>"+words), true},
		"cells":                     {"<table>" + many("<tr><td>"+words), false},
		"formatting opened anew":    {numbered("<b a=%d>", 1000) + many("<p>"+words), false},
		"formatting, badly closed":  {numbered("<b a=%d></i>", 30_000) + many("<p>"+words), false},
		"formatting rebuilt":        {strings.Repeat("<b>", 60) + many("<i><p>x</i>"), false},
		"nesting":                   {many("<div>"), true},
		"nesting, many times":       {many(strings.Repeat("<div>", 500) + words + strings.Repeat("</div>", 500)), false},
		"tables in tables":          {many("<table>"), false},
		"tables":                    {many("<table><td>a</table>"), false},
		"less than":                 {many("<"), false},
		"one text":                  {many(words), false},
		"links":                     {many("<a href=/x>a b c</a> "), false},
		"headings":                  {many("<h2><a href=/x>a b c</a></h2>"), false},
	}
}

// nodes counts the nodes of a tree.
func nodes(n *html.Node) int {
	count := 1
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		count += nodes(c)
	}
	return count
}

// holdSurvey holds what a parser makes of a page to what was said before.
func holdSurvey(t *testing.T, s string) {
	t.Helper()
	doc, err := parsePage(s)
	if err != nil {
		return
	}
	v := surveyed(s)
	if v.open > maxFormatting || v.reopened > maxReopened {
		v = surveyed(withoutFormatting(s))
	}
	texts := 0
	for z := html.NewTokenizer(strings.NewReader(s)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		if kind == html.TextToken {
			texts++
		}
	}
	if most := 4*(v.tags+2) + v.reopened + 2*texts; nodes(doc) > most {
		t.Errorf("%d nodes, at most %d were said: %+v", nodes(doc), most, v)
	}
}

// TestHostilePages: no page becomes more than it was said to become, and none
// costs more than a page may.
func TestHostilePages(t *testing.T) {
	if raced {
		t.Skip("counts bytes that are allocated, of which the race detector makes many more; nothing runs side by side here")
	}
	// Allocated in all for a megabyte of page: 340 MB at most when it was written;
	// unbounded, the worst come to 30 GB.
	const mostBytes = 1 << 30
	for name, c := range hostile() {
		t.Run(name, func(t *testing.T) {
			s := "<!doctype html><title>T</title><body>" + c.page
			holdSurvey(t, s)
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			before := m.TotalAlloc
			_, err := htmlPage(record.Input{Reader: strings.NewReader(s)})
			runtime.ReadMemStats(&m)
			if spent := m.TotalAlloc - before; spent > mostBytes {
				t.Errorf("%d MB were allocated", spent>>20)
			}
			r, refused := errors.AsType[*record.Refusal](err)
			if bound := refused && (r.Code == record.TooLarge || r.Code == record.BrokenRecord); bound != c.refused || err != nil && !refused {
				t.Errorf("refused %v with %v, want %v", bound, err, c.refused)
			}
		})
	}
}

// TestSurveyOfPages: real pages are far from the limits.
func TestSurveyOfPages(t *testing.T) {
	for _, path := range formattest.GoldenFiles(t) {
		if data, err := os.ReadFile(path); err != nil {
			t.Fatal(err)
		} else {
			holdSurvey(t, string(data))
		}
	}
	_, files := formattest.Samples(t, "html_readability")
	var most survey
	for _, data := range files {
		holdSurvey(t, string(data))
		v := surveyed(string(data))
		most.tags, most.attributes = max(most.tags, v.tags), max(most.attributes, v.attributes)
		most.reopened, most.joined = max(most.reopened, v.reopened), max(most.joined, v.joined)
	}
	t.Logf("%+v", most)
	if most.tags*4 > maxTags || most.attributes*4 > maxAttributes || most.reopened*4 > maxReopened || most.joined*4 > maxJoined {
		t.Errorf("a sample comes near to a limit: %+v", most)
	}
}
