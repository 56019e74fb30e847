package sequence

import (
	"bytes"
	"math"
)

// Run is codes that are looked for as bytes are.
type Run struct {
	bytes []byte
	// anchor is the rarest of the bytes, which is looked for first.
	anchor int
}

// NewRun returns a run of codes, which is not empty. It keeps the bytes.
func NewRun(codes []byte) Run {
	r := Run{bytes: codes}
	for i, c := range codes {
		if share[c] < share[codes[r.anchor]] {
			r.anchor = i
		}
	}
	return r
}

// share is how often each byte stands in texts, more or less: the word of code c
// is as frequent as 1/(c+3), Zipf's law with an offset.
var share = shares()

func shares() (out [256]float64) {
	// between is the sum of 1/(c+3) over the codes from a to b.
	between := func(a, b float64) float64 { return math.Log((b + 3) / (a + 3)) }
	const two, three = lastBytes, lastBytes + otherBytes*lastBytes // the first codes of two bytes, and of three
	const most = 1 << 20
	for b := range lastBytes {
		last := float64(b)
		out[ends|b] = 1/(last+3) + between(two, three)/lastBytes + between(three, most)/lastBytes
	}
	for b := range otherBytes {
		c := float64(b) * lastBytes
		out[b] = between(two+c, two+c+lastBytes) + between(three+c*otherBytes, three+(c+lastBytes)*otherBytes) + between(three, most)/otherBytes
	}
	out[paragraph] = math.Inf(1)
	return out
}

// Next returns where the run begins next in a text, from byte at on; -1 when it
// does not. Runs may overlap. Most of a text is passed over at the speed of
// bytes.IndexByte.
func (r Run) Next(text []byte, at int) int {
	c := r.bytes[r.anchor]
	for {
		if at+len(r.bytes) > len(text) {
			return -1
		}
		i := bytes.IndexByte(text[at+r.anchor:], c)
		if i < 0 {
			return -1
		}
		at += i
		if (at == 0 || text[at-1] >= ends) && bytes.HasPrefix(text[at:], r.bytes) {
			return at
		}
		at++
	}
}

// Count returns how often the run stands in a text.
func (r Run) Count(text []byte) int {
	n := 0
	for at := r.Next(text, 0); at >= 0; at = r.Next(text, at+1) {
		n++
	}
	return n
}

// Set is a set of codes, each with what it stands for: up to 64 bits.
type Set struct {
	common [lastBytes]uint64
	// filter has the bit of code modulo its size for each other code.
	filter [512]uint64
	rare   map[uint32]uint64
}

// NewSet returns an empty set.
func NewSet() *Set { return &Set{rare: map[uint32]uint64{}} }

// Add adds what a code stands for.
func (s *Set) Add(code uint32, bits uint64) {
	if code < lastBytes {
		s.common[code] |= bits
		return
	}
	s.filter[code>>6%uint32(len(s.filter))] |= 1 << (code & 63)
	s.rare[code] |= bits
}

// Has returns what a code stands for, 0 when it is not in the set.
func (s *Set) Has(code uint32) uint64 {
	if code < lastBytes {
		return s.common[code]
	}
	if s.filter[code>>6%uint32(len(s.filter))]&(1<<(code&63)) == 0 {
		return 0
	}
	return s.rare[code]
}

// Walk calls visit with each word of a text that is in the set: its number and
// what it stands for. starts gets the word that begins each paragraph but the
// first, appended. It returns how many words there are: about two nanoseconds
// a word.
func (s *Set) Walk(text []byte, starts []int32, visit func(word int32, bits uint64)) ([]int32, int32) {
	word := int32(0)
	for at := 0; at < len(text); {
		c := text[at]
		if c >= ends {
			at++
			if c == paragraph {
				starts = append(starts, word)
				continue
			}
			if bits := s.common[c&^ends]; bits != 0 {
				visit(word, bits)
			}
			word++
			continue
		}
		code, size := Code(text[at:])
		if size == 0 {
			return starts, word // damaged: the checksum of the file would have said so
		}
		if bits := s.Has(code); bits != 0 {
			visit(word, bits)
		}
		at += size
		word++
	}
	return starts, word
}

// Beside reports whether a word of the set stands at most within words before or
// behind the code that begins at a byte of a text.
func (s *Set) Beside(text []byte, at, within int) bool {
	_, size := Code(text[at:])
	if size == 0 {
		return false
	}
	for end, n := at+size, 0; n < within && end < len(text); {
		if text[end] == paragraph {
			end++
			continue
		}
		code, size := Code(text[end:])
		if size == 0 {
			return false
		}
		if s.Has(code) != 0 {
			return true
		}
		end += size
		n++
	}
	for end, n := at, 0; n < within && end > 0; {
		if text[end-1] == paragraph {
			end--
			continue
		}
		start := end - 1
		for start > 0 && text[start-1] < ends {
			start--
		}
		code, size := Code(text[start:end])
		if size == 0 {
			return false
		}
		if s.Has(code) != 0 {
			return true
		}
		end = start
		n++
	}
	return false
}
