package bleve

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// The forms of a stem are the codes of the words that have it: how many, then
// each as its distance to the one before, ascending.

// appendForms appends the forms of one stem. It sorts codes.
func appendForms(b []byte, codes []uint32) []byte {
	slices.Sort(codes)
	codes = slices.Compact(codes)
	b = binary.AppendUvarint(b, uint64(len(codes)))
	last := uint32(0)
	for _, c := range codes {
		b = binary.AppendUvarint(b, uint64(c-last))
		last = c
	}
	return b
}

// readForms appends to dst the forms that begin at an offset of the part.
func readForms(dst []uint32, part []byte, at uint64) ([]uint32, error) {
	if at >= uint64(len(part)) {
		return nil, fmt.Errorf("%w: forms at %d of %d", ErrDamaged, at, len(part))
	}
	b := part[at:]
	n, used := binary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)) {
		return nil, fmt.Errorf("%w: %d forms at %d", ErrDamaged, n, at)
	}
	b = b[used:]
	last := uint32(0)
	for range n {
		d, used := binary.Uvarint(b)
		if used <= 0 {
			return nil, fmt.Errorf("%w: forms at %d end early", ErrDamaged, at)
		}
		last += uint32(d)
		dst, b = append(dst, last), b[used:]
	}
	return dst, nil
}
