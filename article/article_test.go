package article

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestValidate(t *testing.T) {
	good := func() *Article {
		return &Article{ID: "a", Headline: "Grain", Body: "Ships left.", Lang: "en", Byline: []string{"A B"}, URL: "https://x.org/1"}
	}
	tests := []struct {
		name      string
		change    func(*Article)
		wantField string // "" when valid
	}{
		{"whole", func(*Article) {}, ""},
		{"only a headline", func(a *Article) { a.Body = "" }, ""},
		{"only a body", func(a *Article) { a.Headline = "" }, ""},
		{"id with slashes, blanks and a URL", func(a *Article) { a.ID = "https://x.org/a b?c=d#e" }, ""},
		{"no text", func(a *Article) { a.Headline, a.Body = " ", "\n" }, "headline"},
		{"no id", func(a *Article) { a.ID = "" }, "id"},
		{"longest id", func(a *Article) { a.ID = strings.Repeat("x", MaxID) }, ""},
		{"id too long", func(a *Article) { a.ID = strings.Repeat("x", MaxID+1) }, "id"},
		{"id with a control character", func(a *Article) { a.ID = "a\nb" }, "id"},
		{"id of dots", func(a *Article) { a.ID = ".." }, "id"},
		{"body not UTF-8", func(a *Article) { a.Body = "\xff" }, "body"},
		{"text too long", func(a *Article) { a.Body = strings.Repeat("x", MaxText) }, "body"},
		{"empty byline", func(a *Article) { a.Byline = []string{""} }, "byline"},
		{"too many tags", func(a *Article) { a.Tags = make([]string, MaxValues+1) }, "tags"},
		{"long section", func(a *Article) { a.Section = strings.Repeat("x", MaxValue+1) }, "section"},
		{"upper-case language", func(a *Article) { a.Lang = "EN" }, "lang"},
		{"no language", func(a *Article) { a.Lang = "" }, "lang"},
		{"script as URL", func(a *Article) { a.URL = "javascript:alert(1)" }, "url"},
		{"relative URL", func(a *Article) { a.URL = "/a/b" }, "url"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := good()
			tt.change(a)
			err := a.Validate()
			if tt.wantField == "" {
				if err != nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			var invalid *Invalid
			if !errors.As(err, &invalid) || invalid.Field != tt.wantField {
				t.Errorf("error %v, want one about %q", err, tt.wantField)
			}
		})
	}
}

func TestCanonicalURL(t *testing.T) {
	tests := []struct{ in, want string }{
		{"http://www.TheHill.com/policy/", "https://thehill.com/policy"},
		{"https://thehill.com:443/a/../b//c/?utm_source=x&b=2&a=1#top", "https://thehill.com/b/c?a=1&b=2"},
		{"https://x.org", "https://x.org"},
		{"https://x.org/", "https://x.org"},
		{"https://x.org:8443/a", "https://x.org:8443/a"},
		{"https://[::1]:80/a", "https://[::1]/a"},
		{"https://x.org/%E2%82%AC?q=a%20b&fbclid=1", "https://x.org/%E2%82%AC?q=a+b"},
		{"https://user:secret@x.org/a", "https://x.org/a"},
		{"not an address", "not an address"},
	}
	for _, tt := range tests {
		got := CanonicalURL(tt.in)
		if got != tt.want {
			t.Errorf("CanonicalURL(%q) = %q, want %q", tt.in, got, tt.want)
		}
		if again := CanonicalURL(got); again != got {
			t.Errorf("CanonicalURL(%q) = %q: not a fixed point", got, again)
		}
	}
}

func TestIdentify(t *testing.T) {
	text := Article{Headline: "a", Body: "b"}
	text.Identify("")
	moved := Article{Headline: "ab", Body: ""}
	moved.Identify("")
	if text.Basis != TextID || moved.ID == text.ID {
		t.Errorf("text ids: %q (%s) and %q must differ", text.ID, text.Basis, moved.ID)
	}
	one, two := Article{URL: "http://www.x.org/a?utm_medium=m"}, Article{URL: "https://x.org/a"}
	one.Identify("")
	two.Identify("")
	if one.Basis != URLID || one.ID != two.ID {
		t.Errorf("one address, two ids: %q (%s), %q", one.ID, one.Basis, two.ID)
	}
	own := Article{URL: "https://x.org/a"}
	own.Identify("urn:x")
	if own.ID != "urn:x" || own.Basis != OwnID {
		t.Errorf("own id: %q (%s)", own.ID, own.Basis)
	}
}

func TestHashContentCoversWhatAReaderSees(t *testing.T) {
	base := func() Article {
		return Article{Headline: "h", Body: "b", Source: "s", Section: "c", Tags: []string{"t"}, Byline: []string{"n"}, Lang: "en"}
	}
	hashOf := func(change func(*Article)) string {
		a := base()
		change(&a)
		a.HashContent()
		return a.ContentHash
	}
	same := hashOf(func(*Article) {})
	changes := map[string]func(*Article){
		"headline":      func(a *Article) { a.Headline = "x" },
		"body":          func(a *Article) { a.Body = "x" },
		"source":        func(a *Article) { a.Source = "x" },
		"section":       func(a *Article) { a.Section = "x" },
		"tags":          func(a *Article) { a.Tags = []string{"t", "u"} },
		"byline":        func(a *Article) { a.Byline = nil },
		"byline to tag": func(a *Article) { a.Byline, a.Tags = nil, []string{"n", "t"} },
		"lang":          func(a *Article) { a.Lang = "fr" },
		"url":           func(a *Article) { a.URL = "https://x.org" },
		"day":           func(a *Article) { a.Published = Date{Day: "2022-07-08"} },
		"instant":       func(a *Article) { a.Published = Date{Day: "2022-07-08", Time: time.Unix(1, 0)} },
		"updated":       func(a *Article) { a.Updated = Date{Day: "2022-07-08"} },
	}
	for name, change := range changes {
		if hashOf(change) == same {
			t.Errorf("a change of %s does not change the hash", name)
		}
	}
	if hashOf(func(a *Article) { a.FirstSeen, a.ReadFrom, a.ID = time.Now(), Place{Source: "x"}, "i" }) != same {
		t.Error("how an article was handled changes its hash")
	}
}

func TestReconcile(t *testing.T) {
	first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	held := func() *Article {
		a := &Article{ID: "1", Basis: OwnID, Headline: "h", Body: "old", Lang: "en", FirstSeen: first, ReadFrom: Place{Source: "/a.jsonl", Record: 1}}
		a.HashContent()
		return a
	}
	given := func(change func(*Article)) *Article {
		a := held()
		a.FirstSeen = first.AddDate(0, 1, 0)
		change(a)
		a.HashContent()
		return a
	}
	tests := []struct {
		name      string
		old       *Article
		a         *Article
		wantKind  OutcomeKind
		wantStore bool
	}{
		{"new", nil, given(func(*Article) {}), Added, true},
		{"same again", held(), given(func(*Article) {}), Unchanged, false},
		{"same at another place", held(), given(func(a *Article) { a.ReadFrom.Source = "/b.jsonl" }), Unchanged, true},
		{"changed in its file", held(), given(func(a *Article) { a.Body = "new" }), Updated, true},
		{"changed, another line of its file", held(), given(func(a *Article) { a.Body = "new"; a.ReadFrom.Record = 9 }), Updated, true},
		{"changed, from elsewhere", held(), given(func(a *Article) { a.Body = "new"; a.ReadFrom.Source = "/b.jsonl" }), Skipped, false},
		{"changed, from elsewhere, same publication", given(func(a *Article) { a.Source = "The Hill" }),
			given(func(a *Article) { a.Body = "new"; a.Source = "the hill"; a.ReadFrom.Source = "/b.jsonl" }), Updated, true},
		{"changed, same address", given(func(a *Article) { a.Basis = URLID }),
			given(func(a *Article) { a.Basis = URLID; a.Body = "new"; a.ReadFrom.Source = "/b.jsonl" }), Updated, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			out, store := Reconcile(tt.old, tt.a)
			if out.Kind != tt.wantKind || (store != nil) != tt.wantStore {
				t.Fatalf("outcome %s, store %v; want %s, %v", out.Kind, store != nil, tt.wantKind, tt.wantStore)
			}
			if out.Kind == Skipped && (out.Code != IDTaken || !strings.Contains(out.Reason, "/a.jsonl") || !strings.Contains(out.Reason, "--id-prefix")) {
				t.Errorf("the reason does not say who holds the id and what to do: %q", out.Reason)
			}
			if tt.old != nil && store != nil && !store.FirstSeen.Equal(tt.old.FirstSeen) {
				t.Errorf("first_seen %v did not survive", tt.old.FirstSeen)
			}
		})
	}
}

// TestReconcileFeeds: what a feed says replaces what feeds said, and no longer text
// from elsewhere.
func TestReconcileFeeds(t *testing.T) {
	const page, wire, other = "https://x.org/a", "https://x.org/feed", "https://y.org/feed"
	day := func(o DateOrigin) Date { return Date{Day: "2022-07-08", Origin: o} }
	made := func(source string, words int, d Date, also ...string) *Article {
		a := &Article{ID: "1", Basis: URLID, Headline: fmt.Sprint(source, words, also), Body: "b", URL: page + "?utm_source=" + source, Published: d, WordCount: words, ReadFrom: Place{Source: source}}
		for _, p := range also {
			a.AlsoReadFrom = append(a.AlsoReadFrom, Place{Source: p})
		}
		a.HashContent()
		return a
	}
	for _, tt := range []struct {
		name   string
		old, a *Article
		want   OutcomeKind
	}{
		{"a summary over its page", made(wire, 300, day(FromFeed), page), made(wire, 20, day(FromFeed)), Unchanged},
		{"an undated one", made(wire, 300, Date{}, page), made(wire, 20, Date{}), Unchanged},
		{"that of another feed", made(wire, 300, day(FromJSONLD), page), made(other, 20, day(FromFeed)), Unchanged},
		{"as long", made(wire, 300, day(FromMeta), page), made(wire, 300, day(FromFeed)), Unchanged},
		{"longer", made(wire, 300, day(FromMeta), page), made(wire, 301, day(FromFeed)), Updated},
		{"over a page alone", made(page, 300, Date{}), made(wire, 20, Date{}), Unchanged},
		{"over a file", made("/a.html", 300, day(FromMeta)), made(wire, 20, day(FromFeed)), Unchanged},
		{"over an undated file", made("/a.jsonl", 300, Date{}), made(wire, 20, Date{}), Unchanged},
		{"over the API", made(API, 300, Date{}), made("/saved.xml", 20, day(FromFeed)), Unchanged},
		{"as long as in a file", made("/a.jsonl", 20, Date{}), made(wire, 20, day(FromFeed)), Updated},
		{"over a feed", made(wire, 300, day(FromFeed)), made(wire, 20, day(FromFeed)), Updated},
		{"over another feed", made(other, 300, Date{}), made(wire, 20, Date{}), Updated},
		{"over a saved feed", made("/saved.xml", 300, day(FromFeed)), made(wire, 20, day(FromFeed)), Updated},
		{"a page over its feed", made(wire, 300, day(FromFeed)), made(page, 20, Date{}), Updated},
		{"a new page", made(wire, 300, day(FromFeed), page), made(wire, 20, day(FromFeed), page), Updated},
		{"a shorter file", made(page, 300, day(FromMeta)), made("/a.jsonl", 20, day(FromField)), Updated},
		{"a shorter text of the API", made(page, 300, day(FromMeta)), made(API, 20, Date{}), Updated},
	} {
		out, store := Reconcile(tt.old, tt.a)
		if kept := out.Code == LongerKept; out.Kind != tt.want || kept != (tt.want == Unchanged) || tt.want == Updated && store != tt.a {
			t.Errorf("%s: %+v", tt.name, out)
		}
		if tt.want == Updated && tt.name == "longer" && store.atOwnPage() {
			t.Errorf("%s: its text is not that of the page any more", tt.name)
		}
	}
	// The same item in another feed of the site is no change, another text under its
	// identifier is none of ours.
	item := func(feed, source, body string) *Article {
		a := &Article{ID: "1", Basis: OwnID, Headline: "h", Body: body, Source: source, Tags: []string{source}, URL: page, WordCount: 20, Published: day(FromFeed), ReadFrom: Place{Source: feed}}
		a.HashContent()
		return a
	}
	if out, store := Reconcile(item(wire, "X - Home", "b"), item(page+"/feed", "X - World", "b")); out.Kind != Unchanged || store == nil || store.Source != "X - Home" || len(store.AlsoReadFrom) != 1 {
		t.Errorf("in another feed: %+v, %+v", out, store)
	}
	if out, _ := Reconcile(item(wire, "X - Home", "b"), item(other, "Y", "c")); out.Code != IDTaken {
		t.Errorf("another text: %+v", out)
	}
	// An address with another campaign behind it is no change, but what somebody
	// corrects is, and a site that moved to https.
	again := made(wire, 20, day(FromFeed))
	again.URL = page + "?utm_source=letter"
	again.HashContent()
	if out, store := Reconcile(made(wire, 20, day(FromFeed)), again); out.Kind != Unchanged || out.Code != "" || store != nil {
		t.Errorf("another campaign: %+v", out)
	}
	again.ReadFrom.Source = API
	if out, _ := Reconcile(made(wire, 20, day(FromFeed)), again); out.Kind != Updated {
		t.Errorf("corrected: %+v", out)
	}
	again.ReadFrom.Source, again.URL = wire, "http://x.org/a"
	again.HashContent()
	if out, _ := Reconcile(made(wire, 20, day(FromFeed)), again); out.Kind != Updated {
		t.Errorf("another scheme: %+v", out)
	}
}

func TestDropPlace(t *testing.T) {
	a := &Article{ReadFrom: Place{Source: "a"}, AlsoReadFrom: []Place{{Source: "b"}}}
	if !a.DropPlace(Place{Source: "a"}) || a.ReadFrom.Source != "b" || len(a.AlsoReadFrom) != 0 {
		t.Errorf("after dropping the first place: %+v", a)
	}
	if a.DropPlace(Place{Source: "b"}) {
		t.Error("an article without a place claims to stand somewhere")
	}
}

func TestParseDate(t *testing.T) {
	tests := []struct {
		in, wantDay, want string // want is String(); "" for an error
	}{
		{"2022-07-08", "2022-07-08", "2022-07-08"},
		{"20220708", "2022-07-08", "2022-07-08"},
		{"July 8, 2022", "2022-07-08", "2022-07-08"},
		{" Friday,  8 July 2022 ", "2022-07-08", "2022-07-08"},
		{"2022-07-08T23:30:00-04:00", "2022-07-08", "2022-07-08T23:30:00-04:00"},
		{"2022-07-08T23:30:00", "2022-07-08", "2022-07-08T23:30:00Z"},
		{"2022-07-08 23:30:00 +0200", "2022-07-08", "2022-07-08T23:30:00+02:00"},
		{"Fri, 8 Jul 2022 23:30:00 GMT", "2022-07-08", "2022-07-08T23:30:00Z"},
		{"Fri, 08 Jul 2022 23:30:00 EST", "2022-07-08", "2022-07-08T23:30:00-05:00"},
		{"1987-02-26T15:01:01Z", "1987-02-26", "1987-02-26T15:01:01Z"},
		{"Fri, 08 Jul 2022 23:30:00 IST", "", ""},
		{"2022-02-30", "", ""},
		{"0000-01-01", "", ""},
		{"yesterday", "", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		d, err := ParseDate(tt.in, FromField)
		if (err == nil) != (tt.want != "") || d.Day != tt.wantDay || d.String() != tt.want {
			t.Errorf("ParseDate(%q) = day %q, %q, %v; want %q, %q", tt.in, d.Day, d.String(), err, tt.wantDay, tt.want)
		}
	}
	if (Date{}).From() != NoOrigin || !(Date{}).IsZero() {
		t.Error("the zero Date is not undated")
	}
	if _, dated := (Date{}).Unix(); dated {
		t.Error("an undated Date has seconds")
	}
}

func TestDateValid(t *testing.T) {
	noon := time.Date(2022, 7, 8, 12, 0, 0, 0, time.FixedZone("", 3*3600))
	for _, c := range []struct {
		d    Date
		want bool
	}{
		{Date{}, true}, {Date{Day: "2022-07-08"}, true}, {Date{Day: "2022-07-08", Time: noon}, true}, {Date{Day: "9999-12-31"}, true},
		{Date{Time: noon}, false}, {Date{Day: "2022-07-09", Time: noon}, false}, {Date{Day: "2022-02-30"}, false},
		{Date{Day: "0000-01-01"}, false}, {Date{Day: "12022-01-01"}, false}, {Date{Day: "soon"}, false},
	} {
		if c.d.Valid() != c.want {
			t.Errorf("%+v: valid %v", c.d, !c.want)
		}
	}
}
