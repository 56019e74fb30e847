package bleve

import (
	"math"

	"newsdex/engine/bleve/postings"
	"newsdex/search/match"
)

// A window is as many documents as lie in one block of each list. The maxima of
// those blocks say which lists can bring a document of it into the answer, and
// whether any can.

// essential returns the first cursor with which a document of the window may enter
// the answer: those before it are not enough by themselves, and only looked up.
func (r *ranker) essential(least float64) int {
	first := 0
	for first < len(r.cursors) && r.before[first+1] < least {
		first++
	}
	return first
}

// overLists scores the documents of the lists, window by window: as far as no list
// begins another block.
func (r *ranker) overLists() error {
	n := 0
	for from, end := uint32(0), uint32(0); ; from = end + 1 {
		var sum float64
		if sum, end = r.ahead(from); sum >= r.least() {
			scored, err := r.window(from, end)
			if err != nil {
				return err
			}
			n += scored
		}
		if end == postings.End {
			return r.failed()
		}
		if n++; n >= checkEvery {
			if n = 0; r.ctx.Err() != nil {
				return r.ctx.Err()
			}
		}
	}
}

// window scores the documents of a window, and returns how many it looked at.
func (r *ranker) window(from, end uint32) (n int, err error) {
	least := r.least()
	first := r.essential(least)
	for _, c := range r.cursors[first:] {
		c.Seek(from)
	}
	r.require(first, least)
	for {
		if l := r.least(); l > least {
			least, first = l, r.essential(l)
			r.require(first, least)
		}
		if first == len(r.cursors) {
			return n, nil
		}
		if first == len(r.cursors)-1 {
			looked, done, err := r.alone(end, least)
			if n += looked; done || err != nil {
				return n, err
			}
			continue
		}
		doc, of := uint32(postings.End), -1 // of is the cursor on doc, the first of several
		several := false
		for i, c := range r.cursors[first:] {
			switch d := c.Doc(); {
			case d < doc:
				doc, of, several = d, first+i, false
			case d == doc:
				several = true
			}
		}
		if doc > end || doc == postings.End {
			return n, nil
		}
		n++
		if !several {
			c := r.cursors[of]
			if p := c.Posting(); p.Headline > 0 || !r.light(c, p.Doc, p.Body) {
				if r.admits(doc) {
					err = r.consider(doc, first, least)
				}
			}
			if c.Next(); err != nil {
				return n, err
			}
			continue
		}
		if r.admits(doc) {
			if err := r.consider(doc, first, least); err != nil {
				return n, err
			}
		}
		for _, c := range r.cursors[of:] {
			if c.Doc() == doc {
				c.Next()
			}
		}
	}
}

// require sets what documents need that are on one of the cursors from first on
// alone.
func (r *ranker) require(first int, least float64) {
	f := r.score.fields[inBody]
	for _, c := range r.cursors[first:] {
		c.short, c.slope = 0, 0
		if c.in == match.Text {
			weight := r.needed(c, least-r.before[first]*slack) / f.weight
			c.short, c.slope = weight*(1-f.b), weight*f.b/f.averageLength
		}
	}
}

// light reports whether a document that has the word of a cursor in its body, but
// not in the headline, has it too seldom.
func (r *ranker) light(c *scored, doc, body uint32) bool {
	return float64(body) < c.short+c.slope*float64(r.view.body.At(doc))
}

// alone scores the documents up to end of the last cursor, the only one with which
// they may enter the answer, until the bar is lifted. Most are told by a
// multiplication and a comparison: their weight by it is too small for the rest.
// done says that there are no more.
func (r *ranker) alone(end uint32, least float64) (n int, done bool, err error) {
	first := len(r.cursors) - 1
	c := r.cursors[first]
	if c.Doc() > end || c.Doc() == postings.End {
		return 0, true, nil
	}
	docs, body, headline := c.Rest()
	at := 0 // the cursor stands on docs[at]
	for i, doc := range docs {
		if doc > end {
			c.Step(i - at)
			return i, true, nil
		}
		if headline[i] == 0 && r.light(c, doc, body[i]) {
			continue
		}
		if c.Step(i - at); !r.admits(doc) {
			at = i
			continue
		}
		err := r.consider(doc, first, least)
		if at = i; err != nil || r.least() > least {
			c.Next()
			return i + 1, false, err
		}
	}
	c.Step(len(docs) - at)
	return len(docs), false, nil
}

// admits reports whether a document of a list is one that matched.
func (r *ranker) admits(doc uint32) bool {
	if r.docs == nil {
		return r.view.isLive(doc)
	}
	return r.docs.Contains(doc)
}

// needed returns the weight that a posting needs to score so much by it alone, or a
// little less; 0 when every posting may.
func (r *ranker) needed(c *scored, score float64) float64 {
	score /= slack * slack
	most := r.idf[c.leaf] * (r.score.k1 + 1)
	switch {
	case score <= 0 || r.score.k1 == 0:
		return 0
	case score >= most:
		return math.MaxFloat64
	}
	return r.score.k1 * score / (most - score) / slack
}
