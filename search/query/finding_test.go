package query_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"newsdex/search/query"
)

// found holds query text and its one finding: code (with ! when it is an error
// in strict reading), the text of its span, and the fix.
var found = []struct{ name, text, code, span, fix string }{
	{"unclosed quote", `"unclosed`, "unclosed-quote!", `"unclosed`, `"unclosed"`},
	{"unclosed quote after words", `12" vinyl  record `, "unclosed-quote!", `" vinyl  record `, `"vinyl record"`},
	{"quote at the end", `a "`, "unclosed-quote!", `"`, ``},
	{"unclosed bracket", `a (b OR c`, "unclosed-bracket!", `(b OR c`, `(b OR c)`},
	{"unclosed brackets", `(a (b`, "unclosed-bracket!", `(a (b`, `(a (b))`},
	{"unopened bracket", `a) b`, "unopened-bracket!", `)`, ``},
	{"unopened brackets", `a )))`, "unopened-bracket!", `)`, ``},
	{"near a field", `headlne:x`, "unknown-field!", `headlne:`, `headline:`},
	{"near another spelling", `titel:x`, "unknown-field!", `titel:`, `title:`},
	{"no field", `foo:bar`, "unknown-field", `foo:`, ``},
	{"near a field before a blank", `Test: a headline`, "unknown-field", `Test:`, ``},
	{"blank after a field", `headline:  x`, "blank-after-colon", `headline:  `, `headline:`},
	{"field at the end", `headline:`, "blank-after-colon", `headline:`, ``},
	{"field before a bracket", `(headline:)`, "blank-after-colon", `headline:`, ``},
	{"sign after a field", `headline:-x`, "sign-after-colon!", `headline:-`, `-headline:`},
	{"sign after a field of dates", `a published:-2022`, "sign-after-colon!", `published:-`, `-published:`},
	{"sign before a quoted value", `source:-"The Hill"`, "sign-after-colon!", `source:-`, `-source:`},
	{"field in a field", `headline:(a body:b)`, "nested-field!", `body:`, ``},
	{"no value", `lang:…`, "ignored-punctuation", `…`, ``},

	{"no such day", `published:2022-02-30`, "bad-date!", `published:2022-02-30`, `published:2022-02-28`},
	{"no such month", `after:2022-13-01`, "bad-date!", `after:2022-13-01`, ``},
	{"short day", `a published:>2022-7-8`, "bad-date!", `published:>2022-7-8`, `published:>2022-07-08`},
	{"turned range", `published:2023..2022`, "bad-date!", `published:2023..2022`, `published:2022..2023`},
	{"no date", `published:monday`, "bad-date!", `published:monday`, ``},
	{"date in words", `published:"8 July 2022"`, "bad-date!", `published:"8 July 2022"`, ``},
	{"range of another language", `published:[2022 TO 2023]`, "range!", `published:[2022 TO 2023]`, `published:2022..2023`},
	{"open range of another language", `date:{2022-07 TO *}`, "range!", `date:{2022-07 TO *}`, `published:2022-07..`},
	{"range of words", `headline:[a TO b]`, "range!", `headline:[a TO b]`, `headline:"a TO b"`},
	{"range of words without a field", `x [a TO b]`, "range!", `[a TO b]`, `"a TO b"`},
	{"range of languages", `lang:[a TO b]`, "range!", `lang:[a TO b]`, ``},
	{"range of quoted dates", `published:["2021" TO "2022"]`, "range!", `published:["2021" TO "2022"]`, `published:2021..2022`},
	{"range of dates without a field", `x [2021 TO 2022]`, "range!", `[2021 TO 2022]`, `published:2021..2022`},
	{"range of dates behind another field", `after:[2021 TO 2022]`, "range!", `after:[2021 TO 2022]`, `published:2021..2022`},
	{"range among values", `published:([2021 TO 2022] OR 2024)`, "range!", `[2021 TO 2022]`, `2021..2022`},
	{"range of what are no dates", `published:[foo TO bar]`, "bad-date!", `published:[foo TO bar]`, ``},
	{"short day among values", `published:(2022-7-8 OR 2023)`, "bad-date!", `2022-7-8`, `2022-07-08`},
	{"years with a hyphen", `published:2020-2022`, "bad-date!", `published:2020-2022`, `published:2020..2022`},
	{"weight of a group", `(a b)^2 c`, "boost!", `)^2`, `)`},
	{"weight of words in any order", `"a b"~5^2`, "boost!", `"a b"~5^2`, `"a b"~5`},
	{"share of a word", `kestral~0.8`, "fuzzy-far!", `kestral~0.8`, `kestral~`},
	{"weight", `a^2`, "boost!", `a^2`, `a`},
	{"weight of a phrase", `"a b"^1.5`, "boost!", `"a b"^1.5`, `"a b"`},
	{"regular expression", `/colou?r/`, "pattern!", `/colou?r/`, `colo*r`},
	{"regular expression with a star", `a /kest.*/`, "pattern!", `/kest.*/`, `kest*`},
	{"regular expression with brackets", `/wom(a|e)n/`, "pattern!", `/wom(a|e)n/`, `wom*n`},
	{"regular expression with alternatives", `a /kestrel|heron/`, "pattern!", `/kestrel|heron/`, `(kestrel OR heron)`},
	{"regular expression with classes", `/20[12]\d+/`, "pattern!", `/20[12]\d+/`, `20*`},
	{"regular expression that is no wildcard", `/[a-z]+ing/`, "pattern!", `/[a-z]+ing/`, `"[a-z]+ing"`},
	{"regular expression in a headline", `headline:/h.ron/`, "pattern!", `/h.ron/`, `h?ron`},
	{"regular expression of a source", `source:/kest.*/`, "pattern!", `/kest.*/`, `"kest.*"`},
	{"regular expression that is an operator", `a /near5/ b`, "pattern!", `/near5/`, `"near5"`},
	{"lead", `hlead(a b)`, "no-lead!", `hlead(`, `(`},
	{"lead of a word", `HLP=grain`, "no-lead!", `HLP=g`, `g`},
	{"lead of a phrase", `lead="a b"`, "no-lead!", `lead="`, `"`},
	{"NOT and a proximity at the end", `a NOT W/5`, "operator-at-edge", `NOT W/5`, `"NOT W/5"`},
	{"NOT and a proximity at the start", `not w/5 b`, "operator-at-edge", `not w/5`, `"not w/5"`},
	{"slash and number at the start", `/5 heron`, "operator-at-edge", `/5`, `"5"`},
	{"near with a colon at the end", `heron NEAR:5`, "operator-at-edge", `NEAR:5`, `"NEAR:5"`},
	{"proximity in brackets", `(W/5 x)`, "operator-at-edge", `W/5`, `"W/5"`},
	{"capitals at the end", `miss NEAR`, "operator-at-edge", `NEAR`, `"NEAR"`},
	{"order within a sentence", `a pre/s b`, "wider-operator!", `pre/s`, `W/S`},
	{"no order within a sentence", `a NOT pre/p b`, "wider-operator!", `pre/p`, `W/P`},
	{"segment", `a w/seg b`, "wider-operator!", `w/seg`, `AND`},
	{"codes", `sc=(nyt or wp) a`, "no-counterpart!", `sc=(nyt or wp)`, ``},
	{"codes in quotes", `-re="usa" a`, "no-counterpart!", `re="usa"`, ``},
	{"capitals of a field", `ALLCAPS(aids) a`, "no-counterpart!", `ALLCAPS(`, `(`},
	{"all of the headline, excluded", `a -allintitle: b`, "no-counterpart!", `allintitle:`, ``},
	{"neighbours", `a ADJ b`, "adjacent", `ADJ`, `PRE/1`},
	{"date in words", `due date until 2022-07-08`, "date-in-words", `date until 2022-07-08`, `until:2022-07-08`},
	{"dates in words", `date from 20220101 to 20220301`, "date-in-words", `date from 20220101 to 20220301`, `published:20220101..20220301`},
	{"any ending", `a AND (invad! OR b)`, "exclamation-mark", `invad!`, `invad*`},
	{"braces", `a { b c }`, "braces", `{ b c }`, `b c`},
	{"star in a phrase", `"inv* of"`, "quoted-star", `"inv* of"`, ``},
	{"lone star in a phrase", `"war * ukraine"`, "quoted-star", `"war * ukraine"`, ``},
	{"star in a word between quotes", `a "inv*"`, "quoted-star", `"inv*"`, `inv*`},
	{"site with a path", `a site:thehill.com/policy`, "site-path", `site:thehill.com/policy`, `url:thehill.com/policy`},
	{"name of a language", `lang:english`, "language-name", `english`, ``},
	{"proximity at the end", `kestrel W/5`, "operator-at-edge", `W/5`, `"W/5"`},
	{"mentions of nothing", `a atleast3`, "operator-at-edge", `atleast3`, `"atleast3"`},

	{"distance too short", `a W/0 b`, "bad-distance!", `W/0`, `W/1`},
	{"distance too long", `a pre/501 b`, "bad-distance!", `pre/501`, `pre/500`},
	{"distance of a phrase", `"a b"~900`, "bad-distance!", `"a b"~900`, `"a b"~500`},
	{"no distance of a phrase", `"a b"~`, "bad-distance!", `"a b"~`, `"a b"`},
	{"AND in a proximity", `a W/5 (b c)`, "in-proximity!", `a W/5 (b c)`, `(a W/5 b) AND (a W/5 c)`},
	{"exclusion in a proximity", `a W/5 -b`, "in-proximity!", `a W/5 -b`, ``},
	{"date in a proximity", `a W/5 published:2022`, "in-proximity!", `a W/5 published:2022`, ``},
	{"mentions in a proximity", `ATLEAST2(a) W/5 b`, "in-proximity!", `ATLEAST2(a) W/5 b`, ``},
	{"star alone in a proximity", `a W/5 *`, "in-proximity!", `*`, ``},
	{"star alone before a proximity", `* W/5 a`, "in-proximity!", `*`, ``},
	{"star alone", `a * b`, "ignored-punctuation", `*`, ``},
	{"filter in a proximity", `a W/5 source:b`, "in-proximity!", `a W/5 source:b`, ``},
	{"two fields in a proximity", `headline:a W/5 body:b`, "field-in-proximity!", `body:b`, ``},
	{"blank before a proximity", `x y W/5 z`, "near-first", `x y W/5 z`, `"x y" W/5 z`},
	{"no mentions", `ATLEAST0(a)`, "bad-count!", `ATLEAST0`, `ATLEAST1`},
	{"mentions of several", `ATLEAST3(a b)`, "in-count!", `ATLEAST3(a b)`, `(a b)`},
	{"proximity in names", `source:(a W/5 b)`, "words-only!", `a W/5 b`, ``},
	{"wildcard in names", `source:wash*`, "words-only!", `wash*`, ``},
	{"star after one letter", `a*`, "wild-short!", `a*`, `a`},
	{"star at the start", `*ism`, "leading-star!", `*ism`, `ism`},
	{"star in several words", `covid-1*`, "wild-parts!", `covid-1*`, ``},
	{"tilde behind a short word", `war~`, "fuzzy-short!", `war~`, `war`},
	{"tilde that is too much", `blinkin~3`, "fuzzy-far!", `blinkin~3`, `blinkin~2`},
	{"tilde behind several words", `covid-19~`, "fuzzy-parts!", `covid-19~`, `covid-19`},

	{"mixed", `a AND b or c`, "mixed-and-or", `a AND b or c`, `a AND (b OR c)`},
	{"mixed side by side", `a b OR c d`, "mixed-and-or", `a b OR c d`, `a (b OR c) d`},
	{"mixed in brackets", `x AND (a OR b c)`, "mixed-and-or", `a OR b c`, `(a OR b) c`},
	{"mixed with an exclusion", `a OR b -c`, "mixed-and-or", `a OR b -c`, `(a OR b) NOT c`},
	{"operator at the end", `a or`, "operator-at-edge", `or`, `=or`},
	{"operator at the start", `OR a`, "operator-at-edge", `OR`, `=OR`},
	{"operator before a bracket", `(a AND)`, "operator-at-edge", `AND`, `=AND`},
	{"symbol at the end", `a &&`, "ignored-punctuation", `&&`, ``},
	{"dash", `a – b`, "ignored-punctuation", `–`, ``},
	{"emoji", `👍`, "ignored-punctuation", `👍`, ``},
	{"lone sign", `a - b`, "lone-sign", `-`, ``},
	{"sign twice", `a --b`, "lone-sign", `--`, ``},
	{"exact group", `=(a b)`, "lone-sign", `=`, ``},
	{"empty quotes", `a "…"`, "empty-quotes", `"…"`, ``},
	{"empty brackets", `a ( )`, "empty-brackets", `( )`, ``},
	{"single quotes", `the 'war in Ukraine', again`, "single-quotes", `'war in Ukraine',`, `"war in Ukraine"`},
	{"curly single quotes", `‘we will not’ – b`, "single-quotes", `‘we will not’`, `"we will not"`},
	{"not UTF-8", "a\xffb", "broken-character", "\xff", ``},
}

func TestFindings(t *testing.T) {
	for _, c := range found {
		t.Run(c.name, func(t *testing.T) {
			_, fs := query.Parse(c.text, options(query.Strict))
			want := fmt.Sprintf("%s %q fix %q", c.code, c.span, c.fix)
			for _, f := range fs {
				if show(c.text, f) == want {
					checkFix(t, c.text, f)
					return
				}
			}
			t.Errorf("%q: want %s, got", c.text, want)
			for _, f := range fs {
				t.Errorf("\t%s: %s", show(c.text, f), f.Message)
			}
		})
	}
}

func show(text string, f query.Finding) string {
	grade := ""
	if f.Grade == query.Error {
		grade = "!"
	}
	return fmt.Sprintf("%s%s %q fix %q", f.Code, grade, text[f.Span.Start:f.Span.End], f.Fix)
}

// checkFix holds that a fix repairs: with it in the place of the span, strict
// reading no longer finds the same there.
func checkFix(t *testing.T, text string, f query.Finding) {
	t.Helper()
	if f.Fix == "" {
		return
	}
	fixed := text[:f.Span.Start] + f.Fix + text[f.Span.End:]
	n, again := query.Parse(fixed, options(query.Strict))
	for _, g := range again {
		if g.Code == f.Code {
			t.Errorf("%q: fixed as %q, still has %s: %s", text, fixed, g.Code, g.Message)
		}
	}
	// What lenient reading makes of an error is what the fix says; only a name
	// that is nearly a field is never guessed.
	if f.Grade != query.Error || f.Code == "unknown-field" {
		return
	}
	if m, _ := query.Parse(text, options(query.Lenient)); !query.Equal(m, n) {
		t.Errorf("%q: lenient reading made %s, the fix says %s", text, dump(m), dump(n))
	}
}

// TestFindingsAreFew holds that the cases above have one finding each, unless
// one thing is wrong in two ways.
func TestFindingsAreFew(t *testing.T) {
	for _, c := range found {
		_, fs := query.Parse(c.text, options(query.Strict))
		if len(fs) > 1 && !strings.ContainsAny(c.text, "–") {
			t.Errorf("%q: %d findings: %+v", c.text, len(fs), fs)
		}
	}
}

// TestMessages holds what the person reads: strict reading says what to write,
// lenient reading what was done.
func TestMessages(t *testing.T) {
	tests := []struct {
		text, strict, lenient string
	}{
		{`"unclosed`, `the quotation mark is never closed; close it behind the last word of the phrase`,
			`the quotation mark is never closed; it was closed at the end`},
		{`a W/5 -b`, `an exclusion (NOT, -) cannot stand near other words; words, phrases and (a OR b) can; split the query with AND`,
			`an exclusion (NOT, -) cannot stand near other words; both sides were asked for, anywhere in the article`},
		{`a* b`, `"a*" has too few letters before the star; it takes 2; write more of the word`,
			`"a*" has too few letters before the star; it takes 2; it was read without the star`},
		{`headlne:x`, `there is no field "headlne"; write headline:, or a blank after the colon`,
			`there is no field "headlne"; it was read as text; for the field write headline:`},
		{`published:2022-02-30`, `there is no 2022-02-30: that month has 28 days; write 2022-02-28`,
			`there is no 2022-02-30: that month has 28 days; it was read as published:2022-02-28`},
		{`published:soon`, `"soon" is not a date; write 2022, 2022-07, 2022-07-08, 2022-07-08T10:00Z, today or 7d`,
			`"soon" is not a date; it was left out; write 2022, 2022-07, 2022-07-08, 2022-07-08T10:00Z, today or 7d`},
		{`a b OR c`, `AND was read before OR: (a b) OR c; write brackets to say which you mean`,
			`AND was read before OR: (a b) OR c; write brackets to say which you mean`},
	}
	for _, c := range tests {
		for s, want := range map[query.Syntax]string{query.Strict: c.strict, query.Lenient: c.lenient} {
			_, fs := query.Parse(c.text, options(s))
			if len(fs) != 1 || fs[0].Message != want {
				t.Errorf("%q: want %q, got %+v", c.text, want, fs)
			}
		}
	}
}

// TestNothingLeft holds that a query of which nothing is left says so.
func TestNothingLeft(t *testing.T) {
	for _, text := range []string{`covid-1*`, `""`, `()`, `(((`, `)))`, `published:soon`, `source:wom?n`, `-`, `👍`, `NOT ""`, `lang:…`, `lang:[a TO b]`, `rst=tnyt`, `+()`} {
		for _, s := range []query.Syntax{query.Strict, query.Lenient} {
			n, fs := query.Parse(text, options(s))
			if n != nil || len(fs) == 0 {
				t.Errorf("%q: tree %s with %d findings", text, dump(n), len(fs))
			}
		}
	}
}

// TestLimits holds that each limit is reported and that what fits is kept.
func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("(", n) + "x" + strings.Repeat(")", n) }
	tests := []struct {
		name, text, code string
		leaves           int // kept
	}{
		{"1,024 words", strings.Repeat("a ", query.MaxLeaves), "", query.MaxLeaves},
		{"2,000 words", strings.Repeat("a ", 2000), "too-many", query.MaxLeaves},
		{"32 brackets", deep(query.MaxDepth), "", 1},
		{"100 brackets", "y " + deep(100) + " z", "too-deep", 2},
		{"100 NOTs", "y " + strings.Repeat("NOT ", 100) + "x z", "too-deep", 2},
		{"32 levels without brackets in between", nest(query.MaxDepth), "too-deep", query.MaxDepth - 1},
		{"8,192 bytes", strings.Repeat("x", query.MaxBytes), "", 1},
		{"9,000 bytes", "a " + strings.Repeat("é", 4499), "too-long", 2},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, fs := query.Parse(c.text, options(query.Lenient))
			if leaves, _ := checkTree(t, c.text, n); leaves != c.leaves {
				t.Errorf("%d words kept, want %d", leaves, c.leaves)
			}
			var codes []string
			for _, f := range fs {
				codes = append(codes, f.Code)
			}
			if got := strings.Join(codes, " "); got != c.code {
				t.Errorf("findings %q, want %q", got, c.code)
			}
			checkRoundTrip(t, c.name, n)
		})
	}
}

// nest is x AND (x OR (x AND (x OR … that many levels deep, closed.
func nest(levels int) string {
	text := "x"
	for i := range levels {
		op := " AND "
		if i%2 == 1 {
			op = " OR "
		}
		text = "x" + op + "(" + text + ")"
	}
	return text
}

// TestManyFindings holds that a list of findings is bounded and keeps errors.
func TestManyFindings(t *testing.T) {
	_, fs := query.Parse(strings.Repeat("– ", 500)+"a^2", options(query.Strict))
	if len(fs) != 65 || !query.HasErrors(fs) || fs[64].Code != "more-findings" {
		t.Errorf("%d findings, the last %+v", len(fs), fs[len(fs)-1])
	}
	if want := "437 more things"; !strings.HasPrefix(fs[64].Message, want) {
		t.Errorf("message %q, want %q", fs[64].Message, want)
	}
}

func hasWord(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// TestOneMistakeIsOneFinding: what other systems write and newsdex has not is
// said once.
func TestOneMistakeIsOneFinding(t *testing.T) {
	for _, q := range []string{`/kest.*/`, `/a?b/`, `x^2`, `"a b"^2`, `[a TO b]`, `published:[2020 TO 2021]`, `hlead(a)`, `*kestrel`, `kestrel~9`, `covid-19*`, `W/5 a`, `NOT W/5 a`, `(a b)^2`, `"a b"~2^2`, `published:[a TO b]`} {
		if _, fs := query.Parse(q, options(query.Strict)); len(fs) != 1 {
			t.Errorf("%s: %+v", q, fs)
		}
	}
}

// TestPastedHeadlines: a headline never errs in lenient syntax, and only what is
// of use is said of it.
func TestPastedHeadlines(t *testing.T) {
	for headline, codes := range map[string]string{
		`Biden: We will not leave`:                             "",
		`Exclusive: Kremlin says "we won't budge" on grain`:    "",
		`What next for China?`:                                 "",
		`Fed raises rates by 0.75 % – the most since 1994`:     "ignored-punctuation ignored-punctuation",
		`COVID-19: cases up 12% (again), AT&T and/or T-Mobile`: "",
		`He said/she said: 9/11 at 20`:                         "",
		`'A disgrace' says O'Brien's mother-in-law`:            "single-quotes",
		`NATO & EU: what now?`:                                 "ignored-punctuation",
		`Live: updates from Kyiv [photos]`:                     "",
		`“It’s over”: Łódź mayor resigns…`:                     "",
		`Markets wrap: stocks up, bonds down; oil +3%`:         "",
		`Opinion | The end of the affair`:                      "ignored-punctuation",
		`Who’s in, who’s out!`:                                 "",
		`Ukraine/Russia: “no deal”… yet`:                       "",
		`Smith & Wesson v. State: SCOTUS rules 6-3`:            "ignored-punctuation",
		`[WATCH] Author(s) of "Q&A" speak (again)`:             "",
		`Trump: 'I won' @ CPAC #2024 | BBC`:                    "single-quotes ignored-punctuation ignored-punctuation",
		`Re: your story (12/3) — "off the record"`:             "ignored-punctuation",
	} {
		n, fs := query.Parse(headline, options(query.Lenient))
		var got []string
		for _, f := range fs {
			if f.Grade == query.Error {
				t.Errorf("%s: %+v", headline, f)
			}
			got = append(got, f.Code)
		}
		if n == nil || strings.Join(got, " ") != codes {
			t.Errorf("%s: said %q, want %q", headline, got, codes)
		}
	}
}
