package postings

import (
	"bytes"
	"fmt"
)

// dropped is the number of a document that a merge leaves out.
const dropped = 1<<64 - 1

// Merge writes the terms of several tables to w. numbers[i][d] is the new number
// of document d of in[i], or dropped (the greatest uint64); new numbers ascend
// through in[0], in[1], …. extra gives the extra number of a merged term from
// those of the tables that have it. Between terms it asks stop.
func Merge(w *Writer, in []*Table, numbers [][]uint64, extra func(key []byte, from []Source) (uint64, error), stop func() error) error {
	its := make([]*Iterator, 0, len(in))
	which := make([]int, 0, len(in))
	for i, t := range in {
		if it := t.From(nil); it.Next() {
			its, which = append(its, it), append(which, i)
		} else if it.err != nil {
			return it.err
		}
	}
	var key []byte
	var from []Source
	for n := 0; len(its) > 0; n++ {
		if n%stopEvery == 0 {
			if err := stop(); err != nil {
				return err
			}
		}
		least := its[0]
		for _, it := range its[1:] {
			if bytes.Compare(it.key, least.key) < 0 {
				least = it
			}
		}
		key = append(key[:0], least.key...)
		from = from[:0]
		for i := 0; i < len(its); i++ {
			it := its[i]
			if !bytes.Equal(it.key, key) {
				continue
			}
			from = append(from, Source{which[i], it.entry})
			if it.Next() {
				continue
			}
			if it.err != nil {
				return it.err
			}
			its, which = append(its[:i], its[i+1:]...), append(which[:i], which[i+1:]...)
			i--
		}
		for _, s := range from {
			if err := copyList(w, s.Entry.List, numbers[s.Table]); err != nil {
				return fmt.Errorf("merging the postings of %q: %w", key, err)
			}
		}
		if w.enc.Len() == 0 {
			continue // none of its documents is kept
		}
		x, err := extra(key, from)
		if err != nil {
			return fmt.Errorf("merging %q: %w", key, err)
		}
		if err := w.Term(key, x); err != nil {
			return err
		}
	}
	return nil
}

// stopEvery is how many terms are merged between two looks at stop: well under
// a millisecond, except for long lists.
const stopEvery = 256

// Source is what one of the merged tables holds about a term.
type Source struct {
	Table int // index among those merged
	Entry Entry
}

func copyList(w *Writer, l List, numbers []uint64) error {
	var bad error
	err := l.Each(func(p Posting) {
		if uint64(p.Doc) >= uint64(len(numbers)) {
			bad = fmt.Errorf("%w: document %d of %d", ErrDamaged, p.Doc, len(numbers))
			return
		}
		if n := numbers[p.Doc]; n != dropped {
			p.Doc = uint32(n)
			w.Add(p)
		}
	})
	if err == nil {
		err = bad
	}
	return err
}
