package enginetest

import (
	"newsdex/article"
	"newsdex/search/match"
	"newsdex/text"
)

// shrink makes a tree that two opinions disagree about as small as it gets:
// it goes on with any smaller tree they still disagree about.
func shrink(tree match.Node, disagree func(match.Node) bool) match.Node {
	for {
		next := firstOf(smaller(tree), disagree)
		if next == nil {
			return tree
		}
		tree = next
	}
}

func firstOf(trees []match.Node, is func(match.Node) bool) match.Node {
	for _, t := range trees {
		if is(t) {
			return t
		}
	}
	return nil
}

// smaller returns the trees one step smaller than n: a part of it alone, or it
// with one part less or one part smaller.
func smaller(n match.Node) []match.Node {
	switch n := n.(type) {
	case *match.And:
		return smallerKids(n.Kids, func(k []match.Node) match.Node { return &match.And{Kids: k} })
	case *match.Or:
		return smallerKids(n.Kids, func(k []match.Node) match.Node { return &match.Or{Kids: k} })
	case *match.Not:
		return append([]match.Node{n.Kid}, within(n.Kid, func(k match.Node) match.Node { return &match.Not{Kid: k} })...)
	case *match.Near:
		return smallerPair(n.A, n.B, func(a, b match.Node) match.Node {
			return &match.Near{A: a, B: b, Unit: n.Unit, Within: n.Within, Ordered: n.Ordered}
		})
	case *match.NotNear:
		return smallerPair(n.A, n.B, func(a, b match.Node) match.Node {
			return &match.NotNear{A: a, B: b, Unit: n.Unit, Within: n.Within, Ordered: n.Ordered}
		})
	case *match.AtLeast:
		return append([]match.Node{n.Kid}, within(n.Kid, func(k match.Node) match.Node { return &match.AtLeast{Kid: k, N: n.N} })...)
	case *match.Bag:
		var out []match.Node
		for i := range n.Words {
			if len(n.Words) > 2 {
				out = append(out, &match.Bag{Words: without(n.Words, i), Within: n.Within})
			}
		}
		return out
	case *match.Phrase:
		if len(n.Words) > 2 {
			return []match.Node{&match.Phrase{In: n.In, Words: n.Words[1:]}, &match.Phrase{In: n.In, Words: n.Words[:len(n.Words)-1]}}
		}
	}
	return nil
}

// within wraps each smaller form of a part.
func within(part match.Node, wrap func(match.Node) match.Node) []match.Node {
	var out []match.Node
	for _, s := range smaller(part) {
		out = append(out, wrap(s))
	}
	return out
}

func smallerPair(a, b match.Node, wrap func(a, b match.Node) match.Node) []match.Node {
	out := []match.Node{a, b}
	out = append(out, within(a, func(s match.Node) match.Node { return wrap(s, b) })...)
	return append(out, within(b, func(s match.Node) match.Node { return wrap(a, s) })...)
}

func smallerKids(kids []match.Node, wrap func([]match.Node) match.Node) []match.Node {
	var out []match.Node
	for i, k := range kids {
		out = append(out, k)
		if len(kids) > 1 {
			out = append(out, wrap(without(kids, i)))
		}
	}
	for i, k := range kids {
		out = append(out, within(k, func(s match.Node) match.Node {
			rest := without(kids, i)
			return wrap(append(rest, s))
		})...)
	}
	return out
}

// without returns a copy of s that lacks its element i.
func without[T any](s []T, i int) []T {
	return append(append([]T(nil), s[:i]...), s[i+1:]...)
}

// shorten makes the texts of an article as short as they get while two
// opinions disagree about it, cutting runs of words.
func shorten(a *article.Article, disagree func(*article.Article) bool) *article.Article {
	an := text.NewAnalyzer()
	for _, field := range []func(*article.Article) *string{
		func(a *article.Article) *string { return &a.Body }, func(a *article.Article) *string { return &a.Headline },
	} {
		for size := 1 << 12; size > 0; size /= 2 {
			for first := 0; ; {
				s := *field(a)
				tokens := an.Tokens(nil, s, a.Lang)
				if first >= len(tokens) {
					break
				}
				end := len(s)
				if first+size < len(tokens) {
					end = tokens[first+size].Start
				}
				c := clone(a)
				*field(c) = s[:tokens[first].Start] + s[end:]
				if disagree(c) {
					a = c
				} else {
					first += size
				}
			}
		}
	}
	return a
}
