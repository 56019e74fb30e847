package query

// Walk visits a node and everything below it, parents first. A nil node has
// nothing to visit.
func Walk(n Node, visit func(Node)) {
	if n == nil {
		return
	}
	visit(n)
	var kids []Node
	switch n := n.(type) {
	case *And:
		kids = n.Kids
	case *Or:
		kids = n.Kids
	case *Not:
		kids = []Node{n.Kid}
	case *Must:
		kids = []Node{n.Kid}
	case *Field:
		kids = []Node{n.Kid}
	case *AtLeast:
		kids = []Node{n.Kid}
	case *Near:
		kids = []Node{n.A, n.B}
	}
	for _, k := range kids {
		Walk(k, visit)
	}
}
