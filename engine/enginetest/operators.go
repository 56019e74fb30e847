package enginetest

import (
	"math/rand/v2"
	"slices"
	"unicode/utf8"

	"newsdex/engine/enginetest/naive"
	"newsdex/search"
	"newsdex/search/match"
	"newsdex/text"
)

// Random operators. They are drawn around places of real texts, so that they
// hold often, and then moved a little, so that they often just fail.

// draw is a place in a text that operands are drawn from.
type draw struct {
	tokens []text.Token
	at     int // the word the next operand should cover
	in     match.Field
}

// place returns a random place in a text of the vocabulary.
func (v *vocabulary) place(rng *rand.Rand) draw {
	tokens := v.tokens(rng)
	return draw{tokens, rng.IntN(len(tokens)), v.field(rng)}
}

// beside moves the place by a few words, rarely by many.
func (d draw) beside(rng *rand.Rand) draw {
	by := 1 + rng.IntN(4)
	if rng.IntN(6) == 0 {
		by = 1 + rng.IntN(30)
	}
	if rng.IntN(2) == 0 {
		by = -by
	}
	d.at = min(max(d.at+by, 0), len(d.tokens)-1)
	if rng.IntN(12) == 0 {
		d.in = match.Text | match.Headline&match.Field(rng.IntN(2))
	}
	return d
}

// unit returns how a distance is counted. Numbers are small: larger ones tell
// less.
func unit(rng *rand.Rand) (match.Unit, int) {
	switch rng.IntN(6) {
	case 0:
		return match.Sentence, 0
	case 1:
		return match.Paragraph, 0
	case 2:
		return match.Words, 1 + rng.IntN(40)
	}
	return match.Words, 1 + rng.IntN(4)
}

func (v *vocabulary) near(rng *rand.Rand) match.Node {
	d := v.place(rng)
	return v.nearAt(rng, d, 2)
}

// nearAt returns a chain of at most that many links more.
func (v *vocabulary) nearAt(rng *rand.Rand, d draw, links int) *match.Near {
	u, within := unit(rng)
	n := &match.Near{Unit: u, Within: within, Ordered: rng.IntN(3) == 0}
	n.A, n.B = v.operand(rng, d, links-1), v.operand(rng, d.beside(rng), 0)
	if rng.IntN(5) == 0 { // brackets may put the chain on the right as well
		n.A, n.B = n.B, n.A
	}
	if rng.IntN(12) == 0 {
		n.B = n.A // resolving may share operands
	}
	return n
}

// operand returns what may stand beside a proximity operator: a leaf that
// covers the place, an Or of such, or a chain.
func (v *vocabulary) operand(rng *rand.Rand, d draw, links int) match.Node {
	switch k := rng.IntN(10); {
	case k < 2:
		or := &match.Or{}
		for range 2 + rng.IntN(2) {
			or.Kids = append(or.Kids, v.operand(rng, d, links-1))
			d = d.beside(rng)
		}
		return or
	case k < 5 && links > 0:
		return v.nearAt(rng, d, links)
	}
	switch rng.IntN(8) {
	case 0, 1:
		return v.phraseAt(rng, d)
	case 2:
		return v.patternOf(rng, d.tokens[d.at].Surface, d.in)
	case 3:
		return v.fuzzyOf(rng, d.tokens[d.at].Surface, d.in)
	}
	return v.wordAt(rng, d)
}

func (v *vocabulary) wordAt(rng *rand.Rand, d draw) *match.Word {
	t := d.tokens[d.at]
	w := &match.Word{In: d.in, Surface: t.Surface}
	if rng.IntN(2) == 0 {
		w.Stems = v.stems(t.Surface)
	}
	return w
}

func (v *vocabulary) phraseAt(rng *rand.Rand, d draw) match.Node {
	last := min(d.at+1+rng.IntN(2), len(d.tokens)-1)
	if last == d.at {
		return v.wordAt(rng, d)
	}
	p := &match.Phrase{In: d.in}
	for _, t := range d.tokens[d.at : last+1] {
		p.Words = append(p.Words, t.Surface)
	}
	return p
}

func (v *vocabulary) notNear(rng *rand.Rand) match.Node {
	n := v.nearAt(rng, v.place(rng), 2)
	return &match.NotNear{A: n.A, B: n.B, Unit: n.Unit, Within: n.Within, Ordered: n.Ordered}
}

func (v *vocabulary) bag(rng *rand.Rand) match.Node {
	d := v.place(rng)
	b := &match.Bag{Within: 1 + rng.IntN(5)}
	for range 2 + rng.IntN(3) {
		w := v.wordAt(rng, d)
		w.In, w.Stems = d.in, nil // by surface only
		b.Words = append(b.Words, w)
		if rng.IntN(5) > 0 { // else the same word twice
			d.at = min(max(d.at+1+rng.IntN(2), 0), len(d.tokens)-1)
		}
	}
	rng.Shuffle(len(b.Words), func(i, j int) { b.Words[i], b.Words[j] = b.Words[j], b.Words[i] })
	return b
}

func (v *vocabulary) atLeast(rng *rand.Rand) match.Node {
	return &match.AtLeast{Kid: v.operand(rng, v.place(rng), 2), N: 1 + rng.IntN(5)}
}

func (v *vocabulary) pattern(rng *rand.Rand, in match.Field) match.Node {
	tokens := v.tokens(rng)
	return v.patternOf(rng, tokens[rng.IntN(len(tokens))].Surface, in)
}

func (v *vocabulary) fuzzy(rng *rand.Rand, in match.Field) match.Node {
	tokens := v.tokens(rng)
	return v.fuzzyOf(rng, tokens[rng.IntN(len(tokens))].Surface, in)
}

// patternOf returns a pattern of the language that covers a word, or the word
// when it is too short for one or the pattern covers more words than an engine
// has to use.
func (v *vocabulary) patternOf(rng *rand.Rand, surface string, in match.Field) match.Node {
	word := []rune(surface)
	n := &match.Pattern{In: in}
	switch {
	case len(word) < 2 || len(word) == 2 && rng.IntN(2) == 0:
		return &match.Word{In: in, Surface: surface}
	case len(word) == 2 || rng.IntN(3) == 0: // two letters and an end
		keep := 2 + rng.IntN(len(word)-1)
		n.Text = string(word[:keep]) + "*"
	case rng.IntN(2) == 0: // a run within
		first := 2 + rng.IntN(len(word)-2)
		last := first + rng.IntN(len(word)-first)
		n.Text = string(word[:first]) + "*" + string(word[last:])
	default: // one letter or two
		for range 1 + rng.IntN(2) {
			word[1+rng.IntN(len(word)-2)] = '?'
		}
		n.Text = string(word)
		if rng.IntN(4) == 0 {
			n.Text += "*"
		}
	}
	if v.covered(n) > search.MaxExpansion {
		return &match.Word{In: in, Surface: surface}
	}
	return n
}

// fuzzyOf returns a fuzzy word at up to three edits from a word.
func (v *vocabulary) fuzzyOf(rng *rand.Rand, surface string, in match.Field) match.Node {
	word := []rune(surface)
	for range rng.IntN(4) {
		i := 0
		if len(word) > 1 && rng.IntN(8) > 0 {
			i = 1 + rng.IntN(len(word)-1) // mostly not the first letter
		}
		switch rng.IntN(4) {
		case 0:
			word = slices.Insert(word, i, rune('a'+rng.IntN(26)))
		case 1:
			if len(word) > 1 {
				word = slices.Delete(word, i, i+1)
			}
		case 2:
			word[i] = rune('a' + rng.IntN(26))
		case 3:
			if i+1 < len(word) {
				word[i], word[i+1] = word[i+1], word[i]
			}
		}
	}
	n := &match.Fuzzy{In: in, Surface: string(word), Edits: 1}
	if utf8.RuneCountInString(n.Surface) >= 4 && rng.IntN(2) == 0 {
		n.Edits = 2
	}
	if v.covered(n) > search.MaxExpansion {
		return &match.Word{In: in, Surface: surface}
	}
	return n
}

// covered returns how many different words of the articles a leaf covers.
func (v *vocabulary) covered(leaf match.Node) int {
	n := 0
	for s := range v.surfaces {
		if naive.Asks(leaf, text.Token{Surface: s}, "") {
			n++
		}
	}
	return n
}
