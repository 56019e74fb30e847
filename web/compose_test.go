package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"newsdex/search"
	"newsdex/search/query"
	articletext "newsdex/text"
)

var composedOn = time.Date(2022, 7, 8, 12, 0, 0, 0, time.UTC)

// values makes parameters of names and values in turn.
func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

func TestCompose(t *testing.T) {
	for name, tc := range map[string]struct {
		in   url.Values
		want string
	}{
		"nothing":            {values(), ""},
		"words":              {values("words", " grain  deal "), "grain deal"},
		"one word":           {values("words", "grain"), "grain"},
		"wildcard and tilde": {values("words", "invad* blinkin~"), "invad* blinkin~"},
		"phrase":             {values("phrase", "war in Ukraine"), `"war in Ukraine"`},
		"quoted phrase":      {values("phrase", `“war in Ukraine”`), `"war in Ukraine"`},
		"headline":           {values("headline", "grain deal"), "headline:(grain deal)"},
		"headline word":      {values("headline", "grain"), "headline:grain"},
		"near":               {values("near_a", "china", "near_b", "taiwan", "near_n", "7"), "china W/7 taiwan"},
		"near, usual":        {values("near_a", "china", "near_b", "taiwan strait"), `china W/5 "taiwan strait"`},
		"sentence":           {values("sentence_a", "china", "sentence_b", "taiwan"), "china W/S taiwan"},
		"mentions":           {values("times", "sanctions", "times_n", "4"), "ATLEAST4(sanctions)"},
		"mentions of phrase": {values("times", "grain deal"), `ATLEAST3("grain deal")`},
		"source":             {values("source", "The Hill"), `source:"The Hill"`},
		"dates":              {values("from", "2022-07", "to", "2022"), "published:2022-07-01..2022-12-31"},
		"from":               {values("from", "7d"), "published:>=2022-07-02"},
		"one day":            {values("from", "2022-07-08", "to", "2022-07-08"), "published:2022-07-08"},
		"all of it": {values("words", "grain ship", "phrase", "food security", "headline", "ukraine", "near_a", "a", "near_b", "b", "sentence_a", "c", "sentence_b", "d",
			"times", "e", "source", "x", "section", "y z", "byline", "o'neill", "to", "2022"),
			`grain AND ship AND "food security" AND headline:ukraine AND (a W/5 b) AND (c W/S d) AND ATLEAST3(e) AND source:"x" AND section:"y z" AND byline:"o'neill" AND published:<=2022-12-31`},
		"going on":       {values("q", "grain deal", "words", "ship"), "grain deal ship"},
		"going on, with": {values("q", "a OR b", "phrase", "c d"), `(a OR b) AND "c d"`},

		"operators are words":   {values("words", "war AND peace or not"), `war "AND" peace "or" "not"`},
		"proximities are words": {values("words", "a w/5 b near/5 atleast3 NEAR"), `a "w/5" b "near/5" "atleast3" "NEAR"`},
		"slashes are words":     {values("words", "grain /5 deal"), `grain "/5" deal`},
		"signs are words":       {values("words", "-grain +deal !x =y"), `"-grain" "+deal" "!x" =y`},
		"fields are words":      {values("words", "headline:grain foo:bar published:2022"), `"headline:grain" "foo:bar" "published:2022"`},
		"quotes are blanks":     {values("words", `a"b c" "" d`), "a b c d"},
		"brackets are blanks":   {values("words", "(a OR b) c)"), `a "OR" b c`},
		"range is words":        {values("words", "[2021 TO 2022]"), `2021 TO 2022`},
		"phrase with quote":     {values("phrase", `say "x OR y`), `"say x OR y"`},
		"phrase with brackets":  {values("phrase", `a) OR (b`), `"a OR b"`},
		"near an operator":      {values("near_a", "AND", "near_b", "(c"), `"AND" W/5 c`},
		"headline, hostile":     {values("headline", `grain) OR body:(x "y`), `headline:(grain "OR" "body:" x y)`},
		"source, hostile":       {values("source", `The "Hill") OR x`), `source:"The Hill OR x"`},
		"mentions, hostile":     {values("times", `x) OR (y`, "times_n", "3"), `ATLEAST3("x OR y")`},
		"markup":                {values("words", `<script>alert(1)</script>`), `"<script>alert" 1 script`},
		"an address":            {values("words", "https://example.org/x"), `"https://example.org/x"`},
		"right to left":         {values("words", "مرحبا بالعالم"), "مرحبا بالعالم"},
	} {
		t.Run(name, func(t *testing.T) {
			got, notes := compose(tc.in, composedOn)
			if got != tc.want || len(notes) > 0 {
				t.Errorf("got %s, want %s, notes %v", got, tc.want, notes)
			}
		})
	}
}

// What is left out or changed is said.
func TestComposeNotes(t *testing.T) {
	for name, tc := range map[string]struct {
		in         url.Values
		want, note string
	}{
		"going on, mended":   {values("q", `grain "unclosed`, "words", "x"), `grain "unclosed" x`, "never closed"},
		"going on, left out": {values("q", "grain /re/ x^2"), "grain re x", "no regular expressions"},
		"going on, misspelt": {values("q", "headlne:x", "words", "y"), `"headlne:x" y`, "no field"},
		"distance alone":     {values("near_n", "7", "words", "b"), "b", "so near"},
		"number alone":       {values("times_n", "7", "words", "b"), "b", "so often"},
		"punctuation":        {values("words", "a && b"), "a b", "holds no word"},
		"only quotes":        {values("phrase", `""`), "", "holds no word"},
		"half a pair":        {values("near_a", "a", "words", "b"), "b", "say what it should stand near"},
		"half a sentence":    {values("sentence_b", "a"), "", "in the same sentence"},
		"distance":           {values("near_a", "a", "near_b", "b", "near_n", "9999"), "a W/500 b", "between 1 and 500; 500"},
		"huge distance":      {values("near_a", "a", "near_b", "b", "near_n", "99999999999999999999"), "a W/500 b", "500 was used"},
		"no number":          {values("near_a", "a", "near_b", "b", "near_n", "many"), "a W/5 b", "not a whole number; 5"},
		"negative":           {values("times", "a", "times_n", "-2"), "ATLEAST1(a)", "1 was used"},
		"bad date":           {values("words", "a", "from", "soon"), "a", "left out"},
		"reversed":           {values("words", "a", "from", "2023", "to", "2022"), "a", "ends before it starts"},
		"too long":           {values("words", strings.Repeat("wort ", 2000)), "", "cannot be written"},
		"too long phrase":    {values("phrase", strings.Repeat("wort ", 2000)), "", "left out"},
	} {
		t.Run(name, func(t *testing.T) {
			got, notes := compose(tc.in, composedOn)
			if got != tc.want || len(notes) == 0 {
				t.Fatalf("got %.200s, want %s, notes %v", got, tc.want, notes)
			}
			if !strings.Contains(notes[0].Message, tc.note) {
				t.Errorf("note %q, want %q", notes[0].Message, tc.note)
			}
		})
	}
}

// FuzzCompose holds whatever is typed into the form to what it can mean: words
// and phrases that must all be there, and no operator of their own.
func FuzzCompose(f *testing.F) {
	for _, s := range []string{`"`, "AND", "(", "a) OR (b", "-x", "headline:(", "w/5", "x~2", "/re/", "[a TO b]", "published:none", "a^2", "\\", "“", "date after 2022", "24 /7", "near5 x", "*", "a*", "allintitle: x", "ＡＮＤ", "\x00", "\xff"} {
		f.Add(s, s, s)
		f.Add("a "+s+" b", "c", s)
	}
	f.Fuzz(func(t *testing.T, words, phrase, near string) {
		for _, v := range []url.Values{
			values("words", words), values("phrase", phrase), values("headline", words), values("source", phrase),
			values("words", words, "phrase", phrase, "headline", near, "near_a", near, "near_b", words, "sentence_a", phrase, "sentence_b", near, "times", near, "byline", words),
		} {
			text, _ := compose(v, composedOn)
			if text == "" {
				continue
			}
			n, findings := query.Parse(text, query.Options{Fields: search.Fields(), Now: composedOn})
			if bad := firstError(findings); bad != nil {
				t.Fatalf("%v: %s: %s", v, text, bad.Message)
			}
			fields := map[string]int{}
			var said []string
			wild := false
			query.Walk(n, func(n query.Node) {
				switch n := n.(type) {
				case *query.Or, *query.Not, *query.Must, *query.Date:
					t.Fatalf("%v: %s has an operator of its own: %s", v, text, n)
				case *query.Field:
					fields[n.Name]++
				case *query.Near:
					fields["near"]++
				case *query.AtLeast:
					fields["times"]++
				case *query.Word:
					said = append(said, articletext.Surfaces(n.Text)...)
				case *query.Phrase:
					said = append(said, articletext.Surfaces(n.Text)...)
				case *query.Wild, *query.Fuzzy:
					wild = true
				}
			})
			if len(v) == 1 && !wild {
				typed := articletext.Surfaces(strings.Join(unquoted(v.Get("words")+v.Get("phrase")+v.Get("headline")+v.Get("source")), " "))
				if !slices.Equal(said, typed) {
					t.Fatalf("%v: %s has the words %q, typed were %q", v, text, said, typed)
				}
			}
			most := map[string]int{"headline": 1, "source": 1, "byline": 1, "times": 1}
			for name, n := range fields {
				if allowed, ok := most[name]; ok && (n > allowed || v.Get(name) == "") {
					t.Fatalf("%v: %s asks %d times for %s", v, text, n, name)
				}
			}
		}
	})
}
