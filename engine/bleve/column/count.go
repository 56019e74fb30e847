package column

import (
	"encoding/binary"

	"github.com/RoaringBitmap/roaring/v2"
)

// countEvery is how many documents are counted between two looks at stop: about
// ten microseconds.
const countEvery = 4096

// Count adds to counts, by ordinal, in how many of the documents each value
// stands, and returns how many have none: about four nanoseconds a document with one
// value. It ends early, with false, when stop says so. counts is as long as the
// cardinality. What is beyond the column, or no ordinal of it, counts as none:
// a checksum may be looked at after the first search.
func (v *Values) Count(docs *roaring.Bitmap, counts []uint32, stop func() bool) (none int, done bool) {
	var buf [countEvery]uint32
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(buf[:])
		if n == 0 {
			return none, true
		}
		if stop() {
			return none, false
		}
		none += v.count(buf[:n], counts)
	}
}

// count counts some documents. Each ordinal is compared with the counts, which
// Go does anyway: 0 for none becomes the largest number by subtracting 1.
func (v *Values) count(docs []uint32, counts []uint32) (none int) {
	for len(docs) > 0 && uint64(docs[len(docs)-1]) >= uint64(v.docs) {
		docs = docs[:len(docs)-1]
		none++
	}
	if v.Single() {
		switch v.width {
		case 0:
			return none + len(docs)
		case 1:
			for _, d := range docs {
				if o := uint32(v.ordinals[d]) - 1; uint64(o) < uint64(len(counts)) {
					counts[o]++
				} else {
					none++
				}
			}
			return none
		}
		for _, d := range docs {
			if o := v.code(d) - 1; uint64(o) < uint64(len(counts)) {
				counts[o]++
			} else {
				none++
			}
		}
		return none
	}
	for _, d := range docs {
		start, end, _ := v.list(d)
		if start == end {
			none++
		}
		for i := start; i < end; i++ {
			if o := binary.LittleEndian.Uint32(v.ordinals[4*i:]); uint64(o) < uint64(len(counts)) {
				counts[o]++
			}
		}
	}
	return none
}

// Count calls visit with how many of the documents have each number, ascending
// unless the numbers lie far apart, and returns how many have none. It ends
// early, with false and what was counted so far, when stop says so.
func (n *Numbers) Count(docs *roaring.Bitmap, stop func() bool, visit func(value int64, count int)) (missing int, done bool) {
	// Numbers that lie close together are counted by place, in a table that grows
	// to the greatest one met: a year of days takes a kilobyte and a half.
	dense := n.width > 0 && n.width <= 2
	var table []uint32
	sparse := map[int64]int{}
	var buf [countEvery]uint32
	for it := docs.ManyIterator(); ; {
		k := it.NextMany(buf[:])
		if k == 0 {
			done = true
			break
		}
		if stop() {
			break
		}
		for _, d := range buf[:k] {
			v := n.At(d)
			switch {
			case v == Missing:
				missing++
			case dense:
				i := int(v - n.least)
				if i >= len(table) {
					table = append(table, make([]uint32, i+1-len(table)+countEvery/8)...)
				}
				table[i]++
			default:
				sparse[v]++
			}
		}
	}
	for i, c := range table {
		if c > 0 {
			visit(n.least+int64(i), int(c))
		}
	}
	for v, c := range sparse {
		visit(v, c)
	}
	return missing, done
}
