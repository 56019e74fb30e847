package bleve

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/article"
	"newsdex/engine/bleve/column"
	"newsdex/search"
)

// textTerm is the term of a text in the field of texts.
func textTerm(key int64) string { return string(binary.BigEndian.AppendUint64(nil, uint64(key))) }

// textKey returns the key of an article's text for its column; column.Missing
// for none.
func textKey(a *article.Article) int64 {
	if key, ok := a.TextKey(); ok {
		return key
	}
	return column.Missing
}

// withText returns where articles with a text stand.
func withText(views []*view, key int64) ([]place, error) {
	var out []place
	for _, v := range views {
		docs, err := v.holding(fieldText, textTerm(key))
		if err != nil {
			return nil, err
		}
		for it := docs.Iterator(); it.HasNext(); {
			out = append(out, place{v, it.Next()})
		}
	}
	return out, nil
}

// copyOf returns the identifier of another article with the text of a, which key
// stands for, as the batch so far leaves it; "" for none.
func (c *change) copyOf(a *article.Article, key int64) (string, error) {
	if key == column.Missing {
		return "", nil
	}
	if id, given := c.texts[key]; given && id != a.ID && c.next[id] != nil {
		return id, nil
	}
	c.texts[key] = a.ID
	places, err := withText(c.views, key)
	if err != nil {
		return "", err
	}
	for _, p := range places {
		id, err := p.identifier()
		if err != nil {
			return "", err
		}
		if _, touched := c.next[id]; id != a.ID && !touched {
			return id, nil
		}
	}
	return "", nil
}

// maxCopies bounds the copies that are told of one article.
const maxCopies = 100

// Copies returns the identifiers of the other articles with the text of a, by
// bytes, at most maxCopies of them.
func (s *Store) Copies(ctx context.Context, a *article.Article) (ids []string, err error) {
	key, ok := a.TextKey()
	if !ok {
		return nil, nil
	}
	snap, done, err := s.snapshot()
	if err != nil {
		return nil, err
	}
	defer done()
	defer s.guard("reading", &err)()
	views, err := newViews(snap)
	if err != nil {
		return nil, err
	}
	places, err := withText(views, key)
	if err != nil {
		return nil, err
	}
	return others(places, a.ID)
}

// others returns the identifiers of articles but one.
func others(places []place, id string) ([]string, error) {
	var ids []string
	for _, p := range places {
		other, err := p.identifier()
		if err != nil {
			return nil, err
		}
		if other != id {
			ids = append(ids, other)
		}
	}
	slices.Sort(ids)
	return ids[:min(len(ids), maxCopies)], nil
}

// spot is a document of a segment, by its number in the execution.
type spot struct {
	segment int
	doc     uint32
}

// fold leaves, of articles with the same text, only the first of the answer: the
// newest, or the oldest when that is the order, then by identifier. Copies have
// the same words, so that their scores do not tell them apart. It keeps what it
// found in e.folds, for the hits. Some fifty nanoseconds an article.
func (e *execution) fold() error {
	groups, err := e.sameTexts()
	if err != nil {
		return err
	}
	less := make([]*roaring.Bitmap, len(e.segments))
	e.folds = make(map[int64][]place, len(groups))
	for key, spots := range groups {
		keep, err := e.firstOf(spots)
		if err != nil {
			return err
		}
		for i, s := range spots {
			e.folds[key] = append(e.folds[key], place{e.segments[s.segment].view, s.doc})
			if i == keep {
				continue
			}
			if less[s.segment] == nil {
				less[s.segment] = roaring.New()
			}
			less[s.segment].Add(s.doc)
		}
	}
	for i, m := range e.segments {
		if m != nil && less[i] != nil {
			m.docs = roaring.AndNot(m.docs, less[i]) // a set of its own: m.docs may be shared
			n := int(less[i].GetCardinality())
			m.total -= n
			e.folded += n
		}
	}
	return nil
}

// sameTexts returns the documents of the answer whose text stands in it more
// than once, by its key.
func (e *execution) sameTexts() (map[int64][]spot, error) {
	first, groups := map[int64]spot{}, map[int64][]spot{}
	for i, m := range e.segments {
		if m == nil {
			continue
		}
		n := 0
		for it := m.docs.Iterator(); it.HasNext(); n++ {
			if n%checkEvery == 0 && e.ctx.Err() != nil {
				return nil, e.ctx.Err()
			}
			at := spot{i, it.Next()}
			key := m.view.text.At(at.doc)
			if key == column.Missing {
				continue
			}
			one, again := first[key]
			switch {
			case !again:
				first[key] = at
			case groups[key] == nil:
				groups[key] = []spot{one, at}
			default:
				groups[key] = append(groups[key], at)
			}
		}
	}
	return groups, nil
}

// firstOf returns which of some documents comes first, scores aside.
func (e *execution) firstOf(spots []spot) (int, error) {
	first, best := -1, search.Key{}
	for i, s := range spots {
		p := place{e.segments[s.segment].view, s.doc}
		id, err := p.identifier()
		if err != nil {
			return 0, err
		}
		k := search.Key{ID: id}
		k.Published, k.Dated = p.view.publishedAt(p.doc)
		if first < 0 || e.plan.Sort.Compare(k, best) < 0 {
			first, best = i, k
		}
	}
	return first, nil
}
