// Package passage turns the spans that prove a match into passages to show:
// where to cut, which to choose. It must never know engines, HTTP or HTML.
package passage

import "newsdex/text"

// Passage is a piece of an article's body, or two pieces with a gap when one
// match spans further than a passage may.
type Passage struct {
	// Windows are one or two byte ranges of the body, ascending. Between two
	// of them something was left out.
	Windows []text.Span
	// Marks are byte ranges of the body, merged, ascending, each within a window.
	Marks []text.Span
}

// Start and End return the byte range of the body from the first to the last window.
func (p Passage) Start() int { return p.Windows[0].Start }
func (p Passage) End() int   { return p.Windows[len(p.Windows)-1].End }
