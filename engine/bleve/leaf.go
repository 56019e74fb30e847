package bleve

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"sync"

	"newsdex/engine/bleve/postings"
	"newsdex/search/match"
)

// leaf is a word, phrase, pattern or fuzzy word in one segment: lists that share
// no occurrence, so that how often it stands in an article is their sum.
type leaf struct {
	lists []postings.List
	in    match.Field // what of the counts is meant
	// apart is set when no document is in two lists.
	apart bool
}

// len returns how many postings the lists have: as many documents or more.
func (l *leaf) len() int {
	n := 0
	for _, list := range l.lists {
		n += list.Len()
	}
	return n
}

// whole reports whether every posting of the lists counts, whichever field it
// stands in.
func (l *leaf) whole() bool { return l.in == match.Text }

// counted returns a posting with the counts that are meant.
func (l *leaf) counted(p postings.Posting) postings.Posting {
	if l.in&match.Headline == 0 {
		p.Headline = 0
	}
	if l.in&match.Body == 0 {
		p.Body = 0
	}
	return p
}

// leaf returns what a leaf of the tree is in this segment, and remembers it.
func (m *matcher) leaf(n match.Node) (*leaf, error) {
	if l := m.leaves[n]; l != nil {
		return l, nil
	}
	if err := m.ctx.Err(); err != nil {
		return nil, err
	}
	var l *leaf
	var err error
	switch n := n.(type) {
	case *match.Word:
		l, err = m.word(n)
	case *match.Phrase:
		l, err = m.phrase(n)
	case *match.Pattern:
		l, err = m.anyOf(m.words[n].used, n.In)
	case *match.Fuzzy:
		l, err = m.anyOf(m.words[n].used, n.In)
	default:
		err = fmt.Errorf("a query leaf of type %T cannot be executed", n)
	}
	if err != nil {
		return nil, err
	}
	m.leaves[n] = l
	return l, nil
}

// term returns the list of a key of the table of terms, nil when it has none.
func (v *view) term(key []byte) (postings.Entry, bool, error) {
	e, ok, err := v.terms.Get(key)
	if err != nil {
		return e, false, fmt.Errorf("looking up %q: %w", key, err)
	}
	return e, ok, nil
}

// word returns where a word stands: by its surface, or by its stem in the
// language of each article as well.
func (m *matcher) word(w *match.Word) (*leaf, error) {
	if len(w.Stems) == 0 {
		l := &leaf{in: w.In, apart: true}
		e, ok, err := m.view.term(wordTerm(w.Surface))
		if ok {
			l.lists = []postings.List{e.List}
		}
		return l, err
	}
	if m.oddAnywhere(w) {
		return m.oddWord(w)
	}
	l := &leaf{in: w.In, apart: true}
	for _, lang := range m.view.langs.all {
		e, ok, err := m.view.term(stemTerm(lang, w.Stems[lang]))
		if err != nil {
			return nil, err
		}
		if ok {
			l.lists = append(l.lists, e.List)
		}
	}
	unusual, err := m.view.unusual(w.Surface)
	for _, u := range unusual {
		l.lists = append(l.lists, u.entry.List)
		l.apart = l.apart && u.of == "" // articles without stems are in no other list
	}
	return l, err
}

// unusual is one of the x terms of a surface; of is its language and stem.
type unusual struct {
	of    string
	entry postings.Entry
}

// unusual returns the x terms of a surface.
func (v *view) unusual(surface string) ([]unusual, error) {
	prefix := unusualTerm(surface, "", "")
	var out []unusual // nearly always none
	it := v.terms.From(prefix)
	for it.Next() && bytes.HasPrefix(it.Key(), prefix) {
		out = append(out, unusual{string(it.Key()[len(prefix):]), it.Entry()})
	}
	return out, it.Err()
}

// odd reports whether the list of a word's stem does not have all words with its
// surface in articles of a language, the x lists aside: it has another stem than
// its surface, as "naïve" may have another than "naive", or it has none, as
// "o'brien" in English.
func (m *matcher) odd(w *match.Word, lang string) bool {
	stem := w.Stems[lang]
	return stem == "" || stem != m.usual.of(w.Surface, lang)
}

// oddAnywhere reports whether a word is odd in a language of the segment.
func (m *matcher) oddAnywhere(w *match.Word) bool {
	return slices.ContainsFunc(m.view.langs.all, func(lang string) bool { return m.odd(w, lang) })
}

// knownStems remembers usual stems during a search: its segments all ask for the
// same. It is safe for concurrent use.
type knownStems struct {
	usual *usualStems

	mu    sync.Mutex
	known map[[2]string]string // by surface and language
}

func (k *knownStems) of(surface, lang string) string {
	key := [...]string{surface, lang}
	k.mu.Lock()
	defer k.mu.Unlock()
	stem, ok := k.known[key]
	if !ok {
		if k.known == nil {
			k.known = map[[2]string]string{}
		}
		stem = k.usual.of(surface, lang)
		k.known[key] = stem
	}
	return stem
}

// oddWord returns where a word stands that is odd in a language: the occurrences
// of its stem, and those of its surface that do not have the stem. It reads the
// lists once.
func (m *matcher) oddWord(w *match.Word) (*leaf, error) {
	counts := map[uint32]postings.Posting{}
	add := func(l postings.List, sign uint32, keep func(doc uint32) bool) error {
		return l.Each(func(p postings.Posting) {
			if keep == nil || keep(p.Doc) {
				c := counts[p.Doc]
				counts[p.Doc] = postings.Posting{Doc: p.Doc, Body: c.Body + sign*p.Body, Headline: c.Headline + sign*p.Headline}
			}
		})
	}
	const minus = ^uint32(0) // as a factor: -1
	odd := map[string]bool{}
	for _, lang := range m.view.langs.all {
		stem := w.Stems[lang]
		odd[lang] = m.odd(w, lang)
		if e, ok, err := m.view.term(stemTerm(lang, stem)); err != nil {
			return nil, err
		} else if ok && stem != "" {
			if err := add(e.List, 1, nil); err != nil {
				return nil, err
			}
		}
	}
	// In the languages where the word is odd, its surface in full less what was
	// counted as a stem; elsewhere, the x terms as ever.
	isOdd := func(doc uint32) bool { return odd[m.view.stemLanguage(doc)] }
	if e, ok, err := m.view.term(wordTerm(w.Surface)); err != nil {
		return nil, err
	} else if ok {
		if err := add(e.List, 1, isOdd); err != nil {
			return nil, err
		}
	}
	all, err := m.view.unusual(w.Surface)
	if err != nil {
		return nil, err
	}
	for _, u := range all {
		lang, stem, _ := bytes.Cut([]byte(u.of), []byte{':'})
		switch {
		case !odd[string(lang)]:
			err = add(u.entry.List, 1, nil)
		case len(stem) > 0 && w.Stems[string(lang)] == string(stem):
			err = add(u.entry.List, minus, nil)
		}
		if err != nil {
			return nil, err
		}
	}
	found := make([]postings.Posting, 0, len(counts))
	for _, p := range counts {
		found = append(found, p)
	}
	slices.SortFunc(found, func(a, b postings.Posting) int { return cmp.Compare(a.Doc, b.Doc) })
	return m.made(found, w.In)
}

// made returns a leaf of postings that were worked out, ascending by document.
// Those without a count that is meant are left out.
func (m *matcher) made(found []postings.Posting, in match.Field) (*leaf, error) {
	l := &leaf{in: in}
	e := postings.NewEncoder(m.weigh)
	for _, p := range found {
		if p = l.counted(p); p.Body > 0 || p.Headline > 0 {
			e.Add(p)
		}
	}
	list, err := e.List()
	return &leaf{lists: []postings.List{list}, in: match.Text, apart: true}, err
}

// anyOf returns where one of several surfaces stands.
func (m *matcher) anyOf(surfaces []string, in match.Field) (*leaf, error) {
	var lists []postings.List
	total := 0
	for _, s := range surfaces {
		e, ok, err := m.view.term(wordTerm(s))
		if err != nil {
			return nil, err
		}
		if ok {
			lists = append(lists, e.List)
			total += e.List.Len()
		}
	}
	if len(lists) == 1 {
		return &leaf{lists: lists, in: in, apart: true}, nil
	}
	found := make([]postings.Posting, 0, total)
	for i, l := range lists {
		if i%16 == 0 && m.ctx.Err() != nil {
			return nil, m.ctx.Err()
		}
		if err := l.Each(func(p postings.Posting) { found = append(found, p) }); err != nil {
			return nil, err
		}
	}
	return m.made(sum(found, m.view.size), in)
}

// sum orders postings by document and adds up those of one document.
func sum(found []postings.Posting, size int) []postings.Posting {
	if len(found) > size/16 {
		// Many: by place is faster than sorting, for eight bytes a document.
		body, headline := make([]uint32, size), make([]uint32, size)
		for _, p := range found {
			body[p.Doc] += p.Body
			headline[p.Doc] += p.Headline
		}
		found = found[:0]
		for doc := range body {
			if body[doc] > 0 || headline[doc] > 0 {
				found = append(found, postings.Posting{Doc: uint32(doc), Body: body[doc], Headline: headline[doc]})
			}
		}
		return found
	}
	slices.SortFunc(found, func(a, b postings.Posting) int { return cmp.Compare(a.Doc, b.Doc) })
	out := found[:0]
	for _, p := range found {
		if n := len(out); n > 0 && out[n-1].Doc == p.Doc {
			out[n-1].Body += p.Body
			out[n-1].Headline += p.Headline
			continue
		}
		out = append(out, p)
	}
	return out
}
