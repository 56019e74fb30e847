package search

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// cursor is what an opaque cursor holds: which question it belongs to, the
// state of the index it was made in, and the hit it stands at.
type cursor struct {
	Question   string `json:"q"`
	Sort       string `json:"s"`
	Generation uint64 `json:"g"`
	Backward   bool   `json:"b,omitempty"`
	// Score is the bits of the score in hexadecimal: exact, unlike decimals.
	Score     string `json:"r"`
	Published int64  `json:"p"`
	Dated     bool   `json:"d,omitempty"`
	ID        string `json:"i"`
}

// maxCursor bounds a cursor in bytes: an identifier of the longest kind,
// escaped and encoded, with room to spare.
const maxCursor = 8192

var errCursor = errors.New("not a cursor that this server gave; take next_cursor from an answer, or leave it out to start at the first page")

func (c cursor) encode() string {
	b, _ := json.Marshal(c) // strings and numbers only: cannot fail
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodeCursor(s string) (cursor, Key, error) {
	var c cursor
	if len(s) > maxCursor {
		return c, Key{}, errCursor
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || json.Unmarshal(b, &c) != nil {
		return c, Key{}, errCursor
	}
	bits, err := strconv.ParseUint(c.Score, 16, 64)
	score := math.Float64frombits(bits)
	if err != nil || math.IsNaN(score) {
		return c, Key{}, errCursor
	}
	return c, Key{Score: score, Published: c.Published, Dated: c.Dated, ID: c.ID}, nil
}

// cursorAt returns the cursor for going on from a hit.
func cursorAt(k Key, question string, s Sort, generation uint64, backward bool) string {
	return cursor{
		Question: question, Sort: s.String(), Generation: generation, Backward: backward,
		Score: strconv.FormatUint(math.Float64bits(k.Score), 16), Published: k.Published, Dated: k.Dated, ID: k.ID,
	}.encode()
}

// question identifies what a request asks, apart from order and page.
func (r *Request) question() string {
	h := sha256.New()
	_ = json.NewEncoder(h).Encode([]any{r.Q, r.Syntax, r.Any, r.Source, r.Section, r.Byline, r.Tag, r.Lang, r.From, r.To, r.Fold})
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// resume checks a cursor against the request and returns where to go on from.
func (r *Request) resume(s Sort) (*Key, cursor, error) {
	if r.Cursor == "" {
		return nil, cursor{}, nil
	}
	c, key, err := decodeCursor(r.Cursor)
	if err != nil {
		return nil, c, err
	}
	if c.Question != r.question() {
		return nil, c, errors.New("this cursor belongs to another query; leave it out to start at the first page")
	}
	if c.Sort != s.String() {
		return nil, c, fmt.Errorf("this cursor belongs to sort=%s; leave it out, or ask for that order", c.Sort)
	}
	return &key, c, nil
}
