package search_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// readingMemory is what reading one query may allocate, in bytes: three times
// what the worst of those below takes.
const readingMemory = 64 << 20

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
