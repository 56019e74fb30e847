// Package sequence knows in which order the words of an article stand: a string
// of byte codes for each document of a segment, in which phrases are found as
// bytes are. It must never know which words the codes are, queries, or bleve.
package sequence

import (
	"encoding/binary"
)

// A code is a number, least for the commonest words, written in as few bytes
// as it takes. The last byte of each has its high bit set and the others have
// not, so that a run of codes found as bytes begins at a code when the byte
// before it ends one:
//
//	0 … 126            one byte, 0x80 … 0xfe
//	127 … 16,382       two bytes
//	16,383 …           three, and more
//
// The byte 0xff is no code: it stands between paragraphs.
const (
	ends       = 0x80 // the bit of a last byte
	paragraph  = 0xff
	lastBytes  = 127 // values of a last byte
	otherBytes = 128 // values of a byte before it
)

// AppendCode appends a code to dst.
func AppendCode(dst []byte, code uint32) []byte {
	if code < lastBytes {
		return append(dst, ends|byte(code))
	}
	var b [6]byte
	i := len(b) - 1
	// Codes of one length begin where those shorter by a byte end.
	n, count, begin := 1, uint64(lastBytes), uint64(0)
	for uint64(code)-begin >= count {
		begin += count
		count *= otherBytes
		n++
	}
	rest := uint64(code) - begin
	b[i] = ends | byte(rest%lastBytes)
	rest /= lastBytes
	for range n - 1 {
		i--
		b[i] = byte(rest % otherBytes)
		rest /= otherBytes
	}
	return append(dst, b[i:]...)
}

// Code reads the code at the start of b, which is not empty, and returns how
// many bytes it takes: 0 when b does not begin with a code.
func Code(b []byte) (code uint32, size int) {
	if c := b[0]; c >= ends {
		if c == paragraph {
			return 0, 0
		}
		return uint32(c &^ ends), 1
	}
	if len(b) > 1 && b[1] >= ends && b[1] != paragraph {
		return lastBytes + uint32(b[0])*lastBytes + uint32(b[1]&^ends), 2
	}
	var value, begin, count uint64 = 0, 0, lastBytes
	for i, c := range b[:min(len(b), 6)] {
		if c < ends {
			value = value*otherBytes + uint64(c)
			begin += count
			count *= otherBytes
			continue
		}
		if c == paragraph {
			return 0, 0
		}
		return uint32(begin + value*lastBytes + uint64(c&^ends)), i + 1
	}
	return 0, 0
}

// Recode appends codes to dst, each as the one that codes has for it. What is
// no code, or has none, is reported by false.
func Recode(dst, src []byte, codes []uint32) ([]byte, bool) {
	for len(src) > 0 {
		if src[0] == paragraph {
			dst, src = append(dst, paragraph), src[1:]
			continue
		}
		code, size := Code(src)
		if size == 0 || int(code) >= len(codes) {
			return dst, false
		}
		dst, src = AppendCode(dst, codes[code]), src[size:]
	}
	return dst, true
}

func appendUvarint(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }
