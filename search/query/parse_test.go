package query_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newsdex/search"
	"newsdex/search/query"
)

// now is the day that every test takes for today.
var now = time.Date(2022, 7, 8, 15, 4, 5, 0, time.UTC)

func options(s query.Syntax) query.Options {
	return query.Options{Syntax: s, Fields: search.Fields(), Now: now}
}

// dump shows a tree as s-expressions: (and a b) was written with AND, (all a b)
// side by side; =a is an exact word, "a b" a phrase.
func dump(n query.Node) string {
	list := func(name string, kids []query.Node) string {
		parts := []string{name}
		for _, k := range kids {
			parts = append(parts, dump(k))
		}
		return "(" + strings.Join(parts, " ") + ")"
	}
	switch n := n.(type) {
	case nil:
		return "nil"
	case *query.And:
		if n.Adjacent {
			return list("all", n.Kids)
		}
		return list("and", n.Kids)
	case *query.Or:
		return list("or", n.Kids)
	case *query.Not:
		return list("not", []query.Node{n.Kid})
	case *query.Must:
		return list("must", []query.Node{n.Kid})
	case *query.Word:
		if n.Exact {
			return "=" + n.Text
		}
		return n.Text
	case *query.Phrase:
		if n.Within > 0 {
			return fmt.Sprintf("(bag~%d %s)", n.Within, n.Text)
		}
		return `"` + n.Text + `"`
	case *query.Wild:
		return n.Text
	case *query.Fuzzy:
		return fmt.Sprintf("%s~%d", n.Text, n.Edits)
	case *query.Near:
		name := map[query.Unit]string{query.InWords: fmt.Sprint("w", n.Within), query.InSentence: "ws", query.InParagraph: "wp"}[n.Unit]
		if n.Ordered {
			name = "pre" + name[1:]
		}
		if n.Apart {
			name = "apart-" + name
		}
		return list(name, []query.Node{n.A, n.B})
	case *query.AtLeast:
		return list(fmt.Sprint("atleast", n.N), []query.Node{n.Kid})
	case *query.Field:
		return list(n.Name, []query.Node{n.Kid})
	case *query.Date:
		if n.None {
			return "(undated)"
		}
		return "(date " + bound(n.From) + " " + bound(n.To) + ")"
	}
	return fmt.Sprintf("?%T", n)
}

func bound(b *query.Bound) string {
	switch {
	case b == nil:
		return "-"
	case b.Day != "":
		return b.Day
	case b.Open:
		return "open:" + b.Time.Format(time.RFC3339Nano)
	}
	return b.Time.Format(time.RFC3339Nano)
}

// parsed holds query text and the tree that strict reading makes of it, without
// any finding of grade Error.
var parsed = []struct{ name, text, want string }{
	{"side by side", `ukraine grain`, `(all ukraine grain)`},
	{"phrase", `"war in Ukraine"`, `"war in Ukraine"`},
	{"curly quotes", `“food security”`, `"food security"`},
	{"low and turned quotes", `„so“ ‟so”`, `(all "so" "so")`},
	{"French quotes with blanks", `« so » dit-il`, `(all "so" dit-il)`},
	{"quotes in any pairing", `"a» «b“`, `(all "a" "b")`},
	{"blanks in a phrase", "\"war \t in\n Ukraine \"", `"war in Ukraine"`},
	{"operators in a phrase", `"a OR -b (c"`, `"a OR -b (c"`},
	{"phrases without a blank", `say"x y"z`, `(all say "x y" z)`},
	{"quotes in quotes", `"a "b" c"`, `(all "a" b "c")`},
	{"exact word", `=neutral`, `=neutral`},
	{"exact phrase", `="a b"`, `"a b"`},

	{"AND", `a AND b`, `(and a b)`},
	{"OR", `a OR b`, `(or a b)`},
	{"any case", `a And b oR c`, `(or (and a b) c)`},
	{"or in small letters", `woman or women`, `(or woman women)`},
	{"symbols", `a && b || c`, `(or (and a b) c)`},
	{"NOT", `NOT a`, `(not a)`},
	{"NOT after a word", `blinken NOT taiwan`, `(all blinken (not taiwan))`},
	{"AND NOT", `a AND NOT b`, `(and a (not b))`},
	{"NOT NOT", `NOT NOT a`, `(not (not a))`},
	{"minus", `blinken -moscow`, `(all blinken (not moscow))`},
	{"exclamation mark", `blinken !moscow`, `(all blinken (not moscow))`},
	{"plus", `+a b`, `(all (must a) b)`},
	{"sign before a phrase", `a -"b c"`, `(all a (not "b c"))`},
	{"sign before a bracket", `-(a b)`, `(not (all a b))`},
	{"sign binds one atom", `-a b`, `(all (not a) b)`},
	{"signs in a row", `-+a +-b`, `(all (not (must a)) (must (not b)))`},
	{"sign before punctuation", `-'tis -$5`, `(all (not tis) (not 5))`},
	{"sign before an operator word", `-and b`, `(all (not =and) b)`},
	{"brackets", `(moscow OR bali) AND wang`, `(and (or moscow bali) wang)`},
	{"brackets without blanks", `(a)(b)c(d)`, `(all a b c d)`},
	{"brackets of another script", `（a OR b） c`, `(all (or a b) c)`},
	{"AND before side by side before OR", `a b AND c OR d`, `(or (all a (and b c)) d)`},
	{"OR of two sides", `a b OR c d`, `(or (all a b) (all c d))`},
	{"to be or not to be", `to be or not to be`, `(or (all to be) (all (not to) be))`},

	{"hyphen", `COVID-19`, `COVID-19`},
	{"ampersand", `AT&T`, `AT&T`},
	{"plus signs of a name", `C++`, `C++`},
	{"apostrophe", `O'Brien O’Brien`, `(all O'Brien O’Brien)`},
	{"dots of an abbreviation", `U.S.`, `U.S.`},
	{"dot of a sentence", `the end.`, `(all the end)`},
	{"time", `12:30`, `"12:30"`},
	{"slashes", `w/o n/a and/or 9/11`, `(all "w/o" "n/a" "and/or" "9/11")`},
	{"near is a word", `near miss`, `(all near miss)`},
	{"same is a word", `same sex marriage`, `(all same sex marriage)`},
	{"sentence is a word", `death sentence appeal`, `(all death sentence appeal)`},
	{"capital letters at the edge", `SAME SENTENCE`, `(all same sentence)`},
	{"distance without operands", `w/5`, `"w/5"`},
	{"near5 at the edge", `near5 a`, `(all =near5 a)`},
	{"question mark at the end", `what next for china?`, `(all what next for china)`},
	{"one letter and stars", `f**k`, `"f**k"`},
	{"dashes are not operators", `a — b –c -–d`, `(all a b c (not d))`},

	{"headline", `headline:x`, `(headline x)`},
	{"field names in any case", `Headline:x BYLINE:y`, `(all (headline x) (byline y))`},
	{"other spellings", `title:a hd:b intitle:c author:d by:e tags:f topic:g language:h`,
		`(all (headline a) (headline b) (headline c) (byline d) (byline e) (tag f) (tag g) (lang h))`},
	{"field and phrase", `source:"The Hill"`, `(source "The Hill")`},
	{"field and group", `headline:(a OR b)`, `(headline (or a b))`},
	{"field binds one word", `headline:a b`, `(all (headline a) b)`},
	{"field and exact word", `headline:=x`, `(headline =x)`},
	{"exclusion in a group", `headline:(a -b)`, `(headline (all a (not b)))`},
	{"excluded field", `-headline:x`, `(not (headline x))`},
	{"demanded field", `+headline:x`, `(must (headline x))`},
	{"field and sign of a name", `headline:#MeToo source:@nyt`, `(all (headline MeToo) (source nyt))`},
	{"field and operator word", `headline:not x`, `(all (headline =not) x)`},
	{"address", `url:https://x.org/a_(b)`, `(url https://x.org/a_(b))`},
	{"address in quotes", `url:"x.org/a b"`, `(url x.org/a b)`},
	{"bare address", `https://x.org/a?b=c`, `(url https://x.org/a?b=c)`},
	{"bare address in brackets", `(see HTTP://x.org/a_(b))`, `(all see (url HTTP://x.org/a_(b)))`},
	{"dot after an address", `https://x.org/a.`, `(url https://x.org/a)`},
	{"site", `site:thehill.com`, `(site thehill.com)`},
	{"site with a path", `site:thehill.com/policy site:"https://x.org/a"`, `(all (site thehill.com) (site https://x.org))`},
	{"site with a slash", `site:https://x.org/`, `(site https://x.org/)`},
	{"names with an ending", `author(s) source(es) tag(s) date(s)`, `(all author s source es tag s date s)`},
	{"short names before a bracket", `pub(lic) lead(er) hd(a) PUB(hill) HD(a)`, `(all pub lic lead er hd a (source hill) (headline a))`},
	{"dates before a bracket", `DATE(2022) date(> 2020) PD(=20220708) published(today)`,
		`(all (date 2022-01-01 2022-12-31) (date 2021-01-01 -) (date 2022-07-08 2022-07-08) (date 2022-07-08 2022-07-08))`},
	{"several dates before a bracket", `YR(2020 OR 2022)`, `(or (date 2020-01-01 2020-12-31) (date 2022-01-01 2022-12-31))`},
	{"what is no date before a bracket", `date(night) PD(x)`, `(all date night PD x)`},
	{"compared dates", `date > 2020 date<=2022-07-08, date = 2021`,
		`(all (date 2021-01-01 -) (date - 2022-07-08) (date 2021-01-01 2021-12-31))`},
	{"what is no date to compare", `date > x date = 7 price > 2020 date =2020 length =50`, `(all date x date 7 price 2020 date =2020 length =50)`},
	{"lately, as Google has it", `when:7d`, `(date 2022-07-02 2022-07-08)`},
	{"when as a word", `when: 7d when:ever`, `(all when 7d "when:ever")`},
	{"all in the headline", `allintitle: a "b c" d`, `(headline (all a "b c" d))`},
	{"all in the text", `allintext:a or b`, `(body (or a b))`},
	{"exact subjects", `SU.EXACT("a b") TI.X(c)`, `(all (tag "a b") (headline c))`},
	{"letters before a sign", `co=2 in= out x=y`, `(all "co=2" in out "x=y")`},
	{"paths", `/usr/local/bin /a/b/`, `(all "usr/local/bin" "a/b")`},
	{"braces that are none", `{} {a b`, `(all a b)`},
	{"language", `lang:en`, `(lang en)`},
	{"languages", `lang:(en OR fr)`, `(or (lang en) (lang fr))`},
	{"excluded languages", `-lang:(en OR "fr")`, `(not (or (lang en) (lang fr)))`},
	{"unknown field", `foo:bar`, `"foo:bar"`},
	{"blank after a field", `headline: x`, `(all headline x)`},

	{"year", `published:2022`, `(date 2022-01-01 2022-12-31)`},
	{"month", `published:2024-02`, `(date 2024-02-01 2024-02-29)`},
	{"day", `date:2022-07-08`, `(date 2022-07-08 2022-07-08)`},
	{"range", `published:2022-07..2022-08`, `(date 2022-07-01 2022-08-31)`},
	{"comparison", `published:>=2022-07-08`, `(date 2022-07-08 -)`},
	{"after a month", `after:2022-07`, `(date 2022-08-01 -)`},
	{"several dates", `published:(2022 OR 2024)`, `(or (date 2022-01-01 2022-12-31) (date 2024-01-01 2024-12-31))`},
	{"undated", `published:none`, `(undated)`},
	{"excluded date", `-published:7d`, `(not (date 2022-07-02 2022-07-08))`},

	{"headline with a quotation", `Biden: "We will not…" – says aide (video)`, `(all Biden "We will not…" says aide video)`},
	{"headline with a colon", `COVID-19: what's next?`, `(all COVID-19 what's next)`},
	{"headline with an apostrophe", `'Tis the season`, `(all Tis the season)`},
	{"headline with Q&A", `Q&A: what to know`, `(all Q&A what to know)`},
	{"money, tags, names, percent", `$1.5bn #MeToo @potus 50% off`, `(all 1.5bn MeToo potus 50 off)`},
	{"emoji", `😀 happy 👍🏽`, `happy`},
	{"Chinese headline", `习近平：“中国不会”（视频）`, `(all 习近平 "中国不会" 视频)`},
	{"Chinese comma", `中国，美国`, `(all 中国 美国)`},
	{"single quotes", `‘odd’ quotes`, `(all odd quotes)`},
	{"rock 'n' roll", `rock 'n' roll`, `(all rock n roll)`},

	{"operator with nothing behind it", `(a OR)`, `(all a =OR)`},
	{"operator twice", `a AND AND b`, `(all a (and =AND b))`},
	{"lone operator", `NOT`, `=NOT`},
	{"only operators", `and or not`, `(all =and =or =not)`},
	{"lone signs", `a - b + = -`, `(all a b)`},
	{"sign twice", `--a`, `a`},
	{"empty quotes between operands", `a OR "" OR b`, `(or a b)`},
	{"empty quotes take their NOT along", `NOT "" b`, `b`},
	{"punctuation between operands", `a OR … b`, `(or a b)`},
	{"nothing", ``, `nil`},
	{"blanks", " \t\n\u00a0\u200b", `nil`},
	{"empty brackets", `()`, `nil`},
	{"byte order mark", "\ufeff-a", `(not a)`},
	{"NUL bytes", "a\x00-b", `(all a (not b))`},
	{"bytes that are not UTF-8", "a\xff\xfeb", `(all a b)`},
}

func TestParse(t *testing.T) {
	for _, c := range parsed {
		t.Run(c.name, func(t *testing.T) {
			n, findings := query.Parse(c.text, options(query.Strict))
			if got := dump(n); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
			if query.HasErrors(findings) {
				t.Errorf("%q: %+v", c.text, findings)
			}
		})
	}
}

// TestParseWords holds that syntax=words has no operators at all.
func TestParseWords(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"operators", `a AND b or NOT c`, `(all a =AND b =or =NOT c)`},
		{"signs", `-a +b =c !d`, `(all a b c d)`},
		{"quotes and brackets", `"a b" (c`, `(all a b c)`},
		{"fields", `headline:x published:2022`, `(all "headline:x" "published:2022")`},
		{"wildcards", `invad* wom?n a~2`, `(all invad "wom?n" "a~2")`},
		{"distance", `a w/5 b NEAR c`, `(all a "w/5" b near c)`},
		{"address", `https://x.org/a`, `"https://x.org/a"`},
		{"single quotes", `'a b'`, `(all a b)`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, findings := query.Parse(c.text, options(query.Words))
			if got := dump(n); got != c.want || len(findings) > 0 {
				t.Errorf("%q\n got %s %+v\nwant %s", c.text, got, findings, c.want)
			}
		})
	}
}

// TestParseSpans holds where the nodes of a query stand.
func TestParseSpans(t *testing.T) {
	text := `é (a OR -headline:"b c") published:2022 https://x.org +=d`
	var got []string
	n, _ := query.Parse(text, options(query.Strict))
	walk(n, func(n query.Node) { got = append(got, text[n.Pos().Start:n.Pos().End]) })
	want := []string{text, `é`, `a OR -headline:"b c"`, `a`, `-headline:"b c"`, `headline:"b c"`, `"b c"`,
		`published:2022`, `https://x.org`, `https://x.org`, `+=d`, `=d`}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func walk(n query.Node, visit func(query.Node)) {
	visit(n)
	for _, k := range kids(n) {
		walk(k, visit)
	}
}

func kids(n query.Node) []query.Node {
	switch n := n.(type) {
	case *query.And:
		return n.Kids
	case *query.Or:
		return n.Kids
	case *query.Not:
		return []query.Node{n.Kid}
	case *query.Must:
		return []query.Node{n.Kid}
	case *query.Field:
		return []query.Node{n.Kid}
	case *query.AtLeast:
		return []query.Node{n.Kid}
	case *query.Near:
		return []query.Node{n.A, n.B}
	}
	return nil
}

// TestOperatorsInAnyCase: AND, OR and NOT mean the same however they are written.
func TestOperatorsInAnyCase(t *testing.T) {
	for _, same := range [][]string{
		{"woman OR women", "woman or women", "woman Or women", "woman || women"},
		{"woman AND women", "woman and women", "woman And women", "woman && women"},
		{"woman AND NOT women", "woman and not women", "woman aNd nOt women"},
	} {
		want, _ := query.Parse(same[0], options(query.Strict))
		for _, q := range same[1:] {
			if got, fs := query.Parse(q, options(query.Strict)); got.String() != want.String() || len(fs) > 0 {
				t.Errorf("%s is %s %v, want %s", q, got, fs, want)
			}
		}
	}
}
