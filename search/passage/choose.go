package passage

import (
	"slices"

	"newsdex/search/match"
	"newsdex/text"
)

// maxCandidates bounds the passages compared for one article: so many around
// single marks, and so many around proofs. Those beyond it are thinned evenly,
// so that a book with the word on each page costs no more.
const maxCandidates = 512

// Choose returns up to n passages that prove a match, in text order, not
// overlapping from their start to their end. Hits are those of the body, by
// start; proofs are the match's: the passages around them show them from end
// to end.
//
// Best is the passage with the most distinct leaves, then with the rarest ones
// (rarity per leaf, higher is rarer), then the earliest. A leaf that proves
// something only together with others counts where a whole proof is shown.
// Without hits it returns the lead.
func Choose(b Body, hits []match.Hit, proofs [][]text.Span, rarity []float64, n int) []Passage {
	if n <= 0 || len(b.Tokens) == 0 {
		return nil
	}
	if len(hits) == 0 {
		return []Passage{{Windows: []text.Span{b.lead()}}}
	}
	j := newJudge(b, hits, proofs, rarity)
	var candidates []candidate
	for i := range thinned(len(j.marks), maxCandidates) {
		candidates = append(candidates, j.candidate(j.marks[i], 0))
	}
	for near, spans := range proofs {
		for i := range thinned(len(spans), max(1, maxCandidates/len(proofs))) {
			candidates = append(candidates, j.candidate(spans[i], near+1))
		}
	}
	slices.SortStableFunc(candidates, candidate.compare)
	var out []Passage
	for _, c := range candidates {
		if len(out) == n {
			break
		}
		if !slices.ContainsFunc(out, c.overlaps) {
			c.Marks = j.within(c.Windows)
			out = append(out, c.Passage)
		}
	}
	slices.SortFunc(out, func(a, b Passage) int { return a.Start() - b.Start() })
	return out
}

// thinned goes through the indices of n things, at most so many of them, evenly.
func thinned(n, most int) func(yield func(int) bool) {
	step := max(1, (n+most-1)/most)
	return func(yield func(int) bool) {
		for i := 0; i < n && yield(i); i += step {
		}
	}
}

// candidate is a passage, without its marks, with what it is judged by.
type candidate struct {
	Passage
	distinct int
	rarity   float64
}

// compare orders the better candidate first.
func (c candidate) compare(d candidate) int {
	switch {
	case c.distinct != d.distinct:
		return d.distinct - c.distinct
	case c.rarity > d.rarity:
		return -1
	case c.rarity < d.rarity:
		return 1
	}
	return c.Start() - d.Start()
}

func (c candidate) overlaps(p Passage) bool { return c.Start() < p.End() && p.Start() < c.End() }

// judge builds candidates and tells what they show.
type judge struct {
	Body
	hits   []match.Hit
	marks  []text.Span
	proofs [][]text.Span
	rarity []float64
	// The number of the candidate at hand; the last candidate in which each
	// leaf was seen and each proximity looked at; and what was found of it.
	round        int
	seen, looked []int
	proved       []bool
}

func newJudge(b Body, hits []match.Hit, proofs [][]text.Span, rarity []float64) *judge {
	leaves := 0
	for _, h := range hits {
		leaves = max(leaves, h.Leaf+1)
	}
	return &judge{Body: b, hits: hits, marks: match.Spans(hits), proofs: proofs, rarity: rarity,
		seen: make([]int, leaves), looked: make([]int, len(proofs)), proved: make([]bool, len(proofs))}
}

// candidate builds the passage around a mark, or around a proof of the
// proximity near, and judges it.
func (j *judge) candidate(around text.Span, near int) candidate {
	c := candidate{Passage: Passage{Windows: j.windows(around, j.marks)}}
	j.round++
	if near > 0 {
		j.looked[near-1], j.proved[near-1] = j.round, true
	}
	for _, w := range c.Windows {
		first, _ := slices.BinarySearchFunc(j.hits, w.Start, func(h match.Hit, pos int) int { return h.Start - pos })
		for _, h := range j.hits[first:] {
			if h.Start >= w.End {
				break
			}
			// What begins in a window and ends outside it is longer than a
			// window: it counts by the piece that is shown.
			if j.seen[h.Leaf] == j.round || h.Near > 0 && !j.proves(c.Windows, h.Near-1) {
				continue
			}
			j.seen[h.Leaf] = j.round
			c.distinct++
			if h.Leaf < len(j.rarity) {
				c.rarity += j.rarity[h.Leaf]
			}
		}
	}
	if near > 0 {
		// A hit that is longer than its window may have begun ahead of it.
		c.distinct = max(c.distinct, 1)
	}
	return c
}

// proves reports whether one of the windows of the candidate at hand holds a
// proof of a proximity, or whether the candidate was made around one.
func (j *judge) proves(windows []text.Span, near int) bool {
	if j.looked[near] != j.round {
		j.looked[near] = j.round
		j.proved[near] = slices.ContainsFunc(windows, func(w text.Span) bool { return holds(w, j.proofs[near]) })
	}
	return j.proved[near]
}

// holds reports whether a window holds one of the proofs, of which both ends
// ascend: the first to begin in it is the first to end.
func holds(w text.Span, proofs []text.Span) bool {
	i, _ := slices.BinarySearchFunc(proofs, w.Start, func(p text.Span, pos int) int { return p.Start - pos })
	return i < len(proofs) && proofs[i].End <= w.End
}

// within returns the marks that windows show.
func (j *judge) within(windows []text.Span) []text.Span {
	var out []text.Span
	for _, w := range windows {
		for _, m := range j.marks[behind(j.marks, w.Start):] {
			if m.Start >= w.End {
				break
			}
			out = append(out, text.Span{Start: max(m.Start, w.Start), End: min(m.End, w.End)})
		}
	}
	return out
}
