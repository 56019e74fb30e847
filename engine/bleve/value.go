package bleve

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// value returns the documents that have a value in which the words stand next to
// each other. Candidates hold all words; each costs reading the positions of
// every word in it, a few microseconds.
func (m *matcher) value(field string, words []string) (*roaring.Bitmap, error) {
	if len(words) == 1 {
		return m.view.holding(field, words[0])
	}
	candidates, err := m.candidates(field, words)
	if err != nil || candidates.IsEmpty() {
		return candidates, err
	}
	readers, err := m.positionReaders(field, words)
	if err != nil {
		return nil, err
	}
	out := roaring.New()
	checked := 0
	for it := candidates.Iterator(); it.HasNext(); checked++ {
		n := it.Next()
		if checked%checkEvery == 0 {
			if err := m.ctx.Err(); err != nil {
				return nil, err
			}
		}
		stands, err := standing(readers, n)
		if err != nil {
			return nil, fmt.Errorf("reading the positions of %q in %q: %w", words, field, err)
		}
		if stands {
			out.Add(n)
		}
	}
	return out, nil
}

// candidates returns the documents that hold all the words.
func (m *matcher) candidates(field string, words []string) (*roaring.Bitmap, error) {
	seen := map[string]bool{}
	var docs *roaring.Bitmap
	for _, w := range words {
		if seen[w] {
			continue
		}
		seen[w] = true
		holding, err := m.view.holding(field, w)
		if err != nil {
			return nil, err
		}
		if docs == nil {
			docs = holding
		} else {
			docs = roaring.And(docs, holding)
		}
		if docs.IsEmpty() {
			return docs, nil
		}
	}
	return docs, nil
}

// positionReader gives the positions of one word, document by document.
type positionReader struct {
	it        segment.PostingsIterator
	document  int64 // the document of positions; -1 before the first
	positions []uint64
	// offsets are where in the phrase the word stands.
	offsets []uint64
}

func (m *matcher) positionReaders(field string, words []string) ([]*positionReader, error) {
	byWord := map[string]*positionReader{}
	var out []*positionReader
	for i, w := range words {
		r := byWord[w]
		if r == nil {
			pl, err := m.view.list(field, w)
			if err != nil {
				return nil, err
			}
			r = &positionReader{it: pl.Iterator(true, true, true, nil), document: -1}
			byWord[w] = r
			out = append(out, r)
		}
		r.offsets = append(r.offsets, uint64(i))
	}
	return out, nil
}

// at reads the positions in document n, which must be greater than before.
func (r *positionReader) at(n uint32) error {
	p, err := r.it.Advance(uint64(n))
	if err != nil {
		return err
	}
	r.positions = r.positions[:0]
	if p == nil || p.Number() != uint64(n) {
		return fmt.Errorf("%w: a posting is missing", ErrDamaged)
	}
	for _, l := range p.Locations() {
		r.positions = append(r.positions, l.Pos())
	}
	return nil
}

// standing reports whether the phrase stands in document n: whether a position
// is left when each word's positions, moved back by where it stands in the
// phrase, are intersected.
func standing(readers []*positionReader, n uint32) (bool, error) {
	for _, r := range readers {
		if err := r.at(n); err != nil {
			return false, err
		}
	}
	rarest := readers[0]
	for _, r := range readers {
		if len(r.positions) < len(rarest.positions) {
			rarest = r
		}
	}
	for _, p := range rarest.positions {
		if p > rarest.offsets[0] && all(readers, p-rarest.offsets[0]) {
			return true, nil
		}
	}
	return false, nil
}

// all reports whether the phrase begins at a position. Positions are ascending.
func all(readers []*positionReader, begin uint64) bool {
	for _, r := range readers {
		for _, o := range r.offsets {
			if !holds(r.positions, begin+o) {
				return false
			}
		}
	}
	return true
}

func holds(positions []uint64, p uint64) bool {
	lo, hi := 0, len(positions)
	for lo < hi {
		mid := (lo + hi) / 2
		if positions[mid] < p {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(positions) && positions[lo] == p
}
