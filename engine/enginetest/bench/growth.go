package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// growth compares the runs of all sizes that are kept in the folder: how p95 of
// each class grows with the articles. It is empty when there is one size only.
func (s *settings) growth() (string, error) {
	files, err := filepath.Glob(filepath.Join(s.dir, "*", "results.json"))
	if err != nil {
		return "", err
	}
	bySize := map[int]*report{}
	for _, f := range files {
		r := &report{}
		if err := readJSON(f, r); err != nil {
			return "", err
		}
		if len(r.Results) > 0 && len(r.Indexing) > 0 {
			bySize[r.Corpus.Articles] = r
		}
	}
	if len(bySize) < 2 {
		return "", nil
	}
	var runs []*report
	for _, r := range bySize {
		runs = append(runs, r)
	}
	slices.SortFunc(runs, func(a, b *report) int { return cmp.Compare(a.Corpus.Articles, b.Corpus.Articles) })
	var b strings.Builder
	b.WriteString("### Growth\n\nnewsdex, p95 in milliseconds by number of articles; behind it how many times that of the size before.\n\n| class |")
	rule := "| --- |"
	for _, r := range runs {
		fmt.Fprintf(&b, " %s |", grouped(r.Corpus.Articles))
		rule += " --: |"
	}
	b.WriteString("\n" + rule + "\n")
	for _, c := range classes {
		row, last := "| "+c.name+" |", 0.0
		for _, r := range runs {
			f := r.of(c.name)
			switch {
			case f == nil:
				row += " – |"
			case last > 0:
				row += fmt.Sprintf(" %s (×%.1f) |", ms(f.P95), f.P95/last)
			default:
				row += " " + ms(f.P95) + " |"
			}
			if f != nil {
				last = f.P95
			}
		}
		b.WriteString(row + "\n")
	}
	for _, r := range runs {
		fmt.Fprintf(&b, "\n- %s articles: %s; index ÷ text %.2f; at most %d MB anonymous.", grouped(r.Corpus.Articles), r.Machine, r.Indexing[0].Ratio, r.PeakAnonymous>>20)
	}
	b.WriteString("\n")
	return b.String(), nil
}

// of returns newsdex's figures of a class, nil when there are none.
func (r *report) of(class string) *figures {
	for _, res := range r.Results {
		if res.Class == class {
			return res.Newsdex
		}
	}
	return nil
}
