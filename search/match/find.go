package match

import (
	"cmp"
	"slices"
	"time"

	"newsdex/text"
)

// Doc is one article as a tree sees it.
type Doc struct {
	// Headline and Body are the tokens of the two text fields, with stems in
	// the article's language and numbered sentences.
	Headline, Body []text.Token
	// Values returns the values of a field of values ("byline", "source",
	// "section", "tag"), as stored.
	Values func(field string) []string
	// URL is the canonical address, Host its host; empty when there is none.
	URL, Host string
	Lang      string
	// Day is the published day ("2006-01-02"), empty when undated; Time the
	// instant, zero when only the day is known.
	Day  string
	Time time.Time
}

// Hit is one place where a leaf matched: a byte range of a field's text.
type Hit struct {
	Start, End int
	// Leaf is the index of the leaf among Leaves(tree).
	Leaf int
	// Near is 0 for a hit that proves its leaf by itself. A hit that proves it
	// only together with others, near it, belongs to Match.Proofs[Near-1]; in
	// the headline, which is always shown whole, it is 0.
	Near int
}

// Match is what proves that a tree holds: for each text field, the hits of
// every leaf that takes part, by start. A leaf takes part when every node from
// it to the root holds and none is a Not. Hits of one leaf do not overlap,
// hits of different leaves may.
type Match struct {
	Headline, Body []Hit
	// Proofs has, for each outermost Near or Bag that takes part in the body
	// (one that is counted by AtLeast or stands alone by NotNear as well), byte
	// ranges from the first to the last word of what satisfies it: the shortest,
	// those that hold no other. There is at least one, and at most as many as
	// the body has words; both ends ascend. The words in between may satisfy it
	// in other ways, which are not listed.
	Proofs [][]text.Span
	// Cut is set when the article has more places than are looked at (see
	// MaxPlaces): it may hold, and more of its words may take part, than is said.
	Cut bool
}

// Spans returns the byte ranges that the hits cover, ascending, overlapping
// ones merged.
func Spans(hits []Hit) []text.Span {
	var out []text.Span
	for _, h := range hits {
		if n := len(out); n > 0 && h.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, h.End)
			continue
		}
		out = append(out, text.Span{Start: h.Start, End: h.End})
	}
	return out
}

// Find reports whether the tree holds for the article, and the hits that prove
// it. To ask one tree of many articles, Compile it once.
func Find(n Node, d *Doc) (Match, bool) { return Compile(n).Find(d) }

// Matcher is a tree made ready to be asked of many articles. It is safe for
// concurrent use.
type Matcher struct {
	tree Node
	leaf map[Node]int // positive leaves: index among Leaves
	// Every leaf of the tree, under Not as well, by the surface that starts it,
	// by language and stem, or by what it covers.
	bySurface map[string][]Node
	byStem    map[string]map[string][]Node
	covering  []Node
}

// Compile makes a tree ready.
func Compile(n Node) *Matcher {
	m := &Matcher{tree: n, leaf: map[Node]int{}, bySurface: map[string][]Node{}, byStem: map[string]map[string][]Node{}}
	for i, l := range Leaves(n) {
		if _, twice := m.leaf[l]; !twice {
			m.leaf[l] = i
		}
	}
	seen := map[Node]bool{}
	for _, l := range AllLeaves(n) {
		if !seen[l] {
			seen[l] = true
			m.index(l)
		}
	}
	return m
}

func (m *Matcher) index(leaf Node) {
	switch n := leaf.(type) {
	case *Word:
		m.bySurface[n.Surface] = append(m.bySurface[n.Surface], n)
		for lang, stem := range n.Stems {
			if m.byStem[lang] == nil {
				m.byStem[lang] = map[string][]Node{}
			}
			m.byStem[lang][stem] = append(m.byStem[lang][stem], n)
		}
	case *Phrase:
		m.bySurface[n.Words[0]] = append(m.bySurface[n.Words[0]], n)
	case *Pattern, *Fuzzy:
		m.covering = append(m.covering, n)
	}
}

// Find reports whether the tree holds for the article, and what proves it. It
// passes once over the article's tokens.
func (m *Matcher) Find(d *Doc) (Match, bool) {
	f := found{m: m, d: d, headline: m.places(d.Headline, Headline, d.Lang), body: m.places(d.Body, Body, d.Lang),
		collected: map[Node]bool{}}
	if !f.holds(m.tree) {
		return Match{Cut: f.headline.Cut || f.body.Cut}, false
	}
	f.collect(m.tree)
	out := Match{Headline: m.hits(f.inHeadline, d.Headline), Body: m.hits(f.inBody, d.Body), Proofs: f.proofs}
	out.Cut = f.headline.Cut || f.body.Cut
	return out, true
}

// places returns where each leaf of the tree stands in one field.
func (m *Matcher) places(tokens []text.Token, in Field, lang string) *Places {
	byStem := m.byStem[text.StemLanguage(lang)]
	p := &Places{
		At:        map[Node][]Spot{},
		Sentence:  func(w int32) int32 { return int32(tokens[w].Sentence) },
		Paragraph: func(w int32) int32 { return int32(tokens[w].Paragraph) },
	}
	covered := map[string][]Node{} // which of m.covering cover a surface
	n := 0
	add := func(leaf Node, first, last int) {
		if n++; n > MaxPlaces {
			p.Cut = true
			return
		}
		p.At[leaf] = append(p.At[leaf], Spot{int32(first), int32(last)})
	}
	for i := range tokens {
		t := &tokens[i]
		for _, n := range m.bySurface[t.Surface] {
			switch n := n.(type) {
			case *Word:
				if n.In&in != 0 {
					add(n, i, i)
				}
			case *Phrase:
				if n.In&in != 0 && stands(n.Words, tokens[i:]) {
					add(n, i, i+len(n.Words)-1)
				}
			}
		}
		if t.Stem != "" {
			for _, n := range byStem[t.Stem] {
				if w := n.(*Word); w.In&in != 0 && w.Surface != t.Surface {
					add(n, i, i)
				}
			}
		}
		if len(m.covering) > 0 {
			for _, n := range m.cover(covered, t.Surface, in) {
				add(n, i, i)
			}
		}
	}
	return p
}

// cover returns the patterns and fuzzy words that cover a surface; known holds
// the answers so far.
func (m *Matcher) cover(known map[string][]Node, surface string, in Field) []Node {
	out, ok := known[surface]
	if ok {
		return out
	}
	for _, n := range m.covering {
		switch n := n.(type) {
		case *Pattern:
			if n.In&in != 0 && n.Covers(surface) {
				out = append(out, n)
			}
		case *Fuzzy:
			if n.In&in != 0 && n.Covers(surface) {
				out = append(out, n)
			}
		}
	}
	known[surface] = out
	return out
}

// stands reports whether the words stand at the start of tokens, in one paragraph.
func stands(words []string, tokens []text.Token) bool {
	if len(tokens) < len(words) || tokens[0].Paragraph != tokens[len(words)-1].Paragraph {
		return false
	}
	for i, w := range words {
		if tokens[i].Surface != w {
			return false
		}
	}
	return true
}

// hits turns parts into hits by start. Those of one leaf that overlap, as "a a"
// does in "a a a", become one.
func (m *Matcher) hits(parts []part, tokens []text.Token) []Hit {
	slices.SortFunc(parts, func(a, b part) int {
		return cmp.Or(m.leaf[a.leaf]-m.leaf[b.leaf], cmp.Compare(a.spot.First, b.spot.First), a.near-b.near)
	})
	var out []Hit
	for _, p := range parts {
		h := Hit{tokens[p.spot.First].Start, tokens[p.spot.Last].End, m.leaf[p.leaf], p.near}
		if n := len(out); n > 0 && out[n-1].Leaf == h.Leaf && h.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, h.End)
			continue
		}
		out = append(out, h)
	}
	slices.SortFunc(out, func(a, b Hit) int {
		return cmp.Or(a.Start-b.Start, b.End-a.End, a.Leaf-b.Leaf)
	})
	return out
}

// found is one tree on one article.
type found struct {
	m                  *Matcher
	d                  *Doc
	headline, body     *Places
	inHeadline, inBody []part
	proofs             [][]text.Span // see Match
	proved             int           // spans of proofs
	collected          map[Node]bool // nodes whose parts are listed: leaves are shared
}

func (f *found) holds(n Node) bool {
	switch n := n.(type) {
	case *All:
		return true
	case *And:
		for _, k := range n.Kids {
			if !f.holds(k) {
				return false
			}
		}
		return true
	case *Or:
		return slices.ContainsFunc(n.Kids, f.holds)
	case *Not:
		return !f.holds(n.Kid)
	case *Word, *Phrase, *Pattern, *Fuzzy:
		return len(f.headline.At[n]) > 0 || len(f.body.At[n]) > 0
	case *Near, *NotNear, *Bag, *AtLeast:
		return Proves(n, f.headline, f.body)
	default:
		return f.d.passes(n)
	}
}

// collect gathers the leaves that take part. It asks holds again for the kids
// of an Or: depth is bounded by the query language, so this costs a small
// factor at most.
func (f *found) collect(n Node) {
	switch n := n.(type) {
	case *And:
		for _, k := range n.Kids {
			f.collect(k)
		}
	case *Or:
		for _, k := range n.Kids {
			if f.holds(k) {
				f.collect(k)
			}
		}
	case *Word, *Phrase, *Pattern, *Fuzzy, *Near, *NotNear, *Bag, *AtLeast:
		if !f.collected[n] {
			f.collected[n] = true
			f.proving(n)
		}
	}
}

// proving gathers the leaves of a node that takes part by where it stands.
func (f *found) proving(n Node) {
	parts, _ := f.headline.taking(n, 0)
	f.inHeadline = f.headline.upTo(f.inHeadline, parts)
	parts, proofs := f.body.taking(n, len(f.proofs)+1)
	if f.proved += len(proofs); f.proved > MaxPlaces {
		for i := range parts {
			parts[i].near = 0
		}
		f.body.Cut = true
	} else if len(proofs) > 0 {
		f.proofs = append(f.proofs, spansOf(proofs, f.d.Body))
	}
	f.inBody = f.body.upTo(f.inBody, parts)
}

// upTo appends parts as long as there are no more than MaxPlaces.
func (p *Places) upTo(to, parts []part) []part {
	if room := MaxPlaces - len(to); len(parts) > room {
		parts, p.Cut = parts[:room], true
	}
	return append(to, parts...)
}

// spansOf returns the byte ranges of spots.
func spansOf(spots []Spot, tokens []text.Token) []text.Span {
	out := make([]text.Span, len(spots))
	for i, s := range spots {
		out[i] = text.Span{Start: tokens[s.First].Start, End: tokens[s.Last].End}
	}
	return out
}
