package query_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"newsdex/search/query"
)

// FuzzParse holds what is true of any text in every syntax: positions slice the
// text, findings stand in order, limits hold, and the canonical text reads back
// as the same tree without an error.
func FuzzParse(f *testing.F) {
	for _, c := range parsed {
		f.Add(c.text)
	}
	for _, c := range found {
		f.Add(c.text)
	}
	for _, text := range []string{
		`war lang:[[`, `headline:lang:ATLEAST3none- 7d`, `published:7d..7d`, `lang:((en OR -fr) "de"`, `headline:(lang:(a b) c`,
		`+-+-+-a`, `-allintitle: {a`, `headline:(published:[a"b TO c])`, `headline:date > 2022"x`, `lang:([a TO b] -rst=(c)`, `DATE(= /x/)`, `headline:{a "b*"} w/seg * NEAR:5 b`, `/(a|b)/ /[/ /\//^2`, nest(40), strings.Repeat("(", 100), strings.Repeat("- ", 200),
	} {
		f.Add(text)
	}
	for _, link := range links {
		for _, n := range []int{40, query.MaxBytes / (len(link) + 1)} {
			f.Add(strings.Repeat("a"+link, n) + "b")
			f.Add(strings.Repeat("("+link+"a", n))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range []query.Syntax{query.Strict, query.Lenient, query.Words} {
			checkAny(t, text, s)
		}
	})
}

// links are what joins two words, or leads one: what doubles with every link of
// a chain shows in a long one.
var links = []string{
	" ", " AND ", " OR ", " NOT ", " -", " W/5 ", " PRE/3 ", " W/S ", " W/P ", " NOT W/5 ", " NEAR:5 ", " /5 ", " ATLEAST2(", " headline:", " lang:", " =", "~2 ",
	"* ", "^2 ", "|", ",", "/", "-", " {", "} ", ` "x y"~5 `, " AND NOT ", " date>2022 ", " TI,AB(", " [a TO ",
}

// checkAny fails the test when one of the promises of FuzzParse is broken.
func checkAny(t *testing.T, text string, s query.Syntax) {
	t.Helper()
	o := options(s)
	n, findings := query.Parse(text, o)
	last := 0
	for _, f := range findings {
		checkSpan(t, text, f.Span, f.Code)
		if f.Span.Start < last {
			t.Errorf("%q: %s at %d comes after a finding at %d", text, f.Code, f.Span.Start, last)
		}
		last = f.Span.Start
		if f.Code == "" || f.Message == "" {
			t.Errorf("%q: a finding without code or message: %+v", text, f)
		}
	}
	if n == nil {
		if len(findings) == 0 && hasWord(text) {
			t.Errorf("%q: nothing is left and nothing was said", text)
		}
		return
	}
	leaves, depth := checkTree(t, text, n)
	if leaves > query.MaxLeaves || depth > query.MaxDepth {
		t.Errorf("%.80q: %d leaves, %d deep", text, leaves, depth)
	}
	query.ReadBack(n, o)
	if !query.Equal(n, n) {
		t.Errorf("%q: the tree differs from itself", text)
	}
	checkRoundTrip(t, text, n)
}

// checkRoundTrip holds rules: String is a fixed point, and strict parsing takes
// it without an error.
func checkRoundTrip(t *testing.T, text string, n query.Node) {
	t.Helper()
	canonical := n.String()
	if len(canonical) > query.MaxBytes {
		return // canonical text may be longer than what was typed
	}
	m, findings := query.Parse(canonical, options(query.Strict))
	if !query.Equal(n, m) {
		t.Errorf("%q: %s\nwrites itself as %q, which is\n%s", text, dump(n), canonical, dump(m))
		return
	}
	if again := m.String(); again != canonical {
		t.Errorf("%q: %q is written again as %q", text, canonical, again)
	}
	for _, f := range findings {
		if f.Grade == query.Error {
			t.Errorf("%q: the canonical text %q has an error: %+v", text, canonical, f)
		}
	}
}

// checkTree holds for every node: its span slices the text, lists have two or
// more kids. It returns how many leaves there are and how deep they stand.
func checkTree(t *testing.T, text string, n query.Node) (leaves, depth int) {
	t.Helper()
	checkSpan(t, text, n.Pos(), dump(n))
	below := kids(n)
	if len(below) == 0 {
		return 1, 1
	}
	for _, k := range below {
		l, d := checkTree(t, text, k)
		leaves, depth = leaves+l, max(depth, d)
		if s := k.Pos(); s.Start < n.Pos().Start || s.End > n.Pos().End {
			t.Errorf("%q: %s at %v stands outside of %s at %v", text, dump(k), s, dump(n), n.Pos())
		}
	}
	switch n.(type) {
	case *query.And, *query.Or:
		if len(below) < 2 {
			t.Errorf("%q: %s has %d kids", text, dump(n), len(below))
		}
	}
	return leaves, depth + 1
}

func checkSpan(t *testing.T, text string, s query.Span, what string) {
	t.Helper()
	if s.Start < 0 || s.Start > s.End || s.End > len(text) {
		t.Fatalf("%q: %s at %v does not slice the text", text, what, s)
	}
	for _, i := range []int{s.Start, s.End} {
		if i < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[i]) {
			t.Errorf("%q: %s at %v cuts a character", text, what, s)
		}
	}
}

// pieces is what FuzzPieces builds queries of: they reach brackets, signs and
// operators in combinations that single letters seldom do.
var pieces = []string{
	"a", "b ", "war ", "(", ")", "((((((((", "))))))))", "（", "）", `"`, "“", "»", `"x y" `, " ", "  ", "-", "+", "!", "=", "- ",
	"AND ", "and ", " OR ", "or ", "NOT ", "NOT NOT NOT NOT ", "&& ", "|| ", " W/5 ", " PRE/3 ", " W/S ", "NOT W/5 ", "NEAR ", "invad*", "wom?n", "blinken~", `"x y"~5 `, " SAME ", "ATLEAST3", "ATLEAST2 ",
	"headline:", "body:", "byline:", "lang:", "url:", "site:", "published:", "after:", "headlne:", "x:", "until: ",
	"2022", "2022-02-30", "..", ">=", "7d", "none", "[", " TO ", "]", "*", "?", "~2", "^3", "/", "https://x.org/a", "U.S.", "C++", "'", "’",
	"…", "–", "中国", "，", "\x00", "\xff", "\u200b", "é", "\u0301", ".", ",", ":", "#", "@", "%",
}

// foreignPieces are spellings of other systems. They stand in a list of their
// own, behind a byte of 255, so that what is kept in testdata stays what it was.
var foreignPieces = []string{
	" /5 ", " /s ", " near:5 ", " AROUND(5) ", "atl3(", " pre/s ", " w/seg ", " ADJ ",
	"rst=", "hlp=", "TI,AB(", "SU.EXACT(", "allintitle: ", "inurl:", "DATE(> ", "date > ", "when:", "wc>5 ",
	"{", "}", "/a.b*/", "/a|b/", "]^2", ")^2", "site:x.org/a ", "site:http:///x", "date after 2022-07-01 ", "[2021 TO 2022]", "(s)",
}

// FuzzPieces holds the same promises as FuzzParse, on queries made of pieces.
func FuzzPieces(f *testing.F) {
	f.Add([]byte{0, 9, 10, 3})
	f.Add([]byte{255, 3, 0, 255, 9, 255, 18, 10})
	for i := range pieces {
		f.Add(bytes.Repeat([]byte{0, byte(i)}, 60))
	}
	for i := range foreignPieces {
		f.Add(bytes.Repeat([]byte{0, 255, byte(i)}, 60))
	}
	f.Fuzz(func(t *testing.T, picks []byte) {
		var b strings.Builder
		list := pieces
		for _, p := range picks {
			if p == 255 {
				list = foreignPieces
				continue
			}
			b.WriteString(list[int(p)%len(list)])
			list = pieces
		}
		for _, s := range []query.Syntax{query.Strict, query.Lenient, query.Words} {
			checkAny(t, b.String(), s)
		}
	})
}
