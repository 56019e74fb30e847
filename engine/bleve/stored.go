package bleve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"

	"newsdex/article"
	"newsdex/engine/bleve/blocks"
)

// Forms of a stored article, by its first byte. They are the same in every
// schema; rebuilding reads only this.
const (
	storedWhole  = article.Version     // the JSON of the article
	storedSplit  = article.Version + 1 // the length and the JSON of all but the body, then the body as it is
	storedFields = article.Version + 2 // its fields one after the other; the form that is written
)

// encodeArticle returns the stored form of an article.
func encodeArticle(a *article.Article) ([]byte, error) {
	const others = 512 // bytes of fields other than the body, mostly
	b, err := appendFields(append(make([]byte, 0, others+len(a.Body)), storedFields), a)
	if err != nil {
		return nil, fmt.Errorf("storing article %q: %w", a.ID, err)
	}
	return b, nil
}

func decodeArticle(b []byte, a *article.Article) error {
	form := byte(0)
	if len(b) > 0 {
		form, b = b[0], b[1:]
	}
	switch form {
	case storedFields:
		return readFields(b, a)
	case storedWhole:
		return readJSON(b, a)
	case storedSplit:
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)-size) {
			return fmt.Errorf("%w: a stored article ends early", ErrDamaged)
		}
		if err := readJSON(b[size:size+int(n)], a); err != nil {
			return err
		}
		a.Body = string(b[size+int(n):])
		return nil
	}
	return fmt.Errorf("stored article of an unknown form (%d); a newer newsdex wrote it", form)
}

func readJSON(b []byte, a *article.Article) error {
	if err := json.Unmarshal(b, a); err != nil {
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
