package bleve

import (
	"encoding/json"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// sums are kept inside the index and change with each batch, in one step.
type sums struct {
	Generation uint64 `json:"generation"`
	// Schema is what the words were made with, see schemaID.
	Schema string `json:"schema"`
	// Tokens of all headlines and bodies held: the average lengths of BM25.
	HeadlineTokens int64 `json:"headline_tokens"`
	BodyTokens     int64 `json:"body_tokens"`
}

// sumsKey is the key of the sums among scorch's internal values.
const sumsKey = "newsdex.sums"

func readSums(snap *scorch.IndexSnapshot) (sums, error) {
	var out sums
	b, err := snap.GetInternal([]byte(sumsKey))
	if err != nil {
		return out, fmt.Errorf("reading the sums of the index: %w", err)
	}
	if len(b) == 0 {
		return out, nil
	}
	if err := json.Unmarshal(b, &out); err != nil {
		return out, fmt.Errorf("reading the sums of the index: %w", err)
	}
	return out, nil
}

// rawSums are sums with the bytes they were read from.
type rawSums struct {
	raw  string
	sums sums
}

// readSums is readSums for questions: the same bytes are decoded once.
func (c *core) readSums(snap *scorch.IndexSnapshot) (sums, error) {
	b, err := snap.GetInternal([]byte(sumsKey))
	if last := c.sums.Load(); err == nil && last != nil && last.raw == string(b) {
		return last.sums, nil
	}
	held, err := readSums(snap)
	if err == nil {
		c.sums.Store(&rawSums{string(b), held})
	}
	return held, err
}
