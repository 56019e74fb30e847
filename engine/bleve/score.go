package bleve

import (
	"fmt"
	"math"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"newsdex/search/match"
)

// bm25f scores by BM25F over headline and body: term frequencies are first
// normalised by the length of their field and added up with the weight of the
// field, then saturated once (Robertson and Zaragoza, The Probabilistic
// Relevance Framework, 2009, section 3.6).
type bm25f struct {
	articles int
	k1       float64
	fields   [len(textFields)]fieldWeight
}

type fieldWeight struct{ weight, b, averageLength float64 }

// The usual constants of BM25. A word in the headline counts as two in the
// body; headlines are short by nature, so their length says less.
const (
	k1             = 1.2
	bodyB          = 0.75
	headlineB      = 0.5
	headlineWeight = 2
)

func newBM25F(s sums, articles int) bm25f {
	n := float64(max(articles, 1))
	return bm25f{
		articles: articles, k1: k1,
		fields: [...]fieldWeight{
			{headlineWeight, headlineB, math.Max(1, float64(s.HeadlineTokens)/n)},
			{1, bodyB, math.Max(1, float64(s.BodyTokens)/n)},
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

// scores returns the score of every matched document of a segment, indexed by
// document number: 8 bytes for each document of the segment, twice.
func (e *execution) scores(m matched) ([]float64, error) {
	out := make([]float64, m.view.size)
	frequency := make([]float64, m.view.size)
	for i, leaf := range e.leaves {
		if err := e.ctx.Err(); err != nil {
			return nil, err
		}
		clear(frequency)
		for f := range textFields {
			if err := e.add(frequency, m, leaf, f); err != nil {
				return nil, err
			}
		}
		idf := e.score.idf(e.docFreq[i])
		for it := m.docs.Iterator(); it.HasNext(); {
			n := it.Next()
			if tf := frequency[n]; tf > 0 {
				out[n] += idf * tf * (e.score.k1 + 1) / (e.score.k1 + tf)
			}
		}
	}
	return out, nil
}

// add adds the normalised frequencies of a leaf in one field.
func (e *execution) add(to []float64, m matched, leaf match.Node, f int) error {
	field, weight := textFields[f], e.score.fields[f]
	visit := func(doc uint32, frequency, length float64) {
		to[doc] += weight.normalised(frequency, length)
	}
	switch n := leaf.(type) {
	case *match.Word:
		if n.In&field.in == 0 {
			return nil
		}
		return m.view.eachWord(field, n, visit)
	case *match.Pattern:
		if n.In&field.in == 0 {
			return nil
		}
		return m.view.eachOf(field.surfaces, m.words[n].used, visit)
	case *match.Fuzzy:
		if n.In&field.in == 0 {
			return nil
		}
		return m.view.eachOf(field.surfaces, m.words[n].used, visit)
	case *match.Phrase:
		if n.In&field.in == 0 {
			return nil
		}
		counts := m.phrases[keyOf(field.surfaces, n.Words)]
		if len(counts) == 0 {
			return nil
		}
		return m.view.each(field.surfaces, n.Words[0], func(doc uint32, _, length float64) {
			if times := counts[doc]; times > 0 {
				visit(doc, float64(times), length)
			}
		})
	}
	return nil
}

// eachWord visits the documents in which a word stands in a field. An article
// has the stems of one language, and the tokens with the surface and those with
// the stem are mostly the same tokens, so the greater of the two counts is taken.
func (v *view) eachWord(f textField, w *match.Word, visit func(doc uint32, frequency, length float64)) error {
	if len(w.Stems) == 0 {
		return v.each(f.surfaces, w.Surface, visit)
	}
	type occurrence struct{ frequency, length float64 }
	bySurface := map[uint32]occurrence{}
	err := v.each(f.surfaces, w.Surface, func(doc uint32, frequency, length float64) {
		bySurface[doc] = occurrence{frequency, length}
	})
	if err != nil {
		return err
	}
	for lang, stem := range w.Stems {
		err := v.each(f.stems, stemTerm(lang, stem), func(doc uint32, frequency, length float64) {
			visit(doc, math.Max(frequency, bySurface[doc].frequency), length)
			delete(bySurface, doc)
		})
		if err != nil {
			return err
		}
	}
	for doc, o := range bySurface {
		visit(doc, o.frequency, o.length)
	}
	return nil
}

// eachOf visits the postings of several terms, one after the other.
func (v *view) eachOf(field string, terms []string, visit func(doc uint32, frequency, length float64)) error {
	for _, t := range terms {
		if err := v.each(field, t, visit); err != nil {
			return err
		}
	}
	return nil
}

// each visits the postings of a term with frequency and length of the field in tokens.
func (v *view) each(field, term string, visit func(doc uint32, frequency, length float64)) error {
	pl, err := v.list(field, term)
	if err != nil {
		return err
	}
	it := pl.Iterator(true, true, false, nil)
	for {
		p, err := it.Next()
		if err != nil {
			return fmt.Errorf("reading the postings of %q in %q: %w", term, field, err)
		}
		if p == nil {
			return nil
		}
		visit(uint32(p.Number()), float64(p.Frequency()), length(p))
	}
}

// length returns the length of the field in tokens. zap stores it exactly and
// gives it as 1/sqrt(length).
func length(p segment.Posting) float64 {
	norm := p.Norm()
	if norm <= 0 {
		return 1
	}
	return math.Round(1 / (norm * norm))
}
