package match

import (
	"slices"
	"strings"
	"time"

	"newsdex/text"
)

// Doc is one article as a tree sees it.
type Doc struct {
	// Headline and Body are the tokens of the two text fields, with stems in
	// the article's language.
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
}

// Match is what proves that a tree holds: for each text field, the hits of
// every leaf that takes part, by start. A leaf takes part when every node from
// it to the root holds and none is a Not. Hits of one leaf do not overlap,
// hits of different leaves may.
type Match struct {
	Headline, Body []Hit
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
	// Every word and phrase of the tree, under Not as well, by the surface or
	// stem that starts it.
	bySurface, byStem map[string][]Node
}

// Compile makes a tree ready.
func Compile(n Node) *Matcher {
	m := &Matcher{tree: n, leaf: map[Node]int{}, bySurface: map[string][]Node{}, byStem: map[string][]Node{}}
	for i, l := range Leaves(n) {
		if _, twice := m.leaf[l]; !twice {
			m.leaf[l] = i
		}
	}
	m.index(n)
	return m
}

func (m *Matcher) index(n Node) {
	add := func(to map[string][]Node, key string, n Node) {
		if !slices.Contains(to[key], n) {
			to[key] = append(to[key], n)
		}
	}
	switch n := n.(type) {
	case *Word:
		add(m.bySurface, n.Surface, n)
		if n.Stem != "" {
			add(m.byStem, n.Stem, n)
		}
	case *Phrase:
		add(m.bySurface, n.Words[0], n)
	case *And:
		for _, k := range n.Kids {
			m.index(k)
		}
	case *Or:
		for _, k := range n.Kids {
			m.index(k)
		}
	case *Not:
		m.index(n.Kid)
	}
}

// Find reports whether the tree holds for the article, and what proves it. It
// passes once over the article's tokens.
func (m *Matcher) Find(d *Doc) (Match, bool) {
	found := found{m: m, d: d, collected: map[Node]bool{}, headline: m.occurrences(d.Headline, Headline), body: m.occurrences(d.Body, Body)}
	if !found.holds(m.tree) {
		return Match{}, false
	}
	var out Match
	found.collect(m.tree, &out)
	sortHits(out.Headline)
	sortHits(out.Body)
	return out, true
}

func sortHits(h []Hit) {
	slices.SortFunc(h, func(a, b Hit) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		if a.End != b.End {
			return b.End - a.End
		}
		return a.Leaf - b.Leaf
	})
}

// occurrences returns where each word and phrase of the tree stands in one field.
func (m *Matcher) occurrences(tokens []text.Token, in Field) map[Node][]text.Span {
	if len(m.bySurface) == 0 {
		return nil
	}
	out := map[Node][]text.Span{}
	for i := range tokens {
		t := &tokens[i]
		for _, n := range m.bySurface[t.Surface] {
			switch n := n.(type) {
			case *Word:
				if n.In&in != 0 {
					add(out, n, t.Start, t.End)
				}
			case *Phrase:
				if n.In&in != 0 && stands(n.Words, tokens[i:]) {
					add(out, n, t.Start, tokens[i+len(n.Words)-1].End)
				}
			}
		}
		if t.Stem == "" {
			continue
		}
		for _, n := range m.byStem[t.Stem] {
			if w := n.(*Word); w.In&in != 0 && w.Surface != t.Surface {
				add(out, w, t.Start, t.End)
			}
		}
	}
	return out
}

// add appends an occurrence; one that overlaps the last of the same leaf
// ("a a" in "a a a") extends it, so that a hostile text costs no memory.
func add(out map[Node][]text.Span, n Node, start, end int) {
	s := out[n]
	if l := len(s); l > 0 && start < s[l-1].End {
		s[l-1].End = max(s[l-1].End, end)
		return
	}
	out[n] = append(s, text.Span{Start: start, End: end})
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

// found is one tree on one article.
type found struct {
	m              *Matcher
	d              *Doc
	headline, body map[Node][]text.Span
	collected      map[Node]bool // leaves may be shared within a tree
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
	case *Word, *Phrase:
		return len(f.headline[n]) > 0 || len(f.body[n]) > 0
	default:
		return f.d.passes(n)
	}
}

// collect adds the hits of the leaves that take part. It asks holds again for
// the kids of an Or: depth is bounded by the query language, so this costs a
// small factor at most.
func (f *found) collect(n Node, out *Match) {
	switch n := n.(type) {
	case *And:
		for _, k := range n.Kids {
			f.collect(k, out)
		}
	case *Or:
		for _, k := range n.Kids {
			if f.holds(k) {
				f.collect(k, out)
			}
		}
	case *Word, *Phrase:
		if f.collected[n] {
			return
		}
		f.collected[n] = true
		leaf := f.m.leaf[n]
		for _, s := range f.headline[n] {
			out.Headline = append(out.Headline, Hit{s.Start, s.End, leaf})
		}
		for _, s := range f.body[n] {
			out.Body = append(out.Body, Hit{s.Start, s.End, leaf})
		}
	}
}

// passes reports whether a filter holds.
func (d *Doc) passes(n Node) bool {
	switch n := n.(type) {
	case *Value:
		if d.Values == nil {
			return false
		}
		return slices.ContainsFunc(d.Values(n.Field), n.Is)
	case *Prefix:
		return d.URL != "" && strings.HasPrefix(d.URL, n.Text)
	case *Host:
		return d.Host == n.Name || strings.HasSuffix(d.Host, "."+n.Name)
	case *Lang:
		return d.Lang == n.Tag || strings.HasPrefix(d.Lang, n.Tag+"-")
	case *Date:
		return n.Holds(d.Day, d.Time)
	}
	return false
}

// Is reports whether one value satisfies the filter.
func (v *Value) Is(value string) bool {
	if v.Whole {
		return value == v.Text
	}
	words := text.Surfaces(value)
	for i := 0; i+len(v.Words) <= len(words); i++ {
		if slices.Equal(words[i:i+len(v.Words)], v.Words) {
			return true
		}
	}
	return false
}

// Holds reports whether an article published on that day ("" for undated), at
// that instant (zero when only the day is known), satisfies the filter.
func (n *Date) Holds(day string, at time.Time) bool {
	if n.None || day == "" {
		return n.None && day == ""
	}
	if b := n.From; b != nil {
		if b.Day != "" {
			if day < b.Day {
				return false
			}
		} else if first, _ := instants(day, at); first.Before(b.Time) || b.Open && first.Equal(b.Time) {
			return false
		}
	}
	if b := n.To; b != nil {
		if b.Day != "" {
			if day > b.Day {
				return false
			}
		} else if _, last := instants(day, at); last.After(b.Time) || b.Open && last.Equal(b.Time) {
			return false
		}
	}
	return true
}

// instants returns the first and last moment an article may have been published.
func instants(day string, at time.Time) (first, last time.Time) {
	if !at.IsZero() {
		return at, at
	}
	first, _ = time.Parse(time.DateOnly, day)
	return first, first.Add(24*time.Hour - time.Nanosecond)
}
