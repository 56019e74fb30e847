package bleve

import (
	"bytes"
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
	its := make([]*postings.Iterator, len(in))
	for i, t := range in {
		its[i] = t.From([]byte{wordKey})
		if !its[i].Next() {
			if err := its[i].Err(); err != nil {
				return nil, err
			}
			its[i] = nil
		}
	}
	var uses []uint64 // by the order of the keys
	var key []byte
	for n := 0; ; n++ {
		if n%stopEvery == 0 {
			if err := stop(); err != nil {
				return nil, err
			}
		}
		least := -1
		for i, it := range its {
			if it != nil && (least < 0 || bytes.Compare(it.Key(), its[least].Key()) < 0) {
				least = i
			}
		}
		if least < 0 {
			break
		}
		key = append(key[:0], its[least].Key()...)
		sum, coded := uint64(0), false
		for i, it := range its {
			if it == nil || !bytes.Equal(it.Key(), key) {
				continue
			}
			e, err := it.Entry(), error(nil)
			if e.Extra > 0 {
				coded = true
				if out[i], err = setCode(out[i], e.Extra-1, uint32(len(uses))); err != nil {
					return nil, err
				}
			}
			sum += uint64(e.List.Len())
			if it.Next() {
				continue
			}
			if err := it.Err(); err != nil {
				return nil, err
			}
			its[i] = nil
		}
		if coded {
			uses = append(uses, sum)
		}
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

// stopEvery is how many terms are looked at between two looks at stop.
const stopEvery = 1024
