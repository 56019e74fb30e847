package search

import (
	"newsdex/search/passage"
	"newsdex/text"
)

// Gap stands between the two windows of a passage, where something was left out.
const Gap = " … "

// Part is a piece of text that is marked or not.
type Part struct {
	Text string `json:"text"`
	Mark bool   `json:"mark"`
	// Start is where the piece starts in the stored text, in bytes; -1 for a gap.
	Start int `json:"-"`
}

// Parts cuts windows of a text into marked and unmarked pieces, with a gap
// between windows. Marks are ascending and do not overlap; one that reaches
// over the edge of a window is cut there.
func Parts[S ~struct{ Start, End int }](s string, windows, marks []S) []Part {
	out := []Part{}
	for i, w := range windows {
		if i > 0 {
			out = append(out, Part{Text: Gap, Start: -1})
		}
		w := text.Span(w)
		at := w.Start
		for _, m := range marks {
			m := text.Span(m)
			start, end := max(m.Start, at), min(m.End, w.End)
			if start >= end {
				continue
			}
			if start > at {
				out = append(out, Part{Text: s[at:start], Start: at})
			}
			out = append(out, Part{Text: s[start:end], Mark: true, Start: start})
			at = end
		}
		if at < w.End {
			out = append(out, Part{Text: s[at:w.End], Start: at})
		}
	}
	return out
}

// HeadlineParts returns the headline of a hit with its marks.
func (h *Hit) HeadlineParts() []Part {
	s := h.Article.Headline
	return Parts(s, []text.Span{{Start: 0, End: len(s)}}, h.HeadlineMarks)
}

// PassageParts returns a passage of the hit with its marks.
func (h *Hit) PassageParts(p passage.Passage) []Part {
	return Parts(h.Article.Body, p.Windows, p.Marks)
}
