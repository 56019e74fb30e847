package web

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
)

func TestCitations(t *testing.T) {
	instant, err := article.ParseDate("2022-07-08T23:30:00-05:00", article.FromFeed)
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		a              article.Article
		text, ris, csl string
	}{
		"all": {
			article.Article{ID: "x/1", Headline: "Grain deal", Byline: []string{"Ann Lee", "Bo Ek", "Reuters"}, Source: "The Hill", Section: "World", Tags: []string{"food", "trade"}, Lang: "en", URL: "https://example.org/a?b=1&c=2", Published: day("2022-07-08", article.FromMeta)},
			"Ann Lee, Bo Ek and Reuters, “Grain deal”, The Hill, 8 July 2022, https://example.org/a?b=1&c=2",
			"TY  - NEWS|ID  - x/1|AU  - Ann Lee|AU  - Bo Ek|AU  - Reuters|TI  - Grain deal|T2  - The Hill|SE  - World|PY  - 2022|DA  - 2022/07/08/|KW  - food|KW  - trade|LA  - en|UR  - https://example.org/a?b=1&c=2|ER  - |",
			`[{"id":"x/1","type":"article-newspaper","title":"Grain deal","author":[{"literal":"Ann Lee"},{"literal":"Bo Ek"},{"literal":"Reuters"}],"container-title":"The Hill","section":"World","issued":{"date-parts":[[2022,7,8]]},"keyword":"food, trade","language":"en","URL":"https://example.org/a?b=1&c=2"}]`,
		},
		"the day is that of the place of publication": {
			article.Article{ID: "x", Headline: "Late", Source: "S", Lang: "und", Published: instant},
			"“Late”, S, 8 July 2022",
			"TY  - NEWS|ID  - x|TI  - Late|T2  - S|PY  - 2022|DA  - 2022/07/08/|ER  - |",
			`[{"id":"x","type":"article-newspaper","title":"Late","container-title":"S","issued":{"date-parts":[[2022,7,8]]}}]`,
		},
		"undated": {
			article.Article{ID: "x", Headline: "When", Source: "S", Byline: []string{"A"}},
			"A, “When”, S, n.d.",
			"TY  - NEWS|ID  - x|AU  - A|TI  - When|T2  - S|ER  - |",
			`[{"id":"x","type":"article-newspaper","title":"When","author":[{"literal":"A"}],"container-title":"S"}]`,
		},
		"a guessed date says so": {
			article.Article{ID: "x", Headline: "Guess", URL: "https://e.org/2022/07/08", Published: day("2022-07-08", article.FromURL)},
			"“Guess”, [8 July 2022], https://e.org/2022/07/08",
			"TY  - ELEC|ID  - x|TI  - Guess|PY  - 2022|DA  - 2022/07/08/|N1  - Date guessed from the address|UR  - https://e.org/2022/07/08|ER  - |",
			`[{"id":"x","type":"webpage","title":"Guess","issued":{"date-parts":[[2022,7,8]],"circa":true},"URL":"https://e.org/2022/07/08"}]`,
		},
		"early years": {
			article.Article{ID: "x", Headline: "Old", Published: day("0987-01-02", article.FromField)},
			"“Old”, 2 January 0987",
			"TY  - GEN|ID  - x|TI  - Old|PY  - 0987|DA  - 0987/01/02/|ER  - |",
			`[{"id":"x","type":"document","title":"Old","issued":{"date-parts":[[987,1,2]]}}]`,
		},
		"nothing but an identifier": {
			article.Article{ID: "x", Body: "text"},
			"[no headline], n.d.", "TY  - GEN|ID  - x|ER  - |", `[{"id":"x","type":"document"}]`,
		},
		"line ends and tags in values": {
			article.Article{ID: "x", Headline: " One\r\nER  - \nTY  - BOOK\u2028two\u0085three\v\x00 ", Source: "S\u202e\u2066T", Byline: []string{"\n", "A\nAU  - B"}},
			"A AU - B, “One ER - TY - BOOK two three”, ST, n.d.",
			"TY  - NEWS|ID  - x|AU  - A AU - B|TI  - One ER - TY - BOOK two three|T2  - ST|ER  - |",
			`[{"id":"x","type":"article-newspaper","title":"One ER - TY - BOOK two three","author":[{"literal":"A AU - B"}],"container-title":"ST"}]`,
		},
		"markup and quotes stay as they are": {
			article.Article{ID: "x", Headline: `<b>"Q" & 'A'</b> \`},
			"“<b>\"Q\" & 'A'</b> \\”, n.d.",
			"TY  - GEN|ID  - x|TI  - <b>\"Q\" & 'A'</b> \\|ER  - |",
			`[{"id":"x","type":"document","title":"<b>\"Q\" & 'A'</b> \\"}]`,
		},
		"an address that is no link": {
			article.Article{ID: "x", Headline: "H", URL: "javascript:alert(1)"},
			"“H”, n.d.", "TY  - GEN|ID  - x|TI  - H|ER  - |", `[{"id":"x","type":"document","title":"H"}]`,
		},
		"a byline as it was printed": {
			article.Article{ID: "x", Headline: "H", Byline: []string{"By Ann Lee", "BY BO EK, Reuters", "Byron Ek", "By "}},
			"Ann Lee, BO EK, Reuters, Byron Ek and By, “H”, n.d.",
			"TY  - GEN|ID  - x|AU  - Ann Lee|AU  - BO EK, Reuters|AU  - Byron Ek|AU  - By|TI  - H|ER  - |",
			`[{"id":"x","type":"document","title":"H","author":[{"literal":"Ann Lee"},{"literal":"BO EK, Reuters"},{"literal":"Byron Ek"},{"literal":"By"}]}]`,
		},
		"many names": {
			article.Article{ID: "x", Headline: "H", Byline: strings.Fields("a b c d e f g h i j k l")},
			"a, b, c, d, e, f, g, h, i, j et al., “H”, n.d.",
			"TY  - GEN|ID  - x|AU  - a|AU  - b|AU  - c|AU  - d|AU  - e|AU  - f|AU  - g|AU  - h|AU  - i|AU  - j|AU  - k|AU  - l|TI  - H|ER  - |",
			`[{"id":"x","type":"document","title":"H","author":[{"literal":"a"},{"literal":"b"},{"literal":"c"},{"literal":"d"},{"literal":"e"},{"literal":"f"},{"literal":"g"},{"literal":"h"},{"literal":"i"},{"literal":"j"},{"literal":"k"},{"literal":"l"}]}]`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := referenceOf(&tc.a)
			if got := r.Text(); got != tc.text+"\n" {
				t.Errorf("text\n%q, want\n%q", got, tc.text)
			}
			if got := strings.ReplaceAll(r.RIS(), "\r\n", "|"); got != tc.ris {
				t.Errorf("RIS\n%q, want\n%q", got, tc.ris)
			}
			var list []json.RawMessage
			if err := json.Unmarshal([]byte(r.CSL()), &list); err != nil || len(list) != 1 {
				t.Fatalf("CSL: %v in %s", err, r.CSL())
			}
			compact := strings.NewReplacer("\n", "", "  ", "").Replace(r.CSL())
			if got := strings.ReplaceAll(compact, `": `, `":`); got != tc.csl {
				t.Errorf("CSL\n%s, want\n%s", got, tc.csl)
			}
		})
	}
}

// FuzzRIS holds RIS to its form: every line is a tag and a value, there is one
// record, and a value never makes a line of its own.
func FuzzRIS(f *testing.F) {
	f.Add("Headline", "A\nER  - ", "S", "tag\r\nTY  - BOOK", "https://e.org/\n")
	f.Fuzz(func(t *testing.T, headline, name, source, tag, address string) {
		a := &article.Article{ID: "x", Headline: headline, Byline: []string{name}, Source: source, Tags: []string{tag}, URL: address, Published: day("2022-07-08", article.FromText)}
		r := referenceOf(a)
		lines := strings.Split(r.RIS(), "\r\n")
		if lines[0] != "TY  - "+r.kind("NEWS", "ELEC", "GEN") || lines[len(lines)-2] != "ER  - " || lines[len(lines)-1] != "" {
			t.Fatalf("not a record: %q", lines)
		}
		var tags []string
		for _, l := range lines[:len(lines)-1] {
			if len(l) < 6 || l[2:6] != "  - " || strings.ContainsAny(l, "\r\n\v\f\u0085\u2028\u2029") {
				t.Fatalf("not a line: %q", l)
			}
			tags = append(tags, l[:2])
		}
		for _, once := range []string{"TY", "ER", "TI", "AU", "T2", "KW", "UR"} {
			if n := len(slices.DeleteFunc(slices.Clone(tags), func(s string) bool { return s != once })); n > 1 {
				t.Fatalf("%d lines %s in %q", n, once, lines)
			}
		}
		if strings.Count(r.Text(), "\n") != 1 {
			t.Fatalf("text of several lines: %q", r.Text())
		}
	})
}

func TestCiteFiles(t *testing.T) {
	a := complete(&article.Article{ID: "a/b", Headline: "Grain \"deal\"", Body: "x", Source: "The Hill", Published: day("2022-07-08", article.FromMeta)})
	s := start(t, newMemory(a))
	r := referenceOf(a)
	for file, want := range map[string][3]string{
		"cite.txt":  {typeText + "; charset=utf-8", r.Text(), "inline"},
		"cite.ris":  {typeRIS + "; charset=utf-8", r.RIS(), "attachment"},
		"cite.json": {typeCSL, r.CSL(), "attachment"},
	} {
		path := "/articles/a%2Fb/" + file
		got := s.get(path)
		if got.status != 200 || got.header.Get("Content-Type") != want[0] || got.body != want[1] {
			t.Errorf("%s: %d %s %q", path, got.status, got.header.Get("Content-Type"), got.body)
		}
		_, ext, _ := strings.Cut(file, ".")
		if d := got.header.Get("Content-Disposition"); d != want[2]+`; filename="citation.`+ext+`"` {
			t.Errorf("%s: %s", path, d)
		}
		if got := s.get("/articles/none/"+file, "Accept", "text/html,*/*;q=0.8"); got.status != 404 || !strings.HasPrefix(got.header.Get("Content-Type"), typeHTML) {
			t.Errorf("of no article: %d %s", got.status, got.header.Get("Content-Type"))
		}
	}
	d := s.page("/articles/a%2Fb")
	if got := textOf(d.one("section.cite p.reference")); got+"\n" != r.Text() {
		t.Errorf("the page cites %q", got)
	}
	if got := d.texts("section.cite pre"); len(got) != 2 || !strings.HasPrefix(got[0], "TY - NEWS ID - a/b") || !strings.Contains(got[1], `"title": "Grain \"deal\""`) {
		t.Errorf("the page shows %q", got)
	}
	for _, n := range d.all("section.cite p.do a") {
		if got := s.get(attr(n, "href")); got.status != 200 {
			t.Errorf("%s: %d", attr(n, "href"), got.status)
		}
	}
	// Buttons need scripts: the server hides them and says what they copy.
	ids := map[string]bool{}
	for _, n := range append(d.all("pre"), d.all("p.reference")...) {
		ids[attr(n, "id")] = true
	}
	for _, n := range d.all("button.copy") {
		if !ids[attr(n, "data-copy")] || !strings.Contains(d.raw, " hidden>Copy</button>") {
			t.Errorf("a button copies %q", attr(n, "data-copy"))
		}
	}
	// A citation that would fill the page is only a file.
	long := complete(&article.Article{ID: "long", Headline: strings.Repeat("word ", maxCiteShown/5), Body: "x"})
	d = start(t, newMemory(long)).page("/articles/" + url.PathEscape(long.ID))
	if len(d.all("section.cite pre")) != 0 || len(d.all("section.cite p.reference")) != 0 || len(d.all("button.copy")) != 0 || len(d.all("section.cite p.do a")) != 3 {
		t.Error("a long citation is shown")
	}
}
