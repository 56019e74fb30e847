package cli

import (
	"fmt"
	"strings"
	"time"

	"newsdex/article"
	"newsdex/search"
	"newsdex/web/client"
)

// answer is what a person is shown of an answer, wherever it comes from.
type answer struct {
	total, folded int
	exact         bool
	readAs, sort  string
	took          time.Duration
	notes         []string
	clauses       []string
	hits          []shownHit
}

// shownHit is one article of an answer.
type shownHit struct {
	headline []search.Part
	facts    string
	passages [][]search.Part
	copies   []string
}

// answerOf is an answer of an index opened here.
func answerOf(res *search.Result) answer {
	a := answer{total: res.Total, folded: res.Folded, exact: res.Exact, readAs: res.Query.ReadAs, sort: res.Sort.String(), took: res.Took}
	for _, f := range res.Query.Findings {
		a.notes = append(a.notes, f.Message)
	}
	for _, c := range res.Clauses {
		a.clauses = append(a.clauses, clause(c.Text, c.Hits, c.Without))
	}
	for _, h := range res.Hits {
		shown := shownHit{headline: h.HeadlineParts(), facts: facts(h.Article), copies: h.Copies}
		for _, p := range h.Passages {
			shown.passages = append(shown.passages, h.PassageParts(p))
		}
		a.hits = append(a.hits, shown)
	}
	return a
}

// servedAnswer is an answer of a server.
func servedAnswer(res *client.Answer) answer {
	a := answer{
		total: res.Total.Value, folded: res.Total.Folded, exact: res.Total.Relation == "eq", readAs: res.Query.ReadAs, sort: res.Sort,
		took: time.Duration(res.TookMS * float64(time.Millisecond)),
	}
	for _, w := range res.Query.Warnings {
		a.notes = append(a.notes, w.Message)
	}
	for _, c := range res.Clauses {
		a.clauses = append(a.clauses, clause(c.Text, c.Hits, c.Without))
	}
	for _, h := range res.Hits {
		shown := shownHit{headline: h.HeadlineParts, facts: joinFacts(h.PublishedAt, h.Source, h.Section, h.Byline, h.ID), copies: h.Copies}
		for _, p := range h.Passages {
			shown.passages = append(shown.passages, p.Parts)
		}
		a.hits = append(a.hits, shown)
	}
	return a
}

func clause(text string, hits, without int) string {
	return fmt.Sprintf("%s alone: %d, without it: %d", text, hits, without)
}

// print shows an answer for a person.
func (a *app) print(res answer) {
	found := "1 article"
	if res.total != 1 {
		found = fmt.Sprintf("%d articles", res.total)
	}
	if res.folded > 0 {
		found += fmt.Sprintf(" and %d of the same text", res.folded)
	}
	if !res.exact {
		found = "at least " + found
	}
	fmt.Fprintf(a.Stdout, "%s: %s (%s, by %s)\n", found, inert(res.readAs), res.took.Round(100*time.Microsecond), res.sort)
	for _, n := range res.notes {
		fmt.Fprintf(a.Stdout, "note: %s\n", inert(n))
	}
	for _, c := range res.clauses {
		fmt.Fprintf(a.Stdout, "  %s\n", inert(c))
	}
	for i, h := range res.hits {
		headline := a.mark(h.headline)
		if headline == "" {
			headline = "(no headline)"
		}
		fmt.Fprintf(a.Stdout, "\n%d. %s\n   %s\n", i+1, headline, inert(h.facts))
		for _, p := range h.passages {
			fmt.Fprintf(a.Stdout, "   %s\n", a.mark(p))
		}
		if len(h.copies) > 0 {
			fmt.Fprintf(a.Stdout, "   same text: %s\n", inert(strings.Join(h.copies, ", ")))
		}
	}
	if len(res.hits) < res.total && len(res.hits) > 0 {
		fmt.Fprintf(a.Stdout, "\n%d of %d shown; --limit shows up to %d, the API all\n", len(res.hits), res.total, search.MaxLimit)
	}
}

// facts is the line under a headline: date, source, section, byline, identifier.
func facts(x *article.Article) string {
	return joinFacts(x.Published.String(), x.Source, x.Section, x.Byline, x.ID)
}

func joinFacts(published, source, section string, byline []string, id string) string {
	parts := []string{"undated"}
	if published != "" {
		parts[0] = published
	}
	for _, s := range []string{source, section, strings.Join(byline, ", ")} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(append(parts, id), " · ")
}
