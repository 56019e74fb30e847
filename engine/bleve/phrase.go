package bleve

import (
	"errors"
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
// sequence, half a microsecond for an article of a thousand words.
func (m *matcher) phrase(n *match.Phrase) (*leaf, error) {
	lists, err := m.holders(n.Words)
	if err != nil || len(lists) == 0 {
		return &leaf{in: match.Text, apart: true}, err
	}
	if len(n.Words) == 2 && m.view.common[n.Words[0]] && m.view.common[n.Words[1]] {
		return &leaf{lists: lists, in: n.In, apart: true}, nil
	}
	runs, ok, err := m.runs(n.Words)
	if err != nil {
		return nil, err
	}
	if !ok {
		return m.walked(n, lists)
	}
	var found []postings.Posting
	err = m.eachHolding(lists, func(doc uint32, r sequence.Record) {
		p := postings.Posting{Doc: doc}
		for _, run := range runs {
			if n.In&match.Headline != 0 {
				p.Headline += uint32(run.Count(r.Headline))
			}
			if n.In&match.Body != 0 {
				p.Body += uint32(run.Count(r.Body))
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
	var some [touchTogether]uint32
	for it := docs.ManyIterator(); ; {
		n := it.NextMany(some[:])
		if n == 0 {
			return nil
		}
		if err := m.sequences(some[:n], visit); err != nil {
			return err
		}
	}
}

// eachHolding is each for the live documents that are in all of some lists, the
// shortest first. The others are looked up as the first is read: twenty
// nanoseconds for each of its documents.
func (m *matcher) eachHolding(lists []postings.List, visit func(doc uint32, r sequence.Record)) error {
	others := make([]*postings.Cursor, 0, len(lists)-1)
	for _, l := range lists[1:] {
		others = append(others, postings.NewCursor(l, nil))
	}
	var some [touchTogether]uint32
	n := 0
	err := lists[0].Docs(func(docs []uint32) error {
		if err := m.ctx.Err(); err != nil {
			return err
		}
	next:
		for _, d := range docs {
			for _, c := range others {
				if c.Seek(d); c.Doc() != d {
					continue next
				}
			}
			if !m.view.isLive(d) {
				continue
			}
			some[n] = d
			if n++; n == len(some) {
				n = 0
				if err := m.sequences(some[:], visit); err != nil {
					return err
				}
			}
		}
		return nil
	})
	for _, c := range others {
		err = errors.Join(err, c.Err())
	}
	if err != nil {
		return err
	}
	return m.sequences(some[:n], visit)
}

// sequences reads the sequences of some documents, and looks at the deadline.
func (m *matcher) sequences(docs []uint32, visit func(doc uint32, r sequence.Record)) error {
	m.touched ^= m.view.sequences.Touch(docs)
	for _, doc := range docs {
		if m.read >= checkWalked || m.readBytes > checkBytes {
			if m.read, m.readBytes = 0, 0; m.ctx.Err() != nil {
				return m.ctx.Err()
			}
		}
		r, err := m.view.sequences.Record(doc)
		if err != nil {
			return err
		}
		m.read++
		m.readBytes += len(r.Headline) + len(r.Body)
		visit(doc, r)
	}
	return nil
}

// touchTogether is how many records are fetched from memory at the same time:
// about as many as a core waits for at once.
const touchTogether = 16

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

// term is view.term, remembered: the words of a phrase are asked for to see what it
// costs, to find candidates and to learn their codes.
func (m *matcher) term(key []byte) (postings.Entry, bool, error) {
	if l, known := m.terms[string(key)]; known {
		return l.entry, l.ok, nil
	}
	e, ok, err := m.view.term(key)
	if err != nil {
		return e, false, err
	}
	if m.terms == nil {
		m.terms = map[string]looked{}
	}
	m.terms[string(key)] = looked{e, ok}
	return e, ok, nil
}

// looked is what looking up a term gave.
type looked struct {
	entry postings.Entry
	ok    bool
}

// holders returns the lists that hold every document in which words stand next to
// each other, the shortest first; none when a word stands nowhere.
func (m *matcher) holders(words []string) ([]postings.List, error) {
	keys := m.phraseKeys(words)
	lists := make([]postings.List, 0, len(keys))
	for _, k := range keys {
		e, ok, err := m.term(k)
		if err != nil || !ok {
			return nil, err
		}
		lists = append(lists, e.List)
	}
	slices.SortStableFunc(lists, func(a, b postings.List) int { return a.Len() - b.Len() })
	return lists, nil
}

// runs returns the runs of codes that a phrase is written as: words may have
// several codes. false means that there are more than maxRuns.
func (m *matcher) runs(words []string) ([]sequence.Run, bool, error) {
	runs := [][]byte{nil}
	for _, w := range words {
		codes, err := m.codesOf(w)
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
	out := make([]sequence.Run, 0, len(runs))
	for _, r := range runs {
		out = append(out, sequence.NewRun(r))
	}
	return out, true, nil
}

// codesOf returns the codes of the words with a surface.
func (m *matcher) codesOf(surface string) ([]uint32, error) {
	if codes, known := m.coded[surface]; known {
		return codes, nil
	}
	var codes []uint32
	e, ok, err := m.term(wordTerm(surface))
	if err != nil || !ok {
		return nil, err
	}
	if e.Extra > 0 {
		codes = append(codes, uint32(e.Extra-1))
	}
	all, err := m.view.unusual(surface)
	for _, u := range all {
		if u.entry.Extra > 0 {
			codes = append(codes, uint32(u.entry.Extra-1))
		}
	}
	if err == nil {
		if m.coded == nil {
			m.coded = map[string][]uint32{}
		}
		m.coded[surface] = codes
	}
	return codes, err
}

// walked finds a phrase by walking the sequences of candidates.
func (m *matcher) walked(n *match.Phrase, lists []postings.List) (*leaf, error) {
	w, err := m.walker(n)
	if err != nil {
		return nil, err
	}
	var found []postings.Posting
	err = m.eachHolding(lists, func(doc uint32, r sequence.Record) {
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
