package gen

import (
	"bufio"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Model is what the generator knows of a language: how its commonest words
// follow each other, and how often its other words are used. It holds counts,
// no text. A Model is not changed after it is made, so generators may share one.
type Model struct {
	// common are the commonest words, most used first.
	common []string
	// follows[s] are the counts of what comes after symbol s; see symbols.
	follows [][]count
	// words are words of meaning, most used first, and wordCount their counts.
	words     []string
	wordCount []uint64
	// rare is how many uses there were of words too rare to be listed.
	rare uint64
	// sentences[n] counts sentences of n words, paragraphs[n] paragraphs of n
	// sentences.
	sentences, paragraphs []uint64
}

// count is how often a symbol was seen.
type count struct {
	symbol int
	times  uint64
}

// Symbols are the common words by index, and behind them these.
const (
	slotWord   = iota // a word of meaning
	slotName          // a capitalised word within a sentence
	slotNumber        // a word with a digit
	begin             // the border before a sentence; nothing is ever followed by it
	extraSymbols
)

// slotNames are the extra symbols in the file of a model.
var slotNames = [extraSymbols]string{"#word", "#name", "#number", "#begin"}

func (m *Model) symbol(extra int) int { return len(m.common) + extra }

//go:embed model.txt
var embedded string

var embeddedOnce = sync.OnceValues(func() (*Model, error) { return ReadModel(strings.NewReader(embedded)) })

// Embedded returns the model that comes with the package, learned from texts in
// the public domain and under open licences; see the head of model.txt.
func Embedded() *Model {
	m, err := embeddedOnce()
	if err != nil {
		panic(err) // a damaged build; a test reads the file
	}
	return m
}

// WriteTo writes the model as lines of text, which ReadModel reads.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	out := &counting{w: bufio.NewWriter(w)}
	out.counts("sentences", m.sentences)
	out.counts("paragraphs", m.paragraphs)
	out.printf("rare %d\n", m.rare)
	for _, c := range m.common {
		out.printf("common %s\n", c)
	}
	for i, word := range m.words {
		out.printf("word %s %d\n", word, m.wordCount[i])
	}
	for s, after := range m.follows {
		if len(after) == 0 {
			continue
		}
		out.printf("after %s", m.name(s))
		for _, c := range after {
			out.printf(" %s %d", m.name(c.symbol), c.times)
		}
		out.printf("\n")
	}
	if out.err == nil {
		out.err = out.w.Flush()
	}
	return out.n, out.err
}

// name is how the file writes a symbol.
func (m *Model) name(symbol int) string {
	if symbol < len(m.common) {
		return m.common[symbol]
	}
	return slotNames[symbol-len(m.common)]
}

type counting struct {
	w   *bufio.Writer
	n   int64
	err error
}

func (c *counting) printf(format string, args ...any) {
	if c.err == nil {
		var n int
		n, c.err = fmt.Fprintf(c.w, format, args...)
		c.n += int64(n)
	}
}

func (c *counting) counts(name string, counts []uint64) {
	c.printf("%s", name)
	for _, n := range counts {
		c.printf(" %d", n)
	}
	c.printf("\n")
}

// maxModelLine bounds a line of a model in bytes: the followers of one word.
const maxModelLine = 1 << 20

// ReadModel reads what WriteTo wrote. Lines that begin with "//" say where it
// came from.
func ReadModel(r io.Reader) (*Model, error) {
	m := &Model{}
	symbols := map[string]int{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxModelLine)
	for n := 1; lines.Scan(); n++ {
		f := strings.Fields(lines.Text())
		if len(f) < 2 || f[0] == "//" {
			continue
		}
		if err := m.readLine(f, symbols); err != nil {
			return nil, fmt.Errorf("line %d of a model: %w", n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading a model: %w", err)
	}
	return m, m.check()
}

func (m *Model) readLine(f []string, symbols map[string]int) (err error) {
	switch f[0] {
	case "sentences":
		m.sentences, err = numbers(f[1:])
	case "paragraphs":
		m.paragraphs, err = numbers(f[1:])
	case "rare":
		m.rare, err = number(f[1])
	case "common":
		symbols[f[1]] = len(m.common)
		m.common = append(m.common, f[1])
	case "word":
		if len(f) != 3 {
			return errors.New("a word has one count")
		}
		n, err := number(f[2])
		if err != nil {
			return err
		}
		m.words, m.wordCount = append(m.words, f[1]), append(m.wordCount, n)
	case "after":
		return m.readFollowers(f[1:], symbols)
	default:
		return fmt.Errorf("%q is not known", f[0])
	}
	return err
}

func (m *Model) readFollowers(f []string, symbols map[string]int) error {
	if m.follows == nil { // all common words are known now
		m.follows = make([][]count, len(m.common)+extraSymbols)
		for i, name := range slotNames {
			symbols[name] = m.symbol(i)
		}
	}
	s, known := symbols[f[0]]
	if !known || len(f)%2 == 0 {
		return fmt.Errorf("the followers of %q cannot be read", f[0])
	}
	for i := 1; i < len(f); i += 2 {
		to, known := symbols[f[i]]
		n, err := number(f[i+1])
		if err != nil || !known || to == m.symbol(begin) {
			return fmt.Errorf("%q after %q cannot be read", f[i], f[0])
		}
		m.follows[s] = append(m.follows[s], count{to, n})
	}
	return nil
}

// maxCount bounds every count of a model, for newTable.
const maxCount = 1 << 32

func number(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n > maxCount {
		return 0, fmt.Errorf("%q is not a count from 0 to %d", s, uint64(maxCount))
	}
	return n, nil
}

func numbers(f []string) ([]uint64, error) {
	out := make([]uint64, len(f))
	for i, s := range f {
		var err error
		if out[i], err = number(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// fewestWords is what a model must have of common words and of others: topics
// are made of them.
const fewestWords = 50

func (m *Model) check() error {
	some := func(counts []uint64) bool { return slices.ContainsFunc(counts, func(n uint64) bool { return n > 0 }) }
	switch {
	case len(m.common) < fewestWords, len(m.words) < fewestWords:
		return fmt.Errorf("the model has %d common words and %d others; it needs %d of both: give it more text", len(m.common), len(m.words), fewestWords)
	case !some(m.sentences), !some(m.paragraphs), len(m.follows) == 0, len(m.follows[m.symbol(begin)]) == 0:
		return errors.New("the model knows no sentences: give it text")
	}
	return nil
}

// trim leaves out the rarer words, and the pairs that were seen less often: the
// model becomes small, and differs in what is rare only.
func (m *Model) trim(words int, fewestPairs uint64) {
	for _, n := range m.wordCount[min(words, len(m.words)):] {
		m.rare += n
	}
	m.words, m.wordCount = m.words[:min(words, len(m.words))], m.wordCount[:min(words, len(m.words))]
	for s := range m.follows {
		m.follows[s] = slices.DeleteFunc(m.follows[s], func(c count) bool { return c.times < fewestPairs })
	}
}
