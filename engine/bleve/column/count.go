package column

import "encoding/binary"

// Count adds by, which may be -1 as an unsigned number, to the counts of some
// documents: one to two nanoseconds each with one value, five with several. The
// count of a value is at the slot of its ordinal plus 1, and that of having none
// at slot 0; slots is one longer than the cardinality and holds places of
// counts. What is beyond the column, or no ordinal of it, counts as none: a
// checksum may be looked at after the first search.
func (v *Values) Count(docs, slots, counts []uint32, by uint32) {
	for len(docs) > 0 && uint64(docs[len(docs)-1]) >= uint64(v.docs) {
		docs = docs[:len(docs)-1]
		counts[slots[0]] += by
	}
	switch {
	case !v.Single():
		v.countLists(docs, slots, counts, by)
	case v.width == 0:
		counts[slots[0]] += by * uint32(len(docs))
	case v.width == 1:
		ordinals := v.ordinals
		for _, d := range docs {
			code := int(ordinals[d])
			if code >= len(slots) {
				code = 0
			}
			counts[slots[code]] += by
		}
	default:
		for _, d := range docs {
			code := int(v.code(d))
			if code >= len(slots) {
				code = 0
			}
			counts[slots[code]] += by
		}
	}
}

// Lists of up to shortList values are copied whole, for so many documents at a
// time: what follows in the column too, which the next list covers again.
const (
	shortList = 4
	listRun   = 256
)

// countLists counts in a column of several values. The ordinals are written one
// behind the other first: how many a document has is nothing a processor can
// guess, and a loop for each would cost twice as much.
func (v *Values) countLists(docs, slots, counts []uint32, by uint32) {
	var flat [shortList * listRun]uint32
	for len(docs) > 0 {
		run := docs[:min(listRun, len(docs))]
		docs = docs[len(run):]
		k, none := 0, uint32(0)
		for _, d := range run {
			start, end, _ := v.list(d)
			n := end - start
			if n > shortList || 4*(start+shortList) > uint64(len(v.ordinals)) {
				none += v.countList(start, end, slots, counts, by)
				continue
			}
			from, to := v.ordinals[4*start:4*(start+shortList)], flat[k:k+shortList]
			_, _ = from[4*shortList-1], to[shortList-1]
			to[0] = binary.LittleEndian.Uint32(from)
			to[1] = binary.LittleEndian.Uint32(from[4:])
			to[2] = binary.LittleEndian.Uint32(from[8:])
			to[3] = binary.LittleEndian.Uint32(from[12:])
			k += int(n)
			none += uint32((n - 1) >> 63)
		}
		for _, o := range flat[:k] {
			if code := uint64(o) + 1; code < uint64(len(slots)) {
				counts[slots[code]] += by
			}
		}
		counts[slots[0]] += by * none
	}
}

// countList counts one list, and returns 1 when it is empty.
func (v *Values) countList(start, end uint64, slots, counts []uint32, by uint32) (none uint32) {
	for i := start; i < end; i++ {
		if code := uint64(binary.LittleEndian.Uint32(v.ordinals[4*i:])) + 1; code < uint64(len(slots)) {
			counts[slots[code]] += by
		}
	}
	if start == end {
		return 1
	}
	return 0
}

// Count adds by, which may be -1 as an unsigned number, to the counts of some
// documents: about a nanosecond each where numbers take two bytes. The count of
// the number first is at 1, that of the next behind it; Missing is counted at 0.
// Numbers that have no place in counts are given to beyond.
func (n *Numbers) Count(docs []uint32, first int64, counts []uint32, by uint32, beyond func(value int64)) {
	if n.width == 2 && n.least >= first && n.least-first < int64(len(counts)) {
		shift := int(n.least - first)
		for _, d := range docs {
			code := int(binary.LittleEndian.Uint16(n.codes[2*uint64(d):]))
			if code == 0 {
				counts[0] += by
			} else if code += shift; code < len(counts) {
				counts[code] += by
			} else {
				beyond(first + int64(code) - 1)
			}
		}
		return
	}
	for _, d := range docs {
		v := n.At(d)
		switch {
		case v == Missing:
			counts[0] += by
		case v >= first && uint64(v)-uint64(first) < uint64(len(counts)-1):
			counts[uint64(v)-uint64(first)+1] += by
		default:
			beyond(v)
		}
	}
}
