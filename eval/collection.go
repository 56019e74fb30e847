package eval

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Query is a query of a collection.
type Query struct{ ID, Text string }

// Judgements are the gains of articles, by query and article. A gain of 0 is
// judged and not relevant.
type Judgements map[string]map[string]float64

// maxLine bounds a line of a collection: a query may be a page.
const maxLine = 1 << 20

// lines calls visit with every line that is not blank, and puts its number in
// front of an error.
func lines(r io.Reader, visit func(line string) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	n := 0
	for s.Scan() {
		n++
		line := strings.TrimSuffix(s.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := visit(line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// ReadQueries reads queries, one a line: an identifier, a tab, the text.
func ReadQueries(r io.Reader) ([]Query, error) {
	var out []Query
	seen := map[string]bool{}
	err := lines(r, func(line string) error {
		id, text, ok := strings.Cut(line, "\t")
		switch {
		case !ok || id == "" || strings.TrimSpace(text) == "":
			return fmt.Errorf("%.40q is no query; write an identifier, a tab and the text", line)
		case seen[id]:
			return fmt.Errorf("the query %q stands twice", id)
		}
		seen[id] = true
		out = append(out, Query{id, text})
		return nil
	})
	return out, err
}

// ReadJudgements reads judgements, one a line: query, article and gain between
// tabs, or the four columns of TREC (query, iteration, article, gain) between
// blanks. A gain is a number; below 0 it counts as 0.
func ReadJudgements(r io.Reader) (Judgements, error) {
	out := Judgements{}
	err := lines(r, func(line string) error {
		columns := strings.Split(line, "\t")
		if len(columns) != 3 {
			if columns = strings.Fields(line); len(columns) == 4 {
				columns = []string{columns[0], columns[2], columns[3]}
			}
		}
		if len(columns) != 3 {
			return fmt.Errorf("%.40q is no judgement; write query, article and gain between tabs, or TREC's four columns", line)
		}
		gain, err := strconv.ParseFloat(strings.TrimSpace(columns[2]), 64)
		if err != nil || gain != gain || gain > 1e6 {
			return fmt.Errorf("%.40q is no gain; write a number", columns[2])
		}
		if out[columns[0]] == nil {
			out[columns[0]] = map[string]float64{}
		}
		out[columns[0]][columns[1]] = max(gain, 0)
		return nil
	})
	return out, err
}
