package indexer

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"newsdex/indexer/format/formattest"
)

// TestSamples holds what becomes of each sample of other projects, through all
// that a file goes through: containers, formats, and the making of articles.
func TestSamples(t *testing.T) {
	for _, set := range []string{"warc", "mail"} {
		t.Run(set, func(t *testing.T) {
			var lines []string
			for name, data := range formattest.Archived(t, formattest.SharedFile(t, "formats/"+set+"/files.tar.gz")) {
				lines = append(lines, name+"\t"+sampleOutcome(t, name, string(data)))
			}
			slices.Sort(lines)
			formattest.Outcomes(t, set, lines)
		})
	}
}

// sampleOutcome is "articles N" or "refused: reason" of the first that is, or
// both.
func sampleOutcome(t *testing.T, name, data string) string {
	articles, refused, reason := 0, 0, ""
	s := source{ctx: t.Context(), builder: NewBuilder(Options{}), yield: func(it item) bool {
		if it.article != nil {
			articles++
		}
		if it.problem != nil {
			if refused++; refused == 1 {
				reason = it.problem.Reason
				if it.problem.Field != "" {
					reason = it.problem.Field + ": " + reason
				}
			}
		}
		return true
	}}
	s.contents(stream{r: strings.NewReader(data), at: strings.NewReader(data), size: int64(len(data)), name: path.Base(name), shown: path.Base(name), budget: &budget{}})
	switch {
	case refused == 0:
		return fmt.Sprintf("articles %d", articles)
	case articles == 0 && refused == 1:
		return "refused: " + reason
	}
	return fmt.Sprintf("articles %d, refused %d: %s", articles, refused, reason)
}
