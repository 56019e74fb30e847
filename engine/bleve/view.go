package bleve

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// view is one segment of a snapshot, with the dictionaries opened so far.
type view struct {
	snap  *scorch.SegmentSnapshot
	seg   segment.Segment
	size  int // documents, deleted ones included
	dicts map[string]segment.TermDictionary
	all   *roaring.Bitmap
}

func newView(s *scorch.SegmentSnapshot) *view {
	return &view{snap: s, seg: s.Segment(), size: int(s.FullSize()), dicts: map[string]segment.TermDictionary{}}
}

// live returns the documents that are not deleted. Do not change it.
func (v *view) live() *roaring.Bitmap {
	if v.all == nil {
		v.all = v.snap.DocNumbersLive()
	}
	return v.all
}

func (v *view) dictionary(field string) (segment.TermDictionary, error) {
	if d := v.dicts[field]; d != nil {
		return d, nil
	}
	d, err := v.seg.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("opening the dictionary of %q: %w", field, err)
	}
	v.dicts[field] = d
	return d, nil
}

// list returns the postings of a term, live documents only.
func (v *view) list(field, term string) (segment.PostingsList, error) {
	d, err := v.dictionary(field)
	if err != nil {
		return nil, err
	}
	pl, err := d.PostingsList([]byte(term), v.snap.Deleted(), nil)
	if err != nil {
		return nil, fmt.Errorf("reading the postings of %q in %q: %w", term, field, err)
	}
	return pl, nil
}

// postings returns the live documents that hold a term. The bitmap may be
// shared: do not change it.
func (v *view) postings(field, term string) (*roaring.Bitmap, error) {
	pl, err := v.list(field, term)
	if err != nil {
		return nil, err
	}
	it := pl.Iterator(false, false, false, nil)
	if o, ok := it.(segment.OptimizablePostingsIterator); ok {
		if bm := o.ActualBitmap(); bm != nil {
			return bm, nil
		}
		if n, one := o.DocNum1Hit(); one {
			return roaring.BitmapOf(uint32(n)), nil
		}
	}
	out := roaring.New()
	for {
		p, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("reading the postings of %q in %q: %w", term, field, err)
		}
		if p == nil {
			return out, nil
		}
		out.Add(uint32(p.Number()))
	}
}

// prefix returns the live documents that hold a term beginning with p.
func (v *view) prefix(field, p string) (*roaring.Bitmap, error) {
	d, err := v.dictionary(field)
	if err != nil {
		return nil, err
	}
	it := d.AutomatonIterator(nil, []byte(p), after(p))
	out := roaring.New()
	for {
		e, err := it.Next()
		if err != nil {
			return nil, fmt.Errorf("walking the dictionary of %q: %w", field, err)
		}
		if e == nil {
			return out, nil
		}
		docs, err := v.postings(field, e.Term)
		if err != nil {
			return nil, err
		}
		out.Or(docs)
	}
}

// after returns the smallest key behind all keys that begin with p, nil when
// there is none.
func after(p string) []byte {
	b := []byte(p)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
