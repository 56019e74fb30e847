package main

import (
	"fmt"
	"strings"
)

// ingestReport is all that one run of -ingest found.
type ingestReport struct {
	Machine  machine    `json:"machine"`
	Results  []ingested `json:"results"`
	settings *settings
}

// publish prints the report, and writes it into the documentation when asked.
func (r *ingestReport) publish() error {
	text := r.markdown()
	fmt.Print(text)
	if r.settings.markdown == "" {
		return nil
	}
	return putBetween(r.settings.markdown, fmt.Sprintf("bench ingest %d", r.settings.size), text)
}

func (r *ingestReport) markdown() string {
	var b strings.Builder
	s := r.settings
	fmt.Fprintf(&b, "### Reading %s generated articles, and collections\n\n", grouped(s.size))
	fmt.Fprintf(&b, "- Machine: %s.\n", r.Machine)
	fmt.Fprintf(&b, "- Settings: seed %d; `newsdex index` as it is installed, on files on disk, to the end of its merge", s.seed)
	if s.alone {
		b.WriteString("; bleve was not measured.\n\n")
	} else {
		fmt.Fprintf(&b, "; beside it a loop over `bleve.Batch`, %s articles a batch.\n\n", grouped(1000))
	}
	b.WriteString("| corpus | articles | MB of text | MB on disk | newsdex articles/s | MB/s | CPU s | peak MB | index ÷ text | bleve articles/s | MB/s | CPU s | peak MB | index ÷ text | faster | than within |\n" +
		"| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n")
	for i := range r.Results {
		res := &r.Results[i]
		fmt.Fprintf(&b, "| %s | %s | %.1f | %.1f |%s%s%s\n", res.Corpus, grouped(res.Articles), float64(res.TextBytes)/1e6, float64(res.FileBytes)/1e6,
			res.cells(&res.Newsdex), res.cells(res.Bleve), res.fasterCells())
	}
	b.WriteString("\nPeak MB is anonymous memory of the process, seen every 20 ms; CPU s the time of all cores. “Faster” is newsdex’s articles/s by bleve’s, “than within” the same for the time within calls of bleve only; a loss is bold. Collections of less than 5 MB of text are not compared: most of their time is the start of a process, and taking articles out of pages and feeds.\n")
	for i := range r.Results {
		if h := r.Results[i].Growth; h != nil {
			fmt.Fprintf(&b, "\n%s: the first half of the articles was stored after %.1f s, the second after another %.1f s (%.2f of the rate of the first), the merge took %.1f s.\n",
				r.Results[i].Corpus, h.First, h.Second, h.grows(), h.Merge)
		}
	}
	b.WriteString("\nSHA-256 of the files:\n\n")
	for _, res := range r.Results {
		fmt.Fprintf(&b, "- %s: `%.16s…`", res.Corpus, res.Hash)
		if res.Records != res.Articles {
			fmt.Fprintf(&b, ", %s records", grouped(res.Records))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// cells are the figures of one side.
func (r *ingested) cells(c *cost) string {
	if c == nil {
		return " – | – | – | – | – |"
	}
	return fmt.Sprintf(" %.0f | %.2f | %.1f | %d | %.2f |", c.perSecond(r), c.mbPerSecond(r), c.CPU, c.PeakAnonymous>>20, c.ratio(r))
}

func (r *ingested) fasterCells() string {
	if r.Bleve == nil {
		return " – | – |"
	}
	return fmt.Sprintf(" %s | %s |", ratio(r.faster()), ratio(r.bare()))
}
