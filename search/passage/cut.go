package passage

import (
	"slices"
	"unicode/utf8"

	"newsdex/text"
)

// Sizes of a passage, in runes.
const (
	// Aim is what a passage grows to: two or three sentences of news prose. It
	// is also what each of two windows may have.
	Aim = 240
	// Most is how far it may go to end at the border of a sentence, or to show
	// a match in one window.
	Most = 2 * Aim
	// before is how much of a long sentence is shown ahead of the first mark.
	before = 80
)

// Body is the text that passages are cut from.
type Body struct {
	Text string
	// Tokens of the text: passages are only cut between them, except within a
	// word of more than Aim runes.
	Tokens []text.Token
	// Sentences of the text, as text.Sentences gives them.
	Sentences []text.Span
}

// windows returns the window that shows a range of the text, a mark or a proof,
// from end to end; or two, around its ends, when it is longer than a passage.
// Together they have at most Most runes, but for what graphemes add, and they
// cut no mark of at most Aim.
func (b Body) windows(r text.Span, marks []text.Span) []text.Span {
	// A mark that is too long for a window is shown from where the range begins
	// or ends in it; any other in full.
	first, last := marks[behind(marks, r.Start)], marks[behind(marks, r.End-1)]
	if !b.fits(first, Aim) {
		first = text.Span{Start: r.Start, End: min(first.End, r.End)}
	}
	if !b.fits(last, Aim) {
		last = text.Span{Start: max(last.Start, r.Start), End: r.End}
	}
	r = text.Span{Start: first.Start, End: last.End}
	if b.fits(r, Most) {
		return []text.Span{b.graphemes(b.whole(b.around(r), r, marks, Most))}
	}
	first, last = b.head(first), b.tail(last)
	first = b.graphemes(b.whole(b.half(first, before), first, marks, Aim))
	last = b.graphemes(b.whole(b.half(last, Aim-before), last, marks, Aim))
	if first.End >= last.Start {
		return []text.Span{{Start: first.Start, End: last.End}}
	}
	return []text.Span{first, last}
}

// around returns the window that shows a range of at most Most runes.
func (b Body) around(r text.Span) text.Span {
	w := b.sentences(r)
	if b.fits(w, Most) {
		return b.grow(w)
	}
	size := b.runes(r)
	lead := min(before, (Most-size)/2)
	return b.cut(w, r, max(Aim, size+2*lead), lead, Most)
}

// half returns one of two windows: the sentence of a range of at most Aim
// runes, or that much of it.
func (b Body) half(r text.Span, lead int) text.Span {
	w := b.sentences(r)
	if !b.fits(w, Aim) {
		return b.cut(w, r, Aim, lead, Aim)
	}
	return w
}

// head returns what is shown of a mark when only its beginning can be: all, or
// some Aim/2 runes.
func (b Body) head(mark text.Span) text.Span {
	if b.fits(mark, Aim) {
		return mark
	}
	end := b.forward(mark.Start, Aim/2)
	if word := b.tokenEnd(end); word > mark.Start {
		return text.Span{Start: mark.Start, End: word}
	}
	if word := b.token(end); b.fits(word, Aim) {
		return text.Span{Start: mark.Start, End: word.End}
	}
	return text.Span{Start: mark.Start, End: end}
}

// tail is head for the end of a mark.
func (b Body) tail(mark text.Span) text.Span {
	if b.fits(mark, Aim) {
		return mark
	}
	start := b.back(mark.End, Aim/2)
	if word := b.tokenStart(start); word < mark.End {
		return text.Span{Start: word, End: mark.End}
	}
	if word := b.token(start); b.fits(word, Aim) {
		return text.Span{Start: word.Start, End: mark.End}
	}
	return text.Span{Start: start, End: mark.End}
}

// whole moves the ends of a window that cut a mark: outwards while the window
// stays within that many runes (a phrase may reach over the end of a sentence),
// else inwards, between words and never into the range that it shows. A mark
// longer than Aim stays cut.
func (b Body) whole(w, shown text.Span, marks []text.Span, most int) text.Span {
	if m := marks[min(behind(marks, w.Start), len(marks)-1)]; m.Start < w.Start && w.Start < m.End && b.fits(m, Aim) {
		if out := (text.Span{Start: m.Start, End: w.End}); b.fits(out, most) {
			w = out
		} else {
			w.Start = min(b.tokenStart(m.End), shown.Start)
		}
	}
	if m := marks[min(behind(marks, w.End), len(marks)-1)]; m.Start < w.End && w.End < m.End && b.fits(m, Aim) {
		if out := (text.Span{Start: w.Start, End: m.End}); b.fits(out, most) {
			w = out
		} else {
			w.End = max(b.tokenEnd(m.Start), shown.End)
		}
	}
	return w
}

// behind returns the index of the first span that ends behind pos; spans ascend
// and do not overlap.
func behind(spans []text.Span, pos int) int {
	i, _ := slices.BinarySearchFunc(spans, pos, func(s text.Span, pos int) int {
		if s.End <= pos {
			return -1
		}
		return 1
	})
	return i
}

// sentences returns the range of the sentences that a range touches.
func (b Body) sentences(r text.Span) text.Span {
	w := r
	for i := behind(b.Sentences, r.Start); i < len(b.Sentences) && b.Sentences[i].Start < r.End; i++ {
		w.Start = min(w.Start, b.Sentences[i].Start)
		w.End = max(w.End, b.Sentences[i].End)
	}
	return w
}

// grow adds whole sentences, first behind and then ahead, until the window
// reaches Aim, none going beyond Most.
func (b Body) grow(w text.Span) text.Span {
	size := b.runes(w)
	for i := behind(b.Sentences, w.End); i < len(b.Sentences) && size < Aim; i++ {
		more := b.runes(text.Span{Start: w.End, End: b.Sentences[i].End})
		if size+more > Most {
			break
		}
		w.End, size = b.Sentences[i].End, size+more
	}
	for i := behind(b.Sentences, w.Start) - 1; i >= 0 && size < Aim; i-- {
		more := b.runes(text.Span{Start: b.Sentences[i].Start, End: w.Start})
		if size+more > Most {
			break
		}
		w.Start, size = b.Sentences[i].Start, size+more
	}
	return w
}

// cut returns some aim runes of a window around a range within it, which is not
// longer: lead of them ahead of it, between tokens. The ends of the window are
// borders of sentences: its start stays when the range and what is to follow it
// fit in behind it, its end when that makes no more than most.
func (b Body) cut(w, r text.Span, aim, lead, most int) text.Span {
	size := b.runes(r)
	if !b.fits(text.Span{Start: w.Start, End: r.End}, aim-min(before, aim-size)) {
		from := b.back(r.Start, min(lead, aim-size))
		w.Start = max(w.Start, min(b.tokenStart(from), r.Start))
	}
	if b.fits(w, most) {
		return w
	}
	if to := b.forward(w.Start, aim); to < w.End {
		w.End = max(b.tokenEnd(to), r.End)
		if w.End <= w.Start {
			// Ahead of the first word, or in it when it is longer than a passage.
			w.End = to
			if word := b.token(to); word.Start > w.Start && b.fits(word, Aim) {
				w.End = word.Start
			}
		}
	}
	return w
}

// lead is the beginning of the text: what to show when there is nothing to mark.
func (b Body) lead() text.Span {
	start := b.Tokens[0].Start
	if len(b.Sentences) > 0 {
		start = min(start, b.Sentences[0].Start)
	}
	w := b.sentences(text.Span{Start: start, End: b.Tokens[0].End})
	if b.fits(w, Most) {
		w = b.grow(w)
	} else {
		w = b.cut(w, text.Span{Start: w.Start, End: w.Start}, Aim, 0, Most)
	}
	return b.graphemes(w)
}

// runes counts the runes of a range, up to a little over Most.
func (b Body) runes(s text.Span) int {
	return utf8.RuneCountInString(b.Text[s.Start:min(s.End, s.Start+(Most+1)*utf8.UTFMax)])
}

// fits reports whether a range has at most that many runes.
func (b Body) fits(s text.Span, runes int) bool {
	return s.End-s.Start <= runes || b.runes(s) <= runes
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

// token returns the range of the token that holds pos within it, or an empty one.
func (b Body) token(pos int) text.Span {
	i, _ := slices.BinarySearchFunc(b.Tokens, pos, func(t text.Token, pos int) int {
		if t.End <= pos {
			return -1
		}
		return 1
	})
	if i < len(b.Tokens) && b.Tokens[i].Start < pos {
		return text.Span{Start: b.Tokens[i].Start, End: b.Tokens[i].End}
	}
	return text.Span{Start: pos, End: pos}
}
