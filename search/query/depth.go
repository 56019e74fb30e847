package query

import "fmt"

// deeper reads one level down; what is too deep is passed over and reported.
func (p *parser) deeper(at Span, read func() Node) Node {
	if p.depth >= MaxDepth {
		p.tooDeep(at)
		p.skip()
		return nil
	}
	p.depth++
	defer func() { p.depth-- }()
	return read()
}

// skip passes over one operand.
func (p *parser) skip() {
	for brackets := 0; p.pos < len(p.toks); {
		switch p.toks[p.pos].kind {
		case open:
			brackets++
		case closed:
			brackets--
		case sign, field, not, least: // belong to what follows
			p.pos++
			continue
		}
		p.pos++
		if brackets <= 0 {
			return
		}
	}
}

// bounded cuts a tree to MaxDepth: AND and OR of one level nest without brackets.
func (p *parser) bounded(n Node) Node {
	n, cut := prune(n, MaxDepth)
	if cut != nil {
		p.tooDeep(cut.Pos())
	}
	return n
}

func (p *parser) tooDeep(at Span) {
	if p.deep {
		return
	}
	p.deep = true
	p.fail("too-deep", at, "", fmt.Sprintf("the query is nested more than %d levels deep", MaxDepth), "take brackets or NOTs out, or ask in parts", "what is deeper was left out")
}

// prune returns the tree without what is more than room levels deep, and the
// first node that it took out.
func prune(n Node, room int) (kept, cut Node) {
	if n == nil {
		return nil, nil
	}
	if room == 0 {
		return nil, n
	}
	switch n := n.(type) {
	case *And:
		if kids, cut := pruneAll(n.Kids, room); cut != nil {
			return join(kids, n.Adjacent), cut
		}
	case *Or:
		if kids, cut := pruneAll(n.Kids, room); cut != nil {
			return either(kids), cut
		}
	case *Not:
		kid, cut := prune(n.Kid, room-1)
		if kid == nil {
			return nil, cut
		}
		return &Not{kid, n.Span}, cut
	case *Must:
		kid, cut := prune(n.Kid, room-1)
		if kid == nil {
			return nil, cut
		}
		return &Must{kid, n.Span}, cut
	case *Field:
		kid, cut := prune(n.Kid, room-1)
		if kid == nil {
			return nil, cut
		}
		return &Field{n.Name, kid, n.Span}, cut
	case *AtLeast:
		kid, cut := prune(n.Kid, room-1)
		if kid == nil {
			return nil, cut
		}
		return &AtLeast{kid, n.N, n.Span}, cut
	case *Near:
		kids, cut := pruneAll([]Node{n.A, n.B}, room)
		if cut == nil {
			return n, nil
		}
		if len(kids) < 2 {
			return join(kids, false), cut
		}
		kept := *n
		kept.A, kept.B = kids[0], kids[1]
		return &kept, cut
	}
	return n, nil
}

// pruneAll prunes the kids of a node with that room.
func pruneAll(kids []Node, room int) (kept []Node, cut Node) {
	for _, k := range kids {
		k, c := prune(k, room-1)
		if k != nil {
			kept = append(kept, k)
		}
		if cut == nil {
			cut = c
		}
	}
	return kept, cut
}
