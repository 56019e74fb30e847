package bleve

import (
	"fmt"
	"math"
)

// bm25f scores by BM25F over headline and body: term frequencies are first
// normalised by the length of their field and added up with the weight of the
// field, then saturated once (Robertson and Zaragoza, The Probabilistic
// Relevance Framework, 2009, section 3.6).
type bm25f struct {
	articles int
	k1       float64
	fields   [textFields]fieldWeight
}

// The two fields of text, in the order of weights and lengths.
const (
	inHeadline = iota
	inBody
	textFields
)

type fieldWeight struct{ weight, b, averageLength float64 }

// Scoring are the constants of BM25F.
type Scoring struct {
	// K1 is how fast more occurrences stop counting: 0 for at once.
	K1 float64
	// HeadlineB and BodyB are how much the length of the field counts, 0 to 1.
	HeadlineB, BodyB float64
	// HeadlineWeight is what a word in the headline counts, in words of the body.
	HeadlineWeight float64
}

// DefaultScoring returns the constants that are used unless others are asked
// for. They were chosen by cross-validation on judged collections, on a plateau
// that is wide in each of them: see docs/relevance.md. Segments hold bounds made
// with the defaults of their time (see reference), which stay right under others.
func DefaultScoring() Scoring {
	return Scoring{K1: 2, HeadlineB: 0.75, BodyB: 0.75, HeadlineWeight: 3}
}

// Check reports constants that no score can be made with.
func (c Scoring) Check() error {
	in := func(v, least, most float64) bool { return v >= least && v <= most }
	switch {
	case !in(c.K1, 0, 100):
		return fmt.Errorf("k1 is %v; use 0 to 100", c.K1)
	case !in(c.BodyB, 0, 1) || !in(c.HeadlineB, 0, 1):
		return fmt.Errorf("b is %v, of the headline %v; use 0 to 1", c.BodyB, c.HeadlineB)
	case !in(c.HeadlineWeight, 0.01, 100):
		return fmt.Errorf("the weight of the headline is %v; use 0.01 to 100", c.HeadlineWeight)
	}
	return nil
}

func newBM25F(s sums, articles int, c Scoring) *bm25f {
	n := float64(max(articles, 1))
	return &bm25f{
		articles: articles, k1: c.K1,
		fields: [...]fieldWeight{
			inHeadline: {c.HeadlineWeight, c.HeadlineB, math.Max(1, float64(s.HeadlineTokens)/n)},
			inBody:     {1, c.BodyB, math.Max(1, float64(s.BodyTokens)/n)},
		},
	}
}

// idf is Lucene's form, which is positive for every frequency.
func (b *bm25f) idf(docFreq int) float64 {
	n, df := float64(b.articles), float64(docFreq)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// normalised returns the weighted frequency of a term in one field.
func (f fieldWeight) normalised(frequency, length float64) float64 {
	return f.weight * frequency / (1 - f.b + f.b*length/f.averageLength)
}

// saturated returns the score of a weight, less the idf.
func (b *bm25f) saturated(weight float64) float64 {
	if weight <= 0 {
		return 0
	}
	return weight * (b.k1 + 1) / (b.k1 + weight)
}
