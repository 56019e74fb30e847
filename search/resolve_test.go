package search

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newsdex/search/match"
	"newsdex/search/query"
)

// dump writes a resolved tree on one line.
func dump(n match.Node) string {
	list := func(op string, kids []match.Node) string {
		var out []string
		for _, k := range kids {
			out = append(out, dump(k))
		}
		return "(" + op + " " + strings.Join(out, " ") + ")"
	}
	in := func(f match.Field) string {
		return map[match.Field]string{match.Text: "", match.Headline: "headline:", match.Body: "body:"}[f]
	}
	switch n := n.(type) {
	case *match.All:
		return "all"
	case *match.And:
		return list("and", n.Kids)
	case *match.Or:
		return list("or", n.Kids)
	case *match.Not:
		return "(not " + dump(n.Kid) + ")"
	case *match.Word:
		if n.Stems["en"] == "" {
			return in(n.In) + "=" + n.Surface
		}
		return in(n.In) + n.Surface + "~" + n.Stems["en"]
	case *match.Phrase:
		return in(n.In) + fmt.Sprintf("%q", strings.Join(n.Words, " "))
	case *match.Pattern:
		return in(n.In) + n.Text
	case *match.Fuzzy:
		return fmt.Sprintf("%s%s~%d", in(n.In), n.Surface, n.Edits)
	case *match.Near:
		return fmt.Sprintf("(near %d %d %v %s %s)", n.Unit, n.Within, n.Ordered, dump(n.A), dump(n.B))
	case *match.NotNear:
		return fmt.Sprintf("(apart %d %d %v %s %s)", n.Unit, n.Within, n.Ordered, dump(n.A), dump(n.B))
	case *match.Bag:
		out := fmt.Sprintf("(bag %d", n.Within)
		for _, w := range n.Words {
			out += " " + dump(w)
		}
		return out + ")"
	case *match.AtLeast:
		return fmt.Sprintf("(atleast %d %s)", n.N, dump(n.Kid))
	case *match.Value:
		if n.Whole {
			return n.Field + "==" + n.Text
		}
		return n.Field + ":" + strings.Join(n.Words, " ")
	case *match.Prefix:
		if n.Folder {
			return "below:" + n.Text
		}
		return "url:" + n.Text
	case *match.Host:
		return "site:" + n.Name
	case *match.Lang:
		return "lang:" + n.Tag
	case *match.Date:
		side := func(b *match.Bound) string {
			switch {
			case b == nil:
				return ""
			case b.Day != "":
				return b.Day
			case b.Open:
				return b.Time.Format(time.RFC3339) + "!"
			}
			return b.Time.Format(time.RFC3339)
		}
		if n.None {
			return "undated"
		}
		return "[" + side(n.From) + ".." + side(n.To) + "]"
	}
	return fmt.Sprintf("?%T", n)
}

func TestResolve(t *testing.T) {
	tests := []struct {
		q    string
		any  bool
		want string
	}{
		{"", false, "all"},
		{"Ukraine grains", false, "(and ukraine~ukrain grains~grain)"},
		{"=Neutral", false, "=neutral"},
		{`"War in Ukraine"`, false, `"war in ukraine"`},
		{`"neutral"`, false, "=neutral"},
		{"COVID-19", false, `"covid 19"`},
		{"O'Brien", false, "=o'brien"},
		{"Russia’s", false, "russia's~russia"},
		{"-taiwan", false, "(not taiwan~taiwan)"},
		{"headline:(oil OR gas) body:price", false, "(and (or headline:oil~oil headline:gas~gas) body:price~price)"},
		{`source:"The Hill" by:lee`, false, "(and source:the hill byline:lee)"},
		{"lang:EN", false, "lang:en"},
		{"url:thehill.com/news/", false, "below:https://thehill.com/news"},
		{"url:thehill.com/new", false, "url:https://thehill.com/new"},
		{"site:https://www.thehill.com:443/a", false, "site:thehill.com"},
		{"site:www.", false, "all"},
		{"http://www.TheHill.com/a?utm_source=x", false, "url:https://thehill.com/a"},
		{"site:www.bbc.co.uk", false, "site:bbc.co.uk"},
		{"published:2022-07", false, "[2022-07-01..2022-07-31]"},
		{"before:2022-07-08T10:00Z", false, "[..2022-07-08T10:00:00Z!]"},
		{"published:none", false, "undated"},
		{"a1 W/5 (=b1 OR Inv*)", false, "(near 0 5 false =a1 (or =b1 inv*))"},
		{"headline:a1 PRE/3 COVID-19", false, `(near 0 3 true headline:=a1 headline:"covid 19")`},
		{"a1 NOT W/S b1", false, "(apart 1 0 false =a1 =b1)"},
		{"a1 W/P b1", false, "(near 2 0 false =a1 =b1)"},
		{`"A1 the a1"~5`, false, "(bag 5 =a1 =the =a1)"},
		{`"a1"~5`, false, "=a1"},
		{"ATLEAST3(a1 OR b1)", false, "(atleast 3 (or =a1 =b1))"},
		{"ATLEAST1(a1)", false, "=a1"},
		{"Zür*ch", false, "zur*ch"},
		{"Blinkén~2", false, "blinken~2"},
		{"a1 b1 W/5 c1 d1", true, "(or =a1 (near 0 5 false =b1 =c1) =d1)"},
		// match=any changes juxtaposition only.
		{"a1 b1 c1", true, "(or =a1 =b1 =c1)"},
		{"a1 AND b1", true, "(and =a1 =b1)"},
		{"a1 b1 AND c1 d1", true, "(or =a1 (and =b1 =c1) =d1)"},
		{"a1 source:hill b1", true, "(and (or =a1 =b1) source:hill)"},
		{"a1 -b1 +c1 d1", true, "(and (or =a1 =d1) (not =b1) =c1)"},
		{"-(a1 b1) c1", true, "(and =c1 (not (and =a1 =b1)))"},
		{"+(a1 b1) c1 d1", true, "(and (or =c1 =d1) (and =a1 =b1))"},
		{"headline:(a1 b1)", true, "(or headline:=a1 headline:=b1)"},
		{"source:(a1 b1)", true, "(and source:a1 source:b1)"},
		{"source:hill", true, "source:hill"},
	}
	for _, tt := range tests {
		n, fs := query.Parse(tt.q, query.Options{Fields: Fields(), Now: time.Unix(0, 0)})
		if query.HasErrors(fs) {
			t.Errorf("%q: %v", tt.q, fs)
		}
		tree, _ := Resolve(n, tt.any)
		if got := dump(tree); got != tt.want {
			t.Errorf("%q any=%v\n got %s\nwant %s", tt.q, tt.any, got, tt.want)
		}
		if tt.any {
			// The same can be written out.
			written := WriteAny(n).String()
			n, _ := query.Parse(written, query.Options{Fields: Fields(), Now: time.Unix(0, 0)})
			tree, _ := Resolve(n, false)
			if got := dump(tree); got != tt.want {
				t.Errorf("%q is written as %q\n got %s\nwant %s", tt.q, written, got, tt.want)
			}
		}
	}
}

func TestResolveSharesLeaves(t *testing.T) {
	n, _ := query.Parse("grain OR (grain AND ship) OR headline:grain", query.Options{Fields: Fields()})
	tree, _ := Resolve(n, false)
	leaves := match.Leaves(tree)
	if len(leaves) != 4 || leaves[0] != leaves[1] || leaves[0] == leaves[3] {
		t.Errorf("leaves %v: equal ones must be one node, others not", leaves)
	}
}

func TestResolveSaysWhatIsNotStemmed(t *testing.T) {
	for q, want := range map[string]bool{"lang:pl miasto": true, "lang:fr ville": false, `lang:pl "to miasto"`: false} {
		n, _ := query.Parse(q, query.Options{Fields: Fields()})
		_, fs := Resolve(n, false)
		got := false
		for _, f := range fs {
			got = got || f.Code == "not-stemmed"
		}
		if got != want {
			t.Errorf("%q: said %v, want %v", q, got, want)
		}
	}
}
