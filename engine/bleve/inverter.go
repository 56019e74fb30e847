package bleve

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"newsdex/engine/bleve/postings"
	"newsdex/text"
)

// Keys of the table of terms. Each kind has its letter in front.
//
//	p word word     two common words that stand next to each other
//	s lang:stem     words with this stem in articles of the language
//	w surface       words with this surface
//	x surface NUL   words with this surface in articles without stems, when it
//	                has a letter
//	x surface NUL lang:stem
//	                words whose stem is not the one their surface has, as
//	                written it had marks or a possessive: stem may be empty
//
// A word that is matched by stem is the sum of lists that share no occurrence:
// its stem in each language, and the x lists of its surface.
const (
	pairKey     = 'p'
	stemKey     = 's'
	wordKey     = 'w'
	unusualKey  = 'x'
	surfaceEnds = "\x00"
)

func wordTerm(surface string) []byte { return append([]byte{wordKey}, surface...) }
func stemTerm(lang, stem string) []byte {
	return append(append(append([]byte{stemKey}, lang...), ':'), stem...)
}
func pairTerm(a, b string) []byte {
	return append(append(append([]byte{pairKey}, a...), ' '), b...)
}
func unusualTerm(surface, lang, stem string) []byte {
	b := append(append([]byte{unusualKey}, surface...), surfaceEnds...)
	if lang == "" {
		return b
	}
	return append(append(append(b, lang...), ':'), stem...)
}

// inverter turns the tokens of articles into postings and sequences: some hundred
// nanoseconds a word. What it makes is taken by done.
type inverter struct {
	terms []term
	// words has the term of each surface, pairs and others those of the other
	// kinds.
	words  map[string]int32
	others map[string]int32
	pairs  map[[2]int32]int32 // of terms of words
	langs  map[string]*regular
	usual  *usualStems
	common map[string]bool

	room  []postings.Posting // see first
	base  int                // the number of the first document
	texts []codedText
}

// term is one term in the making.
type term struct {
	key      string // with its letter
	postings []postings.Posting
	uses     int  // occurrences, of a term that has a code
	coded    bool // it has a code, see inverted.assign
	common   bool
	// forms are the coded terms that have this stem.
	forms []int32
}

// codedText is an article as numbers of terms.
type codedText struct {
	headline, body        []int32
	paragraphs, sentences []int
}

// regular is what the words of one language are by their surface alone: for
// each word, the term of its stem, and -1 for none; -2 where it is not known yet.
type regular struct {
	stems []string
	terms []int32
}

const (
	noStem  = -1
	unasked = -2
)

// newInverter returns an inverter of documents from number base on.
func newInverter(common map[string]bool, usual *usualStems, base int) *inverter {
	return &inverter{
		base:  base,
		words: map[string]int32{}, others: map[string]int32{}, pairs: map[[2]int32]int32{}, langs: map[string]*regular{},
		usual: usual, common: common,
	}
}

// usualStems gives the stem that a surface has by itself, without the marks and
// endings that folding took from the word as written.
// It is safe for concurrent use: the segments of a search share one, and the
// batches of a store, as much of the vocabulary comes again in each.
type usualStems struct {
	mu sync.Mutex
	an *text.Analyzer
}

func newUsualStems(an *text.Analyzer) *usualStems { return &usualStems{an: an} }

func (u *usualStems) of(surface, lang string) string {
	u.mu.Lock()
	defer u.mu.Unlock()
	tokens := u.an.Tokens(nil, surface, lang)
	if len(tokens) != 1 || tokens[0].Surface != surface {
		return ""
	}
	return tokens[0].Stem
}

// add takes the next document.
func (v *inverter) add(d *document) {
	doc := uint32(v.base + len(v.texts))
	lang := text.StemLanguage(d.lang)
	t := codedText{sentences: d.sentences}
	t.headline, _ = v.field(doc, d.headline, d.article.Headline, lang, true)
	t.body, t.paragraphs = v.field(doc, d.body, d.article.Body, lang, false)
	v.texts = append(v.texts, t)
}

// field counts the words of one text, s, and returns them as numbers of terms,
// with the words that begin a paragraph.
func (v *inverter) field(doc uint32, tokens []text.Token, s, lang string, headline bool) (numbers []int32, paragraphs []int) {
	numbers = make([]int32, len(tokens))
	before, paragraph := int32(-1), 0
	for i := range tokens {
		t := &tokens[i]
		if t.Paragraph != paragraph {
			paragraph, before = t.Paragraph, -1
			if i > 0 {
				paragraphs = append(paragraphs, i)
			}
		}
		word := v.word(t.Surface)
		v.count(word, doc, headline)
		numbers[i] = v.stems(word, t, s[t.Start:t.End], doc, lang, headline)
		v.terms[numbers[i]].uses++
		if !v.terms[word].common {
			before = -1
			continue
		}
		if before >= 0 {
			v.count(v.pair(before, word), doc, headline)
		}
		before = word
	}
	return numbers, paragraphs
}

// stems counts what a word, written as raw, is beside its surface, and returns
// the term whose code stands for it.
func (v *inverter) stems(word int32, t *text.Token, raw string, doc uint32, lang string, headline bool) int32 {
	if lang == "" {
		if hasLetter(t.Surface) {
			v.count(v.other(unusualTerm(t.Surface, "", "")), doc, headline)
		}
		return word
	}
	stem, of := v.regular(word, t, raw, lang)
	if t.Stem == stem {
		if of >= 0 {
			v.count(of, doc, headline)
		}
		return word
	}
	unusual := v.other(unusualTerm(t.Surface, lang, t.Stem))
	v.count(unusual, doc, headline)
	fresh := !v.terms[unusual].coded
	v.terms[unusual].coded = true
	if t.Stem != "" {
		of := v.other(stemTerm(lang, t.Stem))
		v.count(of, doc, headline)
		if fresh {
			v.terms[of].forms = append(v.terms[of].forms, unusual)
		}
	}
	return unusual
}

// regular returns the stem the surface of a token has by itself in a language,
// and its term. A word that is written as its surface, raw, has that stem; so
// has one with capitals, where these mean nothing to the stems of the language.
func (v *inverter) regular(word int32, t *text.Token, raw, lang string) (string, int32) {
	r := v.langs[lang]
	if r == nil {
		r = &regular{}
		v.langs[lang] = r
	}
	for len(r.terms) <= int(word) {
		r.terms, r.stems = append(r.terms, unasked), append(r.stems, "")
	}
	if r.terms[word] == unasked {
		r.terms[word] = noStem
		if raw == t.Surface || capitalised(raw, t.Surface) && lang != "tr" && lang != "ga" {
			r.stems[word] = t.Stem
		} else {
			r.stems[word] = v.usual.of(t.Surface, lang)
		}
		if r.stems[word] != "" {
			of := v.other(stemTerm(lang, r.stems[word]))
			r.terms[word] = of
			v.terms[of].forms = append(v.terms[of].forms, word)
		}
	}
	return r.stems[word], r.terms[word]
}

// capitalised reports whether raw is a surface with capitals, all ASCII.
func capitalised(raw, surface string) bool {
	if len(raw) != len(surface) {
		return false
	}
	for i := range len(raw) {
		c := raw[i]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != surface[i] || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// word returns the term of a surface.
func (v *inverter) word(surface string) int32 {
	n, ok := v.words[surface]
	if !ok {
		n = v.new(string(wordTerm(surface)))
		v.words[surface] = n
		v.terms[n].common, v.terms[n].coded = v.common[surface], true
	}
	return n
}

// other returns the term of a key of another kind.
func (v *inverter) other(key []byte) int32 {
	n, ok := v.others[string(key)]
	if !ok {
		n = v.new(string(key))
		v.others[v.terms[n].key] = n
	}
	return n
}

// pair returns the term of two common words.
func (v *inverter) pair(a, b int32) int32 {
	n, ok := v.pairs[[2]int32{a, b}]
	if !ok {
		n = v.new(string(pairTerm(v.terms[a].key[1:], v.terms[b].key[1:])))
		v.pairs[[2]int32{a, b}] = n
	}
	return n
}

func (v *inverter) new(key string) int32 {
	v.terms = append(v.terms, term{key: key})
	return int32(len(v.terms) - 1)
}

// count counts one occurrence.
func (v *inverter) count(n int32, doc uint32, headline bool) {
	list := v.terms[n].postings
	if list == nil {
		list = v.first()
	}
	if len(list) == 0 || list[len(list)-1].Doc != doc {
		list = append(list, postings.Posting{Doc: doc})
		v.terms[n].postings = list
	}
	if p := &list[len(list)-1]; headline {
		p.Headline++
	} else {
		p.Body++
	}
}

// first returns room for the first postings of a term. Most terms of a batch
// have one or two, and a piece of memory for each would keep the collector busy.
func (v *inverter) first() []postings.Posting {
	const few, many = 2, 2048
	if len(v.room) < few {
		v.room = make([]postings.Posting, many)
	}
	list := v.room[:0:few]
	v.room = v.room[few:]
	return list
}

func hasLetter(s string) bool { return strings.IndexFunc(s, unicode.IsLetter) >= 0 }
