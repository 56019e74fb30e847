package column

import (
	"encoding/binary"
	"math"
)

// Between sets the bits of the documents whose number lies between first and
// last, both included; Missing is less than any other: a nanosecond a document
// where numbers take two bytes. The first bit is that of document from.
func (n *Numbers) Between(first, last int64, from int, bits []uint64) {
	lo, hi, some := n.codesOf(first, last)
	if !some {
		return
	}
	if n.width != 2 {
		for i := range min(64*len(bits), n.n-from) {
			if v := n.At(uint32(from + i)); first <= v && v <= last {
				bits[i>>6] |= 1 << (i & 63)
			}
		}
		return
	}
	// A code less lo is below many if it is one of them, and the difference is
	// negative then: its highest bit is what the document gets.
	many := hi - lo + 1
	for i := range bits {
		at := from + 64*i
		codes := n.codes[2*at : 2*min(at+64, n.n)]
		word := uint64(0)
		for j := 0; len(codes) >= 2; j, codes = j+1, codes[2:] {
			code := uint64(uint32(binary.LittleEndian.Uint16(codes)) - uint32(lo))
			word |= (code - many) >> 63 << j
		}
		bits[i] |= word
	}
}

// Among returns, in place, those of some documents whose number lies between
// first and last: two nanoseconds each, as there is nothing to guess for the
// processor.
func (n *Numbers) Among(docs []uint32, first, last int64) []uint32 {
	lo, hi, some := n.codesOf(first, last)
	if !some {
		return docs[:0]
	}
	k := 0
	if n.width != 2 {
		for _, d := range docs {
			if v := n.At(d); first <= v && v <= last {
				docs[k] = d
				k++
			}
		}
		return docs[:k]
	}
	many := hi - lo + 1
	for _, d := range docs {
		docs[k] = d
		code := uint64(uint32(binary.LittleEndian.Uint16(n.codes[2*d:])) - uint32(lo))
		k += int((code - many) >> 63)
	}
	return docs[:k]
}

// codesOf returns the codes of the numbers between first and last; false when no
// document can have one of them.
func (n *Numbers) codesOf(first, last int64) (lo, hi uint64, some bool) {
	if n.width == 0 {
		return 0, 0, first <= n.least && n.least <= last
	}
	if first != Missing {
		lo = 1
		if first > n.least {
			lo = uint64(first) - uint64(n.least) + 1
		}
	}
	if last >= n.least {
		hi = uint64(last) - uint64(n.least) + 1
	}
	if n.width < 8 {
		hi = min(hi, math.MaxUint64>>(64-8*n.width))
	}
	return lo, hi, lo <= hi
}
