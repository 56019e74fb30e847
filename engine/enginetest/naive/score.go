package naive

import (
	"math"

	"newsdex/search/match"
)

// The constants of BM25F that a search uses unless told otherwise.
const (
	K1             = 2
	HeadlineB      = 0.75
	BodyB          = 0.75
	HeadlineWeight = 3
)

// Scores returns the score of each article for the leaves of a tree, whether it
// satisfies the tree or not: BM25F over headline and body, as docs/architecture.md writes it down,
// with document frequencies and average lengths counted from the articles.
func Scores(leaves []match.Node, all []*Reading) []float64 {
	headlines, bodies := 0, 0
	for _, r := range all {
		headlines += len(r.headline)
		bodies += len(r.body)
	}
	articles := float64(max(len(all), 1))
	averageHeadline := math.Max(1, float64(headlines)/articles)
	averageBody := math.Max(1, float64(bodies)/articles)
	scores := make([]float64, len(all))
	for _, leaf := range leaves {
		inHeadline, inBody := make([]float64, len(all)), make([]float64, len(all))
		frequency := 0.0
		for i, r := range all {
			q := &asking{r, map[match.Node][]place{}}
			for _, p := range q.places(leaf) {
				if p.field == match.Headline {
					inHeadline[i]++
				} else {
					inBody[i]++
				}
			}
			if inHeadline[i]+inBody[i] > 0 {
				frequency++
			}
		}
		idf := math.Log(1 + (articles-frequency+0.5)/(frequency+0.5))
		for i, r := range all {
			weight := HeadlineWeight*inHeadline[i]/(1-HeadlineB+HeadlineB*float64(len(r.headline))/averageHeadline) +
				inBody[i]/(1-BodyB+BodyB*float64(len(r.body))/averageBody)
			scores[i] += idf * weight * (K1 + 1) / (K1 + weight)
		}
	}
	return scores
}
