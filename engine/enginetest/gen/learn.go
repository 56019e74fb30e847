package gen

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
)

// What is kept of the texts.
const (
	// commonWords is how many words have followers of their own: grammar, and
	// what newspapers say all the time.
	commonWords = 300
	// fewestUses is how often a word must be used to be listed; rarer ones are
	// made up anew, so that misprints of the texts do not stand for new words.
	fewestUses = 3
	// fewestPairs is how often two symbols must meet to follow each other.
	fewestPairs  = 2
	maxSentence  = 60 // words; longer ones count as this long
	maxParagraph = 8  // sentences
)

// Learn counts the words of texts. The texts are read twice: first to see which
// words are common, then to see how those follow each other. It holds the
// distinct words in memory.
func Learn(texts iter.Seq[string]) (*Model, error) {
	lower, capital := map[string]uint64{}, map[string]uint64{}
	for t := range texts {
		eachWord(t, func(w word) {
			switch {
			case w.number || w.form == "":
			case w.capital && !w.first:
				capital[w.form]++
			case !w.capital:
				lower[w.form]++
			}
		})
	}
	// A word that is mostly a name is none of ours: names are made up.
	maps.DeleteFunc(lower, func(w string, n uint64) bool { return capital[w] >= n })
	ranked := slices.SortedFunc(maps.Keys(lower), func(a, b string) int {
		return cmp.Or(cmp.Compare(lower[b], lower[a]), cmp.Compare(a, b))
	})
	m := &Model{sentences: make([]uint64, maxSentence+1), paragraphs: make([]uint64, maxParagraph+1)}
	m.common = ranked[:min(commonWords, len(ranked))]
	for _, w := range ranked[len(m.common):] {
		if n := lower[w]; n >= fewestUses {
			m.words, m.wordCount = append(m.words, w), append(m.wordCount, n)
		} else {
			m.rare += n
		}
	}
	m.learnOrder(texts)
	return m, m.check()
}

// learnOrder counts what follows what, and how long sentences and paragraphs are.
func (m *Model) learnOrder(texts iter.Seq[string]) {
	symbols := map[string]int{}
	for i, w := range m.common {
		symbols[w] = i
	}
	all := len(m.common) + extraSymbols
	seen := make([]uint64, all*all)
	for t := range texts {
		last, words, sentences := m.symbol(begin), 0, 0
		eachWord(t, func(w word) {
			s, common := symbols[w.form]
			switch {
			case w.number:
				s = m.symbol(slotNumber)
			case common:
			case w.capital && !w.first:
				s = m.symbol(slotName)
			default:
				s = m.symbol(slotWord)
			}
			if w.first {
				last, words = m.symbol(begin), 0
			}
			seen[last*all+s]++
			last = s
			words++
			if w.ends {
				m.sentences[min(words, maxSentence)]++
				sentences++
			}
			if w.closes && sentences > 0 {
				m.paragraphs[min(sentences, maxParagraph)]++
				sentences = 0
			}
		})
	}
	m.follows = make([][]count, all)
	for s := range all {
		for to, n := range seen[s*all : (s+1)*all] {
			if n >= fewestPairs {
				m.follows[s] = append(m.follows[s], count{to, n})
			}
		}
	}
}

// word is one word of a text as learning sees it.
type word struct {
	form                string // lower case, "" when it is not all letters, or one other than a
	capital, number     bool
	first, ends, closes bool // it begins or ends a sentence, ends a paragraph
}

// eachWord visits the words of a text: what stands between blanks, without the
// punctuation around it. A paragraph ends at an empty line: single line breaks may
// be those of a typewriter.
func eachWord(text string, visit func(word)) {
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		first := true
		fields := strings.Fields(paragraph)
		for i, f := range fields {
			t := strings.TrimFunc(f, func(r rune) bool { return !isLetter(r) && !isDigit(r) })
			if t == "" {
				continue
			}
			w := word{first: first, capital: 'A' <= t[0] && t[0] <= 'Z', number: strings.ContainsFunc(t, isDigit)}
			w.ends = strings.ContainsAny(f[len(f)-1:], ".!?") && len(t) > 2 || i == len(fields)-1
			w.closes = i == len(fields)-1
			if form := strings.ToLower(t); (len(form) > 1 || form == "a") && !strings.ContainsFunc(form, func(r rune) bool { return r < 'a' || r > 'z' }) {
				w.form = form
			}
			visit(w)
			first = w.ends
		}
	}
}

func isLetter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r >= 0x80 }
func isDigit(r rune) bool  { return '0' <= r && r <= '9' }
