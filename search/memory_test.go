package search_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/search/passage"
	"newsdex/search/query"
	"newsdex/text"
)

// What docs/query-syntax.md states, in bytes: two to three times what the worst
// of those below takes.
const (
	readingMemory = 64 << 20
	markingMemory = 256 << 20
	markingText   = 300 // and for each byte of the article
)

// allocated returns how many bytes a call allocates in all, freed ones included:
// never less than what it holds at once.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// hostileQueries are queries of the full length, of what multiplies.
func hostileQueries() map[string]string {
	full := func(s string) string { return strings.Repeat(s, query.MaxBytes/len(s)) }
	half := func(s string) string { return strings.Repeat(s, query.MaxBytes/2/len(s)-4) }
	return map[string]string{
		"words": full("a "), "brackets": full("("), "pairs of brackets": full("(a "), "nots": full("NOT "), "signs": full("-"),
		"quotes": full(`"`), "phrases": full(`"a b" `), "fields": full("headline:a "), "colons": full("a:"), "dates": full("published:2022..2023 "),
		"chain": full("a W/5 "), "nested chain": full("(a W/5 "), "operators": full("W/5 "), "mentions": full("ATLEAST3("), "wildcards": full("ab*c* "),
		"fuzzy": full("abcdef~2 "), "ors": full("a OR "), "mixed": full("a OR b c AND "), "edges": full("AND OR NOT "), "braces": full("{a} "),
		"stars": full("a*"), "patterns": full("/a.*/ "), "ranges": full("[a TO b] "), "single quotes": full("'a b' "), "CJK": full("中"),
		"marks": "a" + full("\u0301")[2:], "dialects": full("TI,AB(a) "), "spoken dates": full("date after 20220701 "), "not UTF-8": full("\xff"),
		"groups near each other": "(" + half("a ") + ") W/5 (" + half("b OR ") + "c)",
		"a phrase of one letter": `"` + full("a ")[3:] + `"`,
	}
}

// TestMemoryOfReading holds that no query up to the length limit takes more than
// is stated to be parsed, resolved, read back and written out.
func TestMemoryOfReading(t *testing.T) {
	if racing {
		t.Skip("the race detector changes what is allocated")
	}
	var most uint64
	for name, q := range hostileQueries() {
		for _, syntax := range []query.Syntax{query.Strict, query.Lenient, query.Words} {
			n := allocated(func() { search.ParseQuery(q, syntax, true, time.Now()) })
			if most = max(most, n); n > readingMemory {
				t.Errorf("%s, syntax %d: %d bytes, %d are stated", name, syntax, n, readingMemory)
			}
		}
	}
	t.Logf("at most %d bytes", most)
}

// TestMemoryOfMarking holds the same of matching, marks and passages, in
// articles in which every word takes part. Together they reach every cap.
func TestMemoryOfMarking(t *testing.T) {
	if racing {
		t.Skip("the race detector changes what is allocated")
	}
	short, cut := strings.Repeat("a b c. ", 30_000), false
	for name, q := range hostileQueries() {
		n, _ := query.Parse(q, query.Options{Syntax: query.Lenient, Fields: search.Fields(), Now: time.Now()})
		tree, _ := search.Resolve(n, true)
		cut = marking(t, name, tree, short) || cut
	}
	if !cut {
		t.Error("no list was cut")
	}
	if testing.Short() {
		return
	}
	var all []string
	for i := range query.MaxWild {
		all = append(all, strings.Repeat("a", i+1)+"*")
	}
	for _, q := range []string{strings.Join(all, " "), "(" + strings.Join(all, " OR ") + ") W/500 (" + strings.Join(all, " OR ") + ")", "a b c"} {
		n, _ := query.Parse(q, query.Options{Syntax: query.Lenient, Fields: search.Fields(), Now: time.Now()})
		tree, _ := search.Resolve(n, true)
		marking(t, q[:5]+"… on a long article", tree, strings.Repeat(strings.Repeat("a", query.MaxWild)+" ", 1<<22/(query.MaxWild+1)))
		marking(t, q[:5]+"… on many words", tree, strings.Repeat("a ", 1<<21))
	}
}

// marking matches and marks one article, and reports whether a list was cut.
func marking(t *testing.T, name string, tree match.Node, body string) bool {
	t.Helper()
	a := &article.Article{Headline: "a b c", Body: body, Lang: "en"}
	var found match.Match
	used := allocated(func() {
		doc := search.Document(a, text.NewAnalyzer())
		found, _ = match.Find(tree, doc)
		b := passage.Body{Text: body, Tokens: doc.Body, Sentences: text.SentencesIn(body, "en")}
		passage.Choose(b, found.Body, found.Proofs, nil, search.MaxPassages)
	})
	most := uint64(markingMemory + markingText*len(body))
	t.Logf("%s: %d MB of %d MB, cut %v", name, used>>20, most>>20, found.Cut)
	if used > most {
		t.Errorf("%s: %d bytes, %d are stated", name, used, most)
	}
	return found.Cut
}
