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
	return Union(in, nil, stop, func(key []byte, from []Source) error {
		for _, s := range from {
			if err := copyList(w, s.Entry.List, numbers[s.Table]); err != nil {
				return fmt.Errorf("merging the postings of %q: %w", key, err)
			}
		}
		if w.enc.Len() == 0 {
			return nil // none of its documents is kept
		}
		x, err := extra(key, from)
		if err != nil {
			return fmt.Errorf("merging %q: %w", key, err)
		}
		return w.Term(key, x)
	})
}

// Union calls visit with every term of several tables from a key on, in ascending
// order, each with what the tables that have it hold. visit must not keep its
// arguments. Between terms it asks stop.
func Union(in []*Table, first []byte, stop func() error, visit func(key []byte, from []Source) error) error {
	its := make([]*Iterator, len(in)) // nil at its end
	next := func(i int) error {
		if its[i].Next() {
			return nil
		}
		err := its[i].err
		its[i] = nil
		return err
	}
	for i, t := range in {
		its[i] = t.From(first)
		if err := next(i); err != nil {
			return err
		}
	}
	var key []byte
	var from []Source
	for n := 0; ; n++ {
		if n%stopEvery == 0 {
			if err := stop(); err != nil {
				return err
			}
		}
		var least *Iterator
		for _, it := range its {
			if it != nil && (least == nil || bytes.Compare(it.key, least.key) < 0) {
				least = it
			}
		}
		if least == nil {
			return nil
		}
		key, from = append(key[:0], least.key...), from[:0]
		for i, it := range its {
			if it == nil || !bytes.Equal(it.key, key) {
				continue
			}
			from = append(from, Source{i, it.entry})
			if err := next(i); err != nil {
				return err
			}
		}
		if err := visit(key, from); err != nil {
			return err
		}
	}
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
