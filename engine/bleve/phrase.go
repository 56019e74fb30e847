package bleve

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"newsdex/engine/bleve/postings"
	"newsdex/engine/bleve/sequence"
	"newsdex/search/match"
)

// Between two looks at the deadline lie at most checkEvery documents; where their
// sequences are searched or walked, checkWalked of them and checkBytes: some
// milliseconds, also when every second word is a place.
const (
	checkEvery  = 1024
	checkWalked = 64
	checkBytes  = 1 << 18
)

// maxRuns bounds the runs of codes one phrase is written as: words with several
// codes multiply. Phrases beyond it are found by walking.
const maxRuns = 16

// phrase returns where a phrase stands. Two common words are a list of their
// own. Else the candidates are the documents that hold every pair of common
// neighbours and every other word; each costs a search through the bytes of its
// sequence, a microsecond for an article of a thousand words.
func (m *matcher) phrase(n *match.Phrase) (*leaf, error) {
	keys := m.phraseKeys(n.Words)
	if len(n.Words) == 2 && len(keys) == 1 {
		e, ok, err := m.view.term(keys[0])
		l := &leaf{in: n.In, apart: true}
		if ok {
			l.lists = append(l.lists, e.List)
		}
		return l, err
	}
	candidates, err := m.holdingAll(keys)
	if err != nil || candidates.IsEmpty() {
		return &leaf{in: match.Text, apart: true}, err
	}
	runs, ok, err := m.view.runs(n.Words)
	if err != nil {
		return nil, err
	}
	if !ok {
		return m.walked(n, candidates)
	}
	var found []postings.Posting
	err = m.each(candidates, func(doc uint32, r sequence.Record) {
		p := postings.Posting{Doc: doc}
		for _, run := range runs {
			if n.In&match.Headline != 0 {
				p.Headline += uint32(sequence.Count(r.Headline, run))
			}
			if n.In&match.Body != 0 {
				p.Body += uint32(sequence.Count(r.Body, run))
			}
		}
		if p.Headline > 0 || p.Body > 0 {
			found = append(found, p)
		}
	})
	if err != nil {
		return nil, err
	}
	return m.made(found, match.Text)
}

// each reads the sequences of documents, and looks at the deadline.
func (m *matcher) each(docs *roaring.Bitmap, visit func(doc uint32, r sequence.Record)) error {
	documents, bytes := 0, 0
	for it := docs.Iterator(); it.HasNext(); documents++ {
		if documents%checkWalked == 0 || bytes > checkBytes {
			if bytes = 0; m.ctx.Err() != nil {
				return m.ctx.Err()
			}
		}
		doc := it.Next()
		r, err := m.view.sequences.Record(doc)
		if err != nil {
			return err
		}
		bytes += len(r.Headline) + len(r.Body)
		visit(doc, r)
	}
	return nil
}

// phraseKeys returns the keys of the lists that hold every document in which
// words stand next to each other: pairs where both are common, else words.
func (m *matcher) phraseKeys(words []string) [][]byte {
	var keys [][]byte
	for i, w := range words {
		paired := false
		if m.view.common[w] {
			if i > 0 && m.view.common[words[i-1]] {
				keys = append(keys, pairTerm(words[i-1], w))
				paired = true
			}
			paired = paired || i+1 < len(words) && m.view.common[words[i+1]]
		}
		if !paired {
			keys = append(keys, wordTerm(w))
		}
	}
	return keys
}

// holdingAll returns the live documents that are in the lists of all keys.
func (m *matcher) holdingAll(keys [][]byte) (*roaring.Bitmap, error) {
	leaves := make([]*leaf, 0, len(keys))
	for _, k := range keys {
		e, ok, err := m.view.term(k)
		if err != nil || !ok {
			return roaring.New(), err
		}
		leaves = append(leaves, &leaf{lists: []postings.List{e.List}, in: match.Text, apart: true})
	}
	slices.SortFunc(leaves, func(a, b *leaf) int { return a.len() - b.len() })
	var docs *roaring.Bitmap
	for _, l := range leaves {
		var err error
		if docs == nil {
			if docs, err = l.documents(m.view.size); err == nil && m.view.deleted != nil {
				docs.AndNot(m.view.deleted)
			}
		} else {
			docs, err = m.among(docs, l)
		}
		if err != nil || docs.IsEmpty() {
			return docs, err
		}
	}
	return docs, nil
}

// runs returns the runs of codes that a phrase is written as: words may have
// several codes. false means that there are more than maxRuns.
func (v *view) runs(words []string) ([][]byte, bool, error) {
	runs := [][]byte{nil}
	for _, w := range words {
		codes, err := v.codesOf(w)
		if err != nil {
			return nil, false, err
		}
		if len(runs)*len(codes) > maxRuns {
			return nil, false, nil
		}
		longer := make([][]byte, 0, len(runs)*len(codes))
		for _, r := range runs {
			for _, c := range codes {
				longer = append(longer, sequence.AppendCode(slices.Clone(r), c))
			}
		}
		runs = longer
	}
	return runs, true, nil
}

// codesOf returns the codes of the words with a surface.
func (v *view) codesOf(surface string) ([]uint32, error) {
	var codes []uint32
	e, ok, err := v.term(wordTerm(surface))
	if err != nil || !ok {
		return nil, err
	}
	if e.Extra > 0 {
		codes = append(codes, uint32(e.Extra-1))
	}
	all, err := v.unusual(surface)
	for _, u := range all {
		if u.entry.Extra > 0 {
			codes = append(codes, uint32(u.entry.Extra-1))
		}
	}
	return codes, err
}

// walked finds a phrase by walking the sequences of candidates.
func (m *matcher) walked(n *match.Phrase, candidates *roaring.Bitmap) (*leaf, error) {
	w, err := m.walker(n)
	if err != nil {
		return nil, err
	}
	var found []postings.Posting
	err = m.each(candidates, func(doc uint32, r sequence.Record) {
		h, b := w.places(doc, r)
		m.cut = m.cut || h.Cut || b.Cut
		p := postings.Posting{Doc: doc, Headline: uint32(len(h.At[n])), Body: uint32(len(b.At[n]))}
		if p.Headline > 0 || p.Body > 0 {
			found = append(found, p)
		}
	})
	if err != nil {
		return nil, err
	}
	return m.made(found, match.Text)
}
