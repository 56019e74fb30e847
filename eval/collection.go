package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Query is a query of a collection.
type Query struct{ ID, Text string }

// Judgements are the gains of articles, by query and article. A gain of 0 is
// judged and not relevant; an article that is absent was not judged.
type Judgements map[string]map[string]float64

const (
	// maxLine bounds a line of a collection, in bytes: a query may be a page.
	maxLine = 1 << 20
	// MaxGain bounds a gain. nDCG raises 2 to it, and no scale of judgements
	// has more than a few steps: what is larger stands in the wrong column.
	MaxGain = 30
)

// lines calls visit with every line that is not blank and its number, from 1,
// which it puts in front of an error.
func lines(r io.Reader, visit func(n int, line string) error) error {
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxLine)
	n := 0
	for s.Scan() {
		n++
		line := strings.TrimSuffix(s.Text(), "\r")
		if n == 1 {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := visit(n, line); err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
	}
	if errors.Is(s.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d: longer than %d bytes, which is no query and no judgement", n+1, maxLine)
	}
	if err := s.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// ReadQueries reads queries, one a line: an identifier, a tab and the text, or a
// JSON object with "id" (or "_id") and "text".
func ReadQueries(r io.Reader) ([]Query, error) {
	var out []Query
	seen := map[string]int{}
	err := lines(r, func(n int, line string) error {
		read := tabbedQuery
		if strings.HasPrefix(line, "{") {
			read = jsonQuery
		}
		q, err := read(line)
		if err != nil {
			return err
		}
		if first, twice := seen[q.ID]; twice {
			return fmt.Errorf("the query %q stands twice, first on line %d", q.ID, first)
		}
		seen[q.ID] = n
		out = append(out, q)
		return nil
	})
	return out, err
}

func tabbedQuery(line string) (Query, error) {
	id, text, ok := strings.Cut(line, "\t")
	if id = strings.TrimSpace(id); !ok || id == "" || strings.TrimSpace(text) == "" {
		return Query{}, fmt.Errorf("%.40q is no query; write an identifier, a tab and the text", line)
	}
	return Query{id, text}, nil
}

func jsonQuery(line string) (Query, error) {
	var o struct {
		ID    json.RawMessage `json:"id"`
		Under json.RawMessage `json:"_id"`
		Text  string          `json:"text"`
	}
	if err := json.Unmarshal([]byte(line), &o); err != nil {
		return Query{}, fmt.Errorf("%.40q is no query: %w", line, err)
	}
	raw := o.ID
	if raw == nil {
		raw = o.Under
	}
	id := string(raw) // a number is its own name
	if strings.HasPrefix(id, `"`) {
		if err := json.Unmarshal(raw, &id); err != nil {
			return Query{}, fmt.Errorf("%.40q is no query: %w", line, err)
		}
	}
	if id == "" || id == "null" || strings.TrimSpace(o.Text) == "" {
		return Query{}, fmt.Errorf(`%.40q is no query; it needs "id" and "text"`, line)
	}
	return Query{id, o.Text}, nil
}

// ReadJudgements reads judgements, one a line: query, article and gain between
// tabs, or the four columns of TREC (query, iteration, article, gain) between
// blanks. A gain is a number up to MaxGain; below 0 it counts as 0. A first line
// of names of columns is passed over. A judgement that stands twice must be the
// same.
func ReadJudgements(r io.Reader) (Judgements, error) {
	out := Judgements{}
	type pair struct{ query, article string }
	seen := map[pair]int{}
	err := lines(r, func(n int, line string) error {
		c, err := judgementColumns(line)
		if err != nil {
			return err
		}
		gain, err := parseGain(c[2])
		if err != nil {
			if n == 1 && slices.Contains(gainNames, strings.ToLower(c[2])) {
				return nil
			}
			return err
		}
		if first, twice := seen[pair{c[0], c[1]}]; twice && out[c[0]][c[1]] != gain {
			return fmt.Errorf("the article %q of query %q has a gain of %v here and another on line %d", c[1], c[0], gain, first)
		}
		seen[pair{c[0], c[1]}] = n
		if out[c[0]] == nil {
			out[c[0]] = map[string]float64{}
		}
		out[c[0]][c[1]] = gain
		return nil
	})
	return out, err
}

// gainNames are how a first line may name the third column.
var gainNames = []string{"score", "gain", "rel", "relevance", "label"}

// judgementColumns returns query, article and gain. Between tabs an article's
// identifier may hold blanks.
func judgementColumns(line string) ([3]string, error) {
	c := strings.Split(line, "\t")
	if len(c) != 3 {
		if c = strings.Fields(line); len(c) == 4 {
			c = []string{c[0], c[2], c[3]}
		}
	}
	if len(c) == 3 {
		out := [3]string{strings.TrimSpace(c[0]), strings.TrimSpace(c[1]), strings.TrimSpace(c[2])}
		if out[0] != "" && out[1] != "" {
			return out, nil
		}
	}
	return [3]string{}, fmt.Errorf("%.40q is no judgement; write query, article and gain between tabs, or TREC's four columns", line)
}

func parseGain(s string) (float64, error) {
	gain, err := strconv.ParseFloat(s, 64)
	if err != nil || gain != gain {
		return 0, fmt.Errorf("%.40q is no gain; write a number", s)
	}
	if gain > MaxGain {
		return 0, fmt.Errorf("a gain of %v; use 0 to %d", gain, MaxGain)
	}
	return max(gain, 0), nil
}
