package query_test

import (
	"testing"
	"time"

	"newsdex/search/query"
)

func TestCanonical(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"side by side", ` a   b `, `a b`},
		{"AND", `a && b and c`, `a AND b AND c`},
		{"AND beside a word", `a b AND c`, `a (b AND c)`},
		{"OR of ANDs", `a AND b OR c d`, `(a AND b) OR (c d)`},
		{"AND of ORs", `(a or b) c`, `(a OR b) c`},
		{"brackets that say nothing", `((a)) (b)`, `a b`},
		{"brackets that say what is read anyway", `a (b c)`, `a (b c)`},
		{"NOT", `-a !b not (c d)`, `NOT a NOT b NOT (c d)`},
		{"must", `+a +(b c) +-d`, `+a +(b c) +(NOT d)`},
		{"quotes", `„a  b“ ="c d"`, `"a b" "c d"`},
		{"exact", `=a =AND`, `=a =AND`},
		{"operator word", `a or`, `a =or`},
		{"several tokens", `12:30 w/o COVID-19`, `"12:30" "w/o" COVID-19`},
		{"near as a word", `NEAR miss`, `near miss`},
		{"field", `title:a HD:"b c" -by:d`, `headline:a headline:"b c" NOT byline:d`},
		{"field and group", `headline:(a -b)`, `headline:(a NOT b)`},
		{"field and one word in brackets", `headline:(a)`, `headline:a`},
		{"field and exclusion", `headline:(-a)`, `headline:(NOT a)`},
		{"field and must", `headline:(+a b)`, `headline:(+a b)`},
		{"address", `https://x.org/a_(b)`, `url:https://x.org/a_(b)`},
		{"address with a blank", `url:"x.org/a b"`, `url:"x.org/a b"`},
		{"address with odd brackets", `url:"x.org/(a"`, `url:"x.org/(a"`},
		{"values that look like something else", `lang:"-en" lang:"(en)" lang:"[en"`, `lang:"-en" lang:"(en)" lang:"[en"`},
		{"languages", `lang:(en OR fr) x`, `(lang:en OR lang:fr) x`},
		{"day", `published:2022-07-08`, `published:2022-07-08`},
		{"month", `published:2022-07`, `published:2022-07-01..2022-07-31`},
		{"since", `since:2022-07`, `published:>=2022-07-01`},
		{"after", `after:2022`, `published:>=2023-01-01`},
		{"until", `until:2022`, `published:<=2022-12-31`},
		{"before", `before:2022`, `published:<=2021-12-31`},
		{"instant", `published:2022-07-08T10:00`, `published:2022-07-08T10:00:00Z..2022-07-08T10:00:00Z`},
		{"after an instant", `after:2022-07-08T10:00+02:00`, `published:>2022-07-08T10:00:00+02:00`},
		{"until an instant", `until:2022-07-08t10:00:00.5z`, `published:<=2022-07-08T10:00:00.5Z`},
		{"undated", `date:NONE`, `published:none`},
		{"not undated", `-published:none`, `NOT published:none`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			n, fs := query.Parse(c.text, options(query.Strict))
			if query.HasErrors(fs) {
				t.Fatalf("%q: %+v", c.text, fs)
			}
			if got := n.String(); got != c.want {
				t.Errorf("%q\n got %s\nwant %s", c.text, got, c.want)
			}
			checkRoundTrip(t, c.text, n)
		})
	}
}

// TestEqual holds that trees that differ anywhere are not equal, and that
// positions do not count.
func TestEqual(t *testing.T) {
	trees := []query.Node{nil}
	for _, text := range []string{
		`a`, `=a`, `A`, `"a"`, `a b`, `a AND b`, `a OR b`, `b a`, `a b c`, `NOT a`, `+a`, `headline:a`, `body:a`, `headline:=a`,
		`published:none`, `published:2022`, `since:2022`, `until:2022`, `since:2022-01-01T00:00`, `after:2022-01-01T00:00`,
	} {
		n, _ := query.Parse(text, options(query.Strict))
		trees = append(trees, n)
		moved, _ := query.Parse("   "+text, options(query.Strict))
		if !query.Equal(n, moved) {
			t.Errorf("%q differs from itself elsewhere", text)
		}
	}
	for i, a := range trees {
		for j, b := range trees {
			if query.Equal(a, b) != (i == j) {
				t.Errorf("Equal(%s, %s) is %v", dump(a), dump(b), i != j)
			}
		}
	}
	east := &query.Date{From: &query.Bound{Time: time.Date(2022, 1, 1, 2, 0, 0, 0, time.FixedZone("", 7200))}}
	utc := &query.Date{From: &query.Bound{Time: time.Date(2022, 1, 1, 0, 0, 0, 0, time.UTC)}}
	if !query.Equal(east, utc) {
		t.Error("the same instant in two zones is not equal")
	}
}
