package text

import "unicode/utf8"

// Analyzer turns text into tokens. It holds scratch space and a bounded cache
// of word forms, so keep one for each goroutine: it is not safe for concurrent
// use. Two analyzers give the same tokens.
type Analyzer struct {
	seg   *segmenter
	fold  folder
	stem  stemmer
	cache cache

	// The call under way.
	s   string
	dst []Token
	// counting: the words are counted in words, and no tokens are made; where
	// they stand is put into spans when keeping.
	counting, keeping bool
	words             int
	spans             []span
}

// NewAnalyzer returns an Analyzer. It is cheap; it grows with use.
func NewAnalyzer() *Analyzer {
	a := &Analyzer{}
	a.seg = newSegmenter(a.add)
	return a
}

// Tokens appends the tokens of s to dst, in order, and returns it. lang is the
// language of the text as a lower-case BCP 47 tag, which chooses the stems (see
// StemLanguage). Word borders are those of UAX #29 (Unicode 17) with the
// corrections listed at segmenter.
//
// Offsets ascend and do not overlap. Surfaces begin with a letter or a digit,
// hold no blank, are valid UTF-8, unchanged by Fold, and at most MaxToken
// bytes. The text of a token alone, s[Start:End], gives the same one token.
// Bytes that are not UTF-8 belong to no token.
func (a *Analyzer) Tokens(dst []Token, s, lang string) []Token {
	a.s, a.dst = s, dst
	a.cache.use(languageOf(lang))
	a.seg.run(s)
	dst = a.dst
	a.s, a.dst = "", nil
	return dst
}

// span is where a word stands in a text, in bytes.
type span struct{ start, end int }

// Count returns how many tokens Tokens would give, in any language, at half of
// the cost.
func (a *Analyzer) Count(s string) int { return a.count(s, false) }

// count counts, and notes where the words stand when it is to keep that.
func (a *Analyzer) count(s string, keep bool) int {
	a.s, a.counting, a.keeping, a.words, a.spans = s, true, keep, 0, a.spans[:0]
	defer func() { a.s, a.counting = "", false }()
	a.cache.use(unstemmed)
	a.seg.run(s)
	return a.words
}

// add appends the token of one word.
func (a *Analyzer) add(start, end, paragraph int) {
	raw := a.s[start:end]
	if a.counting {
		// Of ASCII, which begins with a letter or a digit here, folding always
		// leaves something.
		if !isASCII(raw) && a.known(raw).surface == "" {
			return
		}
		a.words++
		if a.keeping {
			a.spans = append(a.spans, span{start, end})
		}
		return
	}
	f := a.known(raw)
	if f.surface == "" {
		return
	}
	a.dst = append(a.dst, Token{Start: start, End: end, Surface: f.surface, Stem: f.stem, Paragraph: paragraph})
}

// known returns what a spelling becomes, from the cache where it can.
func (a *Analyzer) known(raw string) forms {
	f, ok := a.cache.get(raw)
	if !ok {
		f = a.forms(raw)
		a.cache.put(raw, f)
	}
	return f
}

// forms works out what a spelling becomes.
func (a *Analyzer) forms(raw string) forms {
	f := forms{surface: string(a.fold.surface(raw))}
	if a.cache.lang == unstemmed || f.surface == "" {
		return f
	}
	if stem := a.fold.surface(a.stem.stem(raw, a.cache.lang)); string(stem) == f.surface {
		f.stem = f.surface
	} else {
		f.stem = string(stem)
	}
	return f
}

// Surfaces returns the surfaces of the tokens of a short text, such as a value
// of a field: "The Hill" gives "the" and "hill". Safe for concurrent use.
func Surfaces(s string) []string {
	var out []string
	var f folder
	seg := newSegmenter(func(start, end, _ int) {
		if surface := f.surface(s[start:end]); len(surface) > 0 {
			out = append(out, string(surface))
		}
	})
	seg.run(s)
	return out
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
