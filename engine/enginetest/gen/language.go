package gen

import "strings"

// language is a model made ready for drawing.
type language struct {
	m *Model
	// next draws what follows each symbol, as an index of follows.
	next []table
	// word draws a word of meaning; beyond the listed ones stands a rare one.
	word                  table
	sentences, paragraphs table
	rareOctave            table
	nameOctave            table
	syllables             []string
}

func newLanguage(m *Model) *language {
	l := &language{
		m: m, word: newTable(append(append([]uint64{}, m.wordCount...), rareUses(m))),
		sentences: newTable(m.sentences), paragraphs: newTable(m.paragraphs),
		rareOctave: octaves(rareFrom, rareTo, rareFrom), nameOctave: octaves(nameFrom, nameTo, nameBend),
		syllables: syllables(), next: make([]table, len(m.follows)),
	}
	for s, after := range m.follows {
		if len(after) == 0 {
			continue
		}
		w := make([]uint64, len(after))
		for i, c := range after {
			w[i] = c.times
		}
		l.next[s] = newTable(w)
	}
	return l
}

// rareShare is the least share of uses, in a thousand, that rare words have: a
// model of little text has few, and its vocabulary would stop to grow.
const rareShare = 90

func rareUses(m *Model) uint64 {
	var listed uint64
	for _, n := range m.wordCount {
		listed += n
	}
	return max(m.rare, listed*rareShare/1000)
}

// follow draws the symbol after s; a word of meaning after what nothing
// followed.
func (l *language) follow(d *dice, s int) int {
	if len(l.next[s]) == 0 {
		return l.m.symbol(slotWord)
	}
	return l.m.follows[s][d.of(l.next[s])].symbol
}

// Made-up words have a rank without end: the rank is drawn by octave (from 2^k
// to 2^(k+1)), and within it evenly. Each octave is drawn a constant factor
// less than the one before. With a factor of 2^-x a text of n words has about
// n^(1/(1+x)) different ones (Heaps' law), here n^0.63: the exponent that large
// collections of news have.
const (
	octaveFalls = 665 // of a thousand: 2^-0.59
	bendFalls   = 850 // below the bend: the names that everybody knows

	rareFrom, rareTo           = 11, 44
	nameFrom, nameBend, nameTo = 4, 11, 44
)

// octaves returns the table of the octaves from 2^from, whose first is index 0.
func octaves(from, to, bend int) table {
	var weights []uint64
	w := uint64(1) << 39
	for k := from; k < to; k++ {
		weights = append(weights, w)
		if k < bend {
			w = w * bendFalls / 1000
		} else {
			w = w * octaveFalls / 1000
		}
	}
	return newTable(weights)
}

// rank draws the rank of a made-up word.
func (d *dice) rank(octaves table, from int) uint64 {
	k := from + d.of(octaves)
	return 1<<k | d.pcg.Uint64()>>(64-k)
}

// syllables returns the parts of made-up words, from two to four letters.
func syllables() []string {
	onsets := strings.Fields("b c d f g h k l m n p r s t v w br ch cl dr fr gr pl sh st th tr")
	ends := append(strings.Fields("n r l m s t nd rn st"), "", "")
	var out []string
	for _, on := range onsets {
		for _, vowel := range "aeiou" {
			for _, end := range ends {
				out = append(out, on+string(vowel)+end)
			}
		}
	}
	return out
}

// spell appends the word of a rank: one syllable for each of its digits in base
// len(syllables), after the ranks of an octave are shuffled so that neighbours
// look different. Most ranks have a word of their own.
func (l *language) spell(to []byte, rank uint64) []byte {
	top := uint64(1)
	for top<<1 <= rank && top < 1<<62 {
		top <<= 1
	}
	r := top | (rank*0x2545f4914f6cdd1d)&(top-1)
	at, base := uint64(0), uint64(len(l.syllables))
	for ; r > 0; r /= base {
		at = (at*7 + r%base + 101) % base // each syllable moves the next one on
		to = append(to, l.syllables[at]...)
	}
	return to
}
