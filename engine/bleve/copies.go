package bleve

import (
	"context"
	"encoding/binary"
	"math/bits"
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
// found in e.folds, for the hits. Some fifty nanoseconds for each article whose
// text stands in the index more than once.
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
			m.docs = roaring.AndNot(m.answer, less[i]) // a set of its own: m.answer may be shared
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
	repeated, err := e.repeated()
	if err != nil {
		return nil, err
	}
	first, groups := map[int64]spot{}, map[int64][]spot{}
	for i, m := range e.segments {
		if m == nil {
			continue
		}
		docs := m.answer
		if repeated != nil {
			docs = roaring.And(docs, repeated[i])
		}
		err := inRuns(e.ctx, docs, func(docs []uint32) {
			for _, doc := range docs {
				key, at := m.view.text.At(doc), spot{i, doc}
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
		})
		if err != nil {
			return nil, err
		}
	}
	return groups, nil
}

// fewHits is how many times as many documents as hits there must be for the
// hits to be looked at themselves, when it is not known which texts are repeated.
const fewHits = 8

// repeated returns the documents of each segment whose text stands in the index
// more than once; nil when all hits should be looked at.
func (e *execution) repeated() ([]*roaring.Bitmap, error) {
	hits, documents := 0, 0
	for i, m := range e.segments {
		if m != nil {
			hits += m.total
		}
		documents += e.views[i].size
	}
	if hits < documents/fewHits && !e.cache.knowsRepeated(e.views) {
		return nil, nil
	}
	return e.cache.repeated(e.ctx, e.views)
}

// keyBits is how many bits there are for each text when repeated ones are looked
// for: one in so many shares its bit with another by chance.
const keyBits = 32

// newRepeated finds the documents whose text stands in some segments more than
// once, deleted ones included: some ten nanoseconds a document. The keys are as
// good as random, so that their lowest bits tell most apart.
func newRepeated(ctx context.Context, views []*view) ([]*roaring.Bitmap, error) {
	size := 64
	for _, v := range views {
		size += v.size * keyBits
	}
	size = 1 << bits.Len(uint(size))
	once, twice := make([]uint64, size/64), make([]uint64, size/64)
	each := func(do func(i int, doc uint32, key int64)) error {
		for i, v := range views {
			for doc := range uint32(v.size) {
				if doc%checkEvery == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				if key := v.text.At(doc); key != column.Missing {
					do(i, doc, key)
				}
			}
		}
		return nil
	}
	place := func(key int64) (at int, bit uint64) {
		n := int(uint64(key) % uint64(size))
		return n >> 6, 1 << (n & 63)
	}
	err := each(func(_ int, _ uint32, key int64) {
		at, bit := place(key)
		twice[at] |= once[at] & bit
		once[at] |= bit
	})
	if err != nil {
		return nil, err
	}
	// Of those that share a bit, the keys are compared.
	again := map[int64]bool{}
	err = each(func(_ int, _ uint32, key int64) {
		if at, bit := place(key); twice[at]&bit != 0 {
			_, again[key] = again[key]
		}
	})
	if err != nil {
		return nil, err
	}
	out := make([]*roaring.Bitmap, len(views))
	for i := range out {
		out[i] = roaring.New()
	}
	return out, each(func(i int, doc uint32, key int64) {
		if at, bit := place(key); twice[at]&bit != 0 && again[key] {
			out[i].Add(doc)
		}
	})
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
