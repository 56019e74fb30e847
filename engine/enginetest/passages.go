package enginetest

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"newsdex/search"
)

// passagesFile holds golden passages. It is written as the golden queries are
// (see goldenFile); below a question stand the passages of its newest hits.
const passagesFile = "testdata/golden_passages.txt"

//go:embed testdata/golden_passages.txt
var goldenPassages string

// passageHits is how many hits of a question the file shows.
const passageHits = 3

// testPassages asks the questions of the golden passages of the engine.
func testPassages(t *testing.T, b bench) {
	e := b.fresh(t)
	fill(t, e, Corpus(t))
	if got := renderPassages(t, e); got != goldenPassages {
		t.Errorf("the golden passages have changed; see them with\n  go test ./engine/enginetest -run Passages -update\nand git diff. First difference: %s", firstDifference(got, goldenPassages))
	}
	rs := readings(Corpus(t))
	for _, qn := range questions(goldenPassages) {
		_, tree, _ := qn.resolve()
		checkMarks(t, e, qn, tree, rs)
	}
}

// renderPassages answers every question of the file anew, and keeps its
// questions and comments as they are.
func renderPassages(t *testing.T, e Engine) string {
	t.Helper()
	var out strings.Builder
	newest := search.Newest
	for line := range strings.Lines(goldenPassages) {
		if strings.HasPrefix(line, "  ") {
			continue // an answer
		}
		out.WriteString(line)
		qn, ok := parseQuestion(strings.TrimSuffix(line, "\n"))
		if !ok {
			continue
		}
		res, err := search.Run(background, e, search.Request{Q: qn.q, Syntax: qn.syntax, Any: qn.any,
			Sort: &newest, Limit: passageHits, Passages: -1})
		if err != nil {
			t.Fatalf("%s: %v", qn.q, err)
		}
		for _, h := range res.Hits {
			fmt.Fprintf(&out, "  %q\n", h.Article.ID)
			for _, p := range h.Passages {
				fmt.Fprintf(&out, "    %d-%d  %s\n", p.Start(), p.End(), bracketed(h.PassageParts(p)))
			}
		}
		if more := res.Total - len(res.Hits); more > 0 {
			fmt.Fprintf(&out, "  … and %d more\n", more)
		}
	}
	return out.String()
}

// bracketed writes a text in one line with brackets around its marks.
func bracketed(parts []search.Part) string {
	var out strings.Builder
	for _, p := range parts {
		if p.Mark {
			out.WriteString("[" + p.Text + "]")
		} else {
			out.WriteString(p.Text)
		}
	}
	return strings.NewReplacer("\n", "⏎", "\r", "␍").Replace(out.String())
}
