package bleve

import (
	"cmp"
	"fmt"
	"slices"

	"newsdex/engine/bleve/postings"
)

// recode gives the terms of several tables new codes, the least to those in
// most documents, and returns for each table the new code of each of its codes.
// It keeps some twenty bytes a term.
func recode(in []*postings.Table, stop func() error) ([][]uint32, error) {
	out := make([][]uint32, len(in))
	var uses []uint64 // of the terms that have a code, by the order of their keys
	err := postings.Union(in, []byte{wordKey}, stop, func(_ []byte, from []postings.Source) (err error) {
		articles, coded := uint64(0), false
		for _, s := range from {
			articles += uint64(s.Entry.List.Len())
			if s.Entry.Extra == 0 {
				continue
			}
			coded = true
			if out[s.Table], err = setCode(out[s.Table], s.Entry.Extra-1, uint32(len(uses))); err != nil {
				return err
			}
		}
		if coded {
			uses = append(uses, articles)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	order := make([]uint32, len(uses))
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(a, b)) })
	rank := make([]uint32, len(order))
	for code, n := range order {
		rank[n] = uint32(code)
	}
	for _, codes := range out {
		for i, n := range codes {
			codes[i] = rank[n]
		}
	}
	return out, nil
}

// maxCodes bounds what a damaged segment can make a merge allocate: more
// different words than any segment of scorch's five million articles has.
const maxCodes = 1 << 27

// setCode notes what a code becomes.
func setCode(codes []uint32, code uint64, n uint32) ([]uint32, error) {
	if code >= maxCodes {
		return nil, fmt.Errorf("%w: code %d", ErrDamaged, code)
	}
	for uint64(len(codes)) <= code {
		codes = append(codes, 0)
	}
	codes[code] = n
	return codes, nil
}
