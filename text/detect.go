package text

import (
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"
)

const (
	// detectMin is the fewest tokens that are enough to tell a language.
	detectMin = 20
	// detectSample is how many tokens are looked at, at most and half of it at
	// least, evenly spread over the text: more cost, and change no answer.
	detectSample = 256
	// detectShare is the percentage of function words that makes prose.
	// English news has 30 to 45 %, languages that put endings in their place
	// (Finnish, Hungarian, Turkish) 15 to 25 %, tables and lists under 8 %.
	detectShare = 12
	// detectDistinct is how many different function words of three letters and
	// more there must be, because every language has some short words of
	// another; one less where the share is twice what it must be (lists of
	// nominations to the Senate are full of "the" and "for").
	detectDistinct = 3
	// detectMargin is how much more must speak for a language than for any
	// other: a word counts when it is of one of the two and not of the other.
	detectMargin = 2
)

// Detect returns the language of a text as a BCP 47 tag, and how many tokens it
// has. The language is "und" for fewer than 20 tokens and wherever it is in
// doubt: text in two languages, tables, lists of names. It goes by the script,
// where only one common language is written in it, and else by the function
// words of some sixty languages, the 18 with stems among them.
//
// Languages outside the list are "und" at best; those very close to one in it
// (Scots, Asturian) may be taken for it. It costs little more than Count.
func (a *Analyzer) Detect(s string) (lang string, words int) {
	words = a.count(s, true)
	if words < detectMin {
		return "und", words
	}
	var c census
	for i := 0; i < words; i += stride(words) {
		if raw := s[a.spans[i].start:a.spans[i].end]; isASCII(raw) {
			c.add(a.fold.surface(raw)) // costs less than to look it up
		} else {
			c.add([]byte(a.known(raw).surface))
		}
	}
	const keep = 1 << 16 // spans: a text of a megabyte must not cost its room until the end
	if cap(a.spans) > keep {
		a.spans = nil
	}
	return c.lang(), words
}

// stride returns the distance of the tokens that are looked at among n.
func stride(n int) int { return 1 + (n-1)/detectSample }

// census counts what tells the language of a text.
type census struct {
	tokens  int // looked at
	scripts [scripts]int
	kana    int
	hits    [64]int // function words by language, an index of functionWords
	words   [detectSample]lexeme
	seen    int // of words
}

// lexeme is a function word met in the text.
type lexeme struct {
	languages uint64 // bits: whose word it is
	long      bool   // three letters or more
	id        uint16
}

// add takes one surface.
func (c *census) add(surface []byte) {
	c.tokens++
	s, kana := scriptOf(surface)
	c.scripts[s]++
	if kana {
		c.kana++
	}
	if len(surface) > longestFunctionWord {
		return
	}
	w, ok := lexicon()[string(surface)]
	if !ok {
		return
	}
	c.words[c.seen] = w
	c.seen++
	for m := w.languages; m != 0; m &= m - 1 {
		c.hits[bits.TrailingZeros64(m)]++
	}
}

// lang returns the language that was counted.
func (c *census) lang() string {
	s := c.script()
	switch s {
	case noScript:
		return "und"
	case hanKana:
		return c.chineseOrJapanese()
	case latin, cyrillic, arabicScript, devanagari:
		return c.byFunctionWords()
	case hebrew:
		// Hebrew writes most function words as one with the next word.
		if c.byFunctionWords() == "yi" {
			return "yi"
		}
		return "he"
	}
	return s.tag()
}

// script returns the script of the text: that of two thirds of its words, and
// of a third of its tokens with the numbers.
func (c *census) script() script {
	letters, most := 0, noScript
	for s := noScript + 1; s < scripts; s++ {
		letters += c.scripts[s]
		if c.scripts[s] > c.scripts[most] || most == noScript {
			most = s
		}
	}
	n := c.scripts[most]
	if most == otherScript || n*3 < letters*2 || n*3 < c.tokens {
		return noScript
	}
	return most
}

// chineseOrJapanese goes by the share of kana: about half of the letters of
// Japanese, and none of Chinese, which may quote a name.
func (c *census) chineseOrJapanese() string {
	switch all := c.scripts[hanKana]; {
	case c.kana*8 >= all:
		return "ja"
	case c.kana*32 <= all:
		return "zh"
	}
	return "und"
}

func (c *census) byFunctionWords() string {
	best := 0
	for l := range functionWords {
		if c.hits[l] > c.hits[best] {
			best = l
		}
	}
	share, distinct := c.hits[best]*100/c.tokens, c.distinct(best)
	if share >= 2*detectShare {
		distinct++
	}
	if share < detectShare || distinct < detectDistinct {
		return "und"
	}
	// shared counts the words of best that are also words of another.
	var shared [64]int
	for _, w := range c.words[:c.seen] {
		if w.languages&(1<<best) == 0 {
			continue
		}
		for m := w.languages; m != 0; m &= m - 1 {
			shared[bits.TrailingZeros64(m)]++
		}
	}
	for l := range functionWords {
		ours, theirs := c.hits[best]-shared[l], c.hits[l]-shared[l]
		if l != best && (ours < detectMargin*theirs || ours-theirs < detectMargin) {
			return "und"
		}
	}
	return functionWords[best].tag
}

// distinct counts the different longer function words of one language.
func (c *census) distinct(l int) int {
	var seen [4096 / 64]uint64
	n := 0
	for _, w := range c.words[:c.seen] {
		if w.long && w.languages&(1<<l) != 0 {
			seen[w.id/64] |= 1 << (w.id % 64)
		}
	}
	for _, word := range seen {
		n += bits.OnesCount64(word)
	}
	return n
}

// longestFunctionWord is the length of the longest, in bytes, which saves
// looking up longer words.
const longestFunctionWord = 28

// lexicon gives the languages of each function word. It is made when a
// language is first told, in about a millisecond.
var lexicon = sync.OnceValue(func() map[string]lexeme {
	words := make(map[string]lexeme, 4096)
	for l, list := range functionWords {
		for word := range strings.FieldsSeq(list.words) {
			word = Fold(word)
			w, ok := words[word]
			if !ok {
				w = lexeme{id: uint16(len(words)), long: utf8.RuneCountInString(word) > 2}
			}
			w.languages |= 1 << l
			words[word] = w
		}
	}
	return words
})

// hasFunctionWord reports whether word is a function word of the language.
func hasFunctionWord(lang, word string) bool {
	languages := lexicon()[Fold(word)].languages
	for m := languages; m != 0; m &= m - 1 {
		if functionWords[bits.TrailingZeros64(m)].tag == lang {
			return true
		}
	}
	return false
}
