package bleve

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/engine/bleve/sequence"
	"newsdex/search/match"
)

// placed returns the documents that satisfy a node that asks where words stand:
// proximity, or a least number.
func (m *matcher) placed(n match.Node) (*roaring.Bitmap, error) {
	return m.placedAmong(n, nil)
}

// placedAmong is placed among some documents, nil for all. When the deadline
// passes it returns those found by then, with the error. Its candidates hold
// the words; the sequence of each is walked, two nanoseconds a word and some
// hundred for each place found, unless a gate says enough.
func (m *matcher) placedAmong(n match.Node, among *roaring.Bitmap) (*roaring.Bitmap, error) {
	if docs := m.found[n]; docs != nil {
		if among != nil {
			docs = roaring.And(docs, among)
		}
		return docs, nil
	}
	candidates, err := m.match(needs(n))
	if err != nil {
		return nil, err
	}
	if among != nil {
		candidates = roaring.And(candidates, among)
	}
	w, err := m.walker(n)
	if err != nil {
		return nil, err
	}
	out := roaring.New()
	err = m.each(candidates, func(doc uint32, r sequence.Record) {
		g := w.gates[m.view.stemLanguage(doc)]
		if !g.admits(r) {
			return
		}
		if g != nil && g.proves && len(r.Headline)+len(r.Body) <= proven {
			out.Add(doc)
			return
		}
		h, b := w.places(doc, r)
		if match.Proves(n, h, b) {
			out.Add(doc)
		}
		m.cut = m.cut || h.Cut || b.Cut
	})
	if err != nil {
		return out, err
	}
	if among == nil {
		m.found[n] = out
	}
	return out, nil
}

// needs returns the tree that every article satisfying a node satisfies: the
// same words, wherever they stand.
func needs(n match.Node) match.Node {
	switch n := n.(type) {
	case *match.Near:
		return &match.And{Kids: []match.Node{needs(n.A), needs(n.B)}}
	case *match.NotNear:
		return needs(n.A)
	case *match.AtLeast:
		return needs(n.Kid)
	case *match.Bag:
		and := &match.And{}
		for _, w := range n.Words {
			and.Kids = append(and.Kids, w)
		}
		return and
	case *match.Or:
		or := &match.Or{}
		for _, k := range n.Kids {
			or.Kids = append(or.Kids, needs(k))
		}
		return or
	}
	return n
}

// walker finds where the leaves of a node stand in the sequences of a segment.
type walker struct {
	m      *matcher
	leaves []match.Node
	// sets has, by language of stems, the codes of the leaves: what a code
	// stands for is the index of a slice of roles, less one.
	sets map[string]*sequence.Set
	// roles are which leaves, or words of phrases, a code is; codes has them by
	// language and code.
	roles [][]role
	codes map[string]map[uint32][]role
	gates map[string]*gate // by language

	headline, body match.Places
	starts, begins []int32 // of the body: words that begin a paragraph, a sentence
	partial        map[role][]int32
}

// role is a leaf, and for a phrase which of its words.
type role struct{ leaf, word int }

func (m *matcher) walker(n match.Node) (*walker, error) {
	w := &walker{m: m, sets: map[string]*sequence.Set{}, partial: map[role][]int32{}, codes: map[string]map[uint32][]role{}, gates: map[string]*gate{}}
	for _, l := range match.AllLeaves(n) {
		if !slices.Contains(w.leaves, l) {
			w.leaves = append(w.leaves, l)
		}
	}
	one := func(int32) int32 { return 0 }
	w.headline.Sentence, w.headline.Paragraph = one, one
	w.body.Paragraph = func(word int32) int32 { return upTo(w.starts, word) }
	w.body.Sentence = func(word int32) int32 { return upTo(w.begins, word) }
	w.headline.At, w.body.At = map[match.Node][]match.Spot{}, map[match.Node][]match.Spot{}
	langs := append([]string{""}, m.view.langs.all...)
	for _, lang := range langs {
		set, err := w.set(lang)
		if err != nil {
			return nil, err
		}
		w.sets[lang] = set
		if w.gates[lang], err = w.gate(n, lang); err != nil {
			return nil, err
		}
	}
	return w, nil
}

// upTo returns how many of some ascending words are not behind a word.
func upTo(words []int32, word int32) int32 {
	i, _ := slices.BinarySearch(words, word+1)
	return int32(i)
}

// set returns the codes that the leaves have in articles of a language.
func (w *walker) set(lang string) (*sequence.Set, error) {
	roles := map[uint32][]role{}
	add := func(r role, codes []uint32) {
		for _, c := range codes {
			if !slices.Contains(roles[c], r) {
				roles[c] = append(roles[c], r)
			}
		}
	}
	v := w.m.view
	for i, l := range w.leaves {
		var surfaces []string
		switch l := l.(type) {
		case *match.Word:
			surfaces = []string{l.Surface}
			if stem := l.Stems[lang]; stem != "" && lang != "" {
				e, ok, err := v.term(stemTerm(lang, stem))
				if err != nil {
					return nil, err
				}
				if ok {
					codes, err := readForms(nil, v.forms, e.Extra)
					if err != nil {
						return nil, err
					}
					add(role{leaf: i}, codes)
				}
			}
		case *match.Pattern:
			surfaces = w.m.words[l].used
		case *match.Fuzzy:
			surfaces = w.m.words[l].used
		case *match.Phrase:
			for word, s := range l.Words {
				codes, err := w.m.codesOf(s)
				if err != nil {
					return nil, err
				}
				add(role{i, word}, codes)
			}
		}
		for _, s := range surfaces {
			codes, err := w.m.codesOf(s)
			if err != nil {
				return nil, err
			}
			add(role{leaf: i}, codes)
		}
	}
	w.codes[lang] = roles
	set := sequence.NewSet()
	for c, r := range roles {
		w.roles = append(w.roles, r)
		set.Add(c, uint64(len(w.roles)))
	}
	return set, nil
}

// places returns where the leaves stand in an article. What it returns is good
// until the next call.
func (w *walker) places(doc uint32, r sequence.Record) (headline, body *match.Places) {
	set := w.sets[w.m.view.stemLanguage(doc)]
	w.begins = r.Sentences(w.begins[:0])
	w.starts = w.field(&w.headline, set, r.Headline, match.Headline)
	w.starts = w.field(&w.body, set, r.Body, match.Body)
	return &w.headline, &w.body
}

// field fills the places of one field, and returns the words that begin a
// paragraph.
func (w *walker) field(p *match.Places, set *sequence.Set, text []byte, in match.Field) []int32 {
	for n, spots := range p.At {
		p.At[n] = spots[:0]
	}
	clear(w.partial)
	p.Cut = false
	n := 0
	starts, _ := set.Walk(text, w.starts[:0], func(word int32, class uint64) {
		if n += len(w.roles[class-1]); n > match.MaxPlaces {
			p.Cut = true
			return
		}
		for _, r := range w.roles[class-1] {
			leaf := w.leaves[r.leaf]
			if fieldOf(leaf)&in == 0 {
				continue
			}
			if _, is := leaf.(*match.Phrase); is {
				w.partial[r] = append(w.partial[r], word)
			} else {
				p.At[leaf] = append(p.At[leaf], match.Spot{First: word, Last: word})
			}
		}
	})
	for i, leaf := range w.leaves {
		if ph, is := leaf.(*match.Phrase); is && ph.In&in != 0 {
			p.At[leaf] = w.standing(p.At[leaf], i, len(ph.Words), starts)
		}
	}
	return starts
}

// standing appends the spots of a phrase of n words: its first words that are
// followed by the others within one paragraph.
func (w *walker) standing(spots []match.Spot, leaf, n int, starts []int32) []match.Spot {
	for _, first := range w.partial[role{leaf, 0}] {
		last := first + int32(n) - 1
		if upTo(starts, first) != upTo(starts, last) {
			continue
		}
		all := true
		for word := 1; word < n && all; word++ {
			_, all = slices.BinarySearch(w.partial[role{leaf, word}], first+int32(word))
		}
		if all {
			spots = append(spots, match.Spot{First: first, Last: last})
		}
	}
	return spots
}

// fieldOf returns the fields that a leaf searches.
func fieldOf(n match.Node) match.Field {
	switch n := n.(type) {
	case *match.Word:
		return n.In
	case *match.Phrase:
		return n.In
	case *match.Pattern:
		return n.In
	case *match.Fuzzy:
		return n.In
	}
	return 0
}
