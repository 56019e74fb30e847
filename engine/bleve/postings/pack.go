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
// must hold slack bytes behind them: half a nanosecond a value up to 16 bits,
// which nearly all blocks have, and one for more.
func unpack(b []byte, values *[blockSize]uint32, w uint) {
	mask := uint64(1)<<w - 1
	switch {
	case w == 0:
		clear(values[:])
	case w <= 8: // eight values in eight bytes
		for i := uint(0); i < blockSize/8; i++ {
			spread(binary.LittleEndian.Uint64(b[i*w:]), (*[4]uint32)(values[8*i:]), w, mask)
			spread(binary.LittleEndian.Uint64(b[i*w:])>>(4*w&63), (*[4]uint32)(values[8*i+4:]), w, mask)
		}
	case w <= 16: // four, of which the second four begin within a byte when w is odd
		for i := uint(0); i < blockSize/8; i++ {
			spread(binary.LittleEndian.Uint64(b[i*w:]), (*[4]uint32)(values[8*i:]), w, mask)
			spread(binary.LittleEndian.Uint64(b[i*w+w/2:])>>(4*w&7), (*[4]uint32)(values[8*i+4:]), w, mask)
		}
	default:
		var at uint
		for i := range values {
			values[i] = uint32(binary.LittleEndian.Uint64(b[at>>3:]) >> (at & 7) & mask)
			at += w
		}
	}
}

// spread writes the lowest four values of w bits of a word.
func spread(word uint64, to *[4]uint32, w uint, mask uint64) {
	w &= 63 // so that the compiler knows
	to[0] = uint32(word & mask)
	word >>= w
	to[1] = uint32(word & mask)
	word >>= w
	to[2] = uint32(word & mask)
	word >>= w
	to[3] = uint32(word & mask)
}
