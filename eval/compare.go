package eval

import (
	"math"
	"math/rand/v2"
)

// Comparison is how two evaluations of the same queries differ in nDCG at 10.
type Comparison struct {
	// Before and After are the means over the queries.
	Before float64 `json:"before"`
	After  float64 `json:"after"`
	// Better and Worse count the queries that differ.
	Better int `json:"better"`
	Worse  int `json:"worse"`
	// P is how often chance alone makes a difference at least this large, in
	// either direction (see chance).
	P float64 `json:"p"`
}

// Against compares the results with an earlier ranking of the same queries. A
// query that the ranking does not have found nothing there.
func (r *Report) Against(before Rankings, j Judgements) Comparison {
	var c Comparison
	differences := make([]float64, 0, len(r.Results))
	n := float64(max(len(r.Results), 1))
	for _, q := range r.Results {
		was := measure(before[q.Query], j[q.Query]).NDCG10
		c.Before += was / n
		c.After += q.NDCG10 / n
		d := q.NDCG10 - was
		switch {
		case math.Abs(d) < same:
			d = 0
		case d > 0:
			c.Better++
		default:
			c.Worse++
		}
		differences = append(differences, d)
	}
	c.P = chance(differences)
	return c
}

// same is the difference below which two values are one: the noise of adding
// up in another order.
const same = 1e-12

// shuffles is how often chance is tried: a p of 0.05 is then known to 0.0013
// (two standard errors are twice that), in a fraction of a second.
const shuffles = 30_000

// chance returns the p of a paired randomisation test on a mean of 0 (Fisher;
// for rankings Smucker, Allan and Carterette, 2007): how often the signs of the
// differences, thrown at random, give a sum as far from 0. The coins are the
// same each time, so that the same rankings give the same p.
func chance(differences []float64) float64 {
	observed := 0.0
	for _, d := range differences {
		observed += d
	}
	observed = math.Abs(observed) - same
	coins := rand.New(rand.NewPCG(2007, 1935))
	extreme := 1 // what was observed is one of the ways
	for range shuffles {
		sum := 0.0
		for _, d := range differences {
			if coins.Uint64()&1 == 0 {
				d = -d
			}
			sum += d
		}
		if math.Abs(sum) >= observed {
			extreme++
		}
	}
	return float64(extreme) / (shuffles + 1)
}
