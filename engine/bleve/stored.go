package bleve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"newsdex/article"
)

// lengths are the tokens of an article's two texts.
type lengths struct{ headline, body int }

func (n lengths) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(n.headline))
	return binary.AppendUvarint(b, uint64(n.body))
}

func decodeLengths(b []byte) (n lengths, err error) {
	h, used := binary.Uvarint(b)
	if used <= 0 {
		return n, fmt.Errorf("stored lengths %x cannot be read", b)
	}
	body, more := binary.Uvarint(b[used:])
	if more <= 0 {
		return n, fmt.Errorf("stored lengths %x cannot be read", b)
	}
	return lengths{int(h), int(body)}, nil
}

// encodeArticle returns the stored form of an article: one byte of version,
// then JSON. It is the same in every schema; rebuilding reads only this.
func encodeArticle(a *article.Article) ([]byte, error) {
	b, err := json.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("storing article %q: %w", a.ID, err)
	}
	return append([]byte{article.Version}, b...), nil
}

func decodeArticle(b []byte, a *article.Article) error {
	if len(b) == 0 || b[0] != article.Version {
		return fmt.Errorf("stored article of an unknown version (%.1x); a newer newsdex wrote it", b)
	}
	if err := json.Unmarshal(b[1:], a); err != nil {
		return fmt.Errorf("reading a stored article: %w", err)
	}
	return nil
}

// place is one document of a snapshot.
type place struct {
	segment *scorch.SegmentSnapshot
	number  uint64
}

// stored is what a place holds.
type stored struct {
	article article.Article
	lengths lengths
}

// read returns what is stored at a place.
func (p place) read() (*stored, error) {
	var out stored
	var problem error
	seen := 0
	err := p.segment.VisitDocument(p.number, func(field string, _ byte, value []byte, _ []uint64) bool {
		switch field {
		case fieldArticle:
			problem = decodeArticle(value, &out.article)
			seen++
		case fieldLengths:
			out.lengths, problem = decodeLengths(value)
			seen++
		}
		return problem == nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading stored fields: %w", err)
	}
	if problem != nil {
		return nil, problem
	}
	if seen < 2 {
		return nil, fmt.Errorf("%w: an article has no stored text", ErrDamaged)
	}
	return &out, nil
}

// find returns where the articles with these identifiers are held.
func find(snap *scorch.IndexSnapshot, ids []string) (map[string]place, error) {
	out := make(map[string]place, len(ids))
	for _, seg := range snap.Segments() {
		numbers, err := seg.DocNumbers(ids)
		if err != nil {
			return nil, fmt.Errorf("looking up identifiers: %w", err)
		}
		for it := numbers.Iterator(); it.HasNext(); {
			n := uint64(it.Next())
			id, err := seg.DocID(n)
			if err != nil {
				return nil, fmt.Errorf("reading an identifier: %w", err)
			}
			out[string(id)] = place{seg, n}
		}
	}
	return out, nil
}
