package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine"
	"newsdex/engine/enginetest/plain"
	"newsdex/text"
)

// small are the settings of tests: as few articles as queries can be drawn from.
func small(t *testing.T) (*settings, place) {
	t.Helper()
	s, err := parse([]string{"-dir", t.TempDir(), "-size", "2000", "-queries", "8", "-words", "80"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := s.place(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s, p
}

// drawn draws the queries of all classes.
func drawn(t *testing.T, s *settings, p place) corpus {
	t.Helper()
	if err := s.draw(p); err != nil {
		t.Fatal(err)
	}
	var c corpus
	if err := readJSON(p.corpus(), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestDraw(t *testing.T) {
	s, p := small(t)
	c := drawn(t, s, p)
	first, err := os.ReadFile(p.corpus())
	if err != nil {
		t.Fatal(err)
	}
	drawn(t, s, p)
	if again, err := os.ReadFile(p.corpus()); err != nil || string(again) != string(first) {
		t.Errorf("the same articles gave other queries (%v)", err)
	}
	holding := count(s, p)
	for _, class := range classes {
		qs := c.Queries[class.name]
		if want := s.queries; len(qs) < want/2 && class.most == 0 {
			t.Errorf("%s: %d queries of %d", class.name, len(qs), want)
		}
		for _, q := range qs {
			if _, err := resolve(q); err != nil {
				t.Errorf("%s: %v", class.name, err)
			}
		}
	}
	for name, b := range map[string]band{"one common word": common, "one rare word": rare, "newest first": common} {
		for _, q := range c.Queries[name] {
			share := holding[q.Text] * 1_000_000 / s.size
			if share > b.to || share < b.from {
				t.Errorf("%s: %q stands in %d of a million articles, not in %d to %d", name, q.Text, share, b.from, b.to)
			}
		}
	}
}

// count counts the articles that hold each word, in another way than draw.
func count(s *settings, p place) map[string]int {
	out := map[string]int{}
	for a := range s.generator(p).Articles(s.size) {
		ws := text.Surfaces(a.Headline + "\n\n" + a.Body)
		slices.Sort(ws)
		for _, w := range slices.Compact(ws) {
			out[w]++
		}
	}
	return out
}

// TestSidesAgree holds newsdex against bleve: both must find the same number of
// articles for every query that both can be asked.
func TestSidesAgree(t *testing.T) {
	s, p := small(t)
	c := drawn(t, s, p)
	e, err := engine.Open(t.Context(), p.index("newsdex"), engine.Create)
	if err != nil {
		t.Fatal(err)
	}
	x, err := plain.Open(p.index("bleve"))
	if err != nil {
		t.Fatal(err)
	}
	r := &run{settings: s, ctx: t.Context(), corpus: c, ours: e, bleve: x}
	defer func() {
		if err := errors.Join(e.Close(), x.Close()); err != nil {
			t.Error(err)
		}
	}()
	err = s.feed(p, func(batch []*article.Article, _ int) error {
		return errors.Join(ourWriter{e}.write(t.Context(), batch), x.Write(t.Context(), batch))
	})
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for _, class := range classes {
		one, err := r.side(class, "newsdex")
		if err != nil {
			t.Fatalf("%s: %v", class.name, err)
		}
		two, err := r.side(class, "bleve")
		if err != nil {
			t.Fatalf("%s: %v", class.name, err)
		}
		for i, a := range one.asks {
			got, _, err := r.once(a, s.limit)
			if err != nil {
				t.Fatalf("%s: %v", class.name, err)
			}
			if got.total == 0 && !class.mayBeEmpty() {
				t.Errorf("%s: %q finds nothing", class.name, c.Queries[class.name][i].Text)
			}
			if !two.offered() {
				continue
			}
			want, _, err := r.once(two.asks[i], s.limit)
			if err != nil {
				t.Fatalf("%s: %v", class.name, err)
			}
			if compared++; got.total != want.total {
				t.Errorf("%s: %q finds %d articles, bleve %d", class.name, c.Queries[class.name][i].Text, got.total, want.total)
			}
		}
	}
	if compared < 80 {
		t.Errorf("only %d queries were compared", compared)
	}
}

// mayBeEmpty reports whether queries of the class may find nothing.
func (c class) mayBeEmpty() bool {
	return strings.Contains(c.name, "date") || c.name == "phrase of common words"
}

func TestPercentile(t *testing.T) {
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i + 1)
	}
	for _, tt := range []struct {
		of   []float64
		p    int
		want float64
	}{
		{hundred, 50, 50}, {hundred, 95, 95}, {hundred, 99, 99}, {hundred[:20], 95, 19},
		{[]float64{7}, 50, 7}, {[]float64{7}, 99, 7}, {[]float64{1, 2, 3}, 50, 2}, {[]float64{1, 2, 3}, 95, 3},
	} {
		if got := percentile(tt.of, tt.p); got != tt.want {
			t.Errorf("p%d of %d figures: %v, want %v", tt.p, len(tt.of), got, tt.want)
		}
	}
	if got := medianDifference([][]float64{{5, 9, 5}, {8, 7, 8}, {1, 1, 1}}, [][]float64{{1, 2, 1}, {5, 5, 5}, {9, 9, 9}}); got != 3 {
		t.Errorf("median of the differences: %v, want 3", got)
	}
}

func TestCompare(t *testing.T) {
	var res result
	res.compare([]question{{Text: "a"}, {Text: "b"}, {Text: "c"}},
		[][]found{{{total: 1}, {total: 5}, {total: 7, partial: true}}, {{total: 1}, {total: 4}, {total: 9}}})
	if len(res.Differ) != 1 || res.Differ[0] != (difference{"b", 5, 4}) || res.Hits != 5 {
		t.Errorf("compared: %+v", res)
	}
	if s := res.line(); !strings.Contains(s, "1 COUNTS DIFFER") {
		t.Errorf("the line does not say so: %q", s)
	}
}

// aReport is a report of made-up figures, a loss and a difference among them.
func aReport(t *testing.T) *report {
	t.Helper()
	s, err := parse([]string{"-dir", t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return &report{settings: s, Corpus: corpus{Articles: 20_000, Hash: strings.Repeat("ab", 32)}, Results: []result{
		{Class: "faster", Newsdex: &figures{P50: 0.5, P95: 1, P99: 2}, Bleve: &figures{P50: 4, P95: 30, P99: 40}, Overshoot: -1},
		{Class: "slower", Newsdex: &figures{P50: 8, P95: 1, P99: 2}, Bleve: &figures{P50: 4, P95: 1, P99: 40}, Plainly: &figures{P50: 4}, Adds: 1, Overshoot: 3},
		{Class: "alone", Newsdex: &figures{P50: 0.0001, P95: 1500, P99: 2000}, Overshoot: -1},
		{Class: "other", Newsdex: &figures{P50: 1}, Bleve: &figures{P50: 9}, Differ: []difference{{"a b", 1, 2}}, Overshoot: -1},
	}}
}

func TestMarkdown(t *testing.T) {
	got := aReport(t).markdown()
	for _, want := range []string{
		"### 20,000 articles\n", "| 8.00 | 30.0 |\n", "| **0.50** | 1.00 |\n", "| alone | 0 | 0 | 0.000 | 1500 | 2000 | – | – | – | – | – |\n",
		"| counts differ | – |\n", "| other | 1 | `a b` | 1 | 2 |\n", "| 1.00 (25 %) | 3.0 |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in:\n%s", want, got)
		}
	}
	for line := range strings.Lines(got) {
		if n := strings.Count(line, "|"); strings.HasPrefix(line, "|") && n != 6 && n != 8 && n != 12 {
			t.Errorf("a row of %d bars: %s", n, line)
		}
	}
}

func TestPlot(t *testing.T) {
	svg := aReport(t).plot()
	bars := 0
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "circle" {
			bars++
		}
	}
	if bars != 7 {
		t.Errorf("%d bars, want 7", bars)
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Errorf("a place that is no number:\n%s", svg)
	}
}

func TestPutBetween(t *testing.T) {
	path := filepath.Join(t.TempDir(), "doc.md")
	if err := os.WriteFile(path, []byte("# Figures\n\n<!-- a -->\nold\n<!-- end of a -->\nbehind\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // writing twice changes nothing more
		for _, name := range []string{"a", "b"} {
			if err := putBetween(path, name, "new "+name+"\n"); err != nil {
				t.Fatal(err)
			}
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "# Figures\n\n<!-- a -->\n\nnew a\n\n<!-- end of a -->\nbehind\n\n<!-- b -->\n\nnew b\n\n<!-- end of b -->\n"
	if string(got) != want {
		t.Errorf("got:\n%s", got)
	}
	if err := os.WriteFile(path, []byte("<!-- a -->\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := putBetween(path, "a", ""); err == nil {
		t.Error("a mark without an end was accepted")
	}
}

func TestParse(t *testing.T) {
	for _, args := range [][]string{{"-size", "10"}, {"-rounds", "0"}, {"-queries", "0"}, {"-classes", "("}, {"-clients", "-1"}} {
		if _, err := parse(args); err == nil {
			t.Errorf("%q was accepted", args)
		}
	}
}
