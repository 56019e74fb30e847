// Package eval measures how well answers are ranked: it reads judged
// collections, asks their queries, and works out the measures of information
// retrieval. It must never know an engine.
package eval

import (
	"cmp"
	"math"
	"slices"
)

// Measures are the measures of one query, or their means over several; each
// lies between 0 and 1.
type Measures struct {
	NDCG10      float64 `json:"ndcg_10"`
	MAP         float64 `json:"map"`
	Precision10 float64 `json:"precision_10"`
	MRR         float64 `json:"mrr"`
	Recall100   float64 `json:"recall_100"`
}

const (
	// top is how many hits a reader looks at.
	top = 10
	// recalled is where recall is measured.
	recalled = 100
)

// Gains returns the gains of a ranking, best first: 0 for an article that is
// judged not relevant or not judged, and for one that stood further up already.
func Gains(ranked []string, judged map[string]float64) []float64 {
	out := make([]float64, len(ranked))
	seen := make(map[string]bool, len(ranked))
	for i, id := range ranked {
		if !seen[id] {
			out[i], seen[id] = judged[id], true
		}
	}
	return out
}

// relevant returns the gains above 0 of the judgements of a query.
func relevant(judged map[string]float64) []float64 {
	var out []float64
	for _, gain := range judged {
		if gain > 0 {
			out = append(out, gain)
		}
	}
	return out
}

// measure works out all measures of a ranking.
func measure(ranked []string, judged map[string]float64) Measures {
	gains, ideal := Gains(ranked, judged), relevant(judged)
	return Measures{
		NDCG10: NDCG(gains, ideal, top), MAP: AveragePrecision(gains, len(ideal)),
		Precision10: Precision(gains, top), MRR: ReciprocalRank(gains), Recall100: Recall(gains, len(ideal), recalled),
	}
}

// A ranking is given to the functions below as the gains of its hits, best
// first; what is above 0 is relevant.

// NDCG returns the normalised discounted cumulative gain at k: 2 to the gain,
// less 1, divided by the binary logarithm of the place plus one, over the best
// that judged, in any order, could give. The discount is that of Järvelin and
// Kekäläinen (2002), the exponential gain that of Burges and others (2005): a
// gain of 3 counts seven times as much as one of 1. Where all gains are 0 or 1
// it is the same as with linear gain.
func NDCG(gains []float64, judged []float64, k int) float64 {
	ideal := slices.Clone(judged)
	slices.SortFunc(ideal, func(a, b float64) int { return cmp.Compare(b, a) })
	if best := dcg(ideal, k); best > 0 {
		return dcg(gains, k) / best
	}
	return 0
}

func dcg(gains []float64, k int) float64 {
	sum := 0.0
	for i, g := range gains[:min(k, len(gains))] {
		if g > 0 {
			sum += (math.Exp2(g) - 1) / math.Log2(float64(i+2))
		}
	}
	return sum
}

// AveragePrecision returns the mean of the precision at each relevant hit, over
// all relevant articles: those that were not found count as 0.
func AveragePrecision(gains []float64, relevant int) float64 {
	if relevant == 0 {
		return 0
	}
	found, sum := 0, 0.0
	for i, g := range gains {
		if g > 0 {
			found++
			sum += float64(found) / float64(i+1)
		}
	}
	return sum / float64(relevant)
}

// Precision returns the share of relevant ones among the first k; places that
// are not filled count as not relevant.
func Precision(gains []float64, k int) float64 {
	return float64(found(gains, k)) / float64(k)
}

// Recall returns the share of the relevant articles that are among the first k.
func Recall(gains []float64, relevant, k int) float64 {
	if relevant == 0 {
		return 0
	}
	return float64(found(gains, k)) / float64(relevant)
}

// ReciprocalRank returns one over the place of the first relevant hit, 0 when
// there is none.
func ReciprocalRank(gains []float64) float64 {
	for i, g := range gains {
		if g > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

func found(gains []float64, k int) int {
	n := 0
	for _, g := range gains[:min(k, len(gains))] {
		if g > 0 {
			n++
		}
	}
	return n
}

// mean is over queries, each counting alike.
func mean(all []Measures) (m Measures) {
	n := float64(max(len(all), 1))
	for _, r := range all {
		m.NDCG10 += r.NDCG10 / n
		m.MAP += r.MAP / n
		m.Precision10 += r.Precision10 / n
		m.MRR += r.MRR / n
		m.Recall100 += r.Recall100 / n
	}
	return m
}
