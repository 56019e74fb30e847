package bleve

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"newsdex/engine/bleve/container"
)

// view is one segment of a snapshot as a search sees it.
type view struct {
	*opened
	snap    *scorch.SegmentSnapshot
	seg     *container.Segment
	size    int             // documents, deleted ones included
	deleted *roaring.Bitmap // nil for none
	all     *roaring.Bitmap
	dicts   map[string]segment.TermDictionary
	common  map[string]bool
}

func newView(s *scorch.SegmentSnapshot) (*view, error) {
	seg, ok := container.Of(s.Segment())
	if !ok {
		return nil, fmt.Errorf("%w: a segment of type %T", ErrDamaged, s.Segment())
	}
	o, err := seg.Kept(func() (any, error) { return openParts(seg) })
	if err != nil {
		return nil, err
	}
	v := &view{opened: o.(*opened), snap: s, seg: seg, size: int(s.FullSize()), common: theParts.common}
	if d := s.Deleted(); d != nil && !d.IsEmpty() {
		v.deleted = d
	}
	return v, nil
}

func newViews(snap *scorch.IndexSnapshot) ([]*view, error) {
	segments := snap.Segments()
	out := make([]*view, 0, len(segments))
	for _, s := range segments {
		v, err := newView(s)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// live returns the documents that are not deleted. Do not change it.
func (v *view) live() *roaring.Bitmap {
	if v.all == nil {
		v.all = roaring.New()
		v.all.AddRange(0, uint64(v.size))
		if v.deleted != nil {
			v.all.AndNot(v.deleted)
		}
	}
	return v.all
}

// isLive reports whether a document is not deleted.
func (v *view) isLive(doc uint32) bool { return v.deleted == nil || !v.deleted.Contains(doc) }

// stemLanguage returns the language of the stems of a document, "" for none.
func (v *view) stemLanguage(doc uint32) string {
	if ord, ok := v.columnOf("lang").One(doc); ok {
		return v.langs.of[ord]
	}
	return ""
}

func (v *view) dictionary(field string) (segment.TermDictionary, error) {
	if d := v.dicts[field]; d != nil {
		return d, nil
	}
	d, err := v.seg.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("opening the dictionary of %q: %w", field, err)
	}
	if v.dicts == nil {
		v.dicts = map[string]segment.TermDictionary{}
	}
	v.dicts[field] = d
	return d, nil
}

// list returns the postings of a value in zap's image, live documents only.
func (v *view) list(field, term string) (segment.PostingsList, error) {
	d, err := v.dictionary(field)
	if err != nil {
		return nil, err
	}
	pl, err := d.PostingsList([]byte(term), v.deleted, nil)
	if err != nil {
		return nil, fmt.Errorf("reading the postings of %q in %q: %w", term, field, err)
	}
	return pl, nil
}

// holding returns the live documents that hold a value. The bitmap may be
// shared: do not change it.
func (v *view) holding(field, term string) (*roaring.Bitmap, error) {
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

// beginning returns the live documents that hold a value beginning with p.
func (v *view) beginning(field, p string) (*roaring.Bitmap, error) {
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
		docs, err := v.holding(field, e.Term)
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
