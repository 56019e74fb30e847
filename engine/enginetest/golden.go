package enginetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/query"
	"newsdex/text"
)

// goldenFile holds the golden queries. A line that starts with "?" is a
// question, after its options ("any", "lenient", "words"); comments start with
// "#"; the indented lines below a question are the answer, and -update in this
// package writes them anew. A line "checked" under a question is an answer that
// a person found by reading the articles: see checkedAnswer.
const goldenFile = "testdata/golden_queries.txt"

// shownHits is how many hits of a question the golden file spells out; the
// others are counted, and compared all the same.
const shownHits = 6

// now settles relative dates of golden queries.
var now = time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)

// question is one golden query.
type question struct {
	q      string
	any    bool
	syntax query.Syntax
}

// parseQuestion reads a line of the golden file; ok is false for other lines.
func parseQuestion(line string) (qn question, ok bool) {
	options, q, ok := strings.Cut(line, "? ")
	if !ok || strings.HasPrefix(line, "#") || strings.HasPrefix(line, " ") {
		return question{}, false
	}
	for _, o := range strings.Fields(options) {
		switch o {
		case "any":
			qn.any = true
		case "lenient":
			qn.syntax = query.Lenient
		case "words":
			qn.syntax = query.Words
		default:
			return question{}, false
		}
	}
	qn.q = q
	return qn, true
}

// resolve turns a question into its canonical text and its tree.
func (qn question) resolve() (canonical string, tree match.Node, findings []query.Finding) {
	parsed, findings := query.Parse(qn.q, query.Options{Syntax: qn.syntax, Fields: search.Fields(), Now: now})
	if parsed != nil {
		canonical = parsed.String()
	}
	tree, more := search.Resolve(parsed, qn.any)
	return canonical, tree, append(findings, more...)
}

// refused reports whether strict syntax does not answer the question.
func (qn question) refused(findings []query.Finding) bool {
	return qn.syntax == query.Strict &&
		slices.ContainsFunc(findings, func(f query.Finding) bool { return f.Grade == query.Error })
}

// answer writes what the second opinion answers, in the form of the golden file.
func (qn question) answer(rs []reading) string {
	var out strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&out, "  "+format+"\n", args...) }
	canonical, tree, findings := qn.resolve()
	line("reads  %s", canonical)
	for _, f := range findings {
		grade := "warns"
		if f.Grade == query.Error {
			grade = "error"
		}
		line("%s  %s at %d-%d", grade, f.Code, f.Span.Start, f.Span.End)
	}
	if qn.refused(findings) {
		line("refused")
		return out.String()
	}
	hits := naive.Newest(satisfying(tree, rs))
	line("total  %d", len(hits))
	for i, a := range hits {
		if i == shownHits {
			line("… and %d more", len(hits)-i)
			break
		}
		line("%q", a.ID)
		_, headline, body := naive.Find(tree, a)
		for _, f := range []struct {
			name, text string
			spans      []text.Span
		}{{"headline", a.Headline, headline}, {"body", a.Body, body}} {
			if len(f.spans) > 0 {
				line("    %s  %s", f.name, marked(f.text, f.spans))
			}
		}
	}
	return out.String()
}

// marked lists the marked pieces of a text, each once with how often it is
// marked, in the order they first appear.
func marked(s string, spans []text.Span) string {
	var order []string
	count := map[string]int{}
	for _, sp := range spans {
		piece := strings.NewReplacer("\n", "⏎", "\r", "␍").Replace(s[sp.Start:sp.End])
		if count[piece] == 0 {
			order = append(order, piece)
		}
		count[piece]++
	}
	for i, piece := range order {
		if order[i] = "[" + piece + "]"; count[piece] > 1 {
			order[i] += fmt.Sprintf("×%d", count[piece])
		}
	}
	return strings.Join(order, " ")
}

// renderGolden answers every question of a golden file anew, and keeps its
// questions and comments as they are.
func renderGolden(file string, rs []reading) string {
	var out strings.Builder
	for line := range strings.Lines(file) {
		if strings.HasPrefix(line, "  ") {
			continue // an answer
		}
		out.WriteString(line)
		if qn, ok := parseQuestion(strings.TrimSuffix(line, "\n")); ok {
			out.WriteString(qn.answer(rs))
		}
	}
	return out.String()
}

// checkedAnswer writes the hits of a question as the file writes what was
// checked by hand: "none", or for each article the last part of its identifier,
// "=", and the marked pieces of "headline / body". Articles are parted by "|",
// the newest first.
func (qn question) checkedAnswer(rs []reading) string {
	_, tree, findings := qn.resolve()
	if qn.refused(findings) {
		return "refused"
	}
	var out []string
	for _, a := range naive.Newest(satisfying(tree, rs)) {
		_, headline, body := naive.Find(tree, a)
		pieces := strings.Fields(a.ID[strings.LastIndex(a.ID, ":")+1:] + " = " + marked(a.Headline, headline) + " / " + marked(a.Body, body))
		out = append(out, strings.Join(pieces, " "))
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " | ")
}

// checkByHand compares what was checked by hand with the second opinion, and
// returns how many questions were.
func checkByHand(t *testing.T, file string, rs []reading) int {
	t.Helper()
	n := 0
	var last question
	for line := range strings.Lines(file) {
		line = strings.TrimSuffix(line, "\n")
		if qn, ok := parseQuestion(line); ok {
			last = qn
		}
		if want, ok := strings.CutPrefix(line, "checked "); ok {
			n++
			// People type composed letters, whatever the articles hold.
			if got := norm.NFC.String(last.checkedAnswer(rs)); got != norm.NFC.String(want) {
				t.Errorf("%s: answers\n%s, by hand it was\n%s", last.q, got, want)
			}
		}
	}
	return n
}

func questions(file string) []question {
	var out []question
	for line := range strings.Lines(file) {
		if qn, ok := parseQuestion(strings.TrimSuffix(line, "\n")); ok {
			out = append(out, qn)
		}
	}
	return out
}

// testGolden asks the golden queries of the engine, and holds engine, match
// and naive together on hits and marks, and search.Run to promise 2.
func testGolden(t *testing.T, b bench) {
	data, err := testdata.ReadFile(goldenFile)
	if err != nil {
		t.Fatal(err)
	}
	e := b.fresh(t)
	arts := Corpus(t)
	fill(t, e, arts)
	rs := readings(arts)
	checkByHand(t, string(data), rs)
	if got := renderGolden(string(data), rs); got != string(data) {
		t.Errorf("the golden queries have changed; see them with\n  go test ./engine/enginetest -run Golden -update\nand git diff. First difference: %s", firstDifference(got, string(data)))
	}
	for _, qn := range questions(string(data)) {
		_, tree, findings := qn.resolve()
		if qn.refused(findings) {
			var refusal *search.ParameterError
			if _, err := search.Run(background, e, search.Request{Q: qn.q}); !errors.As(err, &refusal) {
				t.Errorf("%s: Run answers %v, want a *search.ParameterError", qn.q, err)
			}
			continue
		}
		if _, agree := compare(t, e, tree, rs); !agree {
			t.Errorf("the golden query %s", qn.q)
		}
		checkMarks(t, e, qn, tree, rs)
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d is now %q, was %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, were %d", len(g), len(w))
}

// checkMarks asks through search.Run and checks promise 2 on every hit of the
// first page: it shows a mark when it has a word to show, every mark is one
// that the second opinion knows, and holds nothing but words of the query.
func checkMarks(t *testing.T, e Engine, qn question, tree match.Node, rs []reading) {
	t.Helper()
	newest := search.Newest
	res, err := search.Run(background, e, search.Request{Q: qn.q, Syntax: qn.syntax, Any: qn.any,
		Sort: &newest, Limit: search.MaxLimit, Passages: search.DefaultPassages})
	if err != nil {
		t.Errorf("%s: %v", qn.q, err)
		return
	}
	want := naive.Newest(satisfying(tree, rs))
	if res.Total != len(want) || len(res.Hits) != len(want) {
		t.Errorf("%s: Run finds %d and shows %d, want %d", qn.q, res.Total, len(res.Hits), len(want))
		return
	}
	byID := map[string]reading{}
	for _, r := range rs {
		byID[r.Article().ID] = r
	}
	for i, h := range res.Hits {
		if h.Article.ID != want[i].ID {
			t.Errorf("%s: hit %d is %q, want %q", qn.q, i, h.Article.ID, want[i].ID)
			continue
		}
		checkHit(t, qn.q, tree, h, byID[h.Article.ID])
	}
}
