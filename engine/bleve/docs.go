package bleve

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/engine/bleve/postings"
	"newsdex/search/match"
)

// documents returns the live documents in which a leaf stands. The bitmap is
// remembered: do not change it.
func (m *matcher) documents(n match.Node) (*roaring.Bitmap, error) {
	if docs := m.found[n]; docs != nil {
		return docs, nil
	}
	l, err := m.leaf(n)
	if err != nil {
		return nil, err
	}
	docs, err := l.documents(m.view.size)
	if err != nil {
		return nil, err
	}
	if m.view.deleted != nil {
		docs.AndNot(m.view.deleted)
	}
	m.found[n] = docs
	return docs, nil
}

// documents returns the documents of the lists, deleted ones included.
func (l *leaf) documents(size int) (*roaring.Bitmap, error) {
	if total := l.len(); total > size/dense {
		return l.dense(size)
	} else {
		return l.sparse(total)
	}
}

// dense is the share of documents from which a plain bit set is filled faster
// than a bitmap grows: one in that many.
const dense = 64

// dense fills a bit set: two nanoseconds a posting, and an eighth of a byte for
// each document of the segment.
func (l *leaf) dense(size int) (*roaring.Bitmap, error) {
	bits := make(bitSet, (size+63)/64)
	for _, list := range l.lists {
		if err := bits.set(l, list); err != nil {
			return nil, err
		}
	}
	return roaring.FromDense(bits, false), nil
}

func (l *leaf) sparse(total int) (*roaring.Bitmap, error) {
	docs := make([]uint32, 0, total)
	for _, list := range l.lists {
		var err error
		if l.whole() {
			err = list.Docs(func(d []uint32) error {
				docs = append(docs, d...)
				return nil
			})
		} else {
			err = list.Each(func(p postings.Posting) {
				if p = l.counted(p); p.Body > 0 || p.Headline > 0 {
					docs = append(docs, p.Doc)
				}
			})
		}
		if err != nil {
			return nil, err
		}
	}
	if len(l.lists) > 1 {
		slices.Sort(docs)
	}
	return roaring.BitmapOf(docs...), nil
}

// frequency returns in how many live documents a leaf stands.
func (m *matcher) frequency(n match.Node) (int, error) {
	l, err := m.leaf(n)
	if err != nil {
		return 0, err
	}
	if m.found[n] == nil && m.view.deleted == nil && l.whole() && l.apart {
		return l.len(), nil
	}
	docs, err := m.documents(n)
	if err != nil {
		return 0, err
	}
	return int(docs.GetCardinality()), nil
}

// narrow returns the documents among docs in which a leaf stands, looking up
// each: for few documents and a long list.
func (m *matcher) narrow(docs *roaring.Bitmap, n match.Node) (*roaring.Bitmap, error) {
	l, err := m.leaf(n)
	if err != nil {
		return nil, err
	}
	return m.among(docs, l)
}

// among returns the documents among docs that the lists of a leaf have.
func (m *matcher) among(docs *roaring.Bitmap, l *leaf) (*roaring.Bitmap, error) {
	out := roaring.New()
	for _, list := range l.lists {
		c := postings.NewCursor(list, nil)
		for it := docs.Iterator(); it.HasNext(); {
			d := it.PeekNext()
			if c.Seek(d); c.Doc() == postings.End {
				break
			}
			if c.Doc() > d {
				it.AdvanceIfNeeded(c.Doc())
				continue
			}
			it.Next()
			if l.whole() {
				out.Add(d)
			} else if p := l.counted(c.Posting()); p.Body > 0 || p.Headline > 0 {
				out.Add(d)
			}
		}
		if c.Err() != nil {
			return nil, c.Err()
		}
	}
	return out, nil
}
