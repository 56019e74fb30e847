package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// report is all that one run found.
type report struct {
	Machine  machine    `json:"machine"`
	Corpus   corpus     `json:"corpus"`
	Indexing []indexing `json:"indexing"`
	// PeakAnonymous is the most anonymous memory in bytes while newsdex, alone
	// in the process, was asked every query once; 0 if unknown.
	PeakAnonymous int64    `json:"peak_anonymous_bytes"`
	Results       []result `json:"results"`

	settings *settings
}

// errCounts is the end of a run whose figures cannot be compared.
var errCounts = fmt.Errorf("the two sides do not find the same articles: see the table of differing queries")

// publish prints the report, and writes it into the documentation when asked.
func (r *report) publish() error {
	text := r.markdown()
	growth, err := r.settings.growth()
	if err != nil {
		return err
	}
	fmt.Print(text, growth)
	if r.settings.markdown != "" {
		plot := fmt.Sprintf("benchmarks-%d.svg", r.Corpus.Articles)
		err := os.WriteFile(filepath.Join(filepath.Dir(r.settings.markdown), plot), []byte(r.plot()), 0o644)
		if err == nil {
			err = putBetween(r.settings.markdown, fmt.Sprintf("bench %d", r.Corpus.Articles),
				text+fmt.Sprintf("\n![Times of both sides by class](%s)\n", plot))
		}
		if err == nil && growth != "" {
			err = putBetween(r.settings.markdown, "bench sizes", growth)
		}
		if err != nil {
			return err
		}
	}
	for _, res := range r.Results {
		if len(res.Differ) > 0 {
			return errCounts
		}
	}
	return nil
}

// putBetween replaces what stands in a file between two marks, and appends it
// with the marks when they are not there.
func putBetween(path, name, text string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->\n"
	doc := string(b)
	before, rest, found := strings.Cut(doc, begin)
	after := ""
	if found {
		if _, after, found = strings.Cut(rest, end); !found {
			return fmt.Errorf("%s: the mark %q has no %q behind it", path, strings.TrimSpace(begin), strings.TrimSpace(end))
		}
	} else {
		before = strings.TrimRight(doc, "\n") + "\n\n"
	}
	return os.WriteFile(path, []byte(before+begin+"\n"+text+"\n"+end+after), 0o644)
}

func (r *report) markdown() string {
	var b strings.Builder
	s := r.settings
	fmt.Fprintf(&b, "### %s articles\n\n", grouped(r.Corpus.Articles))
	fmt.Fprintf(&b, "- Machine: %s.\n", r.Machine)
	fmt.Fprintf(&b, "- Corpus: %.1f MB of text, %.1f million words, %s different; seed %d, SHA-256 of the articles `%.16s…`.\n",
		float64(r.Corpus.TextBytes)/1e6, float64(r.Corpus.Words)/1e6, grouped(r.Corpus.Distinct), s.seed, r.Corpus.Hash)
	fmt.Fprintf(&b, "- Settings: up to %d queries a class, %d rounds (fewer when a class takes more than %s), %d hits each.\n", s.queries, s.rounds, s.budget, limit)
	if r.PeakAnonymous > 0 {
		fmt.Fprintf(&b, "- Memory: at most %d MB anonymous while newsdex alone is asked every query once.\n", r.PeakAnonymous>>20)
	}
	b.WriteString("\n")
	r.indexing(&b)
	r.times(&b)
	r.costs(&b)
	r.differences(&b)
	return b.String()
}

func (r *report) indexing(b *strings.Builder) {
	b.WriteString("| index | articles/s | MB/s | index ÷ text | peak anonymous MB |\n| --- | --: | --: | --: | --: |\n")
	for _, i := range r.Indexing {
		fmt.Fprintf(b, "| %s | %.0f | %.2f | %.2f | %d |\n", i.Engine, i.PerSecond, i.MBPerSecond, i.Ratio, i.PeakAnonymous>>20)
	}
	b.WriteString("\n")
}

// times writes the table of times: milliseconds, and how many times faster
// newsdex is; below 1, bold, it is slower.
func (r *report) times(b *strings.Builder) {
	b.WriteString("| class | queries | hits | newsdex p50 | p95 | p99 | bleve p50 | p95 | p99 | faster p50 | p95 |\n" +
		"| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n")
	for _, res := range r.Results {
		fmt.Fprintf(b, "| %s | %d | %d |%s%s%s |\n", res.Class, res.Queries, res.Hits, res.Newsdex.cells(), res.Bleve.cells(), res.faster())
	}
	b.WriteString("\nMilliseconds. “Faster” is bleve’s figure divided by newsdex’s; a loss is bold. “–”: that side has no such question.")
	for _, res := range r.Results {
		for _, f := range []*figures{res.Newsdex, res.Bleve} {
			if f != nil && f.Partial > 0 {
				fmt.Fprintf(b, " %s: %d queries of one side ended at the deadline of %s.", res.Class, f.Partial, r.settings.limit)
			}
		}
	}
	b.WriteString("\n\n")
}

func (f *figures) cells() string {
	if f == nil {
		return " – | – | – |"
	}
	return fmt.Sprintf(" %s | %s | %s |", ms(f.P50), ms(f.P95), ms(f.P99))
}

// ms writes milliseconds with three digits that say something.
func ms(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	case x >= 1:
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.3f", x)
}

func (res *result) faster() string {
	if res.Newsdex == nil || res.Bleve == nil {
		return " – | –"
	}
	if len(res.Differ) > 0 {
		return " counts differ | –"
	}
	return fmt.Sprintf(" %s | %s", ratio(res.Bleve.P50/res.Newsdex.P50), ratio(res.Bleve.P95/res.Newsdex.P95))
}

func ratio(x float64) string {
	s := fmt.Sprintf("%.1f", x)
	if x < 0.995 || x >= 0.995 && x < 9.95 {
		s = fmt.Sprintf("%.2f", x)
	}
	if x < 1 {
		s = "**" + s + "**"
	}
	return s
}

// costs writes allocations, what a class adds to the plain query, and how late
// answers are.
func (r *report) costs(b *strings.Builder) {
	b.WriteString("| class | newsdex allocations | kB | bleve allocations | kB | adds to the plain query, ms | late after a deadline, ms |\n" +
		"| --- | --: | --: | --: | --: | --: | --: |\n")
	for _, res := range r.Results {
		adds, late := "–", "–"
		if res.Plainly != nil && res.Newsdex != nil {
			adds = fmt.Sprintf("%.2f (%.0f %%)", res.Adds, 100*res.Adds/res.Plainly.P50)
		}
		if res.Overshoot >= 0 {
			late = fmt.Sprintf("%.1f", res.Overshoot)
		}
		fmt.Fprintf(b, "| %s |%s%s %s | %s |\n", res.Class, res.Newsdex.allocations(), res.Bleve.allocations(), adds, late)
	}
	b.WriteString("\nAllocations are the mean of a query. “Late” is the most of a class when queries that take 2 ms or more are given half of their time.\n")
}

func (f *figures) allocations() string {
	if f == nil {
		return " – | – |"
	}
	return fmt.Sprintf(" %s | %s |", grouped(int(f.Allocs)), grouped(int(f.Bytes/1000)))
}

// mostDiffering bounds the differing queries that are listed of a class.
const mostDiffering = 5

func (r *report) differences(b *strings.Builder) {
	head := "\nQueries that the two sides answer differently:\n\n| class | of | query | newsdex | bleve |\n| --- | --: | --- | --: | --: |\n"
	for _, res := range r.Results {
		for i, d := range res.Differ {
			if i == mostDiffering {
				break
			}
			fmt.Fprintf(b, "%s| %s | %d | `%s` | %d | %d |\n", head, res.Class, len(res.Differ), d.Query, d.Newsdex, d.Bleve)
			head = ""
		}
	}
	if head != "" && r.compared() {
		b.WriteString("\nBoth sides find the same number of articles for every query.\n")
	}
}

func (r *report) compared() bool {
	for _, res := range r.Results {
		if res.Newsdex != nil && res.Bleve != nil {
			return true
		}
	}
	return false
}

// line is a class in one line, while the run is under way.
func (res *result) line() string {
	s := fmt.Sprintf("%-24s %7d hits", res.Class, res.Hits)
	for _, f := range []struct {
		name string
		*figures
	}{{"newsdex", res.Newsdex}, {"bleve", res.Bleve}} {
		if f.figures == nil {
			s += fmt.Sprintf("   %s: not offered", f.name)
			continue
		}
		s += fmt.Sprintf("   %s %s / %s / %s ms", f.name, ms(f.P50), ms(f.P95), ms(f.P99))
	}
	if len(res.Differ) > 0 {
		s += fmt.Sprintf("   %d COUNTS DIFFER", len(res.Differ))
	}
	return s
}

// grouped writes a number with blanks between thousands.
func grouped(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
