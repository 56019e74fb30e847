package web

import (
	"slices"
	"strings"
	"testing"
)

// TestPassageWithAGap asks for two words that stand too far apart for one
// window, and holds all forms of the passage against the stored body.
func TestPassageWithAGap(t *testing.T) {
	art := seed(t)
	s := start(t, newMemory(art))
	for _, mode := range []string{"html", "offsets", "none"} {
		p := search1(t, s, q(`propaganda W/300 uyghurs`)+"&highlight="+mode).Hits[0].Passages
		if len(p) != 1 {
			t.Fatalf("%d passages, want one that holds both words", len(p))
		}
		first, last, gap := strings.Cut(p[0].Text, " … ")
		if !gap || !strings.Contains(first, "propaganda") || !strings.Contains(last, "Uyghurs") {
			t.Errorf("text %q", p[0].Text)
		}
		if !strings.HasPrefix(art.Body[p[0].Start:], first) || !strings.HasSuffix(art.Body[:p[0].End], last) || len(first)+len(last) >= p[0].End-p[0].Start {
			t.Errorf("%d-%d is not the place of %q", p[0].Start, p[0].End, p[0].Text)
		}
		var marked []string
		for _, m := range p[0].Matches {
			marked = append(marked, art.Body[m[0]:m[1]])
		}
		if want := []string{"propaganda", "Uyghurs"}; mode != "none" && !slices.Equal(marked, want) {
			t.Errorf("matches %v are %q, want %q", p[0].Matches, marked, want)
		}
		if mode != "html" {
			continue
		}
		if !strings.Contains(*p[0].HTML, "<mark>propaganda</mark>") || !strings.Contains(*p[0].HTML, " … ") || !strings.Contains(*p[0].HTML, "<mark>Uyghurs</mark>") {
			t.Errorf("html %q", *p[0].HTML)
		}
		gaps := 0
		for _, part := range p[0].Parts {
			if part.Text == " … " && !part.Mark {
				gaps++
			}
		}
		if partsText(p[0].Parts) != p[0].Text || gaps != 1 {
			t.Errorf("parts %v with %d gaps do not make up %q", p[0].Parts, gaps, p[0].Text)
		}
	}
}
