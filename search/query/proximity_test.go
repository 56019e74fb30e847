package query_test

import (
	"strings"
	"testing"

	"newsdex/search/query"
)

func TestProximity(t *testing.T) {
	for _, tt := range []struct{ text, want, codes string }{
		{"a W/5 b", "(w5 a b)", ""},
		{"a w/5 b NEAR/3 c", "(w3 (w5 a b) c)", ""},
		{"a near5 b", "(w5 a b)", ""},
		{"a N/5 b", "(w5 a b)", ""},
		{"a NEAR b", "(w10 a b)", ""},
		{"a near b", "(all a near b)", ""},
		{"a PRE/3 b", "(pre3 a b)", ""},
		{"a p/3 b", "(pre3 a b)", ""},
		{"a ADJ3 b", "(pre3 a b)", ""},
		{"a W/S b", "(ws a b)", ""},
		{"a SENTENCE b", "(ws a b)", ""},
		{"death sentence appeal", "(all death sentence appeal)", ""},
		{"a W/P b", "(wp a b)", ""},
		{"a SAME b", "(wp a b)", ""},
		{"same sex marriage", "(all same sex marriage)", ""},
		{"near miss", "(all near miss)", ""},
		{"a NOT W/5 b", "(apart-w5 a b)", ""},
		{"a NOT PRE/2 b", "(apart-pre2 a b)", ""},
		{"NOT a W/5 b", "(not (w5 a b))", ""},
		{"x AND a W/5 b OR c", "(or (and x (w5 a b)) c)", "mixed-and-or"},
		{`"x y" W/5 (b OR =c OR inv*)`, `(w5 "x y" (or b =c inv*))`, ""},
		{"headline:a W/5 b", "(headline (w5 a b))", ""},
		{"headline:(a W/5 b)", "(headline (w5 a b))", ""},
		{"headline:a W/5 headline:b", "(headline (w5 a b))", ""},
		{"headline:a W/5 body:b", "(and (headline a) (body b))", "field-in-proximity!"},
		{"a W/5 (b c)", "(and (w5 a b) (w5 a c))", "in-proximity!"},
		{"(b c) W/5 a", "(and (w5 b a) (w5 c a))", "in-proximity!"},
		{"a W/5 (b -c)", "(and a (all b (not c)))", "in-proximity!"},
		{"a W/5 -b", "(and a (not b))", "in-proximity!"},
		{"a W/5 source:x", "(and a (source x))", "in-proximity!"},
		{"a W/0 b", "(w1 a b)", "bad-distance!"},
		{"a W/501 b", "(w500 a b)", "bad-distance!"},
		{"W/5 b", `(all "W/5" b)`, "operator-at-edge"},
		{"b pre/3", `(all b "pre/3")`, "operator-at-edge"},
		{"(near5 b)", `(all =near5 b)`, "operator-at-edge"},
		{"a AND (W/S)", `(and a "W/S")`, "operator-at-edge"},
		{"a NOT W/5", `(all a "NOT W/5")`, "operator-at-edge"},
		{"NOT W/5 b", `(all "NOT W/5" b)`, "operator-at-edge"},
		{"a /5 b", "(w5 a b)", ""},
		{"a /s b", "(ws a b)", ""},
		{"a /P b", "(wp a b)", ""},
		{"a NOT /5 b", "(apart-w5 a b)", ""},
		{"24 /7 news", "(all 24 7 news)", ""},
		{"rated 4 /5", "(all rated 4 5)", ""},
		{"he /she", "(all he she)", ""},
		{"a near:5 b", "(w5 a b)", ""},
		{"a NEAR:5x b", `(all a "NEAR:5x" b)`, "unknown-field"},
		{"a near: 5", "(all a near 5)", ""},
		{"a AROUND(5) b", "(w5 a b)", ""},
		{"around(5) b", "(all around 5 b)", ""},
		{"a w/sent b w/para c", "(wp (ws a b) c)", ""},
		{"atl2(b)", "(atleast2 b)", ""},
		{"atl2 valve", "(all atl2 valve)", ""},
		{"a w5 b", "(all a w5 b)", ""},
		{"a adj b", "(all a adj b)", ""},
		{"a | b", "(all a b)", "ignored-punctuation"},
		{"a ATLEAST3", `(all a =ATLEAST3)`, "operator-at-edge"},
		{"REPEAT3(b)", `(atleast3 b)`, ""},
		{"w/o tariffs", `(all "w/o" tariffs)`, ""},
		{"n/a and/or 9/11", `(all "n/a" "and/or" "9/11")`, ""},
		{"x y W/5 z", "(all x (w5 y z))", "near-first"},
		{"x (y W/5 z)", "(all x (w5 y z))", ""},
		{`"a b c"~5`, "(bag~5 a b c)", ""},
		{`"a b"~`, `"a b"`, "bad-distance!"},
		{`"a b"~900`, "(bag~500 a b)", "bad-distance!"},
		{"ATLEAST3(sanctions)", "(atleast3 sanctions)", ""},
		{"atleast2 (a OR b) c", "(all (atleast2 (or a b)) c)", ""},
		{"headline:ATLEAST2(a)", "(headline (atleast2 a))", ""},
		{"ATLEAST2(headline:a)", "(headline (atleast2 a))", ""},
		{"ATLEAST2(a b)", "(all a b)", "in-count!"},
		{"ATLEAST2(a W/5 b)", "(atleast2 (w5 a b))", ""},
		{"a W/5 ATLEAST2(b)", "(and a (atleast2 b))", "in-proximity!"},
		{"invad*", "invad*", ""},
		{"wom?n", "wom?n", ""},
		{"in*d*", "in*d*", ""},
		{"what next for china?", "(all what next for china)", ""},
		{"a*", "a", "wild-short!"},
		{"*ing", "ing", "leading-star!"},
		{"*", "nil", "ignored-punctuation"},
		{"covid-1*", "nil", "wild-parts!"},
		{`"inv* of"`, `"inv* of"`, "quoted-star"},
		{"source:wash*", "nil", "words-only!"},
		{"headline:inv*", "(headline inv*)", ""},
		{"-inv*", "(not inv*)", ""},
		{"blinkin~", "blinkin~1", ""},
		{"blinkin~2", "blinkin~2", ""},
		{"blin~2", "blin~1", "fuzzy-far!"},
		{"war~", "war", "fuzzy-short!"},
		{"blinkin~9", "blinkin~2", "fuzzy-far!"},
	} {
		n, fs := query.Parse(tt.text, options(query.Lenient))
		if got := dump(n); got != tt.want || codes(fs) != tt.codes {
			t.Errorf("%q\n got %s  %s\nwant %s  %s", tt.text, got, codes(fs), tt.want, tt.codes)
		}
		checkAny(t, tt.text, query.Strict)
		checkAny(t, tt.text, query.Lenient)
		checkAny(t, tt.text, query.Words)
	}
}

func TestDialects(t *testing.T) {
	for _, tt := range []struct{ text, want, codes string }{
		{"hd=taiwan", "(headline taiwan)", ""},
		{`HD="food security"`, `(headline "food security")`, ""},
		{"headline(taiwan OR bali)", "(headline (or taiwan bali))", ""},
		{"headline (taiwan)", "(all headline taiwan)", ""},
		{"intitle:taiwan", "(headline taiwan)", ""},
		{"author(lee)", "(byline lee)", ""},
		{"x=5 speed=fast", `(all "x=5" "speed=fast")`, ""},
		{"a AND NOT b", "(and a (not b))", ""},
		{"a && b || c", "(or (and a b) c)", "mixed-and-or"},
		{`"a b"~5`, "(bag~5 a b)", ""},
		{"atleast3(x)", "(atleast3 x)", ""},
		{"a near/5 b", "(w5 a b)", ""},
		{"site:thehill.com", "(site thehill.com)", ""},
		{"since:2022-07-08", "(date 2022-07-08 -)", ""},
		{"hd= taiwan", "(all hd taiwan)", ""},
		{"-hd=taiwan", "(not (headline taiwan))", ""},
	} {
		n, fs := query.Parse(tt.text, options(query.Strict))
		if got := dump(n); got != tt.want || codes(fs) != tt.codes {
			t.Errorf("%q\n got %s  %s\nwant %s  %s", tt.text, got, codes(fs), tt.want, tt.codes)
		}
		checkAny(t, tt.text, query.Strict)
	}
}

// TestRepairWithinLimits holds that taking a proximity apart, which repeats one
// side for each word of the other, does not pass the limit of words.
func TestRepairWithinLimits(t *testing.T) {
	for _, text := range []string{
		"(" + strings.Repeat("a ", 600) + ") W/5 x",
		"x W/5 (" + strings.Repeat("a ", 600) + ")",
		strings.Repeat("b ", 500) + "(" + strings.Repeat("a ", 400) + ") W/5 (x OR y)",
	} {
		checkAny(t, text, query.Lenient)
	}
}

// codes lists the codes of findings, with a ! behind those of grade Error.
func codes(fs []query.Finding) string {
	var out []string
	for _, f := range fs {
		c := f.Code
		if f.Grade == query.Error {
			c += "!"
		}
		out = append(out, c)
	}
	return strings.Join(out, " ")
}

// TestLongChain: writing a chain out costs as much as it is long. It had doubled
// with every link, which no limit on depth makes bearable.
func TestLongChain(t *testing.T) {
	for _, q := range []string{"a W/5 ", "a NOT W/5 ", "(a W/5 ", "a PRE/3 "} {
		n, _ := query.Parse(strings.Repeat(q, query.MaxBytes/len(q)-1)+"a", options(query.Lenient))
		allocations := testing.AllocsPerRun(1, func() { _ = n.String() })
		if allocations > query.MaxBytes {
			t.Errorf("%q: %v allocations to write %d bytes", q, allocations, len(n.String()))
		}
	}
}
