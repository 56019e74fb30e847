package passage

import (
	"slices"
	"unicode/utf8"

	"newsdex/search/match"
	"newsdex/text"
)

// Sizes of a passage, in runes.
const (
	// Aim is what a passage grows to: two or three sentences of news prose.
	Aim = 240
	// Most is how far it may go to end at the border of a sentence.
	Most = 480
	// before is how much of a long sentence is shown ahead of the first mark.
	before = 80
)

// maxCandidates bounds the passages compared for one article. Hits beyond it
// are thinned evenly, so that a book with the word on each page costs no more.
const maxCandidates = 512

// Body is the text that passages are cut from.
type Body struct {
	Text string
	// Tokens of the text: passages are only cut between them, except within a
	// word of more than Aim runes.
	Tokens []text.Token
	// Sentences of the text, as text.Sentences gives them.
	Sentences []text.Span
}

// Choose returns up to n passages that prove a match, in text order, not
// overlapping. Hits are those of the body, by start. Best is the passage with
// the most distinct leaves, then with the rarest ones (rarity per leaf, higher
// is rarer), then the earliest. Without hits it returns the lead.
func Choose(b Body, hits []match.Hit, rarity []float64, n int) []Passage {
	if n <= 0 || len(b.Tokens) == 0 {
		return nil
	}
	if len(hits) == 0 {
		return []Passage{b.lead()}
	}
	marks := match.Spans(hits)
	candidates := make([]candidate, 0, min(len(marks), maxCandidates))
	step := (len(marks) + maxCandidates - 1) / maxCandidates
	for i := 0; i < len(marks); i += step {
		candidates = append(candidates, b.candidate(marks[i], hits, marks, rarity))
	}
	slices.SortStableFunc(candidates, candidate.compare)
	var out []Passage
	for _, c := range candidates {
		if len(out) == n {
			break
		}
		if !slices.ContainsFunc(out, c.overlaps) {
			out = append(out, c.Passage)
		}
	}
	slices.SortFunc(out, func(a, b Passage) int { return a.Start() - b.Start() })
	return out
}

// candidate is a passage with what it is judged by.
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

// candidate builds the passage around one mark and judges it.
func (b Body) candidate(mark text.Span, hits []match.Hit, marks []text.Span, rarity []float64) candidate {
	c := candidate{Passage: Passage{Windows: b.around(mark)}}
	if len(c.Windows) == 1 {
		c.Windows[0] = b.whole(c.Windows[0], marks)
	}
	seen := map[int]bool{}
	first, _ := slices.BinarySearchFunc(hits, c.Start(), func(h match.Hit, pos int) int { return h.Start - pos })
	for _, h := range hits[first:] {
		if h.Start >= c.End() {
			break
		}
		if h.End > c.End() || seen[h.Leaf] {
			continue
		}
		seen[h.Leaf] = true
		c.distinct++
		if h.Leaf < len(rarity) {
			c.rarity += rarity[h.Leaf]
		}
	}
	for _, w := range c.Windows {
		first, _ := slices.BinarySearchFunc(marks, w.Start+1, func(m text.Span, pos int) int { return m.End - pos })
		for _, m := range marks[first:] {
			if m.Start >= w.End {
				break
			}
			c.Marks = append(c.Marks, text.Span{Start: max(m.Start, w.Start), End: min(m.End, w.End)})
		}
	}
	return c
}

// whole widens a window so that it cuts no mark at its ends: a phrase may reach
// over the end of a sentence. A mark longer than Aim is cut, or a passage could
// grow without bound.
func (b Body) whole(w text.Span, marks []text.Span) text.Span {
	first, _ := slices.BinarySearchFunc(marks, w.Start+1, func(m text.Span, pos int) int { return m.End - pos })
	for _, m := range marks[first:] {
		if m.Start >= w.End {
			break
		}
		if b.runes(m.Start, m.End) <= Aim {
			w = text.Span{Start: min(w.Start, m.Start), End: max(w.End, m.End)}
		}
	}
	return w
}

// around returns the window, or two, that show a mark.
func (b Body) around(mark text.Span) []text.Span {
	if b.runes(mark.Start, mark.End) > Most {
		return b.ends(mark)
	}
	w := b.sentences(mark)
	if b.runes(w.Start, w.End) > Most {
		return []text.Span{b.within(w, mark)}
	}
	return []text.Span{b.grow(w)}
}

// ends shows the beginning and the end of a mark that is too long to show.
func (b Body) ends(mark text.Span) []text.Span {
	first := text.Span{Start: mark.Start, End: b.tokenEnd(b.forward(mark.Start, Aim/2))}
	last := text.Span{Start: b.tokenStart(b.back(mark.End, Aim/2)), End: mark.End}
	if first.End <= first.Start || last.Start <= first.End || last.Start >= last.End {
		// One word that long: it is cut where it must be.
		first.End, last.Start = b.forward(mark.Start, Aim/2), b.back(mark.End, Aim/2)
	}
	return []text.Span{first, last}
}

// sentences returns the range of the sentences that a mark touches.
func (b Body) sentences(mark text.Span) text.Span {
	w := mark
	for i := b.sentenceAt(mark.Start); i < len(b.Sentences) && b.Sentences[i].Start < mark.End; i++ {
		w.Start = min(w.Start, b.Sentences[i].Start)
		w.End = max(w.End, b.Sentences[i].End)
	}
	return w
}

// sentenceAt returns the index of the first sentence that ends after pos.
func (b Body) sentenceAt(pos int) int {
	i, _ := slices.BinarySearchFunc(b.Sentences, pos, func(s text.Span, pos int) int {
		if s.End <= pos {
			return -1
		}
		return 1
	})
	return i
}

// grow adds whole sentences, first behind and then ahead, until the window
// reaches Aim, none going beyond Most.
func (b Body) grow(w text.Span) text.Span {
	size := b.runes(w.Start, w.End)
	for i := b.sentenceAt(w.End); i < len(b.Sentences) && size < Aim; i++ {
		more := b.runes(w.End, b.Sentences[i].End)
		if size+more > Most {
			break
		}
		w.End, size = b.Sentences[i].End, size+more
	}
	for i := b.sentenceAt(w.Start) - 1; i >= 0 && size < Aim; i-- {
		more := b.runes(b.Sentences[i].Start, w.Start)
		if size+more > Most {
			break
		}
		w.Start, size = b.Sentences[i].Start, size+more
	}
	return w
}

// within cuts Aim runes out of a long sentence, around a mark, between tokens.
func (b Body) within(sentence, mark text.Span) text.Span {
	w := text.Span{Start: sentence.Start, End: sentence.End}
	if from := b.back(mark.Start, before); from > sentence.Start {
		w.Start = min(b.tokenStart(from), mark.Start)
	}
	if to := b.forward(w.Start, Aim); to < sentence.End {
		w.End = max(b.tokenEnd(max(to, mark.End)), mark.End)
		if w.End <= w.Start {
			w.End = to // within the first word, which is longer than a passage
		}
	}
	return w
}

// lead is the beginning of the text: what to show when there is nothing to mark.
func (b Body) lead() Passage {
	start := b.Tokens[0].Start
	if len(b.Sentences) > 0 {
		start = min(start, b.Sentences[0].Start)
	}
	w := b.sentences(text.Span{Start: start, End: b.Tokens[0].End})
	if b.runes(w.Start, w.End) > Most {
		w = b.within(w, text.Span{Start: w.Start, End: w.Start})
	} else {
		w = b.grow(w)
	}
	return Passage{Windows: []text.Span{w}}
}

// runes counts the runes between two offsets, up to a little over Most.
func (b Body) runes(start, end int) int {
	if end-start <= Most {
		return utf8.RuneCountInString(b.Text[start:end])
	}
	return utf8.RuneCountInString(b.Text[start:min(end, start+(Most+1)*utf8.UTFMax)])
}

// forward returns the offset n runes after start, at most the end of the text.
func (b Body) forward(start, n int) int {
	for ; n > 0 && start < len(b.Text); n-- {
		_, size := utf8.DecodeRuneInString(b.Text[start:])
		start += size
	}
	return start
}

// back returns the offset n runes before end, at least 0.
func (b Body) back(end, n int) int {
	for ; n > 0 && end > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(b.Text[:end])
		end -= size
	}
	return end
}

// tokenStart returns the start of the first token at or behind pos, or the end
// of the text.
func (b Body) tokenStart(pos int) int {
	i, _ := slices.BinarySearchFunc(b.Tokens, pos, func(t text.Token, pos int) int { return t.Start - pos })
	if i == len(b.Tokens) {
		return len(b.Text)
	}
	return b.Tokens[i].Start
}

// tokenEnd returns the end of the last token that ends at or before pos, or 0.
func (b Body) tokenEnd(pos int) int {
	i, _ := slices.BinarySearchFunc(b.Tokens, pos+1, func(t text.Token, pos int) int { return t.End - pos })
	if i == 0 {
		return 0
	}
	return b.Tokens[i-1].End
}
