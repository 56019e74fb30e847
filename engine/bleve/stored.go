package bleve

import (
	"encoding/json"
	"fmt"

	"newsdex/article"
	"newsdex/engine/bleve/blocks"
)

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
	view *view
	doc  uint32
}

// identifier returns the identifier of the article: about a microsecond.
func (p place) identifier() (string, error) {
	id, err := p.view.seg.DocID(uint64(p.doc))
	if err != nil {
		return "", fmt.Errorf("reading an identifier: %w", err)
	}
	return string(id), nil
}

// read returns the article: some tens of microseconds, as a block of several
// is decompressed.
func (p place) read(d *blocks.Decoder) (*article.Article, error) {
	b, err := d.Get(&p.view.stored, p.doc)
	if err != nil {
		return nil, fmt.Errorf("%w: reading a stored article: %w", ErrDamaged, err)
	}
	a := &article.Article{}
	return a, decodeArticle(b, a)
}

// find returns where the articles with these identifiers are held.
func find(views []*view, ids []string) (map[string]place, error) {
	out := make(map[string]place, len(ids))
	for _, v := range views {
		numbers, err := v.snap.DocNumbers(ids)
		if err != nil {
			return nil, fmt.Errorf("looking up identifiers: %w", err)
		}
		for it := numbers.Iterator(); it.HasNext(); {
			p := place{v, it.Next()}
			id, err := p.identifier()
			if err != nil {
				return nil, err
			}
			out[id] = p
		}
	}
	return out, nil
}
