package eval

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteRun writes the hits as TREC's evaluation program reads them: query, Q0,
// article, place from 1, score, tag. Scores are written in full, so that equal
// ones stay equal; that program orders equal scores by identifier, newsdex by
// date before. An identifier with a blank has no place in that format: an error.
func (r *Report) WriteRun(w io.Writer, tag string) error {
	for _, q := range r.Results {
		for i, h := range q.Hits {
			for _, s := range []string{q.Query, h.ID, tag} {
				if s == "" || strings.ContainsFunc(s, isBlank) {
					return fmt.Errorf("writing the run: %q cannot stand in a column between blanks", s)
				}
			}
			if _, err := fmt.Fprintf(w, "%s Q0 %s %d %s %s\n", q.Query, h.ID, i+1, strconv.FormatFloat(h.Score, 'g', -1, 64), tag); err != nil {
				return fmt.Errorf("writing the run: %w", err)
			}
		}
	}
	return nil
}

func isBlank(r rune) bool { return r <= ' ' || r == '\u00a0' || r == '\u0085' }

// Rankings are the identifiers of hits, best first, by query.
type Rankings map[string][]string

// ReadRun reads a run in the format of WriteRun. Hits are ordered by score, the
// greatest first, then by place, so that runs of other programs are read as
// TREC's program reads them. An article that stands twice under one query is an
// error.
func ReadRun(r io.Reader) (Rankings, error) {
	type hit struct {
		id    string
		place int
		score float64
	}
	type pair struct{ query, id string }
	hits, seen := map[string][]hit{}, map[pair]int{}
	err := lines(r, func(n int, line string) error {
		c := strings.Fields(line)
		if len(c) != 6 {
			return fmt.Errorf("%.40q is no hit; write query, Q0, article, place, score and tag", line)
		}
		place, err := strconv.Atoi(c[3])
		score, scoreErr := strconv.ParseFloat(c[4], 64)
		if err := errors.Join(err, scoreErr); err != nil || score != score {
			return fmt.Errorf("%.40q has no place and score in its fourth and fifth column", line)
		}
		p := pair{c[0], c[2]}
		if first, twice := seen[p]; twice {
			return fmt.Errorf("the article %q of query %q stands on line %d already", c[2], c[0], first)
		}
		seen[p] = n
		hits[c[0]] = append(hits[c[0]], hit{c[2], place, score})
		return nil
	})
	if err != nil {
		return nil, err
	}
	out := Rankings{}
	for q, hs := range hits {
		slices.SortStableFunc(hs, func(a, b hit) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.place, b.place))
		})
		for _, h := range hs {
			out[q] = append(out[q], h.id)
		}
	}
	return out, nil
}
