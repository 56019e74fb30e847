package query_test

import (
	"testing"

	"newsdex/search/query"
)

func TestReadBack(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing", ``, `all articles`},
		{"one word", `ukraine`, `articles with “ukraine” (words in any form)`},
		{"two words", `ukraine grain`, `articles with “ukraine” and “grain” (words in any form)`},
		{"three words", `a b c`, `articles with “a”, “b” and “c” (words in any form)`},
		{"phrase", `"war in Ukraine"`, `articles with the exact phrase “war in Ukraine”`},
		{"one word between quotes", `"Uyghur"`, `articles with the exact word “Uyghur”`},
		{"exact word", `=neutral`, `articles with the exact word “neutral”`},
		{"exact and inflected", `=neutral war`, `articles with the exact word “neutral” and “war” (words in any form)`},
		{"words of one form", `COVID-19 AT&T 2022 12:30`, `articles with “COVID-19”, “AT&T”, “2022” and the exact phrase “12:30”`},
		{"Chinese", `中国 "中国"`, `articles with “中国” and the exact phrase “中国”`},
		{"AND", `a AND b`, `articles with “a” and “b” (words in any form)`},
		{"OR", `a OR b OR c`, `articles with “a”, “b” or “c” (words in any form)`},
		{"brackets", `(moscow OR bali) AND wang`, `articles with (“moscow” or “bali”) and “wang” (words in any form)`},
		{"AND before OR", `a b OR c d`, `articles with (“a” and “b”) or (“c” and “d”) (words in any form)`},
		{"without", `blinken -moscow`, `articles with “blinken”, without “moscow” (words in any form)`},
		{"only without", `-moscow`, `articles without “moscow” (words in any form)`},
		{"without a group", `a -(b OR c)`, `articles with “a”, without (“b” or “c”) (words in any form)`},
		{"without a phrase", `-"b c"`, `articles without the exact phrase “b c”`},
		{"NOT NOT", `NOT NOT a`, `articles not without “a” (words in any form)`},
		{"OR with an exclusion", `a OR (b -c)`, `articles with “a” or (with “b” and without “c”) (words in any form)`},
		{"must", `+a b`, `articles with “a” and “b” (words in any form)`},
		{"headline", `headline:taiwan china`, `articles with “taiwan” in the headline and “china” (words in any form)`},
		{"headline group", `headline:(a OR b)`, `articles with (“a” or “b”) in the headline (words in any form)`},
		{"headline with an exclusion", `headline:(a -b)`, `articles with (“a” and not “b”) in the headline (words in any form)`},
		{"exclusion between words of a headline", `headline:(a -b c)`, `articles with (“a” and not “b” and “c”) in the headline (words in any form)`},
		{"not in the headline", `-headline:a`, `articles without “a” in the headline (words in any form)`},
		{"body", `body:"food security"`, `articles with the exact phrase “food security” in the body`},
		{"source", `source:"The Hill"`, `articles from “The Hill”`},
		{"not from", `war -source:hill`, `articles with “war”, not from “hill” (words in any form)`},
		{"bylines", `byline:(smith OR "ann jones") war`, `articles by (“smith” or “ann jones”), with “war” (words in any form)`},
		{"values with an exclusion", `tag:(grain -wheat +"black sea")`, `articles tagged (“grain” and not “wheat” and “black sea”)`},
		{"section and tag", `section:world tag:grain`, `articles in the section “world”, tagged “grain”`},
		{"languages", `lang:(en OR fr)`, `articles in the language “en” or in the language “fr”`},
		{"none of these languages", `-lang:(en fr)`, `articles not (in the language “en” and in the language “fr”)`},
		{"address", `url:x.org/a`, `articles at an address that begins with “x.org/a”`},
		{"site", `site:x.org`, `articles on the site “x.org”`},
		{"source or words", `source:hill OR war`, `articles from “hill” or with “war” (words in any form)`},
		{"all kinds", `ukraine (source:hill OR byline:smith) -opinion published:2022-07`,
			`articles with “ukraine”, (from “hill” or by “smith”), without “opinion”, published in July 2022 (words in any form)`},

		{"day", `published:2022-07-08`, `articles published on 8 July 2022`},
		{"month", `published:2022-07`, `articles published in July 2022`},
		{"year", `published:2022`, `articles published in 2022`},
		{"range", `published:2022-07..2022-08`, `articles published from 1 July 2022 to 31 August 2022`},
		{"since", `since:2022-07-08`, `articles published on 8 July 2022 or later`},
		{"until", `until:2022-07-08`, `articles published on 8 July 2022 or earlier`},
		{"lately", `published:7d`, `articles published from 2 July 2022 to 8 July 2022`},
		{"instant", `published:2022-07-08T10:00`, `articles published at 10:00 UTC on 8 July 2022`},
		{"after an instant", `after:2022-07-08T10:00:30+02:00`, `articles published after 10:00:30 +02:00 on 8 July 2022`},
		{"before an instant", `before:2022-07-08T10:00`, `articles published before 10:00 UTC on 8 July 2022`},
		{"since an instant", `since:2022-07-08T10:00`, `articles published at 10:00 UTC on 8 July 2022 or later`},
		{"from an instant to a day", `published:2022-07-08T10:00..2022-07-09`, `articles published from 10:00 UTC on 8 July 2022 to 9 July 2022`},
		{"not in a year", `-published:2022`, `articles not published in 2022`},
		{"undated", `published:none`, `articles without a date`},
		{"dated", `-published:none`, `articles with a date`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			o := options(query.Strict)
			n, fs := query.Parse(c.text, o)
			if query.HasErrors(fs) {
				t.Fatalf("%q: %+v", c.text, fs)
			}
			if got := query.ReadBack(n, o); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
		})
	}
}
