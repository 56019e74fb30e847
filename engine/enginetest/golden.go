package enginetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/query"
	"newsdex/text"
)

// goldenFile holds the golden queries. A line that starts with "?" is a
// question, after its options ("any", "lenient", "words"); comments start with
// "#"; the indented lines below a question are the answer, and -update in this
// package writes them anew.
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
		if !compare(t, e, tree, rs) {
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
		checkHit(t, qn, tree, h, byID[h.Article.ID])
	}
}

func checkHit(t *testing.T, qn question, tree match.Node, h search.Hit, r reading) {
	t.Helper()
	_, headline, body := r.Find(tree)
	shown := len(h.HeadlineMarks)
	if !slices.Equal(h.HeadlineMarks, headline) {
		t.Errorf("%s: %q marks its headline at %v, want %v", qn.q, h.Article.ID, h.HeadlineMarks, headline)
	}
	var marks []text.Span
	for _, p := range h.Passages {
		marks = append(marks, p.Marks...)
	}
	shown += len(marks)
	if shown == 0 && len(headline)+len(body) > 0 {
		t.Errorf("%s: %q has %d words to show and shows none", qn.q, h.Article.ID, len(headline)+len(body))
	}
	if len(headline)+len(body) == 0 && shown > 0 {
		t.Errorf("%s: %q shows marks that nothing proves: %v %v", qn.q, h.Article.ID, h.HeadlineMarks, marks)
	}
	for _, m := range marks {
		// A window may cut a long mark, but never adds to one.
		if !slices.ContainsFunc(body, func(s text.Span) bool { return s.Start <= m.Start && m.End <= s.End }) {
			t.Errorf("%s: %q marks %q in the body, which no span covers", qn.q, h.Article.ID, h.Article.Body[m.Start:m.End])
		}
	}
	ht, bt := r.Tokens()
	onlyWordsOf(t, qn, tree, h.Article, h.Article.Headline, ht, h.HeadlineMarks)
	onlyWordsOf(t, qn, tree, h.Article, h.Article.Body, bt, marks)
}

// onlyWordsOf checks that marks begin and end where words do, and that what
// they mark, read again on its own, is words of the query only.
func onlyWordsOf(t *testing.T, qn question, tree match.Node, a *article.Article, s string, tokens []text.Token, marks []text.Span) {
	t.Helper()
	an := text.NewAnalyzer()
	for _, m := range marks {
		starts := slices.ContainsFunc(tokens, func(k text.Token) bool { return k.Start == m.Start })
		ends := slices.ContainsFunc(tokens, func(k text.Token) bool { return k.End == m.End })
		if !starts || !ends {
			t.Errorf("%s: %q marks %q, which cuts a word", qn.q, a.ID, s[m.Start:m.End])
		}
		again := an.Tokens(nil, s[m.Start:m.End], a.Lang)
		if len(again) == 0 {
			t.Errorf("%s: %q marks %q, which holds no word", qn.q, a.ID, s[m.Start:m.End])
		}
		for _, k := range again {
			if !asked(tree, k) {
				t.Errorf("%s: %q marks %q, but %q was not asked for", qn.q, a.ID, s[m.Start:m.End], k.Surface)
			}
		}
	}
}

// asked reports whether a word stands in one of the leaves that may mark.
func asked(tree match.Node, k text.Token) bool {
	for _, leaf := range match.Leaves(tree) {
		switch leaf := leaf.(type) {
		case *match.Word:
			if k.Surface == leaf.Surface || leaf.Stem != "" && k.Stem == leaf.Stem {
				return true
			}
		case *match.Phrase:
			if slices.Contains(leaf.Words, k.Surface) {
				return true
			}
		}
	}
	return false
}
