package sequence

import "bytes"

// Find calls visit with where a run of codes begins in a text, in bytes, while
// visit returns true. Runs may overlap.
func Find(text, run []byte, visit func(at int) bool) {
	for at := 0; at+len(run) <= len(text); {
		i := bytes.Index(text[at:], run)
		if i < 0 {
			return
		}
		at += i
		if (at == 0 || text[at-1] >= ends) && !visit(at) {
			return
		}
		at++
	}
}

// Count returns how often a run of codes stands in a text.
func Count(text, run []byte) int {
	n := 0
	Find(text, run, func(int) bool { n++; return true })
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
