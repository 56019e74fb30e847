package match

import (
	"strings"
	"testing"
	"time"

	"newsdex/text"
)

// doc makes an article; values are "field=value".
func doc(headline, body string, values ...string) *Doc {
	an := text.NewAnalyzer()
	return &Doc{
		Headline: an.Tokens(nil, headline, "en"),
		Body:     an.Tokens(nil, body, "en"),
		Lang:     "en",
		Values: func(field string) []string {
			var out []string
			for _, v := range values {
				if s, ok := strings.CutPrefix(v, field+"="); ok {
					out = append(out, s)
				}
			}
			return out
		},
	}
}

func word(s string) *Word        { return &Word{In: Text, Surface: s, Stems: map[string]string{"en": s}} }
func exact(s string) *Word       { return &Word{In: Text, Surface: s} }
func phrase(s string) *Phrase    { return &Phrase{In: Text, Words: strings.Fields(s)} }
func all(kids ...Node) *And      { return &And{Kids: kids} }
func some(kids ...Node) *Or      { return &Or{Kids: kids} }
func not(kid Node) *Not          { return &Not{Kid: kid} }
func value(field, s string) Node { return &Value{Field: field, Words: strings.Fields(s)} }

func TestFindMarksWhatTakesPart(t *testing.T) {
	const headline = "Grain ships leave"
	const body = "The grain left. Ships carry grain and the ships' grain ships.\n\nGrain\n\nships again, grain prices."
	tests := []struct {
		name string
		tree Node
		want string // marked texts, headline | body; "no" when it does not hold
	}{
		{"word by stem", word("ship"), "ships | Ships;ships;ships;ships"},
		{"exact word", exact("ship"), "no"},
		{"exact word as written", exact("ships"), "ships | Ships;ships;ships;ships"},
		{"phrase is one span", phrase("grain ships"), "Grain ships | grain ships"},
		{"phrase in the body only", &Phrase{In: Body, Words: []string{"grain", "ships"}}, " | grain ships"},
		{"phrase does not cross a paragraph", phrase("again grain"), " | again, grain"},
		{"phrase over a sentence end", phrase("left ships"), " | left. Ships"},
		{"and", all(word("leave"), word("price")), "leave | prices"},
		{"and with a missing kid", all(word("grain"), word("wheat")), "no"},
		{"or marks only what holds", some(word("leave"), all(word("price"), word("wheat"))), "leave | "},
		{"nothing under not is marked", all(word("leave"), not(word("wheat"))), "leave | "},
		{"excluded", all(word("leave"), not(word("price"))), "no"},
		{"double negation marks nothing", not(not(word("grain"))), " | "},
		{"overlapping phrases merge", some(phrase("grain and"), phrase("and the")), " | grain and the"},
		{"a word shared by two branches", some(word("leave"), all(word("leave"), word("price"))), "leave | prices"},
		{"all", &All{}, " | "},
		{"field of values", all(word("leave"), value("byline", "ann")), "leave | "},
		{"values in order", value("byline", "lee ann"), "no"},
		{"values do not run together", value("byline", "lee bo"), "no"},
		{"whole value", &Value{Field: "byline", Whole: true, Text: "Ann Lee"}, " | "},
		{"whole value is not folded", &Value{Field: "byline", Whole: true, Text: "ann lee"}, "no"},
	}
	d := doc(headline, body, "byline=Ann Lee", "byline=Bo Ek")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, ok := Find(tt.tree, d)
			got := "no"
			if ok {
				got = texts(headline, m.Headline) + " | " + texts(body, m.Body)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func texts(s string, hits []Hit) string {
	var out []string
	for _, sp := range Spans(hits) {
		out = append(out, s[sp.Start:sp.End])
	}
	return strings.Join(out, ";")
}

func TestHitsOfOneLeafDoNotOverlap(t *testing.T) {
	s := strings.Repeat("a ", 1000)
	m, ok := Find(phrase("a a a"), doc("", s))
	if !ok || len(m.Body) != 1 || m.Body[0].End != len(s)-1 {
		t.Errorf("%d hits, want one over the whole run", len(m.Body))
	}
}

func TestLeafNumbers(t *testing.T) {
	a, b, c := word("grain"), phrase("of wheat"), word("ship")
	tree := some(a, all(b, not(word("corn")), c))
	leaves := Leaves(tree)
	if len(leaves) != 3 || leaves[0] != Node(a) || leaves[1] != Node(b) || leaves[2] != Node(c) {
		t.Fatalf("Leaves = %v", leaves)
	}
	m, _ := Find(tree, doc("", "A sack of wheat on the ship"))
	if len(m.Body) != 2 || m.Body[0].Leaf != 1 || m.Body[1].Leaf != 2 {
		t.Errorf("hits %+v, want leaves 1 and 2", m.Body)
	}
}

func TestDateHolds(t *testing.T) {
	at := func(s string) time.Time {
		x, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	day := func(s string) *Bound { return &Bound{Day: s} }
	when := func(s string, open bool) *Bound { return &Bound{Time: at(s), Open: open} }
	var none time.Time
	tests := []struct {
		name string
		date Date
		day  string
		time time.Time
		want bool
	}{
		{"undated is none", Date{None: true}, "", none, true},
		{"dated is not none", Date{None: true}, "2022-07-08", none, false},
		{"undated meets no bound", Date{From: day("0001-01-01")}, "", none, false},
		{"first day of a range", Date{From: day("2022-07-08"), To: day("2022-07-09")}, "2022-07-08", none, true},
		{"last day of a range", Date{From: day("2022-07-08"), To: day("2022-07-09")}, "2022-07-09", none, true},
		{"behind a range", Date{From: day("2022-07-08"), To: day("2022-07-09")}, "2022-07-10", none, false},
		{"the day is that of the zone", Date{To: day("2022-07-08")}, "2022-07-08", at("2022-07-08T23:30:00-04:00"), true},
		{"instant at a closed bound", Date{From: when("2022-07-08T10:00:00Z", false)}, "2022-07-08", at("2022-07-08T12:00:00+02:00"), true},
		{"instant at an open bound", Date{From: when("2022-07-08T10:00:00Z", true)}, "2022-07-08", at("2022-07-08T10:00:00Z"), false},
		{"whole day inside", Date{From: when("2022-07-08T00:00:00Z", false), To: when("2022-07-09T00:00:00Z", true)}, "2022-07-08", none, true},
		{"day only partly inside", Date{From: when("2022-07-08T00:00:01Z", false)}, "2022-07-08", none, false},
		{"day reaching over the end", Date{To: when("2022-07-08T12:00:00Z", false)}, "2022-07-08", none, false},
	}
	for _, tt := range tests {
		if got := tt.date.Holds(tt.day, tt.time); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestHostAndPrefixAndLang(t *testing.T) {
	d := &Doc{URL: "https://news.bbc.co.uk/a/b", Host: "news.bbc.co.uk", Lang: "en-gb"}
	tests := []struct {
		node Node
		want bool
	}{
		{&Host{Name: "news.bbc.co.uk"}, true},
		{&Host{Name: "bbc.co.uk"}, true},
		{&Host{Name: "c.co.uk"}, false},
		{&Host{Name: ""}, false},
		{&Prefix{Text: "https://news.bbc.co.uk/a", Folder: true}, true},
		{&Prefix{Text: "https://news.bbc.co.uk/a/b", Folder: true}, true},
		{&Prefix{Text: "https://news.bbc.co.uk/a/", Folder: true}, false},
		{&Prefix{Text: "https://news.bbc.co", Folder: true}, false},
		{&Prefix{Text: "https://news.bbc.co.uk/a"}, true},
		{&Prefix{Text: "https://bbc.co.uk"}, false},
		{&Lang{Tag: "en"}, true},
		{&Lang{Tag: "en-gb"}, true},
		{&Lang{Tag: "e"}, false},
	}
	for _, tt := range tests {
		if _, got := Find(tt.node, d); got != tt.want {
			t.Errorf("%T%+v: %v, want %v", tt.node, tt.node, got, tt.want)
		}
	}
	for _, n := range []Node{&Prefix{}, &Prefix{Folder: true}, &Host{}} {
		if _, got := Find(n, &Doc{}); got {
			t.Errorf("%T%+v: an article without an address satisfies it", n, n)
		}
	}
}
