package eval_test

import (
	"bytes"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/engine/bleve"
	"newsdex/eval"
	"newsdex/search/query"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestMeasures(t *testing.T) {
	log := func(n float64) float64 { return math.Log2(n) }
	for name, c := range map[string]struct {
		gains, judged           []float64
		ndcg, ap, p, rr, recall float64
	}{
		"nothing found":       {nil, []float64{1}, 0, 0, 0, 0, 0},
		"nothing relevant":    {[]float64{0, 0}, nil, 0, 0, 0, 0, 0},
		"the best first":      {[]float64{1, 0}, []float64{1}, 1, 1, .1, 1, 1},
		"second of two":       {[]float64{0, 1}, []float64{1}, 1 / log(3), .5, .1, .5, 1},
		"half of them":        {[]float64{1, 0, 0}, []float64{1, 1}, 1 / (1 + 1/log(3)), .5, .1, 1, .5},
		"first and third":     {[]float64{1, 0, 1}, []float64{1, 1}, (1 + .5) / (1 + 1/log(3)), (1 + 2.0/3) / 2, .2, 1, 1},
		"graded, turned":      {[]float64{1, 3}, []float64{3, 1}, (1 + 3/log(3)) / (3 + 1/log(3)), 1, .2, 1, 1},
		"graded, as it is":    {[]float64{3, 1}, []float64{1, 3}, 1, 1, .2, 1, 1},
		"beyond the tenth":    {[]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, []float64{1}, 0, 1.0 / 11, 0, 1.0 / 11, 1},
		"more than ten exist": {[]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 10.0 / 12, 1, 1, 10.0 / 12},
	} {
		n := len(c.judged)
		for what, v := range map[string][2]float64{
			"nDCG": {eval.NDCG(c.gains, c.judged, 10), c.ndcg}, "AP": {eval.AveragePrecision(c.gains, n), c.ap},
			"P": {eval.Precision(c.gains, 10), c.p}, "RR": {eval.ReciprocalRank(c.gains), c.rr}, "R": {eval.Recall(c.gains, n, 100), c.recall},
		} {
			if !near(v[0], v[1]) {
				t.Errorf("%s: %s is %v, want %v", name, what, v[0], v[1])
			}
		}
	}
}

func TestReading(t *testing.T) {
	qs, err := eval.ReadQueries(strings.NewReader("1\tgrain deal\r\n\n2\ta\tb\n"))
	if err != nil || len(qs) != 2 || qs[0] != (eval.Query{ID: "1", Text: "grain deal"}) || qs[1].Text != "a\tb" {
		t.Errorf("%q %v", qs, err)
	}
	for text, want := range map[string]string{"1 grain": "line 1", "1\ta\n1\tb": "line 2: the query \"1\" stands twice", "\ta": "line 1", "1\t ": "line 1"} {
		if _, err := eval.ReadQueries(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	j, err := eval.ReadJudgements(strings.NewReader("1\tx y\t2\n1 0 z -1\n2 Q0 x 1\n"))
	if err != nil || j["1"]["x y"] != 2 || j["1"]["z"] != 0 || j["2"]["x"] != 1 {
		t.Errorf("%v %v", j, err)
	}
	for _, text := range []string{"1 x", "1\tx\tyes", "1\tx\tNaN", "1 0 x 1 2"} {
		if _, err := eval.ReadJudgements(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// index holds a few articles whose ranking is plain to see.
func index(t *testing.T) *bleve.Store {
	t.Helper()
	s, err := bleve.Open(filepath.Join(t.TempDir(), "index"), bleve.Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	var batch []*article.Article
	for id, text := range map[string][2]string{
		"deal":   {"Grain deal holds", "The grain deal between the two holds."},
		"grain":  {"Harvest", "Grain, and more grain, in a long report on the harvest of the year and the weather in the fields."},
		"steel":  {"Steel deal", "A deal on steel."},
		"nobody": {"Weather", "Rain in the north."},
	} {
		a := &article.Article{Headline: text[0], Body: text[1], Lang: "en"}
		a.Identify(id)
		a.HashContent()
		batch = append(batch, a)
	}
	if _, err := s.Write(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRun(t *testing.T) {
	queries := []eval.Query{{ID: "q1", Text: "grain deal"}, {ID: "q2", Text: `steel "unclosed`}, {ID: "q3", Text: "rain"}, {ID: "q4", Text: "x"}}
	judged := eval.Judgements{"q1": {"deal": 1, "grain": 1}, "q2": {"steel": 2, "deal": 0}, "q3": {"grain": 0}, "other": {"x": 1}}
	r, err := eval.Run(t.Context(), index(t), queries, judged, eval.Options{Syntax: query.Words, Any: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.Skipped != 2 || len(r.Results) != 2 {
		t.Fatalf("%d measured, %d skipped", len(r.Results), r.Skipped)
	}
	var run bytes.Buffer
	if err := r.WriteRun(&run, "a test"); err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, line := range strings.Split(strings.TrimSpace(run.String()), "\n") {
		f := strings.Fields(line)
		if len(f) != 6 || f[1] != "Q0" || f[5] != "a_test" {
			t.Fatalf("a line of the run: %q", line)
		}
		order = append(order, f[0]+":"+f[2]+":"+f[3])
	}
	if got := strings.Join(order, " "); got != "q1:deal:1 q1:steel:2 q1:grain:3 q2:steel:1" {
		t.Errorf("the run is %s", got)
	}
	if m := r.Results[0].Measures; !near(m.MAP, (1+2.0/3)/2) || m.MRR != 1 || m.Recall100 != 1 || !near(m.Precision10, .2) {
		t.Errorf("q1: %+v", m)
	}
	if !near(r.Mean.MRR, 1) || !near(r.Mean.NDCG10, (r.Results[0].NDCG10+1)/2) {
		t.Errorf("the mean is %+v", r.Mean)
	}
}
