package enginetest

import (
	"slices"
	"testing"
	"time"

	"newsdex/article"
	"newsdex/search/match"
)

// word is the tree of one exact word in headline or body.
func word(surface string) match.Node { return &match.Word{In: match.Text, Surface: surface} }

// The outcomes, by short names for tables.
const (
	added     = article.Added
	updated   = article.Updated
	unchanged = article.Unchanged
	skipped   = article.Skipped
)

func kinds(k ...article.OutcomeKind) []article.OutcomeKind { return k }

func testOutcomes(t *testing.T, b bench) {
	e := b.fresh(t)
	first := made("a", "Grain ships sail", "The old text of grain.")
	writes(t, e, kinds(added, added), first, made("b", "Another", "Nothing of interest."))
	writes(t, e, kinds(unchanged, unchanged), first, made("b", "Another", "Nothing of interest."))

	later := made("a", "Grain ships sail", "The new text of wheat.")
	later.FirstSeen = firstSeen.Add(48 * time.Hour)
	writes(t, e, kinds(updated), later)
	expect(t, e, "the old word", word("old"))
	expect(t, e, "the new word", word("wheat"), "a")
	if got, err := e.Article(background, "a"); err != nil || !got.FirstSeen.Equal(firstSeen) || got.Body != later.Body {
		t.Errorf("after the update: %+v, %v; want the new body, first seen %v", got, err, firstSeen)
	}

	other := made("a", "Quite another article", "Under the same identifier.")
	other.ReadFrom = article.Place{Source: "elsewhere"}
	out := write(t, e, other)[0]
	if out.Kind != skipped || out.Code != article.IDTaken {
		t.Errorf("another article under a held id: %+v, want skipped as %q", out, article.IDTaken)
	}
	expect(t, e, "the refused article", word("identifier"))
	expect(t, e, "the article that stays", word("wheat"), "a")

	copied := clone(later)
	copied.ReadFrom = article.Place{Source: "elsewhere", Record: 7}
	writes(t, e, kinds(unchanged), copied)
	got, err := e.Article(background, "a")
	if err != nil || !slices.Contains(append(got.AlsoReadFrom, got.ReadFrom), copied.ReadFrom) {
		t.Errorf("the second place of the same article is not kept: %+v, %v", got, err)
	}
	writes(t, e, kinds(updated), other) // elsewhere is one of its places now
	expect(t, e, "the update from the second place", word("identifier"), "a")
	holds(t, e, other, made("b", "Another", "Nothing of interest."))
}

func testTwiceInBatch(t *testing.T, b bench) {
	e := b.fresh(t)
	v1, v2, v3 := made("x", "One", "first"), made("x", "Two", "second"), made("x", "Three", "third")
	writes(t, e, kinds(added, updated), v1, v2)
	holds(t, e, v2)
	expect(t, e, "the earlier in the batch", word("first"))
	expect(t, e, "the later in the batch", word("second"), "x")

	writes(t, e, kinds(updated, unchanged), v3, v3)
	holds(t, e, v3)
	writes(t, e, kinds(updated, updated), v1, v3) // there and back
	holds(t, e, v3)
	expect(t, e, "what stood for a moment only", word("first"))

	here, there := made("y", "Here", "here"), made("y", "There", "there")
	there.ReadFrom = article.Place{Source: "elsewhere"}
	writes(t, e, kinds(added, skipped), here, there)
	holds(t, e, v3, here)
	for range 2 {
		writes(t, e, kinds(unchanged, unchanged, unchanged), here, v3, here)
	}
}

// textual returns an article that is known by its text alone, read from there.
func textual(body, file string, rec int) *article.Article {
	return finish(&article.Article{Headline: "Notes", Body: body, Lang: "en",
		ReadFrom: article.Place{Source: file, Record: rec}}, "")
}

func testReplaceText(t *testing.T, b bench) {
	dir := t.TempDir()
	e := b.at(t, dir)
	v1, v2 := textual("draft one", "/notes.txt", 0), textual("draft two", "/notes.txt", 0)
	v2.FirstSeen = firstSeen.Add(time.Hour)
	writes(t, e, kinds(added), v1)
	writes(t, e, kinds(updated), v2)
	absent(t, e, v1.ID)
	holds(t, e, v2)
	if got, err := e.Article(background, v2.ID); err != nil || !got.FirstSeen.Equal(firstSeen) {
		t.Errorf("first seen of a changed text: %v, %v; want %v, when its place was first read", got, err, firstSeen)
	}

	// What stood there is remembered by the index, not by the process.
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = b.at(t, dir)
	v3 := textual("draft three", "/notes.txt", 0)
	writes(t, e, kinds(updated), v3)
	holds(t, e, v3)

	// Two versions in one batch: only the later is left.
	v4, v5 := textual("draft four", "/notes.txt", 0), textual("draft five", "/notes.txt", 0)
	writes(t, e, kinds(updated, updated), v4, v5)
	holds(t, e, v5)

	// The same text at two places stays while one of them still has it.
	there := textual("draft five", "/copy.txt", 0)
	writes(t, e, kinds(unchanged), there)
	v6 := textual("draft six", "/notes.txt", 0)
	write(t, e, v6) // added or updated: both are true
	holds(t, e, v5, v6)
	v7 := textual("draft seven", "/copy.txt", 0)
	writes(t, e, kinds(updated), v7)
	holds(t, e, v6, v7)

	// Once removed, nothing is left to be replaced.
	remove(t, e, v7.ID)
	v8 := textual("draft eight", "/copy.txt", 0)
	writes(t, e, kinds(added), v8)
	holds(t, e, v6, v8)
}

func testMovedRecords(t *testing.T, b bench) {
	e := b.fresh(t)
	at := func(body string, rec int) *article.Article { return textual(body, "/list.jsonl", rec) }
	writes(t, e, kinds(added, added), at("apples", 1), at("pears", 2))

	// A record was put in front: every text stays, whatever each is called.
	batch := []*article.Article{at("cherries", 1), at("apples", 2), at("pears", 3)}
	write(t, e, batch...)
	holds(t, e, batch...)
	writes(t, e, kinds(unchanged, unchanged, unchanged), batch...)

	// Two records changed places.
	batch = []*article.Article{at("apples", 1), at("cherries", 2), at("pears", 3)}
	write(t, e, batch...)
	holds(t, e, batch...)

	// The same, one record a step.
	for i, body := range []string{"pears", "apples", "cherries"} {
		write(t, e, at(body, i+1))
	}
	holds(t, e, batch...)
	for i, body := range []string{"pears", "apples", "cherries"} {
		writes(t, e, kinds(unchanged), at(body, i+1))
	}
}

func testPlaceKeepsOwn(t *testing.T, b bench) {
	e := b.fresh(t)
	at := func(id, body, url string) *article.Article {
		return finish(&article.Article{Headline: "Record", Body: body, Lang: "en", URL: url,
			ReadFrom: article.Place{Source: "/feed.xml", Record: 1}}, id)
	}
	list := []*article.Article{
		at("own-1", "one", ""), at("own-2", "two", ""),
		at("", "three", "https://example.org/3"), at("", "four", "https://example.org/4"),
	}
	for _, a := range list {
		writes(t, e, kinds(added), a)
	}
	holds(t, e, list...)
	text := at("", "five", "")
	writes(t, e, kinds(added), text) // replaces no article that has a name of its own
	own := at("own-5", "six", "")
	writes(t, e, kinds(added), own) // and is not replaced by one
	list = append(list, text, own)
	for _, body := range []string{"seven", "eight"} { // nobody re-reads the interface
		posted := textual(body, article.API, 1)
		writes(t, e, kinds(added), posted)
		list = append(list, posted)
	}
	holds(t, e, list...)
}

func testArgumentsKept(t *testing.T, b bench) {
	e := b.fresh(t)
	a := made("a", "Kept", "kept words")
	a.Tags, a.Byline = []string{"kept"}, []string{"Ann Kept"}
	finish(a, "a")
	want := asJSON(t, a)
	if _, err := e.Write(background, []*article.Article{a}); err != nil {
		t.Fatal(err)
	}
	a.Body, a.Tags[0], a.Byline[0] = "changed words", "changed", "changed"
	expect(t, e, "the word as it was written", word("kept"), "a")
	expect(t, e, "a word that came later", word("changed"))
	first, err := e.Article(background, "a")
	if err != nil || asJSON(t, first) != want {
		t.Errorf("stored %s (%v), want %s", asJSON(t, first), err, want)
	}
	first.Tags[0], first.Body = "changed", "changed"
	if again, err := e.Article(background, "a"); err != nil || asJSON(t, again) != want {
		t.Errorf("an article that was handed out and changed changed the index: %s, %v", asJSON(t, again), err)
	}
}

// remove deletes articles that are held.
func remove(t *testing.T, e Engine, ids ...string) {
	t.Helper()
	got, err := e.Remove(background, ids)
	if err != nil {
		t.Fatalf("removing %q: %v", ids, err)
	}
	if len(got) != len(ids) || slices.Contains(got, false) {
		t.Errorf("removing %q: found %v, want all", ids, got)
	}
}

func testRemove(t *testing.T, b bench) {
	e := b.fresh(t)
	x, y, z := made("x", "Grain", "one"), made("y", "Grain", "two"), made("z", "Grain", "three")
	fill(t, e, []*article.Article{x, y, z})
	got, err := e.Remove(background, []string{"x", "nobody", "z"})
	if err != nil || !slices.Equal(got, []bool{true, false, true}) {
		t.Errorf("removing x, nobody and z: %v, %v", got, err)
	}
	holds(t, e, y)
	absent(t, e, "x")
	absent(t, e, "nobody")
	expect(t, e, "a word of three", word("grain"), "y")
	for _, ids := range [][]string{{"x"}, nil} {
		got, err := e.Remove(background, ids)
		if err != nil || len(got) != len(ids) || slices.Contains(got, true) {
			t.Errorf("removing %q, which is not there: %v, %v", ids, got, err)
		}
	}
	writes(t, e, kinds(added), x)
	holds(t, e, x, y)
	remove(t, e, "x", "y")
	holds(t, e)
}

func testRoundTrip(t *testing.T, b bench) {
	e := b.fresh(t)
	arts := Corpus(t)
	full := made("full", "All fields", "are filled.")
	full.Byline, full.Tags, full.Section, full.Source = []string{"A", "B", "A"}, []string{"x", "x y"}, "s", "S"
	full.URL = "https://example.org/full?b=1&a=2#part"
	full.Published = article.Date{Day: "2024-02-29", Time: time.Date(2024, 2, 29, 23, 59, 59, 123456789, time.FixedZone("", -9*3600)), Origin: article.FromJSONLD}
	full.Updated = article.Date{Day: "2024-03-01", Origin: article.FromMeta}
	full.AlsoReadFrom = []article.Place{{Source: "/a"}, {Source: "/b", Record: 3}}
	arts = append(arts, finish(full, "full"))
	fill(t, e, arts)
	var wrong grievances
	defer func() { wrong.report(t) }()
	for _, a := range arts {
		got, err := e.Article(background, a.ID)
		if err != nil {
			wrong.add("article %q: %v", a.ID, err)
			continue
		}
		if g, w := asJSON(t, got), asJSON(t, a); g != w {
			wrong.add("article %q came back as\n%s\nwant\n%s", a.ID, g, w)
		}
	}
	byID := map[string]*article.Article{}
	for _, a := range arts {
		byID[a.ID] = a
	}
	for _, h := range walk(t, e, plan(&match.All{})) {
		if g, w := asJSON(t, h.Article), asJSON(t, byID[h.Key.ID]); g != w {
			wrong.add("the hit of %q holds\n%s\nwant\n%s", h.Key.ID, g, w)
		}
	}
}
