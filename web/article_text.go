package web

import (
	"fmt"

	"newsdex/search"
)

// Limits of what an article's page links to. What lies beyond is shown like
// the rest, and the page says that it has no links of its own.
const (
	// maxSteps is from how many marks there is a link to the next: each costs
	// 150 bytes of the page.
	maxSteps = 2000
	// maxParagraphLinks is how many paragraphs have a link: far more than an
	// article has, and no more than a browser shows without trouble.
	maxParagraphLinks = 10_000
)

// piece is a part of an article's text, with what leads from mark to mark.
type piece struct {
	Text string
	Mark bool
	// ID is the anchor of a mark: "h" or "b" and its place in headline or body,
	// the same whatever else the query marks.
	ID   string
	Step *stepView
}

// stepView leads from a mark to the ones beside it.
type stepView struct {
	Says string
	// Prev and Next are anchors, empty at the ends.
	Prev, Next string
}

type paragraphView struct {
	// ID is the anchor, "p" and a number from 1; "" beyond maxParagraphLinks.
	ID     string
	Pieces []piece
}

// marksView says how many marks there are, and where to begin.
type marksView struct {
	Count int
	Says  string
	First string
	// Beyond says that not every mark has a link to the next.
	Beyond string
}

// markedText is the text of an article as its page shows it.
type markedText struct {
	headline   []piece
	paragraphs []paragraphView
	marks      marksView
}

// textOfView cuts headline and body into paragraphs and pieces. It takes time
// and memory in proportion to the text and its marks.
func textOfView(v *search.View) markedText {
	a := v.Article
	body := spans(v.BodyMarks)
	t := markedText{headline: pieces(whole(a.Headline, spans(v.HeadlineMarks)), "h")}
	for i, w := range paragraphs(a.Body) {
		p := paragraphView{Pieces: pieces(search.Parts(a.Body, []span{w}, within(body, w)), "b")}
		if i < maxParagraphLinks {
			p.ID = fmt.Sprintf("p%d", i+1)
		}
		t.paragraphs = append(t.paragraphs, p)
	}
	t.marks = link(t.headline, t.paragraphs)
	return t
}

func pieces(parts []part, field string) []piece {
	out := make([]piece, len(parts))
	for i, p := range parts {
		out[i] = piece{Text: p.Text, Mark: p.Mark}
		if p.Mark {
			out[i].ID = fmt.Sprintf("%s%d", field, p.Start)
		}
	}
	return out
}

// link leads from each mark to the next and back.
func link(headline []piece, paragraphs []paragraphView) marksView {
	var all []*piece
	add := func(ps []piece) {
		for i := range ps {
			if ps[i].Mark {
				all = append(all, &ps[i])
			}
		}
	}
	add(headline)
	for _, p := range paragraphs {
		add(p.Pieces)
	}
	m := marksView{Count: len(all), Says: plural(len(all), "mark", "marks")}
	if len(all) == 0 {
		return m
	}
	m.First = all[0].ID
	of := count(len(all))
	for i, p := range all[:min(len(all), maxSteps)] {
		p.Step = &stepView{Says: "Mark " + count(i+1) + " of " + of}
		if i > 0 {
			p.Step.Prev = all[i-1].ID
		}
		if i+1 < len(all) {
			p.Step.Next = all[i+1].ID
		}
	}
	if len(all) > maxSteps {
		m.Beyond = "Links lead from one to the next among the first " + count(maxSteps) + "."
	}
	return m
}

// within returns the marks that touch a window. It keeps a page of many
// paragraphs and many marks from costing their product.
func within(marks []span, w span) []span {
	lo := 0
	for hi := len(marks); lo < hi; {
		if mid := (lo + hi) / 2; marks[mid].End <= w.Start {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	end := lo
	for end < len(marks) && marks[end].Start < w.End {
		end++
	}
	return marks[lo:end]
}
