package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"newsdex/eval"
)

// evaluation is what eval answers.
type evaluation struct {
	*eval.Report
	// ArticlesSkipped counts the records of --docs that could not be read.
	ArticlesSkipped int              `json:"articles_skipped"`
	Against         *eval.Comparison `json:"against,omitempty"`
}

func (a *app) showEvaluation(e evaluation, each bool) error {
	if a.json {
		if !each {
			whole := *e.Report
			whole.Results = nil
			e.Report = &whole
		}
		return json.NewEncoder(a.Stdout).Encode(e)
	}
	_, err := fmt.Fprint(a.Stdout, e.table(each)+e.remarks())
	return err
}

// table has a line for the mean and, with each, one for each query before.
func (e evaluation) table(each bool) string {
	row := func(name string, m eval.Measures) string {
		return fmt.Sprintf("%-24s %7.4f %7.4f %7.4f %7.4f %7.4f", name, m.NDCG10, m.MAP, m.Precision10, m.MRR, m.Recall100)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-24s %7s %7s %7s %7s %7s\n", "", "nDCG@10", "MAP", "P@10", "MRR", "R@100")
	if each {
		for _, q := range e.Results {
			b.WriteString(row(inert(q.Query), q.Measures))
			if q.Problem != "" {
				b.WriteString("  not asked")
			}
			b.WriteByte('\n')
		}
	}
	b.WriteString(row("mean of "+count(len(e.Results), "query", "queries"), e.Mean) + "\n")
	return b.String()
}

// remarks say what the measures were taken of, and what is wrong with it.
func (e evaluation) remarks() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, up to %s of each query\n", count(e.Articles, "article", "articles"), count(e.Depth, "hit", "hits"))
	for _, q := range e.Results {
		if q.Problem != "" {
			fmt.Fprintf(&b, "query %s was not asked and counts as 0: %s\n", inert(q.Query), inert(q.Problem))
		}
	}
	for _, r := range []struct {
		n                  int
		one, many, problem string
	}{
		{e.Skipped, "query has", "queries have", "no relevant article: left out"},
		{e.Unknown, "judged query is", "judged queries are", "not among the queries"},
		{e.Absent, "relevant article is", "relevant articles are", "not in the index and cannot be found"},
		{e.ArticlesSkipped, "record was", "records were", "skipped in reading the articles"},
	} {
		if r.n > 0 {
			fmt.Fprintf(&b, "%s %s\n", count(r.n, r.one, r.many), r.problem)
		}
	}
	if c := e.Against; c != nil {
		fmt.Fprintf(&b, "nDCG@10 was %.4f and is %.4f (%+.4f): %s better, %d worse; by chance alone p = %.3f\n",
			c.Before, c.After, c.After-c.Before, count(c.Better, "query", "queries"), c.Worse, c.P)
	}
	return b.String()
}

// count is a number with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
