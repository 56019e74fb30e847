package eval

import (
	"math"
	"slices"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestMeasures(t *testing.T) {
	log := func(n float64) float64 { return math.Log2(n) }
	none := func(n int) []float64 { return make([]float64, n) }
	for name, c := range map[string]struct {
		gains, judged           []float64
		ndcg, ap, p, rr, recall float64
	}{
		"nothing found":       {nil, []float64{1}, 0, 0, 0, 0, 0},
		"nothing relevant":    {[]float64{0, 0}, nil, 0, 0, 0, 0, 0},
		"nothing at all":      {nil, nil, 0, 0, 0, 0, 0},
		"the best first":      {[]float64{1, 0}, []float64{1}, 1, 1, .1, 1, 1},
		"second of two":       {[]float64{0, 1}, []float64{1}, 1 / log(3), .5, .1, .5, 1},
		"half of them":        {[]float64{1, 0, 0}, []float64{1, 1}, 1 / (1 + 1/log(3)), .5, .1, 1, .5},
		"first and third":     {[]float64{1, 0, 1}, []float64{1, 1}, (1 + .5) / (1 + 1/log(3)), (1 + 2.0/3) / 2, .2, 1, 1},
		"graded, turned":      {[]float64{1, 3}, []float64{3, 1}, (1 + 7/log(3)) / (7 + 1/log(3)), 1, .2, 1, 1},
		"graded, as it is":    {[]float64{3, 1}, []float64{1, 3}, 1, 1, .2, 1, 1},
		"graded, four steps":  {[]float64{0, 2, 0, 4}, []float64{4, 2, 1}, (3/log(3) + 15/log(5)) / (15 + 3/log(3) + 1/log(4)), (.5 + .5) / 3, .2, .5, 2.0 / 3},
		"a half gain":         {[]float64{0.5}, []float64{1}, math.Sqrt2 - 1, 1, .1, 1, 1},
		"fewer than ten":      {[]float64{1, 1, 1}, []float64{1, 1, 1}, 1, 1, .3, 1, 1},
		"beyond the tenth":    {append(none(10), 1), []float64{1}, 0, 1.0 / 11, 0, 1.0 / 11, 1},
		"beyond the hundred":  {append(none(100), 1), []float64{1}, 0, 1.0 / 101, 0, 1.0 / 101, 0},
		"more than ten exist": {[]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 1, 10.0 / 12, 1, 1, 10.0 / 12},
	} {
		n := len(c.judged)
		before := slices.Clone(c.judged)
		for what, v := range map[string][2]float64{
			"nDCG": {NDCG(c.gains, c.judged, 10), c.ndcg}, "AP": {AveragePrecision(c.gains, n), c.ap},
			"P": {Precision(c.gains, 10), c.p}, "RR": {ReciprocalRank(c.gains), c.rr}, "R": {Recall(c.gains, n, 100), c.recall},
		} {
			if !near(v[0], v[1]) {
				t.Errorf("%s: %s is %v, want %v", name, what, v[0], v[1])
			}
		}
		if !slices.Equal(before, c.judged) {
			t.Errorf("%s: the judgements were put in another order", name)
		}
	}
}

func TestGains(t *testing.T) {
	judged := map[string]float64{"a": 2, "b": 1, "no": 0}
	for name, c := range map[string]struct {
		ranked []string
		want   []float64
	}{
		"none":                    {nil, []float64{}},
		"judged and not judged":   {[]string{"x", "a", "no", "b"}, []float64{0, 2, 0, 1}},
		"a second time counts no": {[]string{"a", "a", "b", "a"}, []float64{2, 0, 1, 0}},
	} {
		if got := Gains(c.ranked, judged); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	// A ranking of one article over and over is no better than naming it once.
	if m := measure([]string{"a", "a", "a"}, judged); m != measure([]string{"a"}, judged) {
		t.Errorf("repeating a hit gives %+v", m)
	}
}

func TestMean(t *testing.T) {
	if m := mean(nil); m != (Measures{}) {
		t.Errorf("the mean of nothing is %+v", m)
	}
	m := mean([]Measures{{1, 1, 1, 1, 1}, {0, .5, .2, 0, .5}})
	if want := (Measures{.5, .75, .6, .5, .75}); m != want {
		t.Errorf("%+v, want %+v", m, want)
	}
}

// TestChance compares with counting all ways to throw the signs.
func TestChance(t *testing.T) {
	for name, c := range map[string]struct {
		differences []float64
		want        float64
	}{
		"no difference":       {[]float64{0, 0, 0}, 1},
		"one of one":          {[]float64{.5}, 1},
		"five to none":        {[]float64{.1, .1, .1, .1, .1}, 2.0 / 32},
		"ten to none":         {[]float64{.1, .1, .1, .1, .1, .1, .1, .1, .1, .1}, 2.0 / 1024},
		"four to one":         {[]float64{.1, .1, .1, .1, -.1}, 12.0 / 32},
		"small against large": {[]float64{.1, .1, -.2}, 1},
	} {
		if got := chance(c.differences); math.Abs(got-c.want) > 0.01 {
			t.Errorf("%s: p is %v, want about %v", name, got, c.want)
		}
	}
	if a, b := chance([]float64{.3, -.1, .2}), chance([]float64{.3, -.1, .2}); a != b {
		t.Errorf("the same differences give %v and %v", a, b)
	}
}
