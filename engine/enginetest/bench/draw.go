package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"

	"newsdex/engine/enginetest/gen"
	"newsdex/engine/enginetest/plain"
	"newsdex/text"
)

// corpus is what is known of the articles, and the queries that were drawn.
type corpus struct {
	Articles  int   `json:"articles"`
	TextBytes int64 `json:"text_bytes"`
	Words     int64 `json:"words"`
	Distinct  int   `json:"distinct_words"`
	// Hash covers identifiers and contents of all articles, in order.
	Hash    string                `json:"hash"`
	Queries map[string][]question `json:"queries"` // by name of the class
}

// question is one question in the words of both sides.
type question struct {
	// Text is in the query language; blank for all articles.
	Text string `json:"text"`
	// Any is match=any.
	Any bool `json:"any,omitempty"`
	// Plain is what bleve is asked; without a kind it has no such question.
	Plain plain.Question `json:"plain,omitzero"`
}

// drawer draws queries from the articles. The same articles give the same
// queries.
type drawer struct {
	seed     uint64
	rnd      *rand.Rand // of one class, so that classes do not change each other
	gen      *gen.Generator
	an       *text.Analyzer
	articles int
	// holding is in how many articles a word stands, as it is written.
	holding map[string]uint32
	sorted  []string // the words of holding that wildcards may cover
}

// drawSeed begins the draws: another number gives other queries of the same
// classes.
const drawSeed = 2026

// draw counts the words of the corpus and draws the queries of all classes.
func (s *settings) draw(p place) error {
	d := &drawer{seed: s.seed, gen: s.generator(p), an: text.NewAnalyzer(), articles: s.size, holding: map[string]uint32{}}
	c := corpus{Articles: s.size, Queries: map[string][]question{}}
	h := sha256.New()
	var tokens []text.Token
	last := map[string]int{} // the article a word was last seen in, from 1
	for i := range s.size {
		a := d.gen.Article(i)
		fmt.Fprintln(h, a.ID, a.ContentHash)
		c.TextBytes += int64(len(a.Headline) + len(a.Body))
		tokens = d.an.Tokens(d.an.Tokens(tokens[:0], a.Headline, a.Lang), a.Body, a.Lang)
		c.Words += int64(len(tokens))
		for _, t := range tokens {
			if last[t.Surface] != i+1 {
				last[t.Surface] = i + 1
				d.holding[t.Surface]++
			}
		}
	}
	c.Hash, c.Distinct = hex.EncodeToString(h.Sum(nil)), len(d.holding)
	for w := range d.holding {
		if plainWord(w) {
			d.sorted = append(d.sorted, w)
		}
	}
	slices.Sort(d.sorted)
	for _, class := range classes {
		qs, err := d.queries(class, s.queries)
		if err != nil {
			return err
		}
		c.Queries[class.name] = qs
	}
	return writeJSON(p.corpus(), c)
}

// tries bounds how many articles are looked at for one query.
const tries = 20_000

// queries draws different queries of a class, fewer than asked when there are
// no more.
func (d *drawer) queries(c class, n int) ([]question, error) {
	h := fnv.New64a()
	h.Write([]byte(c.name))
	d.rnd = rand.New(rand.NewPCG(drawSeed+d.seed, h.Sum64()))
	var out []question
	seen := map[string]bool{}
	for range tries {
		if len(out) == n || c.most > 0 && len(out) == c.most {
			break
		}
		if q, ok := c.draw(d, len(out)); ok && !seen[q.Text] {
			seen[q.Text] = true
			out = append(out, q)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no query of the class %q can be drawn from %d articles; give a larger -size", c.name, d.articles)
	}
	return out, nil
}

// band is a range of document frequencies, in articles of a million. Shares,
// not numbers: so a class means the same at every size.
type band struct{ from, to int }

var (
	common = band{50_000, 400_000}
	mid    = band{5_000, 50_000}
	rare   = band{100, 1000}
	// grammar are the words that stand in most articles.
	grammar = band{250_000, 1_000_000}
	// meaning is what names and words of a text are, common or not.
	meaning = band{100, 100_000}
)

// fewest is how many articles at least hold the rarest word that is drawn.
const fewest = 2

func (d *drawer) in(w string, b band) bool {
	n := int(d.holding[w])
	share := n * 1_000_000 / d.articles
	return n >= fewest && b.from <= share && share <= b.to
}

// plainWord reports whether a word can stand in a query without quotes, and is
// no operator there.
func plainWord(w string) bool {
	switch w {
	case "and", "or", "not":
		return false
	}
	for _, c := range w {
		if c < 'a' || c > 'z' {
			return false
		}
	}
	return len(w) > 2
}

// sentence is one sentence of an article.
type sentence []string

// sentences returns the sentences of the body of some article.
func (d *drawer) sentences() []sentence {
	a := d.gen.Article(d.rnd.IntN(d.articles))
	tokens := d.an.Tokens(nil, a.Body, a.Lang)
	spans := text.SentencesIn(a.Body, a.Lang)
	text.NumberSentences(tokens, spans)
	out := make([]sentence, len(spans))
	for _, t := range tokens {
		out[t.Sentence] = append(out[t.Sentence], t.Surface)
	}
	return out
}

// words returns different words of one article, one of each band, and false
// when it has none.
func (d *drawer) words(bands ...band) ([]string, bool) {
	var all []string
	for _, s := range d.sentences() {
		all = append(all, s...)
	}
	d.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var out []string
	for _, b := range bands {
		i := slices.IndexFunc(all, func(w string) bool { return plainWord(w) && d.in(w, b) && !slices.Contains(out, w) })
		if i < 0 {
			return nil, false
		}
		out = append(out, all[i])
	}
	return out, true
}

// run returns n words that stand side by side in a sentence and are all in a
// band, and false when the article that was drawn has none.
func (d *drawer) run(n int, b band) ([]string, bool) {
	all := d.sentences()
	d.rnd.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for _, s := range all {
		for at := 0; at+n <= len(s); at++ {
			if !slices.ContainsFunc(s[at:at+n], func(w string) bool { return !d.in(w, b) }) {
				return s[at : at+n], true
			}
		}
	}
	return nil, false
}

// covered counts the words of the corpus that begin with a prefix.
func (d *drawer) covered(prefix string) int {
	from, _ := slices.BinarySearch(d.sorted, prefix)
	to, _ := slices.BinarySearch(d.sorted, prefix+"{") // the character behind z
	return to - from
}
