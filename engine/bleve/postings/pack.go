package postings

import (
	"encoding/binary"
	"math/bits"
)

// slack is how many bytes must follow the last packed value: unpacking reads
// eight bytes at once.
const slack = 8

// width returns how many bits the greatest of the values takes.
func width(values *[blockSize]uint32) uint {
	var all uint32
	for _, v := range values {
		all |= v
	}
	return uint(bits.Len32(all))
}

// pack appends the values, each in w bits, lowest bits first: 16·w bytes.
func pack(dst []byte, values *[blockSize]uint32, w uint) []byte {
	var word uint64
	var filled uint
	for _, v := range values {
		word |= uint64(v) << filled
		filled += w
		if filled >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(word))
			word >>= 32
			filled -= 32
		}
	}
	return dst // 128 values of w bits fill whole words of 32
}

// unpack reads values packed in w bits, at most 32, from the start of b, which
// must hold slack bytes behind them: about a nanosecond a value.
func unpack(b []byte, values *[blockSize]uint32, w uint) {
	if w == 0 {
		clear(values[:])
		return
	}
	mask := uint64(1)<<w - 1
	var at uint
	for i := range values {
		values[i] = uint32(binary.LittleEndian.Uint64(b[at>>3:]) >> (at & 7) & mask)
		at += w
	}
}
