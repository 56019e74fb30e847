// Package eval measures how well answers are ranked: it reads judged
// collections, asks their queries, and works out the measures of information
// retrieval. It must never know an engine.
package eval

import (
	"math"
	"slices"
)

// A ranking is given as the judgements of its hits, best first: the gain of a
// relevant one, above 0, and 0 for one that is judged not relevant or not judged.
// Of an identifier that stands twice only the first place counts.

// NDCG returns the normalised discounted cumulative gain at k (Järvelin and
// Kekäläinen, 2002): gains as they are judged, divided by the binary logarithm of
// the place plus one, over the best that judged, in any order, could give.
func NDCG(gains []float64, judged []float64, k int) float64 {
	ideal := slices.Clone(judged)
	slices.SortFunc(ideal, func(a, b float64) int {
		switch {
		case a > b:
			return -1
		case a < b:
			return 1
		}
		return 0
	})
	if best := dcg(ideal, k); best > 0 {
		return dcg(gains, k) / best
	}
	return 0
}

func dcg(gains []float64, k int) float64 {
	sum := 0.0
	for i, g := range gains[:min(k, len(gains))] {
		if g > 0 {
			sum += g / math.Log2(float64(i+2))
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

// Precision returns the share of relevant ones among the first k, those that
// were not found included.
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
